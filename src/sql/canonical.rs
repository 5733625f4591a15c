//! A statement's text → one form for all the ways to write it: comments, white space, letter case,
//! needless quotes, and the several names of a type do not count.
//!
//! It goes by tokens alone, so it keeps what only the grammar could tell to be needless. Never in
//! it: parsing; any text has a canonical form.

use squawk_lexer::{LiteralKind, TokenKind, tokenize};

use super::identifier::{quote, read};
use super::{parentheses, spellings, types};

/// The characters that operators are made of.
pub(super) const OPERATOR_CHARACTERS: &str = "+-*/<>=~!@#%^&|`?";

/// The characters of which an operator needs one to end in `+` or `-`.
const LONG_OPERATOR_CHARACTERS: &str = "~!@#%^&|`?";

/// The pseudo-types and short forms that mean the same, besides the names of the types themselves.
const SYNONYMS: &[(&str, &str)] = &[
    ("char", "character"),
    ("serial2", "smallserial"),
    ("serial4", "serial"),
    ("serial8", "bigserial"),
];

/// Returns the canonical form of a statement's text: two definitions with one form are the same.
pub fn canonical(statement: &str) -> String {
    joined(&without_time_zone(typed(&words(statement))))
}

/// Returns the canonical form of an expression, a query, or another part of a definition: parentheses do
/// not count either where they change nothing.
pub(crate) fn canonical_part(text: &str) -> String {
    let words = without_defaults(without_time_zone(typed(&words(text))));
    let mut words = spellings::one_way(words);
    loop {
        let needless = parentheses::needless(&words);
        if needless.is_empty() {
            return joined(&with_pattern_words(spellings::without_as(words)));
        }
        let mut place = 0..;
        words.retain(|_| place.next().is_none_or(|place| !needless.contains(&place)));
    }
}

/// Returns what is left of an expression without its casts, and without parentheses.
pub(crate) fn without_casts(text: &str) -> String {
    const MORE: &[&str] = &["varying", "precision", "with", "without", "time", "zone", "[", "]"];
    let mut kept: Vec<String> = Vec::new();
    let mut words = without_defaults(typed(&words(text))).into_iter().peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            "(" | ")" => {}
            "::" => {
                words.next();
                while words.next_if(|word| MORE.contains(&word.as_str())).is_some() {}
            }
            _ => kept.push(word),
        }
    }
    joined(&kept)
}

fn joined(words: &[String]) -> String {
    let mut text = String::new();
    let mut last = "";
    for word in words {
        if !text.is_empty() && is_spaced(last, word) {
            text.push(' ');
        }
        text.push_str(word);
        last = word;
    }
    text
}

/// Tells whether a space stands between two words: not where PostgreSQL's own printing has none, as
/// long as the lexer would take them apart again (`1 .5` is not `1.5`).
fn is_spaced(before: &str, after: &str) -> bool {
    match (before, after) {
        ("(" | "[", _) | (_, "(" | ")" | "[" | "]" | "," | ";") => false,
        (_, ".") => !(is_name(before) || matches!(before, ")" | "]")),
        (".", _) => !(is_name(after) || after == "*"),
        (_, "::") => before.ends_with(is_operator),
        ("::", _) => after.starts_with(is_operator),
        _ => true,
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|first: char| {
        first.is_ascii_alphabetic() || !first.is_ascii() || "_\"".contains(first)
    })
}

fn is_operator(character: char) -> bool {
    character == ':' || OPERATOR_CHARACTERS.contains(character)
}

/// Returns the tokens of a text, each in its canonical form.
fn words(statement: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut start = 0;
    for token in tokenize(statement) {
        let text = statement.get(start..start + token.len as usize).unwrap_or_default();
        start += token.len as usize;
        if OPERATOR_CHARACTERS.contains(text) || text == ":" {
            run.push_str(text);
            continue;
        }
        words.extend(operators(&std::mem::take(&mut run)));
        words.extend(word(token.kind, text));
    }
    words.extend(operators(&run));
    words
}

