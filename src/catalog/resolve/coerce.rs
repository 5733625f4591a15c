//! Expressions brought to the type of what they are for: a column's default.
//!
//! PostgreSQL keeps a string without a type as a constant of the column's type, without modifiers, and
//! a constant keeps its type when the column gets another. Never in it: whether the type can be had.

use super::{Resolved, infer};
use crate::catalog::lookup::Lookup;
use crate::catalog::types::{casts, input};
use crate::catalog::value::{Form, Value};

/// Returns an expression as PostgreSQL keeps it where a value of a type is wanted; nothing if it is a
/// `NULL` that says nothing.
///
/// A `NULL` is kept where it is brought to the type by more than being called so: by a length, by the
/// checks of a domain.
pub(crate) fn coerced(lookup: Lookup<'_>, read: Resolved, type_: &Value) -> Option<Value> {
    let Some(text) = read.value.as_text().map(without_parentheses) else { return Some(read.value) };
    let base = casts::base_type(lookup.catalog, type_);
    let constant = constant_type(&base);
    if base == *type_ && constant == base && is_null_of(text, &constant) {
        return None;
    }
    if !text.eq_ignore_ascii_case("null") && !is_string(text) {
        return Some(read.value);
    }
    if let Some(label) = label(lookup, text, &base) {
        return Some(label);
    }
    if let Some(value) = self::constant(text, &constant) {
        return Some(value);
    }
    let mut value = Value::from(text);
    value.push_text("::");
    value.push(&constant);
    Some(value)
}

/// Returns what a string is as a value of a type that has literals of its own.
pub(super) fn constant(string: &str, type_: &Value) -> Option<Value> {
    let text = string.strip_prefix('\'')?.strip_suffix('\'')?.trim();
    match type_.as_text()? {
        "integer" => match text.parse::<i32>().ok()? {
            number @ ..0 => Some(Value::from(format!("({number})"))),
            number => Some(Value::from(number.to_string())),
        },
        "boolean" => input::truth(text).map(|is_true| Value::from(is_true.to_string())),
        _ => None,
    }
}

fn without_parentheses(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')'))
        && (is_string(inner.trim()) || inner.trim().eq_ignore_ascii_case("null"))
    {
        text = inner.trim();
    }
    text
}

/// Tells whether a text is a null, without a type or of the one that is wanted.
fn is_null_of(text: &str, type_: &Value) -> bool {
    let Some((null, rest)) = text.split_at_checked(4) else { return false };
    let given = rest.trim().strip_prefix("::").map(str::trim);
    let is_wanted = match (given, type_.as_text()) {
        (None, _) => rest.is_empty(),
        (Some(given), Some(wanted)) => given == wanted,
        (Some(_), None) => false,
    };
    null.eq_ignore_ascii_case("null") && is_wanted
}

/// Tells whether a text is one string.
fn is_string(text: &str) -> bool {
    let inner = text.trim_start_matches(['e', 'E']).strip_prefix('\'');
    inner
        .and_then(|inner| inner.strip_suffix('\''))
        .is_some_and(|inner| !inner.replace("''", "").contains('\''))
}

/// Returns the type that a constant has: without modifiers, which `char` and `bit` have even unsaid.
pub(super) fn constant_type(type_: &Value) -> Value {
    let bare = infer::without_modifiers(type_);
    match bare.as_text() {
        Some("character") => Value::from("bpchar"),
        Some("character[]") => Value::from("bpchar[]"),
        Some("bit") => Value::from("\"bit\""),
        // What an interval's fields cut off is gone from the constant.
        Some(text) if text.starts_with("interval") => type_.clone(),
        _ => bare,
    }
}

/// Returns the label of an enum, with the enum's name behind.
fn label(lookup: Lookup<'_>, text: &str, type_: &Value) -> Option<Value> {
    let enum_ = type_.objects().next().filter(|_| !crate::catalog::types::is_array(type_))?;
    let name = text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'");
    let label = crate::catalog::namespace::Namespace::InParent("label");
    let label = lookup.catalog.named(enum_, label, &name)?;
    let mut value = Value::name(label, Form::Literal);
    value.push_text("::");
    value.push(type_);
    Some(value)
}
