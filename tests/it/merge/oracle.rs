//! The shared two-branch cases, with the verdicts that a real server and a person gave them.

use schemagraft::catalog::{Catalog, materialize};
use schemagraft::merge::DdlMergeStrategy::{DdlReplay, SchemaDiff};
use schemagraft::merge::Verdict;

use super::scripts::Scripts;

#[test]
fn the_shared_cases_are_judged_as_they_were() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/merge-cases/cases.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("NOT TESTED: the shared cases are not at {path}");
        return;
    };
    let faults: Vec<String> = text.lines().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns what is wrong with a case: the verdict, the class, or what the statements lead to.
fn faults(line: &str) -> Vec<String> {
    let case: serde_json::Value = serde_json::from_str(line).unwrap();
    let field = |name: &str| case[name].as_str().unwrap_or_default();
    let scripts = Scripts::new(field("base"), field("source"), field("target"));
    let mut faults = Vec::new();
    for strategy in [DdlReplay, SchemaDiff] {
        let plan = scripts.plan(strategy);
        let verdict = match plan.verdict {
            Verdict::Clean => "clean",
            Verdict::Warning => "warning",
            Verdict::Conflict => "conflict",
        };
        let mut classes: Vec<String> = Vec::new();
        classes.extend(plan.conflicts.iter().map(|one| format!("{:?}", one.class)));
        classes.extend(plan.warnings.iter().map(|one| format!("{:?}", one.class)));
        classes.extend(plan.reasons.iter().map(|one| format!("{:?}", one.reason)));
        let id = field("id");
        if verdict != field("verdict") || !classes.iter().any(|class| class == field("cls")) {
            faults.push(format!(
                "{id} {strategy:?}: {} {}, found {verdict} {classes:?}",
                field("verdict"),
                field("cls")
            ));
        }
        if field("verdict") == "conflict" {
            continue;
        }
        let order = case["merged"].as_array().into_iter().flatten();
        let order: Vec<&str> = order.map(|name| field(name.as_str().unwrap())).collect();
        let meant = materialize(&order.join(";\n"));
        let ddl = [field("base"), field("target"), &plan.ddl.join(";\n")].join(";\n");
        let reached = materialize(&ddl);
        let lines = |catalog: &Catalog| {
            let mut ddl = catalog.to_ddl();
            ddl.sort();
            ddl
        };
        // Who declared a column that both a parent and its child have is told by no statement.
        let is_open = field("note").contains("attislocal differs");
        let is_meant = is_open || lines(&reached.catalog) == lines(&meant.catalog);
        if !is_meant || !reached.errors.is_empty() {
            faults.push(format!(
                "{id} {strategy:?} ({:?}): {:?}\n  errors {:?}\n  leads to {:?}\n  meant    {:?}",
                plan.strategy,
                plan.ddl,
                reached.errors.iter().map(|error| &error.message).collect::<Vec<_>>(),
                lines(&reached.catalog),
                lines(&meant.catalog)
            ));
        }
        if plan.merged.hash() != reached.catalog.hash() {
            faults.push(format!("{id} {strategy:?}: says {:?}", lines(&plan.merged)));
        }
    }
    faults
}
