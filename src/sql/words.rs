//! The words of a text: its names and keywords, outside of comments and constants.
//!
//! Never in it: grammar; it serves where a text is in a language that is not parsed.

use squawk_lexer::{LiteralKind, TokenKind, tokenize};

use super::{Span, identifier};

/// Returns the words of a text that stand without quotes, folded.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    tokens(text)
        .filter(|(kind, _)| *kind == TokenKind::Ident)
        .map(|(_, it)| it.to_ascii_lowercase())
}

fn tokens(text: &str) -> impl Iterator<Item = (TokenKind, &str)> {
    let mut start = 0;
    tokenize(text).map(move |token| {
        let end = start + token.len as usize;
        let word = text.get(start..end).unwrap_or_default();
        start = end;
        (token.kind, word)
    })
}

/// Returns the words and the signs of a text, each with the white space and the comments before it.
pub(crate) fn spaced(text: &str) -> Vec<&str> {
    let (mut start, mut end) = (0, 0);
    let mut found = Vec::new();
    for token in tokenize(text) {
        end += token.len as usize;
        let is_space = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. }
        );
        if !is_space {
            found.extend(text.get(start..end));
            start = end;
        }
    }
    found.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    found
}

/// What the constants of a text are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constants {
    /// A name, where they hold nothing else, as in `nextval('app.numbers')`.
    Names,
    /// Statements that are run.
    Statements,
}

/// Returns the words of a text that may name something, in quotes or not and in constants, but not in comments; folded.
pub(crate) fn names(text: &str, constants: Constants) -> Vec<String> {
    let mut found = Vec::new();
    for (kind, written) in tokens(text) {
        match kind {
            TokenKind::Ident => found.push(written.to_ascii_lowercase()),
            TokenKind::QuotedIdent { .. } => {
                found.push(identifier::read(written, '\\').to_ascii_lowercase());
            }
            TokenKind::Literal { kind: LiteralKind::DollarQuotedString { .. } } => {
                found.extend(names(between_dollars(written).unwrap_or_default(), constants));
            }
            TokenKind::Literal { .. } => {
                let is_name = |symbol: char| !symbol.is_whitespace();
                if constants == Constants::Statements || written.chars().all(is_name) {
                    found.extend(words_anywhere(written));
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns what stands between the dollars: `$body$SELECT 1$body$` → `SELECT 1`.
fn between_dollars(written: &str) -> Option<&str> {
    let (tag, rest) = written.strip_prefix('$')?.split_once('$')?;
    rest.strip_suffix('$')?.strip_suffix(tag)?.strip_suffix('$')
}

/// Returns the words of a text that may name something: those in quotes and in constants too, folded.
pub(crate) fn words_anywhere(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|symbol: char| symbol.is_ascii() && !symbol.is_ascii_alphanumeric() && symbol != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
}

/// Returns where a text first may name something so, in quotes and in constants too, but not in comments; `name` is
/// folded.
pub(crate) fn place_of(text: &str, name: &str) -> Option<Span> {
    let mut end = 0;
    tokens(text).find_map(|(kind, written)| {
        let start = end;
        end += written.len();
        let place = match kind {
            TokenKind::LineComment | TokenKind::BlockComment { .. } => None,
            TokenKind::Literal { kind: LiteralKind::DollarQuotedString { .. } } => {
                let body = between_dollars(written)?;
                let before = (written.len() - body.len()) / 2;
                place_of(body, name).map(|place| place.moved(before))
            }
            _ => place_of_word(written, name),
        };
        place.map(|place| place.moved(start))
    })
}

fn place_of_word(written: &str, name: &str) -> Option<Span> {
    let folded = written.to_ascii_lowercase();
    let is_within = |symbol: char| symbol.is_alphanumeric() || symbol == '_' || symbol == '$';
    let mut places = folded.match_indices(name).map(|(start, _)| (start, start + name.len()));
    let (start, end) = places.find(|(start, end)| {
        !folded.get(..*start).is_some_and(|before| before.ends_with(is_within))
            && !folded.get(*end..).is_some_and(|behind| behind.starts_with(is_within))
    })?;
    Some(Span { start, end })
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
    fn the_first_place_of_a_name_is_found() {
        let text = "DO $do$ begin -- users\n select old_users, 'users'; end $do$";
        let place = place_of(text, "users").unwrap();
        assert_eq!(text.get(place.start - 1..place.end + 1), Some("'users'"));
        assert_eq!(place_of(text, "user"), None);
    }

    #[test]
    fn names_are_found_wherever_a_text_may_hold_them() {
        let text =
            "DO $do$ begin -- users\n perform \"Age\", nextval('app.s'), 'no orders'; end $do$";
        let found = names(text, Constants::Names);
        assert_eq!(found, ["do", "begin", "perform", "age", "nextval", "app", "s", "end"]);
        assert!(names(text, Constants::Statements).contains(&"orders".to_owned()));
    }

    #[test]
    fn what_is_in_quotes_may_be_a_name_too() {
        let text = "SELECT \"Orders\", drop_all('app.users')";
        let words: Vec<String> = words_anywhere(text).collect();
        assert_eq!(words, ["select", "orders", "drop_all", "app", "users"]);
    }
}
