//! Joins: what their sides have in common, and the names that are kept because of it.
//!
//! The rules are those of `transformFromClauseItem` in PostgreSQL's `parse_clause.c`. Never in it: the
//! items that are joined (see `from`).

use std::rc::Rc;

use super::expression::Reader;
use super::infer;
use super::scope::{Column, Level, Sources};
use super::writer::Writer;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::value::{Form, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};

impl Reader<'_> {
    /// Reads a join, or several in a row.
    pub(super) fn join(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        beside: &Sources,
    ) -> Accepted<(Value, Sources)> {
        let (Some(first), steps) = in_a_row(node) else {
            return Ok((self.copied(node, level)?, Sources::default()));
        };
        // By which names a natural join joins is known when both sides are read: these keep them then.
        let mut natural = level.natural.clone();
        loop {
            let place = Level { natural, ..Level::within(level, Sources::default()) };
            let (value, mut sources) = self.item(&first, &place, beside)?;
            let (mut out, mut found) = (Writer::default(), place.natural.clone());
            out.value(&value);
            for step in &steps {
                out.space();
                sources = self.join_step(step, sources, (&place, beside), &mut found, &mut out)?;
            }
            if found.len() == place.natural.len() {
                return Ok((out.finish(), sources));
            }
            natural = found;
        }
    }

    /// Joins what is there with one more item.
    fn join_step(
        &self,
        step: &Step,
        left: Sources,
        (level, beside): (&Level<'_>, &Sources),
        natural: &mut Vec<String>,
        out: &mut Writer,
    ) -> Accepted<Sources> {
        let place = span(&step.join);
        let mut seen = beside.clone();
        seen.add(left.clone(), place)?;
        let (value, right) = self.item(&step.right, level, &seen)?;
        let is_natural = has_token(&step.join, SyntaxKind::NATURAL_KW);
        let is_known = !left.is_open() && !right.is_open();
        let mut both = left.clone();
        both.add(right.clone(), place)?;
        let mut joined = None;
        for element in step.join.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                if element.kind() != SyntaxKind::NATURAL_KW || !is_known {
                    self.token(&element, out);
                }
                continue;
            };
            match inner.kind() {
                SyntaxKind::ON_CLAUSE => {
                    self.part(inner, &Level::within(level, both.clone()), out)?;
                }
                SyntaxKind::JOIN_USING_CLAUSE => {
                    joined = Some(self.using(inner, &left, &right, level, out)?);
                }
                kind if is_join_word(kind) => self.part(inner, level, out)?,
                _ => out.value(&value),
            }
        }
        // A natural join means the columns that there are by now.
        if is_natural && is_known {
            let columns = common_names(&left, &right);
            let new = columns.iter().filter(|name| !natural.contains(name)).cloned();
            let new: Vec<String> = new.collect();
            natural.extend(new);
            out.text(" ");
            match columns.is_empty() {
                true => out.text("ON true"),
                false => out.value(&using(&left, &right, &columns)),
            }
            joined = Some(self.merged((&left, &right), &columns, &step.join)?);
        }
        Ok(joined.unwrap_or(both))
    }

    /// Reads `USING (a, b) AS alias`.
    fn using(
        &self,
        clause: &SyntaxNode,
        left: &Sources,
        right: &Sources,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Sources> {
        let columns = used_columns(clause);
        let mut joined = self.merged((left, right), &columns, clause)?;
        out.value(&using(left, right, &columns));
        if let Some(alias) = child(clause, SyntaxKind::REQUIRED_AS_ALIAS) {
            out.space();
            out.value(&self.copied(&alias, level)?);
            let name = child(&alias, SyntaxKind::TABLE_ALIAS).unwrap_or(alias);
            joined.name_merged(&names::identifier(&name), columns.len());
        }
        Ok(joined)
    }
}

/// One join of a row: its words and condition, and the item that it adds.
struct Step {
    join: SyntaxNode,
    right: SyntaxNode,
}

/// Returns the first item of a row of joins, and the joins in order.
///
/// A join without a condition binds to the left; the parser gives it all that follows.
fn in_a_row(node: &SyntaxNode) -> (Option<SyntaxNode>, Vec<Step>) {
    if node.kind() != SyntaxKind::JOIN_EXPR {
        return (Some(node.clone()), Vec::new());
    }
    let mut parts = node.children();
    let (Some(left), Some(join)) = (parts.next(), parts.next()) else { return (None, Vec::new()) };
    let (first, mut steps) = in_a_row(&left);
    let right = join.children().find(|part| is_item(part.kind()));
    let Some(right) = right else { return (None, Vec::new()) };
    let has_no_condition =
        has(&join, SyntaxKind::JOIN_CROSS) || has_token(&join, SyntaxKind::NATURAL_KW);
    match in_a_row(&right) {
        (Some(nearest), more) if has_no_condition => {
            steps.push(Step { join, right: nearest });
            steps.extend(more);
        }
        _ => steps.push(Step { join, right }),
    }
    (first, steps)
}

