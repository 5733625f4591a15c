//! How long the difference of two large schemas takes: 100 differences among more and more tables.
//!
//! Ten times the tables may take little more than ten times as long; 10,000 take less than a second.

// What fails here ends the run, as it should.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::cell::LazyCell;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::catalog::{Catalog, materialize};
use schemagraft::diff::{Options, diff};

/// As in the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DIFFERENCES: usize = 100;

/// Returns a schema of tables, each with an index and a view; a hundred of them are otherwise.
fn schema(tables: usize, is_changed: bool) -> Catalog {
    let every = tables / DIFFERENCES;
    let script: String = (0..tables)
        .map(|number| {
            let change = (is_changed && number % every == 0).then_some(number / every % 4);
            let name = if change == Some(0) { "name text" } else { "name text NOT NULL" };
            let mail = if change == Some(1) { "varchar(200)" } else { "varchar(100)" };
            let more = if change == Some(2) { ", extra date" } else { "" };
            let index = if change == Some(3) { "mail, name" } else { "mail" };
            format!(
                "CREATE TABLE t{number} (id serial PRIMARY KEY, {name}, mail {mail}{more});\n\
                 CREATE INDEX i{number} ON t{number} ({index});\n\
                 CREATE VIEW v{number} AS SELECT id, name FROM t{number};\n"
            )
        })
        .collect();
    let made = materialize(&script);
    assert!(made.errors.is_empty(), "{:?}", made.errors.first());
    made.catalog
}

fn differences(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("diff with 100 differences");
    group.sample_size(10);
    for tables in [1_000, 10_000, 100_000] {
        // Made when they are asked for: one size may be measured alone.
        let schemas = LazyCell::new(|| (schema(tables, false), schema(tables, true)));
        group.throughput(Throughput::Elements(tables as u64));
        group.bench_with_input(BenchmarkId::from_parameter(tables), &tables, |bencher, _| {
            let (from, to) = &*schemas;
            let found = diff(from, to, &Options::default());
            assert!(found.unresolved.is_empty() && found.statements.len() >= DIFFERENCES);
            bencher.iter(|| diff(from, to, &Options::default()));
        });
    }
    group.finish();
}

criterion_group!(benches, differences);
criterion_main!(benches);
