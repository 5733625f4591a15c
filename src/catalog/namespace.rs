//! PostgreSQL's namespaces: where a name can be taken once.
//!
//! Never in it: how a name is looked for along a search path (see `lookup`).

use std::cmp::Ordering;
use std::sync::Arc;

use super::{Object, ObjectId};

/// What keeps names apart. Tables, views, indexes and sequences share one namespace of their schema,
/// types and the row types of tables another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Namespace {
    /// `pg_class`, per schema.
    Relation,
    /// `pg_type`, per schema.
    Type,
    /// `pg_proc`, per schema; the name has the argument types behind it.
    Routine,
    /// Whatever else lives in a schema, under its kind's name: collations, statistics, ….
    InSchema(&'static str),
    /// The parts of one object, under the kind's name: columns, constraints, triggers, ….
    InParent(&'static str),
    /// What lives in no schema, under its kind's name: schemas, roles, extensions, ….
    InDatabase(&'static str),
}

/// A name where it can be taken once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NameKey {
    /// The namespace.
    pub(crate) namespace: Namespace,
    /// The scope and the namespace as a number.
    within: u64,
    /// The first bytes of the name as a number, in the same order: it tells most names apart without a look at
    /// where the name itself stands.
    start: u64,
    /// The name; a routine's with its argument types.
    pub(crate) name: Arc<str>,
}

/// Returns the first eight bytes of a name as a number: of two names, the lesser has no greater one.
fn start_of(name: &str) -> u64 {
    let first = name.as_bytes().first_chunk().copied().unwrap_or_else(|| {
        let mut short = [0; 8];
        short.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
        short
    });
    u64::from_be_bytes(first)
}

impl Namespace {
    /// Returns a number for it that no other namespace has (a test looks): numbers are compared faster than names.
    fn number(self) -> u32 {
        let (sort, kind) = match self {
            Namespace::Relation => (0, ""),
            Namespace::Type => (1, ""),
            Namespace::Routine => (2, ""),
            Namespace::InSchema(kind) => (3, kind),
            Namespace::InParent(kind) => (4, kind),
            Namespace::InDatabase(kind) => (5, kind),
        };
        let mixed = kind
            .bytes()
            .fold(0, |mixed: u32, byte| mixed.wrapping_mul(31).wrapping_add(u32::from(byte)));
        (sort << 28) | (mixed & 0xfff_ffff)
    }

    /// Tells whether names in it are looked for along the search path.
    pub(crate) fn is_in_schema(self) -> bool {
        matches!(
            self,
            Namespace::Relation | Namespace::Type | Namespace::Routine | Namespace::InSchema(_)
        )
    }
}

/// What keys are compared by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place<'n> {
    /// The scope, and the namespace's number.
    within: u64,
    start: u64,
    name: &'n str,
}

impl<'n> Place<'n> {
    /// Returns the place of a name that may be none's.
    pub(crate) fn of(scope: ObjectId, namespace: Namespace, name: &'n str) -> Place<'n> {
        Place { within: within(scope, namespace), start: start_of(name), name }
    }
}

fn within(scope: ObjectId, namespace: Namespace) -> u64 {
    (u64::from(scope.0) << 32) | u64::from(namespace.number())
}

impl Ord for NameKey {
    #[inline]
    fn cmp(&self, other: &NameKey) -> Ordering {
        debug_assert!(self.within != other.within || self.namespace == other.namespace);
        self.place().cmp(&other.place())
    }
}

impl PartialOrd for NameKey {
    #[inline]
    fn partial_cmp(&self, other: &NameKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl NameKey {
    pub(crate) fn new(scope: ObjectId, namespace: Namespace, name: &str) -> NameKey {
        NameKey::with(scope, namespace, name.into())
    }

    fn with(scope: ObjectId, namespace: Namespace, name: Arc<str>) -> NameKey {
        let (within, start) = (within(scope, namespace), start_of(&name));
        NameKey { namespace, within, start, name }
    }

    /// Returns the schema, the object or the database around it.
    pub(crate) fn scope(&self) -> ObjectId {
        ObjectId((self.within >> 32) as u32)
    }

    /// Returns what it is compared by.
    #[inline]
    pub(crate) fn place(&self) -> Place<'_> {
        Place { within: self.within, start: self.start, name: &self.name }
    }

    /// Returns the keys of an object that takes its own name in some namespaces; `schema` is the
    /// schema that it lives in.
    pub(crate) fn of(object: &Object, schema: ObjectId, namespaces: &[Namespace]) -> Vec<NameKey> {
        namespaces
            .iter()
            .map(|&namespace| {
                let scope = match namespace {
                    Namespace::InDatabase(_) => ObjectId::DATABASE,
                    Namespace::InParent(_) => object.parent,
                    _ => schema,
                };
                NameKey::with(scope, namespace, object.name.clone())
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::kinds;

    #[test]
    fn no_two_namespaces_have_one_number() {
        let mut named = std::collections::HashMap::new();
        let own = kinds::all().flat_map(|kind| kind.namespaces);
        let more = kinds::all().flat_map(|kind| {
            [
                Namespace::InSchema(kind.name),
                Namespace::InParent(kind.name),
                Namespace::InDatabase(kind.name),
            ]
        });
        for namespace in own.copied().chain(more) {
            assert_eq!(*named.entry(namespace.number()).or_insert(namespace), namespace);
        }
    }
}
