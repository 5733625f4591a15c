//! `FROM`: which items there are, and what columns they have.
//!
//! The rules are those of PostgreSQL's `transformFromClauseItem` and `addRangeTableEntryFor…`. Never in
//! it: queries, calls.

use super::OutputColumn;
use super::call::result_columns;
use super::expression::Reader;
use super::infer;
use super::join::names_joined_around;
use super::scope::{Level, Source, Sources};
use super::writer::Writer;
use crate::catalog::kinds::column::COLUMN;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::Accepted;
use crate::catalog::types;
use crate::catalog::value::{Form, Value};
use crate::sql::identifier::quote;
use crate::sql::made_up;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span, written};

/// The alias that a statement gives to an item, with those of its columns.
#[derive(Default)]
struct Alias {
    name: Option<String>,
    columns: Vec<String>,
    /// The columns that the statement itself defines: `AS r(a integer)`.
    defined: Option<Vec<OutputColumn>>,
    text: Value,
}

/// The built-in functions that return rows of several columns, or one that has a name.
#[rustfmt::skip]
const ROWS: &[(&str, &[(&str, &str)])] = &[
    ("aclexplode", &[("grantor", "oid"), ("grantee", "oid"), ("privilege_type", "text"), ("is_grantable", "boolean")]),
    ("json_array_elements", &[("value", "json")]),
    ("json_array_elements_text", &[("value", "text")]),
    ("json_each", &[("key", "text"), ("value", "json")]),
    ("json_each_text", &[("key", "text"), ("value", "text")]),
    ("jsonb_array_elements", &[("value", "jsonb")]),
    ("jsonb_array_elements_text", &[("value", "text")]),
    ("jsonb_each", &[("key", "text"), ("value", "jsonb")]),
    ("jsonb_each_text", &[("key", "text"), ("value", "text")]),
];

