//! Names in expressions: columns, whole rows, fields of composite values.
//!
//! Never in it: names of routines (see `call`) and of types.

use std::rc::Rc;

use super::expression::Reader;
use super::scope::{Found, Level, Source, column_of};
use super::{Resolved, infer};
use crate::catalog::kinds::column::COLUMN_NAMES;
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::types::casts;
use crate::catalog::value::{Form, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, first_token, has_token, span, written};

/// The words that stand where a name could, and are none: what they say depends on the session, or the time.
const SPECIAL: &[SyntaxKind] = &[
    SyntaxKind::CURRENT_CATALOG_KW,
    SyntaxKind::CURRENT_DATE_KW,
    SyntaxKind::CURRENT_ROLE_KW,
    SyntaxKind::CURRENT_SCHEMA_KW,
    SyntaxKind::CURRENT_TIME_KW,
    SyntaxKind::CURRENT_TIMESTAMP_KW,
    SyntaxKind::CURRENT_USER_KW,
    SyntaxKind::LOCALTIME_KW,
    SyntaxKind::LOCALTIMESTAMP_KW,
    SyntaxKind::SESSION_USER_KW,
    SyntaxKind::SYSTEM_USER_KW,
    SyntaxKind::USER_KW,
];

/// Tells whether a node is a word with a meaning of its own: `current_date`.
pub(super) fn is_special(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::NAME_REF
        && first_token(node).is_some_and(|token| SPECIAL.contains(&token))
}

/// Returns the parts of a dotted name, if the expression is one; a `*` at the end is left out.
pub(super) fn dotted(node: &SyntaxNode) -> Option<Vec<String>> {
    match node.kind() {
        SyntaxKind::NAME_REF => Some(vec![names::identifier(node)]),
        SyntaxKind::FIELD_EXPR => {
            let mut children = node.children();
            let mut parts = dotted(&children.next()?)?;
            parts.extend(children.next().map(|field| names::identifier(&field)));
            Some(parts)
        }
        _ => None,
    }
}

impl From<Found> for Resolved {
    fn from(found: Found) -> Resolved {
        Resolved { value: found.value, type_: found.type_ }
    }
}

