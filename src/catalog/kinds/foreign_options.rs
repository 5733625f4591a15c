//! The options of foreign-data wrappers, servers, user mappings, foreign tables and their columns.
//!
//! Never in it: what an option means; that is the wrapper's to say.

use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::Edit;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span, written};

/// What the attributes of options begin with.
const OPTION: &str = "foreign option ";

/// Returns the options that a list gives to a new object.
///
/// # Errors
///
/// `42710` for an option that is given twice.
pub(crate) fn read(list: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    let mut read: Vec<(Attribute, Value)> = Vec::new();
    for option in list.children() {
        let Some((attribute, value)) = named(&option) else { continue };
        if read.iter().any(|(other, _)| *other == attribute) {
            return Err(twice(&option, &attribute));
        }
        read.push((attribute, value));
    }
    Ok(read)
}

fn named(option: &SyntaxNode) -> Option<(Attribute, Value)> {
    let name = names::identifier(&child(option, SyntaxKind::FOREIGN_OPTION_NAME)?);
    let value = child(option, SyntaxKind::LITERAL).map(|value| written(&value));
    Some((format!("{OPTION}{name}").into(), Value::from(value.unwrap_or_default())))
}

fn twice(option: &SyntaxNode, attribute: &str) -> Refusal {
    let name = attribute.trim_start_matches(OPTION);
    Refusal::duplicate_object(span(option), format!("option \"{name}\" provided more than once"))
}

/// Adds, sets and drops options of an object.
///
/// # Errors
///
/// `42710` for an added option that is there, `42704` for another that is not.
pub(crate) fn alter(edit: &mut Edit<'_>, id: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    for option in list.children() {
        let Some((attribute, value)) = named(&option) else { continue };
        let is_there = edit.get(id).is_some_and(|object| object.has(&attribute));
        let is_new = option.kind() == SyntaxKind::ADD_FOREIGN_OPTION;
        if is_there && is_new {
            return Err(twice(&option, &attribute));
        }
        if !is_there && !is_new {
            let name = attribute.trim_start_matches(OPTION);
            let message = format!("option \"{name}\" not found");
            return Err(Refusal::undefined_object(span(&option), message));
        }
        let is_dropped = option.kind() == SyntaxKind::DROP_FOREIGN_OPTION;
        edit.set(id, attribute, (!is_dropped).then_some(value));
    }
    Ok(())
}

/// Tells whether an attribute is an option.
pub(crate) fn is_option(attribute: &str) -> bool {
    attribute.starts_with(OPTION)
}

/// Returns the clause that changes an object's options; nothing if none differs.
pub(crate) fn altered(change: &Change<'_>) -> Option<String> {
    let options = change.attributes.iter().filter_map(|attribute| {
        let name = quote(attribute.strip_prefix(OPTION)?);
        let value = change.after.text(attribute);
        Some(match (change.before.has(attribute), value) {
            (true, Some(value)) => format!("SET {name} {value}"),
            (false, Some(value)) => format!("ADD {name} {value}"),
            (_, None) => format!("DROP {name}"),
        })
    });
    let options: Vec<String> = options.collect();
    (!options.is_empty()).then(|| format!("OPTIONS ({})", options.join(", ")))
}

/// Returns the `ALTER` that changes an object's options, if nothing else of it differs.
pub(crate) fn altered_alone(change: &Change<'_>, designation: &str) -> Option<Vec<Action>> {
    let options = altered(change).filter(|_| change.is_only_of(is_option))?;
    Some(vec![format!("ALTER {designation} {options}").into()])
}

/// Prints an object's options as `OPTIONS (…)`; nothing if it has none.
pub(crate) fn print(object: &Object) -> Option<String> {
    let options: Vec<String> = object
        .attributes
        .iter()
        .filter_map(|(attribute, value)| {
            let name = attribute.strip_prefix(OPTION)?;
            Some(format!("{} {}", quote(name), value.as_text().unwrap_or_default()))
        })
        .collect();
    (!options.is_empty()).then(|| format!("OPTIONS ({})", options.join(", ")))
}
