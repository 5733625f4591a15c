//! Real merges of a committed dump, in `../shared/corpus/dump-merges`, where there is one.

use std::path::{Path, PathBuf};
use std::process::Command;

use schemagraft::catalog::{Catalog, materialize};
use schemagraft::merge::{MergeOptions, MergeTexts};
use schemagraft::schema_file::{Markers, MergedFile, merge};
use serde_json::Value;

/// A merge, and what people made of it.
struct Case {
    name: String,
    is_exact: bool,
    base: String,
    ours: String,
    theirs: String,
    merged: String,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/dump-merges");
    let Ok(folders) = std::fs::read_dir(root) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    folders.iter().flat_map(|folder| cases_in(folder)).collect()
}

fn cases_in(folder: &Path) -> Vec<Case> {
    let lines = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    let case = |line: &str| {
        let case: Value = serde_json::from_str(line).unwrap();
        let text = |which: &str| unzipped(&folder.join(case["blobs"][which].as_str().unwrap()));
        Case {
            name: case["id"].as_str().unwrap().to_owned(),
            is_exact: case["classification"].as_str().unwrap().ends_with("-exact"),
            base: text("base"),
            ours: text("ours"),
            theirs: text("theirs"),
            merged: text("merged"),
        }
    };
    lines.lines().map(case).collect()
}

fn unzipped(path: &Path) -> String {
    let output = Command::new("gzip").arg("-dc").arg(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn schema(text: &str) -> Catalog {
    materialize(text).catalog
}

impl Case {
    /// Merges the files; nothing where one of them is no SQL, as people left it.
    fn merge(&self) -> Option<MergedFile> {
        let texts = MergeTexts { base: &self.base, source: &self.theirs, target: &self.ours };
        merge(texts, &MergeOptions::default(), &Markers::default()).ok()
    }
}

/// All take minutes in a build that is not optimised: every ninth is judged unless all are asked for.
fn step() -> usize {
    if std::env::var_os("SCHEMAGRAFT_ALL_DUMPS").is_some() { 1 } else { 9 }
}

/// How many lines of two texts are in no longest common subsequence.
fn lines_that_differ(one: &str, other: &str) -> usize {
    let mut one: Vec<&str> = one.lines().collect();
    let mut other: Vec<&str> = other.lines().collect();
    while !one.is_empty() && one.last() == other.last() {
        one.pop();
        other.pop();
    }
    let same = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    one.drain(..same);
    other.drain(..same);
    let mut row = vec![0_usize; other.len() + 1];
    for line in &one {
        let mut diagonal = 0;
        for place in 0..other.len() {
            let above = row[place + 1];
            row[place + 1] = match *line == other[place] {
                true => diagonal + 1,
                false => above.max(row[place]),
            };
            diagonal = above;
        }
    }
    one.len() + other.len() - 2 * row[other.len()]
}

/// Those that people merged object by object come out with the schema that they committed.
#[test]
fn corpus_of_dump_merges() {
    let (mut exact, mut same_text, mut lines) = (0, 0, 0);
    for case in cases().into_iter().step_by(step()) {
        let Some(merged) = case.merge() else {
            println!("{}: a file is no SQL", case.name);
            continue;
        };
        let differing = lines_that_differ(&merged.text, &case.merged);
        let kind = if case.is_exact { "exact" } else { "decided by people" };
        println!(
            "{}: {kind}, {} marked, {} conflicts, {differing} lines differ",
            case.name,
            merged.marked,
            merged.plan.conflicts.len()
        );
        if case.is_exact {
            exact += 1;
            same_text += usize::from(differing == 0);
            lines += differing;
            assert_eq!(merged.marked, 0, "{}", case.name);
            assert_eq!(schema(&merged.text).hash(), schema(&case.merged).hash(), "{}", case.name);
        }
    }
    println!("{exact} exact merges: {same_text} as committed, {lines} lines differ in the others");
}
