//! `check`: would the migrations of this branch merge into that one? Everything is read from git.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use schemagraft::catalog::Trial;
use schemagraft::merge::{
    self, Change, DdlConflict, MergeOptions, MergeWarning, Plan, Verdict, statements,
};
use schemagraft::migrations::{ImportError, Migration, SourceFile, plan_import};
use schemagraft::sql::{Position, Statement};
use serde::Serialize;

use super::answer::Answer;
use super::error::{CliError, CliResult};
use super::merge::Mode;
use super::places::{Named, Names, Place};
use super::{git, render, sarif};

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The folder of migrations, or a committed schema file.
    #[arg(default_value = ".", value_name = "PATH")]
    folder: PathBuf,
    /// The branch to merge into, such as origin/main.
    #[arg(long, value_name = "REVISION")]
    base: String,
    /// The branch to merge.
    #[arg(long, value_name = "REVISION", default_value = "HEAD")]
    ours: String,
    /// What becomes of a doubt, and of migrations out of order: a failure, or a warning.
    #[arg(long, value_enum, default_value_t = Mode::Lenient)]
    mode: Mode,
}

/// What was found.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    verdict: Verdict,
    /// The commits: where the two went apart, the one to merge, the one to merge into.
    base: &'a str,
    source: &'a str,
    target: &'a str,
    /// The migrations that each added.
    source_migrations: Vec<&'a str>,
    target_migrations: Vec<&'a str>,
    conflicts: Vec<Placed<'a, DdlConflict>>,
    warnings: Vec<Placed<'a, MergeWarning>>,
    hazards: &'a [Hazard],
}

/// What was found, with the places of its statements in the files.
#[derive(Serialize)]
struct Placed<'a, T> {
    #[serde(flatten)]
    found: &'a T,
    places: Vec<Place>,
}

/// What is wrong with the files, rather than with what they do.
#[derive(Serialize)]
struct Hazard {
    /// `REFUSED`, `SAME_VERSION`, `OUT_OF_ORDER`, `EDITED`, `LAYOUT`.
    code: &'static str,
    path: String,
    position: Position,
    message: String,
}

impl Hazard {
    /// Tells whether a migration can't run, which no mode makes a warning.
    fn is_refusal(&self) -> bool {
        self.code == "REFUSED"
    }
}

/// A migration, read.
#[derive(Clone)]
struct Read {
    /// Its path from the root of the repository.
    path: String,
    version: Option<String>,
    /// Whether it runs again once it was edited.
    repeats: bool,
    sql: String,
    statements: Vec<Statement>,
}

/// What one of three commits has.
struct Side {
    commit: String,
    folder: git::Folder,
    migrations: Vec<Read>,
}

pub(super) fn run(arguments: &CheckArguments) -> CliResult<Answer> {
    let (source, target) = (git::commit(&arguments.ours)?, git::commit(&arguments.base)?);
    let base = git::merge_base(&source, &target)?.ok_or_else(|| no_base(arguments))?;
    let sides = [base, source, target].map(|commit| Side::read(commit, arguments));
    let [base, source, target] = sides;
    let (base, source, target) = (base?, source?, target?);
    if !(source.folder.is_there || target.folder.is_there) {
        return Err(no_folder(arguments));
    }
    if [&base, &source, &target].iter().all(|side| side.folder.files.is_empty()) {
        return Err(ImportError::NoSql.into());
    }
    let check = Check::of(&base, &source, &target);
    let options = MergeOptions { mode: arguments.mode.into(), ..MergeOptions::default() };
    let plan = check.plan(&options);
    let names = check.names(arguments);
    Ok(answer(&check, &plan, &names, arguments))
}

/// The error for two commits that never were one, as a clone without the older commits has it.
fn no_base(arguments: &CheckArguments) -> CliError {
    let CheckArguments { base, ours, .. } = arguments;
    CliError::Argument(format!(
        "git finds no commit from which {ours} and {base} went apart; a shallow clone lacks it: \
         `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout"
    ))
}

/// The error for a folder that nobody has: with nothing to compare, all would seem well for ever.
fn no_folder(arguments: &CheckArguments) -> CliError {
    let CheckArguments { folder, base, ours, .. } = arguments;
    let advice = "is it spelled so, seen from here, and committed?";
    CliError::Argument(format!("neither {ours} nor {base} has {}; {advice}", folder.display()))
}

