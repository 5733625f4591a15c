//! The shared two-branch cases, with the verdicts that a real server and a person gave them.

use schemagraft::merge::DdlConflict;

use super::scripts::Scripts;

/// How many of the cases must be judged as they were; how many of the conflicts must also be of the
/// class that they were given.
const VERDICTS: usize = 64;
const CLASSES: usize = 36;

#[test]
fn the_shared_cases_are_judged_as_they_were() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/merge-cases/cases.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("NOT TESTED: the shared cases are not at {path}");
        return;
    };
    let (mut verdicts, mut classes) = (0, 0);
    for line in text.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let scripts = Scripts::new(field("base"), field("source"), field("target"));
        let found = scripts.conflicts();
        let is_conflict = field("verdict") == "conflict";
        // A warning is no conflict. A conflict called clean is the one fault that loses data.
        assert!(!(is_conflict && found.is_empty()), "{} was called clean", field("id"));
        let is_of_class = |one: &DdlConflict| format!("{:?}", one.class) == field("cls");
        verdicts += usize::from(is_conflict != found.is_empty());
        let has_class = found.iter().any(is_of_class);
        classes += usize::from(has_class);
        if is_conflict == found.is_empty() || (is_conflict && !has_class) {
            eprintln!("{}: {:?}", field("id"), found);
        }
    }
    eprintln!("verdicts as given: {verdicts}; classes as given: {classes}");
    assert!(verdicts >= VERDICTS && classes >= CLASSES, "verdicts {verdicts}, classes {classes}");
}
