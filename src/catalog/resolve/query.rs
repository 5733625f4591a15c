//! Queries: `SELECT`, `VALUES`, `TABLE`, and what sets them together.
//!
//! The rules are those of PostgreSQL's `analyze.c`, `parse_target.c` and `parse_clause.c`. Never in it:
//! `FROM` (see `from`), `WITH` (see `common_table`), what changes rows (see `modify`).

use super::expression::{Reader, is_query};
use super::names::is_special;
use super::scope::Level;
use super::target::{Outputs, aliased, write_list};
use super::writer::Writer;
use super::{OutputColumn, Query, Scope, grouped, grouping, infer};
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Value;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};

/// Reads a query.
///
/// # Errors
///
/// See [`super::expression()`].
pub(crate) fn query(lookup: Lookup<'_>, node: &SyntaxNode, scope: &Scope) -> Accepted<Query> {
    let reader = Reader { lookup, scope };
    let query = reader.query(node, &Level::base(lookup, scope))?;
    Ok(query.decided())
}

impl Query {
    /// Makes `text` of the columns whose type nothing decides.
    pub(super) fn decided(mut self) -> Query {
        for column in &mut self.columns {
            column.type_ = infer::decided(column.type_.take());
        }
        self
    }
}

impl Reader<'_> {
    /// Reads a query; strings in its result may be without a type yet.
    pub(super) fn query(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        use SyntaxKind::*;
        let (with, tables) = self.with(node, level)?;
        let level = &Level { tables, ..Level::within(level, Default::default()) };
        let mut query = match node.kind() {
            SELECT | SELECT_INTO => self.select(node, level)?,
            VALUES => self.values(node, level)?,
            TABLE => self.table(node, level)?,
            COMPOUND_SELECT => self.compound(node, level)?,
            INSERT | UPDATE | DELETE => self.modification(node, level)?,
            _ => self.parenthesised(node, level)?,
        };
        let mut out = Writer::default();
        out.value(&with);
        out.space();
        out.value(&query.value);
        query.value = out.finish();
        Ok(query)
    }

    fn select(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        use SyntaxKind::*;
        let from = child(node, FROM_CLAUSE);
        let from = from.map(|from| self.from(&from, level)).transpose()?;
        let (from, sources) = from.unwrap_or_default();
        let level = &Level::within(level, sources);
        let (mut out, mut outputs) = (Writer::default(), Outputs::default());
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) => match inner.kind() {
                    WITH_CLAUSE | INTO_CLAUSE => {}
                    SELECT_CLAUSE => outputs = self.select_clause(inner, level, &mut out)?,
                    FROM_CLAUSE => out.value(&from),
                    _ => self.tail(inner, level, &outputs.columns, &mut out)?,
                },
                None => self.token_of_query(&element, &mut out),
            }
        }
        let width = (!outputs.is_open).then_some(outputs.columns.len());
        grouped::check(self, node, level, width)?;
        let value = grouping::with_needed_key(self, node, level, out.finish())?;
        Ok(Query { value, columns: outputs.columns, is_open: outputs.is_open })
    }

    fn token_of_query(&self, element: &crate::sql::syntax::SyntaxElement, out: &mut Writer) {
        if element.kind() != SyntaxKind::SEMICOLON {
            self.token(element, out);
        }
    }

    /// Reads `SELECT DISTINCT … a, b`.
    fn select_clause(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Outputs> {
        let list = child(node, SyntaxKind::TARGET_LIST);
        // `DISTINCT ON` may name what comes after it.
        let mut targets = Writer::default();
        let outputs = match &list {
            Some(list) => self.targets(list, level, &mut targets)?,
            None => Outputs::default(),
        };
        let targets = targets.finish();
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if inner.kind() == SyntaxKind::TARGET_LIST => out.value(&targets),
                Some(inner) => self.tail(inner, level, &outputs.columns, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(outputs)
    }

    /// Reads what comes after a query's list: clauses that can name its results too.
    fn tail(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        outputs: &[OutputColumn],
        out: &mut Writer,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        match node.kind() {
            ORDER_BY_CLAUSE | DISTINCT_CLAUSE => {
                self.naming(node, level, &|name| is_output(outputs, name), out)
            }
            GROUP_BY_CLAUSE => {
                let is_input =
                    |name: &str| level.sources.columns.iter().any(|column| column.name == name);
                let is_output = |name: &str| is_output(outputs, name) && !is_input(name);
                self.naming(node, level, &is_output, out)
            }
            LOCKING_CLAUSE => self.locking(node, level, out),
            _ => self.part(node, level, out),
        }
    }

    /// Copies a clause in which a name alone can be that of a result.
    fn naming(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        is_output: &dyn Fn(&str) -> bool,
        out: &mut Writer,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, out);
                continue;
            };
            let holds_terms =
                matches!(
                    inner.kind(),
                    SORT_BY_LIST | SORT_BY | DISTINCT_ON | GROUP_BY_LIST | GROUPING_EXPR
                ) || matches!(inner.kind(), GROUPING_ROLLUP | GROUPING_CUBE | GROUPING_SETS);
            let name = names::identifier(inner);
            if holds_terms {
                self.naming(inner, level, is_output, out)?;
            } else if inner.kind() == NAME_REF && !is_special(inner) && is_output(&name) {
                out.text(&quote(&name));
            } else {
                self.part(inner, level, out)?;
            }
        }
        Ok(())
    }

    /// Reads `FOR UPDATE OF t`.
    fn locking(&self, node: &SyntaxNode, level: &Level<'_>, out: &mut Writer) -> Accepted<()> {
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if inner.kind() == SyntaxKind::LOCKING_OF => {
                    self.locking(inner, level, out)?;
                }
                Some(inner) if inner.kind() == SyntaxKind::NAME_REF => {
                    let source = level.source(&names::identifier(inner));
                    let name = source.map(|source| source.qualifier.clone());
                    out.value(&name.unwrap_or_else(|| Value::from(written(inner))));
                }
                Some(inner) => self.part(inner, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    fn values(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        let mut out = Writer::default();
        let mut rows: Vec<Vec<Option<Value>>> = Vec::new();
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token_of_query(&element, &mut out);
                continue;
            };
            match inner.kind() {
                SyntaxKind::WITH_CLAUSE => {}
                SyntaxKind::ROW_LIST => {
                    for element in inner.children_with_tokens() {
                        match element.as_node() {
                            Some(row) => rows.push(self.row(row, level, &mut out)?),
                            None => self.token(&element, &mut out),
                        }
                    }
                }
                _ => self.tail(inner, level, &numbered(self.lookup.catalog, &rows), &mut out)?,
            }
        }
        Ok(Query {
            value: out.finish(),
            columns: numbered(self.lookup.catalog, &rows),
            is_open: false,
        })
    }

    /// Reads a row of `VALUES`; a `new.*` becomes its columns.
    fn row(
        &self,
        row: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Vec<Option<Value>>> {
        let mut types = Vec::new();
        for element in row.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, out);
                continue;
            };
            if let Some(columns) = self.starred(inner, level)? {
                write_list(columns.iter().map(|column| column.value()), out);
                types.extend(columns.iter().map(|column| column.type_.clone()));
                continue;
            }
            let read = self.expression(inner, level)?;
            out.value(&read.value);
            types.push(read.type_);
        }
        Ok(types)
    }

    /// Reads `TABLE t`: a `SELECT` of all columns.
    fn table(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        let name = node.descendants().find(|inner| inner.kind() == SyntaxKind::RELATION_NAME_REF);
        let Some(name) = name else {
            return Ok(Query {
                value: self.copied(node, level)?,
                columns: Vec::new(),
                is_open: true,
            });
        };
        let (relation, sources) = self.relation(&name, None, level)?;
        let (mut out, is_open) = (Writer::default(), sources.is_open());
        out.text("SELECT ");
        match is_open {
            true => out.text("*"),
            false => {
                write_list(
                    sources.columns.iter().map(|one| aliased(&one.value(), &one.name)),
                    &mut out,
                );
            }
        }
        out.text(" FROM ");
        out.value(&relation);
        out.space();
        let columns: Vec<OutputColumn> = sources.columns.iter().map(|one| one.output()).collect();
        let level = Level::within(level, sources);
        for tail in node.children().filter(|inner| {
            !matches!(inner.kind(), SyntaxKind::RELATION_NAME | SyntaxKind::WITH_CLAUSE)
        }) {
            self.tail(&tail, &level, &columns, &mut out)?;
            out.space();
        }
        Ok(Query { value: out.finish(), columns, is_open })
    }

    /// Reads `a UNION b`: the names of the first, the types that both are brought to.
    fn compound(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        let mut out = Writer::default();
        let mut whole: Option<Query> = None;
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token_of_query(&element, &mut out);
                continue;
            };
            if !is_operand(inner) {
                let outputs = whole.as_ref().map(|query| query.columns.as_slice());
                self.tail(inner, level, outputs.unwrap_or_default(), &mut out)?;
                continue;
            }
            let mut query = self.operand_query(inner, level)?;
            out.value(&std::mem::take(&mut query.value));
            whole = Some(match whole {
                None => query,
                Some(first) => self.united(first, query, node)?,
            });
        }
        let whole =
            whole.unwrap_or(Query { value: Value::default(), columns: vec![], is_open: true });
        Ok(Query { value: out.finish(), ..whole })
    }

    /// The first operand's `WITH` is that of all, and read already.
    fn operand_query(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        match node.kind() {
            SyntaxKind::SELECT | SyntaxKind::SELECT_INTO => self.select(node, level),
            SyntaxKind::COMPOUND_SELECT => self.compound(node, level),
            SyntaxKind::VALUES => self.values(node, level),
            _ => self.query(node, level),
        }
    }

    /// Reads a query in parentheses.
    fn parenthesised(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        let mut out = Writer::default();
        let (mut columns, mut is_open) = (Vec::new(), true);
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token_of_query(&element, &mut out);
                continue;
            };
            if is_operand(inner) {
                let query = self.query(inner, level)?;
                out.value(&query.value);
                (columns, is_open) = (query.columns, query.is_open);
            } else if inner.kind() != SyntaxKind::WITH_CLAUSE {
                self.tail(inner, level, &columns, &mut out)?;
            }
        }
        Ok(Query { value: out.finish(), columns, is_open })
    }

    /// Returns the tables of a `WITH`, and its text; that of a compound stands in its first operand.
    fn with(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<(Value, Vec<super::scope::CommonTable>)> {
        let mut holder = node.clone();
        while holder.kind() == SyntaxKind::COMPOUND_SELECT
            && let Some(first) = holder.first_child()
        {
            holder = first;
        }
        let is_inside = holder != *node && holder.kind() == SyntaxKind::PAREN_SELECT;
        match children(&holder, SyntaxKind::WITH_CLAUSE).next().filter(|_| !is_inside) {
            Some(with) => self.common_tables(&with, level),
            None => Ok(Default::default()),
        }
    }
}

