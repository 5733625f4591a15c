//! The words of a text: its names and keywords, outside of comments and constants.
//!
//! Never in it: grammar; it serves where a text is in a language that is not parsed.

use squawk_lexer::{TokenKind, tokenize};

/// Returns the words of a text that stand without quotes, folded.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let mut start = 0;
    tokenize(text).filter_map(move |token| {
        let end = start + token.len as usize;
        let word = text.get(start..end).unwrap_or_default();
        start = end;
        (token.kind == TokenKind::Ident).then(|| word.to_ascii_lowercase())
    })
}

/// Returns the words of a text that may name something: those in quotes and in constants too, folded.
pub(crate) fn words_anywhere(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|symbol: char| symbol.is_ascii() && !symbol.is_ascii_alphanumeric() && symbol != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_constants_hold_no_words() {
        let text = "begin -- create\n RAISE 'drop'; /* alter */ \"Grant\" := 1; end";
        assert_eq!(words(text).collect::<Vec<_>>(), ["begin", "raise", "end"]);
    }

    #[test]
    fn what_is_in_quotes_may_be_a_name_too() {
        let text = "SELECT \"Orders\", drop_all('app.users')";
        let words: Vec<String> = words_anywhere(text).collect();
        assert_eq!(words, ["select", "orders", "drop_all", "app", "users"]);
    }
}
