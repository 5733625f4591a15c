//! `import`: a folder of migrations, or a bundle.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};
use schemagraft::catalog::{Findings, Refused};
use schemagraft::history::NewMigration;
use schemagraft::ids::DdlId;
use schemagraft::migrations::{ImportPlan, Layout, Migration, Skipped, plan_import};
use schemagraft::sql::{
    DdlOperation, Position, Script, Statement, StatementClass, committed, parse_script,
};
use schemagraft::store::now;
use serde::Serialize;

use super::answer::Answer;
use super::args::ImportArguments;
use super::commands::Manager;
use super::error::{CliError, CliResult};
use super::{host, render, source};

/// What was imported.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImportReport {
    pub(super) branch: String,
    pub(super) layout: Layout,
    /// The migrations that were new.
    pub(super) migrations: Vec<ImportedMigration>,
    /// How many the branch had already.
    pub(super) known: usize,
    pub(super) skipped: Vec<Skipped>,
    /// How many statements were recorded.
    pub(super) recorded: usize,
    /// How many statements of each class were read.
    pub(super) classes: BTreeMap<String, usize>,
    /// The DDL whose operation is not known by more than its text.
    pub(super) unclassified: Vec<Unclassified>,
    /// How many statements PostgreSQL would refuse.
    pub(super) refused: usize,
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
    if host::is_folder(path) {
        let plan = plan_import(source::folder(path)?)?;
        return import_folder(manager, arguments, plan);
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

/// Reads every migration before it records any, and then records those that are new in one commit: an
/// import that fails leaves nothing behind, and can be run again.
fn import_folder(
    manager: &Manager,
    arguments: &ImportArguments,
    plan: ImportPlan,
) -> CliResult<Answer> {
    let branch = &arguments.on.branch;
    let mut report = ImportReport {
        branch: branch.clone(),
        layout: plan.layout,
        migrations: Vec::new(),
        known: plan.migrations.len(),
        skipped: plan.skipped,
        recorded: 0,
        classes: BTreeMap::new(),
        unclassified: Vec::new(),
        refused: 0,
        head: None,
    };
    let progress = progress_bar(plan.migrations.len() as u64);
    let mut read = Vec::new();
    for migration in &plan.migrations {
        progress.set_message(migration.path.clone());
        read.push(self::read(migration, plan.layout, arguments)?);
        progress.inc(1);
    }
    progress.set_message("recording");
    let new = now(manager.new_migrations(branch, &read))?;
    let remarks = check(manager, arguments, &new, &mut report)?;
    let imported = now(manager.import_migrations(branch, &read, &arguments.origin.origin()))?;
    progress.finish_and_clear();
    for (migration, read) in plan.migrations.into_iter().zip(&read) {
        let Migration { path, version, .. } = migration;
        if imported.records.iter().any(|record| record.path == path) {
            read.statements.iter().for_each(|statement| report.count(&path, statement));
            let recorded = read.statements.len();
            report.migrations.push(ImportedMigration { path, version, recorded });
        }
    }
    report.known -= report.migrations.len();
    report.recorded = imported.entries.len();
    report.head = imported.entries.last().map(|entry| entry.ddl_id);
    Ok(Answer::clean(&report, render::imported(&report)).with_remarks(remarks))
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
    migration: &Migration,
    layout: Layout,
    arguments: &ImportArguments,
) -> CliResult<NewMigration> {
    let Migration { path, sql, .. } = migration;
    match parse_script(sql, arguments.origin.mode()) {
        Ok(Script { statements, .. }) => Ok(NewMigration {
            path: path.clone(),
            text: sql.clone(),
            statements: committed(statements),
            is_repeatable: layout.repeats(migration),
        }),
        Err(error) => Err(CliError::Sql { path: shown(path, arguments), text: sql.clone(), error }),
    }
}

/// A migration's path as people can open it.
fn shown(path: &str, arguments: &ImportArguments) -> String {
    arguments.path.join(path).display().to_string()
}

/// Returns what there is to say of the statements that PostgreSQL would refuse; with `--check` it is an error.
fn check(
    manager: &Manager,
    arguments: &ImportArguments,
    new: &[&NewMigration],
    report: &mut ImportReport,
) -> CliResult<String> {
    let texts: Vec<&str> = new.iter().map(|migration| migration.text.as_str()).collect();
    let unfit: Vec<Vec<Refused>> = now(manager.unfit(&arguments.on.branch, &texts))?;
    let mut remarks = String::new();
    for (migration, mut errors) in new.iter().zip(unfit) {
        let (path, text) = (shown(&migration.path, arguments), &migration.text);
        if arguments.check && !errors.is_empty() {
            let refused = Box::new(errors.swap_remove(0));
            return Err(CliError::Refused { path, text: text.clone(), refused });
        }
        report.refused += errors.len();
        let findings = Findings { errors, ..Findings::default() };
        remarks.push_str(&render::findings(&path, text, &findings));
    }
    Ok(remarks)
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
