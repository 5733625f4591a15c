//! What a trigger can't be: the rules of PostgreSQL's `CreateTriggerFiringOn`
//! (`src/backend/commands/trigger.c`).

use super::create::Declared;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{column, foreign_table, table, view};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, has_token, span};

/// Refuses a relation that can have no such trigger.
///
/// # Errors
///
/// `42809`.
pub(super) fn relation(
    edit: &Edit<'_>,
    relation: ObjectId,
    declared: &Declared,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(relation) else { return Ok(()) };
    let is_table = object.is(&table::TABLE) || object.is(&foreign_table::FOREIGN_TABLE);
    let name = &object.name;
    let refuse = |message: String, detail: &str| {
        Err(Refusal::wrong_object(span, message).with_detail(detail))
    };
    if is_table {
        return match declared.timing {
            "instead of" => refuse(
                format!("\"{name}\" is {}", a_table(object)),
                if object.is(&foreign_table::FOREIGN_TABLE) {
                    "Foreign tables cannot have INSTEAD OF triggers."
                } else {
                    "Tables cannot have INSTEAD OF triggers."
                },
            ),
            _ => Ok(()),
        };
    }
    if !object.is(&view::VIEW) {
        let message = format!("relation \"{name}\" cannot have triggers");
        return Err(Refusal::wrong_object(span, message));
    }
    let message = format!("\"{name}\" is a view");
    if declared.timing != "instead of" && declared.is_row {
        return refuse(message, "Views cannot have row-level BEFORE or AFTER triggers.");
    }
    if declared.is_for("truncate") {
        return refuse(message, "Views cannot have TRUNCATE triggers.");
    }
    Ok(())
}

fn a_table(object: &Object) -> &'static str {
    if object.is(&foreign_table::FOREIGN_TABLE) { "a foreign table" } else { "a table" }
}

/// Refuses what contradicts itself.
///
/// # Errors
///
/// `0A000`, `42601`, `42P17`.
pub(super) fn declared(declared: &Declared, statement: &SyntaxNode) -> Accepted<()> {
    let list = child(statement, SyntaxKind::TRIGGER_EVENT_LIST);
    let events: Vec<SyntaxNode> = list.map(|list| list.children().collect()).unwrap_or_default();
    let repeated = events.iter().enumerate().find(|(place, event)| {
        events.iter().take(*place).any(|before| before.kind() == event.kind())
    });
    if let Some((_, event)) = repeated {
        let word = event.first_token().map(|word| word.text().to_owned()).unwrap_or_default();
        let message = format!("duplicate trigger events specified at or near \"{word}\"");
        return Err(Refusal::syntax(span(event), message));
    }
    let unsupported = |message: &str| Err(Refusal::not_supported(span(statement), message));
    if has_token(statement, SyntaxKind::CONSTRAINT_KW) {
        constraint(declared, statement)?;
    }
    if declared.is_for("truncate") && declared.is_row {
        return unsupported("TRUNCATE FOR EACH ROW triggers are not supported");
    }
    if declared.timing == "instead of" {
        if !declared.is_row {
            return unsupported("INSTEAD OF triggers must be FOR EACH ROW");
        }
        if has(statement, SyntaxKind::WHEN_CONDITION) {
            return unsupported("INSTEAD OF triggers cannot have WHEN conditions");
        }
        if declared.has_columns {
            return unsupported("INSTEAD OF triggers cannot have column lists");
        }
    }
    transitions(declared, statement)
}

/// Refuses a constraint trigger that is not `AFTER … FOR EACH ROW`, or is to wait and may not.
fn constraint(declared: &Declared, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let syntax = |node: SyntaxNode, message: String| Err(Refusal::syntax(span(&node), message));
    let timing = |node: &SyntaxNode| matches!(node.kind(), TIMING_BEFORE | TIMING_INSTEAD_OF);
    let timing = statement.children().find(timing);
    if let Some(node) = timing.into_iter().chain(child(statement, FOR_EACH_STATEMENT)).next() {
        let word = match node.kind() {
            FOR_EACH_STATEMENT => node.last_token(),
            _ => node.first_token(),
        };
        let word = word.map(|word| word.text().to_owned()).unwrap_or_default();
        return syntax(node, format!("syntax error at or near \"{word}\""));
    }
    if !declared.is_row {
        return syntax(statement.clone(), "syntax error".to_owned());
    }
    if has(statement, OR_REPLACE) {
        let message = "CREATE OR REPLACE CONSTRAINT TRIGGER is not supported";
        return Err(Refusal::not_supported(span(statement), message));
    }
    let is_deferred = has(statement, INITIALLY_DEFERRED_CONSTRAINT_OPTION);
    if is_deferred && has(statement, NOT_DEFERRABLE_CONSTRAINT_OPTION) {
        let message = "constraint declared INITIALLY DEFERRED must be DEFERRABLE";
        return syntax(statement.clone(), message.to_owned());
    }
    Ok(())
}

