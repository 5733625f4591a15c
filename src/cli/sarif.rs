//! Hazards and conflicts as SARIF 2.1.0 (OASIS), which CI services show beside the code.

use std::collections::BTreeMap;

use schemagraft::diff::{SchemaDiff, StatementHazard};
use schemagraft::merge::{ConflictClass, ConflictSide, DdlConflict, MergeWarning};
use schemagraft::sql::Position;
use serde_json::{Value, json};

use super::places::{Names, Place};

/// Where the hazards are explained, with links to PostgreSQL's documentation.
const HAZARDS: &str = "docs/hazards.md";

/// Something to tell.
pub(super) struct Finding {
    /// The rule: a hazard's code, a conflict's class.
    pub(super) rule: String,
    /// The rule in words.
    pub(super) meaning: String,
    /// Where the rule is explained.
    pub(super) help: Option<String>,
    /// `error`, `warning` or `note`.
    pub(super) level: &'static str,
    pub(super) message: String,
    /// Where it shows, the most important first.
    pub(super) places: Vec<Place>,
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
    if let Some(help) = &finding.help {
        rule["helpUri"] = json!(help);
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
        result["relatedLocations"] = json!(related);
    }
    result
}

fn location(place: &Place) -> Value {
    let Position { line, column } = place.position;
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": place.path },
        "region": { "startLine": line, "startColumn": column },
    } })
}

/// Returns the hazards of a diff, with places in the script of its statements, which is called `path`.
pub(super) fn of_diff(diff: &SchemaDiff, path: &str) -> Vec<Finding> {
    let finding = |hazard: &StatementHazard| Finding {
        rule: hazard.code.to_owned(),
        meaning: hazard.message.to_owned(),
        help: Some(format!("{HAZARDS}#{}", hazard.code.to_ascii_lowercase())),
        level: match hazard.severity {
            "info" => "note",
            "danger" => "error",
            _ => "warning",
        },
        message: format!("{}: {}", hazard.object, hazard.message),
        places: vec![Place { path: path.to_owned(), position: line(diff, hazard) }],
    };
    diff.hazards.iter().map(finding).collect()
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
    let source = source.iter().filter_map(|side| names.source.place(side));
    let target = target.iter().filter_map(|side| names.target.place(side));
    Finding {
        rule: format!("{class:?}"),
        meaning: class.meaning().to_owned(),
        help: None,
        level,
        message: explanation.to_owned(),
        places: source.chain(target).collect(),
    }
}
