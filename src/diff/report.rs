//! A diff as people's tools get it.

use serde::Serialize;

use super::{Diff, Hint, Options, diff};
use crate::catalog::{Catalog, Hazard, Severity};

/// What takes one schema to another, and what to know before it is run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaDiff {
    /// The statements, in an order that runs; none where the schemas are equal.
    pub ddl: Vec<String>,
    /// What can go wrong when they run on a database in use.
    pub hazards: Vec<StatementHazard>,
    /// What could be meant otherwise, or is not as one may expect.
    pub hints: Vec<Hint>,
    /// What still differs after the statements.
    pub unresolved: Vec<String>,
}

/// What can go wrong with a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementHazard {
    /// Which statement of `ddl`, from 0.
    pub statement: usize,
    /// The object that it is about.
    pub object: String,
    /// What it is, such as `DATA_LOSS` (see [`Hazard`]).
    pub code: &'static str,
    /// How bad it is: `info`, `warning` or `danger`.
    pub severity: &'static str,
    /// What it means, in a sentence.
    pub message: &'static str,
}

impl SchemaDiff {
    /// Compares two schemas.
    pub fn between(from: &Catalog, to: &Catalog, options: &Options) -> SchemaDiff {
        SchemaDiff::of(diff(from, to, options))
    }

    fn of(diff: Diff) -> SchemaDiff {
        let mut report =
            SchemaDiff { hints: diff.hints, unresolved: diff.unresolved, ..SchemaDiff::default() };
        for statement in diff.statements {
            let takes_long = statement.hazards.iter().any(|hazard| hazard.takes_long());
            for &hazard in &statement.hazards {
                let (severity, message) = match hazard {
                    Hazard::AccessExclusiveLock if !takes_long => (Severity::Info, BRIEF_LOCK),
                    Hazard::ShareLock if !takes_long => (Severity::Info, BRIEF_SHARE_LOCK),
                    hazard => (hazard.severity(), hazard.meaning()),
                };
                report.hazards.push(StatementHazard {
                    statement: report.ddl.len(),
                    object: statement.object.clone(),
                    code: hazard.code(),
                    severity: word(severity),
                    message,
                });
            }
            report.ddl.push(statement.sql);
        }
        report
    }
}

/// What a lock means that only the statement's own work is done under: a change of the catalog.
const BRIEF_LOCK: &str = "nobody can read or write the table for a moment";
const BRIEF_SHARE_LOCK: &str = "nobody can write to the table for a moment";

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Danger => "danger",
    }
}
