//! String constants: as SQL writes them ↔ the text that they mean.
//!
//! Never in it: what the text is for.

use super::syntax::{AstNode, SyntaxNode, ast};

/// Returns the text that a string constant means; empty for any other node.
pub(crate) fn read(node: &SyntaxNode) -> String {
    ast::Literal::cast(node.clone()).and_then(|literal| literal.string_value()).unwrap_or_default()
}

/// Writes a text as a string constant.
pub(crate) fn quote(text: &str) -> String {
    let doubled = text.replace('\'', "''");
    if text.contains('\\') {
        return format!("E'{}'", doubled.replace('\\', "\\\\"));
    }
    format!("'{doubled}'")
}

/// Writes a text as a string constant between dollars, with a tag that the text does not hold.
pub(crate) fn quote_with_dollars(text: &str) -> String {
    if text.ends_with('$') {
        // It would run into the tag.
        return quote(text);
    }
    let mut tag = "$$".to_owned();
    let mut number = 0;
    while text.contains(&tag) {
        number += 1;
        tag = format!("$body{number}$");
    }
    format!("{tag}{text}{tag}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_written_so_that_they_mean_the_text() {
        assert_eq!(quote("it's"), "'it''s'");
        assert_eq!(quote("a\\b"), "E'a\\\\b'");
        assert_eq!(quote_with_dollars("select 1"), "$$select 1$$");
        assert_eq!(quote_with_dollars("do $$ $$"), "$body1$do $$ $$$body1$");
    }
}
