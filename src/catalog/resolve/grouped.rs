//! Groups: what a query with groups can select, and where aggregates and windows can stand.
//!
//! The rules are those of `parseCheckAggregates` and `check_agglevels_and_constraints` in PostgreSQL's
//! `src/backend/parser/parse_agg.c`; only what is certain is refused. Never in it: which key a query needs
//! because it groups by it (see `grouping`).

use super::expression::{Reader, is_expression, is_query};
use super::grouping::{columns_in, is_aggregate, meant, terms};
use super::names::dotted;
use super::scope::Level;
use crate::catalog::ObjectId;
use crate::catalog::kinds::column::COLUMN;
use crate::catalog::kinds::{constraint, extension};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::built_in;
use crate::catalog::value::Value;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span, written};

/// Refuses a query whose groups, aggregates or windows can't be.
///
/// # Errors
///
/// `42803`, `42P20`; `42P10` for a number of no column of the result.
pub(super) fn check(
    reader: &Reader<'_>,
    select: &SyntaxNode,
    level: &Level<'_>,
    width: Option<usize>,
) -> Accepted<()> {
    check_numbers(select, width)?;
    if let Some(condition) = child(select, SyntaxKind::WHERE_CLAUSE) {
        check_condition(&condition)?;
    }
    check_nested(select, false)?;
    let clauses = [SyntaxKind::SELECT_CLAUSE, SyntaxKind::HAVING_CLAUSE];
    let clauses: Vec<SyntaxNode> =
        select.children().filter(|inner| clauses.contains(&inner.kind())).collect();
    let is_grouped = has(select, SyntaxKind::GROUP_BY_CLAUSE)
        || has(select, SyntaxKind::HAVING_CLAUSE)
        || clauses.iter().any(|clause| calls(clause).iter().any(is_aggregate));
    if !is_grouped || level.sources.is_open() || may_have_others(reader, &clauses) {
        return Ok(());
    }
    let groups = Groups::of(reader, select, level)?;
    clauses.iter().try_for_each(|clause| groups.check(reader, clause, level))
}

/// Refuses `ORDER BY 3` where there are two columns.
fn check_numbers(select: &SyntaxNode, width: Option<usize>) -> Accepted<()> {
    let Some(width) = width else { return Ok(()) };
    let clauses = [
        (SyntaxKind::GROUP_BY_CLAUSE, SyntaxKind::GROUPING_EXPR, "GROUP BY"),
        (SyntaxKind::ORDER_BY_CLAUSE, SyntaxKind::SORT_BY, "ORDER BY"),
    ];
    for (clause, term, words) in clauses {
        let clause = child(select, clause);
        let terms = clause.iter().flat_map(|clause| clause.descendants());
        let terms = terms.filter(|node| node.kind() == term).filter_map(|term| term.first_child());
        for term in terms.filter(|term| term.kind() == SyntaxKind::LITERAL) {
            let number = written(&term).parse::<usize>();
            if number.is_ok_and(|number| number == 0 || number > width) {
                let message = format!("{words} position {} is not in select list", term.text());
                return Err(Refusal::invalid_column_reference(span(&term), message));
            }
        }
    }
    Ok(())
}

/// Tells whether a query returns aggregates.
pub(crate) fn aggregates(select: &SyntaxNode) -> bool {
    child(select, SyntaxKind::SELECT_CLAUSE).iter().flat_map(calls).any(|call| is_aggregate(&call))
}

/// Returns the calls in a node, without those of queries within.
fn calls(node: &SyntaxNode) -> Vec<SyntaxNode> {
    let mut found = Vec::new();
    for inner in node.children().filter(|inner| !is_query(inner.kind())) {
        if inner.kind() == SyntaxKind::CALL_EXPR {
            found.push(inner.clone());
        }
        found.extend(calls(&inner));
    }
    found
}

fn check_condition(condition: &SyntaxNode) -> Accepted<()> {
    for call in calls(condition) {
        if has(&call, SyntaxKind::OVER_CLAUSE) {
            let message = "window functions are not allowed in WHERE";
            return Err(Refusal::windowing(span(&call), message));
        }
        if is_aggregate(&call) {
            let message = "aggregate functions are not allowed in WHERE";
            return Err(Refusal::grouping(span(&call), message));
        }
    }
    Ok(())
}