fn transitions(declared: &Declared, statement: &SyntaxNode) -> Accepted<()> {
    let Some(clause) = child(statement, SyntaxKind::REFERENCING) else { return Ok(()) };
    let place = span(&clause);
    let wrong = |message: &str| Err(Refusal::invalid_object(place, message));
    let unsupported = |message: &str| Err(Refusal::not_supported(place, message));
    if declared.timing != "after" {
        return wrong("transition table name can only be specified for an AFTER trigger");
    }
    if declared.is_for("truncate") {
        return unsupported("TRUNCATE triggers with transition tables are not supported");
    }
    if declared.events.len() > 1 {
        return unsupported(
            "transition tables cannot be specified for triggers with more than one event",
        );
    }
    if declared.has_columns {
        return unsupported("transition tables cannot be specified for triggers with column lists");
    }
    let says = |kind| children(&clause, kind).count();
    if says(SyntaxKind::NEW_TABLE) > 0 && declared.is_for("delete") {
        return wrong("NEW TABLE can only be specified for an INSERT or UPDATE trigger");
    }
    if says(SyntaxKind::OLD_TABLE) > 0 && declared.is_for("insert") {
        return wrong("OLD TABLE can only be specified for a DELETE or UPDATE trigger");
    }
    if says(SyntaxKind::NEW_TABLE) > 1 {
        return wrong("NEW TABLE cannot be specified multiple times");
    }
    if says(SyntaxKind::OLD_TABLE) > 1 {
        return wrong("OLD TABLE cannot be specified multiple times");
    }
    if has_token(statement, SyntaxKind::CONSTRAINT_KW) {
        return unsupported("constraint triggers cannot have transition tables");
    }
    let name = |node: SyntaxNode| child(&node, SyntaxKind::TRANSITION_RELATION_NAME);
    let mut names = clause.children().filter_map(name).map(|name| names::identifier(&name));
    if names.next().is_some_and(|first| names.any(|other| other == first)) {
        return wrong("OLD TABLE name and NEW TABLE name cannot be the same");
    }
    Ok(())
}

/// A column alone could be that of the old row or of the new one.
fn refuse_bare_columns(
    edit: &Edit<'_>,
    relation: ObjectId,
    condition: &SyntaxNode,
) -> Accepted<()> {
    let is_bare = |node: &SyntaxNode| {
        let around = node.parent().map(|parent| parent.kind());
        node.kind() == SyntaxKind::NAME_REF
            && !matches!(around, Some(SyntaxKind::FIELD_EXPR | SyntaxKind::CALL_EXPR))
    };
    for node in condition.descendants().filter(is_bare) {
        let name = names::identifier(&node);
        if column::named(edit.catalog(), relation, &name).is_some() {
            let message = format!("column reference \"{name}\" is ambiguous");
            return Err(Refusal::ambiguous_column(span(&node), message));
        }
    }
    Ok(())
}

/// Refuses a condition on rows that there are not.
///
/// # Errors
///
/// `42P17`; `42702` for a column without its row.
pub(super) fn rows_of_condition(
    edit: &Edit<'_>,
    relation: ObjectId,
    condition: &SyntaxNode,
    declared: &Declared,
) -> Accepted<()> {
    refuse_bare_columns(edit, relation, condition)?;
    let mentions = |row: &str| {
        condition.descendants().find(|node| {
            let qualifier = node.first_child();
            node.kind() == SyntaxKind::FIELD_EXPR
                && qualifier.is_some_and(|first| names::identifier(&first) == row)
        })
    };
    let wrong =
        |node: &SyntaxNode, message: &str| Err(Refusal::invalid_object(span(node), message));
    for row in ["old", "new"] {
        let Some(node) = mentions(row) else { continue };
        if !declared.is_row {
            return wrong(
                &node,
                "statement trigger's WHEN condition cannot reference column values",
            );
        }
        if row == "old" && declared.is_for("insert") {
            return wrong(&node, "INSERT trigger's WHEN condition cannot reference OLD values");
        }
        if row == "new" && declared.is_for("delete") {
            return wrong(&node, "DELETE trigger's WHEN condition cannot reference NEW values");
        }
    }
    let is_generated = |node: &SyntaxNode| {
        let mut parts = node.children().map(|part| names::identifier(&part));
        let is_new =
            node.kind() == SyntaxKind::FIELD_EXPR && parts.next().as_deref() == Some("new");
        let column = parts.next().and_then(|name| column::named(edit.catalog(), relation, &name));
        is_new && column.and_then(|id| edit.get(id)).is_some_and(|column| column.has("generated"))
    };
    match condition.descendants().find(is_generated).filter(|_| declared.timing == "before") {
        Some(node) => {
            wrong(&node, "BEFORE trigger's WHEN condition cannot reference NEW generated columns")
        }
        None => Ok(()),
    }
}
