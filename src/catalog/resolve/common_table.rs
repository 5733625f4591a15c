//! `WITH`: queries that are named before they are used.
//!
//! Their names never become references. Never in it: how they are used (see `from`).

use super::expression::{Reader, is_query};
use super::scope::{CommonTable, Level};
use super::writer::Writer;
use super::{OutputColumn, Query, Scope};
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::Accepted;
use crate::catalog::value::Value;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has_token};

/// Reads the query of `CREATE RECURSIVE VIEW name (columns) AS query`, which means `WITH RECURSIVE
/// name (columns) AS (query) SELECT columns FROM name`.
///
/// # Errors
///
/// See [`super::expression()`].
pub(crate) fn recursive_query(
    lookup: Lookup<'_>,
    node: &SyntaxNode,
    name: &str,
    names: &[String],
) -> Accepted<Query> {
    let scope = Scope::default();
    let reader = Reader { lookup, scope: &scope };
    let mut level = Level::base(lookup, &scope);
    if let Some(first) = first_operand(node) {
        let known = reader.query(&first, &level)?.decided();
        let (columns, is_open) = (renamed(known.columns, names), known.is_open);
        level.tables.push(CommonTable { name: name.to_owned(), columns, is_open });
    }
    let query = reader.query(node, &level)?.decided();
    let columns = renamed(query.columns, names);
    let list: Vec<_> = columns.iter().map(|column| quote(&column.name)).collect();
    let name = quote(name);
    let selected: Vec<_> = list.iter().map(|column| format!("{name}.{column}")).collect();
    let mut value = Value::from(format!("WITH RECURSIVE {name}({}) AS (", list.join(", ")));
    value.push(&query.value);
    value.push_text(&format!(") SELECT {} FROM {name}", selected.join(", ")));
    Ok(Query { value, columns, is_open: query.is_open })
}

impl Reader<'_> {
    /// Reads a `WITH`; each query sees those before it.
    pub(super) fn common_tables(
        &self,
        with: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<(Value, Vec<CommonTable>)> {
        let is_recursive = has_token(with, SyntaxKind::RECURSIVE_KW);
        let mut inside = Level::within(level, Default::default());
        let mut out = Writer::default();
        for element in with.children_with_tokens() {
            match element.as_node() {
                Some(table) => {
                    let table = self.common_table(table, &mut inside, is_recursive, &mut out)?;
                    inside.tables.push(table);
                }
                None => self.token(&element, &mut out),
            }
        }
        Ok((out.finish(), inside.tables))
    }

    fn common_table(
        &self,
        node: &SyntaxNode,
        level: &mut Level<'_>,
        is_recursive: bool,
        out: &mut Writer,
    ) -> Accepted<CommonTable> {
        let name = child(node, SyntaxKind::CTE_NAME).map(|name| names::identifier(&name));
        let list = child(node, SyntaxKind::COLUMN_LIST);
        let list: Vec<String> = list
            .map(|list| list.children().map(|column| names::identifier(&column)).collect())
            .unwrap_or_default();
        let mut table =
            CommonTable { name: name.unwrap_or_default(), columns: Vec::new(), is_open: true };
        let query = node.children().find(|inner| is_statement(inner.kind()));
        let first = query.as_ref().filter(|_| is_recursive).and_then(first_operand);
        if let Some(first) = first {
            let known = self.query(&first, level)?.decided();
            table.columns = renamed(known.columns, &list);
            table.is_open = known.is_open;
            table.columns.extend(added(node));
            level.tables.push(table.clone());
        }
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if is_statement(inner.kind()) => {
                    let query = self.query(inner, level)?.decided();
                    out.value(&query.value);
                    table.columns = renamed(query.columns, &list);
                    table.is_open = query.is_open;
                }
                Some(inner) => self.copy(inner, &Level::default(), out)?,
                None => self.token(&element, out),
            }
        }
        table.columns.extend(added(node));
        Ok(table)
    }
}

fn is_statement(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    is_query(kind) || matches!(kind, INSERT | UPDATE | DELETE | MERGE)
}

/// Returns the part of a recursive query that does not speak of itself.
fn first_operand(query: &SyntaxNode) -> Option<SyntaxNode> {
    (query.kind() == SyntaxKind::COMPOUND_SELECT).then(|| query.first_child()).flatten()
}

fn renamed(mut columns: Vec<OutputColumn>, names: &[String]) -> Vec<OutputColumn> {
    for (column, name) in columns.iter_mut().zip(names) {
        column.name.clone_from(name);
    }
    columns
}

/// Returns the columns that `SEARCH` and `CYCLE` add.
fn added(node: &SyntaxNode) -> Vec<OutputColumn> {
    use SyntaxKind::*;
    let is_added = |inner: &SyntaxNode| {
        matches!(inner.kind(), SEARCH_SET_COLUMN | CYCLE_SET_COLUMN | CYCLE_PATH)
    };
    node.descendants()
        .filter(is_added)
        .filter_map(|set| {
            let name = set.descendants().find(|inner| inner.kind() == COLUMN_NAME_REF)?;
            let is_mark = set.kind() == CYCLE_SET_COLUMN && !has_token(&set, TO_KW);
            let type_ = is_mark.then(|| Value::from("boolean"));
            Some(OutputColumn::new(names::identifier(&name), type_))
        })
        .collect()
}
