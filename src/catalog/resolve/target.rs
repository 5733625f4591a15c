//! What queries return: each column under a name of its own, a `*` as the columns that there are.
//!
//! The rules are those of PostgreSQL's `parse_target.c`. Never in it: what a query selects from.

use std::rc::Rc;

use super::expression::{Reader, is_expression};
use super::names::dotted;
use super::scope::{Column, Level, Source};
use super::writer::Writer;
use super::{OutputColumn, Resolved};
use crate::catalog::kinds::collation;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::types::casts;
use crate::catalog::value::Value;
use crate::sql::identifier::quote;
use crate::sql::made_up;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has_token, span};

/// What PostgreSQL calls a column that nothing gives a name.
const NAMELESS: &str = "?column?";

/// The result columns of a query while its list is read.
#[derive(Default)]
pub(super) struct Outputs {
    pub(super) columns: Vec<OutputColumn>,
    pub(super) is_open: bool,
}

impl Reader<'_> {
    /// Reads a list of what a query returns, with each column under a name of its own.
    pub(super) fn targets(
        &self,
        list: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Outputs> {
        let mut outputs = Outputs::default();
        for element in list.children_with_tokens() {
            match element.as_node() {
                Some(target) => self.target(target, level, out, &mut outputs)?,
                None => self.token(&element, out),
            }
        }
        Ok(outputs)
    }

    fn target(
        &self,
        target: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
        outputs: &mut Outputs,
    ) -> Accepted<()> {
        if let Some(columns) = self.starred(target, level)? {
            let named = columns.iter().map(|column| aliased(&column.value(), &column.name));
            write_list(named, out);
            outputs.columns.extend(columns.iter().map(|column| column.output()));
            return Ok(());
        }
        let Some(expression) = target.first_child().filter(|first| is_expression(first.kind()))
        else {
            outputs.is_open = true;
            return self.copy(target, level, out);
        };
        let read = self.expression(&expression, level)?;
        let given = child(target, SyntaxKind::AS_NAME).and_then(|name| name.first_child());
        let given = given.map(|name| names::identifier(&name));
        let is_row =
            has_token(&expression, SyntaxKind::STAR) && expression.kind() == SyntaxKind::FIELD_EXPR;
        outputs.is_open |= is_row;
        let name = given.clone().or_else(|| made_up::column_name(&expression));
        let is_call = expression.kind() == SyntaxKind::CALL_EXPR;
        let speaks_of_objects = read.value.objects().next().is_some();
        let is_frozen = given.is_some() || (speaks_of_objects || is_call) && !is_row;
        match name.as_ref().filter(|_| is_frozen) {
            Some(name) => out.value(&aliased(&read.value, name)),
            None => out.value(&read.value),
        }
        let name = name.unwrap_or_else(|| NAMELESS.to_owned());
        let collation = self.collation_of(&expression, &read);
        outputs.columns.push(OutputColumn { name, type_: read.type_, collation });
        Ok(())
    }

    /// Returns the collation of a text that has another than its type's: the one that is said, or that of the columns
    /// which it is made of (`assign_collations_walker` in PostgreSQL's `parse_collate.c`).
    fn collation_of(&self, node: &SyntaxNode, read: &Resolved) -> Option<Value> {
        if node.kind() == SyntaxKind::COLLATE {
            let name = child(node, SyntaxKind::COLLATION_REF)?;
            return collation::read(self.lookup, &name).ok();
        }
        let is_text = read.type_.as_ref().is_some_and(|type_| {
            casts::is_text(&types::without_modifiers(&casts::base_type(self.lookup.catalog, type_)))
        });
        let columns = read.value.objects().filter_map(|id| self.lookup.catalog.get(id));
        let mut found = columns.filter_map(|column| column.get("collation"));
        let first = found.next().filter(|_| is_text)?;
        found.all(|other| other == first).then(|| first.clone())
    }

    /// Returns the columns that a `*` stands for, if the node is one and they are known.
    pub(super) fn starred(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<Option<Vec<Rc<Column>>>> {
        if has_token(node, SyntaxKind::STAR) && node.kind() == SyntaxKind::TARGET {
            if level.sources.named.is_empty() {
                let message = "SELECT * with no tables specified is not valid";
                return Err(Refusal::syntax(span(node), message));
            }
            return Ok((!level.sources.is_open()).then(|| level.sources.columns.clone()));
        }
        let field = match node.kind() {
            SyntaxKind::TARGET => node.first_child(),
            _ => Some(node.clone()),
        };
        let field = field.filter(|field| {
            field.kind() == SyntaxKind::FIELD_EXPR && has_token(field, SyntaxKind::STAR)
        });
        let Some(field) = field else { return Ok(None) };
        let Some(parts) = dotted(&field) else { return self.starred_value(&field, level) };
        let source = self.source(&parts, level, span(&field)).filter(|source| !source.is_open);
        Ok(source.map(|source| source.columns.clone()))
    }

    /// Returns the columns that `(value).*` stands for.
    fn starred_value(
        &self,
        field: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<Option<Vec<Rc<Column>>>> {
        let Some(base) = field.first_child() else { return Ok(None) };
        let base = self.expression(&base, level)?;
        let of = base.type_.as_ref().and_then(|type_| type_.objects().next());
        let Some(of) = of.and_then(|id| self.lookup.catalog.get(id)) else { return Ok(None) };
        let source = Source::relation(self.lookup, of, Some(""));
        let columns = source.columns.iter().map(|column| {
            let qualifier = Some(base.value.clone());
            Rc::new(Column { qualifier, ..Column::clone(column) })
        });
        let columns: Vec<_> = columns.collect();
        Ok((!columns.is_empty()).then_some(columns))
    }
}

/// Writes `value AS name`.
pub(super) fn aliased(value: &Value, name: &str) -> Value {
    let mut aliased = value.clone();
    aliased.push_text(" AS ");
    aliased.push_text(&quote(name));
    aliased
}

pub(super) fn write_list(values: impl Iterator<Item = Value>, out: &mut Writer) {
    for (place, value) in values.enumerate() {
        if place > 0 {
            out.text(", ");
        }
        out.value(&value);
    }
}
