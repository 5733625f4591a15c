//! The rules of constants and quoted names: how strings go on, and what escapes mean.
//!
//! Never in it: the text that they mean (see `literal` and `identifier`).

use super::{Wrong, at, at_token, tokens};
use crate::sql::Span;
use crate::sql::syntax::{SyntaxKind::*, SyntaxNode, SyntaxToken};
use crate::sql::syntax::{escape_unicode_esc_str, uescape_char};

pub(super) fn literal(node: &SyntaxNode) -> Option<Wrong> {
    match node.first_token()?.kind() {
        STRING | ESC_STRING | BIT_STRING | BYTE_STRING | NATIONAL_STRING => continuation(node),
        UNICODE_ESC_STRING => continuation(node).or_else(|| escapes(node)),
        DEFAULT_KW => default(node),
        _ => None,
    }
}

/// A string goes on behind a new line, and no comment but `--` stands in between.
fn continuation(node: &SyntaxNode) -> Option<Wrong> {
    let mut end = None;
    let mut has_line = false;
    let mut comment = None;
    for token in tokens(node) {
        match token.kind() {
            WHITESPACE => has_line |= token.text().contains(['\n', '\r']),
            COMMENT if token.text().starts_with("--") => {}
            COMMENT => comment = comment.or(Some(token)),
            UESCAPE_KW => return None,
            _ => {
                if let (Some(_), Some(comment)) = (end, &comment) {
                    let message = "Comments between string literals are not allowed.";
                    return Some(at_token(comment, message));
                }
                if let Some(start) = end.filter(|_| !has_line) {
                    let gap = Span { start, end: token.span().start };
                    return Some((
                        gap,
                        "Expected new line or comma between string literals".into(),
                    ));
                }
                (end, has_line) = (Some(token.span().end), false);
            }
        }
    }
    None
}

/// `DEFAULT` stands for a value in `SET`, and in a row of an `INSERT`.
fn default(node: &SyntaxNode) -> Option<Wrong> {
    let around = node.ancestors().skip(1).find(|around| around.kind() != PAREN_EXPR);
    let is_fine = around.is_some_and(|around| match around.kind() {
        SET_EXPR => true,
        ROW => around
            .ancestors()
            .nth(3)
            .is_some_and(|statement| matches!(statement.kind(), INSERT | MERGE_INSERT)),
        _ => false,
    });
    (!is_fine).then(|| at(node, "DEFAULT is not allowed in this context"))
}

/// Checks `U&'…' '…' UESCAPE '…'`.
fn escapes(node: &SyntaxNode) -> Option<Wrong> {
    let parts: Vec<SyntaxToken> = tokens(node).collect();
    let escape = match escape_character(parts.iter()) {
        Ok(escape) => escape,
        Err(wrong) => return Some(wrong),
    };
    let strings = parts.iter().take_while(|part| part.kind() != UESCAPE_KW);
    strings.filter(|part| matches!(part.kind(), STRING | UNICODE_ESC_STRING)).find_map(|part| {
        let before = part.text().find('\'')? + 1;
        let inner = part.text().get(before..)?.strip_suffix('\'')?;
        check_escapes(inner, part.span().start + before, escape)
    })
}

/// Checks `U&"…" UESCAPE '…'` wherever it stands in a tree.
pub(in crate::sql) fn check_names(tree: &SyntaxNode) -> Option<Wrong> {
    let elements = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    elements.filter(|token| token.kind() == IDENT).find_map(|name| {
        let next = |token: &SyntaxToken| token.next_sibling_or_token()?.into_token();
        let after = std::iter::successors(next(&name), next);
        let after: Vec<SyntaxToken> = after
            .filter(|token| !token.kind().is_trivia())
            .take(2)
            .take_while(|token| matches!(token.kind(), UESCAPE_KW | STRING))
            .collect();
        let keyword = after.first().filter(|token| token.kind() == UESCAPE_KW);
        let inner = name.text().strip_prefix(['u', 'U']).and_then(|rest| rest.strip_prefix("&\""));
        let Some(inner) = inner.and_then(|inner| inner.strip_suffix('"')) else {
            let message = "UESCAPE can only follow a Unicode escape identifier";
            return keyword.map(|keyword| at_token(keyword, message));
        };
        match escape_character(after.iter()) {
            Ok(escape) => check_escapes(inner, name.span().start + 3, escape),
            Err(wrong) => Some(wrong),
        }
    })
}

/// Returns what `UESCAPE` says, or `\`.
fn escape_character<'t>(mut tokens: impl Iterator<Item = &'t SyntaxToken>) -> Result<char, Wrong> {
    let is_said = tokens.any(|token| token.kind() == UESCAPE_KW);
    let said = if is_said { tokens.find(|token| token.kind() == STRING) } else { None };
    let Some(said) = said else { return Ok('\\') };
    uescape_char(said.text()).ok_or_else(|| at_token(said, "Invalid unicode escape character"))
}

fn check_escapes(inner: &str, offset: usize, escape: char) -> Option<Wrong> {
    let mut wrong = None;
    escape_unicode_esc_str(inner, escape, |range, decoded| {
        if let Err(error) = decoded
            && wrong.is_none()
        {
            let span = Span { start: offset + range.start, end: offset + range.end };
            wrong = Some((span, error.to_string()));
        }
    });
    wrong
}
