//! What holds for every clean merge: it is the same both ways, and by either strategy.

use schemagraft::catalog::{Catalog, materialize};
use schemagraft::merge::DdlMergeStrategy::{DdlReplay, SchemaDiff};
use schemagraft::merge::Verdict;

use super::cases::cases;
use super::scripts::Scripts;

/// How many of the cases may be merged by the difference of the schemas though a replay was asked for.
const MOST_DIFFS: usize = 14;

#[test]
fn both_strategies_lead_to_the_merged_schema() {
    let mut faults = Vec::new();
    let mut by_diff = Vec::new();
    for case in cases() {
        for strategy in [DdlReplay, SchemaDiff] {
            let plan = case.scripts.plan(strategy);
            if plan.verdict == Verdict::Conflict || !runs(&case.scripts) {
                continue;
            }
            if plan.strategy != strategy {
                by_diff.push(case.name.clone());
            }
            let reached = reached(&case.scripts, &plan.ddl);
            if lines(&reached) != lines(&plan.merged) {
                faults.push(format!(
                    "{} {strategy:?}: {:#?}\n leads to {:#?}\n not      {:#?}",
                    case.name,
                    plan.ddl,
                    lines(&reached),
                    lines(&plan.merged)
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(by_diff.len() <= MOST_DIFFS, "{by_diff:#?}");
}

#[test]
fn a_merge_is_the_same_both_ways() {
    let mut faults = Vec::new();
    for case in cases() {
        let there = case.scripts.plan(DdlReplay);
        let back = case.scripts.swapped().plan(DdlReplay);
        let is_same = there.verdict == Verdict::Conflict
            || sorted_words(&there.merged) == sorted_words(&back.merged);
        if there.verdict != back.verdict || !is_same {
            let (one, other) = (lines(&there.merged), lines(&back.merged));
            faults.push(format!("{}: {one:#?}\n{other:#?}", case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_leads_only_one_way_is_a_conflict_both_ways() {
    let an_index = Scripts::new(
        "create table events (at int) partition by range (at);
         create table new_events partition of events for values from (1) to (2);
         create index by_time on only events (at);
         create index by_new_time on new_events (at)",
        "alter index by_time attach partition by_new_time",
        "alter table events detach partition new_events",
    );
    let a_child = Scripts::new(
        "create table item (a int, id int); create table part (a int)",
        "alter table item inherit part",
        "alter table part rename column a to id",
    );
    for scripts in [an_index, a_child] {
        assert_eq!(scripts.plan(DdlReplay).verdict, Verdict::Conflict);
        assert_eq!(scripts.swapped().plan(DdlReplay).verdict, Verdict::Conflict);
    }
}

/// Tells whether base and target run without a fault.
fn runs(scripts: &Scripts) -> bool {
    let all = [scripts.base.join(";\n"), scripts.target.join(";\n")].join(";\n");
    let sources = [scripts.base.join(";\n"), scripts.source.join(";\n")].join(";\n");
    materialize(&all).errors.is_empty() && materialize(&sources).errors.is_empty()
}

fn reached(scripts: &Scripts, ddl: &[String]) -> Catalog {
    let all = [scripts.base.join(";\n"), scripts.target.join(";\n"), ddl.join(";\n")];
    materialize(&all.join(";\n")).catalog
}

fn lines(catalog: &Catalog) -> Vec<String> {
    let mut lines = catalog.to_ddl();
    lines.sort();
    lines
}

/// Returns a statement without the numbers that tell names apart that PostgreSQL makes up: whoever comes second
/// gets one.
fn without_counts(statement: &str) -> String {
    let mut statement = statement.to_owned();
    for ending in ["_idx", "_check", "_fkey", "_key", "_seq"] {
        for count in '1'..='9' {
            statement = statement.replace(&format!("{ending}{count}"), ending);
        }
    }
    statement
}

/// Returns a schema's statements: where a column stands does not count, nor do parentheses and letter case.
fn sorted_words(catalog: &Catalog) -> Vec<Vec<String>> {
    let mut statements: Vec<Vec<String>> = Vec::new();
    for statement in catalog.to_ddl() {
        let word = |part: &str| part.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let lower = without_counts(&statement.to_ascii_lowercase());
        let mut parts: Vec<String> = lower.split(['\n', ',']).map(word).collect();
        parts.sort();
        statements.push(parts);
    }
    statements.sort();
    statements
}
