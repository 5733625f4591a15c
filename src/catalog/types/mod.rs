//! A type as a statement writes it → its one name, with references to the types that were made.
//!
//! Beside it what PostgreSQL knows of types: which it has (`built_in`), which values become values of another
//! (`casts`), which strings are values of one (`input`), what its functions and operators take and give
//! (`signatures`). Never in it: types that statements made (see `kinds`).

pub(crate) mod built_in;
pub(crate) mod casts;
pub(crate) mod input;
pub(crate) mod signatures;

use std::borrow::Cow;

use super::Object;
use super::lookup::{Found, Lookup, Name};
use super::namespace::Namespace;
use super::refusal::{Accepted, Refusal};
use super::value::{Form, Piece, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has_token, names, span, written};
use crate::sql::types;

/// Returns the type that a node writes, as PostgreSQL prints it: `numeric(10,2)`, `app.mood[]`.
///
/// # Errors
///
/// `42704` if there is no such type.
pub(crate) fn read(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let one = read_one(lookup, node)?;
    if !has_token(node, SyntaxKind::SETOF_KW) {
        return Ok(one);
    }
    let mut set = Value::from("SETOF ");
    set.push(&one);
    Ok(set)
}

/// Returns the first type among a node's children.
pub(crate) fn of(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Option<Value>> {
    node.children().find(types::is_type).map(|node| read(lookup, &node)).transpose()
}

fn read_one(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    match node.kind() {
        SyntaxKind::ARRAY_TYPE => {
            let element = node.children().find(types::is_type);
            let mut value = match element {
                Some(element) => read_one(lookup, &element).map_err(of_array)?,
                None => Value::default(),
            };
            if !is_array(&value) {
                value.push_text("[]");
            }
            Ok(value)
        }
        SyntaxKind::PERCENT_TYPE => column_type(lookup, node),
        SyntaxKind::PATH_TYPE => named(lookup, node),
        _ => known(node, &types::name(node)),
    }
}

fn known(node: &SyntaxNode, name: &str) -> Accepted<Value> {
    let modifiers = modifiers(node);
    if let Some(modifiers) = &modifiers {
        check_modifiers(name, modifiers, node)?;
    }
    Ok(Value::from(with_modifiers(name, modifiers)))
}

/// The greatest length of a text that says its length.
const MAX_LENGTH: i32 = 10_485_760;

/// Refuses modifiers that a built-in type can't have (the types' `typmodin` functions).
fn check_modifiers(name: &str, modifiers: &str, node: &SyntaxNode) -> Accepted<()> {
    let number = modifiers.trim_matches(['(', ')']).split(',').next().unwrap_or_default();
    let Ok(number) = number.parse::<i32>() else { return Ok(()) };
    let refuse = |message: String| Err(Refusal::invalid_parameter(span(node), message));
    let (word, most) = match name {
        "character varying" => ("varchar", MAX_LENGTH),
        "character" | "bpchar" => ("char", MAX_LENGTH),
        "bit" => ("bit", MAX_LENGTH * 8),
        "bit varying" => ("varbit", MAX_LENGTH * 8),
        "numeric" if !(1..=1000).contains(&number) => {
            return refuse(format!("NUMERIC precision {number} must be between 1 and 1000"));
        }
        "numeric" | "real" | "double precision" => return Ok(()),
        _ if name.starts_with("time") || name.starts_with("interval") => return Ok(()),
        "bigint" | "boolean" | "integer" | "smallint" => {
            return Err(Refusal::syntax(span(node), "syntax error at or near \"(\""));
        }
        _ => {
            let message = format!("type modifier is not allowed for type \"{name}\"");
            return Err(Refusal::syntax(span(node), message));
        }
    };
    match number {
        ..1 => refuse(format!("length for type {word} must be at least 1")),
        _ if number > most => refuse(format!("length for type {word} cannot exceed {most}")),
        _ => Ok(()),
    }
}

/// Returns the refusal of an array's type whose elements' type is not there: PostgreSQL names the array's.
fn of_array(refusal: Refusal) -> Refusal {
    match refusal.message.strip_suffix("\" does not exist") {
        Some(start) if start.starts_with("type ") && !start.ends_with("[]") => {
            let message = format!("{start}[]\" does not exist");
            refusal.with_message(message)
        }
        _ => refusal,
    }
}

/// Tells whether a type is an array.
pub(crate) fn is_array(value: &Value) -> bool {
    matches!(value.pieces().last(), Some(Piece::Text(text)) if text.ends_with("[]"))
}

fn modifiers(node: &SyntaxNode) -> Option<String> {
    if let Some(list) = child(node, SyntaxKind::ARG_LIST) {
        return Some(written(&list).split_whitespace().collect());
    }
    if let Some(literal) = child(node, SyntaxKind::LITERAL) {
        return Some(format!("({})", written(&literal).trim()));
    }
    if node.kind() != SyntaxKind::INTERVAL_TYPE {
        return None;
    }
    let qualifier = node.first_child()?;
    let words = written(&qualifier).to_ascii_lowercase();
    Some(format!(" {}", words.split_whitespace().collect::<Vec<_>>().join(" ")))
}

/// Puts modifiers where PostgreSQL prints them: `timestamp(3) with time zone`, `character(1)`.
fn with_modifiers(name: &str, modifiers: Option<String>) -> String {
    match (name, modifiers) {
        ("character" | "bit", None) => format!("{name}(1)"),
        ("real" | "double precision", _) => name.to_owned(),
        ("numeric", Some(modifiers)) if !modifiers.contains(',') => {
            format!("{name}{},0)", modifiers.trim_end_matches(')'))
        }
        (_, Some(modifiers)) => match name.split_once(' ') {
            Some((first @ ("time" | "timestamp"), rest)) => format!("{first}{modifiers} {rest}"),
            _ => format!("{name}{modifiers}"),
        },
        (_, None) => name.to_owned(),
    }
}

fn named(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    // Neither `SETOF` before it nor modifiers behind it are the name.
    let path = child(node, SyntaxKind::PATH_REF);
    let name = Name { span: span(path.as_ref().unwrap_or(node)), ..Name::of(node) };
    let is_quoted = || written(node).contains('"');
    let in_catalog = name.schema.as_deref().is_none_or(|schema| schema == "pg_catalog");
    if in_catalog && name.name == "char" && is_quoted() {
        return Ok(Value::from("\"char\""));
    }
    if in_catalog && built_in::is_type(&name.name) {
        let printed = types::name(node);
        // Written as `bpchar` it has no length, unlike `character`.
        let printed = if name.name == "bpchar" { name.name.clone() } else { printed };
        return known(node, &printed);
    }
    let is_of_system = in_catalog && name.name.starts_with("pg_");
    let mut value = match lookup.find(Namespace::Type, &name) {
        Found::Object(id) => Value::name(id, Form::Qualified),
        // A row of one of the system's own tables.
        Found::BuiltIn if is_of_system => Value::from(&*name.name),
        Found::BuiltIn => Value::from(names::path(node).join(".")),
        Found::Missing => {
            if let Some(schema) = &name.schema {
                lookup.existing_schema(schema, name.span)?;
            }
            match extension_type(lookup, &name) {
                Err(_) if is_of_system => Value::from(&*name.name),
                brought => brought?,
            }
        }
    };
    value.push_text(&modifiers(node).unwrap_or_default());
    Ok(value)
}

/// Returns a type that an extension brought.
fn extension_type(lookup: Lookup<'_>, name: &Name) -> Accepted<Value> {
    let bringing: Vec<&Object> = lookup
        .catalog
        .named_from(super::ObjectId::DATABASE, Namespace::InDatabase("extension"), "")
        .filter_map(|id| lookup.catalog.get(id))
        .filter(|extension| built_in::may_bring_type(&extension.name, &name.name))
        .filter(|extension| is_in(lookup, extension, name))
        .collect();
    // One that is known to bring it comes before those of which nothing is known.
    let known = bringing.iter().find(|it| !built_in::may_bring_type(&it.name, ""));
    let Some(extension) = known.or(bringing.first()).map(|extension| extension.id) else {
        let message = format!("type \"{}\" does not exist", name.shown());
        return Err(Refusal::undefined_object(name.span, message));
    };
    lookup.note_unnamed(name.span, extension);
    let mut value = Value::name(extension, Form::Home);
    value.push_text(&quote(&name.name));
    Ok(value)
}

/// Tells whether an extension put what it brought where a name is looked for: into the schema that it says, or else
/// into one of the search path.
fn is_in(lookup: Lookup<'_>, extension: &Object, name: &Name) -> bool {
    let schema = extension.object("schema").and_then(|schema| lookup.catalog.get(schema));
    schema.is_none_or(|schema| match &name.schema {
        Some(said) => *schema.name == **said,
        None => lookup.search_path.iter().any(|one| *one == *schema.name),
    })
}

/// Returns the type of the column that `table.column%TYPE` names.
fn column_type(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let mut parts = names::path(node);
    let column = parts.pop().unwrap_or_default();
    let table = parts.pop().unwrap_or_default();
    let table = Name { schema: parts.pop(), name: table, span: span(node) };
    let relation = lookup.relation(&table)?;
    let found = lookup.catalog.named(relation, Namespace::InParent("column"), &column);
    let kind = found.and_then(|id| lookup.catalog.get(id)).and_then(|column| column.get("type"));
    kind.cloned().ok_or_else(|| {
        let message = format!("column \"{column}\" of relation \"{}\" does not exist", table.name);
        Refusal::undefined_column(span(node), message)
    })
}

/// Returns what tells a routine apart by a type: the type without modifiers, types that were made by
/// their identity, so that it stays when they are renamed.
pub(crate) fn signature_key(value: &Value) -> String {
    let mut key = String::new();
    for piece in value.pieces() {
        match piece {
            Piece::Text(text) => key.push_str(&text_without_modifiers(text)),
            Piece::Name(id, Form::Qualified) => key.push_str(&format!("#{}", id.0)),
            Piece::Name(_, _) => {}
        }
    }
    key
}

/// Returns the type of one row of what a function returns.
pub(crate) fn one_of(returned: &Value) -> Value {
    let mut one = Value::default();
    for (place, piece) in returned.pieces().iter().enumerate() {
        match piece {
            Piece::Text(text) if place == 0 => {
                one.push_text(text.strip_prefix("SETOF ").unwrap_or(text));
            }
            Piece::Text(text) => one.push_text(text),
            Piece::Name(id, form) => one.push_name(*id, form.clone()),
        }
    }
    one
}

/// Returns a type without its modifiers, as the arguments of functions have them.
pub(crate) fn without_modifiers(value: &Value) -> Value {
    let has_none = |piece: &Piece| !matches!(piece, Piece::Text(text) if text.contains('('));
    if value.pieces().iter().all(has_none) {
        return value.clone();
    }
    let mut plain = Value::default();
    for piece in value.pieces() {
        match piece {
            Piece::Text(text) => plain.push_text(&text_without_modifiers(text)),
            Piece::Name(id, form) => plain.push_name(*id, form.clone()),
        }
    }
    plain
}

fn text_without_modifiers(text: &str) -> Cow<'_, str> {
    match (text.find('('), text.find(')')) {
        (Some(start), Some(end)) if start < end => {
            let (before, after) = (text.get(..start), text.get(end + 1..));
            [before.unwrap_or_default(), after.unwrap_or_default()].concat().into()
        }
        _ => text.into(),
    }
}
