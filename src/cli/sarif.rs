//! The hazards of a diff as SARIF 2.1.0 (OASIS), which CI services show beside the code.

use schemagraft::diff::{SchemaDiff, StatementHazard};
use serde_json::{Value, json};

/// Where the hazards are explained, with links to PostgreSQL's documentation.
const HELP: &str = "docs/hazards.md";

/// Returns the hazards, with places in the script of the statements, which is called `path`.
pub(super) fn of(diff: &SchemaDiff, path: &str) -> Value {
    let mut rules: Vec<&StatementHazard> = diff.hazards.iter().collect();
    rules.sort_by_key(|hazard| hazard.code);
    rules.dedup_by_key(|hazard| hazard.code);
    let rules: Vec<Value> = rules.into_iter().map(rule).collect();
    let results = diff.hazards.iter().map(|hazard| result(hazard, path, line(diff, hazard)));
    let results: Vec<Value> = results.collect();
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

fn rule(hazard: &StatementHazard) -> Value {
    json!({
        "id": hazard.code,
        "shortDescription": { "text": hazard.message },
        "helpUri": format!("{HELP}#{}", hazard.code.to_ascii_lowercase()),
    })
}

fn result(hazard: &StatementHazard, path: &str, line: usize) -> Value {
    let level = match hazard.severity {
        "info" => "note",
        "danger" => "error",
        _ => "warning",
    };
    json!({
        "ruleId": hazard.code,
        "level": level,
        "message": { "text": format!("{}: {}", hazard.object, hazard.message) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": path },
            "region": { "startLine": line },
        } }],
    })
}
