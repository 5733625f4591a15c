//! The shared two-branch cases, with the verdicts that a real server and a person gave them.

use super::scripts::conflicts;

#[test]
fn the_shared_cases_are_judged_as_they_were() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/merge-cases/cases.jsonl");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED: {path} is not there, so no verdict was compared");
        return;
    };
    let cases: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (mut agreed, mut classes) = (0, 0);
    let mut wrong = Vec::new();
    for case in &cases {
        let field = |name: &str| case[name].as_str().unwrap_or_default();
        let found = conflicts(field("base"), field("source"), field("target"));
        let expected = field("verdict") == "conflict";
        if expected != found.is_empty() {
            agreed += 1;
            let class = |c: &schemagraft::merge::DdlConflict| format!("{:?}", c.class);
            if !expected || found.iter().any(|c| class(c) == field("cls")) {
                classes += 1;
            } else {
                eprintln!(
                    "class {} {}: {:?}",
                    field("id"),
                    field("cls"),
                    found.iter().map(class).collect::<Vec<_>>()
                );
            }
        } else {
            wrong.push(field("id").to_owned());
        }
        for c in &found {
            eprintln!("  {} [{}] {:?} {}", field("id"), found.len(), c.class, c.explanation);
        }
    }
    eprintln!("verdicts {agreed}/{}, classes {classes}; wrong {wrong:?}", cases.len());
    assert!(wrong.is_empty());
}
