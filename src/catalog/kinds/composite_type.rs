//! Composite types; their attributes are columns.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static COMPOSITE: Kind = Kind {
    name: "composite type",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::Relation, Namespace::Type],
    ..PLAIN
};
