//! `import`: a folder of migrations, or a bundle.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};
use schemagraft::history::NewDdlEntry;
use schemagraft::ids::DdlId;
use schemagraft::migrations::{ImportPlan, Layout, Migration, Skipped, plan_import};
use schemagraft::sql::{
    DdlOperation, Position, Statement, StatementClass, committed, parse_script,
};
use schemagraft::store::now;
use serde::Serialize;

use super::answer::Answer;
use super::args::ImportArguments;
use super::commands::Manager;
use super::error::{CliError, CliResult};
use super::{render, source};

/// What was imported.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportReport {
    pub(super) branch: String,
    pub(super) layout: Layout,
    pub(super) migrations: Vec<ImportedMigration>,
    pub(super) skipped: Vec<Skipped>,
    /// How many statements were recorded.
    pub(super) recorded: usize,
    /// How many statements of each class were read.
    pub(super) classes: BTreeMap<String, usize>,
    /// The DDL whose operation is not known by more than its text.
    pub(super) unclassified: Vec<Unclassified>,
    /// The branch's head afterwards.
    pub(super) head: Option<DdlId>,
}

/// One migration of the folder.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportedMigration {
    path: String,
    version: Option<String>,
    recorded: usize,
}

/// A statement of which only the text is known.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Unclassified {
    pub(super) path: String,
    pub(super) position: Position,
    pub(super) statement: String,
}

pub(super) fn run(manager: &Manager, arguments: &ImportArguments) -> CliResult<Answer> {
    let path = &arguments.path;
    if path.is_dir() {
        let plan = plan_import(source::folder(path)?)?;
        let report = import_folder(manager, arguments, plan)?;
        return Ok(Answer::clean(&report, render::imported(&report)));
    }
    if path.extension().is_some_and(|extension| extension == "sql") {
        let path = path.display();
        let what =
            format!("import takes a folder or a bundle: `schemagraft record {path}` a script");
        return Err(CliError::Argument(what));
    }
    now(manager.import(&source::bytes(path)?))?;
    let branches = now(manager.list_branches())?;
    Ok(Answer::clean(&branches, render::branches(&branches)))
}

/// Reads every migration before it records any, and then records all of them in one commit: an
/// import that fails leaves nothing behind, and can be run again.
fn import_folder(
    manager: &Manager,
    arguments: &ImportArguments,
    plan: ImportPlan,
) -> CliResult<ImportReport> {
    let mut report = ImportReport {
        branch: arguments.on.branch.clone(),
        layout: plan.layout,
        migrations: Vec::new(),
        skipped: plan.skipped,
        recorded: 0,
        classes: BTreeMap::new(),
        unclassified: Vec::new(),
        head: None,
    };
    let mut entries = Vec::new();
    let progress = progress_bar(plan.migrations.len() as u64);
    for migration in plan.migrations {
        progress.set_message(migration.path.clone());
        entries.extend(read(migration, arguments, &mut report)?);
        progress.inc(1);
    }
    progress.set_message("recording");
    let recorded = now(manager.record_entries(&arguments.on.branch, &entries))?;
    progress.finish_and_clear();
    report.recorded = recorded.len();
    report.head = recorded.last().map(|entry| entry.ddl_id);
    Ok(report)
}

/// It shows itself on a terminal only.
fn progress_bar(migrations: u64) -> ProgressBar {
    let bar = ProgressBar::new(migrations);
    // The template is a constant: what is wrong with it shows at the first run.
    match ProgressStyle::with_template("{wide_bar} {pos}/{len}  {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn read(
    migration: Migration,
    arguments: &ImportArguments,
    report: &mut ImportReport,
) -> CliResult<Vec<NewDdlEntry>> {
    let Migration { path, version, sql } = migration;
    let script = match parse_script(&sql, arguments.origin.mode()) {
        Ok(script) => script,
        Err(error) => {
            let path = arguments.path.join(path).display().to_string();
            return Err(CliError::Sql { path, text: sql, error });
        }
    };
    script.statements.iter().for_each(|statement| report.count(&path, statement));
    let origin = arguments.origin.origin();
    let wanted = committed(script.statements).into_iter();
    let entries: Vec<_> =
        wanted.map(|statement| NewDdlEntry::from_statement(statement, &origin)).collect();
    report.migrations.push(ImportedMigration { path, version, recorded: entries.len() });
    Ok(entries)
}

impl ImportReport {
    fn count(&mut self, path: &str, statement: &Statement) {
        *self.classes.entry(format!("{:?}", statement.class)).or_default() += 1;
        let ddl = matches!(statement.class, StatementClass::Ddl | StatementClass::Unknown);
        if ddl && statement.operation == DdlOperation::Other {
            self.unclassified.push(Unclassified {
                path: path.to_owned(),
                position: statement.position,
                statement: statement.text.clone(),
            });
        }
    }
}
