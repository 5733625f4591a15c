//! Triggers of tables and views.
//!
//! What is said of one: its `timing`, its `events` and the `columns` whose update it waits for, its
//! `level`, the condition `when`, the `function` and its `arguments`, and whether it is `enabled`. A trigger
//! for each row of a partitioned table is made on the partitions too, where it says from which it is
//! `inherited`.

mod altered;
mod check;
mod create;
mod function;

pub(crate) use function::function;

use super::{Copying, Doing, Kind, PLAIN, Tie, Value, deferral, find_part, index, table};
use crate::catalog::alteration::Hazard;
use crate::catalog::drop;
use crate::catalog::edit::{Edit, New};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::NOWHERE;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static TRIGGER: Kind = Kind {
    name: "trigger",
    object_type: DdlObjectType::Trigger,
    namespaces: &[TRIGGER_NAMES],
    taken: |span, _, name, relation| {
        let message = format!("trigger \"{name}\" for relation \"{relation}\" already exists");
        Refusal::duplicate_object(span, message)
    },
    is_whole: false,
    statements: &[(SyntaxKind::CREATE_TRIGGER, create::create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TRIGGER,
        SyntaxKind::DROP_TRIGGER,
        SyntaxKind::OBJECT_TRIGGER,
    ],
    names: &[SyntaxKind::TRIGGER_REF],
    find: find_part,
    missing: |lookup, _, name, relation| {
        let relation = relation.and_then(|id| lookup.catalog.get(id));
        let relation = relation.map(|relation| &*relation.name).unwrap_or_default();
        let message = format!("trigger \"{}\" for table \"{relation}\" does not exist", name.name);
        Refusal::undefined_object(name.span, message)
    },
    before_drop,
    alter,
    tie: |_, _, attribute, _| match attribute {
        "inherited" => Tie::Belongs,
        _ => Tie::Uses,
    },
    copy_to,
    is_clone: true,
    print,
    altered: altered::altered,
    is_in_the_way: |_, _, change| change.is_of_values(),
    hazards: |_, _, doing| match doing {
        Doing::Make => vec![Hazard::ShareLock],
        _ => vec![Hazard::AccessExclusiveLock],
    },
    ..PLAIN
};

/// The namespace of the triggers of one relation.
const TRIGGER_NAMES: Namespace = Namespace::InParent("trigger");

/// What fires a trigger, in the order in which it is said.
const EVENTS: &[(SyntaxKind, &str)] = &[
    (SyntaxKind::TRIGGER_EVENT_INSERT, "insert"),
    (SyntaxKind::TRIGGER_EVENT_DELETE, "delete"),
    (SyntaxKind::TRIGGER_EVENT_UPDATE, "update"),
    (SyntaxKind::TRIGGER_EVENT_TRUNCATE, "truncate"),
];

/// Reads an action of `ALTER TRIGGER`.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::DEPENDS_ON_EXTENSION | SyntaxKind::NO_DEPENDS_ON_EXTENSION => {
            index::depends_on(edit, id, action)?;
        }
        SyntaxKind::TRIGGER_RENAME_TO => rename(edit, id, action)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Renames a trigger, and those that partitions have from it.
fn rename(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = action.last_child() else { return Ok(()) };
    let name = names::identifier(&node);
    let parent = edit.get(id).and_then(|trigger| trigger.object("inherited"));
    if let Some(parent) = parent.and_then(|parent| edit.get(parent)) {
        let own = edit.get(id).map(|trigger| (trigger.name.clone(), trigger.parent));
        let (own, table) = own.unwrap_or_else(|| (parent.name.clone(), parent.parent));
        let table = edit.get(table).map(|table| &*table.name).unwrap_or_default();
        let whole = edit.get(parent.parent).map(|table| &*table.name).unwrap_or_default();
        let message = format!("cannot rename trigger \"{own}\" on table \"{table}\"");
        let hint = format!("Rename the trigger on the partitioned table \"{whole}\" instead.");
        return Err(Refusal::internal(span(action), message).with_hint(hint));
    }
    rename_all(edit, id, &name, span(&node))
}

fn rename_all(edit: &mut Edit<'_>, id: ObjectId, name: &str, span: Span) -> Accepted<()> {
    if edit.get(id).is_some_and(|trigger| &*trigger.name == name) {
        return Ok(());
    }
    edit.rename(id, name, span)?;
    heirs(edit.catalog(), id).into_iter().try_for_each(|heir| rename_all(edit, heir, name, span))
}

/// Returns the triggers of partitions that come from a trigger.
fn heirs(catalog: &Catalog, id: ObjectId) -> Vec<ObjectId> {
    let users = catalog.users(id).filter(|user| user.object("inherited") == Some(id));
    users.map(|user| user.id).collect()
}

