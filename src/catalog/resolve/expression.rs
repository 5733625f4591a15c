//! Expressions.
//!
//! Their text is taken over, with references where they name objects. Never in it: queries (see
//! `query`), names (see `names`), calls (see `call`).

use super::scope::Level;
use super::writer::Writer;
use super::{Resolved, Scope, infer};
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::value::{Form, Value};
use crate::sql::literal;
use crate::sql::syntax::SyntaxElement;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, first_token, has_token, span, written};
use crate::sql::types::is_type;

/// Reads an expression.
///
/// # Errors
///
/// `42703` for a column that is not there, `42P01` for a relation, `42704` for a type, `42883` for a
/// routine in a schema of one's own.
pub(crate) fn expression(
    lookup: Lookup<'_>,
    node: &SyntaxNode,
    scope: &Scope,
) -> Accepted<Resolved> {
    let reader = Reader { lookup, scope };
    let Resolved { value, type_ } = reader.expression(node, &Level::base(lookup, scope))?;
    let type_ = type_.filter(|type_| !infer::is_unknown(Some(type_)));
    Ok(Resolved { value, type_ })
}

/// Reads expressions and queries.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) lookup: Lookup<'a>,
    pub(super) scope: &'a Scope,
}

/// Tells whether a node is an expression.
pub(super) fn is_expression(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        ARRAY_EXPR
            | BETWEEN_EXPR
            | BIN_EXPR
            | CALL_EXPR
            | CASE_EXPR
            | CAST_EXPR
            | COLLATE
            | FIELD_EXPR
            | INDEX_EXPR
            | LITERAL
            | NAME_REF
            | PAREN_EXPR
            | POSTFIX_EXPR
            | PREFIX_EXPR
            | SLICE_EXPR
            | TUPLE_EXPR
    )
}

/// Tells whether a node is a query.
pub(crate) fn is_query(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, COMPOUND_SELECT | PAREN_SELECT | SELECT | TABLE | VALUES)
}

