//! A store that fails in the middle of a call: what was to be done is done whole, or the history is as it was.

use std::cell::Cell;

use schemagraft::history::{
    DdlVersioningManager, HistoryError, MergeMeta, RecordMeta, RevertMeta, Reverted,
    SnapshotOptions,
};
use schemagraft::ids::DdlId;
use schemagraft::merge::MergeOptions;
use schemagraft::store::{
    Batch, Direction, KeyRange, KeyValue, MemoryStore, Store, StoreError, StoreResult, now,
};

/// A store whose calls fail from the one on that is said.
struct Failing {
    store: MemoryStore,
    left: Cell<usize>,
}

impl Failing {
    fn call(&self) -> StoreResult<()> {
        match self.left.get() {
            0 => {
                Err(StoreError::Failed { doing: "testing".to_owned(), source: "unplugged".into() })
            }
            left => {
                self.left.set(left - 1);
                Ok(())
            }
        }
    }
}

impl Store for &Failing {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        self.call()?;
        self.store.get(key).await
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        self.call()?;
        self.store.scan(range, direction, limit).await
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        self.call()?;
        self.store.commit(batch).await
    }

    async fn close(&self) -> StoreResult<()> {
        Ok(())
    }
}

type Manager<'a> = DdlVersioningManager<&'a Failing>;

/// Does something on two branches, with the store failing at its first call, at its second, and so on until it is
/// done; returns at how many calls it failed.
fn interrupted<T>(what: impl Fn(&Manager<'_>) -> Result<T, HistoryError>) -> usize {
    let failing = Failing { store: MemoryStore::new(), left: Cell::new(usize::MAX) };
    let manager = now(DdlVersioningManager::open(&failing)).unwrap();
    let record = |branch: &str, sql: &str| {
        now(manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
    };
    record(
        "main",
        "CREATE TABLE users (id int PRIMARY KEY, email text); CREATE TABLE orders (id int);",
    );
    now(manager.create_branch("feature", "main", None)).unwrap();
    record("feature", "ALTER TABLE users ADD phone text; CREATE TABLE carts (id int)");
    let before = now(manager.export()).unwrap();
    for calls in 0.. {
        failing.left.set(calls);
        let result = what(&manager);
        failing.left.set(usize::MAX);
        assert_eq!(now(manager.verify()).unwrap().problems, []);
        let after = now(manager.export()).unwrap();
        match result {
            Ok(_) => {
                assert_ne!(after, before);
                return calls;
            }
            Err(_) => assert_eq!(after, before, "after {calls} calls"),
        }
    }
    unreachable!("it ends when it is done")
}

#[test]
fn a_merge_is_whole_or_not_there() {
    let calls = interrupted(|manager| {
        now(manager.merge("feature", "main", &MergeOptions::default(), &MergeMeta::default()))
    });
    assert!(calls > 5, "the merge took {calls} calls");
}

#[test]
fn a_revert_is_whole_or_not_there() {
    let what = || Reverted::Entries { first: DdlId(3), last: DdlId(4) };
    let calls = interrupted(|manager| {
        let (options, meta) = (MergeOptions::default(), RevertMeta::default());
        now(manager.revert("feature", what(), &options, &meta))
    });
    assert!(calls > 5, "the revert took {calls} calls");
}

#[test]
fn a_script_is_recorded_whole_or_not_at_all() {
    let script = "CREATE TABLE a (id int); CREATE TABLE b (id int); DROP TABLE a";
    interrupted(|manager| now(manager.record_ddl("main", script, &RecordMeta::default())));
}

#[test]
fn a_snapshot_is_there_or_not() {
    interrupted(|manager| {
        now(manager.create_schema_snapshot("main", "v1", &SnapshotOptions::default()))
    });
}

#[test]
fn a_branch_is_made_renamed_and_deleted_whole() {
    interrupted(|manager| now(manager.create_branch("other", "feature", None)));
    interrupted(|manager| now(manager.rename_branch("feature", "other")));
    interrupted(|manager| now(manager.delete_branch("feature", true)));
}
