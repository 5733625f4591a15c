//! Expressions.
//!
//! Their text is taken over, with references where they name objects. Never in it: queries (see
//! `query`), names (see `names`), calls (see `call`).

use super::scope::Level;
use super::writer::Writer;
use super::{Resolved, Scope, infer, literal};
use crate::catalog::ObjectId;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::value::{Form, Value};
use crate::sql::effects::tree::{SyntaxKind, SyntaxNode, child, first_token, has_token, span};
use crate::sql::syntax::SyntaxElement;
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
            CAST_EXPR => self.cast(node, level),
            LITERAL => {
                let text = literal::text(node);
                Ok(Resolved { type_: infer::literal(node), value: Value::from(text) })
            }
            BIN_EXPR | BETWEEN_EXPR => self.operation(node, level),
            kind if is_query(kind) => self.sub_query(node, level),
            _ => self.composed(node, level),
        }
    }

    /// Reads an expression made of others; what it is follows from their types.
    fn composed(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let (mut out, mut types) = (Writer::default(), Vec::new());
        self.collect(node, level, &mut out, &mut types)?;
        match node.kind() {
            SyntaxKind::CASE_EXPR => {
                // The type of `ELSE` comes first.
                let last = types.last().into_iter().chain(&types);
                self.check_common("CASE", last.flatten(), span(node))?;
            }
            SyntaxKind::ARRAY_EXPR => {
                self.check_common("ARRAY", types.iter().flatten(), span(node))?;
            }
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
            Some(SyntaxKind::MINUS) => self.check_negation(node, only)?,
            _ => {}
        }
        let type_ = infer::composed(node, &types);
        Ok(Resolved { value: out.finish(), type_ })
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
                            let values = columns.iter().map(|column| column.value.clone());
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

    /// Reads an operation; a string that is compared with a value of an enum is a label.
    fn operation(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let mut operands = Vec::new();
        for operand in node.children().filter(|inner| is_expression(inner.kind())) {
            let read = match literal::may_hold_label(&operand) {
                true => None,
                false => Some(self.expression(&operand, level)?),
            };
            operands.push((operand, read));
        }
        self.check_operands(node, &operands)?;
        let made = |(_, read): &(SyntaxNode, Option<Resolved>)| {
            let type_ = read.as_ref()?.type_.clone();
            type_.filter(|type_| type_.objects().next().is_some())
        };
        let enum_ = operands.iter().find_map(made).filter(|_| infer::is_comparison(node));
        let own = self.own_operator_in(node, &operands);
        let (mut out, mut types) = (Writer::default(), Vec::new());
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node().filter(|inner| own.is_none() || !is_symbol(inner))
            else {
                match own.filter(|_| !element.kind().is_trivia()) {
                    Some(own) => out.value(&self.operator_name(own)),
                    None => self.token(&element, &mut out),
                }
                continue;
            };
            match operands.iter().find(|(operand, _)| operand == inner) {
                Some((_, Some(read))) => {
                    out.value(&read.value);
                    types.push(read.type_.clone());
                }
                _ => types.extend(self.operand(inner, enum_.as_ref(), level, &mut out)?),
            }
        }
        let type_ = match own.and_then(|own| self.lookup.catalog.get(own)) {
            Some(_) => None,
            None => infer::operation(node, &types),
        };
        Ok(Resolved { value: out.finish(), type_ })
    }

    /// Refuses an operation that can't be with what its operands are.
    fn check_operands(
        &self,
        node: &SyntaxNode,
        operands: &[(SyntaxNode, Option<Resolved>)],
    ) -> Accepted<()> {
        let unknown = Value::from(infer::UNKNOWN);
        let (first, rest) = match operands {
            [first, rest @ ..] => (first, rest),
            [] => return Ok(()),
        };
        if is_end_of_between(node) {
            return Ok(());
        }
        let type_of = |(node, read): &'_ (SyntaxNode, Option<Resolved>)| match read {
            _ if is_quantified(node) || is_end_of_between(node) => None,
            Some(read) => read.type_.clone(),
            None => Some(unknown.clone()),
        };
        let is_membership = matches!(infer::operator(node).as_str(), "in" | "not in");
        let left = type_of(first);
        for operand in rest.iter().filter(|_| is_membership) {
            self.check_members(node, (&first.0, left.as_ref()), operand)?;
        }
        if is_membership {
            return Ok(());
        }
        let types: Vec<Option<Value>> = rest.iter().map(type_of).collect();
        let rest = rest.iter().zip(&types).map(|((node, _), type_)| (node, type_.as_ref()));
        let sides: Vec<_> = std::iter::once((&first.0, left.as_ref())).chain(rest).collect();
        self.check_operation(node, &sides)
    }

    /// Refuses values among which another can't be looked for.
    fn check_members(
        &self,
        node: &SyntaxNode,
        left: super::operators::Side<'_>,
        (list, read): &(SyntaxNode, Option<Resolved>),
    ) -> Accepted<()> {
        let symbol = if infer::operator(node) == "in" { "=" } else { "<>" };
        for member in list.children() {
            let type_ = match member.kind() {
                SyntaxKind::LITERAL => infer::literal(&member),
                _ if list.kind() == SyntaxKind::PAREN_EXPR => {
                    read.as_ref().and_then(|read| read.type_.clone())
                }
                _ => None,
            };
            self.check_operator(symbol, left, (&member, type_.as_ref()))?;
        }
        Ok(())
    }

    /// Returns the operator of the schema's own that an operation of two is.
    fn own_operator_in(
        &self,
        node: &SyntaxNode,
        operands: &[(SyntaxNode, Option<Resolved>)],
    ) -> Option<ObjectId> {
        let [(_, Some(left)), (_, Some(right))] = operands else { return None };
        let symbol = infer::operator(node);
        let is_symbol = symbol.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c));
        let (left, right) = (left.type_.as_ref()?, right.type_.as_ref()?);
        let found = self.own_operator(&symbol, Some(left), Some(right), span(node));
        found.filter(|_| is_symbol)
    }

    /// Reads an operand that is a literal or a list, in which strings can be labels; returns its type.
    fn operand(
        &self,
        node: &SyntaxNode,
        enum_: Option<&Value>,
        level: &Level<'_>,
        out: &mut Writer,
    ) -> Accepted<Option<Option<Value>>> {
        if let Some(label) = enum_.and_then(|enum_| self.label_in(node, enum_)) {
            out.value(&label);
            return Ok(Some(enum_.cloned()));
        }
        let is_list = matches!(node.kind(), SyntaxKind::TUPLE_EXPR | SyntaxKind::PAREN_EXPR);
        if enum_.is_none() || !is_list {
            if !is_expression(node.kind()) {
                self.part(node, level, out)?;
                return Ok(None);
            }
            let read = self.expression(node, level)?;
            out.value(&read.value);
            return Ok(Some(read.type_));
        }
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) => {
                    self.operand(inner, enum_, level, out)?;
                }
                None => self.token(&element, out),
            }
        }
        Ok(Some(enum_.cloned()))
    }

    /// Reads `a::type`, `CAST (a AS type)`, `type 'a'`.
    fn cast(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let type_ = types::of(self.lookup, node)?;
        let is_regclass = type_.as_ref().and_then(Value::as_text) == Some("regclass");
        let mut out = Writer::default();
        for element in node.children_with_tokens() {
            let Some(inner) = element.as_node() else {
                self.token(&element, &mut out);
                continue;
            };
            if is_type(inner) {
                out.value(type_.as_ref().unwrap_or(&Value::default()));
                continue;
            }
            let object = match &type_ {
                _ if inner.kind() != SyntaxKind::LITERAL => None,
                _ if is_regclass => self.relation_in(inner)?,
                Some(type_) => self.label_in(inner, type_),
                None => None,
            };
            match object {
                Some(object) => out.value(&object),
                None => {
                    if let Some(type_) = &type_ {
                        self.check_literal(inner, type_)?;
                    }
                    self.part(inner, level, &mut out)?;
                }
            }
        }
        Ok(Resolved { value: out.finish(), type_ })
    }

    /// Reads a query that stands for a value.
    fn sub_query(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let query = self.query(node, level)?.decided();
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
            Found::BuiltIn | Found::Missing => Value::from(node.text().to_string()),
        })
    }

    /// Reads `OPERATOR(schema.+)`: the schema is needed, and the operator if it is one's own.
    fn operator(&self, node: &SyntaxNode) -> Accepted<Value> {
        let Some(op) = child(node, SyntaxKind::OP) else {
            return Ok(Value::from(node.text().to_string()));
        };
        let schema = op.descendants().find(|inner| {
            inner.kind() == SyntaxKind::PATH_SEGMENT_REF && inner.first_token().is_some()
        });
        let symbol: String = op
            .children_with_tokens()
            .filter(|element| element.kind() != SyntaxKind::PATH_REF)
            .map(|element| element.to_string())
            .collect();
        let Some(schema) = schema.map(|schema| Name::of(&schema)) else {
            return Ok(Value::from(node.text().to_string()));
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

/// Tells whether a node is an operator's symbols.
fn is_symbol(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::CUSTOM_OP
}

/// Tells whether a node stands, with what comes before it, at the end of a `BETWEEN`: the parser takes the
/// `AND` and `OR` that follow one for a part of it.
fn is_end_of_between(node: &SyntaxNode) -> bool {
    let mut node = node.clone();
    while let Some(parent) = node.parent() {
        match parent.kind() {
            SyntaxKind::BETWEEN_EXPR => return parent.last_child() == Some(node),
            SyntaxKind::BIN_EXPR if parent.first_child().as_ref() == Some(&node) => node = parent,
            _ => return false,
        }
    }
    false
}

/// Tells whether an operand stands for the values of an array or a query: `ANY (…)`.
fn is_quantified(node: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let function = node.first_child().map(|function| function.kind());
    node.kind() == CALL_EXPR && matches!(function, Some(ANY_FN | ALL_FN | SOME_FN))
}

/// The schema of the built-in operators.
const BUILT_IN: &[&str] = &["pg_catalog"];
