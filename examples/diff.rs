//! Two scripts in, the difference of their schemas out: a filter of JSON lines,
//! `{"from": …, "to": …}` → `{"ddl", "hazards", "hints", "unresolved"}`.
//!
//! The judge in `tests/postgres` runs it.

use std::io::{BufRead, Write};

use schemagraft::catalog::materialize;
use schemagraft::diff::{Options, diff};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line?)?;
        let script = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
        let (from, to) = (materialize(script("from")), materialize(script("to")));
        let online = request.get("online").and_then(Value::as_bool).unwrap_or_default();
        let renames = request.get("renames").cloned().unwrap_or_default();
        let renames = serde_json::from_value(renames).unwrap_or_default();
        let options = Options { online, renames, ..Options::default() };
        let diff = diff(&from.catalog, &to.catalog, &options);
        let hazards: Vec<Value> = diff
            .statements
            .iter()
            .map(|statement| statement.hazards.iter().map(|hazard| hazard.code()).collect())
            .collect();
        let ddl: Vec<&str> = diff.statements.iter().map(|one| one.sql.as_str()).collect();
        let answer = json!({
            "ddl": ddl, "hazards": hazards, "hints": diff.hints, "unresolved": diff.unresolved,
        });
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}
