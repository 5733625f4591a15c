//! Taking entries back: what is undone, what is told as lost, what was changed since, and that a merge that
//! was taken back can be merged again.

use schemagraft::ErrorCode;
use schemagraft::history::{
    DdlVersioningManager, HistoryError, MergeMeta, RecordMeta, RevertMeta, RevertResult, Reverted,
    SchemaPoint,
};
use schemagraft::ids::{DdlId, Hash};
use schemagraft::merge::{MergeOptions, Resolution};
use schemagraft::store::{MemoryStore, now};

type Manager = DdlVersioningManager<MemoryStore>;

const SHOP: &str = "CREATE TABLE users (id int PRIMARY KEY, email text);";

fn shop() -> Manager {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
    record(&manager, "main", SHOP);
    manager
}

/// Records statements; returns the ids of the first and the last.
fn record(manager: &Manager, branch: &str, sql: &str) -> (DdlId, DdlId) {
    let entries = now(manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
    (entries.first().unwrap().ddl_id, entries.last().unwrap().ddl_id)
}

fn merge(manager: &Manager, source: &str, target: &str) -> Vec<String> {
    let (options, meta) = (MergeOptions::default(), MergeMeta::default());
    let result = now(manager.merge(source, target, &options, &meta)).unwrap();
    result.entries.into_iter().map(|entry| entry.ddl_statement).collect()
}

fn try_revert(manager: &Manager, what: Reverted) -> Result<RevertResult, HistoryError> {
    now(manager.revert("main", what, &MergeOptions::default(), &RevertMeta::default()))
}

fn revert(manager: &Manager, what: Reverted) -> RevertResult {
    let result = try_revert(manager, what).unwrap();
    assert_eq!(now(manager.verify()).unwrap().problems, []);
    result
}

fn entries((first, last): (DdlId, DdlId)) -> Reverted {
    Reverted::Entries { first, last }
}

fn said(result: &RevertResult) -> Vec<&str> {
    result.entries.iter().map(|entry| entry.ddl_statement.as_str()).collect()
}

fn head(manager: &Manager) -> DdlId {
    let branches = now(manager.list_branches()).unwrap();
    branches.first().unwrap().head.unwrap()
}

fn hash(manager: &Manager) -> Hash {
    now(manager.schema_at("main", &SchemaPoint::Head)).unwrap().hash
}

#[test]
fn entries_are_taken_back_and_later_ones_stay() {
    let manager = shop();
    let range = record(
        &manager,
        "main",
        "ALTER TABLE users RENAME TO people; ALTER TABLE people ADD phone text; CREATE INDEX i ON people (phone);",
    );
    record(
        &manager,
        "main",
        "ALTER TABLE people ADD age int; CREATE VIEW adults AS SELECT id FROM people;",
    );
    let result = revert(&manager, entries(range));
    let schema = now(manager.schema_at("main", &SchemaPoint::Head)).unwrap().ddl.join("\n");
    assert!(
        schema.contains("CREATE TABLE public.users") && schema.contains("age integer"),
        "{schema}"
    );
    assert!(schema.contains("adults") && !schema.contains("phone"), "{schema}");
    let hazards = result.plan.hazards();
    let lossy = hazards.iter().find(|hazard| hazard.code == "DATA_LOSS").unwrap();
    assert!(said(&result)[lossy.statement].contains("DROP COLUMN phone"), "{:?}", said(&result));
    let record = result.revert.unwrap();
    assert_eq!((record.after, record.last), (Some(DdlId(1)), range.1));
    assert_eq!(record.head, head(&manager));
}

#[test]
fn what_was_dropped_comes_back_without_what_it_held() {
    let manager = shop();
    let before = hash(&manager);
    let range = record(
        &manager,
        "main",
        "DROP TABLE users; DO $$ BEGIN EXECUTE current_setting('a.b'); END $$;",
    );
    let result = revert(&manager, entries(range));
    assert_eq!(hash(&manager), before);
    assert!(
        result.lost.iter().any(|lost| lost.contains("users held does not come back")),
        "{:?}",
        result.lost
    );
    assert!(
        result.lost.iter().any(|lost| lost.starts_with(&format!("what entry {} did", range.1))),
        "{:?}",
        result.lost
    );
}

#[test]
fn rows_stay_as_they_are() {
    let manager = shop();
    let range = record(
        &manager,
        "main",
        "INSERT INTO users VALUES (1); SELECT 1; TRUNCATE users; CREATE TABLE carts (id int);",
    );
    let changed = |id: u64| format!("entry {id} changed rows, which stay as they are");
    assert_eq!(revert(&manager, entries(range)).lost, [changed(2), changed(4)]);
}

#[test]
fn what_was_changed_since_is_told_and_not_overwritten() {
    let manager = shop();
    let range = record(&manager, "main", "ALTER TABLE users ALTER email TYPE varchar(10);");
    record(&manager, "main", "ALTER TABLE users ALTER email TYPE varchar(20);");
    let before = now(manager.export()).unwrap();
    let failure = try_revert(&manager, entries(range)).unwrap_err();
    assert_eq!(failure.code(), ErrorCode::MergeConflict);
    assert_eq!(now(manager.export()).unwrap(), before);
    let HistoryError::RevertConflict { plan, .. } = failure else { panic!("{failure}") };
    let conflict = plan.plan.conflicts.first().unwrap();
    assert_eq!(conflict.source[0].ddl_id, range.1);
    assert_eq!(conflict.target[0].ddl_id, DdlId(range.1.0 + 1));

    let resolutions = [(conflict.id.clone(), Resolution::Source)].into();
    let options = MergeOptions { resolutions, ..MergeOptions::default() };
    let result =
        now(manager.revert("main", entries(range), &options, &RevertMeta::default())).unwrap();
    assert_eq!(said(&result), ["ALTER TABLE public.users ALTER COLUMN email SET DATA TYPE text"]);
}

#[test]
fn a_merge_that_was_taken_back_can_be_merged_again() {
    let manager = shop();
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "CREATE TABLE carts (id int); ALTER TABLE users ADD phone text;");
    record(&manager, "main", "ALTER TABLE users ADD age int;");
    let before = hash(&manager);
    assert_eq!(merge(&manager, "feature", "main").len(), 2);
    let merged = hash(&manager);
    let merge_head = head(&manager);

    let result = revert(&manager, Reverted::Merge(merge_head));
    assert_eq!(hash(&manager), before);
    assert_eq!(result.revert.as_ref().unwrap().last, merge_head);

    record(&manager, "feature", "ALTER TABLE carts ADD total int;");
    assert_eq!(
        merge(&manager, "feature", "main"),
        [
            "CREATE TABLE carts (id int)",
            "ALTER TABLE users ADD phone text",
            "ALTER TABLE carts ADD total int"
        ]
    );
    assert_ne!(hash(&manager), merged);
    assert_eq!(merge(&manager, "feature", "main"), [""; 0]);
    record(&manager, "feature", "ALTER TABLE carts ADD paid boolean;");
    assert_eq!(merge(&manager, "feature", "main"), ["ALTER TABLE carts ADD paid boolean"]);
    assert_eq!(now(manager.verify()).unwrap().problems, []);
}

