//! A conflict as it is found: by objects and evidence, before it is put into words and texts.

use super::conflict::{ConflictClass, DdlConflictType};
use super::ledger::Evidence;
use crate::sorted::sorted;
use crate::sql::DdlObjectType;

/// A conflict, as found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The object.
    pub(super) object: Described,
    /// The coarse type.
    pub(super) conflict_type: DdlConflictType,
    /// The class.
    pub(super) class: ConflictClass,
    /// The attribute concerned.
    pub(super) attribute: Option<String>,
    /// The conflict in plain words.
    pub(super) explanation: String,
    /// What the source did.
    pub(super) source: Vec<Evidence>,
    /// What the target did.
    pub(super) target: Vec<Evidence>,
}

/// One of the two branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The branch merged from.
    Source,
    /// The branch merged into.
    Target,
}

impl Side {
    /// Returns the other branch.
    pub(super) fn other(self) -> Side {
        match self {
            Side::Source => Side::Target,
            Side::Target => Side::Source,
        }
    }
}

impl std::fmt::Display for Side {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Side::Source => "the source",
            Side::Target => "the target",
        })
    }
}

impl Finding {
    /// Returns a finding over an object, with the coarse type that its class has by itself.
    pub(super) fn new(object: Described, class: ConflictClass, explanation: String) -> Finding {
        let conflict_type = class.coarse();
        let (attribute, source, target) = (None, Vec::new(), Vec::new());
        Finding { object, conflict_type, class, attribute, explanation, source, target }
    }

    /// Adds what each side did, in the order of the statements.
    pub(super) fn shown_by(mut self, source: Vec<Evidence>, target: Vec<Evidence>) -> Finding {
        (self.source, self.target) = (in_order(source), in_order(target));
        self
    }

    /// Adds what a side did, and what the other did.
    pub(super) fn shown_from(
        self,
        side: Side,
        own: Vec<Evidence>,
        other: Vec<Evidence>,
    ) -> Finding {
        match side {
            Side::Source => self.shown_by(own, other),
            Side::Target => self.shown_by(other, own),
        }
    }

    /// Names the attribute concerned.
    pub(super) fn over(mut self, attribute: &str) -> Finding {
        self.attribute = Some(attribute.to_owned());
        self
    }
}

/// Returns each statement once, at its first place, in order.
fn in_order(evidence: Vec<Evidence>) -> Vec<Evidence> {
    let mut evidence = sorted(evidence, Evidence::cmp);
    evidence.dedup_by_key(|one| one.change);
    evidence
}

/// An object as people know it; it prints as "materialized view sums".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Described {
    /// What it is.
    pub(super) kind: DdlObjectType,
    /// Its name.
    pub(super) name: String,
}

impl std::fmt::Display for Described {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", words(self.kind), self.name)
    }
}

/// Returns what a kind of object is called in plain words: `materialized view`.
fn words(kind: DdlObjectType) -> String {
    let mut words = String::new();
    for letter in kind.as_str().chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
