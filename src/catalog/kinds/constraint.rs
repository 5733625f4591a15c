//! Constraints of tables and domains. A key has an index of its own name, which is no object of its own.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static CONSTRAINT: Kind = Kind {
    name: "constraint",
    object_type: DdlObjectType::Constraint,
    namespaces: &[Namespace::InParent("constraint")],
    is_whole: false,
    ..PLAIN
};
