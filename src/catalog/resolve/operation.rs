//! Operations: what their operands are, and which operator is meant.
//!
//! Never in it: which operators take which types (see `operators`), and what they give (see `infer`).

use super::coerce::constant_type;
use super::expression::{Reader, is_expression};
use super::scope::Level;
use super::writer::Writer;
use super::{Resolved, infer, literal};
use crate::catalog::kinds::operator;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::Accepted;
use crate::catalog::types::{casts, signatures::Type};
use crate::catalog::value::Value;
use crate::catalog::{ObjectId, types};
use crate::sql::syntax::SyntaxElement;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};

impl Reader<'_> {
    /// Reads an operation; a string that is compared with a value of an enum is a label.
    pub(super) fn operation(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        if let Some(row) = row(node) {
            return self.row_of_operations(&row, level);
        }
        let (mut operands, mut casts_of) = (Vec::new(), Vec::new());
        for operand in node.children().filter(|inner| is_expression(inner.kind())) {
            let (read, cast_of) = match literal::may_hold_label(&operand) {
                true => (None, None),
                false => {
                    let (read, cast_of) = self.castable(&operand, level)?;
                    (Some(read), cast_of)
                }
            };
            operands.push((operand, read));
            casts_of.push(cast_of);
        }
        let operator = infer::operator(node);
        self.leave_out_casts(&operator, &mut operands, casts_of);
        self.check_operands(node, &operator, &operands)?;
        if let Some(kept) = self.membership(&operator, &operands, level)? {
            return Ok(kept);
        }
        let made = |(_, read): &(SyntaxNode, Option<Resolved>)| {
            let type_ = read.as_ref()?.type_.clone();
            type_.filter(|type_| type_.objects().next().is_some())
        };
        let enum_ = operands.iter().find_map(made).filter(|_| infer::is_comparison(node));
        let own = self.own_operator_in(node, &operator, &operands);
        let converted = self.conversions(&operator, &operands);
        let (mut out, mut types) = (Writer::default(), Vec::new());
        for element in node.children_with_tokens() {
            let Some(inner) =
                element.as_node().filter(|inner| own.is_none() || !is_operator(inner))
            else {
                match own.filter(|_| !element.kind().is_trivia()) {
                    Some(own) => out.value(&self.operator_name(own)),
                    None => self.token(&element, &mut out),
                }
                continue;
            };
            let wanted = converted.get(types.len()).and_then(Option::as_ref);
            match operands.iter().find(|(operand, _)| operand == inner) {
                Some((_, Some(read))) => {
                    out.value(&self.as_type(read, wanted));
                    types.push(read.type_.clone());
                }
                _ => {
                    types.extend(self.operand(inner, enum_.as_ref(), level, &mut out)?);
                    self.write_type(inner, wanted, &mut out);
                }
            }
        }
        let type_ = match own.and_then(|own| self.lookup.catalog.get(own)) {
            Some(_) => None,
            None => infer::operation(self.lookup.catalog, &operator, &types),
        };
        Ok(Resolved { value: out.finish(), type_ })
    }

    /// Reads operators of one rank in a row: each takes what comes of all before it.
    fn row_of_operations(&self, row: &[SyntaxElement], level: &Level<'_>) -> Accepted<Resolved> {
        let mut out = Writer::default();
        let mut left: Option<(SyntaxNode, Option<Value>)> = None;
        let mut between: Vec<&SyntaxElement> = Vec::new();
        for element in row {
            let Some(node) = element.as_node().filter(|node| is_expression(node.kind())) else {
                between.push(element);
                continue;
            };
            let mut right = self.expression(node, level)?;
            let operator: String = between
                .iter()
                .filter_map(|it| it.as_node())
                .map(|it| it.text().to_string())
                .collect();
            let (first, type_) = match left {
                None => (node.clone(), right.type_),
                Some((first, type_)) => {
                    let sides = (type_.as_ref(), right.type_.as_ref());
                    self.check_operator(&operator, (&first, sides.0), (node, sides.1))?;
                    let taken = self.taken_for(&operator, type_.as_ref(), node);
                    right.value = self.as_type(&right, taken.as_ref());
                    let own = sides.0.zip(sides.1).and_then(|(left, right)| {
                        self.own_operator(
                            &Name::bare(&*operator, span(node)),
                            Some(left),
                            Some(right),
                        )
                    });
                    for element in between.drain(..) {
                        match own.filter(|_| element.as_node().is_some()) {
                            Some(own) => out.value(&self.operator_name(own)),
                            None => match element.as_node() {
                                Some(symbol) => self.part(symbol, level, &mut out)?,
                                None => self.token(element, &mut out),
                            },
                        }
                    }
                    let types = [type_, right.type_];
                    let catalog = self.lookup.catalog;
                    let of_built_in = || infer::operation(catalog, &operator, &types);
                    (first, own.map_or_else(of_built_in, |_| None))
                }
            };
            out.value(&right.value);
            left = Some((first, type_));
        }
        Ok(Resolved { value: out.finish(), type_: left.and_then(|(_, type_)| type_) })
    }

    /// Returns the type that an operator takes a string for, where it is to be written.
    fn taken_for(&self, operator: &str, left: Option<&Value>, right: &SyntaxNode) -> Option<Value> {
        if !self.scope.is_explicit || !literal::is_untyped(right) {
            return None;
        }
        self.meant(operator, &[self.known_type(left), Some(Type::UNKNOWN)])?.inputs.get(1)?.value()
    }

    /// Refuses an operation that can't be with what its operands are.
    fn check_operands(
        &self,
        node: &SyntaxNode,
        operator: &str,
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
            _ if is_end_of_between(node) => None,
            Some(read) => read.type_.clone(),
            None => Some(unknown.clone()),
        };
        let is_membership = matches!(operator, "in" | "not in");
        let left = type_of(first);
        for operand in rest.iter().filter(|_| is_membership) {
            self.check_members(operator, (&first.0, left.as_ref()), operand)?;
        }
        if is_membership {
            return Ok(());
        }
        let types: Vec<Option<Value>> = rest.iter().map(type_of).collect();
        let rest = rest.iter().zip(&types).map(|((node, _), type_)| (node, type_.as_ref()));
        let sides: Vec<_> = std::iter::once((&first.0, left.as_ref())).chain(rest).collect();
        self.check_operation(node, operator, &sides)
    }

    /// Refuses values among which another can't be looked for.
    fn check_members(
        &self,
        operator: &str,
        left: super::operators::Side<'_>,
        (list, read): &(SyntaxNode, Option<Resolved>),
    ) -> Accepted<()> {
        let symbol = if operator == "in" { "=" } else { "<>" };
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

    /// Reads `IN` as PostgreSQL keeps it: values are compared with those of an array.
    fn membership(
        &self,
        operator: &str,
        operands: &[(SyntaxNode, Option<Resolved>)],
        level: &Level<'_>,
    ) -> Accepted<Option<Resolved>> {
        let words = match operator {
            "in" => "= ANY",
            "not in" => "<> ALL",
            _ => return Ok(None),
        };
        let [(_, Some(left)), (list, _)] = operands else { return Ok(None) };
        let names_columns = list.descendants().any(|inner| inner.kind() == SyntaxKind::NAME_REF);
        if !self.scope.is_explicit || list.kind() != SyntaxKind::TUPLE_EXPR || names_columns {
            return Ok(None);
        }
        let members = list.children().filter(|inner| is_expression(inner.kind()));
        let members: Accepted<Vec<_>> = members
            .map(|member| {
                let label = left.type_.as_ref().and_then(|type_| self.label_in(&member, type_));
                let label = label.map(|value| Resolved { value, type_: None });
                label.map_or_else(|| self.expression(&member, level), Ok)
            })
            .collect();
        let members = members?;
        let base = |type_: &Value| casts::base_type(self.lookup.catalog, type_);
        let mut types = vec![left.type_.as_ref().map(base)];
        types.extend(members.iter().map(|member| member.type_.clone()).filter(Option::is_some));
        let Some(common) =
            infer::common(self.lookup.catalog, &types).map(|type_| constant_type(&type_))
        else {
            return Ok(None);
        };
        let sides = left.type_.as_ref().and_then(|type_| self.inputs("=", type_, &common));
        let mut value = self.as_type(left, sides.as_ref().map(|[left, _]| left));
        value.push_text(&format!(" {words} ((ARRAY["));
        for (place, member) in members.iter().enumerate() {
            value.push_text(if place > 0 { ", " } else { "" });
            value.push(&self.as_type(member, Some(&common)));
        }
        let is_varying = common.as_text() == Some("character varying");
        value.push_text(if is_varying { "])::text[])" } else { "]))" });
        Ok(Some(Resolved { value, type_: Some(Value::from("boolean")) }))
    }

    /// Returns the types that operands are brought to, where they are to be written.
    fn conversions(
        &self,
        operator: &str,
        operands: &[(SyntaxNode, Option<Resolved>)],
    ) -> Vec<Option<Value>> {
        let [(_, first), rest @ ..] = operands else { return Vec::new() };
        let converts = !matches!(operator, "in" | "not in" | "is" | "is not");
        if !self.scope.is_explicit || !converts {
            return Vec::new();
        }
        let unknown = Value::from(infer::UNKNOWN);
        let type_of = |read: &Option<Resolved>| match read {
            Some(read) => read.type_.clone(),
            None => Some(unknown.clone()),
        };
        let pairs =
            rest.iter().map(|(_, read)| self.inputs(operator, &type_of(first)?, &type_of(read)?));
        let pairs: Vec<_> = pairs.collect();
        let left = pairs.first().cloned().flatten().map(|[left, _]| left);
        let rights = pairs.into_iter().zip(rest);
        let rights = rights.map(|(pair, (node, _))| match is_quantified(node) {
            true => None,
            false => pair.map(|[_, right]| right),
        });
        std::iter::once(left).chain(rights).collect()
    }

    /// Returns an argument as PostgreSQL keeps it: functions take texts of no length.
    pub(super) fn as_text(&self, read: &Resolved) -> Value {
        let bare = read.type_.as_ref().map(types::without_modifiers);
        let is_varying = bare.as_ref().and_then(Value::as_text) == Some("character varying");
        let text = Value::from("text");
        self.as_type(read, Some(&text).filter(|_| is_varying && self.scope.is_explicit))
    }

    /// Returns an operand as a value of a type, if it is of another.
    fn as_type(&self, read: &Resolved, wanted: Option<&Value>) -> Value {
        let Some(wanted) = wanted.filter(|wanted| {
            read.type_.as_ref().map(types::without_modifiers).as_ref() != Some(*wanted)
        }) else {
            return read.value.clone();
        };
        let mut value = Value::from("(");
        value.push(&read.value);
        value.push_text(")::");
        value.push(wanted);
        value
    }

    /// Writes the type that a literal is taken for.
    fn write_type(&self, node: &SyntaxNode, wanted: Option<&Value>, out: &mut Writer) {
        if let Some(wanted) = wanted.filter(|_| node.kind() == SyntaxKind::LITERAL) {
            out.text("::");
            out.value(wanted);
        }
    }

    /// Returns the operator of the schema's own that an operation of two is.
    fn own_operator_in(
        &self,
        node: &SyntaxNode,
        operator: &str,
        operands: &[(SyntaxNode, Option<Resolved>)],
    ) -> Option<ObjectId> {
        let [(_, left), (_, right)] = operands else { return None };
        let type_of = |read: &'_ Option<Resolved>| Some(read.as_ref()?.type_.clone());
        // A string is taken for a value of the other side's type (`binary_oper_exact`).
        let known = |type_: &Option<Value>| !infer::is_unknown(type_.as_ref());
        let (left, right) = match (type_of(left), type_of(right)) {
            (Some(left), Some(right)) if known(&left) && known(&right) => (left?, right?),
            (Some(one), _) if known(&one) => (one.clone()?, one?),
            (_, Some(one)) => (one.clone()?, one?),
            _ => return None,
        };
        let name = match node.children().find(is_operator) {
            Some(symbol) => operator::name(&symbol),
            None => Name::bare(operator, span(node)),
        };
        let is_symbol = name.name.chars().all(|c| "+-*/<>=~!@#%^&|`?".contains(c));
        self.own_operator(&name, Some(&left), Some(&right)).filter(|_| is_symbol)
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
}

/// Returns the operands and operators of a row of operators that PostgreSQL has no rank of their own for: the parser
/// takes the last for the innermost.
fn row(node: &SyntaxNode) -> Option<Vec<SyntaxElement>> {
    let is_one = |node: &SyntaxNode| {
        node.kind() == SyntaxKind::BIN_EXPR && node.children().any(|inner| is_symbol(&inner))
    };
    let mut rest = node.last_child().filter(|last| is_one(node) && is_one(last));
    rest.as_ref()?;
    let mut row: Vec<SyntaxElement> = node.children_with_tokens().collect();
    while let Some(last) = rest {
        // Behind an operand comes nothing.
        row.pop();
        row.extend(last.children_with_tokens());
        rest = last.last_child().filter(|last| is_one(last));
    }
    Some(row)
}

/// Tells whether a node is an operator's symbols.
fn is_symbol(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::CUSTOM_OP
}

/// Tells whether a node is an operator that is no keyword, with or without its schema.
fn is_operator(node: &SyntaxNode) -> bool {
    is_symbol(node) || node.kind() == SyntaxKind::OPERATOR_CALL
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
pub(super) fn is_quantified(node: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let function = node.first_child().map(|function| function.kind());
    node.kind() == CALL_EXPR && matches!(function, Some(ANY_FN | ALL_FN | SOME_FN))
}
