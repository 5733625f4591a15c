//! Two cases in company: each in a schema of its own, on the same two branches.
//!
//! What the one is about has nothing to do with the other, so what is told of both is what is told of each.

use std::collections::BTreeSet;

use proptest::prelude::*;
use schemagraft::merge::{ConflictClass, DdlMergeStrategy, Verdict};

use super::cases::{Case, cases, told};
use super::scripts::Scripts;

/// Words of statements that reach beyond a schema, or whose names do not follow the search path.
const BEYOND: &[&str] = &[
    "commit",
    "create cast",
    "create language",
    "current_user",
    "event trigger",
    "extension",
    "foreign data",
    "grant",
    "owned",
    "owner",
    "privileg",
    "public",
    "reassign",
    "revoke",
    "role",
    "rollback",
    "schema",
    "search_path",
    "server",
    "subscription",
    "temp",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_told_of_two_cases_is_told_of_both_in_company(
        one in 0..1_000_usize,
        other in 0..1_000_usize,
        is_swapped: bool,
    ) {
        let cases = cases();
        let cases: Vec<&Case> = cases.iter().filter(|case| is_within(&case.scripts)).collect();
        prop_assert!(cases.len() >= 200, "only {} cases keep to themselves", cases.len());
        let one = within(&cases[one % cases.len()].scripts, "one");
        let other = &cases[other % cases.len()].scripts;
        let other = match is_swapped {
            true => within(&other.swapped(), "other"),
            false => within(other, "other"),
        };
        let both = Scripts {
            base: [&*one.base, &*other.base].concat(),
            source: [&*one.source, &*other.source].concat(),
            target: [&*one.target, &*other.target].concat(),
        };
        let apart = Told::of(&one).and(Told::of(&other));
        let together = Told::of(&both);
        prop_assert_eq!(&apart.conflicts, &together.conflicts, "{:#?}", both);
        prop_assert_eq!(apart.is_conflict, together.is_conflict, "{:#?}", both);
        let mut lost = apart.warnings.difference(&together.warnings);
        prop_assert_eq!(lost.next().filter(|_| !together.is_conflict), None, "{:#?}", both);
    }
}

/// A view lets a column get its type only if it comes last, and a table made by a query takes the type that a column had:
/// no order serves both.
#[test]
fn a_view_and_a_table_made_by_a_query_are_no_conflict_in_company() {
    let both = Scripts::new(
        "CREATE TABLE items (number integer); CREATE TABLE others (number integer)",
        "CREATE VIEW lengths AS SELECT bit_length(number::text) AS length FROM items;
         CREATE TABLE numbers AS SELECT number FROM others;
         CREATE VIEW given AS SELECT number FROM others WHERE number IS NOT NULL",
        "ALTER TABLE items ALTER COLUMN number TYPE text;
         ALTER TABLE others ALTER COLUMN number TYPE text",
    );
    for scripts in [both.swapped(), both] {
        for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
            assert_eq!(scripts.plan(strategy).verdict, Verdict::Clean, "{scripts:#?}");
        }
    }
}

/// What is told of a merge.
struct Told {
    is_conflict: bool,
    conflicts: BTreeSet<String>,
    warnings: BTreeSet<String>,
}

impl Told {
    /// Returns what is told, but for conflicts that only running the statements tells: that is not asked once there are
    /// others.
    fn of(scripts: &Scripts) -> Told {
        let plan = scripts.plan(DdlMergeStrategy::DdlReplay);
        let by_running = |class| class == ConflictClass::IncompatibleAlter;
        let conflicts = plan.conflicts.iter().filter(|one| !by_running(one.class)).map(told);
        let warnings = plan.warnings.iter();
        let warnings = warnings.map(|one| format!("{:?} {}", one.class, one.object_name));
        Told {
            is_conflict: plan.verdict == Verdict::Conflict,
            conflicts: conflicts.collect(),
            warnings: warnings.collect(),
        }
    }

    fn and(mut self, other: Told) -> Told {
        self.is_conflict |= other.is_conflict;
        self.conflicts.extend(other.conflicts);
        self.warnings.extend(other.warnings);
        self
    }
}

/// Tells whether statements keep to the schema that the search path names.
fn is_within(scripts: &Scripts) -> bool {
    let statements = scripts.base.iter().chain(&scripts.source).chain(&scripts.target);
    let mut statements = statements.map(|statement| statement.to_ascii_lowercase());
    !scripts.base.is_empty()
        && statements.all(|statement| !BEYOND.iter().any(|word| statement.contains(word)))
}

/// Returns the same scripts in a schema of their own.
fn within(scripts: &Scripts, schema: &str) -> Scripts {
    let (made, named) = (format!("CREATE SCHEMA {schema}"), format!("SET search_path TO {schema}"));
    let after = |first: &[String], statements: &[String]| [first, statements].concat();
    Scripts {
        base: after(&[made, named.clone()], &scripts.base),
        source: after(std::slice::from_ref(&named), &scripts.source),
        target: after(std::slice::from_ref(&named), &scripts.target),
    }
}
