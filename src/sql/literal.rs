//! String constants: as SQL writes them ↔ the text that they mean.
//!
//! Never in it: what the text is for.

use super::syntax::{self, SyntaxKind, SyntaxNode};
use super::tree::written;

/// Returns the text that a string constant means; empty for any other node.
pub(crate) fn read(node: &SyntaxNode) -> String {
    syntax::string_value(node).unwrap_or_default()
}

/// Returns a string constant in the one form that needs no escapes; any other literal as it is written.
pub(crate) fn plain(node: &SyntaxNode) -> String {
    use SyntaxKind::*;
    let first = node.first_token().map(|token| token.kind());
    match first {
        Some(STRING | ESC_STRING | UNICODE_ESC_STRING | DOLLAR_QUOTED_STRING) => {
            format!("'{}'", read(node).replace('\'', "''"))
        }
        _ => written(node),
    }
}

/// Returns the text that a string constant means, in whatever form it is written; what is none, as it is.
pub(crate) fn unquote(constant: &str) -> String {
    if !constant.contains(['\'', '$']) {
        return constant.to_owned();
    }
    let Ok(tree) = syntax::parse(&format!("SELECT {constant}")) else { return constant.to_owned() };
    let value = tree.descendants().find_map(|node| syntax::string_value(&node));
    value.unwrap_or_else(|| constant.to_owned())
}

/// Tells whether a text is a number, perhaps with a sign, a fraction and an exponent.
pub(crate) fn is_number(text: &str) -> bool {
    let is_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_mantissa =
        is_digits(whole) && is_digits(fraction) && mantissa != "." && !mantissa.is_empty();
    is_mantissa && is_digits(exponent) && !exponent.is_empty()
}

/// Tells whether a number is more than zero.
pub(crate) fn is_positive(number: &str) -> bool {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    !number.starts_with('-') && mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
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
    fn numbers_have_digits() {
        let numbers = ["0", "1.5", ".5", "5.", "-2", "+1e-3", "1E10"];
        assert!(numbers.into_iter().all(is_number));
        let others = ["", ".", "-", "1e", "e5", "1.2.3", "ten", "0x1", "1 2"];
        assert!(!others.into_iter().any(is_number));
        assert!(is_positive("0.1") && is_positive("1e-9"));
        assert!(!is_positive("0.0e5") && !is_positive("-1"));
    }

    #[test]
    fn constants_are_written_so_that_they_mean_the_text() {
        assert_eq!(quote("it's"), "'it''s'");
        assert_eq!(unquote("'it''s'"), "it's");
        assert_eq!(unquote("E'a\\\\b'"), "a\\b");
        assert_eq!(unquote("1"), "1");
        assert_eq!(quote("a\\b"), "E'a\\\\b'");
        assert_eq!(quote_with_dollars("select 1"), "$$select 1$$");
        assert_eq!(quote_with_dollars("do $$ $$;"), "$body1$do $$ $$;$body1$");
    }
}
