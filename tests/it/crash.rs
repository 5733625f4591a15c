//! What a killed process leaves behind on RocksDB.

use std::hash::{BuildHasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use schemagraft::history::{DdlVersioningManager, MAIN, NewDdlEntry, Origin};
use schemagraft::ids::DdlId;
use schemagraft::sql::{DdlObjectType, DdlOperation};
use schemagraft::store::{RocksOptions, RocksStore, now};

const ROUNDS: u64 = 20;
const STATEMENTS: u64 = 10_000;

/// Tells the child of this test where to record; without it, there is nothing for it to do.
const STORE: &str = "SCHEMAGRAFT_CRASH_STORE";

const ACKNOWLEDGED: &str = "acknowledged ";

/// A kill leaves the system's cache of the disk alone, so that commits need not be synced here.
fn open(folder: &Path) -> DdlVersioningManager<RocksStore> {
    let store = RocksStore::open_with(folder, RocksOptions { sync: false }).unwrap();
    now(DdlVersioningManager::open(store)).unwrap()
}

fn statement(ddl_id: u64) -> String {
    format!("CREATE TABLE t{ddl_id} (id int)")
}

fn record(manager: &DdlVersioningManager<RocksStore>, ddl_id: u64) -> DdlId {
    let entry = NewDdlEntry {
        operation: DdlOperation::Create,
        object_type: DdlObjectType::Table,
        object_name: format!("t{ddl_id}"),
        ddl_statement: statement(ddl_id),
        origin: Origin::default(),
    };
    now(manager.record_entry(MAIN, &entry)).unwrap().ddl_id
}

#[test]
fn a_killed_process_loses_nothing_that_it_acknowledged() {
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let acknowledged = record_and_kill(folder.path(), RandomState::new().hash_one(round));
        assert_whole(folder.path(), acknowledged);
    }
}

/// Not a test by itself: the process that gets killed.
#[test]
fn child_that_records() {
    let Some(folder) = std::env::var_os(STORE) else { return };
    let manager = open(folder.as_ref());
    let mut output = std::io::stdout();
    for ddl_id in 1..=STATEMENTS {
        let recorded = record(&manager, ddl_id);
        writeln!(output, "{ACKNOWLEDGED}{recorded}").unwrap();
    }
    // Wait for the end rather than reach it first.
    std::thread::park();
}

/// Returns the last id that the child acknowledged before it was killed, at some moment after a
/// random one of its statements.
fn record_and_kill(folder: &Path, random: u64) -> u64 {
    let mut child = start_child(folder);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = 0;
    for line in lines.map(Result::unwrap) {
        let Some((_, ddl_id)) = line.split_once(ACKNOWLEDGED) else { continue };
        acknowledged = ddl_id.parse().unwrap();
        if acknowledged == 1 + random % STATEMENTS {
            child.kill().unwrap();
        }
    }
    assert!(!child.wait().unwrap().success(), "the child was not killed");
    acknowledged
}

fn start_child(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_that_records", "--nocapture"])
        .env(STORE, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn assert_whole(folder: &Path, acknowledged: u64) {
    let manager = open(folder);
    let report = now(manager.verify()).unwrap();
    assert!(report.ok, "{:?}", report.problems);
    let entries = now(manager.get_ddl_since(MAIN, DdlId(0))).unwrap();
    let recorded = entries.len() as u64;
    // One more may have been committed and not yet acknowledged.
    assert!((acknowledged..=acknowledged + 1).contains(&recorded), "{acknowledged}, {recorded}");
    for (entry, ddl_id) in entries.iter().zip(1..) {
        assert_eq!((entry.ddl_id, &entry.ddl_statement), (DdlId(ddl_id), &statement(ddl_id)));
    }
    assert_eq!(record(&manager, recorded + 1), DdlId(recorded + 1));
}
