//! Statements that are kept as they are recorded: a rule's commands, the body of an SQL-standard function.
//!
//! Never in it: bodies that are strings, which PostgreSQL reads only when they run.

use super::Scope;
use super::expression::{Reader, is_query};
use super::scope::Level;
use super::writer::Writer;
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::Accepted;
use crate::catalog::value::Value;
use crate::sql::tree::{SyntaxKind, SyntaxNode};

/// Reads one statement: a query, one that changes rows, or one that names nothing; or one part of it.
///
/// # Errors
///
/// See [`super::expression()`].
pub(crate) fn statement(lookup: Lookup<'_>, node: &SyntaxNode, scope: &Scope) -> Accepted<Value> {
    let reader = Reader { lookup, scope };
    let mut out = Writer::default();
    reader.part(node, &Level::base(lookup, scope), &mut out)?;
    Ok(out.finish())
}

/// Reads a body: `RETURN expression`, or `BEGIN ATOMIC … END`.
///
/// # Errors
///
/// See [`super::expression()`].
pub(crate) fn body(lookup: Lookup<'_>, node: &SyntaxNode, scope: &Scope) -> Accepted<Value> {
    let reader = Reader { lookup, scope };
    let level = Level::base(lookup, scope);
    let mut out = Writer::default();
    for element in node.children_with_tokens() {
        match element.as_node() {
            // The semicolon at a statement's end is read as a part of it.
            Some(inner) if is_statement(inner.kind()) => {
                reader.part(inner, &level, &mut out)?;
                out.text(";");
            }
            Some(inner) => reader.part(inner, &level, &mut out)?,
            None if element.kind() == SyntaxKind::SEMICOLON => {}
            None => reader.token(&element, &mut out),
        }
    }
    Ok(out.finish())
}

fn is_statement(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    is_query(kind) || matches!(kind, INSERT | UPDATE | DELETE | MERGE)
}
