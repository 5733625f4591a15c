//! Our own two-branch cases: `tests/merge/cases/*.sql`, each with its conflicts.
//!
//! A file begins with the base that its cases share. `--- name` begins a case; `-- base`,
//! `-- source` and `-- target` begin its scripts; `-- expect:` tells one conflict, as class, object
//! type, name and attribute, or `clean`. Where a case tells them, `-- warns:` is one warning of a replay, as class
//! or as class, object type and name, or `none`; `-- because:` one reason why what is clean is so; and `-- ddl` begins
//! the statements that it comes to.

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
    warnings: Option<Vec<String>>,
    /// Reasons that must be among those told.
    because: Vec<String>,
    ddl: Option<Vec<String>>,
}

#[test]
fn every_case_has_the_conflicts_that_it_should() {
    let cases = cases();
    assert!(cases.len() >= 150, "only {} cases were found", cases.len());
    let wrong: Vec<String> = cases.iter().filter_map(Case::fault).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_case_has_the_warnings_and_the_statements_that_it_tells() {
    let wrong: Vec<String> = cases().iter().filter_map(Case::fault_of_plan).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        let runs_one_way = is_told_by_running(&there) && back.is_empty()
            || is_told_by_running(&back) && there.is_empty();
        if !runs_one_way {
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
        self.fault_of_plan()
    }

    fn fault_of_plan(&self) -> Option<String> {
        let plan = self.scripts.plan(DdlMergeStrategy::DdlReplay);
        let warnings = plan.warnings.iter().map(|warning| {
            format!("{:?} {} {}", warning.class, warning.object_type, warning.object_name)
        });
        let warnings: Vec<String> = warnings.collect();
        let reasons: Vec<String> =
            plan.reasons.iter().map(|clean| format!("{:?}", clean.reason)).collect();
        let is_told = |(warning, told): (&String, &String)| {
            warning.trim_end() == told || warning.split(' ').next() == Some(told)
        };
        let warns = |told: &Vec<String>| {
            told.len() == warnings.len() && warnings.iter().zip(told).all(is_told)
        };
        let is_as_told = self.warnings.as_ref().is_none_or(warns)
            && self.because.iter().all(|reason| reasons.contains(reason))
            && self.ddl.as_ref().is_none_or(|told| *told == plan.ddl);
        let fault = || {
            let (name, ddl) = (&self.name, &plan.ddl);
            format!("{name}\n  warns {warnings:#?}\n  because {reasons:?}\n  ddl   {ddl:#?}")
        };
        (!is_as_told).then(fault)
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

pub(super) fn told(conflict: &DdlConflict) -> String {
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
    let (mut expected, mut warnings, mut because, mut ddl) = (Vec::new(), None, Vec::new(), None);
    let mut script = &mut base;
    for line in body.lines() {
        match line {
            "-- base" => script = &mut base,
            "-- source" => script = &mut source,
            "-- target" => script = &mut target,
            "-- ddl" => script = ddl.insert(String::new()),
            _ => match line.strip_prefix("-- ").and_then(|line| line.split_once(": ")) {
                Some(("expect", "clean")) => {}
                Some(("expect", conflict)) => expected.push(conflict.to_owned()),
                Some(("warns", "none")) => warnings = Some(Vec::new()),
                Some(("warns", warning)) => {
                    warnings.get_or_insert_with(Vec::new).push(warning.to_owned());
                }
                Some(("because", reason)) => because.push(reason.to_owned()),
                _ => script.extend([line, "\n"]),
            },
        }
    }
    let name = format!("{file}: {name}");
    let ddl = ddl.map(|ddl| super::scripts::split(&ddl));
    Case { name, scripts: Scripts::new(&base, &source, &target), expected, warnings, because, ddl }
}
