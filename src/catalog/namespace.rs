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
    /// The schema, the object or the database around it.
    pub(crate) scope: ObjectId,
    /// The namespace.
    pub(crate) namespace: Namespace,
    /// The first bytes of the name as a number, in the same order: it tells most names apart without a look at
    /// where the name itself stands.
    start: u64,
    /// The name; a routine's with its argument types.
    pub(crate) name: Arc<str>,
}

/// Returns the first eight bytes of a name as a number: of two names, the lesser has no greater one.
fn start_of(name: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(first)
}

impl Ord for Namespace {
    /// One namespace is mostly compared with itself, which needs no look at the kind's name.
    #[inline]
    fn cmp(&self, other: &Namespace) -> Ordering {
        if self.is_the_very(*other) { Ordering::Equal } else { self.parts().cmp(&other.parts()) }
    }
}

impl PartialOrd for Namespace {
    fn partial_cmp(&self, other: &Namespace) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Namespace {
    /// Tells whether a namespace is this one, told by where its kind's name stands.
    #[inline]
    fn is_the_very(self, other: Namespace) -> bool {
        use Namespace::*;
        match (self, other) {
            (Relation, Relation) | (Type, Type) | (Routine, Routine) => true,
            (InSchema(kind), InSchema(other))
            | (InParent(kind), InParent(other))
            | (InDatabase(kind), InDatabase(other)) => std::ptr::eq(kind, other),
            _ => false,
        }
    }

    fn parts(self) -> (u8, &'static str) {
        match self {
            Namespace::Relation => (0, ""),
            Namespace::Type => (1, ""),
            Namespace::Routine => (2, ""),
            Namespace::InSchema(kind) => (3, kind),
            Namespace::InParent(kind) => (4, kind),
            Namespace::InDatabase(kind) => (5, kind),
        }
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
#[derive(Clone, Copy)]
pub(crate) struct Place<'n> {
    scope: ObjectId,
    namespace: Namespace,
    start: u64,
    name: &'n str,
}

impl<'n> Place<'n> {
    /// Returns the place of a name that may be none's.
    pub(crate) fn of(scope: ObjectId, namespace: Namespace, name: &'n str) -> Place<'n> {
        Place { scope, namespace, start: start_of(name), name }
    }

    /// Tells how a key stands to this place.
    #[inline]
    pub(crate) fn order(&self, key: &NameKey) -> Ordering {
        if key.scope != self.scope {
            return key.scope.cmp(&self.scope);
        }
        let namespaces = key.namespace.cmp(&self.namespace);
        if namespaces.is_ne() {
            return namespaces;
        }
        match key.start.cmp(&self.start) {
            Ordering::Equal => (*key.name).cmp(self.name),
            unequal => unequal,
        }
    }
}

impl Ord for NameKey {
    #[inline]
    fn cmp(&self, other: &NameKey) -> Ordering {
        let NameKey { scope, namespace, start, ref name } = *other;
        Place { scope, namespace, start, name }.order(self)
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
        NameKey { scope, namespace, start: start_of(&name), name }
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
