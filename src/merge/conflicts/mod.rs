//! What can't be merged, what is in doubt, and what should be looked at.
//!
//! | question | file |
//! |---|---|
//! | does one side drop what the other changes or needs? | `drops` |
//! | is one name given to two objects? | `collisions` |
//! | do both set one attribute, or attributes that can't hold together? | `attributes` |
//! | what would PostgreSQL not have accepted of the merged catalog, or what of it should be reviewed? | `discords` |
//! | which statements are refused, or are not PostgreSQL's, and what are they about? | `claims` |
//! | which have effects that are not known, or that depend on what is there? | `doubts` |
//! | which texts speak of what is gone, what is lost with it, which order does nobody decide? | `warnings` |
//! | which calls would mean another routine beside the other side's? | `overloads` |
//! | which statements about rows would the other side's changes refuse? | `rows` |
//! | which statements can't run on what the other side left, though nothing else is found? | `clash` |
//!
//! Each answers with `finding`s: objects, and the statements on both sides. `report` puts those in order, each cause once,
//! and makes the `conflict`s and warnings of them that callers get. Never in it: what is special about a kind of object
//! (see `catalog::kinds`).

mod attributes;
mod claims;
pub(super) mod clash;
pub(super) mod collisions;
pub(super) mod conflict;
pub(super) mod discords;
pub(super) mod doubts;
pub(super) mod drops;
pub(super) mod finding;
mod overloads;
pub(super) mod report;
pub(super) mod rows;
pub(super) mod warnings;

pub use conflict::{ConflictClass, ConflictSide, DdlConflict, DdlConflictType, MergeWarning};

use super::sides::Who;
use super::sides::pair::Pair;
use super::sides::{apart, are_long};
use super::union::{self, Union};
use crate::both::both;
use finding::Finding;

/// What both sides come to, as far as no statement is run again for it.
pub(super) struct Found {
    pub(super) union: Union,
    pub(super) findings: Vec<Finding>,
    /// Whether the sides have nothing to do with each other, as far as they were looked at.
    pub(super) are_apart: bool,
}

/// Merges both sides into one catalog, and finds what can be found by comparing them; what it takes running their statements
/// on each other is left (see `rows`, `warnings::unordered` and `clash`).
pub(super) fn found(pair: Pair<'_>) -> Found {
    let is_long = are_long(pair.own.changes, pair.other.changes);
    let before = || {
        let objects = about_objects(pair);
        let are_apart = objects.is_empty() && apart::are_apart(pair);
        (objects, are_apart)
    };
    let (union, (mut findings, are_apart)) = both(is_long, || union::merged(pair), before);
    let beside = || (discords::find(pair, &union), about_statements(pair));
    let (collisions, (discords, statements)) =
        both(is_long, || collisions::find(pair, &union), beside);
    let are_apart = are_apart && statements.is_empty();
    findings.extend(collisions);
    findings.extend(discords);
    findings.extend(statements);
    Found { union, findings, are_apart }
}

/// Finds what was done to objects that both sides had, or have.
fn about_objects(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = drops::find(pair, Who::Source);
    findings.extend(drops::find(pair.flipped(), Who::Target));
    findings.extend(drops::replaced_on_one_side(pair));
    findings.extend(attributes::find(pair));
    findings
}

/// Finds what statements say that is refused, not known, or would mean something else.
fn about_statements(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = claims::find(pair);
    findings.extend(warnings::find(pair));
    findings.extend(doubts::find(pair));
    findings.extend(overloads::find(pair, Who::Source));
    findings.extend(overloads::find(pair.flipped(), Who::Target));
    findings
}