impl Reader<'_> {
    /// Reads `FROM a, b`, or `USING a, b`.
    pub(super) fn from(
        &self,
        clause: &SyntaxNode,
        level: &Level<'_>,
    ) -> Accepted<(Value, Sources)> {
        let (mut out, mut sources) = (Writer::default(), Sources::default());
        for element in clause.children_with_tokens() {
            let Some(item) = element.as_node() else {
                self.token(&element, &mut out);
                continue;
            };
            let (value, more) = self.item(item, level, &sources)?;
            out.value(&value);
            sources.add(more, span(item))?;
        }
        Ok((out.finish(), sources))
    }

    /// Reads one item; `beside` is what stands before it, which it sees if it is lateral.
    pub(super) fn item(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        beside: &Sources,
    ) -> Accepted<(Value, Sources)> {
        use SyntaxKind::*;
        let lateral = Level::within(level, beside.clone());
        match node.kind() {
            JOIN_EXPR => self.join(node, level, beside),
            RELATION_FROM_ITEM => self.relation_item(node, &lateral),
            PAREN_FROM_ITEM => {
                let sees_beside = has_token(node, LATERAL_KW);
                self.parenthesised_item(node, if sees_beside { &lateral } else { level }, beside)
            }
            FUNCTION_FROM_ITEM | EXPR_FROM_ITEM => self.function_item(node, &lateral),
            _ => self.table_function(node, &lateral),
        }
    }

    fn relation_item(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<(Value, Sources)> {
        let Some(name) = child(node, SyntaxKind::RELATION_NAME_REF) else {
            return Ok((self.copied(node, level)?, Sources::default()));
        };
        let alias = self.alias(node)?;
        let (relation, mut sources) = self.relation(&name, alias.name.as_deref(), level)?;
        let mut written = None;
        if !alias.columns.is_empty() {
            sources = sources.with_columns_renamed(&alias.columns);
        } else {
            let mut kept = names_joined_around(node);
            kept.extend(level.outer.iter().flat_map(|around| around.natural.iter().cloned()));
            (sources, written) = sources.keep_names(&kept);
        }
        let mut out = Writer::default();
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if *inner == name => {
                    out.value(&relation);
                    if alias.name.is_none()
                        && let Some((id, form)) = written.take()
                    {
                        out.name(id, form);
                    }
                }
                Some(inner) if inner.kind() == SyntaxKind::FROM_ALIAS => {
                    out.value(&alias.text);
                    if let Some((id, form)) = written.take() {
                        out.name(id, form);
                    }
                }
                Some(inner) => self.part(inner, level, &mut out)?,
                None => self.token(&element, &mut out),
            }
        }
        Ok((out.finish(), sources))
    }

    /// Reads the name of a relation, or of a query of `WITH`.
    pub(super) fn relation(
        &self,
        node: &SyntaxNode,
        alias: Option<&str>,
        level: &Level<'_>,
    ) -> Accepted<(Value, Sources)> {
        let name = Name::of(node);
        let shown = alias.unwrap_or(&name.name);
        if name.schema.is_none()
            && let Some(table) = level.common_table(&name.name)
        {
            let source = Source::derived(shown, table.columns.clone(), table.is_open);
            return Ok((Value::from(quote(&name.name).into_owned()), Sources::of(source)));
        }
        if self.is_foreign_relation(&name) {
            let source = Source::derived(shown, Vec::new(), true);
            return Ok((Value::from(written(node)), Sources::of(source)));
        }
        let id = self.lookup.selected(&name)?;
        let Some(object) = self.lookup.catalog.get(id) else { return Ok(Default::default()) };
        let source = Source::relation(self.lookup, object, alias);
        Ok((Value::name(id, Form::Qualified), Sources::of(source)))
    }

    /// Reads a sub-query with an alias, or a join in parentheses.
    fn parenthesised_item(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        beside: &Sources,
    ) -> Accepted<(Value, Sources)> {
        let alias = self.alias(node)?;
        let (mut out, mut sources) = (Writer::default(), Sources::default());
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, &mut out);
                continue;
            };
            match inner.kind() {
                SyntaxKind::FROM_ALIAS => out.value(&alias.text),
                SyntaxKind::PAREN_EXPR if holds_item(inner) => {
                    for element in inner.children_with_tokens() {
                        let Some(item) = element.as_node() else {
                            self.token(&element, &mut out);
                            continue;
                        };
                        let (value, inside) = self.item(item, level, beside)?;
                        out.value(&value);
                        sources = inside;
                    }
                }
                _ => {
                    let query = self.query(inner, level)?.decided();
                    out.value(&query.value);
                    let source = Source::derived("", query.columns, query.is_open);
                    sources = Sources::of(source);
                }
            }
        }
        if let Some(name) = &alias.name {
            sources = sources.under(name).with_columns_renamed(&alias.columns);
        }
        Ok((out.finish(), sources))
    }

    fn alias(&self, item: &SyntaxNode) -> Accepted<Alias> {
        let Some(node) = child(item, SyntaxKind::FROM_ALIAS) else { return Ok(Alias::default()) };
        let mut alias = Alias { text: self.copied(&node, &Level::default())?, ..Alias::default() };
        let name = child(&node, SyntaxKind::TABLE_ALIAS);
        alias.name = name.map(|name| names::identifier(&name)).filter(|name| !name.is_empty());
        if let Some(list) = child(&node, SyntaxKind::COLUMN_LIST) {
            alias.columns = list.children().map(|column| names::identifier(&column)).collect();
        }
        if let Some(list) = child(&node, SyntaxKind::COLUMN_DEF_LIST) {
            alias.defined = Some(self.defined(&list)?);
        }
        Ok(alias)
    }

    /// Reads `(a integer, b text)`.
    fn defined(&self, list: &SyntaxNode) -> Accepted<Vec<OutputColumn>> {
        list.children()
            .filter_map(|column| {
                let name = child(&column, SyntaxKind::COLUMN_NAME)?;
                let name = names::identifier(&name);
                Some(types::of(self.lookup, &column).map(|type_| OutputColumn::new(name, type_)))
            })
            .collect()
    }

    /// Reads a function in `FROM`.
    fn function_item(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<(Value, Sources)> {
        let alias = self.alias(node)?;
        let mut out = Writer::default();
        let (mut function, mut columns, mut is_own) = (String::new(), None, false);
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, &mut out);
                continue;
            };
            match inner.kind() {
                SyntaxKind::CALL_EXPR => {
                    function = made_up::column_name(inner).unwrap_or_default();
                    let called = self.called(inner, level)?;
                    out.value(&called.value);
                    is_own = called.routine.is_some();
                    columns = self.returned(&function, &alias, &called);
                }
                SyntaxKind::FROM_ALIAS => match child(inner, SyntaxKind::COLUMN_DEF_LIST) {
                    Some(list) if is_own && alias.name.is_none() => {
                        out.text(&format!("AS {}", quote(&function)));
                        out.value(&self.copied(&list, &Level::default())?);
                    }
                    _ => out.value(&alias.text),
                },
                SyntaxKind::CAST_EXPR => {
                    let read = self.expression(inner, level)?;
                    out.value(&read.value);
                    function = made_up::column_name(inner).unwrap_or_default();
                    let name = alias.name.clone().unwrap_or_else(|| function.clone());
                    columns = Some(vec![OutputColumn::new(name, read.type_)]);
                }
                _ => self.part(inner, level, &mut out)?,
            }
        }
        let is_open = columns.is_none();
        let mut columns = columns.unwrap_or_default();
        if has(node, SyntaxKind::WITH_ORDINALITY) {
            let type_ = Some(Value::from("bigint"));
            columns.push(OutputColumn::new("ordinality".to_owned(), type_));
        }
        let name = alias.name.as_ref().unwrap_or(&function);
        if is_own && alias.name.is_none() && alias.defined.is_none() {
            out.text(&format!(" AS {}", frozen_alias(name, &columns)));
        }
        let source = Source::derived(name, columns, is_open);
        Ok((out.finish(), Sources::of(source).with_columns_renamed(&alias.columns)))
    }

    /// Returns the columns of what a function returns; nothing if they are not known.
    fn returned(
        &self,
        function: &str,
        alias: &Alias,
        called: &super::call::Called,
    ) -> Option<Vec<OutputColumn>> {
        if let Some(defined) = &alias.defined {
            return Some(defined.clone());
        }
        let routine = called.routine.and_then(|id| self.lookup.catalog.get(id));
        let own = routine.map(result_columns).unwrap_or_default();
        if !own.is_empty() {
            return Some(own);
        }
        if function == "unnest" && called.given.len() > 1 {
            let columns = |array: &Option<Value>| {
                let element = infer::element_of(array.as_ref());
                let attributes = self.attributes(element.as_ref());
                match attributes.is_empty() {
                    true => vec![OutputColumn::new(function.to_owned(), element)],
                    false => attributes,
                }
            };
            return Some(called.given.iter().flat_map(columns).collect());
        }
        let type_ = called.type_.as_ref();
        let attributes = self.attributes(type_);
        if !attributes.is_empty() {
            return Some(attributes);
        }
        let known = ROWS.iter().find(|(name, _)| *name == function && called.routine.is_none());
        if let Some((_, columns)) = known {
            let columns = columns.iter().map(|(name, type_)| {
                OutputColumn::new((*name).to_owned(), Some(Value::from(*type_)))
            });
            return Some(columns.collect());
        }
        let is_record =
            type_.and_then(Value::as_text).is_some_and(|type_| type_.ends_with("record"));
        let is_series = matches!(function, "generate_series" | "unnest");
        let is_scalar = !is_record && (type_.is_some() || is_series);
        let name = alias.name.clone().unwrap_or_else(|| function.to_owned());
        is_scalar.then(|| vec![OutputColumn::new(name, called.type_.clone())])
    }

    /// Returns the columns of a composite type; none of another.
    fn attributes(&self, type_: Option<&Value>) -> Vec<OutputColumn> {
        let of = type_.filter(|type_| !types::is_array(type_));
        let of = of.and_then(|type_| type_.objects().next());
        let columns = of.map(|of| self.lookup.catalog.parts_of_kind(of, &COLUMN));
        let columns = columns.unwrap_or_default().into_iter();
        columns
            .map(|column| OutputColumn::new(column.name.to_string(), column.get("type").cloned()))
            .collect()
    }

    /// Reads what has a syntax of its own: `ROWS FROM`, `JSON_TABLE`, `XMLTABLE`.
    fn table_function(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<(Value, Sources)> {
        let alias = self.alias(node)?;
        let value = self.copied(node, level)?;
        let mut columns = Vec::new();
        let is_definition = |inner: &SyntaxNode| {
            matches!(
                inner.kind(),
                SyntaxKind::JSON_TABLE_ORDINALITY_COLUMN
                    | SyntaxKind::JSON_TABLE_VALUE_COLUMN
                    | SyntaxKind::JSON_TABLE_EXISTS_COLUMN
                    | SyntaxKind::XML_TABLE_COLUMN
                    | SyntaxKind::COLUMN_DEF
            )
        };
        for column in node.descendants().filter(is_definition) {
            let Some(name) = child(&column, SyntaxKind::COLUMN_NAME) else { continue };
            let type_ = types::of(self.lookup, &column)?.or_else(|| Some(Value::from("integer")));
            columns.push(OutputColumn::new(names::identifier(&name), type_));
        }
        let is_open = node.kind() == SyntaxKind::ROWS_FROM_ITEM || columns.is_empty();
        let default = match node.kind() {
            SyntaxKind::JSON_TABLE_FROM_ITEM => "json_table",
            SyntaxKind::XML_TABLE_FROM_ITEM => "xmltable",
            _ => "",
        };
        let name = alias.name.as_deref().unwrap_or(default);
        let sources = Sources::of(Source::derived(name, columns, is_open));
        Ok((value, sources.with_columns_renamed(&alias.columns)))
    }
}

/// Tells whether parentheses hold an item of `FROM`, not a query.
fn holds_item(node: &SyntaxNode) -> bool {
    node.children().any(|inner| !super::expression::is_query(inner.kind()))
}

/// A function can be renamed; the item and its columns keep their names.
fn frozen_alias(name: &str, columns: &[OutputColumn]) -> String {
    let columns: Vec<_> = columns.iter().map(|column| quote(&column.name)).collect();
    match columns.is_empty() {
        true => quote(name).into_owned(),
        false => format!("{}({})", quote(name), columns.join(", ")),
    }
}
