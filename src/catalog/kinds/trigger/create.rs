//! `CREATE TRIGGER`.

use super::{EVENTS, TRIGGER, TRIGGER_NAMES, check, function};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::deferral::{self, DEFERRABLE};
use crate::catalog::kinds::expression_place::TRIGGER_WHEN;
use crate::catalog::kinds::{column, table};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::Scope;
use crate::catalog::{Attribute, Form, ObjectId, Value};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, has_token, span, written};

/// Reads `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`.
///
/// # Errors
///
/// `42P01` if there is no relation of the name, `42809` if it can have no such trigger, `42883` without
/// the function, `42710` for a name that is taken, and what [`check`] says.
pub(super) fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let target = child(statement, SyntaxKind::ON_RELATION).and_then(|on| on.first_child());
    let Some(target) = target else { return Ok(()) };
    let relation_name = Name::of(&target);
    if let Some(schema) = relation_name.schema.as_ref().filter(|_| !relation_name.is_built_in()) {
        edit.lookup().existing_schema(schema, relation_name.span)?;
    }
    let relation = edit.lookup().relation(&relation_name)?;
    edit.rely_on(relation);
    let declared = Declared::of(statement);
    check::relation(edit, relation, &declared, span(&target))?;
    check::declared(&declared, statement)?;
    let attributes = attributes(edit, relation, statement, &declared)?;
    let Some(name) = child(statement, SyntaxKind::TRIGGER) else { return Ok(()) };
    let name = names::identifier(&name);
    let existing = edit.catalog().named(relation, TRIGGER_NAMES, &name);
    let id = match existing.filter(|_| has(statement, SyntaxKind::OR_REPLACE)) {
        Some(existing) => {
            replace(edit, existing, attributes, statement)?;
            existing
        }
        None => {
            let new = New { kind: &TRIGGER, parent: relation, name: &name, attributes };
            edit.create(new, span(statement))?
        }
    };
    if declared.is_row && edit.get(relation).is_some_and(table::is_partitioned) {
        table::pass_on(edit, id)?;
    }
    Ok(())
}

/// What a trigger is declared to be.
pub(super) struct Declared {
    /// When it fires: `before`, `after`, `instead of`.
    pub(super) timing: &'static str,
    /// What fires it.
    pub(super) events: Vec<&'static str>,
    /// Whether it fires for each row.
    pub(super) is_row: bool,
    /// Whether it waits for the update of some columns only.
    pub(super) has_columns: bool,
}

impl Declared {
    fn of(statement: &SyntaxNode) -> Declared {
        let timing = statement.children().find_map(|node| match node.kind() {
            SyntaxKind::TIMING_AFTER => Some("after"),
            SyntaxKind::TIMING_BEFORE => Some("before"),
            SyntaxKind::TIMING_INSTEAD_OF => Some("instead of"),
            _ => None,
        });
        let list = child(statement, SyntaxKind::TRIGGER_EVENT_LIST);
        let said = |kind: SyntaxKind| list.as_ref().is_some_and(|list| has(list, kind));
        let events = EVENTS.iter().filter(|(kind, _)| said(*kind)).map(|(_, word)| *word);
        Declared {
            timing: timing.unwrap_or("after"),
            events: events.collect(),
            is_row: has(statement, SyntaxKind::FOR_EACH_ROW),
            has_columns: list.is_some_and(|list| {
                list.descendants().any(|node| node.kind() == SyntaxKind::COLUMN_NAME_REF)
            }),
        }
    }

    /// Tells whether something fires it.
    pub(super) fn is_for(&self, event: &str) -> bool {
        self.events.contains(&event)
    }
}

fn attributes(
    edit: &Edit<'_>,
    relation: ObjectId,
    statement: &SyntaxNode,
    declared: &Declared,
) -> Accepted<Vec<(Attribute, Value)>> {
    let level = if declared.is_row { "row" } else { "statement" };
    let mut attributes: Vec<(Attribute, Value)> = vec![
        ("timing".into(), Value::from(declared.timing)),
        ("events".into(), Value::from(declared.events.join(" or "))),
        ("level".into(), Value::from(level)),
    ];
    if has_token(statement, SyntaxKind::CONSTRAINT_KW) {
        attributes.push(("constraint".into(), Value::flag()));
    }
    attributes.extend(deferral::read(statement).map(|value| (DEFERRABLE.into(), value)));
    let from = child(statement, SyntaxKind::FROM_TABLE).and_then(|from| from.first_child());
    if let Some(from) = from {
        let other = edit.lookup().relation(&Name::of(&from))?;
        attributes.push(("from".into(), Value::name(other, Form::Qualified)));
    }
    attributes.extend(transitions(statement));
    let condition = child(statement, SyntaxKind::WHEN_CONDITION);
    if let Some(condition) = condition.and_then(|clause| clause.first_child()) {
        check::rows_of_condition(edit, relation, &condition, declared)?;
        let aliases = vec![("new".to_owned(), relation), ("old".to_owned(), relation)];
        let scope = Scope { aliases, ..Scope::default() };
        let value = TRIGGER_WHEN.condition(edit, &condition, &scope)?;
        attributes.push(("when".into(), value));
    }
    if let Some(call) = child(statement, SyntaxKind::CALL_EXPR) {
        attributes.push(("function".into(), function(edit.lookup(), &call, "trigger")?));
        attributes.extend(arguments(&call));
    }
    attributes.extend(columns(edit, relation, statement)?);
    Ok(attributes)
}

