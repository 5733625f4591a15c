//! Whether an expression may say another thing at another time, or in another session: what values are kept of
//! (indexes, partition keys, generated columns) has to be immutable.
//!
//! The rules are those of `contain_mutable_functions` in PostgreSQL's `clauses.c`, with the volatility that `pg_proc`
//! gives to what stands behind calls, casts and operators. Never in it: what an expression means.

use super::function::FUNCTION;
use super::routine;
use crate::catalog::edit::Edit;
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value, casts, types};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

/// Functions that are not immutable, whatever they are given.
#[rustfmt::skip]
const CHANGING: &[&str] = &[
    "array_to_json", "array_to_string", "clock_timestamp", "concat", "concat_ws", "current_setting", "currval",
    "format", "gen_random_uuid", "json_build_array", "json_build_object", "jsonb_build_array",
    "jsonb_build_object", "lastval", "nextval", "now", "random", "row_to_json", "setval",
    "statement_timestamp", "timeofday", "to_char", "to_date", "to_json", "to_jsonb", "to_number",
    "transaction_timestamp", "unaccent", "uuid_generate_v4",
];

/// Functions that are not immutable where they are given one argument: the other is a setting, or the time.
#[rustfmt::skip]
const CHANGING_ALONE: &[&str] = &[
    "age", "phraseto_tsquery", "plainto_tsquery", "to_tsquery", "to_tsvector", "websearch_to_tsquery",
];

/// Functions that are not immutable for a moment in a time zone.
const CHANGING_BY_ZONE: &[&str] = &["date_part", "date_trunc"];

const CHANGING_WORDS: &[SyntaxKind] = &[
    SyntaxKind::CURRENT_CATALOG_KW,
    SyntaxKind::CURRENT_DATE_KW,
    SyntaxKind::CURRENT_ROLE_KW,
    SyntaxKind::CURRENT_SCHEMA_KW,
    SyntaxKind::CURRENT_TIME_KW,
    SyntaxKind::CURRENT_TIMESTAMP_KW,
    SyntaxKind::CURRENT_USER_KW,
    SyntaxKind::LOCALTIME_KW,
    SyntaxKind::LOCALTIMESTAMP_KW,
    SyntaxKind::SESSION_USER_KW,
];

const ZONED: &str = "timestamp with time zone";

/// Tells whether something in an expression is known not to be immutable.
pub(super) fn is_mutable(edit: &Edit<'_>, node: &SyntaxNode, value: &Value, scope: &Scope) -> bool {
    let own = || value.objects().filter_map(|id| edit.get(id)).filter(|it| it.is(&FUNCTION));
    let mut elements = node.descendants_with_tokens();
    elements.any(|element| CHANGING_WORDS.contains(&element.kind()))
        || changing(edit.catalog(), value).is_some()
        || node.descendants().any(|inner| match inner.kind() {
            SyntaxKind::CALL_EXPR => {
                let called = inner.first_child().map(|called| names::identifier(&called));
                let called = called.unwrap_or_default();
                !own().any(|it| *it.name == *called) && calls_mutable(edit, &inner, &called, scope)
            }
            SyntaxKind::CAST_EXPR => casts_mutable(edit, &inner, scope).unwrap_or(false),
            SyntaxKind::BIN_EXPR => {
                let has = |name| inner.children().any(|side| is_of(edit, &side, scope, name));
                has(ZONED) && (has("interval") || has("date") || has("timestamp without time zone"))
            }
            _ => false,
        })
}

/// Returns a function that an expression calls and that may say another thing at another time.
pub(crate) fn changing(catalog: &Catalog, value: &Value) -> Option<ObjectId> {
    value.objects().find(|id| {
        catalog.get(*id).is_some_and(|object| {
            object.is(&FUNCTION)
                && object.text("volatility") != Some("immutable")
                && !is_inlined(catalog, object)
        })
    })
}

fn calls_mutable(edit: &Edit<'_>, call: &SyntaxNode, called: &str, scope: &Scope) -> bool {
    let list = child(call, SyntaxKind::ARG_LIST);
    let arguments: Vec<SyntaxNode> = list.iter().flat_map(|list| list.children()).collect();
    let last = match child(call, SyntaxKind::EXTRACT_FN) {
        Some(extract) => extract.last_child(),
        None if CHANGING_BY_ZONE.contains(&called) => {
            arguments.get(1).and_then(|argument| argument.first_child())
        }
        None => None,
    };
    CHANGING.contains(&called)
        || CHANGING_ALONE.contains(&called) && arguments.len() == 1
        || last.is_some_and(|last| {
            // A date is taken for the beginning of its day.
            is_of(edit, &last, scope, ZONED)
                || called == "date_trunc" && is_of(edit, &last, scope, "date")
        })
}

/// Tells whether a cast of something that is no constant is done otherwise in another session.
fn casts_mutable(edit: &Edit<'_>, cast: &SyntaxNode, scope: &Scope) -> Option<bool> {
    let from = type_of(edit, &cast.first_child()?, scope)?;
    let to = types::of(edit.lookup(), cast).ok()??;
    Some(casts::is_stable(edit.catalog(), &from, &to))
}

fn type_of(edit: &Edit<'_>, node: &SyntaxNode, scope: &Scope) -> Option<Value> {
    resolve::expression(edit.lookup(), node, scope).ok()?.type_
}

fn is_of(edit: &Edit<'_>, node: &SyntaxNode, scope: &Scope, name: &str) -> bool {
    let type_ = type_of(edit, node, scope);
    let base = type_.map(|type_| casts::base_type(edit.catalog(), &type_));
    base.is_some_and(|base| types::without_modifiers(&base).as_text() == Some(name))
}

/// Tells whether a function is put in place of its call before PostgreSQL looks (`inline_function`): one in
/// SQL without a query, and if it is strict, one that uses all that it is given.
fn is_inlined(catalog: &Catalog, function: &Object) -> bool {
    let body = function.get("sql body").or(function.get("body"));
    let body = body.map(|body| body.to_sql(catalog)).unwrap_or_default();
    let has_query = function.has("sql body") && body.to_ascii_lowercase().contains("(select");
    let arguments = routine::arguments(function);
    let uses = |(place, argument): (usize, &routine::Argument<'_>)| {
        let is_named = argument.name.is_some_and(|name| body.contains(name));
        is_named || body.contains(&format!("${}", place + 1))
    };
    function.text("language") == Some("sql")
        && !has_query
        && (!function.has("strict") || arguments.iter().enumerate().all(uses))
}
