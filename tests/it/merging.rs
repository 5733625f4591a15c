//! Merging branches of a history: what the target gets, and where the next merge starts from.

use schemagraft::ErrorCode;
use schemagraft::history::{
    DdlVersioningManager, HistoryError, MergeMeta, MergeResult, RecordMeta, SchemaPoint,
};
use schemagraft::ids::{DdlId, Hash};
use schemagraft::merge::{DdlMergeStrategy, MergeOptions, Resolution, Verdict};
use schemagraft::store::{MemoryStore, Store, now};

type Manager = DdlVersioningManager<MemoryStore>;

const SHOP: &str =
    "CREATE TABLE users (id int PRIMARY KEY, email text); CREATE TABLE orders (id int);";

/// A history with a shop on `main`, and the branch `feature` from there.
fn forked() -> Manager {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
    record(&manager, "main", SHOP);
    branch(&manager, "feature", "main");
    manager
}

fn record<S: Store>(manager: &DdlVersioningManager<S>, branch: &str, sql: &str) {
    now(manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
}

fn branch(manager: &Manager, name: &str, from: &str) {
    now(manager.create_branch(name, from, None)).unwrap();
}

fn try_merge(manager: &Manager, source: &str, target: &str) -> Result<MergeResult, HistoryError> {
    now(manager.merge(source, target, &MergeOptions::default(), &MergeMeta::default()))
}

fn merge(manager: &Manager, source: &str, target: &str) -> MergeResult {
    try_merge(manager, source, target).unwrap()
}

/// The statements that a merge appended.
fn merged(manager: &Manager, source: &str, target: &str) -> Vec<String> {
    let entries = merge(manager, source, target).entries;
    entries.into_iter().map(|entry| entry.ddl_statement).collect()
}

fn conflicts(manager: &Manager, source: &str, target: &str) -> Vec<String> {
    match try_merge(manager, source, target) {
        Err(HistoryError::MergeConflict { plan, .. }) => {
            plan.plan.conflicts.iter().map(|conflict| format!("{:?}", conflict.class)).collect()
        }
        other => panic!("not a conflict: {other:?}"),
    }
}

fn hash(manager: &Manager, branch: &str) -> Hash {
    now(manager.schema_at(branch, &SchemaPoint::Head)).unwrap().hash
}

fn ddl(manager: &Manager, branch: &str) -> String {
    now(manager.schema_at(branch, &SchemaPoint::Head)).unwrap().ddl.join(";\n")
}

fn assert_whole<S: Store>(manager: &DdlVersioningManager<S>) {
    assert_eq!(now(manager.verify()).unwrap().problems, []);
}

#[test]
fn a_merge_appends_what_the_target_lacks_and_is_recorded() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    record(&manager, "main", "ALTER TABLE users ADD age int");
    let result = merge(&manager, "feature", "main");
    assert_eq!(result.plan.verdict, Verdict::Clean);
    assert_eq!(result.entries[0].ddl_statement, "ALTER TABLE users ADD phone text");
    let merges = now(manager.list_merges("main")).unwrap();
    assert_eq!(merges.len(), 1);
    assert_eq!(Some(&merges[0]), result.merge.as_ref());
    assert_eq!(merges[0].head, Some(result.entries[0].ddl_id));
    assert_eq!(merges[0].base.ddl_id, Some(DdlId(2)));
    assert_whole(&manager);
}

#[test]
fn a_plan_changes_nothing_and_a_merge_applies_it_while_the_heads_hold() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    let before = now(manager.export()).unwrap();
    let plan = now(manager.plan_merge("feature", "main", &MergeOptions::default())).unwrap();
    assert_eq!(now(manager.export()).unwrap(), before);
    let meta = MergeMeta { heads: Some(plan.heads), ..MergeMeta::default() };
    record(&manager, "main", "CREATE TABLE later (id int)");
    let moved = now(manager.merge("feature", "main", &MergeOptions::default(), &meta));
    assert_eq!(moved.unwrap_err().code(), ErrorCode::HeadMoved);
    let plan = now(manager.plan_merge("feature", "main", &MergeOptions::default())).unwrap();
    let meta = MergeMeta { heads: Some(plan.heads), ..MergeMeta::default() };
    let result = now(manager.merge("feature", "main", &MergeOptions::default(), &meta)).unwrap();
    assert_eq!(result.entries.len(), 1);
}

