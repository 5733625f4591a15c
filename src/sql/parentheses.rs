//! Which parentheses of an expression change nothing, by how tightly PostgreSQL's operators bind.
//!
//! It goes by words alone: parentheses beside what it does not know stay. Never in it: what the words mean.

use super::canonical::OPERATOR_CHARACTERS;

/// How tightly an operator binds, as in `src/backend/parser/gram.y`. What begins or ends an expression binds least.
type Level = u8;

const EDGE: Level = 0;
const OR: Level = 1;
const AND: Level = 2;
const NOT: Level = 3;
const IS: Level = 4;
const COMPARISON: Level = 5;
const LIKE: Level = 6;
const OTHER: Level = 7;
const SUM: Level = 8;
const PRODUCT: Level = 9;
const POWER: Level = 10;
/// Where there is no operator.
const TIGHT: Level = Level::MAX;

/// The words that an expression stands between.
const EDGES: &[&str] = &[
    "(",
    ")",
    ",",
    "[",
    "]",
    "where",
    "on",
    "having",
    "when",
    "then",
    "else",
    "end",
    "group",
    "order",
    "limit",
    "union",
    "intersect",
    "except",
    "window",
    "offset",
    "fetch",
    "for",
    "select",
    "return",
    "by",
];

/// The words that follow an expression, and no operator is among them.
const FOLLOWING: &[&str] =
    &["as", "join", "left", "right", "full", "cross", "natural", "desc", "nulls"];

/// The words by which queries are made one, and what stands behind the last.
const QUERY_CLAUSES: &[&str] =
    &["union", "intersect", "except", "with", "order", "limit", "offset", "fetch", "for"];

/// A pair of parentheses that is read.
struct Open {
    place: usize,
    /// How many words count in it, and the last of them.
    words: usize,
    /// The level of what binds least in it.
    loosest: Level,
    is_list: bool,
    /// Whether it holds what would belong to a query around it.
    is_ordered: bool,
}

/// Returns the places of parentheses that change nothing, around an expression or in it.
pub(super) fn needless(words: &[String]) -> Vec<usize> {
    let mut needless = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    for (place, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => open.push(Open {
                place,
                words: 0,
                loosest: TIGHT,
                is_list: false,
                is_ordered: false,
            }),
            ")" => {
                let Some(inner) = open.pop() else { continue };
                let is_needless = is_needless(words, &inner, place);
                if is_needless {
                    needless.extend([inner.place, place]);
                }
                if let Some(around) = open.last_mut() {
                    around.words += if is_needless { inner.words } else { 2 };
                    around.loosest =
                        around.loosest.min(if is_needless { inner.loosest } else { TIGHT });
                }
            }
            word => {
                let Some(around) = open.last_mut() else { continue };
                around.words += 1;
                around.is_list |= word == ",";
                around.is_ordered |= QUERY_CLAUSES.contains(&word);
                around.loosest = around.loosest.min(match word {
                    "between" | "in" => LIKE,
                    word => level(word).unwrap_or(TIGHT),
                });
            }
        }
    }
    needless
}

/// Tells whether what stands in parentheses that end at a place means the same without them.
fn is_needless(words: &[String], inner: &Open, end: usize) -> bool {
    let first = words.get(inner.place + 1).map(String::as_str);
    let is_query = matches!(first, Some("select" | "values" | "with" | "table"));
    if is_query {
        return is_needless_query(words, inner, end);
    }
    if inner.words == 0 || inner.is_list {
        return false;
    }
    let after = match words.get(end + 1).map_or("", String::as_str) {
        after if FOLLOWING.contains(&after) => "",
        after => after,
    };
    let Some(before) = level_before(words, inner.place) else { return false };
    if inner.words == 1 || is_call(words, inner, end) {
        return after != "." && after != "[";
    }
    match (before, level(after)) {
        (EDGE, Some(EDGE)) => true,
        (_, None) => false,
        (before, Some(after)) => {
            // Those that stand first are taken together anyway.
            let is_first = after == inner.loosest && !matches!(after, NOT | IS | COMPARISON);
            before < inner.loosest && (after < inner.loosest || is_first)
        }
    }
}

/// Tells whether a call is all that stands in parentheses.
fn is_call(words: &[String], inner: &Open, end: usize) -> bool {
    let is = |place: usize, word: &str| words.get(place).is_some_and(|it| it == word);
    inner.words == 3
        && inner.loosest == TIGHT
        && is(inner.place + 2, "(")
        && end.checked_sub(1).is_some_and(|last| is(last, ")"))
}