impl Side {
    fn read(commit: String, arguments: &CheckArguments) -> CliResult<Side> {
        let folder = git::folder(&commit, &arguments.folder)?;
        let migrations = match (folder.is_file, plan_import(folder.files.clone())) {
            (true, _) => folder.files.iter().map(|file| Read::whole(&folder.path, file)).collect(),
            (false, Ok(plan)) => plan
                .migrations
                .into_iter()
                .map(|migration| {
                    let repeats = plan.layout.repeats(&migration);
                    Read::of(&folder.path, migration, repeats)
                })
                .collect(),
            // A branch may bring the first migrations.
            (false, Err(ImportError::NoSql)) => Ok(Vec::new()),
            (false, Err(error)) => Err(error.into()),
        };
        Ok(Side { commit, migrations: migrations?, folder })
    }

    fn by_path(&self) -> BTreeMap<&str, &Read> {
        self.migrations.iter().map(|one| (one.path.as_str(), one)).collect()
    }
}

impl Read {
    /// Tells whether it runs on a database that has what was there before.
    fn runs_after(&self, before: Option<&Read>) -> bool {
        before.is_none_or(|before| self.repeats && self.sql != before.sql)
    }

    /// Reads a file that is the whole schema.
    fn whole(folder: &str, SourceFile { path, text }: &SourceFile) -> CliResult<Read> {
        let migration = Migration { path: path.clone(), version: None, sql: text.clone() };
        Read::of(folder, migration, false)
    }

    fn of(folder: &str, migration: Migration, repeats: bool) -> CliResult<Read> {
        let Migration { path, version, sql } = migration;
        let path = format!("{folder}{path}");
        match statements(&sql) {
            Ok(statements) => Ok(Read { path, version, repeats, sql, statements }),
            Err(error) => Err(CliError::Sql { path, text: sql, error }),
        }
    }
}

/// Three commits, compared.
struct Check<'a> {
    sides: [&'a Side; 3],
    /// The migrations that the engine gets of base, source and target.
    base: Vec<&'a Read>,
    source: Vec<&'a Read>,
    target: Vec<&'a Read>,
    /// Whether the schemas are compared, and not what was added: of a schema file, or since a migration of the
    /// base was edited.
    are_schemas: bool,
    hazards: Vec<Hazard>,
}

