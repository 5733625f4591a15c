//! The schema at any point of a history, and the checkpoints that make it quick.

use std::cell::Cell;
use std::rc::Rc;

use schemagraft::ErrorCode;
use schemagraft::history::{
    DdlVersioningManager, Origin, RecordMeta, Schema, SchemaPoint, SnapshotOptions,
};
use schemagraft::ids::{DdlId, Lsn};
use schemagraft::store::{Direction, KeyRange, MemoryStore, Store, StoreResult, Write, now};

/// A memory store that outlives its manager and counts what is read.
#[derive(Clone, Default)]
struct Shared {
    store: Rc<MemoryStore>,
    reads: Rc<Cell<usize>>,
}

impl Store for Shared {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        self.reads.set(self.reads.get() + 1);
        self.store.get(key).await
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<(Vec<u8>, Vec<u8>)>> {
        let found = self.store.scan(range, direction, limit).await?;
        self.reads.set(self.reads.get() + found.len());
        Ok(found)
    }

    async fn commit(&self, batch: schemagraft::store::Batch) -> StoreResult<()> {
        self.store.commit(batch).await
    }

    async fn close(&self) -> StoreResult<()> {
        Ok(())
    }
}

type Manager = DdlVersioningManager<Shared>;

/// The clock ticks once a reading, from 1000 on.
fn open(store: &Shared) -> Manager {
    let time = Rc::new(Cell::new(999));
    let clock = Box::new(move || {
        time.set(time.get() + 1);
        time.get()
    });
    now(DdlVersioningManager::open_with_clock(store.clone(), clock)).unwrap()
}

fn record(manager: &Manager, branch: &str, sql: &str) {
    now(manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
}

fn at(manager: &Manager, branch: &str, point: SchemaPoint) -> Schema {
    now(manager.schema_at(branch, &point)).unwrap()
}

fn ddl(manager: &Manager, point: SchemaPoint) -> Vec<String> {
    at(manager, "main", point).ddl
}

#[test]
fn every_point_can_be_asked_for() {
    let manager = open(&Shared::default());
    for (lsn, sql) in [(16, "CREATE SCHEMA a"), (32, "CREATE SCHEMA b"), (48, "DROP SCHEMA a")] {
        let origin = Origin { lsn: Some(Lsn(lsn)), executed_at: Some(lsn), ..Origin::default() };
        let meta = RecordMeta { origin, ..RecordMeta::default() };
        now(manager.record_ddl("main", sql, &meta)).unwrap();
    }
    let (a, b) = ("CREATE SCHEMA a", "CREATE SCHEMA b");
    assert_eq!(ddl(&manager, SchemaPoint::Head), [b]);
    assert_eq!(ddl(&manager, SchemaPoint::Entry(DdlId(0))), [""; 0]);
    assert_eq!(ddl(&manager, SchemaPoint::Entry(DdlId(2))), [a, b]);
    assert_eq!(ddl(&manager, SchemaPoint::Time(31)), [a]);
    assert_eq!(ddl(&manager, SchemaPoint::Time(15)), [""; 0]);
    assert_eq!(ddl(&manager, SchemaPoint::Lsn(Lsn(47))), [a, b]);
    assert_eq!(ddl(&manager, SchemaPoint::Lsn(Lsn(u64::MAX))), [b]);
    assert_eq!(at(&manager, "main", SchemaPoint::Time(31)).ddl_id, Some(DdlId(1)));

    let missing = now(manager.schema_at("main", &SchemaPoint::Entry(DdlId(9)))).unwrap_err();
    assert_eq!(missing.code(), ErrorCode::EntryNotFound);
    let missing = now(manager.schema_at("main", &SchemaPoint::Snapshot("no".into()))).unwrap_err();
    assert_eq!(missing.code(), ErrorCode::SnapshotNotFound);
}

#[test]
fn a_fork_has_its_parents_schema_up_to_the_fork() {
    let manager = open(&Shared::default());
    record(&manager, "main", "CREATE SCHEMA a; CREATE SCHEMA b");
    now(manager.create_branch("feature", "main", Some(DdlId(1)))).unwrap();
    record(&manager, "feature", "ALTER SCHEMA a RENAME TO c");
    assert_eq!(at(&manager, "feature", SchemaPoint::Head).ddl, ["CREATE SCHEMA c"]);
    assert_eq!(ddl(&manager, SchemaPoint::Head), ["CREATE SCHEMA a", "CREATE SCHEMA b"]);
}

#[test]
fn what_does_not_fit_is_reported_and_changes_nothing() {
    let manager = open(&Shared::default());
    record(&manager, "main", "CREATE SCHEMA a; CREATE SCHEMA a; DO $$ BEGIN PERFORM f(); END $$");
    let schema = at(&manager, "main", SchemaPoint::Head);
    assert_eq!(schema.ddl, ["CREATE SCHEMA a"]);
    let [error] = schema.errors.as_slice() else { panic!("{:?}", schema.errors) };
    assert_eq!((error.ddl_id, error.finding.sqlstate.as_str()), (Some(DdlId(2)), "42P06"));
    assert_eq!(error.ddl_statement, "CREATE SCHEMA a");
}

#[test]
fn a_script_is_checked_if_that_is_asked_for() {
    let manager = open(&Shared::default());
    let check = RecordMeta { check: true, ..RecordMeta::default() };
    let script = "CREATE SCHEMA a;\nDROP SCHEMA b;";
    let refused = now(manager.record_ddl("main", script, &check)).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::SqlRefused);
    assert!(refused.to_string().starts_with("line 2, column "), "{refused}");
    assert!(now(manager.get_ddl_since("main", DdlId(0))).unwrap().is_empty());

    now(manager.record_ddl("main", "CREATE SCHEMA a", &check)).unwrap();
    assert!(now(manager.record_ddl("main", "CREATE SCHEMA a", &check)).is_err());
    now(manager.record_ddl("main", "DROP SCHEMA a", &check)).unwrap();
}

