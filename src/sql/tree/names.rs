//! The names in a statement.
//!
//! Never in it: what is done to the objects.

use super::{SyntaxKind, SyntaxNode, child, children, has, written};

use crate::sql::{identifier, names};

/// Returns the identifier that a node holds; of a dotted name, the last.
pub(crate) fn identifier(node: &SyntaxNode) -> String {
    names::last_part(node)
}

/// Returns the identifiers of a dotted name, outermost first.
pub(crate) fn path(node: &SyntaxNode) -> Vec<String> {
    names::parts(node)
}

/// Returns the columns that a list names.
pub(crate) fn columns(list: &SyntaxNode) -> Vec<String> {
    children(list, SyntaxKind::COLUMN_NAME_REF).map(|column| identifier(&column)).collect()
}

/// Returns the search path that a `SET` gives, if it gives one.
pub(crate) fn search_path(set: &SyntaxNode) -> Option<Vec<String>> {
    let config = child(set, SyntaxKind::SET_CONFIG)?;
    let parameter = child(&config, SyntaxKind::CONFIG_PARAMETER_REF)?;
    if path(&parameter) != ["search_path"] {
        return None;
    }
    let value = child(&config, SyntaxKind::TO_CONFIG_VALUE)?;
    if !has(&value, SyntaxKind::CONFIG_VALUE_NAME) && !has(&value, SyntaxKind::LITERAL) {
        return Some(vec!["public".to_owned()]);
    }
    Some(value.children().map(|schema| schema_name(&written(&schema))).collect())
}

/// Returns the schemas of a search path, as it is written.
pub(crate) fn schemas(path: &str) -> Vec<String> {
    path.split(',').map(|schema| schema_name(schema.trim())).collect()
}

/// A schema may stand in a search path as a name, or as a string with a name in it.
fn schema_name(text: &str) -> String {
    let written = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    identifier::read(written.unwrap_or(text), '\\')
}
