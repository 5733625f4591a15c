//! What is said of a table, or a column, as a whole by name and value: storage parameters, options.
//!
//! Never in it: what the parameters do.

use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::Edit;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::{built_in, casts};
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};

/// Tells whether an attribute is a parameter.
pub(crate) fn is_option(attribute: &str) -> bool {
    attribute.starts_with(OPTION)
}

/// Returns the statements that change an object's parameters; `head` is how they begin.
pub(crate) fn altered(change: &Change<'_>, head: &str) -> Vec<Action> {
    let changed = || change.attributes.iter().filter(|attribute| is_option(attribute));
    let set = changed().filter_map(|name| Some((name.clone(), change.after.get(name)?.clone())));
    let set = Object { attributes: set.collect(), ..change.after.clone() };
    let set = print(change.to, &set).map(|set| format!("{head} SET ({set})"));
    let gone = changed().filter(|attribute| !change.after.has(attribute));
    let gone: Vec<String> = gone.map(|attribute| quoted(attribute)).collect();
    let reset = (!gone.is_empty()).then(|| format!("{head} RESET ({})", gone.join(", ")));
    set.into_iter().chain(reset).map(Action::from).collect()
}

/// Returns a parameter's name as statements write it.
fn quoted(attribute: &str) -> String {
    let name = attribute.strip_prefix(OPTION).unwrap_or(attribute);
    let parts: Vec<_> = name.split('.').map(quote).collect();
    parts.join(".")
}

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
        if attribute != "option oids" {
            read.push((attribute, value(&option)));
        }
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
    let text = written(&value).trim().to_owned();
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let is_plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    Value::from(match inner {
        Some(inner) if is_plain(inner) => inner.to_owned(),
        Some(_) => text,
        None => text.to_ascii_lowercase(),
    })
}

/// Refuses the parameters in a list that a table can't have; a partitioned one has none.
pub(super) fn check_all(list: &SyntaxNode, is_partitioned: bool) -> Accepted<()> {
    let mut options = children(list, SyntaxKind::ATTRIBUTE_OPTION);
    options.try_for_each(|option| {
        let attribute = attribute(&option);
        let name = attribute.strip_prefix(OPTION).unwrap_or_default();
        if is_partitioned {
            let message = "cannot specify storage parameters for a partitioned table";
            return Err(Refusal::wrong_object(span(&option), message)
                .with_hint("Specify storage parameters for its leaf partitions instead."));
        }
        if name == "oids" {
            return check_oids(&value(&option), span(&option));
        }
        super::parameters::check(name, value(&option).as_text().unwrap_or_default(), span(&option))
    })
}

/// Tables with OIDs are no more; that a table is without is still said.
fn check_oids(value: &Value, span: Span) -> Accepted<()> {
    if value.as_text() == Some("false") {
        return Ok(());
    }
    Err(Refusal::not_supported(span, "tables declared WITH OIDS are not supported"))
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
        .filter(|(attribute, _)| is_option(attribute))
        .map(|(attribute, value)| format!("{} = {}", quoted(attribute), value.to_sql(catalog)))
        .collect();
    (!parameters.is_empty()).then(|| parameters.join(", "))
}

/// Returns what `STORAGE` or `COMPRESSION` says of a column of a type; what holds by default is not
/// said.
///
/// # Errors
///
/// `0A000` for what the type's values can't be.
pub(super) fn mode(
    edit: &Edit<'_>,
    type_: &Value,
    clause: &SyntaxNode,
) -> Accepted<Option<(Attribute, Value)>> {
    let Some(word) = clause.last_child() else { return Ok(None) };
    let word = written(&word).trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let usual = casts::storage(edit.catalog(), type_);
    let fault = |what: &str| {
        let name = type_.to_sql(edit.catalog());
        let message = format!("column data type {name} {what}");
        Err(Refusal::not_supported(span(clause), message))
    };
    let is_usual = |usual: Option<&str>| word == "default" || usual == Some(&word);
    if matches!(clause.kind(), SyntaxKind::STORAGE | SyntaxKind::SET_STORAGE) {
        if usual == Some("plain") && !is_usual(usual) {
            return fault("can only have storage PLAIN");
        }
        return Ok((!is_usual(usual)).then(|| ("storage".into(), Value::from(word))));
    }
    if usual == Some("plain") && word != "default" {
        return fault("does not support compression");
    }
    if !matches!(word.as_str(), "default" | "pglz" | "lz4") {
        let message = format!("invalid compression method \"{word}\"");
        return Err(Refusal::invalid_parameter(span(clause), message));
    }
    Ok((!is_usual(None)).then(|| ("compression".into(), Value::from(word))))
}

/// Returns what a clause says by one name: a tablespace, an access method; what holds by default is
/// not said.
pub(crate) fn named(attribute: &'static str, clause: &SyntaxNode) -> Option<(Attribute, Value)> {
    let name = clause.last_child().map(|name| names::identifier(&name))?;
    let is_usual = matches!(name.as_str(), "heap" | "pg_default" | "");
    (!is_usual).then(|| (attribute.into(), Value::from(quote(&name).into_owned())))
}

/// Refuses an access method for tables that neither every database nor an extension has.
///
/// # Errors
///
/// `42704`.
pub(super) fn check_method(edit: &Edit<'_>, clause: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(clause, SyntaxKind::ACCESS_METHOD_REF) else { return Ok(()) };
    let name = names::identifier(&node);
    let extensions = Namespace::InDatabase("extension");
    let mut brought = edit
        .catalog()
        .named_from(ObjectId::DATABASE, extensions, "")
        .filter_map(|id| edit.get(id))
        // What may bring any type may bring a method too.
        .filter(|extension| built_in::may_bring_type(&extension.name, ""));
    if name == "heap" || brought.next().is_some() {
        return Ok(());
    }
    let message = format!("access method \"{name}\" does not exist");
    Err(Refusal::undefined_object(span(&node), message))
}
