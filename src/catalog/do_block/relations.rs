//! Queries on the system catalogs, as guards write them: one relation, or a few joined, and a condition.
//!
//! Never in it: what the relations hold (see `rows`).

use super::expression::{Bindings, Cell, Evaluator};
use super::rows::{self, Relation};
use crate::catalog::lookup::Name;
use crate::sql::literal;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, written};

/// A query that was taken apart.
struct Query {
    relations: Vec<(String, Relation)>,
    conditions: Vec<SyntaxNode>,
    targets: Option<SyntaxNode>,
}

/// How many rows meet the conditions, and how many may.
#[derive(Default)]
struct Count {
    certain: i64,
    possible: i64,
}

/// Tells whether a query finds rows, if that is known.
pub(super) fn exists(evaluator: Evaluator<'_>, query: &SyntaxNode) -> Option<bool> {
    let query = Query::of(evaluator, query)?;
    let count = query.count(evaluator);
    match (count.certain > 0, count.possible > 0 || query.may_find_others(evaluator)) {
        (true, _) => Some(true),
        (false, false) => Some(false),
        (false, true) => None,
    }
}

/// Returns the value of a query of one value, if it is known: an expression on `count(*)`, or one without rows.
pub(super) fn scalar(evaluator: Evaluator<'_>, query: &SyntaxNode) -> Option<Cell> {
    let has_limit = child(query, SyntaxKind::LIMIT_CLAUSE).is_some();
    let query = Query::of(evaluator, query).filter(|_| !has_limit)?;
    let mut bindings = Bindings::default();
    if !query.relations.is_empty() {
        let count = query.count(evaluator);
        if count.possible > 0 || query.may_find_others(evaluator) {
            return None;
        }
        bindings.count = Some(count.certain);
    }
    evaluator.of_targets(query.targets.as_ref()?, &bindings)
}

impl Query {
    fn of(evaluator: Evaluator<'_>, select: &SyntaxNode) -> Option<Query> {
        use SyntaxKind::*;
        let is_plain = select.children().all(|clause| {
            matches!(
                clause.kind(),
                SELECT_CLAUSE | FROM_CLAUSE | WHERE_CLAUSE | ORDER_BY_CLAUSE | LIMIT_CLAUSE
            )
        });
        if !is_plain || limits_to_nothing(select) {
            return None;
        }
        let targets = child(select, SELECT_CLAUSE)?;
        let targets = child(&targets, TARGET_LIST);
        let mut query = Query { relations: Vec::new(), conditions: Vec::new(), targets };
        if let Some(from) = child(select, FROM_CLAUSE) {
            for item in from.children() {
                query.add(evaluator, &item)?;
            }
        }
        let condition = child(select, WHERE_CLAUSE).and_then(|clause| clause.first_child());
        query.conditions.extend(condition);
        Some(query)
    }

    /// Adds an item of `FROM`.
    fn add(&mut self, evaluator: Evaluator<'_>, item: &SyntaxNode) -> Option<()> {
        use SyntaxKind::*;
        match item.kind() {
            RELATION_FROM_ITEM => {
                let name = Name::of(&child(item, RELATION_NAME_REF)?);
                let alias = child(item, FROM_ALIAS).and_then(|alias| alias.first_child());
                let alias =
                    alias.map_or_else(|| name.name.clone(), |alias| names::identifier(&alias));
                self.relations.push((alias, rows::relation(evaluator.lookup, &name)?));
                Some(())
            }
            JOIN_EXPR => item.children().try_for_each(|part| self.add(evaluator, &part)),
            JOIN => {
                for part in item.children() {
                    match part.kind() {
                        JOIN_INNER | JOIN_CROSS => {}
                        ON_CLAUSE => self.conditions.extend(part.first_child()),
                        _ => self.add(evaluator, &part)?,
                    }
                }
                Some(())
            }
            _ => None,
        }
    }

    fn count(&self, evaluator: Evaluator<'_>) -> Count {
        let mut count = Count::default();
        self.count_from(evaluator, 0, &mut Bindings::default(), &mut count);
        count
    }

    /// Counts the rows that go on from those that are bound.
    fn count_from(
        &self,
        evaluator: Evaluator<'_>,
        place: usize,
        bindings: &mut Bindings,
        count: &mut Count,
    ) {
        let holds = self.hold(evaluator, bindings);
        if holds == Some(false) {
            return;
        }
        let Some((alias, relation)) = self.relations.get(place) else {
            match holds {
                Some(_) => count.certain += 1,
                None => count.possible += 1,
            }
            return;
        };
        for row in &relation.rows {
            bindings.rows.push((alias.clone(), row.clone()));
            self.count_from(evaluator, place + 1, bindings, count);
            bindings.rows.pop();
        }
    }

    /// Tells whether the conditions hold for the rows that are bound, if that is known.
    fn hold(&self, evaluator: Evaluator<'_>, bindings: &Bindings) -> Option<bool> {
        let mut all = Some(true);
        for condition in &self.conditions {
            match evaluator.value(condition, bindings) {
                Some(Cell::Bool(true)) => {}
                Some(Cell::Bool(false) | Cell::Null) => return Some(false),
                _ => all = None,
            }
        }
        all
    }

    /// Tells whether the query may find what the catalog does not keep: what every database has, and what
    /// extensions brought.
    fn may_find_others(&self, evaluator: Evaluator<'_>) -> bool {
        let texts: Vec<String> = self
            .conditions
            .iter()
            .flat_map(|condition| condition.descendants())
            .filter(|node| node.kind() == SyntaxKind::LITERAL)
            .map(|literal| literal::read(&literal))
            .filter(|text| !text.is_empty())
            .collect();
        // Where one relation of a join has no such row, the join has none.
        self.relations
            .iter()
            .all(|(_, relation)| (relation.may_have_others)(evaluator.lookup, &texts))
    }
}

fn limits_to_nothing(select: &SyntaxNode) -> bool {
    let limit = child(select, SyntaxKind::LIMIT_CLAUSE);
    limit.is_some_and(|limit| {
        let number = limit.descendants().find(|node| node.kind() == SyntaxKind::LITERAL);
        number.is_none_or(|number| written(&number).trim().starts_with('0'))
    })
}
