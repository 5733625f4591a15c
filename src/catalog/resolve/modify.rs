//! `INSERT`, `UPDATE` and `DELETE`: in rules, in bodies of functions, in `WITH`.
//!
//! Never in it: the queries in them.

use std::rc::Rc;

use super::expression::{Reader, is_expression, is_query};
use super::scope::{Level, Source, Sources};
use super::target::Outputs;
use super::writer::Writer;
use super::{Query, infer, literal};
use crate::catalog::ObjectId;
use crate::catalog::kinds::column::COLUMN_NAMES;
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::casts;
use crate::catalog::value::{Form, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span, written};

/// The relation that a statement changes.
struct Target {
    id: Option<ObjectId>,
    /// Its name, with the schema's.
    relation: Value,
    source: Sources,
}

impl Reader<'_> {
    /// Reads a statement that changes rows; it returns what `RETURNING` says.
    pub(super) fn modification(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Query> {
        use SyntaxKind::*;
        let target = self.target_of(node, level)?;
        let others =
            node.children().find(|inner| matches!(inner.kind(), FROM_CLAUSE | USING_CLAUSE));
        let others = others.map(|clause| self.from(&clause, level)).transpose()?;
        let (others, other_sources) = others.unwrap_or_default();
        let mut sources = target.source.clone();
        sources.add(other_sources, span(node))?;
        let inside = Level::within(level, sources);
        let (mut out, mut columns, mut is_open) = (Writer::default(), Vec::new(), false);
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                if element.kind() != SEMICOLON {
                    self.token(&element, &mut out);
                }
                continue;
            };
            match inner.kind() {
                WITH_CLAUSE => {}
                RELATION_NAME | RELATION_NAME_REF => {
                    if child(inner, RELATION_NAME_REF).is_some()
                        && inner.first_token().is_some_and(|token| token.kind() == ONLY_KW)
                    {
                        out.text("ONLY ");
                    }
                    out.value(&target.relation);
                    if node.kind() == INSERT {
                        self.inserted(node, &target, level, &mut out)?;
                    }
                }
                FROM_CLAUSE | USING_CLAUSE => out.value(&others),
                COLUMN_TARGET_LIST => {
                    self.assignments(inner, target.id, &inside, &mut out)?;
                }
                SET_CLAUSE => {
                    let read = self.set(inner, target.id, &inside, &mut out);
                    read.or_else(|refusal| self.refuse_rest(node, &inside).and(Err(refusal)))?;
                }
                ON_CONFLICT_CLAUSE => self.on_conflict(inner, &target, level, &mut out)?,
                RETURNING_CLAUSE => {
                    let outputs = self.returning(inner, &inside, &mut out)?;
                    (columns, is_open) = (outputs.columns, outputs.is_open);
                }
                // What is inserted does not see the table that it goes to.
                kind if is_query(kind) => out.value(&self.query(inner, level)?.value),
                _ => self.part(inner, &inside, &mut out)?,
            }
        }
        Ok(Query { value: out.finish(), columns, is_open })
    }

    /// Reads `RETURNING`.
    fn returning(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Outputs> {
        let mut outputs = Outputs::default();
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(list) if list.kind() == SyntaxKind::TARGET_LIST => {
                    outputs = self.targets(list, level, out)?;
                }
                Some(other) => self.part(other, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(outputs)
    }

    /// Refuses what is wrong behind `SET`, which PostgreSQL reads before it (`transformUpdateStmt` in `analyze.c`).
    fn refuse_rest(&self, statement: &SyntaxNode, level: &Level<'_>) -> Accepted<()> {
        for clause in statement.children() {
            match clause.kind() {
                SyntaxKind::WHERE_CLAUSE => self.part(&clause, level, &mut Writer::default())?,
                SyntaxKind::RETURNING_CLAUSE => {
                    self.returning(&clause, level, &mut Writer::default())?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reads `SET`. What is wrong with a value is told before what is wrong with what it is assigned to
    /// (`transformUpdateTargetList` in PostgreSQL's `analyze.c`).
    fn set(
        &self,
        node: &SyntaxNode,
        relation: Option<ObjectId>,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        let read = self.assignments(node, relation, level, out);
        let values = node.descendants().filter(|inner| inner.kind() == SyntaxKind::SET_EXPR);
        read.or_else(|refusal| {
            let mut values = values.map(|value| self.copy(&value, level, &mut Writer::default()));
            values.find(Accepted::is_err).unwrap_or(Err(refusal))
        })
    }

    fn target_of(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Target> {
        let name = node.descendants().find(|inner| inner.kind() == SyntaxKind::RELATION_NAME_REF);
        let Some(name) = name else {
            return Ok(Target { id: None, relation: Value::default(), source: Sources::default() });
        };
        let alias = node.children().find(|inner| {
            matches!(inner.kind(), SyntaxKind::REQUIRED_AS_ALIAS | SyntaxKind::OPTIONAL_AS_ALIAS)
        });
        let alias = alias.map(|alias| names::identifier(&alias.first_child().unwrap_or(alias)));
        let (relation, source) = self.relation(&name, alias.as_deref(), level)?;
        let id = source.named.first().and_then(|source| source.relation);
        Ok(Target { id, relation, source })
    }

    /// Checks what an `INSERT` gives; writes the columns that one without a list means: as many as it has values.
    fn inserted(
        &self,
        node: &SyntaxNode,
        target: &Target,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        let Some(query) = node.children().find(|inner| is_query(inner.kind())) else {
            return Ok(());
        };
        let width = self.query(&query, level)?;
        if width.is_open || target.source.is_open() {
            return Ok(());
        }
        let width = width.columns.len();
        let list = child(node, SyntaxKind::COLUMN_TARGET_LIST);
        let listed = list.as_ref().map(|list| list.children().collect::<Vec<_>>());
        let columns = &target.source.columns;
        let wanted = listed.as_ref().map_or(columns.len(), Vec::len);
        if width > wanted || listed.is_some() && width < wanted {
            let (more, less) = match width > wanted {
                true => ("expressions", "target columns"),
                false => ("target columns", "expressions"),
            };
            let message = format!("INSERT has more {more} than {less}");
            return Err(Refusal::syntax(span(node), message));
        }
        let ids: Vec<Option<ObjectId>> = match &listed {
            Some(listed) => listed.iter().map(|it| self.whole_column(it, target.id)).collect(),
            None => columns.iter().map(|column| column.own.objects().next()).collect(),
        };
        for row in query.descendants().filter(|inner| inner.kind() == SyntaxKind::ROW) {
            for (id, value) in ids.iter().zip(row.children()) {
                self.check_assigned(*id, &value, level)?;
            }
        }
        if listed.is_none() {
            out.text(" (");
            let used = columns.iter().take(width);
            super::target::write_list(used.map(|column| column.own.clone()), out);
            out.text(")");
        }
        Ok(())
    }

    /// Returns the column that a target is, and not only a part of.
    fn whole_column(&self, target: &SyntaxNode, relation: Option<ObjectId>) -> Option<ObjectId> {
        let name = names::identifier(&target.first_child()?);
        let is_whole = target.children().count() == 1;
        is_whole.then(|| self.lookup.catalog.named(relation?, COLUMN_NAMES, &name)).flatten()
    }

    /// Copies what assigns to columns of a relation: these by their names alone.
    fn assignments(
        &self,
        node: &SyntaxNode,
        relation: Option<ObjectId>,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, out);
                continue;
            };
            match inner.kind() {
                COLUMN_NAME_REF => out.value(&self.assigned(inner, relation)?),
                SET_COLUMN_LIST | SET_SINGLE_COLUMN | SET_MULTIPLE_COLUMNS | COLUMN_TARGET
                | COLUMN_TARGET_LIST => self.assignments(inner, relation, level, out)?,
                SET_EXPR => self.assigned_value(node, inner, relation, level, out)?,
                _ => self.part(inner, level, out)?,
            }
        }
        Ok(())
    }

    /// Reads what is assigned; a string for a column of an enum is a label.
    fn assigned_value(
        &self,
        assignment: &SyntaxNode,
        node: &SyntaxNode,
        relation: Option<ObjectId>,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        let column =
            assignment.descendants().find(|inner| inner.kind() == SyntaxKind::COLUMN_NAME_REF);
        let id = column.zip(relation).and_then(|(column, relation)| {
            let name = names::identifier(&column);
            self.lookup.catalog.named(relation, COLUMN_NAMES, &name)
        });
        let type_ = id.and_then(|id| self.lookup.catalog.get(id)?.get("type"));
        let string = node.first_child().filter(|inner| literal::string(inner).is_some());
        let label = string.zip(type_).and_then(|(string, type_)| self.label_in(&string, type_));
        match label {
            Some(label) => out.value(&label),
            None => {
                if let Some(value) = node.first_child() {
                    self.check_assigned(id, &value, level)?;
                }
                self.copy(node, level, out)?;
            }
        }
        Ok(())
    }

    /// Refuses a value that a column can't have.
    fn check_assigned(
        &self,
        column: Option<ObjectId>,
        value: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<()> {
        let Some(column) = column.and_then(|id| self.lookup.catalog.get(id)) else { return Ok(()) };
        let Some(wanted) = column.get("type").filter(|_| is_expression(value.kind())) else {
            return Ok(());
        };
        let is_default = value.text().trim().eq_ignore_ascii_case("default");
        if is_default {
            return Ok(());
        }
        self.check_literal(value, wanted)?;
        let Some(given) = self.expression(value, level)?.type_ else { return Ok(()) };
        if infer::is_unknown(Some(&given))
            || casts::is_assignable(self.lookup.catalog, &given, wanted)
        {
            return Ok(());
        }
        let (wanted, given) = (self.shown(wanted), self.shown(&given));
        let name = &column.name;
        let message =
            format!("column \"{name}\" is of type {wanted} but expression is of type {given}");
        Err(Refusal::type_mismatch(span(value), message)
            .with_hint("You will need to rewrite or cast the expression."))
    }

    fn assigned(&self, node: &SyntaxNode, relation: Option<ObjectId>) -> Accepted<Value> {
        let name = names::identifier(node);
        let Some(relation) = relation else { return Ok(Value::from(quote(&name).into_owned())) };
        let found = crate::catalog::kinds::column::find(self.lookup, relation, &name, span(node))?;
        Ok(Value::name(found, Form::Bare))
    }

    /// Reads `ON CONFLICT`: what it tests stands alone, what it changes sees `excluded` too.
    fn on_conflict(
        &self,
        node: &SyntaxNode,
        target: &Target,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        let tested = Level { is_bare: true, ..Level::within(level, target.source.clone()) };
        let mut sources = target.source.clone();
        let relation = target.id.and_then(|id| self.lookup.catalog.get(id));
        if let Some(relation) = relation {
            let excluded = Source::relation(self.lookup, relation, Some("excluded"));
            sources.named.push(Rc::new(excluded));
        }
        let changed = Level::within(level, sources);
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, out);
                continue;
            };
            match inner.kind() {
                CONFLICT_ON_CONSTRAINT => self.constraint(inner, target, out)?,
                CONFLICT_DO_UPDATE_SET => {
                    for element in inner.children_with_tokens() {
                        match element.as_node() {
                            Some(set) if set.kind() == SET_CLAUSE => {
                                self.set(set, target.id, &changed, out)?;
                            }
                            Some(other) => self.part(other, &changed, out)?,
                            None => self.token(&element, out),
                        }
                    }
                }
                _ => self.part(inner, &tested, out)?,
            }
        }
        Ok(())
    }

    /// Reads `ON CONSTRAINT name`.
    fn constraint(&self, node: &SyntaxNode, target: &Target, out: &mut Writer) -> Accepted<()> {
        let name = node.first_child().map(|name| Name::of(&name));
        let Some((name, relation)) = name.zip(target.id) else {
            out.text(&written(node));
            return Ok(());
        };
        let constraints = Namespace::InParent("constraint");
        let Some(found) = self.lookup.catalog.named(relation, constraints, &name.name) else {
            let table = self.lookup.catalog.get(relation).map(|table| &*table.name);
            let table = table.unwrap_or_default();
            let message =
                format!("constraint \"{}\" for table \"{table}\" does not exist", name.name);
            return Err(Refusal::undefined_object(name.span, message));
        };
        out.text("ON CONSTRAINT ");
        out.name(found, Form::Bare);
        Ok(())
    }
}
