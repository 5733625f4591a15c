//! Operator classes.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static OPERATOR_CLASS: Kind = Kind {
    name: "operator class",
    object_type: DdlObjectType::OperatorClass,
    namespaces: &[Namespace::InSchema("operator class")],
    ..PLAIN
};
