//! Whether a statement about rows may change the schema by what it calls.
//!
//! Bodies are text, so only words are looked at: a body without any word of DDL, and without a call of one that has
//! such a word, changes nothing. Never in it: what is changed.

use super::find::named;
use crate::catalog::Object;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::session::NOWHERE;
use crate::sql::tree::{SyntaxKind, SyntaxNode};
use crate::sql::words::words;

/// The words without which a body can't change the schema.
const WORDS: &[&str] =
    &["alter", "comment", "create", "drop", "execute", "grant", "import", "reassign", "revoke"];

/// Returns the name of a routine that a statement calls and that may change the schema.
pub(crate) fn may_change_schema(lookup: Lookup<'_>, statement: &SyntaxNode) -> Option<String> {
    use SyntaxKind::*;
    let names = statement.descendants().filter_map(|node| match node.kind() {
        CALL_EXPR => node.first_child(),
        PROCEDURE_NAME_REF => Some(node),
        _ => None,
    });
    let mut seen = Vec::new();
    for name in names.map(|node| Name::of(&node)) {
        for routine in named(lookup, &name) {
            if speaks_of_ddl(lookup, routine, &mut seen) {
                return Some(name.shown());
            }
        }
    }
    None
}

/// Returns the bodies of the routines of a name.
pub(crate) fn bodies<'a>(lookup: Lookup<'a>, name: &Name) -> Vec<&'a str> {
    named(lookup, name).into_iter().filter_map(|routine| routine.text("body")).collect()
}

fn speaks_of_ddl<'a>(lookup: Lookup<'a>, routine: &'a Object, seen: &mut Vec<&'a Object>) -> bool {
    if seen.iter().any(|other| other.id == routine.id) {
        return false;
    }
    seen.push(routine);
    let words: Vec<String> = words(routine.text("body").unwrap_or_default()).collect();
    has_ddl(&words)
        || words.iter().any(|word| {
            named(lookup, &Name::bare(word.as_str(), NOWHERE))
                .into_iter()
                .any(|called| speaks_of_ddl(lookup, called, seen))
        })
}

/// Tells whether there are words of DDL, save for temporary tables that come and go.
fn has_ddl(words: &[String]) -> bool {
    let mut temporary: Vec<&str> = Vec::new();
    let mut before = "";
    for (place, word) in words.iter().enumerate() {
        let rest = words.get(place + 1..).unwrap_or_default();
        let is_harmless = match (before, word.as_str()) {
            ("commit", "drop") => true,
            (_, "create") if rest.first().is_some_and(|next| next.starts_with("temp")) => {
                temporary.extend(table(rest));
                true
            }
            (_, "drop") => table(rest).is_some_and(|table| temporary.contains(&table)),
            (_, word) => !WORDS.contains(&word),
        };
        if !is_harmless {
            return true;
        }
        before = word;
    }
    false
}

/// Returns the table that the words after `CREATE TEMP` or `DROP` name.
fn table(words: &[String]) -> Option<&str> {
    let mut words = words.iter().map(String::as_str).skip_while(|word| word.starts_with("temp"));
    let is_name = |word: &&str| !matches!(*word, "if" | "not" | "exists");
    words.next().filter(|word| *word == "table")?;
    words.find(is_name)
}
