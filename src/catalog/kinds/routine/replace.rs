//! `CREATE OR REPLACE`: what may be different, and what stays.
//!
//! The rules are those of PostgreSQL's `ProcedureCreate`. Never in it: how a definition is read.

use super::arguments::{Argument, Mode, arguments, result};
use super::print::shown;
use crate::catalog::edit::Edit;
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::{Attribute, Object, ObjectId, types};
use crate::sql::{DdlObjectType, Span};

/// Gives a routine a new definition; owner, comment and privileges stay.
///
/// # Errors
///
/// `42809` for another kind of routine, `42P13` for another result, other names of arguments, or fewer defaults.
pub(super) fn replace(edit: &mut Edit<'_>, old: ObjectId, new: Object, span: Span) -> Accepted<()> {
    let Some(before) = edit.get(old).cloned() else { return Ok(()) };
    check(edit.lookup(), &before, &new, span)?;
    edit.rely_on(old);
    let gone: Vec<Attribute> = before
        .attributes
        .keys()
        .filter(|attribute| !stays(attribute) && !new.has(attribute))
        .cloned()
        .collect();
    for attribute in gone {
        edit.set(old, attribute, None);
    }
    for (attribute, value) in new.attributes {
        edit.set(old, attribute, value);
    }
    Ok(())
}

/// Tells whether an attribute is no part of the definition.
fn stays(attribute: &str) -> bool {
    let kept = ["privilege ", "withheld ", "depends on extension "];
    matches!(attribute, "owner" | "comment") || kept.iter().any(|kept| attribute.starts_with(kept))
}

fn check(lookup: Lookup<'_>, old: &Object, new: &Object, span: Span) -> Accepted<()> {
    check_kind(old, new, span)?;
    let hint = || {
        let kind = old.kind.name.to_ascii_uppercase();
        format!("Use DROP {kind} {} first.", shown(lookup, old))
    };
    let refuse = |message: String| Refusal::invalid_function(span, message).with_hint(hint());
    let change_of_result = || {
        refuse(match old.kind.object_type {
            DdlObjectType::Procedure => {
                "cannot change whether a procedure has output parameters".to_owned()
            }
            _ => "cannot change return type of existing function".to_owned(),
        })
    };
    if types::signature_key(&result(old)) != types::signature_key(&result(new)) {
        return Err(change_of_result());
    }
    if row_type(old) != row_type(new) {
        let detail = "Row type defined by OUT parameters is different.";
        return Err(change_of_result().with_detail(detail));
    }
    let (old, new) = (arguments(old), arguments(new));
    if let Some(name) = renamed_input(&old, &new) {
        return Err(refuse(format!("cannot change name of input parameter \"{name}\"")));
    }
    let defaults = |arguments: &[Argument<'_>]| {
        arguments.iter().filter(|argument| argument.default.is_some()).count()
    };
    if defaults(&new) < defaults(&old) {
        let message = "cannot remove parameter defaults from existing function";
        return Err(refuse(message.to_owned()));
    }
    Ok(())
}

fn check_kind(old: &Object, new: &Object, span: Span) -> Accepted<()> {
    let is_window = |object: &Object| object.has("window");
    if std::ptr::eq(old.kind, new.kind) && is_window(old) == is_window(new) {
        return Ok(());
    }
    let kind = match old.kind.object_type {
        DdlObjectType::Aggregate => "an aggregate function",
        DdlObjectType::Procedure => "a procedure",
        _ if is_window(old) => "a window function",
        _ => "a function",
    };
    let detail = format!("\"{}\" is {kind}.", old.name);
    Err(Refusal::wrong_object(span, "cannot change routine kind").with_detail(detail))
}

/// Returns the names and types of a result of several columns.
fn row_type(object: &Object) -> Vec<(Option<String>, String)> {
    let columns: Vec<(Option<String>, String)> = arguments(object)
        .iter()
        .filter(|argument| argument.mode.is_output())
        .map(|argument| (argument.name.map(str::to_owned), types::signature_key(argument.type_)))
        .collect();
    if columns.len() > 1 { columns } else { Vec::new() }
}

/// Returns the first name of an input argument that is not kept.
fn renamed_input<'a>(old: &[Argument<'a>], new: &[Argument<'_>]) -> Option<&'a str> {
    let is_input = |argument: &&Argument<'_>| argument.mode.is_input();
    let mut new = new.iter().filter(is_input);
    old.iter().filter(is_input).find_map(|old| {
        let new = new.next().and_then(|new| new.name);
        old.name.filter(|name| new != Some(*name) && old.mode != Mode::Ordered)
    })
}