/// After a statement that was not understood, more may be there than is known.
#[test]
fn a_check_refuses_only_what_it_knows() {
    let manager = open(&Shared::default());
    let check = RecordMeta { check: true, ..RecordMeta::default() };
    record(&manager, "main", "DROP SCHEMA unknown; CREATE SCHEMA a");
    now(manager.record_ddl("main", "ALTER SCHEMA unknown RENAME TO b", &check)).unwrap();
    assert!(now(manager.record_ddl("main", "CREATE SCHEMA a", &check)).is_err());
}

/// What did not fit says nothing of other tables, whose columns are known.
#[test]
fn a_check_goes_on_after_a_statement_that_did_not_fit() {
    let manager = open(&Shared::default());
    let check = RecordMeta { check: true, ..RecordMeta::default() };
    let refusal = |script: &str| match now(manager.record_ddl("main", script, &check)) {
        Ok(_) => String::new(),
        Err(refused) => refused.to_string(),
    };
    record(&manager, "main", "CREATE TABLE users (id int); CREATE TABLE posts (id int)");
    record(
        &manager,
        "main",
        "ALTER TABLE userz DROP COLUMN name; ALTER TABLE posts DROP COLUMN body",
    );
    let zap = refusal("ALTER TABLE users DROP COLUMN zap");
    assert!(zap.ends_with("column \"zap\" of relation \"users\" does not exist"), "{zap}");
    assert_eq!(refusal("ALTER TABLE posts DROP COLUMN title"), "", "of posts not all is known");
    assert_eq!(refusal("ALTER TABLE userz ADD COLUMN mail text"), "", "nor of userz");
}

#[test]
fn what_is_rolled_back_is_not_recorded() {
    let manager = open(&Shared::default());
    let script = "CREATE SCHEMA a; BEGIN; CREATE SCHEMA b; ROLLBACK; BEGIN; CREATE SCHEMA c;
        SAVEPOINT s; CREATE SCHEMA d; ROLLBACK TO s; CREATE SCHEMA e; COMMIT; BEGIN; CREATE SCHEMA f";
    record(&manager, "main", script);
    let names: Vec<_> = now(manager.get_ddl_since("main", DdlId(0))).unwrap();
    let names: Vec<_> = names.iter().map(|entry| entry.object_name.as_str()).collect();
    assert_eq!(names, ["a", "c", "e", "f"]);
}

#[test]
fn a_transaction_is_recorded_where_names_in_it_depend_on_it() {
    let manager = open(&Shared::default());
    let script = "CREATE SCHEMA app;
        BEGIN; SET LOCAL search_path TO app; DROP TABLE older; CREATE TABLE a (); COMMIT; CREATE TABLE b ();
        BEGIN; SELECT set_config('search_path', 'app', true); CREATE TABLE c (); ROLLBACK;
        BEGIN; SET LOCAL lock_timeout = '5s'; CREATE TABLE d (); COMMIT;
        BEGIN; CREATE TEMP TABLE e (x int) ON COMMIT DROP; INSERT INTO e VALUES (1); COMMIT; CREATE TABLE e ();
        BEGIN; SET LOCAL search_path TO app; CREATE TABLE f ()";
    record(&manager, "main", script);
    let schema = now(manager.schema_at("main", &SchemaPoint::Head)).unwrap();
    let tables: Vec<_> =
        schema.ddl.iter().filter_map(|ddl| ddl.strip_prefix("CREATE TABLE ")).collect();
    let tables: Vec<_> = tables.iter().filter_map(|ddl| ddl.split_once(' ')).collect();
    let names: Vec<&str> = tables.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["app.a", "public.b", "public.d", "public.e", "public.f"]);
    let refused: Vec<_> =
        schema.errors.iter().map(|refused| refused.ddl_statement.as_str()).collect();
    assert_eq!(refused, ["DROP TABLE older"]);
    let entries = now(manager.get_ddl_since("main", DdlId(0))).unwrap();
    let is_control = |text: &&str| matches!(*text, "BEGIN" | "COMMIT");
    let controls = entries.iter().map(|entry| entry.ddl_statement.as_str()).filter(is_control);
    assert_eq!(controls.count(), 4, "of two transactions");
}

