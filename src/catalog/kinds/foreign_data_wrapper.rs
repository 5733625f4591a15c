//! Foreign-data wrappers.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static FOREIGN_DATA_WRAPPER: Kind = Kind {
    name: "foreign-data wrapper",
    object_type: DdlObjectType::ForeignDataWrapper,
    namespaces: &[Namespace::InDatabase("foreign-data wrapper")],
    ..PLAIN
};
