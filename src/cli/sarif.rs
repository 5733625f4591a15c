//! The hazards and hints of a diff as SARIF 2.1.0 (OASIS), which CI services show beside the code.

use schemagraft::diff::{Hint, SchemaDiff, StatementHazard};
use serde_json::{Value, json};

/// Where the hazards and the hints are explained, with links to PostgreSQL's documentation.
const HELP: &str = "docs/hazards.md";

/// Returns the hazards and the hints, with places in the script of the statements, which is called `path`.
pub(super) fn of(diff: &SchemaDiff, path: &str) -> Value {
    let mut rules: Vec<(&str, &str)> =
        diff.hazards.iter().map(|it| (it.code, it.message)).collect();
    rules.extend(diff.hints.iter().map(|hint| (hint.code(), hint.meaning())));
    rules.sort_unstable();
    rules.dedup();
    let rules: Vec<Value> = rules.into_iter().map(|(code, meaning)| rule(code, meaning)).collect();
    let hazards = diff.hazards.iter().map(|hazard| risk(hazard, path, line(diff, hazard)));
    let results: Vec<Value> = hazards.chain(diff.hints.iter().map(|it| remark(it, path))).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "schemagraft", "rules": rules } },
            "results": results,
        }],
    })
}

/// Returns the line on which a hazard's statement begins.
fn line(diff: &SchemaDiff, hazard: &StatementHazard) -> usize {
    let before = diff.ddl.iter().take(hazard.statement);
    1 + before.map(|statement| statement.lines().count()).sum::<usize>()
}

fn rule(code: &str, meaning: &str) -> Value {
    json!({
        "id": code,
        "shortDescription": { "text": meaning },
        "helpUri": format!("{HELP}#{}", code.to_ascii_lowercase()),
    })
}

fn risk(hazard: &StatementHazard, path: &str, line: usize) -> Value {
    let level = match hazard.severity {
        "info" => "note",
        "danger" => "error",
        _ => "warning",
    };
    result(hazard.code, level, &format!("{}: {}", hazard.object, hazard.message), path, line)
}

/// A hint is about the whole of the script; what there is to read in it besides the sentence goes along.
fn remark(hint: &Hint, path: &str) -> Value {
    let mut result = result(hint.code(), "note", hint.message(), path, 1);
    if let Some(members) = result.as_object_mut() {
        members.insert("properties".to_owned(), json!(hint));
    }
    result
}

fn result(code: &str, level: &str, message: &str, path: &str, line: usize) -> Value {
    json!({
        "ruleId": code,
        "level": level,
        "message": { "text": message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": path },
            "region": { "startLine": line },
        } }],
    })
}
