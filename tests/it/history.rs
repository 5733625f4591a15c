//! The history over a store in memory: what each call promises, and that a failed call changes
//! nothing.

use std::cell::Cell;
use std::rc::Rc;

use schemagraft::ErrorCode;
use schemagraft::history::{
    DdlVersioningManager, HistoryError, HistoryQuery, NewDdlEntry, Origin, RecordMeta,
    SnapshotOptions,
};
use schemagraft::ids::{DdlId, Lsn};
use schemagraft::sql::{DdlObjectType, DdlOperation};
use schemagraft::store::{Batch, Direction, KeyRange, MemoryStore, Store, Write, now};

type Manager = DdlVersioningManager<MemoryStore>;

fn open() -> Manager {
    open_store(MemoryStore::new())
}

/// The clock ticks once a reading, from 1000 on.
fn open_store(store: MemoryStore) -> Manager {
    let time = Rc::new(Cell::new(999));
    let clock = Box::new(move || {
        time.set(time.get() + 1);
        time.get()
    });
    now(DdlVersioningManager::open_with_clock(store, clock)).unwrap()
}

fn entry(statement: &str) -> NewDdlEntry {
    NewDdlEntry {
        operation: DdlOperation::Create,
        object_type: DdlObjectType::Table,
        object_name: "users".to_owned(),
        ddl_statement: statement.to_owned(),
        origin: Origin::default(),
    }
}

fn at_lsn(lsn: u64, statement: &str) -> NewDdlEntry {
    NewDdlEntry { origin: Origin { lsn: Some(Lsn(lsn)), ..Origin::default() }, ..entry(statement) }
}

fn record(manager: &Manager, branch: &str, statement: &str) -> u64 {
    now(manager.record_entry(branch, &entry(statement))).unwrap().ddl_id.0
}

fn ids(manager: &Manager, branch: &str, query: HistoryQuery) -> Vec<u64> {
    let entries = now(manager.get_ddl_history(branch, &query)).unwrap();
    entries.iter().map(|entry| entry.ddl_id.0).collect()
}

fn all(manager: &Manager, branch: &str) -> Vec<u64> {
    ids(manager, branch, HistoryQuery { newest_first: false, ..HistoryQuery::default() })
}

fn code<T: std::fmt::Debug>(result: Result<T, HistoryError>) -> ErrorCode {
    result.unwrap_err().code()
}

fn is_whole(manager: &Manager) {
    let report = now(manager.verify()).unwrap();
    assert!(report.ok, "{report:?}");
}

#[test]
fn an_entry_has_what_the_caller_said_and_the_chain() {
    let manager = open();
    let origin = Origin {
        lsn: Some("16/B374D848".parse().unwrap()),
        executed_at: Some(5),
        executed_by: Some("ann".to_owned()),
        git_commit: Some("abc".to_owned()),
        transaction_id: Some(77),
    };
    let first = NewDdlEntry { origin: origin.clone(), ..entry("CREATE TABLE users ()") };
    let recorded =
        now(manager.record_entries("main", &[first, entry("DROP TABLE users")])).unwrap();

    let [first, second] = recorded.as_slice() else { panic!("{recorded:?}") };
    assert_eq!((first.ddl_id, first.parent_ddl_id), (DdlId(1), None));
    assert_eq!((first.lsn, first.executed_at), (origin.lsn, 5));
    assert_eq!((&first.executed_by, &first.git_commit), (&origin.executed_by, &origin.git_commit));
    assert_eq!(first.transaction_id, Some(77));
    assert_eq!((second.ddl_id, second.parent_ddl_id), (DdlId(2), Some(DdlId(1))));
    assert!(second.executed_at >= 1000, "the injected clock tells the time");
    assert_ne!(first.hash, second.hash);
    assert_eq!(now(manager.get_ddl_since("main", DdlId(0))).unwrap(), recorded);
    is_whole(&manager);
}