/// Tells whether a query in parentheses is all there is, or one of several that are made one.
fn is_needless_query(words: &[String], inner: &Open, end: usize) -> bool {
    let before = inner.place.checked_sub(1).and_then(|place| words.get(place));
    match (before.map_or("", String::as_str), words.get(end + 1).map_or("", String::as_str)) {
        ("", "") => true,
        (before, after) => {
            let ends = |word| matches!(word, "" | "union" | "intersect" | "except");
            !inner.is_ordered && (ends(before) || before == "all") && ends(after)
        }
    }
}

/// Returns the level of what stands before a place, if an operand of any kind may follow it.
fn level_before(words: &[String], place: usize) -> Option<Level> {
    let Some(place) = place.checked_sub(1) else { return Some(EDGE) };
    match level(words.get(place)?)? {
        // `BETWEEN a AND (b)` has another `AND`, and a sign binds its number.
        AND if is_of_between(words, place) => None,
        SUM if level_before(words, place).is_some() => None,
        level => Some(level),
    }
}

/// Returns how tightly a word binds what stands beside it, if it is an operator, or the edge of an expression.
fn level(word: &str) -> Option<Level> {
    Some(match word {
        "" => EDGE,
        "or" => OR,
        "and" => AND,
        "not" => NOT,
        "is" | "isnull" | "notnull" => IS,
        "<" | ">" | "=" | "<=" | ">=" | "<>" => COMPARISON,
        "like" | "ilike" | "similar" => LIKE,
        "+" | "-" => SUM,
        "*" | "/" | "%" => PRODUCT,
        "^" => POWER,
        word if EDGES.contains(&word) => EDGE,
        word if word.chars().all(|character| OPERATOR_CHARACTERS.contains(character)) => OTHER,
        _ => return None,
    })
}

/// Tells whether an `AND` belongs to a `BETWEEN`.
fn is_of_between(words: &[String], place: usize) -> bool {
    let mut depth = 0_usize;
    for word in words.iter().take(place).rev() {
        match word.as_str() {
            ")" => depth += 1,
            "(" if depth == 0 => return false,
            "(" => depth -= 1,
            "between" if depth == 0 => return true,
            "and" | "or" if depth == 0 => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::sql::canonical_part;

    #[test]
    fn what_binds_tighter_needs_none() {
        for (one, other) in [
            ("((id > 0) AND (id < 9))", "id > 0 and id < 9"),
            ("(((a OR b)) AND c)", "(a or b) and c"),
            ("((a + 1) > 2) OR (NOT (b = c))", "a + 1 > 2 or not b = c"),
            ("((a + b) + c)", "a + b + c"),
            ("((a AND b) AND c)", "a and b and c"),
            ("(lower((name)) = ('x'))", "lower(name) = 'x'"),
            ("((a * b) + (c / d))", "a * b + c / d"),
            ("(a || (b)) = (c)", "a || b = c"),
            ("((a) IS NULL)", "a is null"),
            ("(a)::int", "a::int"),
            ("(f(a, b))::int", "f(a, b)::int"),
            ("select (a + 1) as b, (c) from t", "select a + 1 as b, c from t"),
            (
                "(select a from t) union all (select b from t)",
                "select a from t union all select b from t",
            ),
            ("(select a from t order by b)", "select a from t order by b"),
            (
                "CASE WHEN (a > 1) THEN (b) ELSE (c + 1) END",
                "case when a > 1 then b else c + 1 end",
            ),
        ] {
            assert_eq!(canonical_part(one), canonical_part(other));
        }
    }

    #[test]
    fn others_stay() {
        for (one, other) in [
            ("(a or b) and c", "a or b and c"),
            ("a - (b - c)", "a - b - c"),
            ("a * (b + c)", "a * b + c"),
            ("(a = b) = c", "a = b = c"),
            ("not (a and b)", "not a and b"),
            ("(a + b)::int", "a + b::int"),
            ("-(a * b)", "- a * b"),
            ("a between 1 and (b and c)", "a between 1 and b and c"),
            ("(a).b", "a.b"),
            ("a in (b)", "a in b"),
            ("a in (f(b))", "a in f(b)"),
            ("(f(a)).b", "f(a).b"),
            ("(a is null)::text", "a is null::text"),
            ("(select a from t limit 1) union select 1", "select a from t limit 1 union select 1"),
            ("(select 1) = 1", "select 1 = 1"),
            ("f((a, b))", "f(a, b)"),
        ] {
            assert_ne!(canonical_part(one), canonical_part(other));
        }
    }
}
