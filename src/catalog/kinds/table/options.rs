//! What is said of a table, or a column, as a whole by name and value: storage parameters, options.
//!
//! Never in it: what the parameters do.

use crate::catalog::edit::Edit;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::effects::names;
use crate::sql::effects::tree::{SyntaxKind, SyntaxNode, child, children, span};
use crate::sql::identifier::quote;

/// What the attributes of parameters begin with.
const OPTION: &str = "option ";

/// Returns the parameters that a list gives, as attributes.
///
/// # Errors
///
/// `22023` for one that is given twice, `0A000` for `oids`.
pub(crate) fn read(list: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    let mut read: Vec<(Attribute, Value)> = Vec::new();
    for option in children(list, SyntaxKind::ATTRIBUTE_OPTION) {
        let attribute = attribute(&option);
        if read.iter().any(|(other, _)| *other == attribute) {
            let name = attribute.trim_start_matches(OPTION);
            let message = format!("parameter \"{name}\" specified more than once");
            return Err(Refusal::invalid_parameter(span(&option), message));
        }
        read.push((attribute, value(&option)));
    }
    Ok(read)
}

fn attribute(option: &SyntaxNode) -> Attribute {
    let name = child(option, SyntaxKind::ATTRIBUTE_NAME).map(|name| names::identifier(&name));
    let name = name.unwrap_or_default();
    match child(option, SyntaxKind::ATTRIBUTE_NAMESPACE) {
        Some(namespace) => format!("{OPTION}{}.{name}", names::identifier(&namespace)).into(),
        None => format!("{OPTION}{name}").into(),
    }
}

/// A parameter without a value is true; names are folded as identifiers are.
fn value(option: &SyntaxNode) -> Value {
    let Some(value) = child(option, SyntaxKind::ATTRIBUTE_VALUE) else {
        return Value::from("true");
    };
    let text = value.text().to_string().trim().to_owned();
    Value::from(if text.starts_with('\'') { text } else { text.to_ascii_lowercase() })
}

/// Sets what `SET (…)` gives.
pub(crate) fn set(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(list) = child(action, SyntaxKind::ATTRIBUTE_LIST) else { return Ok(()) };
    for (attribute, value) in read(&list)? {
        edit.set(id, attribute, value);
    }
    Ok(())
}

/// Takes back what `RESET (…)` names.
pub(crate) fn reset(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) {
    let Some(list) = child(action, SyntaxKind::ATTRIBUTE_LIST) else { return };
    for option in children(&list, SyntaxKind::ATTRIBUTE_OPTION) {
        edit.set(id, attribute(&option), None);
    }
}

/// Prints an object's parameters, as `WITH` and `SET` take them; nothing if it has none.
pub(crate) fn print(catalog: &Catalog, object: &Object) -> Option<String> {
    let parameters: Vec<String> = object
        .attributes
        .iter()
        .filter_map(|(attribute, value)| {
            let name = attribute.strip_prefix(OPTION)?;
            let name: Vec<_> = name.split('.').map(quote).collect();
            Some(format!("{} = {}", name.join("."), value.to_sql(catalog)))
        })
        .collect();
    (!parameters.is_empty()).then(|| parameters.join(", "))
}

/// Returns what `STORAGE` or `COMPRESSION` says of a column; what holds by default is not said.
pub(super) fn mode(clause: &SyntaxNode) -> Option<(Attribute, Value)> {
    let (attribute, word): (&'static str, _) = match clause.kind() {
        SyntaxKind::STORAGE | SyntaxKind::SET_STORAGE => ("storage", clause.last_child()?),
        _ => ("compression", clause.last_child()?),
    };
    let word = word.text().to_string().trim().trim_matches('"').to_ascii_lowercase();
    (word != "default").then(|| (attribute.into(), Value::from(word)))
}

/// Returns what a clause says by one name: a tablespace, an access method; what holds by default is
/// not said.
pub(super) fn named(attribute: &'static str, clause: &SyntaxNode) -> Option<(Attribute, Value)> {
    let name = clause.last_child().map(|name| names::identifier(&name))?;
    let is_usual = matches!(name.as_str(), "heap" | "pg_default" | "");
    (!is_usual).then(|| (attribute.into(), Value::from(quote(&name).into_owned())))
}
