//! What functions can't take and return: values of types that are none.
//!
//! Never in it: functions in languages that PostgreSQL does not look into, and what bodies say.

use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::built_in;
use crate::catalog::{Attribute, Value, said_in, types};
use crate::sql::Span;

/// Refuses types that functions in a language can't take or return (`plpgsql_validator` in PostgreSQL's
/// `pl_handler.c`, `fmgr_sql_validator` in `pg_proc.c`).
///
/// # Errors
///
/// `42P13` in SQL, `0A000` in PL/pgSQL.
pub(super) fn check(attributes: &[(Attribute, Value)], language: &str, span: Span) -> Accepted<()> {
    let is_sql = language == "sql";
    if !is_sql && language != "plpgsql" {
        return Ok(());
    }
    let returned = said_in(attributes, "returns").map(types::one_of).unwrap_or_default();
    let returned = returned.as_text().unwrap_or_default();
    let may_return = match returned {
        "trigger" | "event_trigger" => !is_sql,
        "record" | "void" => true,
        other => !is_none(other),
    };
    let mut taken = argument_types(attributes);
    let wrong = taken.find(|type_| is_none(type_) && (is_sql || *type_ != "record"));
    let (in_sql, in_other, type_) = match wrong {
        _ if !may_return => ("return type", "return type", returned),
        Some(type_) => ("have arguments of type", "accept type", type_),
        None => return Ok(()),
    };
    Err(match is_sql {
        true => Refusal::invalid_function(span, format!("SQL functions cannot {in_sql} {type_}")),
        false => {
            Refusal::not_supported(span, format!("PL/pgSQL functions cannot {in_other} {type_}"))
        }
    })
}

/// Refuses arguments of what is called for what happens to rows, or to the schema (`plpgsql_compile`).
///
/// # Errors
///
/// `42P13`.
pub(super) fn check_trigger(
    attributes: &[(Attribute, Value)],
    language: &str,
    span: Span,
) -> Accepted<()> {
    let what = match said_in(attributes, "returns").and_then(Value::as_text) {
        Some("trigger") => "trigger",
        Some("event_trigger") => "event trigger",
        _ => return Ok(()),
    };
    if language != "plpgsql" || said_in(attributes, "argument 1").is_none() {
        return Ok(());
    }
    let message = format!("{what} functions cannot have declared arguments");
    Err(Refusal::invalid_function(span, message))
}

/// Tells whether each call decides of which type something is.
pub(super) fn is_polymorphic(attributes: &[(Attribute, Value)]) -> bool {
    argument_types(attributes).any(stands_for_others)
}

/// Tells whether a type is none, nor stands for others.
fn is_none(type_: &str) -> bool {
    built_in::is_pseudo_type(type_) && !stands_for_others(type_)
}

fn stands_for_others(type_: &str) -> bool {
    type_.starts_with("any") && type_ != "any"
}

/// Returns the types of the arguments, as far as no statement made them.
fn argument_types(attributes: &[(Attribute, Value)]) -> impl Iterator<Item = &str> {
    let types = (1..).map_while(|number| said_in(attributes, &format!("argument {number}")));
    types.filter_map(Value::as_text)
}
