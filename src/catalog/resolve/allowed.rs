//! What types allow: to be cut into parts, to be sorted by a collation, to be made another.
//!
//! What is not known (other types, casts that a schema makes) is taken for possible. Never in it: operators (see
//! `operators`).

use super::expression::Reader;
use super::select;
use crate::catalog::kinds::cast;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::signatures::Type;
use crate::catalog::value::Value;
use crate::sql::Span;
use crate::sql::tree::{SyntaxNode, span};

impl Reader<'_> {
    /// Refuses a part of what has none.
    pub(super) fn check_subscript(
        &self,
        node: &SyntaxNode,
        type_: Option<&Option<Value>>,
    ) -> Accepted<()> {
        let Some((type_, known)) = self.known(type_) else { return Ok(()) };
        let is_name = type_.as_text() == Some("name");
        let has_parts = is_name || matches!(known.category(), b'A' | b'G' | b'X' | b'P');
        if has_parts || known.value().is_some_and(|it| it.as_text() == Some("jsonb")) {
            return Ok(());
        }
        let shown = self.shown(type_);
        let message =
            format!("cannot subscript type {shown} because it does not support subscripting");
        Err(Refusal::type_mismatch(span(node), message))
    }

    /// Refuses a collation of what has none.
    pub(super) fn check_collatable(
        &self,
        node: &SyntaxNode,
        type_: Option<&Option<Value>>,
    ) -> Accepted<()> {
        let Some((type_, known)) = self.known(type_) else { return Ok(()) };
        let element = Type { is_array: false, ..known };
        if matches!(element.category(), b'S' | b'X' | b'P') {
            return Ok(());
        }
        let message = format!("collations are not supported by type {}", self.shown(type_));
        Err(Refusal::type_mismatch(span(node), message))
    }

    /// Refuses a cast that there is not.
    ///
    /// # Errors
    ///
    /// `42846`.
    pub(super) fn check_cast(
        &self,
        from: Option<&Value>,
        to: Option<&Value>,
        place: Span,
    ) -> Accepted<()> {
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let catalog = self.lookup.catalog;
        let (Some(one), Some(other)) = (Type::of(catalog, from), Type::of(catalog, to)) else {
            return Ok(());
        };
        if select::can_be_cast(one, other) || cast::are_made(catalog) {
            return Ok(());
        }
        let message = format!("cannot cast type {} to {}", self.shown(from), self.shown(to));
        Err(Refusal::cannot_coerce(place, message))
    }

    fn known<'t>(&self, type_: Option<&'t Option<Value>>) -> Option<(&'t Value, Type)> {
        let type_ = type_?.as_ref()?;
        Some((type_, Type::of(self.lookup.catalog, type_)?))
    }
}
