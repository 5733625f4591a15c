//! Hazards and conflicts as SARIF 2.1.0 (OASIS), which CI services show beside the code.

use std::collections::BTreeMap;

use schemagraft::diff::{Hint, SchemaDiff, StatementHazard};
use schemagraft::merge::{ConflictClass, ConflictSide, DdlConflict, MergeWarning};
use schemagraft::sql::Position;
use serde_json::{Value, json};

use super::places::{Named, Names, Place};

/// Where hazards and hints are explained, with links to PostgreSQL's documentation. SARIF wants addresses to be
/// absolute, and where the documentation lies is not known here, so that it is named in words.
const HAZARDS: &str = "docs/hazards.md";

/// Where the classes of conflicts are explained.
const CONFLICTS: &str = "docs/conflicts.md";

/// Something to tell.
pub(super) struct Finding {
    /// The rule: a hazard's code, a conflict's class.
    pub(super) rule: String,
    /// The rule in words.
    pub(super) meaning: String,
    /// Where the rule is explained; empty where it is not.
    pub(super) help: String,
    /// `error`, `warning` or `note`.
    pub(super) level: &'static str,
    pub(super) message: String,
    /// Where it shows, the most important first.
    pub(super) places: Vec<Shown>,
    /// What more there is to read for programs.
    pub(super) properties: Option<Value>,
}

/// Where something shows.
pub(super) enum Shown {
    /// In a file.
    File(Place),
    /// In what is called so, such as an entry of a branch.
    Other(String),
}

/// Returns findings as a log.
pub(super) fn log(findings: &[Finding]) -> Value {
    let rules: BTreeMap<&str, Value> =
        findings.iter().map(|finding| (finding.rule.as_str(), rule(finding))).collect();
    let rules: Vec<Value> = rules.into_values().collect();
    let results: Vec<Value> = findings.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "schemagraft", "rules": rules } },
            "results": results,
        }],
    })
}

fn rule(finding: &Finding) -> Value {
    let mut rule = json!({ "id": finding.rule, "shortDescription": { "text": finding.meaning } });
    if !finding.help.is_empty() {
        add(&mut rule, "help", json!({ "text": finding.help }));
    }
    rule
}

fn result(finding: &Finding) -> Value {
    let mut places = finding.places.iter().map(location);
    let first: Vec<Value> = places.next().into_iter().collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": finding.level,
        "message": { "text": finding.message },
        "locations": first,
    });
    let related: Vec<Value> = places.collect();
    if !related.is_empty() {
        add(&mut result, "relatedLocations", json!(related));
    }
    if let Some(properties) = &finding.properties {
        add(&mut result, "properties", properties.clone());
    }
    result
}

fn add(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn location(shown: &Shown) -> Value {
    match shown {
        Shown::Other(name) => json!({ "logicalLocations": [{ "fullyQualifiedName": name }] }),
        Shown::File(Place { path, position: Position { line, column } }) => {
            json!({ "physicalLocation": {
                "artifactLocation": { "uri": path },
                "region": { "startLine": line, "startColumn": column },
            } })
        }
    }
}

/// Returns the hazards and the hints of a diff, with places in the script of its statements, which is called
/// `path`; a hint is about the whole of it.
pub(super) fn of_diff(diff: &SchemaDiff, path: &str) -> Vec<Finding> {
    let finding = |code: &str, meaning: &str, position| Finding {
        rule: code.to_owned(),
        meaning: meaning.to_owned(),
        help: format!("{code} in schemagraft's {HAZARDS} says more."),
        level: "note",
        message: String::new(),
        places: vec![Shown::File(Place { path: path.to_owned(), position })],
        properties: None,
    };
    let hazards = diff.hazards.iter().map(|hazard| Finding {
        level: match hazard.severity {
            "info" => "note",
            "danger" => "error",
            _ => "warning",
        },
        message: format!("{}: {}", hazard.object, hazard.message),
        ..finding(hazard.code, hazard.message, line(diff, hazard))
    });
    let start = Position { line: 1, column: 1 };
    let hints = diff.hints.iter().map(|hint: &Hint| Finding {
        message: hint.message().to_owned(),
        properties: Some(json!(hint)),
        ..finding(hint.code(), hint.meaning(), start)
    });
    hazards.chain(hints).collect()
}

/// Returns where a hazard's statement begins.
fn line(diff: &SchemaDiff, hazard: &StatementHazard) -> Position {
    let before = diff.ddl.iter().take(hazard.statement);
    let lines: usize = before.map(|statement| statement.lines().count()).sum();
    Position { line: u32::try_from(lines + 1).unwrap_or(u32::MAX), column: 1 }
}

/// Returns the conflicts and the warnings of a merge.
pub(super) fn of_merge(
    conflicts: &[DdlConflict],
    warnings: &[MergeWarning],
    names: &Names,
) -> Vec<Finding> {
    let conflicts = conflicts.iter().map(|one| {
        of_sides("error", one.class, &one.explanation, (&one.source, &one.target), names)
    });
    let warnings = warnings.iter().map(|one| {
        of_sides("warning", one.class, &one.explanation, (&one.source, &one.target), names)
    });
    conflicts.chain(warnings).collect()
}

fn of_sides(
    level: &'static str,
    class: ConflictClass,
    explanation: &str,
    (source, target): (&[ConflictSide], &[ConflictSide]),
    names: &Names,
) -> Finding {
    let source = source.iter().map(|side| shown(&names.source, side));
    let target = target.iter().map(|side| shown(&names.target, side));
    Finding {
        rule: format!("{class:?}"),
        meaning: class.meaning().to_owned(),
        help: format!("{class:?} in schemagraft's {CONFLICTS} says more."),
        level,
        message: explanation.to_owned(),
        places: source.chain(target).collect(),
        properties: None,
    }
}

fn shown(named: &Named, side: &ConflictSide) -> Shown {
    named.place(side).map_or_else(|| Shown::Other(named.entry(side)), Shown::File)
}
