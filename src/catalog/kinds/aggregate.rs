//! Aggregates.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static AGGREGATE: Kind = Kind {
    name: "aggregate",
    object_type: DdlObjectType::Aggregate,
    namespaces: &[Namespace::Routine],
    ..PLAIN
};
