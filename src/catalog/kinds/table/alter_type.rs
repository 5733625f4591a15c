//! `ALTER COLUMN … TYPE`.
//!
//! The rules are those of `ATPrepAlterColumnType` and `ATExecAlterColumnType` in PostgreSQL's
//! `src/backend/commands/tablecmds.c`. Never in it: whether the rows can be converted.

use super::default::types_shown;
use super::definition;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::expression_place::TRANSFORM;
use crate::catalog::kinds::row_type;
use crate::catalog::kinds::sequence::{self, For, Options};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Resolved, Scope};
use crate::catalog::types;
use crate::catalog::types::casts;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

/// Reads `USING`, and returns the type of what it gives.
pub(super) fn using(
    edit: &Edit<'_>,
    table: ObjectId,
    option: &SyntaxNode,
) -> Accepted<Option<Resolved>> {
    let using = child(option, SyntaxKind::USING_EXPR).and_then(|using| using.last_child());
    let read = using.map(|using| TRANSFORM.read(edit, &using, &Scope::of(table)));
    read.transpose()
}

/// Refuses a new type of a column before anything else is done, and returns it.
pub(super) fn prepare(
    edit: &Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<Value> {
    let using = using(edit, table, option)?;
    let type_ = types::of(edit.lookup(), option)?.unwrap_or_default();
    if edit.get(column).is_some_and(|column| column.has("identity")) {
        Options::of_type(&type_, For::Identity, span(option))?;
    }
    super::alter_column::check_partition_key(edit, table, column, "alter", span(option))?;
    let is_generated = edit.get(column).is_some_and(|column| column.has("generated"));
    if is_generated && using.is_some() {
        let message = "cannot specify USING when altering type of generated column";
        return Err(Refusal::invalid_column_definition(span(option), message));
    }
    let from = match &using {
        Some(using) => using.type_.clone(),
        None => edit.get(column).and_then(|column| column.get("type")).cloned(),
    };
    if from.is_some_and(|from| !casts::is_assignable(edit.catalog(), &from, &type_)) {
        return Err(no_cast(edit, column, &type_, using.is_some(), span(option)));
    }
    Ok(type_)
}

/// Gives a column another type.
pub(super) fn alter(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    let type_ = prepare(edit, table, column, option)?;
    let collation = child(option, SyntaxKind::COLLATE);
    let collation = collation.map(|clause| definition::collation(edit, &clause)).transpose()?;
    let old = edit.get(column).and_then(|column| column.get("type")).cloned().unwrap_or_default();
    check_generation(edit, column, &old, &type_, span(option))?;
    row_type::check_member(edit, table, &type_, span(option))?;
    row_type::check_unused(edit, table, span(option))?;
    check_default(edit, column, &old, &type_, span(option))?;
    refuse_users(edit, column, option)?;
    edit.set(column, "type", type_.clone());
    edit.set(column, "collation", collation);
    for as_usual in ["storage", "compression"] {
        edit.set(column, as_usual, None);
    }
    forget_null(edit, column, &type_);
    let behind = sequence::behind(edit.catalog(), column);
    if let Some((id, options)) = behind.map(|behind| (behind.id, Options::of(behind))) {
        sequence::set_options(edit, id, options.with_type_of(&type_, span(option))?);
    }
    Ok(())
}

/// A null of the column's new type, which was one of a domain, says nothing any more, and no statement
/// gives it.
fn forget_null(edit: &mut Edit<'_>, column: ObjectId, type_: &Value) {
    let default = edit.get(column).and_then(|column| column.get("default")).cloned();
    let Some(value) = default else { return };
    if resolve::coerced(edit.lookup(), Resolved { value, type_: None }, type_).is_none() {
        edit.set(column, "default", None);
    }
}

/// Refuses where something is kept that can't follow: the query of a view, a policy, a trigger.
fn refuse_users(edit: &Edit<'_>, column: ObjectId, option: &SyntaxNode) -> Accepted<()> {
    for user in edit.catalog().users(column) {
        let message = match user.kind.name {
            "view" | "materialized view" | "rule" => {
                "cannot alter type of a column used by a view or rule"
            }
            "trigger" => "cannot alter type of a column used in a trigger definition",
            "function" | "procedure" => {
                "cannot alter type of a column used by a function or procedure"
            }
            "policy" => "cannot alter type of a column used in a policy definition",
            "published relation" if user.get("where").is_some_and(|it| it.mentions(column)) => {
                "cannot alter type of a column used by a publication WHERE clause"
            }
            "column" if user.get("generated").is_some_and(|value| value.mentions(column)) => {
                "cannot alter type of a column used by a generated column"
            }
            _ => continue,
        };
        return Err(Refusal::not_supported(span(option), message));
    }
    Ok(())
}

fn no_cast(
    edit: &Edit<'_>,
    column: ObjectId,
    type_: &Value,
    has_using: bool,
    span: Span,
) -> Refusal {
    let name = edit.get(column).map(|column| &*column.name).unwrap_or_default();
    let type_ = types_shown(edit, &types::without_modifiers(type_));
    if has_using {
        let message = format!(
            "result of USING clause for column \"{name}\" cannot be cast automatically to type {type_}"
        );
        return Refusal::type_mismatch(span, message)
            .with_hint("You might need to add an explicit cast.");
    }
    let message = format!("column \"{name}\" cannot be cast automatically to type {type_}");
    let hint = format!("You might need to specify \"USING {}::{type_}\".", quote(name));
    Refusal::type_mismatch(span, message).with_hint(hint)
}

/// Returns the refusal of a new type that a column's default or generation expression does not fit.
fn no_cast_of(edit: &Edit<'_>, what: &str, column: &Object, type_: &Value, span: Span) -> Refusal {
    let type_ = types_shown(edit, &types::without_modifiers(type_));
    let name = &column.name;
    let message =
        format!("{what} for column \"{name}\" cannot be cast automatically to type {type_}");
    Refusal::type_mismatch(span, message)
}

/// A default that stays must fit the new type.
fn check_default(
    edit: &Edit<'_>,
    column: ObjectId,
    old: &Value,
    new: &Value,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let Some(default) = object.get("default") else { return Ok(()) };
    // A number is one, whatever the column makes of it.
    let is_integer = default.as_text().is_some_and(|text| text.parse::<i32>().is_ok());
    let integer = Value::from("integer");
    let from = if is_integer { &integer } else { old };
    if casts::is_assignable(edit.catalog(), from, new) {
        return Ok(());
    }
    Err(no_cast_of(edit, "default", object, new, span))
}

/// What a generated column's expression gives must fit the new type.
fn check_generation(
    edit: &Edit<'_>,
    column: ObjectId,
    old: &Value,
    new: &Value,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(column).filter(|column| column.has("generated")) else {
        return Ok(());
    };
    if casts::is_assignable(edit.catalog(), old, new) {
        return Ok(());
    }
    Err(no_cast_of(edit, "generation expression", object, new, span))
}
