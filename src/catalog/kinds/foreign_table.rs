//! Foreign tables.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static FOREIGN_TABLE: Kind = Kind {
    name: "foreign table",
    object_type: DdlObjectType::ForeignTable,
    grantable: Some(&super::relation::TABLE_PRIVILEGES),
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    ..PLAIN
};