/// Refuses to drop what a partition has from the trigger of its table.
fn before_drop(edit: &mut Edit<'_>, id: ObjectId, span: Span) -> Accepted<()> {
    let parent = edit.get(id).and_then(|trigger| trigger.object("inherited"));
    let Some(parent) = parent else { return Ok(()) };
    let (own, parent) =
        (drop::description(edit.lookup(), id), drop::description(edit.lookup(), parent));
    let message = format!("cannot drop {own} because {parent} requires it");
    Err(Refusal::dependents(span, message).with_hint(format!("You can drop {parent} instead.")))
}

/// Makes a trigger for each row on a partition.
fn copy_to(
    edit: &mut Edit<'_>,
    id: ObjectId,
    other: ObjectId,
    copying: Copying,
) -> Accepted<Option<ObjectId>> {
    let Some(trigger) = edit.get(id).cloned() else { return Ok(None) };
    if copying != Copying::ToPartition || trigger.text("level") != Some("row") {
        return Ok(None);
    }
    let already = heirs(edit.catalog(), id);
    let already =
        already.into_iter().find(|heir| edit.get(*heir).map(|heir| heir.parent) == Some(other));
    if already.is_some() {
        return Ok(already);
    }
    let own = trigger.attributes.iter().filter(|(attribute, _)| &***attribute != "comment");
    let mut attributes: Vec<_> = own
        .map(|(attribute, value)| (attribute.clone(), table::moved(edit.catalog(), value, other)))
        .filter(|(attribute, _)| attribute != "inherited")
        .collect();
    attributes.push(("inherited".into(), Value::list([id])));
    let new = New { kind: &TRIGGER, parent: other, name: &trigger.name, attributes };
    let made = edit.create(new, NOWHERE)?;
    table::pass_on(edit, made)?;
    Ok(Some(made))
}

/// Prints a trigger; one that comes from the trigger of a partitioned table comes with the partition.
fn print(catalog: &Catalog, trigger: &Object) -> Printed {
    let enabled = enabling(catalog, trigger);
    if trigger.has("inherited") {
        let parent = trigger.object("inherited").and_then(|parent| catalog.get(parent));
        let differs = parent.map(|parent| parent.get("enabled")) != Some(trigger.get("enabled"));
        let last = enabled.filter(|_| differs).into_iter().collect();
        return Printed { last, ..Printed::default() };
    }
    let mut create = vec![definition(catalog, trigger)];
    create.extend(enabled);
    if let Some(extension) = trigger.get("depends on extension") {
        let name = crate::catalog::print::designation(catalog, trigger);
        let extension = extension.to_sql(catalog);
        create.push(format!("ALTER {name} DEPENDS ON EXTENSION {extension}"));
    }
    Printed { create, ..Printed::default() }
}

fn enabling(catalog: &Catalog, trigger: &Object) -> Option<String> {
    let words = match trigger.text("enabled")? {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => return None,
    };
    let table = catalog.qualified_name(trigger.parent);
    Some(format!("ALTER TABLE {table} {words} TRIGGER {}", quote(&trigger.name)))
}

fn definition(catalog: &Catalog, trigger: &Object) -> String {
    let sql = |attribute: &str| trigger.get(attribute).map(|value| value.to_sql(catalog));
    let upper = |attribute: &str| trigger.text(attribute).unwrap_or_default().to_ascii_uppercase();
    let name = quote(&trigger.name);
    let constraint = if trigger.has("constraint") { "CONSTRAINT " } else { "" };
    let mut events = upper("events");
    if let Some(columns) = sql("columns") {
        events = events.replace("UPDATE", &format!("UPDATE OF {columns}"));
    }
    let table = catalog.qualified_name(trigger.parent);
    let mut text =
        format!("CREATE {constraint}TRIGGER {name} {} {events} ON {table}", upper("timing"));
    if let Some(other) = sql("from") {
        text.push_str(&format!(" FROM {other}"));
    }
    text.push_str(deferral::print(trigger));
    let transitions: Vec<String> = ["old table", "new table"]
        .into_iter()
        .filter_map(|attribute| {
            let name = trigger.text(attribute)?;
            Some(format!("{} AS {}", attribute.to_ascii_uppercase(), quote(name)))
        })
        .collect();
    if !transitions.is_empty() {
        text.push_str(&format!(" REFERENCING {}", transitions.join(" ")));
    }
    text.push_str(&format!(" FOR EACH {}", upper("level")));
    if let Some(condition) = sql("when") {
        text.push_str(&format!(" WHEN ({condition})"));
    }
    let function = sql("function").unwrap_or_default();
    let arguments = trigger.text("arguments").unwrap_or_default();
    text.push_str(&format!(" EXECUTE FUNCTION {function}({arguments})"));
    text
}
