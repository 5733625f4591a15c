//! Where an expression stands, and what it can't hold there: the rules of `check_agglevels_and_constraints`
//! and `transformSubLink` in PostgreSQL's `src/backend/parser`.
//!
//! Never in it: what the expression means.

use super::aggregate::AGGREGATE;
use super::domain::DOMAIN;
use super::function::FUNCTION;
use super::routine;
use crate::catalog::edit::Edit;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Resolved, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value, types};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has, span};

/// A place for expressions.
pub(crate) struct Place {
    /// What messages call it.
    name: &'static str,
    /// What messages call the clause of a condition.
    clause: &'static str,
    /// Whether there can be subqueries.
    has_subqueries: bool,
    /// Whether what it says of the same row must be the same at any time.
    is_immutable: bool,
}

pub(crate) const CHECK: Place =
    Place { name: "check constraint", clause: "CHECK", has_subqueries: false, is_immutable: false };
pub(crate) const INDEX_PREDICATE: Place =
    Place { name: "index predicate", clause: "WHERE", has_subqueries: false, is_immutable: true };
pub(crate) const INDEX_EXPRESSION: Place =
    Place { name: "index expression", clause: "", has_subqueries: false, is_immutable: true };
pub(crate) const STATISTICS_EXPRESSION: Place =
    Place { name: "statistics expression", clause: "", has_subqueries: false, is_immutable: false };
pub(crate) const TRIGGER_WHEN: Place = Place {
    name: "trigger WHEN condition",
    clause: "WHEN",
    has_subqueries: false,
    is_immutable: false,
};
pub(crate) const DEFAULT: Place =
    Place { name: "DEFAULT expression", clause: "", has_subqueries: false, is_immutable: false };
pub(crate) const GENERATION: Place = Place {
    name: "column generation expression",
    clause: "",
    has_subqueries: false,
    is_immutable: false,
};
pub(crate) const PARTITION_KEY: Place = Place {
    name: "partition key expression",
    clause: "",
    has_subqueries: false,
    is_immutable: true,
};
pub(crate) const PARTITION_BOUND: Place =
    Place { name: "partition bound", clause: "", has_subqueries: false, is_immutable: false };
pub(crate) const RULE_CONDITION: Place =
    Place { name: "WHERE", clause: "WHERE", has_subqueries: true, is_immutable: false };
pub(crate) const POLICY: Place = Place {
    name: "policy expression",
    clause: "POLICY",
    has_subqueries: true,
    is_immutable: false,
};

/// The aggregates that every database has.
const AGGREGATES: &[&str] = &[
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "max",
    "min",
    "string_agg",
    "sum",
    "xmlagg",
];

/// Functions that return more than one value.
const SET_RETURNING: &[&str] = &[
    "generate_series",
    "json_array_elements",
    "jsonb_array_elements",
    "jsonb_object_keys",
    "regexp_matches",
    "regexp_split_to_table",
    "string_to_table",
    "unnest",
];

/// Functions, and words that stand for some, that say another thing at another time.
const CHANGING: &[&str] = &[
    "clock_timestamp",
    "concat",
    "concat_ws",
    "current_setting",
    "currval",
    "format",
    "gen_random_uuid",
    "lastval",
    "nextval",
    "now",
    "random",
    "setval",
    "statement_timestamp",
    "timeofday",
    "to_char",
    "to_date",
    "transaction_timestamp",
    "uuid_generate_v4",
];

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

impl Place {
    /// Reads an expression that must be true of a row.
    ///
    /// # Errors
    ///
    /// See [`Place::expression`]; `42804` if it is of another type than boolean.
    pub(crate) fn condition(
        &self,
        edit: &Edit<'_>,
        node: &SyntaxNode,
        scope: &Scope,
    ) -> Accepted<Value> {
        let Resolved { value, type_ } = self.read(edit, node, scope)?;
        let Some(type_) = type_ else { return Ok(value) };
        let made = type_.objects().next().and_then(|id| edit.get(id));
        let shown = types::without_modifiers(&type_).to_sql(edit.catalog());
        let is_boolean = matches!(shown.as_str(), "boolean" | "unknown");
        if is_boolean || made.is_some_and(|made| made.is(&DOMAIN)) {
            return Ok(value);
        }
        let message = format!("argument of {} must be type boolean, not type {shown}", self.clause);
        Err(Refusal::type_mismatch(span(node), message))
    }

