//! Two branches become one schema, or a precise account of why not.
//!
//! A merge goes through these rooms, from above; each uses only those above it, `three_way` and `options`:
//!
//! | room | what happens there |
//! |---|---|
//! | `sides` | each branch's statements are run on the base: two catalogs with identities in common, and for each object and attribute the statement that it comes from; a `pair` is both, side by side |
//! | `union` | both become one catalog, each value merged three ways |
//! | `replay` | one side's statements are run on what the other left |
//! | `conflicts` | what can't be merged, or is in doubt: a file for each question |
//! | `yielding` | names that nobody chose give way, before the union is made |
//! | `resolve` | what was decided about conflicts is carried out |
//! | `lead` | statements are found that lead the target to the merged schema |
//! | `plan` | the whole of it: verdict, statements with their hazards, conflicts, warnings, reasons, the merged schema |
//! | `texts` | the same for texts: scripts, or whole schemas |
//!
//! [`plan`] is the door. [`plan_on`] takes the base as a session, [`plan_schemas`] three whole schemas, [`plan_texts`]
//! three texts, and [`detect_conflicts`] tells the conflicts alone. A conflict is decided by its `id` in
//! [`MergeOptions::resolutions`].
//!
//! Never in it: IO, where the statements are kept, and what is special about a kind of object (see
//! `catalog::kinds`).

mod conflicts;
mod lead;
mod options;
mod plan;
mod replay;
mod resolve;
mod sides;
mod texts;
mod three_way;
mod union;
mod yielding;

pub use conflicts::{ConflictClass, ConflictSide, DdlConflict, DdlConflictType, MergeWarning};
pub use options::{DdlMergeStrategy, MergeMode, MergeOptions, Resolution};
pub use plan::{CleanObject, MergeReason, Plan, UnknownConflict, Verdict};
pub use texts::{MergeForm, MergeText, MergeTexts, plan_schema_statements, plan_texts, statements};
pub(crate) use three_way::{Merged, three_way};

use crate::both::drop_both;
use crate::catalog::{Catalog, Session, Settings};
use crate::diff::{self, Diff};
use crate::ids::DdlId;
use crate::sql::{DdlObjectType, DdlOperation, Statement};
use conflicts::{Found, found, rows, warnings};
use plan::Planner;
use replay::replays::Replays;
use sides::Who;
use sides::ground::Ground;
use sides::pair::{Pair, Twins};
use sides::standing;
use yielding::Yielded;

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

