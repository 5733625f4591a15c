//! `ATTACH` and `DETACH PARTITION`, `INHERIT` and `NO INHERIT`, `OF` and `NOT OF`: a table that is there
//! joins another, or leaves it.
//!
//! Never in it: tables that are made as children.

use super::inherit::{self, check_parent, qualified_list};
use super::{BOUND, INHERITS, OF_TYPE, PARTITION_OF, bound_place};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::{self, INHERITED, LOCAL};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::value::Value;
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Reads one of the actions.
pub(super) fn act(edit: &mut Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    match action.kind() {
        SyntaxKind::NOT_OF => {
            if let Some(table) = edit.get(table).filter(|table| !table.has(OF_TYPE)) {
                let message = format!("\"{}\" is not a typed table", table.name);
                return Err(Refusal::wrong_object(span(action), message));
            }
            edit.set(table, OF_TYPE, None);
            return Ok(());
        }
        SyntaxKind::OF_TYPE => {
            let type_ = types::of(edit.lookup(), action)?.unwrap_or_default();
            check_of(edit, table, &type_, span(action))?;
            edit.set(table, OF_TYPE, type_);
            return Ok(());
        }
        _ => {}
    }
    let Some(node) = child(action, SyntaxKind::TABLE_NAME_REF) else { return Ok(()) };
    if matches!(action.kind(), SyntaxKind::ATTACH_PARTITION | SyntaxKind::DETACH_PARTITION) {
        check_is_partitioned(edit, table, span(&node))?;
    }
    let is_partition = edit.get(table).is_some_and(|table| table.has(PARTITION_OF));
    if is_partition && action.kind() == SyntaxKind::NO_INHERIT_TABLE {
        let message = "cannot change inheritance of a partition";
        return Err(Refusal::wrong_object(span(&node), message));
    }
    let bound = inherit::bound_of(edit, table, action)?;
    let other = edit.lookup().relation(&Name::of(&node))?;
    match action.kind() {
        SyntaxKind::ATTACH_PARTITION => attach(edit, table, other, bound, span(&node)),
        SyntaxKind::DETACH_PARTITION => {
            if has(action, SyntaxKind::DETACH_FINALIZE) {
                return finalize(edit, other, span(&node));
            }
            let is_concurrent = has(action, SyntaxKind::DETACH_CONCURRENTLY);
            detach(edit, table, other, is_concurrent, span(&node))
        }
        SyntaxKind::INHERIT_TABLE => inherit_from(edit, table, other, span(&node)),
        _ => {
            // What the parent has by then stays.
            edit.rely_on(other);
            leave_parent(edit, table, other, span(&node))
        }
    }
}

/// Refuses a type that has other columns than the table (`ATExecAddOf` in `tablecmds.c`).
fn check_of(edit: &Edit<'_>, table: ObjectId, type_: &Value, place: Span) -> Accepted<()> {
    let catalog = edit.catalog();
    let fields = type_.objects().next().map(|id| column::all(catalog, id)).unwrap_or_default();
    let columns = column::all(catalog, table);
    let fault = |message: String| Err(Refusal::type_mismatch(place, message));
    for (at, field) in fields.iter().enumerate() {
        let Some(column) = columns.get(at) else {
            return fault(format!("table is missing column \"{}\"", field.name));
        };
        if column.name != field.name {
            let (own, wanted) = (&column.name, &field.name);
            return fault(format!("table has column \"{own}\" where type requires \"{wanted}\""));
        }
        if column.get("type") != field.get("type") {
            let table = catalog.get(table).map(|table| &*table.name).unwrap_or_default();
            let name = &field.name;
            return fault(format!("table \"{table}\" has different type for column \"{name}\""));
        }
    }
    match columns.get(fields.len()) {
        Some(extra) => fault(format!("table has extra column \"{}\"", extra.name)),
        None => Ok(()),
    }
}

