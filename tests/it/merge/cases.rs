//! Our own two-branch cases: `tests/merge/cases/*.sql`, each with its conflicts.
//!
//! A file begins with the base that its cases share. `--- name` begins a case; `-- base`,
//! `-- source` and `-- target` begin its scripts; `-- expect:` tells one conflict, as class, object
//! type, name and attribute, or `clean`; `-- warns:` the class of one warning, `-- because:` one reason
//! why what is clean is so.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use schemagraft::catalog::materialize;
use schemagraft::merge::{ConflictClass, ConflictSide, DdlConflict, DdlMergeStrategy};

use super::scripts::Scripts;

pub(super) struct Case {
    pub(super) name: String,
    pub(super) scripts: Scripts,
    expected: Vec<String>,
    /// The classes of the warnings, where the case tells them.
    warns: Vec<String>,
    /// Reasons that must be among those told.
    because: Vec<String>,
}

#[test]
fn every_case_has_the_conflicts_that_it_should() {
    let cases = cases();
    assert!(cases.len() >= 150, "only {} cases were found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(Case::fault).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_branch_against_itself_or_against_nothing_is_clean() {
    let mut faults = Vec::new();
    for case in cases() {
        let mut scripts = case.scripts;
        scripts.target.clone_from(&scripts.source);
        faults.extend(scripts.conflicts().iter().map(|one| (case.name.clone(), told_in_full(one))));
        scripts.target.clear();
        faults.extend(scripts.conflicts().iter().map(|one| (case.name.clone(), told_in_full(one))));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..Default::default() })]

    /// Whatever two branches run: the other way round, the conflicts are mirrored.
    #[test]
    fn source_and_target_are_alike(
        file in 0..64_usize,
        source in vec(0..256_usize, 1..8),
        target in vec(0..256_usize, 1..8),
    ) {
        let files = files();
        let scripts = mixed(&files[file % files.len()], &source, &target);
        let there = scripts.conflicts();
        let back = scripts.swapped().conflicts();
        if !(is_told_by_running(&there) && back.is_empty() || is_told_by_running(&back) && there.is_empty()) {
            prop_assert_eq!(mirrored(back), straight(there), "{:#?}", scripts);
        }
    }
}

/// Tells whether nothing but running the statements told a conflict: the one side's may run on what the other
/// left, and not the other way round.
fn is_told_by_running(conflicts: &[DdlConflict]) -> bool {
    matches!(conflicts, [one] if one.class == ConflictClass::IncompatibleAlter)
}

/// Returns two branches of statements picked from all the cases of one file, without those that are refused.
fn mixed(cases: &[Case], source: &[usize], target: &[usize]) -> Scripts {
    let all: Vec<&String> = cases
        .iter()
        .flat_map(|case| case.scripts.source.iter().chain(&case.scripts.target))
        .collect();
    let base = cases[0].scripts.base.clone();
    let pick = |places: &[usize]| -> Vec<String> {
        let mut picked: Vec<String> = Vec::new();
        for place in places {
            let next = &all[place % all.len()];
            let so_far = base.iter().chain(&picked).chain([*next]);
            let script: Vec<String> = so_far.map(|statement| format!("{statement};\n")).collect();
            if materialize(&script.concat()).errors.is_empty() {
                picked.push((*next).clone());
            }
        }
        picked
    };
    let (source, target) = (pick(source), pick(target));
    Scripts { base, source, target }
}

impl Case {
    fn fault(&self) -> Option<String> {
        let conflicts = self.scripts.conflicts();
        conflicts.iter().for_each(|conflict| self.check_places(conflict));
        let there = straight(conflicts.clone());
        let back = mirrored(self.scripts.swapped().conflicts());
        if there != back {
            return Some(format!("{}\n  here  {there:?}\n  there {back:?}", self.name));
        }
        let found: Vec<String> = conflicts.iter().map(told).collect();
        let fault = format!("{}\n  expected {:?}\n  found    {found:?}", self.name, self.expected);
        if found != self.expected {
            return Some(fault);
        }
        self.fault_of_clean()
    }