#[test]
fn a_script_is_recorded_as_a_whole_or_not_at_all() {
    let manager = open();
    let script = "BEGIN; CREATE TABLE a (id int); INSERT INTO a VALUES (1);\nCOMMIT;";
    let recorded = now(manager.record_ddl("main", script, &RecordMeta::default())).unwrap();
    let kinds: Vec<_> =
        recorded.iter().map(|entry| (entry.operation, entry.object_name.as_str())).collect();
    assert_eq!(kinds, [(DdlOperation::Create, "a"), (DdlOperation::Other, "")]);

    let ddl_only = RecordMeta { ddl_only: true, ..RecordMeta::default() };
    assert_eq!(now(manager.record_ddl("main", script, &ddl_only)).unwrap().len(), 1);

    let torn = "CREATE TABLE b ();\nCREATE TABEL c ();";
    let error = now(manager.record_ddl("main", torn, &RecordMeta::default())).unwrap_err();
    assert_eq!(error.code(), ErrorCode::SqlSyntax);
    assert!(error.to_string().starts_with("line 2, column "), "{error}");
    assert_eq!(all(&manager, "main"), [1, 2, 3]);
}

#[test]
fn reading_starts_and_ends_where_it_is_told() {
    let manager = open();
    (1..=5).for_each(|n| assert_eq!(record(&manager, "main", "x"), n));
    let query = HistoryQuery::default();
    assert_eq!(ids(&manager, "main", query), [5, 4, 3, 2, 1]);
    assert_eq!(ids(&manager, "main", HistoryQuery { limit: 2, ..query }), [5, 4]);
    assert_eq!(ids(&manager, "main", HistoryQuery { limit: 0, ..query }), [0; 0]);
    let before = HistoryQuery { before: Some(DdlId(4)), limit: 2, ..query };
    assert_eq!(ids(&manager, "main", before), [3, 2]);
    let between = HistoryQuery {
        after: Some(DdlId(1)),
        before: Some(DdlId(4)),
        newest_first: false,
        ..query
    };
    assert_eq!(ids(&manager, "main", between), [2, 3]);
    let unknown = HistoryQuery { after: Some(DdlId(6)), ..query };
    assert_eq!(code(now(manager.get_ddl_history("main", &unknown))), ErrorCode::EntryNotFound);
    assert_eq!(code(now(manager.get_ddl_since("nowhere", DdlId(0)))), ErrorCode::BranchNotFound);
}

#[test]
fn a_long_history_reads_whole_in_both_directions() {
    let manager = open();
    let entries: Vec<_> = (0..10_000).map(|n| entry(&n.to_string())).collect();
    now(manager.record_entries("main", &entries)).unwrap();
    let newest_first = ids(&manager, "main", HistoryQuery::default());
    assert!(newest_first.iter().copied().eq((1..=10_000).rev()));
    assert!(all(&manager, "main").into_iter().eq(1..=10_000));
    let limited = ids(&manager, "main", HistoryQuery { limit: 5000, ..HistoryQuery::default() });
    assert!(limited.into_iter().eq((5001..=10_000).rev()));
}

#[test]
fn a_branch_has_what_was_before_its_fork_and_its_own() {
    let manager = open();
    for _ in 0..3 {
        record(&manager, "main", "x");
    }
    let feature = now(manager.create_branch("feature", "main", Some(DdlId(2)))).unwrap();
    assert_eq!(feature.head, Some(DdlId(2)));
    assert_eq!(record(&manager, "feature", "y"), 4);
    assert_eq!(record(&manager, "main", "z"), 5);
    // Forks from what it inherited itself.
    now(manager.create_branch("early", "feature", Some(DdlId(1)))).unwrap();
    now(manager.create_branch("empty", "main", Some(DdlId(0)))).unwrap();
    now(manager.create_branch("late", "feature", None)).unwrap();
    assert_eq!(record(&manager, "early", "e"), 6);
    assert_eq!(record(&manager, "empty", "e"), 7);

    assert_eq!(all(&manager, "main"), [1, 2, 3, 5]);
    assert_eq!(all(&manager, "feature"), [1, 2, 4]);
    assert_eq!(all(&manager, "early"), [1, 6]);
    assert_eq!(all(&manager, "empty"), [7]);
    assert_eq!(all(&manager, "late"), [1, 2, 4]);
    let newest = HistoryQuery { limit: 2, ..HistoryQuery::default() };
    assert_eq!(ids(&manager, "feature", newest), [4, 2]);
    assert_eq!(code(now(manager.get_ddl_since("feature", DdlId(3)))), ErrorCode::EntryNotFound);
    let own = &now(manager.get_ddl_since("early", DdlId(1))).unwrap()[0];
    assert_eq!(own.parent_ddl_id, Some(DdlId(1)));
    is_whole(&manager);
}