#[test]
fn a_table_that_a_merge_renamed_is_the_same_table_when_that_was_taken_back() {
    let manager = shop();
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "ALTER TABLE users RENAME TO members;");
    record(&manager, "main", "CREATE TABLE carts (id int);");
    merge(&manager, "feature", "main");
    let merge_head = head(&manager);
    merge(&manager, "main", "feature");
    revert(&manager, Reverted::Merge(merge_head));
    assert_eq!(merge(&manager, "feature", "main"), ["ALTER TABLE public.users RENAME TO members"]);
}

/// A history in which `main` merged `feature`, which had made a table, and `late` was forked from it then.
fn merged_and_forked() -> Manager {
    let manager = shop();
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "CREATE TABLE carts (id int);");
    merge(&manager, "feature", "main");
    now(manager.create_branch("late", "main", None)).unwrap();
    manager
}

#[test]
fn that_a_merge_was_taken_back_is_news_to_who_had_it_by_that_merge() {
    let manager = merged_and_forked();
    revert(&manager, Reverted::Merge(head(&manager)));
    assert_eq!(merge(&manager, "late", "main"), [""; 0]);
    assert_eq!(merge(&manager, "main", "late"), ["DROP TABLE public.carts"]);
    assert_eq!(merge(&manager, "late", "main"), [""; 0]);
}

