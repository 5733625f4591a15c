//! Literals that mean objects: relations in `'app.users'::regclass`, text search configurations, the labels of
//! enums.
//!
//! Never in it: literals of other types.

use super::expression::Reader;
use super::writer::Writer;
use crate::catalog::ObjectId;
use crate::catalog::kinds;
use crate::catalog::lookup::{Found, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Accepted;
use crate::catalog::value::{Form, Value};
use crate::sql::identifier::read;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span, written};
use crate::sql::{DdlObjectType, Span};

/// Returns the text in a literal that is a plain string.
pub(crate) fn string(node: &SyntaxNode) -> Option<String> {
    if node.kind() != SyntaxKind::LITERAL {
        return None;
    }
    let text = written(node);
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_one = !inner.replace("''", "").contains('\'');
    is_one.then(|| inner.replace("''", "'"))
}

/// Tells whether an expression is a literal without a type: a string, or `NULL`.
pub(crate) fn is_untyped(node: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    node.kind() == LITERAL
        && node.first_token().is_some_and(|token| {
            matches!(
                token.kind(),
                STRING | ESC_STRING | UNICODE_ESC_STRING | DOLLAR_QUOTED_STRING | NULL_KW
            )
        })
}

/// Tells whether what an operand is, a label or not, is decided by the other: a string, a list.
pub(super) fn may_hold_label(node: &SyntaxNode) -> bool {
    let is_list = matches!(node.kind(), SyntaxKind::TUPLE_EXPR | SyntaxKind::PAREN_EXPR);
    string(node).is_some() || is_list && node.children().all(|inner| string(&inner).is_some())
}

/// Returns the name that a text writes, as `regclass` reads it.
fn name_in(text: &str, span: Span) -> Name {
    let mut parts = vec![String::new()];
    let mut is_quoted = false;
    for letter in text.trim().chars() {
        is_quoted ^= letter == '"';
        match parts.last_mut() {
            Some(part) if letter != '.' || is_quoted => part.push(letter),
            _ => parts.push(String::new()),
        }
    }
    let mut parts: Vec<String> = parts.iter().map(|part| read(part, '\\')).collect();
    let name = parts.pop().unwrap_or_default();
    Name { schema: parts.pop(), name, span }
}

/// The relations that an extension brings, which no statement makes.
const EXTENSION_RELATIONS: &[&str] =
    &["geography_columns", "geometry_columns", "raster_columns", "spatial_ref_sys"];

impl Reader<'_> {
    /// Tells whether a relation is none of the schema's own: every database has it, or an extension
    /// brings it.
    pub(super) fn is_foreign_relation(&self, name: &Name) -> bool {
        self.lookup.is_of_system(name)
            || EXTENSION_RELATIONS.contains(&&*name.name)
                && self.lookup.find(Namespace::Relation, name) == Found::Missing
    }

    /// Reads a string that names a relation, as PostgreSQL reads a constant of type `regclass`.
    pub(super) fn relation_in(&self, literal: &SyntaxNode) -> Accepted<Option<Value>> {
        let Some(text) = string(literal) else { return Ok(None) };
        let name = name_in(&text, span(literal));
        let is_number = name.name.chars().all(|digit| digit.is_ascii_digit());
        if is_number || self.is_foreign_relation(&name) {
            return Ok(None);
        }
        let relation = self.lookup.relation(&name).map_err(|_| self.lookup.no_relation(&name))?;
        let mut out = Writer::default();
        out.text("'");
        out.name(relation, Form::Qualified);
        out.text("'");
        Ok(Some(out.finish()))
    }

    /// Reads a string that names a text search configuration which a script made.
    pub(super) fn configuration_in(&self, literal: &SyntaxNode) -> Option<Value> {
        let name = name_in(&string(literal)?, span(literal));
        let kind = kinds::of_type(DdlObjectType::TextSearchConfiguration)?;
        let found = self.lookup.find_of_kind(kind, &name)?;
        let mut out = Writer::default();
        out.text("'");
        out.name(found.id, Form::Qualified);
        out.text("'");
        Some(out.finish())
    }

    /// Reads a string as a value of a type that was made: the label of an enum.
    pub(super) fn label_in(&self, literal: &SyntaxNode, type_: &Value) -> Option<Value> {
        let text = string(literal)?;
        let enum_ = self.enum_of(type_)?;
        let label = self.lookup.catalog.named(enum_, Namespace::InParent("label"), &text)?;
        Some(Value::name(label, Form::Literal))
    }

    /// Returns the enum that a type is, or is a domain of.
    fn enum_of(&self, type_: &Value) -> Option<ObjectId> {
        if crate::catalog::types::is_array(type_) {
            return None;
        }
        type_.objects().next()
    }
}
