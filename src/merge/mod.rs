//! What two branches' statements do to each other.
//!
//! Three steps: each statement is read as effects on named objects (`sql::effects`); the effects of
//! a branch are folded into a ledger, a net account of each object on top of the base's (`fold`,
//! `ledger`); the two ledgers are laid side by side and compared, object by object and attribute by
//! attribute (`pair`; then `drops`, `collisions` and `attributes`), each value merged three ways
//! (`three_way`).
//!
//! Never in it: IO, and where the statements are kept.

mod attributes;
mod collisions;
mod conflict;
mod drops;
mod finding;
mod fold;
mod ledger;
mod options;
mod pair;
mod recorded;
mod report;
mod three_way;

pub use conflict::{ConflictClass, ConflictSide, DdlConflict, DdlConflictType};
pub use options::{DdlMergeStrategy, MergeMode, MergeOptions, Resolution};

use crate::ids::DdlId;
use crate::sql::{DdlObjectType, DdlOperation};
use finding::{Finding, Side};
use ledger::Ledger;
use pair::Pair;
use report::Report;

/// A statement that a branch ran, as its history has it.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its entry.
    pub ddl_id: DdlId,
    /// What it does, as it was recorded.
    pub operation: DdlOperation,
    /// To what, as it was recorded.
    pub object_type: DdlObjectType,
    /// The object's name, as it was recorded.
    pub object_name: &'a str,
    /// The text.
    pub statement: &'a str,
}

/// Returns what the statements that `source` and `target` ran on top of `base` do to each other,
/// in the order of the source's statements.
///
/// All of a branch's statements on an object count together: what it makes and drops again is not
/// there, and an object that it renames is still the base's. The time taken grows with the number
/// of statements, not with the number of pairs.
pub fn detect_conflicts(
    base: &[Change<'_>],
    source: &[Change<'_>],
    target: &[Change<'_>],
) -> Vec<DdlConflict> {
    let ground = folded(None, 0, base);
    let source_ledger = folded(Some(&ground), base.len(), source);
    let target_ledger = folded(Some(&ground), base.len(), target);
    let pair = Pair { base: &ground, own: &source_ledger, other: &target_ledger };
    Report { base: base.len(), source, target }.of(found(pair))
}

/// Folds a run of statements into a ledger; `first` is the place of the first among all.
fn folded<'base>(
    base: Option<&'base Ledger<'base>>,
    first: usize,
    changes: &[Change<'_>],
) -> Ledger<'base> {
    let mut ledger = Ledger::new(base);
    for (place, change) in (first..).zip(changes) {
        fold::enter(&mut ledger, place, &recorded::effects(change));
    }
    ledger
}

fn found(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = drops::find(pair, Side::Source);
    findings.extend(drops::find(pair.flipped(), Side::Target));
    findings.extend(collisions::find(pair));
    findings.extend(attributes::find(pair));
    findings.extend(attributes::nullable_keys(pair, Side::Source));
    findings.extend(attributes::nullable_keys(pair.flipped(), Side::Target));
    findings
}
