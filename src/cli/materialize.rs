//! `materialize`: scripts and folders of migrations → the schema that they leave.

use std::path::{Path, PathBuf};

use schemagraft::catalog::{Findings, Opaque, Refused, Session};
use schemagraft::migrations::plan_import;
use serde::Serialize;

use super::answer::Answer;
use super::error::CliResult;
use super::{host, render, source};

/// The schema, and what was not understood or refused.
#[derive(Debug, Serialize)]
struct Report<'a> {
    ddl: Vec<String>,
    opaque: Vec<InFile<'a, Opaque>>,
    errors: Vec<InFile<'a, Refused>>,
}

/// A finding, and the file whose text its places are in.
#[derive(Debug, Serialize)]
struct InFile<'a, T> {
    path: &'a str,
    #[serde(flatten)]
    finding: T,
}

/// The scripts run in one session, so a `SET` in one holds in the next.
pub(super) fn run(paths: &[PathBuf]) -> CliResult<Answer> {
    let mut scripts = Vec::new();
    for path in paths {
        scripts.extend(read(path)?);
    }
    let mut session = Session::default();
    let mut report = Report { ddl: Vec::new(), opaque: Vec::new(), errors: Vec::new() };
    let mut remarks = String::new();
    for source::Text { path, text } in &scripts {
        let findings = session.execute_script(text);
        remarks.push_str(&render::findings(path, text, &findings));
        let Findings { opaque, errors } = findings;
        report.opaque.extend(opaque.into_iter().map(|finding| InFile { path, finding }));
        report.errors.extend(errors.into_iter().map(|finding| InFile { path, finding }));
    }
    report.ddl = session.catalog().to_ddl();
    let is_clean = report.errors.is_empty();
    Ok(Answer::judged(&report, render::ddl(&report.ddl), is_clean).with_remarks(remarks))
}

/// Returns a script, or a folder's migrations in the order in which their tool runs them.
pub(super) fn read(path: &Path) -> CliResult<Vec<source::Text>> {
    if !host::is_folder(path) {
        return Ok(vec![source::text(path)?]);
    }
    let plan = plan_import(source::folder(path)?)?;
    let migrations = plan.migrations.into_iter();
    let text = |migration: schemagraft::migrations::Migration| source::Text {
        path: path.join(migration.path).display().to_string(),
        text: migration.sql,
    };
    Ok(migrations.map(text).collect())
}
