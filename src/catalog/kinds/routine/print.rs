//! Routines as statements and messages write them.
//!
//! Never in it: the definitions of aggregates.

use super::arguments::{Argument, Mode, arguments};
use super::{keys, quoted};
use crate::catalog::kinds::data_type;
use crate::catalog::lookup::Lookup;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, Value};
use crate::sql::literal;

/// Prints `CREATE FUNCTION` or `CREATE PROCEDURE`.
pub(crate) fn printed(catalog: &Catalog, object: &Object) -> Printed {
    let mut sql = format!(
        "CREATE {} {}({})",
        object.kind.name.to_ascii_uppercase(),
        catalog.qualified_name(object.id),
        printed_arguments(catalog, object)
    );
    if let Some(result) = result(catalog, object) {
        sql.push_str(&format!(" RETURNS {result}"));
    }
    for option in options(catalog, object) {
        sql.push(' ');
        sql.push_str(&option);
    }
    Printed::one(sql)
}

/// Returns the setting that keeps PostgreSQL from looking into a body as text: what it speaks of need not be there
/// yet, and its needs are not known.
pub(crate) fn setting(catalog: &Catalog, object: &Object) -> Option<&'static str> {
    let language = object.get("language")?.to_sql(catalog);
    let is_looked_into = language == "sql" && object.has("body");
    is_looked_into.then_some("SET check_function_bodies = false")
}

/// Returns the arguments between the parentheses.
pub(crate) fn printed_arguments(catalog: &Catalog, object: &Object) -> String {
    let mut printed = String::new();
    let mut before = None;
    for argument in arguments(object).iter().filter(|argument| argument.mode != Mode::Table) {
        let begins_order = argument.mode == Mode::Ordered && before != Some(Mode::Ordered);
        match before {
            Some(_) if begins_order => printed.push_str(" ORDER BY "),
            None if begins_order => printed.push_str("ORDER BY "),
            Some(_) => printed.push_str(", "),
            None => {}
        }
        printed.push_str(&printed_argument(catalog, argument));
        before = Some(argument.mode);
    }
    printed
}

fn printed_argument(catalog: &Catalog, argument: &Argument<'_>) -> String {
    let mode = match argument.mode {
        Mode::Out => "OUT ",
        Mode::InOut => "INOUT ",
        Mode::Variadic => "VARIADIC ",
        Mode::In | Mode::Table | Mode::Ordered => "",
    };
    let name = argument.name.map(|name| quoted(name) + " ").unwrap_or_default();
    let default = argument.default.map(|default| format!(" DEFAULT {}", default.to_sql(catalog)));
    let type_ = argument.type_.to_sql(catalog);
    format!("{mode}{name}{type_}{}", default.unwrap_or_default())
}

fn result(catalog: &Catalog, object: &Object) -> Option<String> {
    let arguments = arguments(object);
    let columns: Vec<String> = arguments
        .iter()
        .filter(|argument| argument.mode == Mode::Table)
        .map(|argument| printed_argument(catalog, argument))
        .collect();
    if !columns.is_empty() {
        return Some(format!("TABLE({})", columns.join(", ")));
    }
    object.get("returns").map(|returns| returns.to_sql(catalog))
}

/// The options that are a word, or a word and a value.
const WORDS: &[(&str, &str)] = &[
    ("language", "LANGUAGE"),
    ("transform", "TRANSFORM"),
    ("window", "WINDOW"),
    ("volatility", ""),
    ("leakproof", "LEAKPROOF"),
    ("strict", "STRICT"),
    ("security", "SECURITY"),
    ("parallel", "PARALLEL"),
    ("cost", "COST"),
    ("rows", "ROWS"),
    ("support", "SUPPORT"),
];

/// The options whose values are key words.
const KEY_WORDS: &[&str] = &["volatility", "security", "parallel"];

fn options(catalog: &Catalog, object: &Object) -> Vec<String> {
    let words = WORDS.iter().filter_map(|(attribute, word)| {
        let value = object.get(attribute)?;
        let mut value = if *value == Value::flag() { String::new() } else { value.to_sql(catalog) };
        if KEY_WORDS.contains(attribute) {
            value.make_ascii_uppercase();
        }
        Some(format!("{word} {value}").trim().to_owned())
    });
    let settings = super::options::settings(object).into_iter().filter_map(|parameter| {
        let value = object.get(&format!("setting {parameter}"))?;
        let parameter: Vec<String> = parameter.split('.').map(quoted).collect();
        Some(format!("SET {} TO {}", parameter.join("."), value.to_sql(catalog)))
    });
    words.chain(settings).chain(body(catalog, object)).collect()
}

fn body(catalog: &Catalog, object: &Object) -> Option<String> {
    if let Some(body) = object.get("sql body") {
        return Some(body.to_sql(catalog));
    }
    let body = object.text("body")?;
    match object.text("object file") {
        Some(file) => Some(format!("AS {}, {}", literal::quote(file), literal::quote(body))),
        None => Some(format!("AS {}", literal::quote_with_dollars(body))),
    }
}

/// Returns how statements name a routine: `FUNCTION app.area(integer, integer)`.
pub(crate) fn designation(catalog: &Catalog, object: &Object) -> String {
    let kind = object.kind.name.to_ascii_uppercase();
    let name = catalog.qualified_name(object.id);
    let inputs = arguments(object);
    let inputs: Vec<String> = inputs
        .iter()
        .filter(|argument| argument.mode.is_input())
        .map(|argument| argument.type_.to_sql(catalog))
        .collect();
    format!("{kind} {name}({})", inputs.join(", "))
}

/// Returns how messages describe a routine of any kind: `function area(integer,integer)`.
pub(crate) fn description(lookup: Lookup<'_>, object: &Object) -> String {
    format!("function {}", shown(lookup, object))
}

/// Returns a routine as messages write it (`format_procedure`).
pub(super) fn shown(lookup: Lookup<'_>, object: &Object) -> String {
    let name = match is_visible(lookup, object) {
        true => quoted(&object.name),
        false => lookup.catalog.qualified_name(object.id),
    };
    let arguments = arguments(object);
    let inputs = arguments.iter().filter(|argument| argument.mode.is_input());
    format!("{name}({})", types_shown(lookup, inputs.map(|argument| argument.type_), ","))
}

fn is_visible(lookup: Lookup<'_>, object: &Object) -> bool {
    let Some(key) = keys(object, object.parent).pop() else { return false };
    let found = lookup
        .path()
        .find_map(|schema| lookup.catalog.named(schema, Namespace::Routine, &key.name));
    found == Some(object.id)
}

/// Returns a routine under a name, as messages write what a statement names (`func_signature_string`).
pub(super) fn signature(lookup: Lookup<'_>, name: &str, object: &Object) -> String {
    let arguments = arguments(object);
    let inputs = arguments.iter().filter(|argument| argument.mode.is_input());
    format!("{name}({})", types_shown(lookup, inputs.map(|argument| argument.type_), ", "))
}

/// Returns types as messages list them.
pub(super) fn types_shown<'v>(
    lookup: Lookup<'_>,
    types: impl Iterator<Item = &'v Value>,
    comma: &str,
) -> String {
    let types: Vec<String> = types.map(|type_| data_type::shown(lookup, type_)).collect();
    types.join(comma)
}
