//! The form of a script says nothing: comments, lines and capitals between its quotes leave the schema as it is.

use std::path::Path;

use schemagraft::catalog::{Materialized, materialize};
use schemagraft::diff::{Options, diff};

#[test]
fn comments_lines_and_capitals_change_no_schema() {
    let scripts = scripts();
    assert!(scripts.len() >= 600, "only {} scripts were found", scripts.len());
    let differ = |script: &&String| {
        let (plain, disguised) = (materialize(script), materialize(&disguised(script)));
        let codes = |made: &Materialized| -> Vec<String> {
            made.errors.iter().map(|error| error.sqlstate.to_owned()).collect()
        };
        let difference = diff(&plain.catalog, &disguised.catalog, &Options::default());
        plain.catalog.hash() != disguised.catalog.hash()
            || codes(&plain) != codes(&disguised)
            || !difference.statements.is_empty()
    };
    let differing: Vec<&String> = scripts.iter().filter(differ).collect();
    assert!(differing.is_empty(), "{}:\n{}", differing.len(), disguised(differing[0]));
}

/// Returns all our scripts that PostgreSQL judges, or that two branches share.
fn scripts() -> Vec<String> {
    let sections = [("tests/postgres/cases", "\n-- case: "), ("tests/merge/cases", "\n--- ")];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut scripts = Vec::new();
    for (folder, heading) in sections {
        for file in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "sql") {
                let text = std::fs::read_to_string(path).unwrap();
                scripts.extend(text.split(heading).map(|section| format!("-- {section}")));
            }
        }
    }
    scripts
}

/// Returns a script with comments and line ends between its words, in capitals, but for what stands in quotes.
fn disguised(script: &str) -> String {
    let mut disguised = String::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let quoted = quoted(rest);
        let (same, after) = rest.split_at(quoted);
        disguised.push_str(same);
        rest = after;
        if quoted == 0 {
            match first {
                ' ' => disguised.push_str(" /* ' */\n "),
                _ => disguised.push(first.to_ascii_uppercase()),
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    disguised
}

/// Returns how long what begins here stands in quotes, or is a comment.
fn quoted(text: &str) -> usize {
    let until = |start: usize, end: &str| {
        let found = text[start..].find(end);
        found.map_or(text.len(), |place| start + place + end.len())
    };
    let tag = text.strip_prefix('$').and_then(|rest| rest.find('$')).map(|end| &text[..end + 2]);
    match text.as_bytes() {
        [b'-', b'-', ..] => until(2, "\n"),
        [b'/', b'*', ..] => until(2, "*/"),
        [b'e' | b'E', b'\'', ..] => until(2, "'"),
        [quote @ (b'\'' | b'"'), ..] => until(1, if *quote == b'"' { "\"" } else { "'" }),
        [b'$', ..] => match tag {
            Some(tag) if tag[1..tag.len() - 1].bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                until(tag.len(), tag)
            }
            _ => 0,
        },
        _ => 0,
    }
}
