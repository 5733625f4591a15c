//! Functions.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static FUNCTION: Kind = Kind {
    name: "function",
    object_type: DdlObjectType::Function,
    namespaces: &[Namespace::Routine],
    ..PLAIN
};
