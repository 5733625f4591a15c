//! One function for each command.

use std::path::Path;

use clap::ValueEnum;
use schemagraft::history::{DdlVersioningManager, HistoryError, SchemaPoint};
use schemagraft::ids::DdlId;
use schemagraft::sql::{Mode, parse_script};
use schemagraft::store::now;
use serde_json::json;

use super::answer::Answer;
use super::args::{
    Arguments, BranchCommand, Command, ConflictsArguments, LogArguments, ParseArguments,
    RecordArguments, SchemaArguments, SnapshotCommand,
};
use super::error::{CliError, CliResult};
use super::fitting::formats;
use super::places::{Files, Merges, Names};
use super::{
    check, diff_files, host, import, materialize, merge, merge_driver, render, revert, sarif,
    source,
};

pub(super) type Manager = DdlVersioningManager<host::Disk>;

/// Runs the command that the arguments name.
pub(super) fn run(arguments: &Arguments, command: &str) -> CliResult<Answer> {
    check_format(arguments, command)?;
    let manager = || open(arguments);
    match &arguments.command {
        Command::Record(arguments) => record(&manager()?, arguments),
        Command::Import(arguments) => import::run(&manager()?, arguments),
        Command::Log(arguments) => log(&manager()?, arguments),
        Command::Branch(command) => branch(&manager()?, command),
        Command::Snapshot(command) => snapshot(&manager()?, command),
        Command::Schema(arguments) => schema(&manager()?, arguments),
        Command::Conflicts(arguments) => conflicts(&manager()?, arguments),
        Command::Merge(arguments) => merge::merge(&manager()?, arguments),
        Command::Diff(given) => merge::diff(&manager()?, given, arguments.format),
        Command::Verify => verify(&manager()?),
        Command::Export { file } => export(&manager()?, file),
        Command::Parse(arguments) => parse(arguments),
        Command::Materialize { paths } => materialize::run(paths),
        Command::DiffFiles(given) => diff_files::run(given, arguments.format),
        Command::MergeFiles(arguments) => merge::merge_files(arguments),
        Command::MergeDriver(arguments) => merge_driver::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Revert(arguments) => revert::run(&manager()?, arguments),
        #[cfg(not(target_arch = "wasm32"))]
        Command::Completions { shell } => Ok(completions(*shell)),
    }
}

/// Refuses a format that a command does not write; before the command any can be named.
fn check_format(arguments: &Arguments, command: &str) -> CliResult<()> {
    let written = formats(command);
    if written.contains(&arguments.format) {
        return Ok(());
    }
    let names = written.iter().filter_map(|format| format.to_possible_value());
    let names: Vec<String> = names.map(|value| value.get_name().to_owned()).collect();
    Err(CliError::Argument(format!("{command} writes {}: use --format", names.join(", "))))
}

/// Opens the history; only commands that record make one.
fn open(arguments: &Arguments) -> CliResult<Manager> {
    let records = matches!(arguments.command, Command::Record(_) | Command::Import(_));
    let path = &arguments.store;
    if host::KEEPS_HISTORIES && !records && !host::has_history(path) {
        let path = path.display();
        return Err(CliError::Argument(format!(
            "there is no history in {path}: record or import one, or name its folder with --store"
        )));
    }
    let store = host::open(path, arguments.wait)?;
    Ok(now(DdlVersioningManager::open(store))?)
}

fn record(manager: &Manager, arguments: &RecordArguments) -> CliResult<Answer> {
    let script = source::script(&arguments.script)?;
    let branch = &arguments.on.branch;
    let recorded = now(manager.record_ddl(branch, &script.text, &arguments.meta()));
    let entries = recorded.map_err(|error| match error {
        HistoryError::Sql(error) => CliError::Sql { path: script.path, text: script.text, error },
        HistoryError::Refused { refused } => {
            CliError::Refused { path: script.path, text: script.text, refused }
        }
        error => error.into(),
    })?;
    Ok(Answer::clean(&entries, render::recorded(branch, &entries)))
}

fn log(manager: &Manager, arguments: &LogArguments) -> CliResult<Answer> {
    let entries = now(manager.get_ddl_history(&arguments.on.branch, &arguments.query()))?;
    let (files, merges) = (files(manager, &arguments.on.branch)?, merges(manager)?);
    let text = match arguments.oneline {
        true => render::lines(&entries, &files, &merges),
        false => {
            let shown = entries.iter().map(|entry| render::entry(entry, &files, &merges));
            shown.collect::<Vec<_>>().join("\n")
        }
    };
    Ok(Answer::clean(&entries, text))
}

/// Returns the merges into all branches.
fn merges(manager: &Manager) -> CliResult<Merges> {
    let branches = now(manager.list_branches())?;
    let mut merges = Vec::new();
    for branch in &branches {
        merges.extend(now(manager.list_merges(&branch.name))?);
    }
    Ok(Merges { merges, branches })
}

