//! Definitions that are lists of options, as aggregates, operators, range types and others have:
//! `(sfunc = f, stype = integer)`.
//!
//! Never in it: what an option means.

use super::Kind;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::Accepted;
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, Value, types};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, written};
use crate::sql::types::is_type;

/// An option of a definition.
pub(super) struct DefinitionOption {
    /// Its name, folded.
    pub(super) name: String,
    /// What it says; nothing for one that speaks by being there.
    pub(super) value: Option<SyntaxNode>,
}

/// Returns the options in a statement's list.
pub(super) fn options(statement: &SyntaxNode) -> Vec<DefinitionOption> {
    let list = if statement.kind() == SyntaxKind::ATTRIBUTE_LIST {
        Some(statement.clone())
    } else {
        child(statement, SyntaxKind::ATTRIBUTE_LIST)
    };
    let options = list.into_iter().flat_map(|list| list.children());
    options
        .filter(|node| node.kind() == SyntaxKind::ATTRIBUTE_OPTION)
        .map(|node| DefinitionOption {
            name: child(&node, SyntaxKind::ATTRIBUTE_NAME)
                .map(|name| names::identifier(&name))
                .unwrap_or_default(),
            value: child(&node, SyntaxKind::ATTRIBUTE_VALUE),
        })
        .collect()
}

impl DefinitionOption {
    /// Returns the text as it is written; words without quotes in small letters.
    pub(super) fn text(&self) -> String {
        let text = self.value.as_ref().map(written).unwrap_or_default();
        match text.trim() {
            text if text.contains(['\'', '"']) => text.to_owned(),
            text => text.to_ascii_lowercase(),
        }
    }

    /// Returns the attribute that keeps the option.
    pub(super) fn attribute(&self) -> Attribute {
        format!("option {}", self.name).into()
    }

    /// Returns what the option says, without references.
    pub(super) fn flat(&self) -> Value {
        if self.value.is_none() { Value::flag() } else { Value::from(self.text()) }
    }

    /// Returns the node of a name, or a type, that the option gives.
    pub(super) fn name_node(&self) -> Option<SyntaxNode> {
        self.value.as_ref()?.children().find(is_type)
    }

    /// Returns the type that the option gives.
    ///
    /// # Errors
    ///
    /// `42704` if there is no such type.
    pub(super) fn type_(&self, lookup: Lookup<'_>) -> Accepted<Value> {
        match self.name_node() {
            Some(node) => types::read(lookup, &node),
            None => Ok(Value::from(self.text())),
        }
    }
}

/// Returns the mention of an object of a kind that an option names; what is none of the schema's own stays a text.
pub(super) fn mention(lookup: Lookup<'_>, kind: &Kind, node: &SyntaxNode) -> Value {
    match lookup.find_of_kind(kind, &Name::of(node)) {
        Some(object) => Value::name(object.id, Form::Qualified),
        None => Value::from(written(node).trim()),
    }
}

/// Returns the options as attributes, "option name", with their texts as they are written.
pub(super) fn attributes(statement: &SyntaxNode) -> Vec<(Attribute, Value)> {
    options(statement).iter().map(|option| (option.attribute(), option.flat())).collect()
}

/// Prints the options of an object between parentheses.
pub(super) fn printed(catalog: &Catalog, object: &Object) -> String {
    let options: Vec<String> = object
        .attributes
        .iter()
        .filter_map(|(attribute, value)| {
            let option = attribute.strip_prefix("option ")?;
            Some(match *value == Value::flag() {
                true => option.to_owned(),
                false => format!("{option} = {}", value.to_sql(catalog)),
            })
        })
        .collect();
    format!("({})", options.join(", "))
}