fn attach(
    edit: &mut Edit<'_>,
    parent: ObjectId,
    partition: ObjectId,
    bound: Option<Value>,
    place: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(partition).cloned() else { return Ok(()) };
    if object.has(PARTITION_OF) {
        let message = format!("\"{}\" is already a partition", object.name);
        return Err(Refusal::wrong_object(place, message));
    }
    if object.has(INHERITS) {
        return Err(Refusal::wrong_object(place, "cannot attach inheritance child as partition"));
    }
    let is_parent = !inherit::children(edit.catalog(), partition).is_empty();
    if is_parent && !super::is_partitioned(&object) {
        return Err(Refusal::wrong_object(place, "cannot attach inheritance parent as partition"));
    }
    if inherit::family(edit.catalog(), partition).contains(&parent) {
        return Err(circular(edit, parent, &object, place));
    }
    inherit::check_lasts(edit, "attach", partition, parent, place)?;
    refuse_extra_columns(edit, parent, &object, place)?;
    inherit::join_partition(edit, parent, partition, bound, place)?;
    adopt(edit, parent, partition, place)?;
    for column in own_columns(edit, partition) {
        edit.set(column, LOCAL, None);
    }
    inherit::take_constraints(edit, partition, &[parent])
}

/// Refuses a parent that has no partitions.
fn check_is_partitioned(edit: &Edit<'_>, parent: ObjectId, place: Span) -> Accepted<()> {
    let Some(object) = edit.get(parent).filter(|parent| !super::is_partitioned(parent)) else {
        return Ok(());
    };
    let message = format!("table \"{}\" is not partitioned", object.name);
    Err(Refusal::invalid_object(place, message))
}

fn circular(edit: &Edit<'_>, parent: ObjectId, child: &Object, place: Span) -> Refusal {
    let parent = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
    Refusal::duplicate_table(place, "circular inheritance not allowed")
        .with_detail(format!("\"{parent}\" is already a child of \"{}\".", child.name))
}

fn own_columns(edit: &Edit<'_>, table: ObjectId) -> Vec<ObjectId> {
    column::all(edit.catalog(), table).iter().map(|column| column.id).collect()
}

fn refuse_extra_columns(
    edit: &Edit<'_>,
    parent: ObjectId,
    partition: &Object,
    place: Span,
) -> Accepted<()> {
    let is_extra = |column: &&Object| {
        column.has("identity") || column::named(edit.catalog(), parent, &column.name).is_none()
    };
    let extra = column::all(edit.catalog(), partition.id).into_iter().find(is_extra);
    let Some(extra) = extra else { return Ok(()) };
    let (table, column) = (&partition.name, &extra.name);
    if extra.has("identity") {
        let message =
            format!("table \"{table}\" being attached contains an identity column \"{column}\"");
        return Err(Refusal::not_in_state(place, message)
            .with_detail("The new partition may not contain an identity column."));
    }
    let parent = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
    let message =
        format!("table \"{table}\" contains column \"{column}\" not found in parent \"{parent}\"");
    Err(Refusal::type_mismatch(place, message)
        .with_detail("The new partition may contain only the columns present in parent."))
}

/// Tells each column of a new child which column of the parent it comes from.
fn adopt(edit: &mut Edit<'_>, parent: ObjectId, child: ObjectId, place: Span) -> Accepted<()> {
    let columns: Vec<Object> = column::all(edit.catalog(), parent).into_iter().cloned().collect();
    let child_name = edit.get(child).map(|child| child.name.clone()).unwrap_or_else(|| "".into());
    for from in columns {
        let Some(own) = column::named(edit.catalog(), child, &from.name) else {
            let message = format!("child table is missing column \"{}\"", from.name);
            return Err(Refusal::type_mismatch(place, message));
        };
        let Some(present) = edit.get(own) else { continue };
        let fault = |what: &str| {
            let message = format!(
                "child table \"{child_name}\" has different {what} for column \"{}\"",
                from.name
            );
            Err(Refusal::type_mismatch(place, message))
        };
        if present.get("type") != from.get("type") {
            return fault("type");
        }
        if from.has("not null") && !present.has("not null") {
            let message =
                format!("column \"{}\" in child table must be marked NOT NULL", from.name);
            return Err(Refusal::type_mismatch(place, message));
        }
        let was_own = !present.has(INHERITED);
        let mut origins = present.objects(INHERITED);
        origins.push(from.id);
        edit.set(own, INHERITED, Value::list(origins));
        if was_own {
            edit.set(own, LOCAL, Value::flag());
        }
    }
    Ok(())
}

