//! Collations.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static COLLATION: Kind = Kind {
    name: "collation",
    object_type: DdlObjectType::Collation,
    namespaces: &[Namespace::InSchema("collation")],
    ..PLAIN
};
