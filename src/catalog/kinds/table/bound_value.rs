//! The values in the bounds of partitions: how PostgreSQL keeps them, and which comes first.
//!
//! They are compared where their order is known from their text: numbers, dates and times, UUIDs; of others only that
//! two are the same. Never in it: what is to be worked out when a statement runs.

use std::cmp::Ordering;

use crate::catalog::Value;
use crate::catalog::types::input;
use crate::sql::literal;

/// Returns a value as PostgreSQL keeps it for a key of a type: `1` for `'1'`, `true` for `'t'`.
pub(super) fn kept(value: Value, type_: Option<&Value>) -> Value {
    let Some(text) = value.as_text().and_then(constant) else { return value };
    // A number is no other type's value, while a string is read as whatever is wanted.
    let is_number = value.as_text().is_some_and(literal::is_number);
    let name = name_of(type_.and_then(Value::as_text));
    let kept = match name {
        "smallint" | "integer" | "bigint" => {
            text.trim().parse::<i64>().ok().map(|it| it.to_string())
        }
        "numeric" => Some(text.trim()).filter(|text| literal::is_number(text)).map(str::to_owned),
        "boolean" if !is_number => input::truth(text.trim()).map(|truth| truth.to_string()),
        "text" | "character varying" => Some(format!("'{text}'")),
        name if input::is_moment(name) && !is_number => {
            let midnight = [" 00:00:00", " 00:00"].iter().find_map(|time| text.strip_suffix(time));
            Some(format!("'{}'", midnight.unwrap_or(text)))
        }
        _ => None,
    };
    kept.map_or(value, Value::from)
}

/// Tells whether two values of a list are one, as far as that is known from their texts.
pub(super) fn are_equal(type_: Option<&str>, one: &str, other: &str) -> Option<bool> {
    if is_null(one) || is_null(other) {
        return Some(is_null(one) && is_null(other));
    }
    if let Some(order) = compare(type_, one, other) {
        return Some(order.is_eq());
    }
    // A text is its own value, of whatever collation; a moment has many texts.
    let is_known = constant(one).is_some() && constant(other).is_some();
    (is_known && !input::is_moment(name_of(type_))).then_some(false)
}

fn is_null(value: &str) -> bool {
    value.eq_ignore_ascii_case("null")
}

pub(super) fn name_of(type_: Option<&str>) -> &str {
    type_.unwrap_or_default().split('(').next().unwrap_or_default()
}

/// Compares two values of a type, as far as their order is known from their text.
pub(super) fn compare<'v>(type_: Option<&str>, one: &'v str, other: &'v str) -> Option<Ordering> {
    let limit = |value: &str| match value {
        "MINVALUE" => -1,
        "MAXVALUE" => 1,
        _ => 0,
    };
    if limit(one) != 0 || limit(other) != 0 {
        return Some(limit(one).cmp(&limit(other)));
    }
    if one == other {
        return Some(Ordering::Equal);
    }
    let name = name_of(type_);
    let is_text = matches!(name, "text" | "character varying" | "character");
    let of_text = |text: &'v str| if is_text { text } else { text.trim() };
    let (one, other) = (of_text(constant(one)?), of_text(constant(other)?));
    match name {
        "smallint" | "integer" | "bigint" => {
            Some(one.parse::<i64>().ok()?.cmp(&other.parse::<i64>().ok()?))
        }
        name if input::is_moment(name) => {
            (is_plain_moment(one) && is_plain_moment(other)).then(|| one.cmp(other))
        }
        "numeric" | "real" | "double precision" => {
            let order = one.parse::<f64>().ok()?.partial_cmp(&other.parse::<f64>().ok()?)?;
            // Beyond the digits that are compared they may differ.
            let is_exact = one.len().max(other.len()) < 15 || one == other;
            (order.is_ne() || is_exact).then_some(order)
        }
        // Whatever the collation, digits come before small letters, and both in their order.
        _ if is_text && is_simple(one) && is_simple(other) => Some(one.cmp(other)),
        "boolean" => Some(input::truth(one)?.cmp(&input::truth(other)?)),
        "uuid" => Some(digits_of(one).cmp(&digits_of(other))),
        _ => (one == other).then_some(Ordering::Equal),
    }
}

/// Tells whether a text begins with a year of four digits, as those do whose order is that of their moments.
pub(super) fn is_plain_moment(text: &str) -> bool {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    digits == 4 && text.as_bytes().get(4) == Some(&b'-')
}

pub(super) fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

/// Returns the digits of a UUID.
fn digits_of(uuid: &str) -> String {
    uuid.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect()
}

/// Returns the text of a constant, without quotes and the type behind it; nothing for what is to be worked out.
pub(super) fn constant(value: &str) -> Option<&str> {
    let Some(quoted) = value.strip_prefix('\'') else {
        let bare = value.split("::").next().unwrap_or(value).trim();
        let is_one = literal::is_number(bare) || input::truth(bare).is_some();
        return is_one.then_some(bare);
    };
    let (text, rest) = quoted.rsplit_once('\'')?;
    let is_one = rest.is_empty() || rest.starts_with("::");
    (is_one && !text.split("''").any(|part| part.contains('\''))).then_some(text)
}
