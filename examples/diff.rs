//! The differences of schemas: a filter of JSON lines, each a question:
//!
//! - `{"from": …, "to": …, "renames", "online", "check"}`, two scripts →
//!   `{"ddl", "hazards", "hints", "unresolved", "left"}`; `left` is what a diff still says after `ddl`, where
//!   that is to be checked;
//! - `{"parts": […], "pairs": [[from, to], …], "byName"}`, the parts of one history and points in it, each the
//!   number of its last part → `{"opaque": […], "schemas": {…}, "pairs": […]}`: the statements whose effects are
//!   not known, what makes the schema of each point that a pair begins at, and an answer as above for each pair.
//!
//! The judge in `tests/postgres` runs it. A script begins on an empty server, so no role is there but those
//! that it makes.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use schemagraft::catalog::{Catalog, Session, Settings, materialize};
use schemagraft::diff::{Identity, Options, diff};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(untagged, rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Question {
    Scripts {
        from: String,
        to: String,
        #[serde(default)]
        renames: Vec<(String, String)>,
        #[serde(default)]
        online: bool,
        #[serde(default)]
        check: bool,
    },
    History {
        parts: Vec<String>,
        pairs: Vec<(usize, usize)>,
        #[serde(default)]
        by_name: bool,
    },
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Question::Scripts { from, to, renames, online, check } => {
                let options = Options { online, renames, ..Options::default() };
                let to = materialize(&to).catalog;
                let script = check.then_some(from.as_str());
                answer(&materialize(&from).catalog, &to, script, &options)
            }
            Question::History { parts, pairs, by_name } => {
                let identity = if by_name { Identity::ByName } else { Identity::Shared };
                history(&parts, &pairs, &Options { identity, ..Options::default() })
            }
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// Returns the difference of two catalogs; and what is left after it, given the script that makes the first.
fn answer(from: &Catalog, to: &Catalog, script: Option<&str>, options: &Options) -> Value {
    let found = diff(from, to, options);
    let ddl: Vec<&str> = found.statements.iter().map(|one| one.sql.as_str()).collect();
    let left = script.map(|script| {
        let after = materialize(&format!("{script}\n;\n{}", ddl.join(";\n"))).catalog;
        diff(&after, to, &Options::default()).into_ddl()
    });
    let hazards = found.statements.iter().map(|one| one.hazards.iter().map(|it| it.code()));
    let hazards: Vec<Value> = hazards.map(Iterator::collect).collect();
    json!({
        "ddl": ddl, "hazards": hazards, "hints": found.hints, "unresolved": found.unresolved, "left": left,
    })
}

fn history(parts: &[String], pairs: &[(usize, usize)], options: &Options) -> Value {
    let settings = Settings { assumes_roles: false, ..Settings::default() };
    let mut session = Session::new(Catalog::new(), settings);
    let (mut catalogs, mut opaque) = (Vec::new(), Vec::new());
    for part in parts {
        let findings = session.execute_script(part);
        let texts = findings.opaque.iter().map(|one| part.get(one.span.start..one.span.end));
        opaque.extend(texts.flatten().map(str::to_owned));
        catalogs.push(session.catalog().clone());
    }
    let mut schemas = BTreeMap::new();
    let mut answers = Vec::new();
    for (from, to) in pairs {
        let (Some(before), Some(after)) = (catalogs.get(*from), catalogs.get(*to)) else {
            continue;
        };
        let ddl = schemas.entry(*from).or_insert_with(|| before.to_ddl());
        answers.push(answer(before, after, Some(&ddl.join(";\n")), options));
    }
    json!({ "opaque": opaque, "schemas": schemas, "pairs": answers })
}
