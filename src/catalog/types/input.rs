//! Strings as values of types: whether a literal can be read as the type that it is taken for.
//!
//! The rules are a part of those of the types' input functions, in PostgreSQL's
//! `src/backend/utils/adt`: a string is refused only where it is certain. Never in it: which type a
//! literal is taken for.

use super::casts;
use crate::catalog::kinds::{composite_type, enum_type, range_type};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Value;
use crate::catalog::{resolve, types};
use crate::sql::tree::{SyntaxNode, span};
use crate::sql::{Span, literal};

/// Refuses a string that is no value of a type; one of a domain is one of the type below.
///
/// # Errors
///
/// `22P02`, `22003` for a number that is too great, `22007` for what is no moment.
pub(crate) fn check(catalog: &Catalog, type_: &Value, text: &str, span: Span) -> Accepted<()> {
    let base = types::without_modifiers(&casts::base_type(catalog, type_));
    if types::is_array(&base) {
        return check_array(catalog, &base, text, span);
    }
    match base.as_text() {
        Some(name) => check_built_in(name, text, span),
        None => check_own(catalog, &base, text, span),
    }
}

/// Checks an array; what stands in it only where nothing is quoted or nested.
fn check_array(catalog: &Catalog, type_: &Value, text: &str, span: Span) -> Accepted<()> {
    let trimmed = text.trim();
    if !trimmed.starts_with(['{', '[']) {
        return malformed("array", text, span);
    }
    let inner = trimmed.strip_prefix('{').and_then(|inner| inner.strip_suffix('}'));
    let is_plain = |inner: &&str| !inner.contains(['"', '\\', '{']) && !inner.trim().is_empty();
    let Some((inner, element)) = inner.filter(is_plain).zip(resolve::element_of(Some(type_)))
    else {
        return Ok(());
    };
    let mut values = inner.split(',').map(str::trim);
    values.try_for_each(|value| match value.eq_ignore_ascii_case("null") {
        true => Ok(()),
        false => check(catalog, &element, value, span),
    })
}

/// Refuses an expression that is a string, and no value of the type that it is given for.
///
/// # Errors
///
/// See [`check`].
pub(crate) fn check_literal(catalog: &Catalog, type_: &Value, node: &SyntaxNode) -> Accepted<()> {
    match resolve::string(node) {
        Some(text) => check(catalog, type_, &text, span(node)),
        None => Ok(()),
    }
}

fn malformed(what: &str, text: &str, span: Span) -> Accepted<()> {
    Err(Refusal::invalid_text(span, format!("malformed {what} literal: \"{text}\"")))
}

/// Checks a value of a type that the schema made.
fn check_own(catalog: &Catalog, type_: &Value, text: &str, span: Span) -> Accepted<()> {
    let Some(own) = type_.objects().next().and_then(|id| catalog.get(id)) else { return Ok(()) };
    let trimmed = text.trim();
    if own.is(&enum_type::ENUM) {
        let label = catalog.named(own.id, Namespace::InParent("label"), text);
        let message = format!("invalid input value for enum {}: \"{text}\"", own.name);
        return label.map(|_| ()).ok_or_else(|| Refusal::invalid_text(span, message));
    }
    if own.is(&composite_type::COMPOSITE) && !trimmed.starts_with('(') {
        return malformed("record", text, span);
    }
    if own.is(&range_type::RANGE)
        && !trimmed.starts_with(['(', '['])
        && !trimmed.eq_ignore_ascii_case("empty")
    {
        return malformed("range", text, span);
    }
    Ok(())
}

/// Tells whether a text is one of the numbers that are written in words.
fn is_no_digits(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    ["nan", "inf", "infinity"].iter().any(|word| unsigned.eq_ignore_ascii_case(word))
}

/// Checks a value of a built-in type.
fn check_built_in(name: &str, text: &str, span: Span) -> Accepted<()> {
    let trimmed = text.trim();
    if is_moment(name) && trimmed.len() < 3 && is_whole_number(trimmed) {
        // A number alone is taken for a day, and one that may be a month for nothing.
        let number = trimmed.parse::<u32>().unwrap_or_default();
        if number == 0 || number > 12 {
            let message = format!("date/time field value out of range: \"{text}\"");
            return Err(Refusal::datetime_overflow(span, message));
        }
    }
    let is_fine = match name {
        "smallint" => trimmed.parse::<i16>().is_ok(),
        "integer" => trimmed.parse::<i32>().is_ok(),
        "bigint" => trimmed.parse::<i64>().is_ok(),
        "numeric" | "real" | "double precision" => {
            literal::is_number(trimmed) || is_no_digits(trimmed)
        }
        "boolean" => truth(trimmed).is_some(),
        "uuid" => trimmed.chars().all(|c| c.is_ascii_hexdigit() || "-{}".contains(c)),
        "json" | "jsonb" => may_be_json(trimmed),
        _ if is_moment(name) => may_be_moment(trimmed),
        _ => true,
    };
    // PostgreSQL 16 and later read other bases, and underscores.
    let has_base = !is_moment(name)
        && trimmed.contains(['x', 'X', 'o', 'O', 'b', 'B', '_'])
        && trimmed.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit());
    if is_fine || has_base && name != "boolean" {
        return Ok(());
    }
    let is_whole = matches!(name, "smallint" | "integer" | "bigint");
    if is_whole && is_whole_number(trimmed) {
        let message = format!("value \"{text}\" is out of range for type {name}");
        return Err(Refusal::out_of_range(span, message));
    }
    match name {
        "json" | "jsonb" => Err(Refusal::invalid_text(span, "invalid input syntax for type json")),
        _ => {
            let shown = name.strip_suffix(" without time zone").unwrap_or(name);
            let message = format!("invalid input syntax for type {shown}: \"{text}\"");
            match is_moment(name) {
                true => Err(Refusal::invalid_datetime(span, message)),
                false => Err(Refusal::invalid_text(span, message)),
            }
        }
    }
}

/// Tells whether a text may be JSON; of what is put together only how it begins is looked at.
fn may_be_json(text: &str) -> bool {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    text.starts_with(['{', '[', '"'])
        || matches!(text, "true" | "false" | "null")
        || is_number && literal::is_number(text)
}

pub(crate) fn is_moment(name: &str) -> bool {
    name == "date" || name.starts_with("timestamp")
}

fn is_whole_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// Returns what a text is as a truth value, if it is one (`parse_bool`).
pub(crate) fn truth(text: &str) -> Option<bool> {
    let word = text.to_ascii_lowercase();
    let starts = |full: &str| !word.is_empty() && full.starts_with(&word);
    match word.as_str() {
        "on" | "1" => Some(true),
        "off" | "of" | "0" => Some(false),
        _ if starts("true") || starts("yes") => Some(true),
        _ if starts("false") || starts("no") => Some(false),
        _ => None,
    }
}

/// Tells whether a text may be a moment: it has a digit, or is a word for one.
fn may_be_moment(text: &str) -> bool {
    const WORDS: &[&str] = &["epoch", "infinity", "now", "today", "tomorrow", "yesterday"];
    text.len() > 2 && text.contains(|c: char| c.is_ascii_digit())
        || WORDS.iter().any(|word| text.to_ascii_lowercase().contains(word))
}
