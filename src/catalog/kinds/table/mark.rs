//! What `ALTER TABLE` says of the table's triggers, rules and indexes.
//!
//! Never in it: what makes or drops them.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::deferral::DEFERRABLE;
use crate::catalog::kinds::foreign_table::FOREIGN_TABLE;
use crate::catalog::kinds::replica::IDENTITY;
use crate::catalog::kinds::{column, constraint, index, publication, row_type, schema};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::value::{Form, Value};
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};

/// Refuses to log a table or not when the same statement has changed that already.
pub(super) fn refuse_second(
    edit: &Edit<'_>,
    table: ObjectId,
    actions: &[SyntaxNode],
) -> Accepted<()> {
    let is_logged = edit.get(table).is_some_and(|table| !table.has("unlogged"));
    let mut actions = actions.iter().skip_while(|action| match action.kind() {
        SyntaxKind::SET_LOGGED => is_logged,
        kind => kind != SyntaxKind::SET_UNLOGGED || !is_logged,
    });
    let is_mark = |action: &&SyntaxNode| {
        matches!(action.kind(), SyntaxKind::SET_LOGGED | SyntaxKind::SET_UNLOGGED)
    };
    match actions.by_ref().skip(1).find(is_mark) {
        Some(second) => {
            let message = "cannot change persistence setting twice";
            Err(Refusal::not_supported(span(second), message))
        }
        None => Ok(()),
    }
}

/// Refuses, before anything is done, to log a table or not as those that it refers to, or that refer to
/// it, are not (`ATPrepChangePersistence`).
pub(super) fn prepare(edit: &Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let to_logged = match action.kind() {
        SyntaxKind::SET_LOGGED => true,
        SyntaxKind::SET_UNLOGGED => false,
        _ => return Ok(()),
    };
    let Some(object) = edit.get(table) else { return Ok(()) };
    let refuse = |message: String| Err(Refusal::invalid_table(span(action), message));
    let (catalog, name) = (edit.catalog(), &object.name);
    if object.is(&FOREIGN_TABLE) || super::is_partitioned(object) {
        return Err(super::alter::impossible(Some(object), action));
    }
    if schema::is_temporary(catalog, table) {
        return refuse(format!(
            "cannot change logged status of table \"{name}\" because it is temporary"
        ));
    }
    if object.has("unlogged") != to_logged {
        return Ok(());
    }
    if !to_logged && publication::publishes(catalog, table) {
        let detail = "Unlogged relations cannot be replicated.";
        return refuse(format!(
            "cannot change table \"{name}\" to unlogged because it is part of a publication"
        ))
        .map_err(|refusal| refusal.with_detail(detail));
    }
    let others: Vec<ObjectId> = match to_logged {
        true => catalog.parts(table).filter_map(|key| key.object("references")).collect(),
        false => {
            let keys = catalog.users(table).filter(|key| key.object("references") == Some(table));
            keys.map(|key| key.parent).collect()
        }
    };
    let others = others.into_iter().filter(|other| *other != table);
    let hinders = |other: &&Object| other.has("unlogged") == to_logged;
    match others.filter_map(|other| edit.get(other)).find(hinders) {
        None => row_type::check_unused(edit, table, span(action)),
        Some(other) => {
            let (to, of) = if to_logged { ("logged", "unlogged") } else { ("unlogged", "logged") };
            let other = &other.name;
            refuse(format!(
                "could not change table \"{name}\" to {to} because it references {of} table \"{other}\""
            ))
        }
    }
}

