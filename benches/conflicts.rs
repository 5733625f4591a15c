//! How long it takes to compare two branches, by the number of their statements.
//!
//! The time per statement must stay the same from 10,000 to 100,000 statements a side.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::ids::DdlId;
use schemagraft::merge::{Change, detect_conflicts};

/// Returns what a branch does to the tables of the base and to new ones of its own.
fn branch(name: &str, statements: usize) -> Vec<String> {
    (0..statements)
        .map(|number| {
            let (table, own) = (number / 8 % 1000, number / 8);
            match number % 8 {
                0 => format!("CREATE TABLE {name}_{own} (id bigserial PRIMARY KEY, amount numeric(10, 2) NOT NULL DEFAULT 0)"),
                1 => format!("ALTER TABLE t{table} ADD COLUMN {name}_{own} text"),
                2 => format!("CREATE INDEX {name}_{own}_amount ON {name}_{own} (amount)"),
                3 => format!("CREATE VIEW {name}_{own}_v AS SELECT id, amount FROM {name}_{own} WHERE amount > 0"),
                4 => format!("ALTER TABLE {name}_{own} ADD CONSTRAINT positive CHECK (amount >= 0)"),
                5 => format!("COMMENT ON COLUMN t{table}.name IS 'set by {name} {own}'"),
                6 => format!("CREATE FUNCTION {name}_{own}_f(a int) RETURNS int LANGUAGE sql AS 'SELECT {own}'"),
                _ => format!("ALTER TABLE t{table} ALTER COLUMN name SET DEFAULT 'd{own}'"),
            }
        })
        .collect()
}

fn changes(first: u64, statements: &[String]) -> Vec<Change<'_>> {
    let numbered = (first..).zip(statements);
    numbered.map(|(id, statement)| Change::of_text(DdlId(id), statement)).collect()
}

fn conflicts(criterion: &mut Criterion) {
    let base: Vec<String> = (0..1000)
        .map(|table| format!("CREATE TABLE t{table} (id serial PRIMARY KEY, name text NOT NULL)"))
        .collect();
    let mut group = criterion.benchmark_group("detect_conflicts");
    group.sample_size(10);
    for statements in [10_000, 100_000] {
        let (source, target) = (branch("s", statements), branch("t", statements));
        let all = [changes(1, &base), changes(10_001, &source), changes(1_000_001, &target)];
        group.throughput(Throughput::Elements(2 * statements as u64));
        group.bench_function(BenchmarkId::from_parameter(statements), |bencher| {
            bencher.iter(|| detect_conflicts(&all[0], &all[1], &all[2]));
        });
    }
    group.finish();
}

criterion_group!(benches, conflicts);
criterion_main!(benches);
