//! The type of a table's rows, where columns have it.
//!
//! The rules are those of `CheckAttributeType` in PostgreSQL's `src/backend/catalog/heap.c` and
//! `find_composite_type_dependencies` in `src/backend/commands/tablecmds.c`. Never in it: types that were
//! made by themselves.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::base_type;
use crate::catalog::kinds::column::{self, COLUMN};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;

/// Refuses a column of a type that has the table's own rows in it.
pub(super) fn check_member(
    edit: &Edit<'_>,
    table: ObjectId,
    type_: &Value,
    span: Span,
) -> Accepted<()> {
    let mut open: Vec<ObjectId> = type_.objects().collect();
    let mut seen: Vec<ObjectId> = Vec::new();
    while let Some(used) = open.pop() {
        if used == table {
            let name = edit.get(table).map(|table| &*table.name).unwrap_or_default();
            let message = format!("composite type {name} cannot be made a member of itself");
            return Err(Refusal::invalid_table(span, message));
        }
        let is_shell = edit.get(used).is_some_and(|it| it.is(&base_type::BASE))
            && edit.catalog().parts(used).next().is_none();
        if is_shell {
            let message = format!("type \"{}\" is only a shell", edit.lookup().visible_name(used));
            return Err(Refusal::undefined_object(span, message));
        }
        if !seen.contains(&used) {
            seen.push(used);
            let columns = column::all(edit.catalog(), used).into_iter();
            open.extend(columns.filter_map(|column| column.get("type")).flat_map(Value::objects));
        }
    }
    Ok(())
}

/// Refuses to change what rows of a table look like where columns of other tables keep some.
pub(super) fn check_unused(edit: &Edit<'_>, table: ObjectId, span: Span) -> Accepted<()> {
    let Some(user) = user(edit.catalog(), table) else { return Ok(()) };
    let name = |id: ObjectId| edit.get(id).map(|object| &*object.name).unwrap_or_default();
    let message = format!(
        "cannot alter table \"{}\" because column \"{}.{}\" uses its row type",
        name(table),
        name(user.parent),
        user.name
    );
    Err(Refusal::not_supported(span, message))
}

/// Returns a column that keeps rows of a table, in itself or in a composite type's field.
fn user(catalog: &Catalog, table: ObjectId) -> Option<&Object> {
    let mut open = vec![table];
    let mut seen: Vec<ObjectId> = Vec::new();
    while let Some(type_) = open.pop() {
        if seen.contains(&type_) {
            continue;
        }
        seen.push(type_);
        // PostgreSQL comes to the arrays of a type first.
        let is_of_array = |user: &&Object| user.get("type").is_some_and(types::is_array);
        let (arrays, others): (Vec<_>, Vec<_>) = catalog.users(type_).partition(is_of_array);
        for user in arrays.into_iter().chain(others) {
            let keeps = user.is(&COLUMN)
                && user.get("type").is_some_and(|own| own.mentions(type_))
                && user.parent != table;
            if !keeps {
                continue;
            }
            if catalog.get(user.parent).is_some_and(super::can_own_sequences) {
                return Some(user);
            }
            open.push(user.parent);
        }
    }
    None
}
