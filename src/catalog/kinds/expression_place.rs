//! Where an expression stands, and what it can't hold there: the rules of `check_agglevels_and_constraints`
//! and `transformSubLink` in PostgreSQL's `src/backend/parser`.
//!
//! Never in it: what the expression means.

use super::aggregate::AGGREGATE;
use super::domain::DOMAIN;
use super::mutability;
use crate::catalog::edit::Edit;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Resolved, Scope};
use crate::catalog::types::{built_in, input};
use crate::catalog::{ObjectId, Value, types};
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
pub(crate) const GENERATION: Place =
    Place { name: GENERATION_EXPRESSION, clause: "", has_subqueries: false, is_immutable: true };
pub(crate) const PARTITION_KEY: Place = Place {
    name: "partition key expression",
    clause: "",
    has_subqueries: false,
    is_immutable: true,
};
pub(crate) const TRANSFORM: Place =
    Place { name: "transform expression", clause: "", has_subqueries: false, is_immutable: false };
pub(crate) const PARTITION_BOUND: Place =
    Place { name: "partition bound", clause: "", has_subqueries: false, is_immutable: false };
pub(crate) const RULE_CONDITION: Place =
    Place { name: "WHERE", clause: "WHERE", has_subqueries: true, is_immutable: false };
pub(crate) const PUBLICATION_WHERE: Place =
    Place { name: "WHERE", clause: "PUBLICATION WHERE", has_subqueries: true, is_immutable: false };
pub(crate) const POLICY: Place = Place {
    name: "policy expression",
    clause: "POLICY",
    has_subqueries: true,
    is_immutable: false,
};

const GENERATION_EXPRESSION: &str = "column generation expression";

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

impl Place {
    /// Reads an expression that must be true of a row.
    ///
    /// # Errors
    ///
    /// See [`Place::expression`]; `42804` if it is of another type than boolean, `22P02` for a string that is no boolean.
    pub(crate) fn condition(
        &self,
        edit: &Edit<'_>,
        node: &SyntaxNode,
        scope: &Scope,
    ) -> Accepted<Value> {
        input::check_literal(edit.catalog(), &Value::from("boolean"), node)?;
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
        if self.is_immutable && mutability::is_mutable(edit, node, &resolved.value, scope) {
            let message = match self.name {
                GENERATION_EXPRESSION => "generation expression is not immutable".to_owned(),
                name => format!("functions in {name} must be marked IMMUTABLE"),
            };
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
            if built_in::is_aggregate(&called) || has_own_aggregate(edit, value, &called) {
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
