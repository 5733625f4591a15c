//! What may say another thing at another time, or in another session, of all that every database has: words, calls,
//! casts and operators.
//!
//! Never in it: functions of the schema's own (see `kinds::mutability`).

use super::expression::{Reader, is_expression};
use super::names::is_special;
use super::operators::symbol;
use super::scope::Level;
use super::{Scope, infer, select};
use crate::catalog::lookup::Lookup;
use crate::catalog::types;
use crate::catalog::types::{built_in, casts, signatures::Type};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode};

/// Tells whether something in an expression is known not to be immutable.
pub(crate) fn is_mutable(lookup: Lookup<'_>, node: &SyntaxNode, scope: &Scope) -> bool {
    // What names mean was noted when the expression was read.
    let lookup = Lookup { mentions: None, ..lookup };
    let reader = Reader { lookup, scope };
    node.descendants().any(|inner| reader.changes(&inner).unwrap_or(false))
}

impl Reader<'_> {
    /// Tells whether a node itself is not immutable, if it can be read.
    fn changes(&self, node: &SyntaxNode) -> Option<bool> {
        match node.kind() {
            SyntaxKind::NAME_REF => Some(is_special(node)),
            SyntaxKind::CALL_EXPR => self.call_changes(node),
            SyntaxKind::CAST_EXPR => self.cast_changes(node),
            SyntaxKind::BIN_EXPR => Some(self.operator_changes(node)),
            _ => None,
        }
    }

    fn call_changes(&self, call: &SyntaxNode) -> Option<bool> {
        let called = self.called(call, &Level::base(self.lookup, self.scope)).ok()?;
        let name = call.first_child().map(|name| names::identifier(&name)).unwrap_or_default();
        let is_of_extension = called.routine.is_none() && built_in::changes_by_extension(&name);
        Some(called.changes || is_of_extension)
    }

    fn cast_changes(&self, cast: &SyntaxNode) -> Option<bool> {
        let level = Level::base(self.lookup, self.scope);
        let from = self.expression(&cast.first_child()?, &level).ok()?.type_?;
        let to = types::of(self.lookup, cast).ok()??;
        Some(casts::changes(self.lookup.catalog, &from, &to))
    }

    fn operator_changes(&self, operation: &SyntaxNode) -> bool {
        let level = Level::base(self.lookup, self.scope);
        let type_of = |side: SyntaxNode| {
            let read = self.expression(&side, &level).ok()?;
            self.known_type(read.type_.as_ref())
        };
        let sides = operation.children().filter(|inner| is_expression(inner.kind()));
        let sides: Vec<Option<Type>> = sides.map(type_of).collect();
        let operator = infer::operator(operation);
        let symbol = symbol(&operator);
        sides.len() == 2 && select::operator(symbol, &sides).changes(symbol)
    }
}
