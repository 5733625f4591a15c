//! Names that the parser takes for keywords, as `EXCLUDE` at the start of a column.
//!
//! PostgreSQL looks at the word behind; the parser does not. Where it fails, it is given the text with other names in
//! the place of such. So is it for `SET TIME ZONE '…'` among the options of a function, which it knows as a
//! statement only. Never in it: which names have to be quoted.

use std::ops::Range;

use squawk_lexer::{TokenKind, tokenize};

/// The words, each with those that follow it where it is a keyword.
const WORDS: &[(&str, &[&str])] = &[
    ("cube", &["("]),
    ("current", &["of", "row"]),
    ("exclude", &["(", "using"]),
    ("rollup", &["("]),
];

/// Returns a text of the same length in which such names are others; nothing if there are none.
pub(super) fn without(text: &str) -> Option<String> {
    let mut other: Option<String> = None;
    let mut last: Option<(usize, &[&str])> = None;
    let mut put = |place: Range<usize>, by: &str| {
        let other = other.get_or_insert_with(|| text.to_owned());
        other.replace_range(place.clone(), &by.repeat(place.len()));
    };
    // The last three words, the last one first.
    let mut before = [(0..0, ""), (0..0, ""), (0..0, "")];
    let mut end = 0;
    for token in tokenize(text) {
        let start = end;
        end += token.len as usize;
        let is_blank = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. }
        );
        if is_blank {
            continue;
        }
        let word = text.get(start..end).unwrap_or_default();
        let is = |one: &str| word.eq_ignore_ascii_case(one);
        if let Some((place, following)) = last
            && !following.iter().any(|one| is(one))
        {
            put(place..place + 1, "_");
        }
        let [(zone, _), (time, _), _] = &before;
        let is_time_zone = before
            .iter()
            .zip(["zone", "time", "set"])
            .all(|((_, word), known)| word.eq_ignore_ascii_case(known));
        if is_time_zone && word.starts_with('\'') && zone.end < start && zone.start == time.end + 1
        {
            put(time.start..zone.end, "_");
            put(zone.end..zone.end + 1, "=");
        }
        before.rotate_right(1);
        before[0] = (start..end, word);
        let known = WORDS.iter().find(|(known, _)| is(known));
        last = known.map(|(_, following)| (start, *following));
    }
    if let Some((place, _)) = last {
        put(place..place + 1, "_");
    }
    other
}
