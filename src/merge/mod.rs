//! Two branches become one schema, or a precise account of why not.
//!
//! Each branch's statements are run on the base (`ground`, `side`): two catalogs with identities in common,
//! and for each object and attribute the statement that it comes from. They are laid side by side (`pair`)
//! and become one catalog (`union`), each value merged three ways (`three_way`). What can't be merged is
//! found by class: `drops`, `collisions`, `attributes`, `discords`, and `claims` for statements of which
//! little is known; `report` puts it into words and texts.
//!
//! Never in it: IO, where the statements are kept, and what is special about a kind of object (see
//! `catalog::kinds`).

mod attributes;
mod claims;
mod collisions;
mod conflict;
mod discords;
mod drops;
mod finding;
mod ground;
mod options;
mod pair;
mod report;
mod side;
mod three_way;
mod union;

pub use conflict::{ConflictClass, ConflictSide, DdlConflict, DdlConflictType};
pub use options::{DdlMergeStrategy, MergeMode, MergeOptions, Resolution};

use crate::ids::DdlId;
use crate::sql::{DdlObjectType, DdlOperation};
use finding::{Finding, Who};
use ground::Ground;
use pair::{Pair, Twins};
use report::Report;
use side::Side;
use union::Union;

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
    let mut ground = Ground::new(base);
    let next = ground.catalog.next();
    let mut source_side = Side::run(&mut ground, next, source);
    let mut target_side = Side::run(&mut ground, source_side.catalog.next(), target);
    ground.complete(&mut source_side);
    ground.complete(&mut target_side);
    let twins = Twins::of(&ground, &source_side, &target_side);
    let pair = Pair::new(&ground, &source_side, &target_side, &twins);
    let union = union::merged(pair);
    Report { source, target }.of(found(pair, &union))
}

fn found(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut findings = drops::find(pair, Who::Source);
    findings.extend(drops::find(pair.flipped(), Who::Target));
    findings.extend(drops::replaced_on_one_side(pair));
    findings.extend(collisions::find(pair));
    findings.extend(attributes::find(pair));
    findings.extend(discords::find(pair, union));
    findings.extend(claims::find(pair));
    findings
}
