//! RocksDB through [`Store`] against RocksDB alone, in one run: the ratio is what counts.
//!
//! Each iteration commits records of the size of a recorded statement, synced, in batches of one
//! and of a thousand. The store also compares what a history's commit expects: the branch's head.

// What fails here ends the run, as it should.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rocksdb::{DB, Options, WriteBatch, WriteOptions};
use schemagraft::store::{Batch, Direction, Expected, KeyRange, RocksStore, Store, Write, now};

/// About the size of an entry of a history.
const VALUE: [u8; 200] = [b'x'; 200];

/// The key that each commit moves on, as a history moves its branch's head.
const HEAD: &[u8] = b"h";

fn entry(number: u64) -> Vec<u8> {
    [b"e".as_slice(), &number.to_be_bytes()].concat()
}

fn commits(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("commit, synced");
    group.sample_size(20);
    for size in [1_u64, 1_000] {
        group.throughput(Throughput::Elements(size));
        let directory = tempfile::tempdir().unwrap();
        let raw = open_raw(&directory);
        let next = Cell::new(0);
        group.bench_function(BenchmarkId::new("rocksdb", size), |bencher| {
            bencher.iter(|| commit_raw(&raw, next.replace(next.get() + size), size));
        });

        let directory = tempfile::tempdir().unwrap();
        let store = RocksStore::open(directory.path()).unwrap();
        let next = Cell::new(0);
        group.bench_function(BenchmarkId::new("store", size), |bencher| {
            bencher.iter(|| commit_store(&store, next.replace(next.get() + size), size));
        });
    }
    group.finish();
}

fn open_raw(directory: &tempfile::TempDir) -> DB {
    let mut options = Options::default();
    options.create_if_missing(true);
    DB::open(&options, directory.path()).unwrap()
}

fn commit_raw(db: &DB, first: u64, size: u64) {
    let mut batch = WriteBatch::default();
    for number in first..first + size {
        batch.put(entry(number), VALUE);
    }
    batch.put(HEAD, (first + size).to_be_bytes());
    let mut options = WriteOptions::default();
    options.set_sync(true);
    db.write_opt(batch, &options).unwrap();
}

fn commit_store(store: &RocksStore, first: u64, size: u64) {
    let head = (first > 0).then(|| first.to_be_bytes().to_vec());
    let mut writes: Vec<_> =
        (first..first + size).map(|number| Write::Put(entry(number), VALUE.to_vec())).collect();
    writes.push(Write::Put(HEAD.to_vec(), (first + size).to_be_bytes().to_vec()));
    let expected = vec![Expected { key: HEAD.to_vec(), value: head }];
    now(store.commit(Batch { expected, writes })).unwrap();
}

/// Reading a few entries must not depend on how many there are.
fn seeks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("the last 10 of");
    for entries in [1_000_u64, 100_000] {
        let directory = tempfile::tempdir().unwrap();
        let store = RocksStore::open(directory.path()).unwrap();
        for first in (0..entries).step_by(1_000) {
            commit_store(&store, first, 1_000);
        }
        let range = KeyRange { start: entry(0), end: entry(u64::MAX) };
        group.bench_function(BenchmarkId::new("store", entries), |bencher| {
            bencher.iter(|| now(store.scan(&range, Direction::Reverse, 10)).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, commits, seeks);
criterion_main!(benches);
