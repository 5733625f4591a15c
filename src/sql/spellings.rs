//! What PostgreSQL keeps in one way, whichever way it was said: `IN` and `= ANY (ARRAY[…])`, `FETCH FIRST` and
//! `LIMIT`, `NOTNULL` and `IS NOT NULL`.
//!
//! It goes by words, as `canonical` does. Never in it: what only the types could tell.

/// Returns the words with one of the ways for each that there are several for.
pub(super) fn one_way(words: Vec<String>) -> Vec<String> {
    without_casts_of_members(with_arrays(without_variants(words)))
}

/// Gives the usual words for others, and leaves out what is meant anyway.
fn without_variants(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        kept.push(word);
        let mut last = [""; 5];
        last.iter_mut().rev().zip(kept.iter().rev()).for_each(|(last, word)| *last = word);
        match last {
            [.., "isnull"] => replace(&mut kept, 1, &["is", "null"]),
            [.., "notnull"] => replace(&mut kept, 1, &["is", "not", "null"]),
            [.., "some", "("] => replace(&mut kept, 2, &["any", "("]),
            [.., "select", "all"] | [.., "union" | "intersect" | "except", "distinct"] => {
                kept.truncate(kept.len() - 1);
            }
            [.., "fetch", "first" | "next", "row" | "rows", "only"] => {
                replace(&mut kept, 4, &["limit", "1"]);
            }
            ["fetch", "first" | "next", count, "row" | "rows", "only"] => {
                let count = count.to_owned();
                replace(&mut kept, 5, &["limit", &count]);
            }
            [.., "offset", _, "row" | "rows"] => kept.truncate(kept.len() - 1),
            _ => {}
        }
        if let [.., offset, start, limit, count] = kept.as_slice()
            && (offset.as_str(), limit.as_str()) == ("offset", "limit")
        {
            let (start, count) = (start.clone(), count.clone());
            replace(&mut kept, 4, &["limit", &count, "offset", &start]);
        }
    }
    kept
}

/// Leaves out the `AS` before an alias; only then nothing tells where an expression ends, but for what it says.
pub(super) fn without_as(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        if is_alias(&word) && kept.last().is_some_and(|last| last == "as") {
            kept.truncate(kept.len() - 1);
        }
        kept.push(word);
    }
    kept
}

/// Puts other words in the place of the last ones.
fn replace(words: &mut Vec<String>, last: usize, by: &[&str]) {
    words.truncate(words.len() - last);
    words.extend(by.iter().map(|word| (*word).to_owned()));
}

/// Tells whether a word after `AS` is the name that it gives.
fn is_alias(word: &str) -> bool {
    let is_name =
        word.starts_with(|first: char| first.is_ascii_alphabetic() || "_\"".contains(first));
    is_name && !matches!(word, "materialized" | "not" | "select" | "values" | "with" | "table")
}

/// Writes membership of a list as PostgreSQL does: `a IN (1, 2)` as `a = ANY (ARRAY[1, 2])`, `a IN (1)` as `a = 1`.
fn with_arrays(words: Vec<String>) -> Vec<String> {
    let mut written: Vec<String> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        rest = after;
        let Some((list, behind)) = list_after(after).filter(|_| word == "in") else {
            written.push(word.clone());
            continue;
        };
        let is_not = written.last().is_some_and(|last| last == "not");
        written.truncate(written.len() - usize::from(is_not));
        let (symbol, quantifier) = if is_not { ("<>", "all") } else { ("=", "any") };
        written.push(symbol.to_owned());
        if let [one] = list {
            written.push(one.clone());
        } else {
            written.extend([quantifier, "(", "array", "["].map(str::to_owned));
            written.extend_from_slice(list);
            written.extend(["]", ")"].map(str::to_owned));
        }
        rest = behind;
    }
    written
}