#[test]
fn both_strategies_lead_to_one_schema() {
    let mut hashes = Vec::new();
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let manager = forked();
        record(
            &manager,
            "feature",
            "ALTER TABLE users ADD phone text; CREATE INDEX ON users (email)",
        );
        record(&manager, "main", "ALTER TABLE users RENAME TO people");
        let options = MergeOptions { strategy, ..MergeOptions::default() };
        now(manager.merge("feature", "main", &options, &MergeMeta::default())).unwrap();
        hashes.push(hash(&manager, "main"));
    }
    assert_eq!(hashes[0], hashes[1]);
}

#[test]
fn an_unresolved_conflict_stops_the_merge_and_changes_nothing() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ALTER email TYPE varchar(100)");
    record(&manager, "main", "ALTER TABLE users ALTER email TYPE varchar(200)");
    let before = now(manager.export()).unwrap();
    assert_eq!(conflicts(&manager, "feature", "main"), ["BothModified"]);
    assert_eq!(now(manager.export()).unwrap(), before);
}

#[test]
fn a_resolution_is_applied_recorded_and_not_asked_for_again() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ALTER email TYPE varchar(100)");
    record(&manager, "main", "ALTER TABLE users ALTER email TYPE varchar(200)");
    let plan = now(manager.plan_merge("feature", "main", &MergeOptions::default())).unwrap();
    let id = plan.plan.conflicts[0].id.clone();
    let resolutions = [(id.clone(), Resolution::Source)].into();
    let options = MergeOptions { resolutions, ..MergeOptions::default() };
    let result = now(manager.merge("feature", "main", &options, &MergeMeta::default())).unwrap();
    assert_eq!(result.merge.unwrap().resolutions, [(id, Resolution::Source)]);
    assert!(
        ddl(&manager, "main").contains("varchar(100)") || ddl(&manager, "main").contains("(100)")
    );
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    assert_eq!(merged(&manager, "feature", "main"), ["ALTER TABLE users ADD phone text"]);
    assert_whole(&manager);
}

#[test]
fn a_branch_merged_twice_brings_only_what_is_new() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    record(&manager, "main", "ALTER TABLE users RENAME TO people");
    assert_eq!(merged(&manager, "feature", "main"), ["ALTER TABLE people ADD phone text"]);
    let again = merge(&manager, "feature", "main");
    assert!(again.entries.is_empty() && again.merge.is_none(), "{again:?}");
    record(&manager, "feature", "ALTER TABLE users ALTER phone SET NOT NULL");
    record(&manager, "main", "CREATE INDEX ON people (phone)");
    let expected = ["ALTER TABLE people ALTER phone SET NOT NULL"];
    assert_eq!(merged(&manager, "feature", "main"), expected);
    assert_whole(&manager);
}

#[test]
fn what_the_target_dropped_after_a_merge_does_not_come_back() {
    let manager = forked();
    record(&manager, "feature", "CREATE TABLE carts (id int)");
    merge(&manager, "feature", "main");
    record(&manager, "main", "DROP TABLE carts");
    record(&manager, "feature", "CREATE TABLE lists (id int)");
    assert_eq!(merged(&manager, "feature", "main"), ["CREATE TABLE lists (id int)"]);
    assert!(!ddl(&manager, "main").contains("carts"));
}

#[test]
fn branches_that_merge_each_other_end_alike() {
    let manager = forked();
    record(&manager, "feature", "CREATE TABLE carts (id int)");
    record(&manager, "main", "ALTER TABLE users ADD age int");
    merge(&manager, "feature", "main");
    merge(&manager, "main", "feature");
    assert_eq!(hash(&manager, "main"), hash(&manager, "feature"));
    record(&manager, "main", "ALTER TABLE carts ADD total int");
    record(&manager, "feature", "ALTER TABLE carts ADD owner int");
    assert_eq!(merged(&manager, "main", "feature"), ["ALTER TABLE carts ADD total int"]);
    assert_whole(&manager);
}

#[test]
fn a_branch_that_was_merged_goes_on_from_there() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    merge(&manager, "feature", "main");
    assert_eq!(merged(&manager, "main", "feature"), [""; 0]);
    record(&manager, "main", "ALTER TABLE users ADD age int");
    assert_eq!(merged(&manager, "main", "feature"), ["ALTER TABLE users ADD age int"]);
    assert_eq!(hash(&manager, "main"), hash(&manager, "feature"));
    assert_whole(&manager);
}

