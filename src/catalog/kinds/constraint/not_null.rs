//! The constraint that PostgreSQL 18 keeps for a column's `NOT NULL`, which is said of the column here: what names it
//! can do with it.
//!
//! Never in it: `ALTER COLUMN … NOT NULL` (see `table`).

use super::{PRIMARY_KEY, type_of};
use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::{COLUMN, INHERITED, NOT_NULL_NAME};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::sql::made_up::object_name;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

/// Returns the column whose constraint an action names: by the name that it was given, or by the one made up for it.
pub(super) fn column_of(edit: &Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Option<ObjectId> {
    let name = names::identifier(&child(action, SyntaxKind::CONSTRAINT_NAME_REF)?);
    let table_name = &edit.get(table)?.name;
    let columns = edit.catalog().parts_of_kind(table, &COLUMN).into_iter();
    let mut columns = columns.filter(|column| column.has("not null"));
    let found = columns.find(|column| match column.text(NOT_NULL_NAME) {
        Some(given) => given == name,
        None => object_name(table_name, &column.name, "not_null") == name,
    });
    found.map(|column| column.id)
}

/// Drops the constraint of a column.
///
/// # Errors
///
/// `42P16` where a primary key or a parent needs it.
pub(super) fn drop(edit: &mut Edit<'_>, column: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let catalog = edit.catalog();
    let Some(object) = catalog.get(column) else { return Ok(()) };
    let in_key = catalog
        .parts(object.parent)
        .any(|part| type_of(part) == PRIMARY_KEY && part.objects("columns").contains(&column));
    if in_key {
        let message = format!("column \"{}\" is in a primary key", object.name);
        return Err(Refusal::invalid_table(span(action), message));
    }
    let mut origins =
        object.objects(INHERITED).into_iter().filter_map(|origin| catalog.get(origin));
    if origins.any(|origin| origin.has("not null")) {
        let name = child(action, SyntaxKind::CONSTRAINT_NAME_REF);
        let name = name.map(|name| names::identifier(&name)).unwrap_or_default();
        let owner = catalog.get(object.parent).map(|owner| &*owner.name).unwrap_or_default();
        let message =
            format!("cannot drop inherited constraint \"{name}\" of relation \"{owner}\"");
        return Err(Refusal::invalid_table(span(action), message));
    }
    edit.set(column, "not null", None);
    edit.set(column, NOT_NULL_NAME, None);
    Ok(())
}