impl Reader<'_> {
    /// Reads a name alone.
    pub(super) fn name(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        if is_special(node) {
            let word = written(node);
            let type_ = infer::special_word(&word);
            return Ok(Resolved { value: Value::from(word), type_ });
        }
        let name = names::identifier(node);
        if let Some(found) = level.column(&name, span(node))? {
            self.note(node, &name, &found.value);
            return Ok(found.into());
        }
        if let Some((_, type_)) = self.variable(&name) {
            let value = Value::from(written(node));
            return Ok(Resolved { value, type_: type_.clone() });
        }
        if let Some(row) = level.row(&name) {
            return Ok(row.into());
        }
        let message = format!("column \"{name}\" does not exist");
        Err(Refusal::undefined_column(span(node), message))
    }

    /// Notes the column that a name was found to mean.
    fn note(&self, node: &SyntaxNode, name: &str, value: &Value) {
        let Some(column) = value.objects().last() else { return };
        if self.lookup.catalog.get(column).is_some_and(|column| *column.name == *name) {
            self.lookup.note(span(node), column);
        }
    }

    fn variable(&self, name: &str) -> Option<&(String, Option<Value>)> {
        self.scope.variables.iter().find(|(variable, _)| variable == name)
    }

    /// Reads a name with others in front: a column of an item of `FROM`, or a field of a value.
    pub(super) fn field(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        match dotted(node) {
            Some(parts) if has_token(node, SyntaxKind::STAR) => self.row_of(node, &parts, level),
            Some(parts) => self.qualified(node, &parts, level),
            None => self.field_of_value(node, level),
        }
    }

    fn qualified(
        &self,
        node: &SyntaxNode,
        parts: &[String],
        level: &Level<'_>,
    ) -> Accepted<Resolved> {
        let Some((column, qualifier)) = parts.split_last() else {
            return Ok(Resolved { value: Value::default(), type_: None });
        };
        let first = parts.first().map(String::as_str).unwrap_or_default();
        let source = self.source(qualifier, level, span(node));
        let Some(source) = source else {
            if let Some(found) = self.parameter(node, parts, level) {
                return Ok(found);
            }
            if let [variable] = qualifier
                && let Some(found) = self.field_of_variable(node, variable, column)
            {
                return Ok(found);
            }
            return self.without_source(node, qualifier, level, first);
        };
        if let Some(found) = column_of(source, column, span(node))? {
            self.note(&node.last_child().unwrap_or_else(|| node.clone()), column, &found.value);
            if let (Some(before), Some(relation)) = (node.first_child(), source.relation)
                && source.is_by_own_name
            {
                self.lookup.note(span(&before), relation);
            }
            return Ok(found.into());
        }
        let message = format!("column {} does not exist", shown(parts));
        Err(Refusal::undefined_column(span(node), message))
    }

    /// Reads a parameter, or its field, with the name of its function in front; the function may be renamed, so that
    /// name is left out where no column has the parameter's.
    fn parameter(
        &self,
        node: &SyntaxNode,
        parts: &[String],
        level: &Level<'_>,
    ) -> Option<Resolved> {
        let [routine, name, fields @ ..] = parts else { return None };
        let (_, type_) =
            self.variable(name).filter(|_| self.scope.routine.as_ref() == Some(routine))?;
        let type_ = type_.clone().filter(|_| fields.is_empty());
        let value = match level.column(name, span(node)) {
            Ok(None) => {
                let named: Vec<_> = parts.iter().skip(1).map(|part| quote(part)).collect();
                Value::from(named.join("."))
            }
            _ => Value::from(written(node)),
        };
        Some(Resolved { value, type_ })
    }

    /// Returns the item of `FROM` that a name means, which may have a schema's in front.
    pub(super) fn source<'s>(
        &self,
        name: &[String],
        level: &'s Level<'_>,
        span: Span,
    ) -> Option<&'s Rc<Source>> {
        match name {
            [name] => level.source(name),
            [.., schema, name] => {
                let name = Name { schema: Some(schema.clone()), name: name.clone(), span };
                let found = self.lookup.find(Namespace::Relation, &name).object();
                found.and_then(|relation| level.source_of(relation))
            }
            [] => None,
        }
    }

    /// What is qualified with no item of `FROM`: a parameter's field, or a fault.
    fn without_source(
        &self,
        node: &SyntaxNode,
        qualifier: &[String],
        level: &Level<'_>,
        first: &str,
    ) -> Accepted<Resolved> {
        let is_open = level.chain().any(|level| level.has_foreign_names());
        if self.variable(first).is_some() || is_open {
            let value = Value::from(written(node));
            return Ok(Resolved { value, type_: None });
        }
        let table = qualifier.last().map(String::as_str).unwrap_or_default();
        let message = format!("missing FROM-clause entry for table \"{table}\"");
        Err(Refusal::undefined_table(span(node), message))
    }

    /// Reads a field of a parameter of a composite type.
    fn field_of_variable(&self, node: &SyntaxNode, name: &str, field: &str) -> Option<Resolved> {
        let (_, type_) = self.variable(name)?;
        let field = self.lookup.catalog.get(self.attribute_of(type_.as_ref(), field)?)?;
        self.lookup.note(span(&node.last_child()?), field.id);
        let mut value = Value::from(format!("{}.", quote(name)));
        value.push_name(field.id, Form::Bare);
        Some(Resolved { value, type_: field.get("type").cloned() })
    }

    /// Reads `t.*` where it is a value: the row.
    fn row_of(&self, node: &SyntaxNode, parts: &[String], level: &Level<'_>) -> Accepted<Resolved> {
        let first = parts.first().map(String::as_str).unwrap_or_default();
        let source = self.source(parts, level, span(node));
        let Some(row) = source.map(|source| source.row()) else {
            return self.without_source(node, parts, level, first);
        };
        let mut value = row.value;
        value.push_text(".*");
        Ok(Resolved { value, type_: row.type_ })
    }

    /// Reads `(value).field`.
    fn field_of_value(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let mut children = node.children();
        let Some(base) = children.next() else {
            return Ok(Resolved { value: Value::default(), type_: None });
        };
        let base = self.expression(&base, level)?;
        let mut value = base.value;
        value.push_text(".");
        let Some(field) = children.next() else {
            value.push_text("*");
            return Ok(Resolved { value, type_: None });
        };
        let name = names::identifier(&field);
        let found = self.attribute_of(base.type_.as_ref(), &name);
        let Some(column) = found.and_then(|id| self.lookup.catalog.get(id)) else {
            value.push_text(&quote(&name));
            return Ok(Resolved { value, type_: None });
        };
        value.push_name(column.id, Form::Bare);
        Ok(Resolved { value, type_: column.get("type").cloned() })
    }

    /// Returns the column of a composite type, or of a relation's row type.
    fn attribute_of(&self, type_: Option<&Value>, name: &str) -> Option<crate::catalog::ObjectId> {
        let base = casts::base_type(self.lookup.catalog, type_?);
        let of = base.objects().next().filter(|_| !types::is_array(&base))?;
        self.lookup.catalog.named(of, COLUMN_NAMES, name)
    }
}

/// Returns a dotted name as messages write it.
fn shown(parts: &[String]) -> String {
    parts.join(".")
}