#[test]
fn that_a_merge_was_taken_back_is_no_news_to_who_made_what_it_brought() {
    let manager = merged_and_forked();
    merge(&manager, "main", "feature");
    revert(&manager, Reverted::Merge(head(&manager)));
    assert_eq!(merge(&manager, "main", "feature"), [""; 0]);
    let again = merge(&manager, "feature", "main");
    assert_eq!(again, ["CREATE TABLE public.carts (\n    id integer\n)"]);
}

#[test]
fn what_was_taken_back_and_merged_again_is_the_same_table() {
    let manager = merged_and_forked();
    now(manager.create_branch("other", "late", None)).unwrap();
    revert(&manager, Reverted::Merge(head(&manager)));
    record(&manager, "feature", "ALTER TABLE carts RENAME TO baskets;");
    merge(&manager, "feature", "main");
    assert_eq!(merge(&manager, "main", "late"), ["ALTER TABLE public.carts RENAME TO baskets"]);
    record(&manager, "other", "ALTER TABLE carts ADD total int;");
    assert_eq!(merge(&manager, "other", "main"), ["ALTER TABLE baskets ADD total int"]);
}

#[test]
fn a_drop_that_was_taken_back_drops_nothing_elsewhere() {
    let manager = shop();
    now(manager.create_branch("feature", "main", None)).unwrap();
    let range = record(&manager, "feature", "DROP TABLE users;");
    let entries = entries(range);
    let (options, meta) = (MergeOptions::default(), RevertMeta::default());
    now(manager.revert("feature", entries, &options, &meta)).unwrap();
    record(&manager, "feature", "ALTER TABLE users ADD phone text;");
    assert_eq!(merge(&manager, "feature", "main"), ["ALTER TABLE users ADD phone text"]);
    record(&manager, "main", "ALTER TABLE users ADD age int;");
    assert_eq!(merge(&manager, "main", "feature"), ["ALTER TABLE users ADD age int"]);
}

#[test]
fn a_revert_can_be_taken_back_and_the_merge_counts_again() {
    let manager = shop();
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "CREATE TABLE carts (id int);");
    merge(&manager, "feature", "main");
    let merged = hash(&manager);
    let reverted = revert(&manager, Reverted::Merge(head(&manager)));
    let (first, last) = (reverted.entries[0].ddl_id, head(&manager));
    revert(&manager, entries((first, last)));
    assert_eq!(hash(&manager), merged);
    assert_eq!(merge(&manager, "feature", "main"), [""; 0]);
}

#[test]
fn what_is_gone_already_needs_nothing_and_what_is_not_there_is_refused() {
    let manager = shop();
    let range = record(&manager, "main", "CREATE TABLE carts (id int);");
    record(&manager, "main", "DROP TABLE carts;");
    let result = revert(&manager, entries(range));
    assert!(result.entries.is_empty() && result.revert.is_none());
    let refused = |what| try_revert(&manager, what).unwrap_err().code();
    assert_eq!(refused(entries((DdlId(9), DdlId(9)))), ErrorCode::EntryNotFound);
    assert_eq!(refused(entries((DdlId(2), DdlId(1)))), ErrorCode::InvalidArgument);
    assert_eq!(refused(Reverted::Merge(DdlId(1))), ErrorCode::InvalidArgument);
    let meta = RevertMeta { head: Some(DdlId(1)), ..RevertMeta::default() };
    let moved = now(manager.revert("main", entries(range), &MergeOptions::default(), &meta));
    assert_eq!(moved.unwrap_err().code(), ErrorCode::HeadMoved);
}
