//! PostgreSQL's namespaces: where a name can be taken once.
//!
//! Never in it: how a name is looked for along a search path (see `lookup`).

use std::sync::Arc;

use super::{Object, ObjectId};

/// What keeps names apart. Tables, views, indexes and sequences share one namespace of their schema,
/// types and the row types of tables another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NameKey {
    /// The schema, the object or the database around it.
    pub(crate) scope: ObjectId,
    /// The namespace.
    pub(crate) namespace: Namespace,
    /// The name; a routine's with its argument types.
    pub(crate) name: Arc<str>,
}

impl Namespace {
    /// Tells whether names in it are looked for along the search path.
    pub(crate) fn is_in_schema(self) -> bool {
        matches!(
            self,
            Namespace::Relation | Namespace::Type | Namespace::Routine | Namespace::InSchema(_)
        )
    }
}

impl NameKey {
    /// Returns what it is compared by.
    pub(crate) fn parts(&self) -> (ObjectId, Namespace, &str) {
        (self.scope, self.namespace, &self.name)
    }

    pub(crate) fn new(scope: ObjectId, namespace: Namespace, name: &str) -> NameKey {
        NameKey { scope, namespace, name: name.into() }
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
                NameKey { scope, namespace, name: object.name.clone() }
            })
            .collect()
    }
}