impl<'a> Check<'a> {
    fn of(base: &'a Side, source: &'a Side, target: &'a Side) -> Check<'a> {
        let (known, theirs) = (base.by_path(), target.by_path());
        let mut check = Check {
            sides: [base, source, target],
            base: base.migrations.iter().collect(),
            source: source.migrations.iter().collect(),
            target: target.migrations.iter().collect(),
            are_schemas: source.folder.is_file || target.folder.is_file,
            hazards: Vec::new(),
        };
        if check.are_schemas {
            return check;
        }
        check.note_edited(source);
        check.note_edited(target);
        check.note_versions(&known, &theirs);
        check.note_order(&theirs);
        if !check.are_schemas {
            let added = |one: &&Read| one.runs_after(known.get(one.path.as_str()).copied());
            check.source.retain(added);
            check.target.retain(added);
            check.share();
            check.note_refused();
        }
        check
    }

    /// A migration that both sides took from somewhere is one.
    fn share(&mut self) {
        let of_target: BTreeMap<&str, &Read> =
            self.target.iter().map(|one| (one.path.as_str(), *one)).collect();
        let is_shared = |one: &&Read| {
            of_target.get(one.path.as_str()).is_some_and(|other| other.sql == one.sql)
        };
        let shared: BTreeSet<&str> =
            self.source.iter().filter(|one| is_shared(one)).map(|one| one.path.as_str()).collect();
        self.base.extend(self.target.iter().filter(|one| shared.contains(one.path.as_str())));
        self.source.retain(|one| !shared.contains(one.path.as_str()));
        self.target.retain(|one| !shared.contains(one.path.as_str()));
    }

    fn hazard(&mut self, code: &'static str, path: &str, message: String) {
        let position = Position { line: 1, column: 1 };
        self.hazards.push(Hazard { code, path: path.to_owned(), position, message });
    }

    /// Tells of statements of ours that can't run on what was there before: what another branch does to them does not
    /// matter then.
    fn note_refused(&mut self) {
        let mut trial = Trial::default();
        self.base.iter().for_each(|before| trial.assume(&before.sql));
        for ours in &self.source {
            for refused in trial.refused(&ours.sql) {
                let message = format!("the migration can't run: {}", refused.message);
                let (path, position) = (ours.path.clone(), refused.position);
                self.hazards.push(Hazard { code: "REFUSED", path, position, message });
            }
        }
    }

    /// Tells of migrations that databases have run, and that now say something else.
    fn note_edited(&mut self, side: &'a Side) {
        let now = side.by_path();
        let [base, ..] = self.sides;
        for before in base.migrations.iter().filter(|before| !before.repeats) {
            let what = match now.get(before.path.as_str()) {
                Some(now) if now.sql == before.sql => continue,
                Some(_) => "was edited",
                None => "is gone",
            };
            self.are_schemas = true;
            let commit = side.commit.get(..10).unwrap_or_default();
            let message = format!("a migration that was there before {what} in {commit}");
            self.hazard("EDITED", &before.path, message);
        }
    }

    /// Tells of new migrations that have one number, or one name, on both sides.
    fn note_versions(&mut self, known: &BTreeMap<&str, &Read>, theirs: &BTreeMap<&str, &'a Read>) {
        let mut found = Vec::new();
        for ours in self.source.iter().filter(|one| !known.contains_key(one.path.as_str())) {
            let same = theirs.values().find(|theirs| match theirs.path == ours.path {
                true => theirs.sql != ours.sql,
                false => ours.version.is_some() && theirs.version == ours.version,
            });
            if let Some(theirs) = same {
                let version = ours.version.as_deref().unwrap_or_default();
                let message = match theirs.path == ours.path {
                    true => {
                        "both branches have a migration of this name, and not the same".to_owned()
                    }
                    false => format!("{} has the version {version} too", theirs.path),
                };
                found.push((ours.path.clone(), message));
            }
        }
        for (path, message) in found {
            self.hazard("SAME_VERSION", &path, message);
        }
    }

    /// Tells of migrations of ours that would run before some that are merged already, and so have run.
    fn note_order(&mut self, theirs: &BTreeMap<&str, &Read>) {
        let [_, source, target] = self.sides;
        let mut files = target.folder.files.clone();
        for file in &source.folder.files {
            if !target.folder.files.iter().any(|other| other.path == file.path) {
                files.push(file.clone());
            }
        }
        let order: Vec<String> = match plan_import(files) {
            Ok(plan) => {
                let once = plan.migrations.iter().filter(|one| !plan.layout.repeats(one));
                once.map(|one| target.folder.path.clone() + &one.path).collect()
            }
            Err(ImportError::NoSql) => return,
            Err(error) => {
                let folder = source.folder.path.clone();
                return self.hazard("LAYOUT", &folder, format!("once merged: {error}"));
            }
        };
        let last = order.iter().rposition(|path| theirs.contains_key(path.as_str()));
        let before = order.iter().take(last.unwrap_or_default());
        for path in before.filter(|path| !theirs.contains_key(path.as_str())) {
            let last = last.and_then(|last| order.get(last)).map_or("", String::as_str);
            let message = format!("it sorts before {last}, which is merged already");
            self.hazard("OUT_OF_ORDER", path, message);
        }
    }

    fn plan(&self, options: &MergeOptions) -> Plan {
        let [base, source, target] = [&self.base, &self.source, &self.target].map(joined);
        if self.are_schemas {
            return merge::plan_schema_statements(&base, &source, &target, options);
        }
        let [base, source, target] = [&base, &source, &target].map(|side| Change::numbered(side));
        merge::plan(&base, &source, &target, options)
    }

    fn names(&self, arguments: &CheckArguments) -> Names {
        let named = |name: &str, migrations: &[&Read]| {
            let statements = migrations.iter().flat_map(|one| {
                one.statements.iter().map(|statement| Place::of(&one.path, statement))
            });
            Named {
                name: name.to_owned(),
                statement: "statement",
                statements: statements.collect(),
            }
        };
        Names {
            source: named(&arguments.ours, &self.source),
            target: named(&arguments.base, &self.target),
        }
    }
}

fn joined(migrations: &Vec<&Read>) -> Vec<Statement> {
    migrations.iter().flat_map(|one| one.statements.iter().cloned()).collect()
}

fn answer(check: &Check<'_>, plan: &Plan, names: &Names, arguments: &CheckArguments) -> Answer {
    let [base, source, target] = check.sides;
    let paths = |side: &[&'_ Read]| side.iter().map(|one| one.path.clone()).collect::<Vec<_>>();
    let (of_source, of_target) = (paths(&check.source), paths(&check.target));
    let (conflicts, warnings) = (plan.conflicts.iter(), plan.warnings.iter());
    let report = Report {
        verdict: plan.verdict,
        base: &base.commit,
        source: &source.commit,
        target: &target.commit,
        source_migrations: of_source.iter().map(String::as_str).collect(),
        target_migrations: of_target.iter().map(String::as_str).collect(),
        conflicts: conflicts.map(|one| placed(one, (&one.source, &one.target), names)).collect(),
        warnings: warnings.map(|one| placed(one, (&one.source, &one.target), names)).collect(),
        hazards: &check.hazards,
    };
    let mut findings = sarif::of_merge(&plan.conflicts, &plan.warnings, names);
    findings.extend(check.hazards.iter().map(finding));
    let can_run = !check.hazards.iter().any(Hazard::is_refusal);
    let is_merged = plan.verdict != Verdict::Conflict
        && can_run
        && (check.hazards.is_empty() || matches!(arguments.mode, Mode::Lenient));
    let text = match plan.verdict {
        Verdict::Conflict => render::conflicts(&plan.conflicts, names),
        _ => summary(check, can_run, arguments),
    };
    let remarks = remarks(check, plan, names);
    Answer::judged(&report, text, is_merged).with_remarks(remarks).with_sarif(sarif::log(&findings))
}

/// Returns one line on a merge without conflicts.
fn summary(check: &Check<'_>, can_run: bool, arguments: &CheckArguments) -> String {
    let CheckArguments { base, ours, .. } = arguments;
    let [_, source, target] = check.sides;
    if !can_run {
        return format!("{ours} does not merge into {base}: not all of it can run\n");
    }
    if source.folder.is_file || target.folder.is_file {
        return format!("{ours} merges into {base}\n");
    }
    let here = render::counted(check.source.len(), "new migration", "new migrations");
    format!("{ours} merges into {base}: {here} here, {} there\n", check.target.len())
}

/// Returns what is said besides: what is wrong with the files, and the warnings.
fn remarks(check: &Check<'_>, plan: &Plan, names: &Names) -> String {
    let mut remarks = String::new();
    for hazard in &check.hazards {
        let Hazard { code, path, position: Position { line, column }, message } = hazard;
        let _ = match hazard.is_refusal() {
            true => writeln!(remarks, "error[{code}]: {path}:{line}:{column}: {message}"),
            false => writeln!(remarks, "warning[{code}]: {path}: {message}"),
        };
    }
    remarks.push_str(&render::warnings(&plan.warnings, names));
    remarks
}

fn placed<'a, T>(
    found: &'a T,
    (source, target): (&[merge::ConflictSide], &[merge::ConflictSide]),
    names: &Names,
) -> Placed<'a, T> {
    let source = source.iter().filter_map(|side| names.source.place(side));
    let target = target.iter().filter_map(|side| names.target.place(side));
    Placed { found, places: source.chain(target).collect() }
}

fn finding(hazard: &Hazard) -> sarif::Finding {
    let Hazard { code, path, position, message } = hazard;
    sarif::Finding {
        rule: (*code).to_owned(),
        meaning: "a migration's place among the others".to_owned(),
        help: String::new(),
        level: if hazard.is_refusal() { "error" } else { "warning" },
        message: message.clone(),
        places: vec![sarif::Shown::File(Place { path: path.clone(), position: *position })],
        properties: None,
    }
}