/// Returns the words of the list at the start of some, and what is behind it; nothing if that is no list of values.
fn list_after(words: &[String]) -> Option<(&[String], &[String])> {
    let [open, rest @ ..] = words else { return None };
    let first = rest.first()?;
    if open != "(" || matches!(first.as_str(), "(" | "select" | "values" | "with" | "table") {
        return None;
    }
    let mut depth = 1;
    let end = rest.iter().position(|word| {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let (list, behind) = rest.split_at(end);
    (!list.is_empty()).then_some((list, behind.get(1..)?))
}

/// The ways to say that a text is one.
const OF_TEXT: &[&[&str]] = &[&["::", "text"], &["::", "character", "varying"]];

/// Leaves out that the texts among which another is looked for are texts: `= ANY (ARRAY['a'::text])`.
fn without_casts_of_members(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(words.len());
    // How deep in brackets a list is, where one is read, and where it began.
    let mut depth: Option<usize> = None;
    let mut start = 0;
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let is_text = kept.last().is_some_and(|last| last.starts_with('\''));
        let cast = OF_TEXT.iter().find(|cast| begins(rest, cast));
        if let Some(cast) = cast.filter(|_| depth == Some(1) && is_text) {
            rest = rest.get(cast.len()..).unwrap_or_default();
            continue;
        }
        let is_last = word == "]" && depth == Some(1);
        match word.as_str() {
            "[" if depth.is_none() && is_of_quantifier(&kept) => {
                (depth, start) = (Some(1), kept.len() - 1);
            }
            "[" => depth = depth.map(|depth| depth + 1),
            "]" => depth = depth.map(|depth| depth - 1).filter(|depth| *depth > 0),
            _ => {}
        }
        kept.push(word.clone());
        rest = after;
        if is_last
            && begins(rest, &[")"])
            && kept.get(..start).is_some_and(|before| before.ends_with(&TWICE.map(str::to_owned)))
        {
            kept.remove(start - 1);
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    kept
}

/// What is in parentheses twice.
const TWICE: [&str; 2] = ["(", "("];

fn begins(words: &[String], with: &[&str]) -> bool {
    words.len() >= with.len() && words.iter().zip(with).all(|(word, with)| word == with)
}

/// Tells whether words end in `ANY ((ARRAY`.
fn is_of_quantifier(words: &[String]) -> bool {
    let [before @ .., array] = words else { return false };
    let before = before.iter().rev().find(|word| *word != "(");
    array == "array" && before.is_some_and(|word| matches!(word.as_str(), "any" | "all"))
}

#[cfg(test)]
mod tests {
    use crate::sql::canonical_part;

    #[test]
    fn what_is_kept_in_one_way_has_one_form() {
        for (one, other) in [
            ("a in (1, 2)", "a = any (array[1, 2])"),
            ("not a in (1, 2)", "not (a = any (array[1, 2]))"),
            ("a not in ('x', 'y')", "(a <> all (array['x'::text, 'y'::text]))"),
            ("a in (1) and b", "(a = 1) and b"),
            ("a isnull or b notnull", "a is null or b is not null"),
            ("a = some (b)", "a = any (b)"),
            ("select all a from t as u", "select a from t u"),
            ("select a as b union distinct select c", "select a b union select c"),
            ("select a fetch first row only", "select a limit 1"),
            ("select a offset 2 rows fetch next 5 rows only", "select a limit 5 offset 2"),
        ] {
            assert_eq!(canonical_part(one), canonical_part(other));
        }
    }

    #[test]
    fn what_is_kept_in_two_ways_has_two_forms() {
        for (one, other) in [
            ("a in (select b)", "a = any (array[b])"),
            ("not a in (1, 2)", "a not in (1, 2)"),
            ("a = any (array['x'::date])", "a in ('x', 'x')"),
            ("a = array['x'::text]", "a = array['x']"),
            // Read again, it is a list of casts.
            ("a in ('x', 'y')", "a = any ((array['x', 'y'])::text[])"),
            ("select a fetch first row with ties", "select a limit 1"),
            ("with a as materialized (b)", "with a as (b)"),
            ("select a union all select b", "select a union select b"),
        ] {
            assert_ne!(canonical_part(one), canonical_part(other));
        }
    }
}