/// Nothing is detached by half here, so nothing is left to be done.
fn finalize(edit: &Edit<'_>, partition: ObjectId, place: Span) -> Accepted<()> {
    let name = edit.get(partition).map(|partition| &*partition.name).unwrap_or_default();
    let message = format!("cannot complete detaching partition \"{name}\"");
    Err(Refusal::not_in_state(place, message).with_detail("There's no pending concurrent detach."))
}

fn detach(
    edit: &mut Edit<'_>,
    parent: ObjectId,
    partition: ObjectId,
    is_concurrent: bool,
    place: Span,
) -> Accepted<()> {
    if is_concurrent && bound_place::defaults(edit.catalog(), parent).next().is_some() {
        let message = "cannot detach partitions concurrently when a default partition exists";
        return Err(Refusal::not_in_state(place, message));
    }
    let Some(object) = edit.get(partition) else { return Ok(()) };
    if object.object(PARTITION_OF) != Some(parent) {
        let parent = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
        let message =
            format!("relation \"{}\" is not a partition of relation \"{parent}\"", object.name);
        return Err(Refusal::undefined_table(place, message));
    }
    edit.set(partition, PARTITION_OF, None);
    edit.set(partition, BOUND, None);
    disown(edit, parent, partition);
    Ok(())
}

/// Takes from a child's parts the mention of a parent that it leaves; they are its own from now on.
fn disown(edit: &mut Edit<'_>, parent: ObjectId, child: ObjectId) {
    let parts: Vec<Object> = edit.catalog().parts(child).cloned().collect();
    for part in parts {
        let origins = part.objects(INHERITED);
        let kept: Vec<ObjectId> = origins
            .iter()
            .copied()
            .filter(|origin| edit.get(*origin).is_some_and(|origin| origin.parent != parent))
            .collect();
        if kept.len() == origins.len() {
            continue;
        }
        let is_free = kept.is_empty();
        if is_free && part.kind.is_clone {
            edit.remove(part.id);
            continue;
        }
        edit.set(part.id, INHERITED, (!is_free).then(|| Value::list(kept)));
        if is_free {
            edit.set(part.id, LOCAL, None);
        }
    }
}

/// Refuses parents, before anything is done, for a table that can have none.
pub(super) fn prepare(edit: &Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let object = edit.get(table).filter(|_| action.kind() == SyntaxKind::INHERIT_TABLE);
    let Some(object) = object else { return Ok(()) };
    let what = match () {
        () if object.has(OF_TYPE) => "typed table",
        () if object.has(PARTITION_OF) => "a partition",
        () if super::is_partitioned(object) => "partitioned table",
        () => return Ok(()),
    };
    Err(Refusal::wrong_object(span(action), format!("cannot change inheritance of {what}")))
}

fn inherit_from(
    edit: &mut Edit<'_>,
    table: ObjectId,
    parent: ObjectId,
    place: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(table).cloned() else { return Ok(()) };
    inherit::check_kind(edit, table, parent, place)?;
    check_parent(edit, parent, place)?;
    let mut parents = object.objects(INHERITS);
    if parents.contains(&parent) {
        let name = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
        let message = format!("relation \"{name}\" would be inherited from more than once");
        return Err(Refusal::duplicate_table(place, message));
    }
    if inherit::family(edit.catalog(), table).contains(&parent) {
        return Err(circular(edit, parent, &object, place));
    }
    adopt(edit, parent, table, place)?;
    parents.push(parent);
    edit.set(table, INHERITS, qualified_list(&parents));
    inherit::take_constraints(edit, table, &[parent])
}

fn leave_parent(
    edit: &mut Edit<'_>,
    table: ObjectId,
    parent: ObjectId,
    place: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(table) else { return Ok(()) };
    let mut parents = object.objects(INHERITS);
    if !parents.contains(&parent) {
        let name = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
        let what = match edit.get(parent).is_some_and(super::is_partitioned) {
            true => format!("relation \"{}\" is not a partition of", object.name),
            false => format!("relation \"{name}\" is not a parent of"),
        };
        let of = if what.ends_with("partition of") { name } else { &object.name };
        let message = format!("{what} relation \"{of}\"");
        return Err(Refusal::undefined_table(place, message));
    }
    parents.retain(|other| *other != parent);
    edit.set(table, INHERITS, qualified_list(&parents));
    disown(edit, parent, table);
    Ok(())
}
