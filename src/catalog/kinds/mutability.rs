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
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::tree::SyntaxNode;

/// Tells whether something in an expression is known not to be immutable.
pub(super) fn is_mutable(edit: &Edit<'_>, node: &SyntaxNode, value: &Value, scope: &Scope) -> bool {
    changing(edit.catalog(), value).is_some() || resolve::is_mutable(edit.lookup(), node, scope)
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

/// Tells whether an expression may say another thing for each row (`contain_volatile_functions`).
pub(crate) fn is_volatile(catalog: &Catalog, value: &Value) -> bool {
    let says_so = |value: &Value| {
        let text = value.to_sql(catalog);
        VOLATILE.iter().any(|call| text.contains(call))
    };
    let functions = value.objects().filter_map(|id| catalog.get(id)).filter(|it| it.is(&FUNCTION));
    let mut changing = functions.filter(|function| match is_inlined(catalog, function) {
        true => function.get("sql body").or(function.get("body")).is_some_and(says_so),
        false => !function.has("volatility"),
    });
    says_so(value) || changing.next().is_some()
}

/// How calls begin of what every database has, or a well-known extension brings, and defaults call.
#[rustfmt::skip]
const VOLATILE: &[&str] = &[
    "nextval(", "currval(", "lastval(", "setval(", "random(", "random_normal(", "gen_random_", "uuidv4(", "uuidv7(",
    "uuid_generate_v1", "uuid_generate_v4", "clock_timestamp(", "timeofday(",
];

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
