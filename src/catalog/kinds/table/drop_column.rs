//! `DROP COLUMN`: what goes with it on the children, and what they keep.
//!
//! The rules are those of `ATExecDropColumn` in PostgreSQL's `src/backend/commands/tablecmds.c`. Never in it: what else
//! uses a column (see `drop`).

use super::alter::Target;
use super::{alter_column, definition, inherit};
use crate::catalog::drop::drop_all;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::{self, INHERITED, LOCAL};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement::behaviour;
use crate::catalog::{ObjectId, Value};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Reads `DROP COLUMN`: with what the children have from it and nowhere else.
pub(super) fn drop_column(
    edit: &mut Edit<'_>,
    target: Target,
    action: &SyntaxNode,
) -> Accepted<()> {
    let Target { table, is_only } = target;
    let Some(node) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(()) };
    let name = names::identifier(&node);
    let place = span(&node);
    if definition::is_system_column(&name) {
        let message = format!("cannot drop system column \"{name}\"");
        return Err(Refusal::not_supported(place, message));
    }
    let column = match column::find(edit.lookup(), table, &name, place) {
        Err(_) if has(action, SyntaxKind::IF_EXISTS) => return Ok(()),
        found => found?,
    };
    let Some(object) = edit.get(column) else { return Ok(()) };
    if object.has(INHERITED) {
        let message = format!("cannot drop inherited column \"{name}\"");
        return Err(Refusal::invalid_table(place, message));
    }
    alter_column::check_partition_key(edit, table, column, "drop", place)?;
    let is_partitioned = edit.get(table).is_some_and(super::is_partitioned);
    let has_children = !inherit::children(edit.catalog(), table).is_empty();
    if is_only && is_partitioned && has_children {
        let message = "cannot drop column from only the partitioned table when partitions exist";
        return Err(
            Refusal::invalid_table(place, message).with_hint("Do not specify the ONLY keyword.")
        );
    }
    let mut roots = vec![column];
    if is_only {
        leave_to_children(edit, column);
    } else {
        collect_inherited(edit, column, &mut roots);
    }
    drop_all(edit, &roots, behaviour(action), place)
}

/// Adds the columns that children have from a dropped one and nowhere else.
fn collect_inherited(edit: &Edit<'_>, column: ObjectId, roots: &mut Vec<ObjectId>) {
    for child in heirs(edit, column) {
        let Some(object) = edit.get(child) else { continue };
        let is_left = object.objects(INHERITED).iter().any(|origin| !roots.contains(origin));
        if !is_left && !object.has(LOCAL) && !roots.contains(&child) {
            roots.push(child);
            collect_inherited(edit, child, roots);
        }
    }
}

/// Lets children keep as their own what they have from a column that only its table loses. The checks that go with it
/// they keep as well, though as inherited from nobody (`ATExecDropColumn` in PostgreSQL's `tablecmds.c`).
fn leave_to_children(edit: &mut Edit<'_>, column: ObjectId) {
    let table = edit.get(column).map(|column| column.parent);
    let checks = edit.catalog().users(column).filter(|user| Some(user.parent) == table);
    let checks: Vec<ObjectId> = checks.map(|check| check.id).collect();
    for child in heirs(edit, column) {
        edit.set(child, LOCAL, Value::flag());
    }
    for check in checks {
        for heir in heirs(edit, check) {
            let mut origins =
                edit.get(heir).map(|heir| heir.objects(INHERITED)).unwrap_or_default();
            origins.retain(|origin| *origin != check);
            edit.set(heir, INHERITED, Value::list(origins));
        }
    }
}

/// Returns the columns of children that come from a column.
pub(super) fn heirs(edit: &Edit<'_>, column: ObjectId) -> Vec<ObjectId> {
    let users = edit.catalog().users(column);
    users
        .filter(|user| user.get(INHERITED).is_some_and(|origins| origins.mentions(column)))
        .map(|user| user.id)
        .collect()
}
