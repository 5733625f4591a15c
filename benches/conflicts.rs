//! How long it takes to compare two branches, by what they do and by the number of their statements; beside it,
//! reading the same statements alone.
//!
//! The time per statement must stay the same from 100 to 100,000 statements a side.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::ids::DdlId;
use schemagraft::merge::{Change, detect_conflicts};
use schemagraft::sql::{Mode, parse_script};

/// As in the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Returns a statement of a branch, by its number.
type Statement = fn(&str, usize) -> String;

/// What the two branches do.
const WORKS: &[(&str, Statement)] = &[
    ("some on the same columns", mixed),
    ("disjoint", disjoint),
    ("1 % conflicting", conflicting),
    ("all on one table", on_one_table),
];

/// Works on the tables of the base and on new ones of its own.
fn mixed(name: &str, number: usize) -> String {
    let (table, own) = (number / 8 % 1000, number / 8);
    match number % 8 {
        0 => format!(
            "CREATE TABLE {name}_{own} (id bigserial PRIMARY KEY, amount numeric(10, 2) NOT NULL DEFAULT 0)"
        ),
        1 => format!("ALTER TABLE t{table} ADD COLUMN {name}_{own} text"),
        2 => format!("CREATE INDEX {name}_{own}_amount ON {name}_{own} (amount)"),
        3 => format!(
            "CREATE VIEW {name}_{own}_v AS SELECT id, amount FROM {name}_{own} WHERE amount > 0"
        ),
        4 => format!("ALTER TABLE {name}_{own} ADD CONSTRAINT positive CHECK (amount >= 0)"),
        5 => format!("COMMENT ON COLUMN t{table}.name IS 'set by {name} {own}'"),
        6 => format!(
            "CREATE FUNCTION {name}_{own}_f(a int) RETURNS int LANGUAGE sql AS 'SELECT {own}'"
        ),
        _ => format!("ALTER TABLE t{table} ALTER COLUMN name SET DEFAULT 'd{own}'"),
    }
}

/// Works on new tables only.
fn disjoint(name: &str, number: usize) -> String {
    let sort = match number % 5 {
        0 => 0,
        1 => 2,
        2 => 3,
        3 => 4,
        _ => 6,
    };
    mixed(name, number / 5 * 8 + sort)
}

/// Works on new tables, and now and then on a column of the base.
fn conflicting(name: &str, number: usize) -> String {
    match number % 100 {
        99 => {
            let table = number / 100 % 1000;
            format!("ALTER TABLE t{table} ALTER COLUMN name SET DEFAULT '{name}'")
        }
        _ => disjoint(name, number),
    }
}

/// Works on columns of its own in one table of the base.
fn on_one_table(name: &str, number: usize) -> String {
    let column = number / 4 % 400;
    match number % 4 {
        0 => format!("ALTER TABLE t0 ADD COLUMN {name}_{column} text"),
        1 => format!("COMMENT ON COLUMN t0.{name}_{column} IS 'set by {number}'"),
        2 => format!("ALTER TABLE t0 ALTER COLUMN {name}_{column} SET DEFAULT 'd{number}'"),
        _ => format!("ALTER TABLE t0 DROP COLUMN {name}_{column}"),
    }
}

fn changes(first: u64, statements: &[String]) -> Vec<Change<'_>> {
    let numbered = (first..).zip(statements);
    numbered.map(|(id, statement)| Change::of_text(DdlId(id), statement)).collect()
}

fn conflicts(criterion: &mut Criterion) {
    let base: Vec<String> = (0..1000)
        .map(|table| format!("CREATE TABLE t{table} (id serial PRIMARY KEY, name text NOT NULL)"))
        .collect();
    for (work, statement) in WORKS {
        let mut group = criterion.benchmark_group(*work);
        group.sample_size(10);
        for count in [100, 1_000, 10_000, 100_000] {
            let branch = |name: &str| -> Vec<String> {
                (0..count).map(|number| statement(name, number)).collect()
            };
            let (source, target) = (branch("s"), branch("t"));
            let all = [changes(1, &base), changes(10_001, &source), changes(1_000_001, &target)];
            group.throughput(Throughput::Elements(2 * count as u64));
            group.bench_function(BenchmarkId::new("detect_conflicts", count), |bencher| {
                bencher.iter(|| detect_conflicts(&all[0], &all[1], &all[2]));
            });
            let text = [base.join(";\n"), source.join(";\n"), target.join(";\n")].join(";\n");
            group.bench_function(BenchmarkId::new("reading alone", count), |bencher| {
                bencher.iter(|| parse_script(&text, Mode::Strict));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, conflicts);
criterion_main!(benches);