/// Returns the canonical form of a token, if it counts at all.
fn word(kind: TokenKind, text: &str) -> Option<String> {
    match kind {
        TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. } => None,
        TokenKind::Ident => Some(text.to_ascii_lowercase()),
        TokenKind::QuotedIdent { terminated: true, uescape: false } => {
            Some(quote(&read(text, '\\')).into_owned())
        }
        TokenKind::Literal { kind: LiteralKind::DollarQuotedString { terminated: true } } => {
            Some(format!("'{}'", inner_of_dollars(text).replace('\'', "''")))
        }
        TokenKind::Literal { kind: LiteralKind::Int { .. } | LiteralKind::Numeric { .. } } => {
            Some(text.to_ascii_lowercase())
        }
        _ => Some(text.to_owned()),
    }
}

/// Returns what stands between `$tag$` and `$tag$`.
fn inner_of_dollars(text: &str) -> &str {
    let tag = text.get(1..).and_then(|rest| rest.find('$')).map_or(0, |end| end + 2);
    text.get(tag..text.len() - tag).unwrap_or_default()
}

/// Cuts a run of operator characters and colons as PostgreSQL's lexer does: `=-` is two, `@-` one.
fn operators(run: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = run;
    while !rest.is_empty() {
        let length = match rest.strip_prefix(':') {
            Some(after) if after.starts_with([':', '=']) => 2,
            Some(_) => 1,
            None => operator_length(rest),
        };
        let (operator, after) = rest.split_at(length);
        found.push(if operator == "!=" { "<>".to_owned() } else { operator.to_owned() });
        rest = after;
    }
    found
}

fn operator_length(run: &str) -> usize {
    let end = run.find(':').unwrap_or(run.len());
    let operator = run.get(..end).unwrap_or_default();
    if operator.contains(|c| LONG_OPERATOR_CHARACTERS.contains(c)) {
        return operator.len();
    }
    operator.trim_end_matches(['+', '-']).len().max(1)
}

/// Gives types the names that PostgreSQL prints; a time zone comes after the precision.
fn typed(words: &[String]) -> Vec<String> {
    let mut typed = Vec::with_capacity(words.len());
    let mut zone: Option<&str> = None;
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).map(String::as_str);
        let (name, suffix) = match type_name(word, next) {
            Some(name) => match name.strip_suffix(" with time zone") {
                Some(short) => (Some(short), Some("with time zone")),
                None => (Some(name), None),
            },
            None => (None, None),
        };
        match name {
            Some(name) => typed.extend(name.split(' ').map(str::to_owned)),
            // It may hold spaces of its own: a string, a quoted name.
            None => typed.push(word.clone()),
        }
        zone = suffix.or(zone);
        let is_modified = suffix.is_some() && next == Some("(");
        if !is_modified && (suffix.is_some() || word == ")") {
            typed.extend(
                zone.take().into_iter().flat_map(|zone| zone.split(' ')).map(str::to_owned),
            );
        }
    }
    typed
}

/// Returns PostgreSQL's name of a type, if the word names one in some way.
fn type_name(word: &str, next: Option<&str>) -> Option<&'static str> {
    let synonym = SYNONYMS.iter().find(|(from, _)| *from == word).map(|(_, to)| *to);
    let name = synonym.or(types::alias(word))?;
    // The precision says which type a `float` is.
    let is_open = word == "float" && next == Some("(");
    (!is_open).then(|| name.strip_suffix(" without time zone").unwrap_or(name))
}

/// Leaves out `without time zone`, which is what a time has anyway.
fn without_time_zone(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        kept.push(word);
        if kept.ends_with(&["without", "time", "zone"].map(str::to_owned)) {
            kept.truncate(kept.len() - 3);
        }
    }
    kept
}

/// Leaves out what says what is so anyway: `outer`, `asc`, the schema of what every database has.
fn without_defaults(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        kept.push(word);
        let last: Vec<&str> = kept.iter().rev().take(4).rev().map(String::as_str).collect();
        match last[..] {
            [.., "outer" | "asc"] => kept.truncate(kept.len() - 1),
            [.., "inner", "join"] => drop(kept.remove(kept.len() - 2)),
            [.., "pg_catalog", "."] => kept.truncate(kept.len() - 2),
            [.., "else", "null", "end"] => drop(kept.drain(kept.len() - 3..kept.len() - 1)),
            ["operator", "(", symbol, ")"] if symbol.chars().all(is_operator) => {
                kept.truncate(kept.len() - 1);
                drop(kept.drain(kept.len() - 3..kept.len() - 1));
            }
            [.., "desc", "nulls", "first"] => kept.truncate(kept.len() - 2),
            [.., before, "nulls", "last"] if before != "desc" => kept.truncate(kept.len() - 2),
            _ => {}
        }
    }
    kept
}

