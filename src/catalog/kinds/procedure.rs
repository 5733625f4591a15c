//! Procedures.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static PROCEDURE: Kind = Kind {
    name: "procedure",
    object_type: DdlObjectType::Procedure,
    namespaces: &[Namespace::Routine],
    ..PLAIN
};
