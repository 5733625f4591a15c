//! Reading a script, in bytes a second: split, parsed, classified, named; beside it the parser's own reading,
//! which ends with its tree.

#![allow(missing_docs, clippy::unwrap_used)]

use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use schemagraft::sql::{Mode, parse_script};
use squawk_syntax::SourceFile;

/// The example's migrations, over and over, to about a megabyte.
fn script() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop/main");
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let once: String = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    once.repeat((1 << 20) / once.len() + 1)
}

fn parsing(criterion: &mut Criterion) {
    let script = script();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Bytes(script.len() as u64)).sample_size(10);
    group.bench_function("the shop's migrations", |bencher| {
        bencher.iter(|| parse_script(&script, Mode::Strict).unwrap());
    });
    group.bench_function("the parser's own", |bencher| {
        bencher.iter(|| SourceFile::parse(&script).syntax_node());
    });
    group.finish();
}

criterion_group!(benches, parsing);
criterion_main!(benches);