    /// Reads an expression of any type.
    ///
    /// # Errors
    ///
    /// See [`resolve::expression`]; `0A000` for a subquery or a set, `42803` for an aggregate, `42P20` for
    /// a window function.
    pub(crate) fn expression(
        &self,
        edit: &Edit<'_>,
        node: &SyntaxNode,
        scope: &Scope,
    ) -> Accepted<Value> {
        self.read(edit, node, scope).map(|read| read.value)
    }

    /// Reads an expression, and tells its type.
    ///
    /// # Errors
    ///
    /// See [`Place::expression`].
    pub(crate) fn read(
        &self,
        edit: &Edit<'_>,
        node: &SyntaxNode,
        scope: &Scope,
    ) -> Accepted<Resolved> {
        let mut within = node.descendants();
        let subquery = within.find(|inner| is_query(inner.kind()));
        if let Some(subquery) = subquery.as_ref().filter(|_| !self.has_subqueries) {
            let message = format!("cannot use subquery in {}", self.name);
            return Err(Refusal::not_supported(span(subquery), message));
        }
        let resolved = resolve::expression(edit.lookup(), node, scope)?;
        if subquery.is_none() {
            self.refuse_calls(edit, node, &resolved.value)?;
        }
        if self.is_immutable && is_changing(edit, node, &resolved.value) {
            let message = format!("functions in {} must be marked IMMUTABLE", self.name);
            return Err(Refusal::invalid_object(span(node), message));
        }
        Ok(resolved)
    }

    fn refuse_calls(&self, edit: &Edit<'_>, node: &SyntaxNode, value: &Value) -> Accepted<()> {
        let calls = node.descendants().filter(|inner| inner.kind() == SyntaxKind::CALL_EXPR);
        for call in calls {
            let called = call.first_child().map(|called| names::identifier(&called));
            let called = called.unwrap_or_default();
            let place = span(&call);
            let plural = if self.name == self.clause { "" } else { "s" };
            let name = format!("{}{plural}", self.name);
            if has(&call, SyntaxKind::OVER_CLAUSE) {
                let message = format!("window functions are not allowed in {name}");
                return Err(Refusal::windowing(place, message));
            }
            if AGGREGATES.contains(&called.as_str()) || has_own_aggregate(edit, value, &called) {
                let message = format!("aggregate functions are not allowed in {name}");
                return Err(Refusal::grouping(place, message));
            }
            if SET_RETURNING.contains(&called.as_str()) {
                let message = format!("set-returning functions are not allowed in {name}");
                return Err(Refusal::not_supported(place, message));
            }
        }
        Ok(())
    }
}

fn is_query(kind: SyntaxKind) -> bool {
    matches!(kind, SyntaxKind::SELECT | SyntaxKind::VALUES | SyntaxKind::COMPOUND_SELECT)
}

fn has_own_aggregate(edit: &Edit<'_>, value: &Value, called: &str) -> bool {
    let is_it = |id: ObjectId| {
        edit.get(id).is_some_and(|object| object.is(&AGGREGATE) && &*object.name == called)
    };
    value.objects().any(is_it)
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

/// Tells whether an expression calls a function that is known to say another thing at another time.
pub(crate) fn is_changing(edit: &Edit<'_>, node: &SyntaxNode, value: &Value) -> bool {
    let mut elements = node.descendants_with_tokens();
    let has_word = elements.any(|element| CHANGING_WORDS.contains(&element.kind()));
    let mut calls = node.descendants().filter(|inner| inner.kind() == SyntaxKind::CALL_EXPR);
    let calls_changing = calls.any(|call| {
        let called = call.first_child().map(|called| names::identifier(&called));
        let is_built_in = !value
            .objects()
            .any(|id| edit.get(id).is_some_and(|object| Some(&*object.name) == called.as_deref()));
        is_built_in && called.is_some_and(|called| CHANGING.contains(&called.as_str()))
    });
    changing(edit.catalog(), value).is_some() || has_word || calls_changing
}
