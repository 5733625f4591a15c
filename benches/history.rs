//! A history against the raw store under it, in one run: the ratios are what counts.
//!
//! Recording singly and in batches of a thousand, both with entries that the caller classified and
//! with scripts that are parsed; reading since an entry of a short and a long history; opening.

// What fails here ends the run, as it should.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::history::{DdlVersioningManager, NewDdlEntry, Origin, RecordMeta};
use schemagraft::ids::DdlId;
use schemagraft::sql::{DdlObjectType, DdlOperation};
use schemagraft::store::{Batch, RocksStore, Store, Write, now};

type Manager = DdlVersioningManager<RocksStore>;

fn statement(number: u64) -> String {
    format!("CREATE TABLE orders_{number} (id bigint PRIMARY KEY, total numeric(12, 2) NOT NULL)")
}

fn entry(number: u64) -> NewDdlEntry {
    NewDdlEntry {
        operation: DdlOperation::Create,
        object_type: DdlObjectType::Table,
        object_name: format!("orders_{number}"),
        ddl_statement: statement(number),
        origin: Origin::default(),
    }
}

fn entries(size: u64) -> Vec<NewDdlEntry> {
    (0..size).map(entry).collect()
}

fn open(directory: &tempfile::TempDir) -> Manager {
    now(DdlVersioningManager::open(RocksStore::open(directory.path()).unwrap())).unwrap()
}

/// The bytes that a history keeps for `entries`, committed without one.
fn raw_batch(size: u64, next: &Cell<u64>) -> Batch {
    let value = |number| [statement(number).as_bytes(), &[b'x'; 60]].concat();
    let put = |number| {
        let key = next.replace(next.get() + 1);
        Write::Put([b"e".as_slice(), &key.to_be_bytes()].concat(), value(number))
    };
    Batch { expected: Vec::new(), writes: (0..size).map(put).collect() }
}

fn recording(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("record, synced");
    group.sample_size(20);
    for size in [1_u64, 1_000] {
        group.throughput(Throughput::Elements(size));
        let directories: [_; 3] = std::array::from_fn(|_| tempfile::tempdir().unwrap());
        let store = RocksStore::open(directories[0].path()).unwrap();
        let next = Cell::new(0);
        group.bench_function(BenchmarkId::new("raw store", size), |bencher| {
            let batch = || raw_batch(size, &next);
            bencher.iter_batched(batch, |batch| now(store.commit(batch)), BatchSize::LargeInput);
        });
        let manager = open(&directories[1]);
        let batch = entries(size);
        group.bench_function(BenchmarkId::new("entries", size), |bencher| {
            bencher.iter(|| now(manager.record_entries("main", &batch)).unwrap());
        });
        let manager = open(&directories[2]);
        let script: Vec<_> = (0..size).map(statement).collect();
        let script = script.join(";\n");
        group.bench_function(BenchmarkId::new("script", size), |bencher| {
            let meta = RecordMeta::default();
            bencher.iter(|| now(manager.record_ddl("main", &script, &meta)).unwrap());
        });
    }
    group.finish();
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("history");
    for length in [1_000_u64, 1_000_000] {
        let directory = tempfile::tempdir().unwrap();
        let manager = open(&directory);
        for _ in 0..length / 1_000 {
            now(manager.record_entries("main", &entries(1_000))).unwrap();
        }
        group.bench_function(BenchmarkId::new("the last 100, of", length), |bencher| {
            let since = DdlId(length - 100);
            bencher.iter(|| now(manager.get_ddl_since("main", since)).unwrap());
        });
        drop(manager);
        group.sample_size(10).bench_function(BenchmarkId::new("open", length), |bencher| {
            bencher.iter(|| drop(open(&directory)));
        });
    }
    group.finish();
}

criterion_group!(benches, recording, reading);
criterion_main!(benches);