/// Returns the files from which a branch's entries were imported.
fn files(manager: &Manager, branch: &str) -> CliResult<Files> {
    Ok(Files(now(manager.imports(branch))?))
}

fn branch(manager: &Manager, command: &BranchCommand) -> CliResult<Answer> {
    match command {
        BranchCommand::List => {
            let branches = now(manager.list_branches())?;
            Ok(Answer::clean(&branches, render::branches(&branches)))
        }
        BranchCommand::Create { name, from, at } => {
            let branch = now(manager.create_branch(name, from, at.map(DdlId)))?;
            let at = render::head(branch.head);
            Ok(Answer::clean(&branch, format!("created branch {name} from {from} at {at}\n")))
        }
        BranchCommand::Rename { name, new_name } => {
            let branch = now(manager.rename_branch(name, new_name))?;
            Ok(Answer::clean(&branch, format!("branch {name} is now {new_name}\n")))
        }
        BranchCommand::Delete { name, force } => {
            now(manager.delete_branch(name, *force))?;
            Ok(Answer::clean(&json!({ "deleted": name }), format!("deleted branch {name}\n")))
        }
    }
}

fn snapshot(manager: &Manager, command: &SnapshotCommand) -> CliResult<Answer> {
    match command {
        SnapshotCommand::Create { name, on, options } => {
            let options = options.options();
            let snapshot = now(manager.create_schema_snapshot(&on.branch, name, &options))?;
            let at = render::head(snapshot.last_ddl_id);
            let text = format!("took snapshot {name} of {} at {at}\n", on.branch);
            Ok(Answer::clean(&snapshot, text))
        }
        SnapshotCommand::List { on } => {
            let snapshots = now(manager.list_snapshots(&on.branch))?;
            Ok(Answer::clean(&snapshots, render::snapshots(&snapshots)))
        }
        SnapshotCommand::Show { name, on } => {
            let found = now(manager.get_schema_snapshot(&on.branch, name))?;
            let none = || format!("branch `{}` has no snapshot `{name}`", on.branch);
            let snapshot = found.ok_or_else(|| CliError::Argument(none()))?;
            let at = SchemaPoint::Snapshot(name.clone());
            let schema = now(manager.schema_at(&on.branch, &at))?;
            let text = render::snapshot(&snapshot, &schema.ddl);
            let remarks = render::schema_remarks(&schema, &Files(Vec::new()));
            Ok(Answer::clean(&snapshot, text).with_remarks(remarks))
        }
    }
}

fn schema(manager: &Manager, arguments: &SchemaArguments) -> CliResult<Answer> {
    let schema = now(manager.schema_at(&arguments.branch, &arguments.point()))?;
    let remarks = render::schema_remarks(&schema, &files(manager, &arguments.branch)?);
    Ok(Answer::clean(&schema, render::ddl(&schema.ddl)).with_remarks(remarks))
}

fn conflicts(manager: &Manager, arguments: &ConflictsArguments) -> CliResult<Answer> {
    let ConflictsArguments { source, target, since } = arguments;
    let conflicts = now(manager.detect_conflicts(source, target, since.map(DdlId)))?;
    let names = Names::of_branches(source, target);
    let log = sarif::log(&sarif::of_merge(&conflicts, &[], &names));
    let text = render::conflicts(&conflicts, &names);
    Ok(Answer::judged(&conflicts, text, conflicts.is_empty()).with_sarif(log))
}

fn verify(manager: &Manager) -> CliResult<Answer> {
    let report = now(manager.verify())?;
    Ok(Answer::judged(&report, render::verified(&report), report.ok))
}

fn export(manager: &Manager, file: &Path) -> CliResult<Answer> {
    let bundle = now(manager.export())?;
    let failed = |source| CliError::File { path: file.to_owned(), verb: "written", source };
    if file.as_os_str() == "-" {
        host::put(&bundle).map_err(failed)?;
        return Ok(Answer::silent());
    }
    host::write(file, &bundle).map_err(failed)?;
    let written = json!({ "path": file, "bytes": bundle.len() });
    Ok(Answer::clean(&written, format!("wrote {} ({} bytes)\n", file.display(), bundle.len())))
}

fn parse(arguments: &ParseArguments) -> CliResult<Answer> {
    let source::Text { path, text } = source::script(&arguments.script)?;
    let mode = if arguments.lenient { Mode::Lenient } else { Mode::Strict };
    match parse_script(&text, mode) {
        Ok(script) => Ok(Answer::clean(&script, render::script(&path, &script))),
        Err(error) => Err(CliError::Sql { path, text, error }),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn completions(shell: clap_complete::Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut super::fitting::command(), "schemagraft", &mut script);
    Answer::clean(&json!({}), String::from_utf8_lossy(&script).into_owned())
}