/// Refuses an aggregate of an aggregate.
fn check_nested(node: &SyntaxNode, is_within: bool) -> Accepted<()> {
    for inner in node.children().filter(|inner| !is_query(inner.kind())) {
        let is_one = is_aggregate(&inner);
        if is_within && is_one {
            let message = "aggregate function calls cannot be nested";
            return Err(Refusal::grouping(span(&inner), message));
        }
        check_nested(&inner, is_within || is_one)?;
    }
    Ok(())
}

/// Tells whether a call may be of an aggregate that is not known to be one.
fn may_have_others(reader: &Reader<'_>, clauses: &[SyntaxNode]) -> bool {
    extension::may_bring_more(reader.lookup.catalog)
        || clauses.iter().flat_map(calls).any(|call| {
            let name = call.first_child().map(|function| names::identifier(&function));
            name.is_some_and(|name| !built_in::may_be_function(&name))
        })
}

/// What a query groups by.
struct Groups {
    values: Vec<Value>,
    columns: Vec<ObjectId>,
    /// The relations whose primary keys are grouped.
    determined: Vec<ObjectId>,
}

impl Groups {
    fn of(reader: &Reader<'_>, select: &SyntaxNode, level: &Level<'_>) -> Accepted<Groups> {
        let (mut values, mut columns) = (Vec::new(), Vec::new());
        let clause = child(select, SyntaxKind::GROUP_BY_CLAUSE);
        let mut common = Vec::new();
        for (term, is_in_all) in clause.iter().flat_map(terms) {
            let term = meant(select, &term);
            let named = columns_in(reader, &term, level)?;
            common.extend(named.iter().copied().filter(|_| is_in_all));
            columns.extend(named);
            // A name alone may be that of a result.
            let named = reader.expression(&term, level);
            let alias = named.is_err().then(|| aliased(select, &term)).flatten();
            let read = alias.map_or(named, |target| reader.expression(&target, level));
            // A column that a join merges is that of both sides.
            columns.extend(read.iter().flat_map(|read| read.value.objects()));
            values.extend(read.ok().map(|read| read.value));
        }
        let catalog = reader.lookup.catalog;
        let relations = level.sources.named.iter().filter_map(|source| source.relation);
        let determined = relations.filter(|relation| {
            let key = constraint::primary(catalog, *relation);
            key.is_some_and(|key| key.objects("columns").iter().all(|one| common.contains(one)))
        });
        let determined = determined.collect();
        Ok(Groups { values, columns, determined })
    }

    /// Refuses a column that stands outside of aggregates and is in no group.
    fn check(&self, reader: &Reader<'_>, node: &SyntaxNode, level: &Level<'_>) -> Accepted<()> {
        for inner in node.children() {
            if is_query(inner.kind()) || is_aggregate(&inner) {
                continue;
            }
            let is_grouped = is_expression(inner.kind())
                && reader
                    .expression(&inner, level)
                    .is_ok_and(|read| self.values.contains(&read.value));
            if is_grouped {
                continue;
            }
            if dotted(&inner).is_some() && !has_token(&inner, SyntaxKind::STAR) {
                self.check_name(reader, &inner, level)?;
            } else {
                self.check(reader, &inner, level)?;
            }
        }
        Ok(())
    }

    fn check_name(
        &self,
        reader: &Reader<'_>,
        node: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<()> {
        let Ok(read) = reader.expression(node, level) else { return Ok(()) };
        let catalog = reader.lookup.catalog;
        let Some(column) = read.value.objects().last().and_then(|id| catalog.get(id)) else {
            return Ok(());
        };
        let is_own = level
            .sources
            .named
            .iter()
            .find(|source| source.relation == Some(column.parent) && column.is(&COLUMN));
        let Some(source) = is_own.filter(|_| {
            !self.columns.contains(&column.id) && !self.determined.contains(&column.parent)
        }) else {
            return Ok(());
        };
        let message = format!(
            "column \"{}.{}\" must appear in the GROUP BY clause or be used in an aggregate function",
            source.name, column.name
        );
        Err(Refusal::grouping(span(node), message))
    }
}

/// Returns what a query selects under a name.
fn aliased(select: &SyntaxNode, name: &SyntaxNode) -> Option<SyntaxNode> {
    let name = names::identifier(name);
    let list = child(&child(select, SyntaxKind::SELECT_CLAUSE)?, SyntaxKind::TARGET_LIST)?;
    let target = list.children().find(|target| {
        let alias = child(target, SyntaxKind::AS_NAME).and_then(|alias| alias.first_child());
        alias.is_some_and(|alias| names::identifier(&alias) == name)
    })?;
    target.first_child()
}
