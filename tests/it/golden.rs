//! Histories that earlier versions wrote, kept in `tests/golden/`: every version reads them.
//!
//! `bundle-v1.bin` was written by the code below. Written again today it must come out the same,
//! byte for byte; where the format changes, a new file joins and the old ones stay.
//! `UPDATE_GOLDEN=1` writes the newest.

use std::path::PathBuf;

use schemagraft::history::{
    DdlVersioningManager, HistoryQuery, NewDdlEntry, Origin, SnapshotOptions,
};
use schemagraft::ids::{DdlId, Lsn};
use schemagraft::sql::{DdlObjectType, DdlOperation};
use schemagraft::store::{MemoryStore, now};

/// The object types there were when version 1 was written.
const KINDS: usize = 46;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/bundle-v1.bin")
}

fn open() -> DdlVersioningManager<MemoryStore> {
    let clock = Box::new(|| 1_700_000_000_000);
    now(DdlVersioningManager::open_with_clock(MemoryStore::new(), clock)).unwrap()
}

/// An entry of every operation and object type, with and without what may be absent.
fn entries() -> Vec<NewDdlEntry> {
    let kinds = DdlObjectType::ALL[..KINDS].iter().zip(DdlOperation::ALL.iter().cycle());
    let entry = |(at, (&object_type, &operation)): (usize, (&DdlObjectType, &DdlOperation))| {
        let given = at % 2 == 0;
        NewDdlEntry {
            operation,
            object_type,
            object_name: format!("größe_{at}"),
            ddl_statement: format!("-- {operation} {object_type}"),
            origin: Origin {
                lsn: given.then_some(Lsn(0x16_B374_D848 + at as u64)),
                executed_at: given.then_some(at as u64),
                executed_by: given.then(|| "ann".to_owned()),
                git_commit: given.then(|| "c0ffee".to_owned()),
                transaction_id: given.then_some(u64::from(u32::MAX) + at as u64),
            },
        }
    };
    kinds.enumerate().map(entry).collect()
}

fn written_today() -> Vec<u8> {
    let manager = open();
    now(manager.record_entries("main", &entries())).unwrap();
    now(manager.create_branch("feature", "main", Some(DdlId(3)))).unwrap();
    now(manager.record_entries("feature", &entries()[..2])).unwrap();
    // As version 1 took it where none was given: the branch's statements.
    let recorded = now(manager.get_ddl_since("feature", DdlId(0))).unwrap();
    let recorded = recorded.into_iter().map(|entry| entry.ddl_statement).collect();
    let options = SnapshotOptions {
        schema_ddl: Some(recorded),
        comment: Some("before the release".to_owned()),
        git_commit: Some("c0ffee".to_owned()),
        mvcc_snapshot_id: Some(42),
        ..SnapshotOptions::default()
    };
    now(manager.create_schema_snapshot("feature", "v1", &options)).unwrap();
    now(manager.rename_branch("main", "trunk")).unwrap();
    now(manager.export()).unwrap()
}

#[test]
fn version_1_is_written_as_it_always_was() {
    let today = written_today();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path(), &today).unwrap();
    }
    assert!(
        std::fs::read(path()).unwrap() == today,
        "the format has changed: see this file's head"
    );
}

#[test]
fn version_1_is_read() {
    let manager = open();
    now(manager.import(&std::fs::read(path()).unwrap())).unwrap();
    let query = HistoryQuery { newest_first: false, ..HistoryQuery::default() };
    let read = now(manager.get_ddl_history("trunk", &query)).unwrap();
    assert_eq!(read.len(), KINDS);
    for (entry, new) in read.iter().zip(entries()) {
        assert_eq!((entry.operation, entry.object_type), (new.operation, new.object_type));
        assert_eq!(entry.ddl_statement, new.ddl_statement);
        assert_eq!((entry.lsn, entry.transaction_id), (new.origin.lsn, new.origin.transaction_id));
    }
    // Of its two entries the first has a log position from before the fork: it was there already.
    assert_eq!(now(manager.get_ddl_history("feature", &query)).unwrap().len(), 4);
    let snapshot = now(manager.get_schema_snapshot("feature", "v1")).unwrap().unwrap();
    assert_eq!(snapshot.last_ddl_id, Some(DdlId(KINDS as u64 + 1)));
    assert_eq!(snapshot.schema_ddl.len(), 4);
    assert!(now(manager.verify()).unwrap().ok);
}
