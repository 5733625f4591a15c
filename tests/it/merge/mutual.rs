//! Branches that merge each other: there is nothing left to merge, and no difference.
//!
//! One thing is left: what a role was given is kept under the name that the role had, so where that was renamed a merge
//! gives it again, which changes nothing.

use schemagraft::diff::Options;
use schemagraft::history::{DdlVersioningManager, MergeMeta, RecordMeta, SchemaPoint};
use schemagraft::merge::{DdlMergeStrategy, MergeOptions, Verdict};
use schemagraft::sql::Mode;
use schemagraft::store::{MemoryStore, now};

use super::cases::cases;
use super::scripts::Scripts;

#[test]
fn every_clean_case_ends_alike_on_both_branches() {
    let clean = cases()
        .into_iter()
        .filter(|case| case.scripts.plan(DdlMergeStrategy::DdlReplay).verdict != Verdict::Conflict);
    let clean: Vec<_> = clean.collect();
    assert!(clean.len() >= 150, "only {} cases are clean", clean.len());
    let faults: Vec<String> = clean
        .iter()
        .filter_map(|case| Some(format!("{}: {}", case.name, fault(&case.scripts)?)))
        .collect();
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), clean.len(), faults.join("\n"));
}

/// Returns what is wrong once either branch has merged the other.
fn fault(scripts: &Scripts) -> Option<String> {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
    let record = |branch: &str, statements: &[String]| {
        let meta = RecordMeta { mode: Mode::Lenient, ..RecordMeta::default() };
        let script = statements.join(";\n");
        now(manager.record_ddl(branch, &script, &meta)).unwrap();
    };
    record("main", &scripts.base);
    now(manager.create_branch("feature", "main", None)).unwrap();
    record("feature", &scripts.source);
    record("main", &scripts.target);
    let options = MergeOptions::default();
    for (source, target) in [("feature", "main"), ("main", "feature")] {
        if let Err(error) = now(manager.merge(source, target, &options, &MergeMeta::default())) {
            return Some(format!("{source} into {target}: {error}"));
        }
        let again = now(manager.plan_merge(source, target, &options)).unwrap().plan;
        if (!again.ddl.is_empty() && !renames_role(scripts)) || !again.conflicts.is_empty() {
            return Some(format!("{source} into {target} again: {:?}", again.ddl));
        }
    }
    let head = SchemaPoint::Head;
    let left = now(manager.diff(("feature", &head), ("main", &head), &Options::default())).unwrap();
    (!left.ddl.is_empty()).then(|| format!("{:?}", left.ddl))
}

fn renames_role(scripts: &Scripts) -> bool {
    let mut statements = scripts.source.iter().chain(&scripts.target);
    statements.any(|one| one.starts_with("alter role") && one.contains(" rename to "))
}
