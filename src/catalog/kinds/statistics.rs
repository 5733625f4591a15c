//! Extended statistics.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static STATISTICS: Kind = Kind {
    name: "statistics object",
    object_type: DdlObjectType::Statistics,
    namespaces: &[Namespace::InSchema("statistics object")],
    ..PLAIN
};