#[test]
fn branches_are_named_once_and_deleted_with_care() {
    let manager = open();
    record(&manager, "main", "x");
    now(manager.create_branch("a", "main", None)).unwrap();
    now(manager.create_branch("b", "a", None)).unwrap();
    assert_eq!(code(now(manager.create_branch("a", "main", None))), ErrorCode::BranchExists);
    assert_eq!(code(now(manager.rename_branch("a", "b"))), ErrorCode::BranchExists);
    let far = Some(DdlId(9));
    assert_eq!(code(now(manager.create_branch("c", "main", far))), ErrorCode::EntryNotFound);
    for name in ["", " a", "a\n", &"x".repeat(256)] {
        let created = now(manager.create_branch(name, "main", None));
        assert_eq!(code(created), ErrorCode::InvalidArgument, "{name:?}");
    }
    let renamed = now(manager.rename_branch("a", "z")).unwrap();
    assert_eq!(renamed.name, "z");
    assert_eq!(code(now(manager.get_ddl_since("a", DdlId(0)))), ErrorCode::BranchNotFound);

    assert_eq!(code(now(manager.delete_branch("main", true))), ErrorCode::BranchInUse);
    assert_eq!(code(now(manager.delete_branch("z", true))), ErrorCode::BranchInUse);
    record(&manager, "b", "own");
    now(manager.create_schema_snapshot("b", "s", &SnapshotOptions::default())).unwrap();
    assert_eq!(code(now(manager.delete_branch("b", false))), ErrorCode::BranchInUse);
    now(manager.delete_branch("b", true)).unwrap();
    now(manager.delete_branch("z", false)).unwrap();
    let names: Vec<_> =
        now(manager.list_branches()).unwrap().into_iter().map(|branch| branch.name).collect();
    assert_eq!(names, ["main"]);
    assert_eq!(record(&manager, "main", "y"), 3, "an id is given out once");
    is_whole(&manager);
}

#[test]
fn snapshots_keep_the_branchs_own_head_and_are_not_overwritten() {
    let manager = open();
    record(&manager, "main", "CREATE TABLE a ()");
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "main", "CREATE TABLE b ()");
    let options = SnapshotOptions::default();
    let snapshot = now(manager.create_schema_snapshot("feature", "v1", &options)).unwrap();
    assert_eq!(snapshot.last_ddl_id, Some(DdlId(1)));
    assert_eq!(snapshot.schema_ddl, ["CREATE TABLE public.a ()"]);
    let again = now(manager.create_schema_snapshot("feature", "v1", &options));
    assert_eq!(code(again), ErrorCode::SnapshotExists);

    let given = SnapshotOptions {
        schema_ddl: Some(vec!["CREATE TABLE c ()".to_owned()]),
        comment: Some("the second".to_owned()),
        git_commit: Some("abc".to_owned()),
        mvcc_snapshot_id: Some(9),
        replace: true,
    };
    let replaced = now(manager.create_schema_snapshot("feature", "v1", &given)).unwrap();
    assert_ne!(replaced.schema_hash, snapshot.schema_hash);
    assert_eq!(replaced.mvcc_snapshot_id, Some(9));
    assert_eq!(now(manager.get_schema_snapshot("feature", "v1")).unwrap(), Some(replaced));
    assert_eq!(now(manager.get_schema_snapshot("main", "v1")).unwrap(), None);
    now(manager.create_schema_snapshot("feature", "v0", &options)).unwrap();
    let listed = now(manager.list_snapshots("feature")).unwrap();
    let names: Vec<_> = listed.iter().map(|snapshot| snapshot.name.as_str()).collect();
    assert_eq!(names, ["v1", "v0"], "in the order in which they were taken");
    is_whole(&manager);
}

