//! One text for everything that means the same.
//!
//! On top of what [`canonical`](crate::sql::canonical()) sees in tokens, this sees in the tree:
//! needless parentheses, options that say what holds anyway, and `public.` in front of a name.
//! Never in it: effects.

use super::tree::{SyntaxKind, SyntaxNode, child, children, has};
use crate::sql::{canonical, types};

/// Returns the canonical text of a node.
pub(super) fn text(node: &SyntaxNode) -> String {
    without(node, &[])
}

/// Returns the canonical text of a node, less its children of some kinds.
pub(super) fn without(node: &SyntaxNode, left_out: &[SyntaxKind]) -> String {
    let mut words = String::new();
    write_children(node, left_out, &mut words);
    canonical(&words)
}

/// Returns the canonical text of an expression, less the parentheses around all of it.
pub(super) fn expression(node: &SyntaxNode) -> String {
    let mut node = node.clone();
    while node.kind() == SyntaxKind::PAREN_EXPR
        && let Some(inner) = node.first_child()
    {
        node = inner;
    }
    let mut words = String::new();
    write(&node, &mut words);
    canonical(&words)
}

/// Writes the tokens of a node that count, as they stand.
fn write(node: &SyntaxNode, words: &mut String) {
    if is_implied(node) {
        return;
    }
    match needless_parentheses(node).or_else(|| unqualified(node)) {
        Some(inner) => write(&inner, words),
        None => write_children(node, &[], words),
    }
}

fn write_children(node: &SyntaxNode, left_out: &[SyntaxKind], words: &mut String) {
    for element in node.children_with_tokens() {
        match (element.as_node(), element.as_token()) {
            _ if left_out.contains(&element.kind()) => {}
            (Some(child), _) => write(child, words),
            (None, Some(token)) if !is_idle(token.kind()) => words.push_str(token.text()),
            _ => {}
        }
        // Two tokens that stood apart stay apart.
        if element.kind() == SyntaxKind::WHITESPACE {
            words.push(' ');
        }
    }
}

/// Tells whether a token changes nothing of what is there in the end.
fn is_idle(token: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(token, WHITESPACE | COMMENT | SEMICOLON | CONCURRENTLY_KW)
}

/// Tells whether a node says only what holds without it.
fn is_implied(node: &SyntaxNode) -> bool {
    match node.kind() {
        SyntaxKind::USING_METHOD => text(node) == "using btree",
        SyntaxKind::SORT_ASC | SyntaxKind::RESTRICT => true,
        _ => false,
    }
}

/// Returns the name that stands behind `public.`, which most search paths make needless.
fn unqualified(node: &SyntaxNode) -> Option<SyntaxNode> {
    if !matches!(node.kind(), SyntaxKind::PATH | SyntaxKind::PATH_REF) {
        return None;
    }
    let qualifier = child(node, SyntaxKind::PATH_REF)?;
    (text(&qualifier) == "public").then(|| node.last_child()).flatten()
}

/// Returns what stands in parentheses that change nothing.
fn needless_parentheses(node: &SyntaxNode) -> Option<SyntaxNode> {
    if node.kind() != SyntaxKind::PAREN_EXPR {
        return None;
    }
    let inner = node.first_child()?;
    let alone = matches!(
        inner.kind(),
        SyntaxKind::NAME_REF
            | SyntaxKind::LITERAL
            | SyntaxKind::CALL_EXPR
            | SyntaxKind::FIELD_EXPR
            | SyntaxKind::PAREN_EXPR
    );
    let is_whole = node.parent().is_some_and(|parent| stands_alone_in(parent.kind()));
    (alone || is_whole).then_some(inner)
}

/// Tells whether an expression below a node of this kind stands alone, whatever it is.
fn stands_alone_in(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        CHECK_CONSTRAINT
            | WHERE_CLAUSE
            | WHERE_CONDITION_CLAUSE
            | USING_EXPR_CLAUSE
            | WITH_CHECK_EXPR_CLAUSE
            | WHEN_CONDITION
            | DEFAULT_CONSTRAINT
            | SET_DEFAULT
            | TARGET
            | ARG
    )
}

/// Returns the one name of a type, with its modifiers: `character varying(50)`.
pub(super) fn type_name(node: &SyntaxNode) -> Option<String> {
    types::is_type(node).then(|| text(node))
}

/// Returns the types that tell a routine apart, with commas between: those of its inputs.
pub(super) fn argument_types(parameters: &SyntaxNode) -> String {
    let types: Vec<String> = children(parameters, SyntaxKind::PARAM)
        .filter(|parameter| !has(parameter, SyntaxKind::PARAM_OUT))
        .filter_map(|parameter| parameter.children().find(types::is_type))
        .map(|node| types::name(&node).trim_start_matches("public.").to_owned())
        .collect();
    types.join(", ")
}
