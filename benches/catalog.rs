//! How fast statements are applied, how long a schema far down a history takes, and how much memory a
//! large schema.
//!
//! On two cores a script may take no longer to run than twice what parsing it alone does; the schema at a
//! history's head must not take longer the longer the history is.

// What fails here ends the run, as it should.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::cell::Cell;
use std::time::Instant;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::catalog::{Session, StoredSession, materialize};
use schemagraft::history::{DdlVersioningManager, NewDdlEntry, Origin, SchemaPoint};
use schemagraft::ids::DdlId;
use schemagraft::sql::{DdlObjectType, DdlOperation, Mode, parse_script};
use schemagraft::store::{MemoryStore, now};
use squawk_syntax::SourceFile;

/// Returns statements that make tables, and then work on them.
fn statements(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| {
            let table = number / 8;
            match number % 8 {
                0 => format!("CREATE TABLE t{table} (id bigserial PRIMARY KEY, name text NOT NULL, amount numeric(10, 2) DEFAULT 0)"),
                1 => format!("ALTER TABLE t{table} ADD COLUMN parent bigint"),
                2 => format!("CREATE INDEX ON t{table} (amount)"),
                3 => format!("ALTER TABLE t{table} ADD CONSTRAINT positive CHECK (amount >= 0)"),
                4 => format!("COMMENT ON COLUMN t{table}.name IS 'the name'"),
                5 => format!("ALTER TABLE t{table} ALTER COLUMN name SET DEFAULT 'd'"),
                6 => format!("ALTER TABLE t{table} RENAME COLUMN amount TO total"),
                _ => format!("ALTER TABLE t{table} DROP COLUMN parent"),
            }
        })
        .collect()
}

fn session(statements: &[String]) -> Session {
    let mut session = Session::default();
    for statement in statements {
        if let Err(refusal) = session.execute(statement) {
            panic!("{statement}: {refusal}");
        }
    }
    session
}

fn applying(criterion: &mut Criterion) {
    let statements = statements(100_000);
    let script = statements.join(";\n");
    let mut group = criterion.benchmark_group("catalog");
    group.sample_size(10).throughput(Throughput::Elements(statements.len() as u64));
    group.bench_function("parse 100,000 statements", |bencher| {
        bencher.iter(|| parse_script(&script, Mode::Strict));
    });
    group.bench_function("the parser's own, 100,000 statements", |bencher| {
        bencher.iter(|| SourceFile::parse(&script).syntax_node());
    });
    group.bench_function(
        "parse and apply 100,000 statements, one by one: on one thread",
        |bencher| {
            bencher.iter(|| session(&statements));
        },
    );
    group.bench_function(
        "run 100,000 statements as a script: read on a second thread",
        |bencher| {
            bencher.iter(|| materialize(&script));
        },
    );
    group.finish();
}

fn large_schemas(criterion: &mut Criterion) {
    let before = resident_kilobytes();
    let made = session(&statements(80_000));
    eprintln!(
        "memory: 10,000 tables, {} objects, {} MB",
        made.catalog().len(),
        (resident_kilobytes() - before) / 1024
    );
    let mut group = criterion.benchmark_group("10,000 tables");
    group.sample_size(10);
    group.bench_function("to_ddl", |bencher| bencher.iter(|| made.catalog().to_ddl()));
    group.bench_function("hash", |bencher| bencher.iter(|| made.catalog().hash()));
    group.bench_function("keep", |bencher| bencher.iter(|| StoredSession::of(&made)));
    let kept = StoredSession::of(&made);
    group.bench_function("take up again", |bencher| {
        bencher.iter(|| kept.clone().map(StoredSession::session));
    });
    group.finish();
}

/// The memory that the process has, where the system tells.
fn resident_kilobytes() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Returns a history that works on a thousand tables over and over.
fn history(entries: usize) -> DdlVersioningManager<MemoryStore> {
    let manager = now(DdlVersioningManager::open(MemoryStore::new())).expect("a new history");
    let tables = (0..1000).map(|table| format!("CREATE TABLE t{table} (id bigint, name text)"));
    let work = (0..entries).map(|number| {
        let table = number / 2 % 1000;
        match number % 2 {
            0 => format!("ALTER TABLE t{table} ADD COLUMN extra integer"),
            _ => format!("ALTER TABLE t{table} DROP COLUMN extra"),
        }
    });
    let entry = |ddl_statement| NewDdlEntry {
        operation: DdlOperation::Alter,
        object_type: DdlObjectType::Table,
        object_name: String::new(),
        ddl_statement,
        origin: Origin::default(),
    };
    let all: Vec<NewDdlEntry> = tables.chain(work).take(entries).map(entry).collect();
    for batch in all.chunks(10_000) {
        now(manager.record_entries("main", batch)).expect("it is recorded");
    }
    manager
}

fn far_down(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("schemaAt");
    group.sample_size(10);
    for entries in [10_000, 1_000_000] {
        let manager = history(entries);
        let start = Instant::now();
        now(manager.schema_at("main", &SchemaPoint::Head)).expect("a schema");
        eprintln!("the first schemaAt of {entries} entries: {:?}", start.elapsed());
        group.bench_function(format!("the head of {entries} entries"), |bencher| {
            bencher.iter(|| now(manager.schema_at("main", &SchemaPoint::Head)));
        });
        let at = Cell::new(1);
        group.bench_function(format!("any of {entries} entries"), |bencher| {
            bencher.iter(|| {
                at.set((at.get() * 7_919 + 104_729) % entries as u64);
                now(manager.schema_at("main", &SchemaPoint::Entry(DdlId(at.get() + 1))))
            });
        });
    }
    group.finish();
}

// Memory is measured while the process is young: what others gave back would hide it.
criterion_group!(benches, large_schemas, applying, far_down);
criterion_main!(benches);
