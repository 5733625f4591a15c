//! Tables.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static TABLE: Kind = Kind {
    name: "table",
    object_type: DdlObjectType::Table,
    namespaces: &[Namespace::Relation, Namespace::Type],
    ..PLAIN
};