/// Writes the operators behind `LIKE` as it.
fn with_pattern_words(words: Vec<String>) -> Vec<String> {
    let mut written = Vec::with_capacity(words.len());
    for word in words {
        let (is_not, name) = match word.as_str() {
            "~~" => (false, "like"),
            "!~~" => (true, "like"),
            "~~*" => (false, "ilike"),
            "!~~*" => (true, "ilike"),
            _ => {
                written.push(word);
                continue;
            }
        };
        written.extend(is_not.then(|| "not".to_owned()));
        written.push(name.to_owned());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count() {
        let form = "create table t(a integer default - 1, \"B\" timestamp(3) with time zone)";
        for other in [
            form,
            "CREATE  TABLE \"t\" -- x\n(a int4 DEFAULT -1 , /* y */ \"B\" TIMESTAMPTZ ( 3 ))",
            "create table T (A INT default - 1,\"B\" timestamp(3)with time zone)",
        ] {
            assert_eq!(canonical(other), form);
        }
    }

    #[test]
    fn types_have_one_name() {
        for (one, other) in [
            ("a varchar(3)[]", "a character varying(3)[]"),
            ("a char varying", "a varchar"),
            ("a float8, b float", "a double precision, b double precision"),
            ("a timestamptz, b timetz", "a timestamp with time zone, b time with time zone"),
            ("a timestamp(0) without time zone", "a timestamp(0)"),
            ("a decimal(3,2), b dec", "a numeric(3, 2), b numeric"),
            ("a bigserial", "a serial8"),
        ] {
            assert_eq!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn what_is_so_anyway_is_not_said() {
        for (one, other) in [
            (
                "select a from t left outer join u on (b = c) inner join v on d",
                "select a from t left join u on b = c join v on d",
            ),
            ("case when (a > 1) then 2 else null end", "case when a > 1 then 2 end"),
            ("(select a from t order by (b + 1) asc nulls last)", "select a from t order by b + 1"),
            ("a order by b desc nulls first", "a order by b desc"),
            ("(a ~~ 'x') and (a !~~* 'y')", "a like 'x' and a not ilike 'y'"),
            ("pg_catalog.now()", "now()"),
            ("a operator(pg_catalog.=) b", "a = b"),
        ] {
            assert_eq!(canonical_part(one), canonical_part(other));
        }
        for (one, other) in [
            ("a order by b nulls first", "a order by b"),
            ("a order by b desc nulls last", "a order by b desc"),
            ("case when a then 1 else null_ end", "case when a then 1 end"),
            ("a operator(app.=) b", "a = b"),
            ("\"outer\"", ""),
        ] {
            assert_ne!(canonical_part(one), canonical_part(other));
        }
    }

    #[test]
    fn casts_are_left_out() {
        for (one, other) in [
            ("lower((a)::character varying) = '5'::double precision", "lower(a) = '5'"),
            ("(a::text[] || b) < now()::timestamp with time zone", "a || b < now()"),
        ] {
            assert_eq!(without_casts(one), without_casts(other));
        }
        assert_ne!(without_casts("a::text = b"), without_casts("a = c"));
    }

    #[test]
    fn what_counts() {
        for (one, other) in [
            ("a", "\"A\""),
            ("\"user\"", "user"),
            ("'a'", "'A'"),
            ("a || b", "a | | b"),
            ("float(3)", "float(30)"),
            ("$$a$$", "$$a $$"),
        ] {
            assert_ne!(canonical(one), canonical(other));
        }
    }

    #[test]
    fn the_form_of_a_form_is_itself() {
        for text in [
            "4MB . 0",
            "a . . b",
            "a : :: b",
            "1 .a",
            "(a).b.*::text",
            "a .5",
            "f (a) [1]",
            "$$ ABORT , . --\n",
        ] {
            let form = canonical(text);
            assert_eq!(canonical(&form), form);
        }
        assert_eq!(canonical("(a) . b :: TEXT"), "(a).b::text");
    }

    #[test]
    fn strings_and_operators() {
        assert_eq!(canonical("$x$it's$x$"), "'it''s'");
        assert_eq!(canonical("a!=1 and b@-c::int8"), "a <> 1 and b @- c::bigint");
        assert_eq!(canonical("a=-1"), "a = - 1");
    }
}