/// Returns the columns that `UPDATE OF` names.
fn columns(
    edit: &Edit<'_>,
    relation: ObjectId,
    statement: &SyntaxNode,
) -> Accepted<Option<(Attribute, Value)>> {
    let mut columns: Vec<ObjectId> = Vec::new();
    let lists = children(statement, SyntaxKind::TRIGGER_EVENT_LIST);
    let named = lists
        .flat_map(|list| list.descendants())
        .filter(|node| node.kind() == SyntaxKind::COLUMN_NAME_REF);
    for node in named {
        let name = names::identifier(&node);
        let column = column::find(edit.lookup(), relation, &name, span(&node))?;
        if columns.contains(&column) {
            let message = format!("column \"{name}\" specified more than once");
            return Err(Refusal::duplicate_column(span(&node), message));
        }
        columns.push(column);
    }
    Ok((!columns.is_empty()).then(|| ("columns".into(), Value::list(columns))))
}

/// Returns the names under which the function sees the changed rows.
fn transitions(statement: &SyntaxNode) -> Vec<(Attribute, Value)> {
    let Some(clause) = child(statement, SyntaxKind::REFERENCING) else { return Vec::new() };
    [(SyntaxKind::OLD_TABLE, "old table"), (SyntaxKind::NEW_TABLE, "new table")]
        .into_iter()
        .filter_map(|(kind, attribute)| {
            let name = child(&child(&clause, kind)?, SyntaxKind::TRANSITION_RELATION_NAME)?;
            Some((attribute.into(), Value::from(names::identifier(&name))))
        })
        .collect()
}

/// Returns the arguments, each as the string that the function gets.
fn arguments(call: &SyntaxNode) -> Option<(Attribute, Value)> {
    let list = child(call, SyntaxKind::ARG_LIST)?;
    let arguments: Vec<String> = children(&list, SyntaxKind::ARG)
        .map(|argument| {
            let text = written(&argument);
            match text.trim() {
                string if string.contains('\'') => string.to_owned(),
                _ => format!("'{}'", names::identifier(&argument)),
            }
        })
        .collect();
    (!arguments.is_empty()).then(|| ("arguments".into(), Value::from(arguments.join(", "))))
}

/// Gives a trigger another definition; it is enabled again.
fn replace(
    edit: &mut Edit<'_>,
    id: ObjectId,
    attributes: Vec<(Attribute, Value)>,
    statement: &SyntaxNode,
) -> Accepted<()> {
    let Some(existing) = edit.get(id).cloned() else { return Ok(()) };
    let relation = edit.get(existing.parent).map(|relation| &*relation.name).unwrap_or_default();
    let refuse = |what: &str| {
        let name = &existing.name;
        let message = format!("trigger \"{name}\" for relation \"{relation}\" is {what}");
        Err(Refusal::duplicate_object(span(statement), message))
    };
    if existing.has("inherited") {
        return refuse("an internal or a child trigger");
    }
    if existing.has("constraint") {
        return refuse("a constraint trigger");
    }
    let obsolete: Vec<Attribute> = existing
        .attributes
        .keys()
        .filter(|attribute| !matches!(&***attribute, "comment" | "depends on extension"))
        .filter(|attribute| !attributes.iter().any(|(given, _)| given == *attribute))
        .cloned()
        .collect();
    for attribute in obsolete {
        edit.set(id, attribute, None);
    }
    for (attribute, value) in attributes {
        edit.set(id, attribute, value);
    }
    remove_heirs(edit, id);
    Ok(())
}

/// Takes out what partitions have from a trigger; it is made again.
fn remove_heirs(edit: &mut Edit<'_>, id: ObjectId) {
    for heir in super::heirs(edit.catalog(), id) {
        remove_heirs(edit, heir);
        edit.remove(heir);
    }
}
