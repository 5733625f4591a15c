//! Base types, and shells that wait for their definition.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static BASE: Kind = Kind {
    name: "base type",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::Type],
    ..PLAIN
};