#[test]
fn a_snapshot_has_the_schema_where_all_of_it_is_known() {
    let manager = open(&Shared::default());
    record(&manager, "main", "CREATE SCHEMA a; ALTER SCHEMA a RENAME TO b");
    let take = |name| {
        now(manager.create_schema_snapshot("main", name, &SnapshotOptions::default())).unwrap()
    };
    assert_eq!(take("known").schema_ddl, ["CREATE SCHEMA b"]);
    record(&manager, "main", "CREATE SCHEMA b");
    assert_eq!(take("refused").schema_ddl.len(), 3, "the recorded statements");
    assert_eq!(ddl(&manager, SchemaPoint::Snapshot("known".into())), ["CREATE SCHEMA b"]);
    assert!(now(manager.verify()).unwrap().ok);
}

/// Enough statements for several checkpoints; some schemas are left.
fn long_history(manager: &Manager) {
    let script: String = (0..1100)
        .map(|n| match n % 20 {
            0 => format!("CREATE SCHEMA s{n};"),
            _ => format!("COMMENT ON SCHEMA s{} IS '{n}';", n - n % 20),
        })
        .collect();
    record(manager, "main", &script);
}

#[test]
fn checkpoints_save_time_and_change_nothing_else() {
    let store = Shared::default();
    let manager = open(&store);
    long_history(&manager);
    let exported = now(manager.export()).unwrap();
    let first = at(&manager, "main", SchemaPoint::Head);
    assert_eq!(now(manager.export()).unwrap(), exported, "they are no part of a bundle");
    assert!(now(manager.verify()).unwrap().ok);

    store.reads.set(0);
    let second = at(&manager, "main", SchemaPoint::Head);
    assert_eq!((&second.ddl, second.hash), (&first.ddl, first.hash));
    assert!(store.reads.get() < 200, "{} values were read", store.reads.get());

    now(manager.create_branch("feature", "main", Some(DdlId(1090)))).unwrap();
    store.reads.set(0);
    at(&manager, "feature", SchemaPoint::Head);
    assert!(store.reads.get() < 200, "a fork shares them: {}", store.reads.get());

    now(manager.delete_checkpoints()).unwrap();
    store.reads.set(0);
    assert_eq!(at(&manager, "main", SchemaPoint::Head).hash, first.hash);
    assert!(store.reads.get() >= 1100);
}

#[test]
fn a_damaged_checkpoint_is_passed_over() {
    let store = Shared::default();
    let manager = open(&store);
    long_history(&manager);
    let whole = at(&manager, "main", SchemaPoint::Head);
    let range = KeyRange { start: b"c".to_vec(), end: b"d".to_vec() };
    let found = now(store.scan(&range, Direction::Forward, usize::MAX)).unwrap();
    assert!(found.len() > 1);
    let writes = found.into_iter().map(|(key, mut bytes)| {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        Write::Put(key, bytes)
    });
    let batch = schemagraft::store::Batch { expected: vec![], writes: writes.collect() };
    now(store.commit(batch)).unwrap();
    assert_eq!(at(&manager, "main", SchemaPoint::Head).hash, whole.hash);
}

/// A deleted branch takes its checkpoints along.
#[test]
fn a_deleted_branch_leaves_no_checkpoints() {
    let store = Shared::default();
    let manager = open(&store);
    now(manager.create_branch("feature", "main", None)).unwrap();
    let script: String = (0..512).map(|n| format!("CREATE SCHEMA s{n};")).collect();
    record(&manager, "feature", &script);
    at(&manager, "feature", SchemaPoint::Head);
    let range = KeyRange { start: b"c".to_vec(), end: b"d".to_vec() };
    let count = || now(store.scan(&range, Direction::Forward, usize::MAX)).unwrap().len();
    assert_eq!(count(), 1);
    now(manager.delete_branch("feature", true)).unwrap();
    assert_eq!(count(), 0);
}
