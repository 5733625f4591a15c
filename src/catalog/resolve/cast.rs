//! Casts, and those that say what is so anyway.
//!
//! PostgreSQL keeps what an operator or a function is given as values of the types that it takes. So a cast to such a type
//! that would be made unasked is the same as none, and is not written. Never in it: which casts there are (see `allowed`).

use super::expression::{Reader, is_expression};
use super::overload::Given;
use super::scope::Level;
use super::select::{self, Choice, Chosen};
use super::{Resolved, coerce, infer, literal, operators};
use crate::catalog::kinds::cast;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::Accepted;
use crate::catalog::types;
use crate::catalog::types::signatures::Type;
use crate::catalog::value::{Form, Value};
use crate::sql::tree::{SyntaxKind, SyntaxNode, first_token, span};
use crate::sql::types::is_type;

/// What stands in an operation or a call: as it is written, and what it is a cast of.
pub(super) type Castable = (Resolved, Option<Resolved>);

impl Reader<'_> {
    /// Reads an expression; of a cast also what is cast.
    pub(super) fn castable(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Castable> {
        let mut inner = node.clone();
        while inner.kind() == SyntaxKind::PAREN_EXPR
            && let Some(child) = inner.first_child()
        {
            inner = child;
        }
        match inner.kind() {
            SyntaxKind::CAST_EXPR => self.cast(&inner, level),
            _ => Ok((self.expression(node, level)?, None)),
        }
    }

    /// Reads `a::type`, `CAST (a AS type)`, `type 'a'`, which are one.
    pub(super) fn cast(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Castable> {
        use SyntaxKind::*;
        let type_ = types::of(self.lookup, node)?;
        let operand = node.children().find(|inner| is_expression(inner.kind()));
        // What is kept of an interval may stand behind its text.
        let is_part = |inner: &SyntaxNode| {
            is_expression(inner.kind()) || is_type(inner) || inner.kind() == COLON_COLON
        };
        let is_plain =
            node.children().all(|inner| is_part(&inner)) && first_token(node) != Some(TREAT_KW);
        let (Some(operand), Some(wanted), true) = (operand, &type_, is_plain) else {
            return Ok((Resolved { value: self.copied(node, level)?, type_ }, None));
        };
        let bare = self.cast_operand(&operand, wanted, level)?;
        self.check_cast(bare.type_.as_ref(), Some(wanted), span(node))?;
        let text = bare.value.as_text().filter(|_| literal::is_untyped(&operand));
        if let Some(value) = text.and_then(|text| coerce::constant(text, wanted)) {
            return Ok((Resolved { value, type_ }, None));
        }
        let is_open = matches!(
            operand.kind(),
            BETWEEN_EXPR | BIN_EXPR | COLLATE | POSTFIX_EXPR | PREFIX_EXPR
        );
        let mut value = Value::from(if is_open { "(" } else { "" });
        value.push(&bare.value);
        value.push_text(if is_open { ")::" } else { "::" });
        value.push(wanted);
        let own = bare.type_.as_ref().and_then(|type_| cast::between(self.lookup, type_, wanted));
        if let Some(own) = own {
            self.lookup.note_unnamed(span(node), own);
            // What is cast needs the function, and the cast no longer once it is read.
            let function = self.lookup.catalog.get(own).and_then(|own| own.object("function"));
            function.into_iter().for_each(|id| value.push_name(id, Form::Silent));
        }
        let is_reference = wanted.as_text().is_some_and(|name| name.starts_with("reg"));
        Ok((Resolved { value, type_ }, Some(bare).filter(|_| !is_reference)))
    }

    fn cast_operand(
        &self,
        operand: &SyntaxNode,
        wanted: &Value,
        level: &Level<'_>,
    ) -> Accepted<Resolved> {
        let object = match wanted.as_text() {
            _ if operand.kind() != SyntaxKind::LITERAL => None,
            Some("regclass") => self.relation_in(operand)?,
            Some("regconfig") => self.configuration_in(operand),
            _ => self.label_in(operand, wanted),
        };
        if let Some(value) = object {
            return Ok(Resolved { value, type_: Some(Value::from(infer::UNKNOWN)) });
        }
        self.check_literal(operand, wanted)?;
        self.expression(operand, level)
    }

    /// Leaves out the casts of operands that the operation makes unasked.
    pub(super) fn leave_out_casts(
        &self,
        operator: &str,
        operands: &mut [(SyntaxNode, Option<Resolved>)],
        bare: Vec<Option<Resolved>>,
    ) {
        let is_membership = matches!(operator, "in" | "not in");
        if self.scope.is_explicit || is_membership || bare.iter().all(Option::is_none) {
            return;
        }
        let mut given: Vec<Option<Type>> = Vec::new();
        for (_, read) in operands.iter() {
            let type_ = read.as_ref().map(|read| self.known_type(read.type_.as_ref()));
            given.push(type_.unwrap_or(Some(Type::UNKNOWN)));
        }
        let Some(Chosen { inputs, .. }) = self.meant(operator, &given) else { return };
        for (place, bare) in bare.into_iter().enumerate() {
            let (Some(bare), Some(input)) = (bare, inputs.get(place)) else { continue };
            let Some((_, Some(written))) = operands.get_mut(place) else { continue };
            let mut lighter = given.clone();
            let Some(type_) = lighter.get_mut(place) else { continue };
            *type_ = self.known_type(bare.type_.as_ref());
            let is_literal = *type_ == Some(Type::UNKNOWN);
            let is_taken = match input.category() {
                // A literal is taken for what stands on the other side.
                b'P' => is_literal && given.iter().all(|one| given.first() == Some(one)),
                _ => given.get(place) == Some(&Some(*input)),
            };
            let is_meant = self.meant(operator, &lighter).is_some_and(|one| one.inputs == inputs);
            if is_taken && is_meant && is_without_length(written) {
                *written = bare;
                given = lighter;
            }
        }
    }

    /// Returns a type, if there is one that signatures know.
    pub(super) fn known_type(&self, type_: Option<&Value>) -> Option<Type> {
        Type::of(self.lookup.catalog, type_?)
    }

    /// Returns what an operation of every database's operators is, its inputs in the order of the operands.
    pub(super) fn meant(&self, operator: &str, given: &[Option<Type>]) -> Option<Chosen> {
        let symbol = operators::symbol(operator);
        let meant = match (operator, given) {
            ("at time zone", [moment, zone]) => select::at_time_zone(*moment, *zone),
            _ if self.has_own_operator(symbol) => return None,
            _ => select::operator(symbol, given),
        };
        match meant {
            Choice::One(chosen) => Some(chosen),
            _ => None,
        }
    }

    /// Tells whether a call is the same with arguments that are casts no longer.
    pub(super) fn is_same_call(&self, name: &Name, written: &[Given], bare: &[Given]) -> bool {
        let types =
            |given: &[Given]| -> Vec<_> { given.iter().map(|one| one.type_.clone()).collect() };
        if matches!(name.name.as_str(), "coalesce" | "greatest" | "least") {
            let common = |given| infer::common(self.lookup.catalog, &types(given));
            let common = (common(written), common(bare));
            return common.0 == common.1 && !infer::is_unknown(common.1.as_ref());
        }
        let (Choice::One(one), Choice::One(other)) =
            (self.built_in(name, written), self.built_in(name, bare))
        else {
            return false;
        };
        let mut pairs = one.inputs.iter().zip(written.iter().zip(bare));
        let is_taken = |(input, (written, bare)): (&Type, (&Given, &Given))| {
            let known = |one: &Given| self.known_type(one.type_.as_ref());
            known(written) == known(bare) || known(written) == Some(*input)
        };
        one == Chosen { is_exact: one.is_exact, ..other }
            && pairs.all(is_taken)
            && !self.may_be_more()
            && !self.is_own_name(name)
    }
}

/// Tells whether a cast says no length, which would cut the value.
pub(super) fn is_without_length(cast: &Resolved) -> bool {
    let Some(type_) = &cast.type_ else { return false };
    let is_cut = matches!(type_.as_text(), Some("character" | "bit"));
    !is_cut && types::without_modifiers(type_) == *type_
}
