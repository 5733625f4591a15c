//! The names of types, as PostgreSQL prints them.
//!
//! Never in it: what a type is. A name that is not built in stays as it is written.

use super::identifier::quote;
use super::names;
use super::syntax::{SyntaxKind::*, SyntaxNode};
use super::tree::written;

/// The names of built-in types: as written, as PostgreSQL prints them.
const ALIASES: &[(&str, &str)] = &[
    ("bigint", "bigint"),
    ("bool", "boolean"),
    ("boolean", "boolean"),
    ("bpchar", "character"),
    ("dec", "numeric"),
    ("decimal", "numeric"),
    ("float", "double precision"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int", "integer"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("integer", "integer"),
    ("json", "json"),
    ("numeric", "numeric"),
    ("real", "real"),
    ("smallint", "smallint"),
    ("time", "time without time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("timetz", "time with time zone"),
    ("varbit", "bit varying"),
    ("varchar", "character varying"),
];

/// The names that the grammar gives to what it reads as `real`, `integer`, …: as PostgreSQL prints
/// the type, as its catalog calls it.
const CATALOG_NAMES: &[(&str, &str)] = &[
    ("bigint", "int8"),
    ("bit varying", "varbit"),
    ("boolean", "bool"),
    ("character", "bpchar"),
    ("character varying", "varchar"),
    ("double precision", "float8"),
    ("integer", "int4"),
    ("real", "float4"),
    ("smallint", "int2"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
];

/// The precision up to which `float(n)` is a `real`.
const REAL_BITS: u32 = 24;

fn translated(name: &str, table: &[(&'static str, &'static str)]) -> Option<&'static str> {
    table.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
}

/// Returns what PostgreSQL prints for a built-in type that is also called `name`.
pub(crate) fn alias(name: &str) -> Option<&'static str> {
    translated(name, ALIASES)
}

/// Returns the name of a type, without its modifiers: `int[]` → `integer[]`.
pub(crate) fn name(node: &SyntaxNode) -> String {
    match node.kind() {
        ARRAY_TYPE => array(node),
        PERCENT_TYPE => format!("{}%TYPE", names::path(node)),
        VARCHAR_TYPE => "character varying".to_owned(),
        CHARACTER_TYPE => "character".to_owned(),
        BIT_TYPE => "bit".to_owned(),
        BIT_VARYING_TYPE => "bit varying".to_owned(),
        DOUBLE_TYPE => "double precision".to_owned(),
        TIME_TYPE => format!("time {} time zone", with_or_without(node)),
        TIMESTAMP_TYPE => format!("timestamp {} time zone", with_or_without(node)),
        INTERVAL_TYPE => "interval".to_owned(),
        _ => named(node),
    }
}

/// Returns the name by which the catalog knows a type, without schema and array brackets; names
/// that PostgreSQL makes up from a type are made from this one.
pub(crate) fn catalog_name(node: &SyntaxNode) -> String {
    let name = name(node);
    let name = name.trim_end_matches("[]");
    match translated(name, CATALOG_NAMES) {
        Some(name) => name.to_owned(),
        None => names::last_part(node),
    }
}

/// Tells whether a node is a type.
pub(crate) fn is_type(node: &SyntaxNode) -> bool {
    matches!(
        node.kind(),
        ARRAY_TYPE
            | PATH_TYPE
            | PERCENT_TYPE
            | VARCHAR_TYPE
            | CHARACTER_TYPE
            | BIT_TYPE
            | BIT_VARYING_TYPE
            | DOUBLE_TYPE
            | TIME_TYPE
            | TIMESTAMP_TYPE
            | INTERVAL_TYPE
    )
}

/// An array of arrays is an array: PostgreSQL keeps no dimensions.
fn array(node: &SyntaxNode) -> String {
    let element = node.children().find(is_type).map(|element| name(&element)).unwrap_or_default();
    if element.ends_with("[]") { element } else { element + "[]" }
}

fn with_or_without(node: &SyntaxNode) -> &'static str {
    let has_zone = node.children().any(|child| child.kind() == WITH_TIMEZONE);
    if has_zone { "with" } else { "without" }
}

/// `float(1)` is `real`; built-in names lose their schema.
fn named(node: &SyntaxNode) -> String {
    let parts = names::parts(node);
    let name = match parts.as_slice() {
        [name] => name,
        [schema, name] if schema == "pg_catalog" => name,
        _ => return names::path(node),
    };
    match alias(name) {
        Some(_) if name == "float" && is_short_float(node) => "real".to_owned(),
        Some(printed) => printed.to_owned(),
        None => quote(name).into_owned(),
    }
}

fn is_short_float(node: &SyntaxNode) -> bool {
    let modifier = node.children().find(|child| child.kind() == ARG_LIST);
    let digits = modifier.map(|list| written(&list)).unwrap_or_default();
    digits.trim_matches(['(', ')', ' ']).parse().is_ok_and(|bits: u32| bits <= REAL_BITS)
}