fn is_operand(node: &SyntaxNode) -> bool {
    is_query(node.kind()) || matches!(node.kind(), SyntaxKind::PAREN_EXPR | SyntaxKind::SELECT_INTO)
}

fn is_output(outputs: &[OutputColumn], name: &str) -> bool {
    outputs.iter().any(|output| output.name == name)
}

/// The columns of `VALUES` have numbers.
fn numbered(catalog: &Catalog, rows: &[Vec<Option<Value>>]) -> Vec<OutputColumn> {
    let width = rows.first().map(Vec::len).unwrap_or_default();
    (0..width)
        .map(|place| {
            let types: Vec<_> = rows.iter().map(|row| row.get(place).cloned().flatten()).collect();
            OutputColumn::new(format!("column{}", place + 1), infer::common(catalog, &types))
        })
        .collect()
}

impl Reader<'_> {
    /// Sets two queries together.
    fn united(&self, first: Query, second: Query, place: &SyntaxNode) -> Accepted<Query> {
        let is_open = first.is_open || second.is_open;
        let how = place.children().find_map(|inner| match inner.kind() {
            SyntaxKind::UNION => Some("UNION"),
            SyntaxKind::INTERSECT => Some("INTERSECT"),
            SyntaxKind::EXCEPT => Some("EXCEPT"),
            _ => None,
        });
        let how = how.unwrap_or_default();
        if !is_open && first.columns.len() != second.columns.len() {
            let message = format!("each {how} query must have the same number of columns");
            return Err(Refusal::syntax(span(place), message));
        }
        let mut seconds = second.columns.into_iter();
        let mut columns = Vec::new();
        for column in first.columns {
            let second = seconds.next();
            let (type_, collation) = second.map(|it| (it.type_, it.collation)).unwrap_or_default();
            let types = [column.type_, type_];
            self.check_common(how, types.iter().flatten(), span(place))?;
            columns.push(OutputColumn {
                name: column.name,
                type_: infer::common(self.lookup.catalog, &types),
                collation: column.collation.or(collation),
            });
        }
        Ok(Query { value: Value::default(), columns, is_open })
    }
}
