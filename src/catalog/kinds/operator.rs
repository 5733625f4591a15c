//! Operators.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static OPERATOR: Kind = Kind {
    name: "operator",
    object_type: DdlObjectType::Operator,
    namespaces: &[Namespace::InSchema("operator")],
    ..PLAIN
};