impl<'a> Change<'a> {
    /// Returns a statement as it was read.
    pub fn of_statement(ddl_id: DdlId, statement: &'a Statement) -> Change<'a> {
        let Statement { operation, object_type, text, objects, .. } = statement;
        let (operation, object_type) = (*operation, *object_type);
        let object_name = objects.first().map_or("", |object| &object.name);
        Change { ddl_id, operation, object_type, object_name, statement: text }
    }

    /// Returns the statements of a text as they were read, numbered from 1.
    pub fn numbered(statements: &'a [Statement]) -> Vec<Change<'a>> {
        let numbered = (1..).zip(statements);
        numbered.map(|(number, one)| Change::of_statement(DdlId(number), one)).collect()
    }

    /// Returns a statement of which nothing was recorded but the text.
    pub fn of_text(ddl_id: DdlId, statement: &'a str) -> Change<'a> {
        let (operation, object_type) = (DdlOperation::Other, DdlObjectType::Unknown);
        Change { ddl_id, operation, object_type, object_name: "", statement }
    }
}

/// Returns what the statements that `source` and `target` ran on top of `base` do to each other,
/// in the order of the source's statements; doubts are no conflicts.
///
/// All of a branch's statements on an object count together: what it makes and drops again is not
/// there, and an object that it renames is still the base's. The time taken grows with the number
/// of statements, not with the number of pairs.
pub fn detect_conflicts(
    base: &[Change<'_>],
    source: &[Change<'_>],
    target: &[Change<'_>],
) -> Vec<DdlConflict> {
    conflicts(Ground::new(base), source, target)
}

/// As [`detect_conflicts`], with the base as the session that its statements left.
pub fn detect_conflicts_on(
    base: Session,
    source: &[Change<'_>],
    target: &[Change<'_>],
) -> Vec<DdlConflict> {
    conflicts(Ground::on(base), source, target)
}

fn conflicts(ground: Ground, source: &[Change<'_>], target: &[Change<'_>]) -> Vec<DdlConflict> {
    let options = MergeOptions { mode: MergeMode::Lenient, ..MergeOptions::default() };
    with_planner(ground, source, target, &options, |planner| planner.conflicts())
}

/// Returns what a merge of `source` into `target` comes to; both ran on top of `base`.
///
/// Nothing is changed by it. The statements of the plan are to run where the target's ran.
pub fn plan(
    base: &[Change<'_>],
    source: &[Change<'_>],
    target: &[Change<'_>],
    options: &MergeOptions,
) -> Plan {
    with_planner(Ground::new(base), source, target, options, |planner| planner.plan())
}

/// As [`plan`], with the base as the session that its statements left.
pub fn plan_on(
    base: Session,
    source: &[Change<'_>],
    target: &[Change<'_>],
    options: &MergeOptions,
) -> Plan {
    with_planner(Ground::on(base), source, target, options, |planner| planner.plan())
}

/// As [`plan`], of three whole schemas: what stands under one name is one thing.
pub fn plan_schemas(
    base: &Catalog,
    source: &Catalog,
    target: &Catalog,
    options: &MergeOptions,
) -> Plan {
    let changes = |side: &Catalog| diff::diff(base, side, &diff::Options::default());
    plan_diffs(base, &changes(source), &changes(target), options)
}

/// As [`plan_schemas`], with what takes the base to each.
fn plan_diffs(base: &Catalog, source: &Diff, target: &Diff, options: &MergeOptions) -> Plan {
    let mut ground = Ground::on(Session::new(base.clone(), Settings::default()));
    ground.is_of_wholes = true;
    let (own, other) = (changes_of(&source.statements), changes_of(&target.statements));
    let mut plan = with_planner(ground, &own, &other, options, |planner| planner.plan());
    for (who, diff) in [(Who::Source, source), (Who::Target, target)] {
        for rest in &diff.unresolved {
            let lost = format!("not all that {who} changed can be told as statements: {rest}");
            plan.doubt(MergeWarning::of_unknown(lost), options);
        }
    }
    plan
}

fn changes_of(statements: &[diff::Statement]) -> Vec<Change<'_>> {
    let mut changes = Vec::new();
    for (place, statement) in statements.iter().enumerate() {
        let change = Change::of_text(DdlId(place as u64 + 1), &statement.sql);
        changes.push(Change { object_name: &statement.object, ..change });
    }
    changes
}

fn with_planner<T>(
    mut ground: Ground,
    source: &[Change<'_>],
    target: &[Change<'_>],
    options: &MergeOptions,
    make: fn(Planner<'_>) -> T,
) -> T {
    let (mut source, mut target) = sides::run(&mut ground, source, target);
    for side in [&mut source, &mut target] {
        ground.complete(side);
        if ground.is_of_wholes {
            standing::keep(&ground, side);
        }
    }
    let mut twins = Twins::of(&ground, &source, &target);
    let yielded = match options.mode {
        MergeMode::Lenient => yielding::give_way(&ground, &mut source, &target, &twins),
        MergeMode::Strict => Yielded::default(),
    };
    if !yielded.is_empty() {
        twins = Twins::of(&ground, &source, &target);
    }
    let pair = Pair::new(&ground, &source, &target, &twins);
    let Found { union, mut findings, are_apart } = found(pair);
    findings.extend(yielding::find(pair, &yielded));
    let replays = Replays::of(pair);
    findings.extend(rows::find(&replays));
    findings.extend(warnings::unordered(&replays, &union));
    let are_apart = are_apart && findings.is_empty() && yielded.is_empty();
    let made = make(Planner { pair, replays, union, findings, yielded, are_apart, options });
    drop_both(sides::are_long(source.changes, target.changes), source, target);
    made
}
