//! A statement's text, written otherwise in places.
//!
//! Never in it: what is to be written otherwise (see `replay`).

use crate::sql::Span;
use crate::sql::syntax::{SyntaxKind, SyntaxNode};

/// A stretch of a statement's text, and what is to stand there.
pub(crate) struct Change {
    pub(crate) span: Span,
    pub(crate) text: String,
}

/// Returns where a column of a query's result ends that is called after a name in it, a column's or a function's.
pub(crate) fn output_end(tree: &SyntaxNode, name: Span) -> Option<usize> {
    let is_called_so = |target: &SyntaxNode| {
        let naming = target.first_child().and_then(|expression| naming(&expression));
        naming.is_some_and(|node| node.span().start <= name.start && node.span().end == name.end)
    };
    let targets = tree.descendants().filter(|node| node.kind() == SyntaxKind::TARGET);
    let has_name = |node: &SyntaxNode| node.children().any(|it| it.kind() == SyntaxKind::AS_NAME);
    let mut called_so = targets.filter(|node| !has_name(node) && is_called_so(node));
    called_so.next().map(|node| node.span().end)
}

/// Returns the part of an expression that a column of a result is called after (`FigureColname`).
fn naming(expression: &SyntaxNode) -> Option<SyntaxNode> {
    use SyntaxKind::*;
    match expression.kind() {
        NAME_REF | FIELD_EXPR => Some(expression.clone()),
        CALL_EXPR => expression.first_child(),
        CAST_EXPR | PAREN_EXPR | INDEX_EXPR | SLICE_EXPR => naming(&expression.first_child()?),
        _ => None,
    }
}

/// Splits a qualified name at its dots; those between quotes part nothing.
pub(crate) fn dotted(name: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let parts = name.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == '.' && !is_quoted
    });
    parts.map(str::trim).collect()
}

/// Returns a text with changes made; they do not overlap.
pub(crate) fn changed(text: &str, changes: Vec<Change>) -> String {
    let changes =
        crate::sorted::sorted(changes, |one, other| one.span.start.cmp(&other.span.start));
    let mut changed = String::with_capacity(text.len());
    let mut end = 0;
    for change in changes {
        changed.push_str(text.get(end..change.span.start).unwrap_or_default());
        changed.push_str(&change.text);
        end = change.span.end;
    }
    changed.push_str(text.get(end..).unwrap_or_default());
    changed
}