#[test]
fn a_log_position_is_recorded_once() {
    let manager = open();
    let first = now(manager.record_entry("main", &at_lsn(10, "a"))).unwrap();
    assert_eq!(now(manager.record_entry("main", &at_lsn(10, "a"))).unwrap(), first);
    let other = now(manager.record_entry("main", &at_lsn(10, "b")));
    assert_eq!(code(other), ErrorCode::LsnReused);

    // A batch that overlaps what was delivered: the old is answered, the new is recorded.
    let batch = [at_lsn(10, "a"), at_lsn(20, "b"), at_lsn(20, "c"), entry("d")];
    let recorded = now(manager.record_entries("main", &batch)).unwrap();
    assert_eq!(recorded.iter().map(|entry| entry.ddl_id.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let again = now(manager.record_entries("main", &batch[..3])).unwrap();
    assert_eq!(again, recorded[..3]);

    // A fork has its past's positions, and its own future.
    now(manager.create_branch("feature", "main", Some(DdlId(1)))).unwrap();
    assert_eq!(now(manager.record_entry("feature", &at_lsn(10, "a"))).unwrap(), first);
    assert_eq!(now(manager.record_entry("feature", &at_lsn(20, "x"))).unwrap().ddl_id, DdlId(5));
    let apart = [at_lsn(30, "e"), at_lsn(40, "f"), at_lsn(30, "g")];
    let apart = now(manager.record_entries("main", &apart));
    assert_eq!(code(apart), ErrorCode::InvalidArgument);
    assert_eq!(all(&manager, "main"), [1, 2, 3, 4]);
    is_whole(&manager);
}

#[test]
fn a_caller_can_insist_on_the_head_that_it_knows() {
    let manager = open();
    let expecting = |head: Option<u64>| RecordMeta {
        expected_head: Some(head.map(DdlId)),
        ..RecordMeta::default()
    };
    let sql = "CREATE TABLE t ()";
    assert_eq!(now(manager.record_ddl("main", sql, &expecting(None))).unwrap().len(), 1);
    let moved = now(manager.record_ddl("main", sql, &expecting(None)));
    assert_eq!(code(moved), ErrorCode::HeadMoved);
    now(manager.record_ddl("main", sql, &expecting(Some(1)))).unwrap();
    assert_eq!(all(&manager, "main"), [1, 2]);
}

#[test]
fn two_managers_on_one_store_lose_nothing() {
    let store = MemoryStore::new();
    let managers = [open_store(store.clone()), open_store(store)];
    for n in 0..100 {
        record(&managers[n % 2], "main", &n.to_string());
    }
    assert!(all(&managers[0], "main").into_iter().eq(1..=100));
    is_whole(&managers[1]);
}

#[test]
fn a_bundle_moves_a_history_byte_for_byte() {
    let manager = open();
    record(&manager, "main", "a");
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "b");
    now(manager.create_schema_snapshot("feature", "v1", &SnapshotOptions::default())).unwrap();
    now(manager.rename_branch("main", "trunk")).unwrap();
    let bundle = now(manager.export()).unwrap();

    let other = open();
    now(other.import(&bundle)).unwrap();
    assert_eq!(now(other.export()).unwrap(), bundle);
    assert_eq!(all(&other, "feature"), [1, 2]);
    assert_eq!(code(now(other.get_ddl_since("main", DdlId(0)))), ErrorCode::BranchNotFound);
    assert_eq!(code(now(other.import(&bundle))), ErrorCode::HistoryNotEmpty);
}

#[test]
fn a_bundle_cut_or_edited_anywhere_is_refused() {
    let manager = open();
    record(&manager, "main", "a");
    let bundle = now(manager.export()).unwrap();
    let target = open();
    for end in 0..bundle.len() {
        let imported = now(target.import(&bundle[..end]));
        assert_eq!(code(imported), ErrorCode::BundleInvalid, "cut at {end}");
    }
    for at in 0..bundle.len() {
        let mut edited = bundle.clone();
        edited[at] ^= 1;
        let imported = code(now(target.import(&edited)));
        let expected = [ErrorCode::BundleInvalid, ErrorCode::FormatTooNew];
        assert!(expected.contains(&imported), "{imported:?}, edited at {at}");
    }
    assert_eq!(all(&target, "main"), [0; 0]);
    now(target.import(&bundle)).unwrap();
}

fn everything() -> KeyRange {
    KeyRange { start: vec![0], end: vec![255] }
}

#[test]
fn every_edited_byte_of_a_store_is_found() {
    let store = MemoryStore::new();
    let manager = open_store(store.clone());
    record(&manager, "main", "a");
    now(manager.create_branch("feature", "main", None)).unwrap();
    record(&manager, "feature", "b");
    now(manager.create_schema_snapshot("feature", "v1", &SnapshotOptions::default())).unwrap();
    let content = now(store.scan(&everything(), Direction::Forward, usize::MAX)).unwrap();
    let put = |key: &[u8], value: Vec<u8>| {
        let writes = vec![Write::Put(key.to_vec(), value)];
        now(store.commit(Batch { expected: Vec::new(), writes })).unwrap();
    };
    for (key, value) in &content {
        for at in 0..value.len() {
            let mut edited = value.clone();
            edited[at] ^= 1;
            put(key, edited);
            let found = now(manager.verify());
            assert!(!found.is_ok_and(|report| report.ok), "byte {at} of {key:?}");
        }
        put(key, value.clone());
    }
    is_whole(&manager);
}

#[test]
fn an_entry_taken_away_or_forged_is_found() {
    let store = MemoryStore::new();
    let manager = open_store(store.clone());
    for _ in 0..3 {
        record(&manager, "main", "a");
    }
    let entries = KeyRange { start: b"E".to_vec(), end: b"F".to_vec() };
    let content = now(store.scan(&entries, Direction::Forward, 3)).unwrap();
    let (key, value) = content[1].clone();

    let commit = |write| {
        now(store.commit(Batch { expected: Vec::new(), writes: vec![write] })).unwrap();
    };
    commit(Write::Delete(key.clone()));
    let report = now(manager.verify()).unwrap();
    assert!(report.problems[0].message.contains("missing"), "{report:?}");

    // Whole in itself, with a checksum and a hash that fit it: only the chain tells.
    let forger = MemoryStore::new();
    let forged = open_store(forger.clone());
    for statement in ["a", "forged"] {
        record(&forged, "main", statement);
    }
    let forged = now(forger.get(&key)).unwrap().unwrap();
    commit(Write::Put(key.clone(), forged));
    let report = now(manager.verify()).unwrap();
    assert!(report.problems[0].message.contains("edited"), "{report:?}");
    commit(Write::Put(key, value));
    is_whole(&manager);
}

#[test]
fn a_history_of_a_newer_format_is_left_alone() {
    let store = MemoryStore::new();
    drop(open_store(store.clone()));
    let mut counters = now(store.get(b"C")).unwrap().unwrap();
    counters[0] += 1;
    let writes = vec![Write::Put(b"C".to_vec(), counters.clone())];
    now(store.commit(Batch { expected: Vec::new(), writes })).unwrap();
    let opened = now(DdlVersioningManager::open(store.clone()));
    assert_eq!(opened.err().map(|error| error.code()), Some(ErrorCode::FormatTooNew));
    assert_eq!(now(store.get(b"C")).unwrap(), Some(counters));
}

#[test]
fn a_closed_store_says_so() {
    let manager = open();
    now(manager.close()).unwrap();
    assert_eq!(code(now(manager.list_branches())), ErrorCode::StoreClosed);
}
