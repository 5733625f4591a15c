//! Whether a statement about rows may change the schema by what it calls.
//!
//! Bodies are text, so only words are looked at: a body without any word of DDL, and without a call of one that has
//! such a word, changes nothing. Never in it: what is changed.

use super::find::named;
use crate::catalog::Object;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::session::NOWHERE;
use crate::sql::effects::tree::{SyntaxKind, SyntaxNode};

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

fn speaks_of_ddl<'a>(lookup: Lookup<'a>, routine: &'a Object, seen: &mut Vec<&'a Object>) -> bool {
    if seen.iter().any(|other| other.id == routine.id) {
        return false;
    }
    seen.push(routine);
    let body = routine.text("body").unwrap_or_default().to_ascii_lowercase();
    let mut words = body.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| {
        WORDS.contains(&word)
            || named(lookup, &Name::bare(word, NOWHERE))
                .into_iter()
                .any(|called| speaks_of_ddl(lookup, called, seen))
    })
}
