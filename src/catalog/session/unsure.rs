//! What statements whose effects are not known may have made, changed or dropped.
//!
//! Nothing is known of it but the words that such a statement speaks in, and those of the routines that it
//! calls. A refusal that concerns an object of such a name may be none: the object may be there by now, or no
//! longer. Never in it: which effects are not known.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::NOWHERE;
use crate::catalog::kinds;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::{Refusal, SqlState};
use crate::sql::words::words_anywhere;

/// The words of the statements whose effects are not known; cheap to copy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unsure(Arc<BTreeSet<String>>);

/// The words that refusals say around the names of objects, besides those for the kinds.
const AROUND_NAMES: &[&str] = &[
    "relation", "does", "not", "exist", "exists", "already", "cannot", "drop", "desired",
    "because", "other", "objects", "object", "depend", "depends", "them", "value", "for",
];

/// A shorter word says little.
const SHORTEST: usize = 3;

impl Unsure {
    /// Notes a statement whose effects are not known.
    pub(crate) fn note(&mut self, lookup: Lookup<'_>, statement: &str) {
        let known = Arc::make_mut(&mut self.0);
        let mut open = vec![statement];
        while let Some(text) = open.pop() {
            for word in words_anywhere(text) {
                if known.insert(word.clone()) {
                    open.extend(kinds::routine::bodies(lookup, &Name::bare(word, NOWHERE)));
                }
            }
        }
    }

    /// Returns the words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Tells whether such a statement spoke of a name.
    pub(crate) fn speaks_of(&self, name: &str) -> bool {
        self.0.contains(&name.to_ascii_lowercase())
    }

    /// Tells whether a refusal may be none, since it concerns an object of which such a statement spoke, or one
    /// whose name begins with the name of such a one: a partition `event_2024`, of `event`.
    pub(crate) fn concerns(&self, refusal: &Refusal) -> bool {
        if self.0.is_empty() || !depends_on_objects(refusal) {
            return false;
        }
        let text = refusal.detail.as_deref().filter(|_| is_of_dependents(refusal));
        let text = text.unwrap_or(&refusal.message);
        names(text).iter().any(|name| {
            let ends = name.match_indices('_').map(|(place, _)| place).chain([name.len()]);
            let mut starts = ends.filter_map(|end| name.get(..end));
            starts.any(|start| start.len() >= SHORTEST && self.0.contains(start))
        })
    }
}

fn is_of_dependents(refusal: &Refusal) -> bool {
    refusal.sqlstate == SqlState::DependentObjectsStillExist
}

/// Tells whether a statement is refused for an object that is there, or is not.
fn depends_on_objects(refusal: &Refusal) -> bool {
    use SqlState::*;
    refusal.is_missing()
        || is_of_dependents(refusal)
        || matches!(
            refusal.sqlstate,
            DuplicateTable
                | DuplicateObject
                | DuplicateColumn
                | DuplicateFunction
                | DuplicateSchema
        )
}

/// Returns the words of a refusal that may be names of objects: those in quotes; where there are none, those that
/// are no words for kinds, outside of parentheses, in which types stand.
fn names(text: &str) -> Vec<String> {
    let quoted: Vec<String> = text.split('"').skip(1).step_by(2).flat_map(words_anywhere).collect();
    if !quoted.is_empty() {
        return quoted;
    }
    let outside = text.split('(').enumerate().map(|(place, part)| match place {
        0 => part,
        _ => part.split_once(')').map_or("", |(_, outside)| outside),
    });
    let is_name = |word: &String| {
        !AROUND_NAMES.contains(&word.as_str())
            && !kinds::all().any(|kind| kind.name.split(' ').any(|known| known == word))
    };
    outside.flat_map(words_anywhere).filter(is_name).collect()
}
