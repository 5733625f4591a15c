//! Columns: of tables, views and composite types.

use super::{Kind, PLAIN};
use crate::catalog::ObjectId;
use crate::catalog::lookup::Lookup;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::sql::DdlObjectType;
use crate::sql::Span;

pub(crate) static COLUMN: Kind = Kind {
    name: "column",
    object_type: DdlObjectType::Column,
    namespaces: &[Namespace::InParent("column")],
    is_whole: false,
    is_ordered: true,
    is_inline: |_| true,
    ..PLAIN
};

/// Returns a column of a relation.
///
/// # Errors
///
/// `42703` if it has none of the name.
pub(crate) fn find(
    lookup: Lookup<'_>,
    relation: ObjectId,
    name: &str,
    span: Span,
) -> Accepted<ObjectId> {
    lookup.catalog.named(relation, COLUMN_NAMES, name).ok_or_else(|| {
        let relation = lookup.catalog.get(relation).map(|relation| &*relation.name);
        let relation = relation.unwrap_or_default();
        let message = format!("column \"{name}\" of relation \"{relation}\" does not exist");
        Refusal::undefined_column(span, message)
    })
}

/// The namespace of a relation's columns.
pub(crate) const COLUMN_NAMES: Namespace = Namespace::InParent("column");