/// Reads `ENABLE` and `DISABLE` of triggers and rules; what is enabled as it is made is not said so.
pub(super) fn enable(edit: &mut Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let value = match action.kind() {
        DISABLE_TRIGGER | DISABLE_RULE => Some("disabled"),
        ENABLE_REPLICA_TRIGGER | ENABLE_REPLICA_RULE => Some("replica"),
        ENABLE_ALWAYS_TRIGGER | ENABLE_ALWAYS_RULE => Some("always"),
        _ => None,
    };
    let target = action.last_child();
    let kind = match action.kind() {
        ENABLE_RULE | DISABLE_RULE | ENABLE_REPLICA_RULE | ENABLE_ALWAYS_RULE => "rule",
        _ => "trigger",
    };
    let parts = edit.catalog().parts(table).filter(|part| part.kind.name == kind);
    let parts: Vec<(ObjectId, String)> =
        parts.map(|part| (part.id, part.name.to_string())).collect();
    let named = target.filter(|node| matches!(node.kind(), TRIGGER_REF | RULE_REF));
    let chosen: Vec<ObjectId> = match &named {
        None => parts.into_iter().map(|(id, _)| id).collect(),
        Some(node) => {
            let name = names::identifier(node);
            let found = parts.into_iter().find(|(_, part)| *part == name);
            let found = found.ok_or_else(|| {
                let relation = edit.get(table).map(|table| &*table.name).unwrap_or_default();
                let words = if kind == "rule" { "relation" } else { "table" };
                let message =
                    format!("{kind} \"{name}\" for {words} \"{relation}\" does not exist");
                Refusal::undefined_object(span(node), message)
            })?;
            vec![found.0]
        }
    };
    for part in chosen {
        edit.set(part, "enabled", value.map(Value::from));
    }
    Ok(())
}

/// Reads what marks one of the table's indexes: `CLUSTER ON`, `REPLICA IDENTITY`.
pub(crate) fn mark_index(
    edit: &mut Edit<'_>,
    table: ObjectId,
    action: &SyntaxNode,
) -> Accepted<()> {
    let is_cluster = action.kind() == SyntaxKind::CLUSTER_ON;
    let attribute = if is_cluster { "clustered on" } else { IDENTITY };
    let named = action.descendants().find(|node| node.kind() == SyntaxKind::INDEX_REF);
    if let Some(node) = named {
        let id = index::of_table(edit, table, &node)?;
        match is_cluster {
            true => check_clustering(edit, id, span(&node))?,
            false => check_identity(edit, id, span(&node))?,
        }
        edit.set(table, attribute, Value::name(id, Form::Bare));
        return Ok(());
    }
    let value = match action.first_child().map(|option| option.kind()) {
        Some(SyntaxKind::REPLICA_IDENTITY_FULL) => Some(Value::from("FULL")),
        Some(SyntaxKind::REPLICA_IDENTITY_NOTHING) => Some(Value::from("NOTHING")),
        _ => None,
    };
    edit.set(table, attribute, value);
    Ok(())
}

/// Refuses an index that has no place for every row.
fn check_clustering(edit: &Edit<'_>, id: ObjectId, span: Span) -> Accepted<()> {
    let Some(index) = edit.get(id).filter(|index| index.has("where")) else { return Ok(()) };
    let message = format!("cannot cluster on partial index \"{}\"", index.name);
    Err(Refusal::not_supported(span, message))
}

/// Refuses an index that does not tell every row apart at any time.
fn check_identity(edit: &Edit<'_>, id: ObjectId, span: Span) -> Accepted<()> {
    let Some(index) = edit.get(id) else { return Ok(()) };
    let elements = index.get("elements").or_else(|| index.get("columns"));
    let sql = elements.map(|elements| elements.to_sql(edit.catalog())).unwrap_or_default();
    let is_key = matches!(constraint::type_of(index), constraint::UNIQUE | constraint::PRIMARY_KEY);
    let what = match () {
        () if !is_key && !index.has("unique") => Some("non-unique"),
        () if index.has(DEFERRABLE) => Some("non-immediate"),
        () if sql.contains('(') => Some("expression"),
        () if index.has("where") => Some("partial"),
        () => None,
    };
    let name = &index.name;
    if let Some(what) = what {
        let message = format!("cannot use {what} index \"{name}\" as replica identity");
        return Err(match what {
            "non-unique" => Refusal::wrong_object(span, message),
            _ => Refusal::not_supported(span, message),
        });
    }
    let nullable = elements
        .iter()
        .flat_map(|elements| elements.objects())
        .filter_map(|id| edit.get(id))
        .find(|object| object.is(&column::COLUMN) && !object.has("not null"));
    let Some(nullable) = nullable.map(|column| &column.name) else { return Ok(()) };
    let message = format!(
        "index \"{name}\" cannot be used as replica identity because column \"{nullable}\" is nullable"
    );
    Err(Refusal::wrong_object(span, message))
}
