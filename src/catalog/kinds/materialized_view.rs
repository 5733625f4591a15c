//! Materialized views.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static MATERIALIZED_VIEW: Kind = Kind {
    name: "materialized view",
    object_type: DdlObjectType::MaterializedView,
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    ..PLAIN
};