impl Reader<'_> {
    /// Reads an expression.
    pub(super) fn expression(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        use SyntaxKind::*;
        match node.kind() {
            NAME_REF => self.name(node, level),
            FIELD_EXPR => self.field(node, level),
            CALL_EXPR => self.call(node, level),
            CAST_EXPR => Ok(self.cast(node, level)?.0),
            LITERAL => {
                let text = literal::plain(node);
                let type_ = infer::literal(node).or_else(|| self.type_given(node));
                Ok(Resolved { type_, value: Value::from(text) })
            }
            BIN_EXPR | BETWEEN_EXPR => self.operation(node, level),
            kind if is_query(kind) => self.sub_query(node, level),
            _ => self.composed(node, level),
        }
    }

    /// Returns the type of `$1`.
    fn type_given(&self, node: &SyntaxNode) -> Option<Value> {
        let place: usize = node.text().strip_prefix('$')?.parse().ok()?;
        self.scope.given.get(place.checked_sub(1)?).cloned()
    }

    /// Reads an expression made of others; what it is follows from their types.
    fn composed(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let (mut out, mut types) = (Writer::default(), Vec::new());
        self.collect(node, level, &mut out, &mut types)?;
        match node.kind() {
            SyntaxKind::CASE_EXPR => {
                self.check_tested(node, level)?;
                // The type of `ELSE` comes first.
                let last = types.last().into_iter().chain(&types);
                self.check_common("CASE", last.flatten(), span(node))?;
            }
            SyntaxKind::ARRAY_EXPR => {
                self.check_common("ARRAY", types.iter().flatten(), span(node))?;
            }
            SyntaxKind::INDEX_EXPR => self.check_subscript(node, types.first())?,
            SyntaxKind::COLLATE => self.check_collatable(node, types.first())?,
            _ => {}
        }
        let only = types.first().and_then(Option::as_ref);
        if node.kind() == SyntaxKind::POSTFIX_EXPR {
            let words = infer::operator(node).to_ascii_uppercase();
            let is_truth = ["TRUE", "FALSE", "UNKNOWN"].iter().any(|end| words.ends_with(end));
            if is_truth {
                self.check_boolean(&words, (node, only))?;
            }
        }
        match first_token(node).filter(|_| node.kind() == SyntaxKind::PREFIX_EXPR) {
            Some(SyntaxKind::NOT_KW) => self.check_boolean("NOT", (node, only))?,
            Some(_) => self.check_prefix(node, only)?,
            None => {}
        }
        let type_ = infer::composed(self.lookup.catalog, node, &types);
        Ok(Resolved { value: out.finish(), type_ })
    }

    /// Refuses a `CASE a WHEN 1` that no operator compares, where a column is compared with columns or literals.
    fn check_tested(&self, case: &SyntaxNode, level: &Level<'_>) -> Accepted<()> {
        let is_plain = |node: &SyntaxNode| {
            matches!(
                node.kind(),
                SyntaxKind::NAME_REF | SyntaxKind::FIELD_EXPR | SyntaxKind::LITERAL
            )
        };
        let operand = case.children().find(|inner| is_expression(inner.kind())).filter(is_plain);
        let Some(operand) = operand else { return Ok(()) };
        let type_ = self.expression(&operand, level)?.type_;
        let list = child(case, SyntaxKind::WHEN_CLAUSE_LIST);
        for branch in list.iter().flat_map(SyntaxNode::children) {
            let tested = branch.children().find(|inner| is_expression(inner.kind()));
            let Some(tested) = tested.filter(is_plain) else { continue };
            let other = self.expression(&tested, level)?.type_;
            self.check_operator("=", (&operand, type_.as_ref()), (&tested, other.as_ref()))?;
        }
        Ok(())
    }

    /// Copies a node, and notes the types of the expressions in it that can be its value: not those
    /// that a `CASE` only tests.
    fn collect(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
        types: &mut Vec<Option<Value>>,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        let mut is_value = node.kind() != CASE_EXPR && node.kind() != WHEN_CLAUSE;
        let tests = node.kind() == WHEN_CLAUSE && !is_of_operand(node);
        for element in node.children_with_tokens() {
            is_value |= element.kind() == THEN_KW;
            match element.as_node() {
                Some(inner) if node.kind() == TUPLE_EXPR && has_token(inner, STAR) => {
                    match self.starred(inner, level)? {
                        Some(columns) => {
                            let values = columns.iter().map(|column| column.value());
                            super::target::write_list(values, out);
                        }
                        None => self.part(inner, level, out)?,
                    }
                }
                Some(inner) if is_expression(inner.kind()) || is_query(inner.kind()) => {
                    let read = self.expression(inner, level)?;
                    if tests && !is_value {
                        self.check_boolean("CASE/WHEN", (inner, read.type_.as_ref()))?;
                    }
                    out.value(&read.value);
                    types.extend(is_value.then_some(read.type_));
                }
                Some(inner)
                    if matches!(inner.kind(), WHEN_CLAUSE_LIST | WHEN_CLAUSE | ELSE_CLAUSE) =>
                {
                    self.collect(inner, level, out, types)?;
                }
                Some(inner) => self.part(inner, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    /// Reads a query that stands for a value.
    fn sub_query(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let query = self.query(node, level)?.decided();
        if !query.is_open && query.columns.len() != 1 {
            refuse_width(node, query.columns.len())?;
        }
        let type_ = query.columns.into_iter().next().and_then(|column| column.type_);
        Ok(Resolved { value: query.value, type_ })
    }

    /// Copies a node, with references in place of names.
    pub(super) fn copied(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Value> {
        let mut out = Writer::default();
        self.copy(node, level, &mut out)?;
        Ok(out.finish())
    }

    /// Copies a node's parts.
    pub(super) fn copy(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) => self.part(inner, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    /// Copies the parts of a node that come after one of them.
    pub(super) fn copy_after(
        &self,
        node: &SyntaxNode,
        after: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        let elements = node.children_with_tokens();
        let rest = elements.skip_while(|element| element.as_node() != Some(after)).skip(1);
        for element in rest {
            match element.as_node() {
                Some(inner) => self.part(inner, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    /// Copies one part of a node.
    pub(super) fn part(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        use SyntaxKind::*;
        match node.kind() {
            kind if is_expression(kind) || is_query(kind) => {
                out.value(&self.expression(node, level)?.value);
            }
            INSERT | UPDATE | DELETE => {
                out.value(&self.query(node, level)?.value);
            }
            WHERE_CLAUSE => self.condition(node, "WHERE", level, out)?,
            HAVING_CLAUSE => self.condition(node, "HAVING", level, out)?,
            ON_CLAUSE => self.condition(node, "JOIN/ON", level, out)?,
            FILTER_CLAUSE => self.condition(node, "FILTER", level, out)?,
            COLLATION_REF => out.value(&self.collation(node)?),
            OPERATOR_CALL => out.value(&self.operator(node)?),
            _ if is_type(node) => out.value(&types::read(self.lookup, node)?),
            _ => self.copy(node, level, out)?,
        }
        Ok(())
    }

    /// Copies a clause whose expression has to be true or false.
    fn condition(
        &self,
        clause: &SyntaxNode,
        words: &str,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<()> {
        for element in clause.children_with_tokens() {
            match element.as_node() {
                Some(inner) if is_expression(inner.kind()) => {
                    let read = self.expression(inner, level)?;
                    self.check_boolean(words, (inner, read.type_.as_ref()))?;
                    out.value(&read.value);
                }
                Some(inner) => self.part(inner, level, out)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    /// Copies a token; a comment counts as a blank.
    pub(super) fn token(&self, element: &SyntaxElement, out: &mut Writer) {
        match element.as_token() {
            Some(token) if token.kind().is_trivia() => out.space(),
            Some(token) => out.text(token.text()),
            None => {}
        }
    }

    /// Reads the name of a collation.
    fn collation(&self, node: &SyntaxNode) -> Accepted<Value> {
        let found = self.lookup.find(Namespace::InSchema("collation"), &Name::of(node));
        Ok(match found {
            Found::Object(collation) => Value::name(collation, Form::Qualified),
            Found::BuiltIn | Found::Missing => Value::from(written(node)),
        })
    }

    /// Reads `OPERATOR(schema.+)`: the schema is needed, and the operator if it is one's own.
    fn operator(&self, node: &SyntaxNode) -> Accepted<Value> {
        let Some(op) = child(node, SyntaxKind::OP) else {
            return Ok(Value::from(written(node)));
        };
        let schema = op.descendants().find(|inner| {
            inner.kind() == SyntaxKind::PATH_SEGMENT_REF && inner.first_token().is_some()
        });
        let symbol: String = op
            .children_with_tokens()
            .filter(|element| element.kind() != SyntaxKind::PATH_REF)
            .map(|element| element.text().to_owned())
            .collect();
        let Some(schema) = schema.map(|schema| Name::of(&schema)) else {
            return Ok(Value::from(written(node)));
        };
        let mut value = Value::from("OPERATOR(");
        match self.lookup.schema(&schema.name) {
            Some(id) => value.push_name(id, Form::Bare),
            None if BUILT_IN.contains(&schema.name.as_str()) => value.push_text(&schema.name),
            None => {
                let message = format!("schema \"{}\" does not exist", schema.name);
                return Err(Refusal::no_schema(schema.span, message));
            }
        }
        value.push_text(&format!(".{})", symbol.trim()));
        Ok(value)
    }
}

/// Tells whether a branch belongs to a `CASE value WHEN …`.
fn is_of_operand(branch: &SyntaxNode) -> bool {
    let case = branch.ancestors().find(|node| node.kind() == SyntaxKind::CASE_EXPR);
    case.is_some_and(|case| case.children().any(|inner| is_expression(inner.kind())))
}

/// Refuses a query of several columns where one value, or values of one kind, are wanted.
fn refuse_width(query: &SyntaxNode, width: usize) -> Accepted<()> {
    let parent = query.parent().filter(|parent| parent.kind() == SyntaxKind::PAREN_EXPR);
    let Some(around) = parent.and_then(|parent| parent.parent()) else { return Ok(()) };
    let message = match around.kind() {
        SyntaxKind::TARGET => "subquery must return only one column",
        SyntaxKind::BIN_EXPR if matches!(infer::operator(&around).as_str(), "in" | "not in") => {
            let is_row =
                around.first_child().is_some_and(|left| left.kind() == SyntaxKind::TUPLE_EXPR);
            if is_row || width < 2 {
                return Ok(());
            }
            "subquery has too many columns"
        }
        _ => return Ok(()),
    };
    Err(Refusal::syntax(span(query), message))
}

/// The schema of the built-in operators.
const BUILT_IN: &[&str] = &["pg_catalog"];
