//! Differences between points of one history: what is known by its identity, and what by its name.

use schemagraft::diff::{Options, SchemaDiff};
use schemagraft::history::{DdlVersioningManager, RecordMeta, SchemaPoint, SnapshotOptions};
use schemagraft::ids::DdlId;
use schemagraft::store::{MemoryStore, now};

type Manager = DdlVersioningManager<MemoryStore>;

/// A history with a branch, which have a table in common.
fn forked() -> Manager {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).unwrap();
    record(&manager, "main", "CREATE TABLE t (id int, mail text); CREATE INDEX i ON t (mail)");
    now(manager.create_branch("feature", "main", None)).unwrap();
    manager
}

fn record(manager: &Manager, branch: &str, sql: &str) {
    now(manager.record_ddl(branch, sql, &RecordMeta::default())).unwrap();
}

fn diff(manager: &Manager, from: (&str, &SchemaPoint), to: (&str, &SchemaPoint)) -> SchemaDiff {
    now(manager.diff(from, to, &Options::default())).unwrap()
}

fn between_heads(manager: &Manager, from: &str, to: &str) -> SchemaDiff {
    diff(manager, (from, &SchemaPoint::Head), (to, &SchemaPoint::Head))
}

#[test]
fn what_branches_have_in_common_is_known_though_it_is_renamed() {
    let manager = forked();
    record(&manager, "feature", "ALTER TABLE t RENAME mail TO email; ALTER TABLE t RENAME TO u");
    record(&manager, "main", "ALTER TABLE t ADD phone text");
    let forth = between_heads(&manager, "main", "feature");
    assert_eq!(
        forth.ddl,
        [
            "ALTER TABLE public.t RENAME TO u",
            "ALTER TABLE public.u RENAME COLUMN mail TO email",
            "ALTER TABLE public.u DROP COLUMN phone",
        ]
    );
    let back = between_heads(&manager, "feature", "main");
    assert_eq!(
        back.ddl,
        [
            "ALTER TABLE public.u RENAME TO t",
            "ALTER TABLE public.t RENAME COLUMN email TO mail",
            "ALTER TABLE public.t ADD COLUMN phone text",
        ]
    );
}

#[test]
fn what_came_after_the_fork_is_known_by_its_name() {
    let manager = forked();
    record(&manager, "feature", "CREATE TABLE u (a int)");
    record(&manager, "main", "CREATE TABLE w (a int); CREATE TABLE u (a int, b int)");
    assert_eq!(
        between_heads(&manager, "main", "feature").ddl,
        ["ALTER TABLE public.u DROP COLUMN b", "DROP TABLE public.w"]
    );
}

#[test]
fn one_identity_of_two_lines_is_not_one_object() {
    let manager = forked();
    record(&manager, "feature", "CREATE TABLE a (x int)");
    record(&manager, "main", "CREATE TABLE b (y int)");
    assert_eq!(
        between_heads(&manager, "main", "feature").ddl,
        ["DROP TABLE public.b", "CREATE TABLE public.a (\n    x integer\n)"]
    );
}

#[test]
fn what_lost_its_rows_is_another_and_what_has_none_is_the_same() {
    let manager = forked();
    record(&manager, "feature", "DROP INDEX i; CREATE INDEX i ON t (mail)");
    assert_eq!(between_heads(&manager, "main", "feature").ddl, Vec::<String>::new());
    record(&manager, "feature", "ALTER TABLE t DROP mail; ALTER TABLE t ADD mail text");
    let hazards = between_heads(&manager, "main", "feature").hazards;
    assert!(hazards.iter().any(|hazard| hazard.code == "DATA_LOSS"), "{hazards:?}");
}

#[test]
fn a_snapshot_is_a_point_of_its_history() {
    let manager = forked();
    let options = SnapshotOptions::default();
    now(manager.create_schema_snapshot("main", "v1", &options)).unwrap();
    record(&manager, "main", "ALTER TABLE t RENAME TO u");
    let (snapshot, start) = (SchemaPoint::Snapshot("v1".to_owned()), SchemaPoint::Entry(DdlId(2)));
    for point in [&snapshot, &start] {
        let found = diff(&manager, ("main", point), ("main", &SchemaPoint::Head));
        assert_eq!(found.ddl, ["ALTER TABLE public.t RENAME TO u"]);
    }
}
