//! Small steps in the syntax tree.
//!
//! Never in it: what a node means.

pub(crate) mod names;

use crate::sql::Span;
pub(crate) use crate::sql::syntax::{SyntaxKind, SyntaxNode};

/// Returns the first child of a kind.
pub(crate) fn child(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    node.child(kind)
}

/// Returns all children of a kind.
pub(crate) fn children(
    node: &SyntaxNode,
    kind: SyntaxKind,
) -> impl Iterator<Item = SyntaxNode> + use<> {
    node.children().filter(move |child| child.kind() == kind)
}

/// Tells whether the node has a child of a kind.
pub(crate) fn has(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.has_node(kind)
}

/// Tells whether one of the node's own tokens is of a kind.
pub(crate) fn has_token(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.has_token(kind)
}

/// Returns the kind of the first token of all.
pub(crate) fn first_token(node: &SyntaxNode) -> Option<SyntaxKind> {
    node.first_token().map(|token| token.kind())
}

/// Returns where a node stands in the statement's text.
pub(crate) fn span(node: &SyntaxNode) -> Span {
    node.span()
}

/// Returns a node's text as it is written, but for comments.
pub(crate) fn written(node: &SyntaxNode) -> String {
    let text = node.text();
    if !text.as_bytes().windows(2).any(|pair| matches!(pair, b"--" | b"/*")) {
        return text.to_owned();
    }
    let mut written = String::with_capacity(text.len());
    let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    for token in tokens {
        match token.kind() {
            SyntaxKind::COMMENT => written.push(' '),
            _ => written.push_str(token.text()),
        }
    }
    written
}