    fn fault_of_clean(&self) -> Option<String> {
        if self.warns.is_empty() && self.because.is_empty() {
            return None;
        }
        let plan = self.scripts.plan(DdlMergeStrategy::DdlReplay);
        let warns = plan.warnings.iter().map(|one| format!("{:?}", one.class));
        let warns: Vec<String> = warns.collect();
        let reasons = plan.reasons.iter().map(|one| format!("{:?}", one.reason));
        let reasons: Vec<String> = reasons.collect();
        let is_wrong = (!self.warns.is_empty() && warns != self.warns)
            || self.because.iter().any(|reason| !reasons.contains(reason));
        is_wrong.then(|| format!("{}\n  warns {warns:?}\n  because {reasons:?}", self.name))
    }

    fn check_places(&self, conflict: &DdlConflict) {
        assert_eq!(conflict.source_ddl, conflict.source[0].statement, "{}", self.name);
        assert_eq!(conflict.target_ddl.as_ref(), Some(&conflict.target[0].statement));
        for side in conflict.source.iter().chain(&conflict.target) {
            let shown = side.statement.get(side.span.start..side.span.end);
            assert!(shown.is_some_and(|text| !text.is_empty()), "{}: {side:?}", self.name);
        }
        assert!(!conflict.explanation.is_empty() && !conflict.explanation.contains('\n'));
    }
}

fn straight(conflicts: Vec<DdlConflict>) -> Vec<String> {
    let mut told: Vec<String> = conflicts.iter().map(told_in_full).collect();
    told.sort();
    told
}

fn mirrored(mut conflicts: Vec<DdlConflict>) -> Vec<String> {
    for conflict in &mut conflicts {
        std::mem::swap(&mut conflict.source, &mut conflict.target);
    }
    straight(conflicts)
}

fn told(conflict: &DdlConflict) -> String {
    let name = match conflict.object_name.contains(' ') {
        true => format!("\"{}\"", conflict.object_name),
        false => conflict.object_name.clone(),
    };
    let mut told = format!("{:?} {} {name}", conflict.class, conflict.object_type);
    if let Some(attribute) = &conflict.attribute {
        told.push_str(&format!(" \"{attribute}\""));
    }
    told
}

fn told_in_full(conflict: &DdlConflict) -> String {
    let (source, target) = (&conflict.source, &conflict.target);
    let ids = |sides: &[ConflictSide]| -> Vec<(String, usize)> {
        sides.iter().map(|side| (side.statement.clone(), side.span.start)).collect()
    };
    format!("{} {:?} {:?}", told(conflict), ids(source), ids(target))
}

pub(super) fn cases() -> Vec<Case> {
    files().into_iter().flatten().collect()
}

fn files() -> Vec<Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/merge/cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    let stem = file.file_stem().unwrap().to_string_lossy();
    let mut blocks = text.split("\n--- ");
    let shared = blocks.next().unwrap();
    blocks.map(|block| case(&stem, shared, block)).collect()
}

fn case(file: &str, shared: &str, block: &str) -> Case {
    let (name, body) = block.split_once('\n').unwrap();
    let (mut base, mut source, mut target) = (shared.to_owned(), String::new(), String::new());
    let (mut expected, mut warns, mut because) = (Vec::new(), Vec::new(), Vec::new());
    let mut script = &mut base;
    for line in body.lines() {
        match line {
            "-- base" => script = &mut base,
            "-- source" => script = &mut source,
            "-- target" => script = &mut target,
            _ => match line.strip_prefix("-- ").and_then(|line| line.split_once(": ")) {
                Some(("expect", "clean")) => {}
                Some(("expect", conflict)) => expected.push(conflict.to_owned()),
                Some(("warns", class)) => warns.push(class.to_owned()),
                Some(("because", reason)) => because.push(reason.to_owned()),
                _ => script.extend([line, "\n"]),
            },
        }
    }
    let name = format!("{file}: {name}");
    Case { name, scripts: Scripts::new(&base, &source, &target), expected, warns, because }
}
