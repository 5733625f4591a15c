//! Expressions.

use super::{Resolved, Scope};
use crate::catalog::Value;
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::Accepted;
use crate::sql::effects::tree::SyntaxNode;

/// Reads an expression.
///
/// # Errors
///
/// `42703` for a column that is not there, `42P01` for a relation, `42704` for a type, `42883` for a
/// routine in a schema of one's own.
pub(crate) fn expression(
    _lookup: Lookup<'_>,
    node: &SyntaxNode,
    _scope: &Scope,
) -> Accepted<Resolved> {
    Ok(Resolved { value: Value::from(node.text().to_string()), type_: None })
}
