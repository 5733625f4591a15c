//! Statements that a branch ran in vain: they have no effect, and are told of.

use schemagraft::merge::{ConflictClass, DdlMergeStrategy, Verdict};

use super::scripts::Scripts;

const BASE: &str = "CREATE TABLE users (id integer);";
const IN_VAIN: &str = "DROP TABLE users; ALTER TABLE users RENAME TO people;";

#[test]
fn what_a_branch_has_dropped_is_not_taken_to_be_there() {
    let scripts = Scripts::new(BASE, IN_VAIN, "CREATE TABLE tags (label text);");
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let plan = scripts.plan(strategy);
        assert_eq!(plan.verdict, Verdict::Warning, "{:?}", plan.ddl);
        assert!(plan.ddl.iter().all(|ddl| ddl.starts_with("DROP TABLE")), "{:?}", plan.ddl);
        assert_eq!(plan.merged.to_ddl(), ["CREATE TABLE public.tags (\n    label text\n)"]);
    }
}

#[test]
fn what_a_branch_has_dropped_is_missed_by_the_other() {
    let scripts = Scripts::new(BASE, IN_VAIN, "CREATE TABLE visits (visitor users);");
    let conflicts = scripts.conflicts();
    let classes: Vec<ConflictClass> = conflicts.iter().map(|conflict| conflict.class).collect();
    assert_eq!(classes, [ConflictClass::DropVsReference]);
}
