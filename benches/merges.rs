//! How long it takes to merge a hundred branches into the one that they come from, one after another.
//!
//! All begin at one entry, so that the hundredth is merged with what ninety-nine others did; half of what each
//! does is done to tables that the others work on, too.

// What fails here ends the run, as it should.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use schemagraft::history::{DdlVersioningManager, MergeMeta, RecordMeta};
use schemagraft::merge::MergeOptions;
use schemagraft::store::{MemoryStore, now};

/// As in the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Manager = DdlVersioningManager<MemoryStore>;

const BRANCHES: usize = 100;
const TABLES: usize = 100;

/// Returns what a branch does, in ten statements.
fn work(branch: usize) -> String {
    let of_its_own = |number| {
        let table = (branch * 7 + number) % TABLES;
        format!(
            "CREATE TABLE b{branch}_{number} (id bigserial PRIMARY KEY, t bigint REFERENCES t{table});
             ALTER TABLE t{table} ADD COLUMN b{branch}_{number} text DEFAULT '';"
        )
    };
    (0..5).map(of_its_own).collect()
}

/// Returns a history with the branches, not merged yet.
fn forked() -> Manager {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).expect("a new history");
    let record = |branch: &str, sql: &str| {
        now(manager.record_ddl(branch, sql, &RecordMeta::default())).expect("it is recorded")
    };
    let table = |number| format!("CREATE TABLE t{number} (id bigint PRIMARY KEY, name text);");
    record("main", &(0..TABLES).map(table).collect::<String>());
    for branch in 0..BRANCHES {
        let name = format!("branch {branch}");
        now(manager.create_branch(&name, "main", None)).expect("a new branch");
        record(&name, &work(branch));
    }
    manager
}

fn merge_all(manager: &Manager) {
    for branch in 0..BRANCHES {
        let (options, meta) = (MergeOptions::default(), MergeMeta::default());
        let name = format!("branch {branch}");
        now(manager.merge(&name, "main", &options, &meta)).expect("nothing is in conflict");
    }
}

fn merges(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("merge");
    group.sample_size(10);
    group.bench_function("a hundred branches, one after another", |bencher| {
        bencher.iter_batched_ref(forked, |manager| merge_all(manager), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, merges);
criterion_main!(benches);
