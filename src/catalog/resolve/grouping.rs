//! Grouping by a primary key: what else is selected of the table follows from the key, so the query
//! needs it.
//!
//! The rule is that of `check_functional_grouping` in PostgreSQL's `pg_constraint.c`. Never in it: the
//! check that what is selected is grouped.

use super::expression::{Reader, is_query};
use super::names::dotted;
use super::scope::Level;
use crate::catalog::ObjectId;
use crate::catalog::kinds::constraint::CONSTRAINT;
use crate::catalog::refusal::Accepted;
use crate::catalog::types::built_in;
use crate::catalog::value::{Form, Value};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, written};

/// Adds the primary keys that a query needs because it groups by them.
pub(super) fn with_needed_key(
    reader: &Reader<'_>,
    select: &SyntaxNode,
    level: &Level<'_>,
    mut value: Value,
) -> Accepted<Value> {
    let Some(clause) = child(select, SyntaxKind::GROUP_BY_CLAUSE) else { return Ok(value) };
    let mut grouped = Vec::new();
    for (term, _) in terms(&clause).into_iter().filter(|(_, is_in_all)| *is_in_all) {
        grouped.extend(columns_in(reader, &meant(select, &term), level)?);
    }
    let mut used = Vec::new();
    let clauses =
        [SyntaxKind::SELECT_CLAUSE, SyntaxKind::HAVING_CLAUSE, SyntaxKind::ORDER_BY_CLAUSE];
    for clause in select.children().filter(|inner| clauses.contains(&inner.kind())) {
        note_used(reader, &clause, level, &mut used)?;
    }
    let relations: Vec<ObjectId> =
        level.sources.named.iter().filter_map(|source| source.relation).collect();
    for relation in relations {
        let catalog = reader.lookup.catalog;
        let keys = catalog.parts_of_kind(relation, &CONSTRAINT);
        let key = keys.into_iter().find(|key| key.text("type") == Some("primary key"));
        let Some(key) = key else { continue };
        let is_grouped = key.objects("columns").iter().all(|column| grouped.contains(column));
        let is_own = |column: &ObjectId| {
            catalog.get(*column).is_some_and(|column| column.parent == relation)
        };
        if is_grouped && used.iter().any(|column| !grouped.contains(column) && is_own(column)) {
            value.push_name(key.id, Form::Silent);
        }
    }
    Ok(value)
}

/// Returns what a clause groups by, and whether in each of its grouping sets.
pub(super) fn terms(clause: &SyntaxNode) -> Vec<(SyntaxNode, bool)> {
    use SyntaxKind::{GROUPING_CUBE, GROUPING_EXPR, GROUPING_ROLLUP, GROUPING_SETS};
    let is_set = |kind| matches!(kind, GROUPING_ROLLUP | GROUPING_CUBE | GROUPING_SETS);
    let mut terms = Vec::new();
    for node in clause.descendants() {
        match node.kind() {
            GROUPING_ROLLUP | GROUPING_CUBE => {
                terms.extend(node.children().map(|term| (term, false)));
            }
            GROUPING_EXPR => {
                let is_in_all = !node.ancestors().any(|outer| is_set(outer.kind()));
                terms.extend(node.first_child().map(|term| (term, is_in_all)));
            }
            _ => {}
        }
    }
    terms
}

/// A number means a column of the result; so does its name.
pub(super) fn meant(select: &SyntaxNode, term: &SyntaxNode) -> SyntaxNode {
    let list = child(select, SyntaxKind::SELECT_CLAUSE)
        .and_then(|clause| child(&clause, SyntaxKind::TARGET_LIST));
    let number = written(term).parse::<usize>().ok();
    let place = number.and_then(|number| number.checked_sub(1));
    let target = place.and_then(|place| list.as_ref()?.children().nth(place));
    target.and_then(|target| target.first_child()).unwrap_or_else(|| term.clone())
}

/// Returns the columns of a term: one, or those of a row.
pub(super) fn columns_in(
    reader: &Reader<'_>,
    term: &SyntaxNode,
    level: &Level<'_>,
) -> Accepted<Vec<ObjectId>> {
    if matches!(term.kind(), SyntaxKind::TUPLE_EXPR | SyntaxKind::PAREN_EXPR) {
        let mut columns = Vec::new();
        for inner in term.children().filter(|inner| !is_query(inner.kind())) {
            columns.extend(columns_in(reader, &inner, level)?);
        }
        return Ok(columns);
    }
    Ok(column(reader, term, level).into_iter().collect())
}

/// Returns the column that a name is, if it is one.
fn column(reader: &Reader<'_>, node: &SyntaxNode, level: &Level<'_>) -> Option<ObjectId> {
    dotted(node)?;
    let read = reader.expression(node, level).ok()?;
    read.value.objects().last()
}

/// Notes the columns that stand outside of aggregates.
fn note_used(
    reader: &Reader<'_>,
    node: &SyntaxNode,
    level: &Level<'_>,
    used: &mut Vec<ObjectId>,
) -> Accepted<()> {
    for inner in node.children() {
        let is_name = matches!(inner.kind(), SyntaxKind::NAME_REF | SyntaxKind::FIELD_EXPR);
        if is_name {
            if let Some(columns) = reader.starred(&inner, level)? {
                used.extend(columns.iter().filter_map(|column| column.value().objects().last()));
            }
            used.extend(column(reader, &inner, level));
        } else if !is_aggregate(&inner) && !is_query(inner.kind()) {
            note_used(reader, &inner, level, used)?;
        }
    }
    Ok(())
}

/// Tells whether a node is a call of a well-known aggregate, and not over a window.
pub(super) fn is_aggregate(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::CALL_EXPR
        && !has(node, SyntaxKind::OVER_CLAUSE)
        && (has(node, SyntaxKind::WITHIN_CLAUSE)
            || has(node, SyntaxKind::JSON_ARRAY_AGG_FN)
            || has(node, SyntaxKind::JSON_OBJECT_AGG_FN)
            || node
                .first_child()
                .is_some_and(|function| built_in::is_aggregate(&names::identifier(&function))))
}