fn is_item(kind: SyntaxKind) -> bool {
    !is_join_word(kind) && !matches!(kind, SyntaxKind::ON_CLAUSE | SyntaxKind::JOIN_USING_CLAUSE)
}
fn is_join_word(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, JOIN_INNER | JOIN_LEFT | JOIN_RIGHT | JOIN_FULL | JOIN_CROSS)
}
/// Returns the names by which joins around an item join: `USING` keeps them.
pub(super) fn names_joined_around(item: &SyntaxNode) -> Vec<String> {
    let joins = item.ancestors().take_while(|around| {
        !matches!(around.kind(), SyntaxKind::FROM_CLAUSE | SyntaxKind::USING_CLAUSE)
    });
    joins
        .filter(|around| around.kind() == SyntaxKind::JOIN_EXPR)
        .flat_map(|around| around.children().collect::<Vec<_>>())
        .filter_map(|join| child(&join, SyntaxKind::JOIN_USING_CLAUSE))
        .flat_map(|using| used_columns(&using))
        .collect()
}

fn used_columns(using: &SyntaxNode) -> Vec<String> {
    let list = child(using, SyntaxKind::COLUMN_REF_LIST);
    list.map(|list| names::columns(&list)).unwrap_or_default()
}

/// Returns the names that both sides of a natural join have.
fn common_names(left: &Sources, right: &Sources) -> Vec<String> {
    let is_right = |name: &str| right.columns.iter().any(|column| column.name == name);
    let names = left.columns.iter().filter(|column| is_right(&column.name));
    names.map(|column| column.name.clone()).collect()
}

/// Writes `USING (a, b)`, and what it needs.
fn using(left: &Sources, right: &Sources, columns: &[String]) -> Value {
    let mut value = Value::from("USING (");
    for (place, name) in columns.iter().enumerate() {
        if place > 0 {
            value.push_text(", ");
        }
        value.push_text(&quote(name));
        for side in [left, right] {
            side.need(name, &mut value);
        }
    }
    value.push_text(")");
    value
}

impl Reader<'_> {
    /// Returns a join's columns: those that both sides have once, then the left's, then the right's.
    fn merged(
        &self,
        (left, right): (&Sources, &Sources),
        names: &[String],
        place: &SyntaxNode,
    ) -> Accepted<Sources> {
        let mut columns = Vec::new();
        for name in names {
            let left = side(left, name, "left", span(place))?;
            let right = side(right, name, "right", span(place))?;
            let types = [left.as_ref(), right.as_ref()]
                .map(|column| column.and_then(|column| column.type_.clone()));
            let [one, other] = types.each_ref().map(Option::as_ref);
            self.check_operator("=", (place, one), (place, other))?;
            let mut own = Value::from(quote(name).into_owned());
            for object in [&left, &right].into_iter().flatten().flat_map(|one| one.own.objects()) {
                own.push_name(object, Form::Silent);
            }
            let (qualifier, type_) = (None, infer::common(self.lookup.catalog, &types));
            let collation = left.and_then(|left| left.collation.clone());
            columns.push(Rc::new(Column { name: name.clone(), own, qualifier, type_, collation }));
        }
        let rest = left.columns.iter().chain(&right.columns);
        columns.extend(rest.filter(|column| !names.contains(&column.name)).cloned());
        let mut named = left.named.clone();
        named.extend(right.named.iter().cloned());
        Ok(Sources { named, columns })
    }
}

/// Returns the column of one side that a `USING` names.
fn side(sources: &Sources, name: &str, side: &str, place: Span) -> Accepted<Option<Rc<Column>>> {
    let mut found = sources.columns.iter().filter(|column| column.name == name);
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => {
            let message =
                format!("common column name \"{name}\" appears more than once in {side} table");
            Err(Refusal::ambiguous_column(place, message))
        }
        (None, _) if !sources.is_open() => {
            let message = format!(
                "column \"{name}\" specified in USING clause does not exist in {side} table"
            );
            Err(Refusal::undefined_column(place, message))
        }
        (found, _) => Ok(found.cloned()),
    }
}
