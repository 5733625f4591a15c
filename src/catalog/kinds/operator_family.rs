//! Operator families.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static OPERATOR_FAMILY: Kind = Kind {
    name: "operator family",
    object_type: DdlObjectType::OperatorFamily,
    namespaces: &[Namespace::InSchema("operator family")],
    ..PLAIN
};