#[test]
fn a_criss_cross_starts_from_what_both_have() {
    let manager = forked();
    record(&manager, "feature", "CREATE TABLE carts (id int)");
    record(&manager, "main", "ALTER TABLE users ADD age int");
    // Each merges the other as it was before: neither result is on both branches.
    branch(&manager, "old", "feature");
    merge(&manager, "feature", "main");
    let at = now(manager.list_merges("main")).unwrap()[0].target_head;
    now(manager.create_branch("main before", "main", at)).unwrap();
    merge(&manager, "main before", "feature");
    record(&manager, "main", "DROP TABLE carts");
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    assert_eq!(merged(&manager, "feature", "main"), ["ALTER TABLE users ADD phone text"]);
    assert!(!ddl(&manager, "main").contains("carts"));
    assert_whole(&manager);
}

#[test]
fn a_base_is_made_where_no_point_has_what_both_have() {
    let manager = forked();
    for name in ["carts", "orders", "one", "other"] {
        branch(&manager, name, "main");
        record(&manager, name, &format!("CREATE TABLE {name} (id int)"));
    }
    for target in ["one", "other"] {
        merge(&manager, "carts", target);
        merge(&manager, "orders", target);
    }
    record(&manager, "one", "ALTER TABLE carts RENAME TO baskets; ALTER TABLE orders ADD n int");
    assert_eq!(
        merged(&manager, "one", "other"),
        [
            "CREATE TABLE public.one (\n    id integer\n)",
            "ALTER TABLE carts RENAME TO baskets",
            "ALTER TABLE orders ADD n int"
        ]
    );
    assert_whole(&manager);
}

#[test]
fn what_a_branch_brought_is_known_though_it_was_deleted_since() {
    let manager = forked();
    branch(&manager, "carts", "main");
    branch(&manager, "release", "main");
    record(&manager, "carts", "CREATE TABLE carts (id int)");
    let refused = now(manager.delete_branch("carts", false)).unwrap_err();
    assert!(refused.to_string().contains("no other branch has"), "{refused}");
    merge(&manager, "carts", "main");
    merge(&manager, "carts", "release");
    now(manager.delete_branch("carts", false)).unwrap();
    record(&manager, "main", "ALTER TABLE carts RENAME TO baskets");
    let renamed = ["ALTER TABLE carts RENAME TO baskets"];
    assert_eq!(merged(&manager, "main", "release"), renamed);
    assert_whole(&manager);
}

#[test]
fn a_hundred_branches_merge_one_after_another() {
    let manager = forked();
    for number in 0..100 {
        let name = format!("b{number}");
        branch(&manager, &name, "main");
        record(&manager, &name, &format!("ALTER TABLE users ADD c{number} int"));
    }
    for number in 0..100 {
        merge(&manager, &format!("b{number}"), "main");
    }
    let schema = now(manager.schema_at("main", &SchemaPoint::Head)).unwrap();
    assert_eq!(schema.ddl.join("\n").matches(" c").count(), 100);
    assert_whole(&manager);
}

#[test]
fn merges_travel_with_a_bundle_and_an_edited_one_is_found() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE users ADD phone text");
    merge(&manager, "feature", "main");
    let copy = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
    now(copy.import(&now(manager.export()).unwrap())).unwrap();
    assert_eq!(now(copy.list_merges("main")).unwrap(), now(manager.list_merges("main")).unwrap());
    assert!(merge(&copy, "feature", "main").merge.is_none());
}

#[test]
fn a_statement_about_rows_that_are_gone_is_left_out_and_told() {
    let manager = forked();
    record(&manager, "feature", "UPDATE orders SET id = 0; ALTER TABLE users ADD phone text");
    record(&manager, "main", "DROP TABLE orders");
    let result = merge(&manager, "feature", "main");
    assert_eq!(result.plan.verdict, Verdict::Warning);
    assert_eq!(result.plan.warnings[0].source[0].statement, "UPDATE orders SET id = 0");
    assert_eq!(result.plan.ddl, ["ALTER TABLE users ADD phone text"]);
}
