//! `merge`, `merge-files` and `diff`: two branches, three texts, two points of a history.
//!
//! What they take stands here too, beside the one file that reads it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use schemagraft::catalog::Session;
use schemagraft::diff::Options;
use schemagraft::history::{HistoryError, MAIN, MergeMeta, SchemaPoint};
use schemagraft::ids::DdlId;
use schemagraft::merge::{
    DdlMergeStrategy, MergeForm, MergeMode, MergeOptions, MergeText, MergeTexts, Plan, Resolution,
    Verdict, plan_texts, statements,
};
use schemagraft::sql::SqlError;
use schemagraft::store::now;

use super::answer::Answer;
use super::args::{Format, rename};
use super::commands::Manager;
use super::error::{CliError, CliResult};
use super::places::{Named, Names};
use super::{diff_files, render, sarif, source};

/// What a merge is to be like.
#[derive(Debug, Args)]
pub(super) struct HowArguments {
    /// How the target gets what the source did: by its statements, or by the least DDL.
    #[arg(long, value_enum, default_value_t = Strategy::Replay)]
    strategy: Strategy,
    /// What becomes of a doubt: a conflict, or a warning.
    #[arg(long, value_enum, default_value_t = Mode::Lenient)]
    mode: Mode,
    /// What was decided about a conflict, by its id: source, target, both, or a file of SQL.
    #[arg(long = "resolve", value_name = "ID=CHOICE", value_parser = resolution)]
    resolutions: Vec<(String, Choice)>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Strategy {
    Replay,
    SchemaDiff,
}

/// What becomes of a doubt.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Mode {
    /// It is a conflict.
    Strict,
    /// It is a warning.
    Lenient,
}

impl From<Mode> for MergeMode {
    fn from(mode: Mode) -> MergeMode {
        match mode {
            Mode::Strict => MergeMode::Strict,
            Mode::Lenient => MergeMode::Lenient,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Scripts,
    Schemas,
}

/// A resolution as it is given.
#[derive(Clone, Debug)]
enum Choice {
    Side(Resolution),
    File(PathBuf),
}

/// An id may have an equals sign in it; a choice has none.
fn resolution(text: &str) -> Result<(String, Choice), String> {
    let (id, choice) = text.rsplit_once('=').ok_or("an id and a choice are needed: ID=CHOICE")?;
    let choice = match choice {
        "source" => Choice::Side(Resolution::Source),
        "target" => Choice::Side(Resolution::Target),
        "both" => Choice::Side(Resolution::Both),
        file => Choice::File(file.into()),
    };
    Ok((id.to_owned(), choice))
}

impl HowArguments {
    pub(super) fn options(&self) -> CliResult<MergeOptions> {
        let mut resolutions = BTreeMap::new();
        for (id, choice) in &self.resolutions {
            let resolution = match choice {
                Choice::Side(resolution) => resolution.clone(),
                Choice::File(path) => Resolution::Sql(own_sql(path)?),
            };
            resolutions.insert(id.clone(), resolution);
        }
        let strategy = match self.strategy {
            Strategy::Replay => DdlMergeStrategy::DdlReplay,
            Strategy::SchemaDiff => DdlMergeStrategy::SchemaDiff,
        };
        Ok(MergeOptions { strategy, mode: self.mode.into(), resolutions })
    }
}

/// Returns the SQL that decides a conflict. Whoever misspells a side has named a file.
fn own_sql(path: &Path) -> CliResult<String> {
    match source::text(path) {
        Ok(text) => Ok(text.text),
        Err(CliError::File { .. }) => {
            let choices = "write source, target or both, or name a file of SQL";
            let path = path.display();
            Err(CliError::Argument(format!(
                "`{path}` decides nothing: {choices}, and no such file can be read"
            )))
        }
        Err(other) => Err(other),
    }
}

/// What is recorded with what is done.
#[derive(Debug, Args)]
pub(super) struct ByArguments {
    /// Who does it.
    #[arg(long)]
    pub(super) user: Option<String>,
    /// The git commit that brings it.
    #[arg(long, value_name = "COMMIT")]
    pub(super) git_commit: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// The branch to merge.
    source: String,
    /// The branch to merge it into.
    #[arg(default_value = MAIN)]
    target: String,
    /// Shows what the merge would do, and does nothing.
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    how: HowArguments,
    #[command(flatten)]
    by: ByArguments,
}

#[derive(Debug, Args)]
pub(super) struct MergeFilesArguments {
    /// What both sides share.
    base: PathBuf,
    /// The side to merge.
    source: PathBuf,
    /// The side to merge it into.
    target: PathBuf,
    /// What the files are: what each side ran on top of the base, or whole schemas.
    #[arg(long, value_enum, default_value_t = Form::Scripts)]
    form: Form,
    #[command(flatten)]
    how: HowArguments,
}

#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The schema that there is: a branch, branch@ENTRY or branch@SNAPSHOT.
    from: String,
    /// The schema that there is to be, in the same form.
    to: String,
    /// An object that is renamed, by its full names: app.users.mail=app.users.email.
    #[arg(long = "rename", value_name = "OLD=NEW", value_parser = rename)]
    renames: Vec<(String, String)>,
    /// Keeps a database in use usable, where that takes more statements.
    #[arg(long)]
    online: bool,
}

/// Merges one branch into another, or shows what that would do.
pub(super) fn merge(manager: &Manager, arguments: &MergeArguments) -> CliResult<Answer> {
    let MergeArguments { source, target, how, by, .. } = arguments;
    let options = how.options()?;
    let names = Names::of_branches(source, target);
    if arguments.plan {
        let plan = now(manager.plan_merge(source, target, &options))?;
        let nothing = match plan.plan.verdict != Verdict::Conflict && plan.plan.ddl.is_empty() {
            true => format!("{target} lacks nothing of {source}: there is nothing to run\n"),
            false => String::new(),
        };
        let answer = answer(&plan, &plan.plan, &names, render::plan(&plan.plan));
        return Ok(answer.with_more_remarks(&nothing));
    }
    let (merged_by, git_commit) = (by.user.clone(), by.git_commit.clone());
    let meta = MergeMeta { heads: None, merged_by, git_commit };
    match now(manager.merge(source, target, &options, &meta)) {
        Ok(result) => {
            let done = match result.merge {
                Some(_) => render::recorded(target, &result.entries),
                None => format!("{target} has all of {source} already\n"),
            };
            let losses = render::losses(&result.plan);
            Ok(answer(&result, &result.plan, &names, done).with_more_remarks(&losses))
        }
        // The account of the conflicts is the answer that was asked for.
        Err(HistoryError::MergeConflict { plan, .. }) => {
            Ok(answer(&plan, &plan.plan, &names, String::new()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Merges three files.
pub(super) fn merge_files(arguments: &MergeFilesArguments) -> CliResult<Answer> {
    let [base, source, target] = [&arguments.base, &arguments.source, &arguments.target];
    let (base, source, target) =
        (source::text(base)?, source::text(source)?, source::text(target)?);
    let form = match arguments.form {
        Form::Scripts => MergeForm::Scripts,
        Form::Schemas => MergeForm::Schemas,
    };
    let texts = MergeTexts { base: &base.text, source: &source.text, target: &target.text };
    let options = arguments.how.options()?;
    let plan = plan_texts(texts, form, &options);
    let plan = plan.map_err(|failure| unreadable(failure, [&base, &source, &target]))?;
    plan.check_resolutions(&options).map_err(|unknown| CliError::Argument(unknown.to_string()))?;
    let named =
        |text: &source::Text| Named::file(&text.path, &statements(&text.text).unwrap_or_default());
    let names = Names { source: named(&source), target: named(&target) };
    let answer = answer(&plan, &plan, &names, render::plan(&plan));
    let is_meant = form == MergeForm::Schemas || plan.verdict == Verdict::Clean;
    Ok(match is_meant || !are_schemas(texts) {
        true => answer,
        false => answer.with_more_remarks(FORM_HINT),
    })
}

const FORM_HINT: &str = "hint: source and target make again what the base makes: \
                         if they are whole schemas, say --form schemas\n";

/// Tells whether both sides make what the base makes already, as whole schemas do.
fn are_schemas(texts: MergeTexts<'_>) -> bool {
    let mut base = Session::default();
    base.execute_script(texts.base);
    [texts.source, texts.target].iter().all(|side| {
        let errors = base.clone().execute_script(side).errors;
        errors.iter().any(|refused| refused.sqlstate == DUPLICATE_TABLE)
    })
}

/// PostgreSQL's code for a relation that is there already.
const DUPLICATE_TABLE: &str = "42P07";

/// Returns the error of the text that can't be read.
pub(super) fn unreadable(
    (which, error): (MergeText, SqlError),
    [base, source, target]: [&source::Text; 3],
) -> CliError {
    let source::Text { path, text } = match which {
        MergeText::Base => base,
        MergeText::Source => source,
        MergeText::Target => target,
    };
    CliError::Sql { path: path.clone(), text: text.clone(), error }
}

/// Compares two points of a history.
pub(super) fn diff(
    manager: &Manager,
    arguments: &DiffArguments,
    format: Format,
) -> CliResult<Answer> {
    let (from, from_at) = point(&arguments.from);
    let (to, to_at) = point(&arguments.to);
    let renames = arguments.renames.clone();
    let options = Options { renames, online: arguments.online, ..Options::default() };
    let found = now(manager.diff((from, &from_at), (to, &to_at), &options))?;
    let mut remarks = unfit(manager, &arguments.from)?;
    if arguments.to != arguments.from {
        remarks.push_str(&unfit(manager, &arguments.to)?);
    }
    Ok(diff_files::answer(&found, diff_files::written(&found, format), remarks))
}

/// Says of a point of a history that not all of its statements fit.
fn unfit(manager: &Manager, text: &str) -> CliResult<String> {
    let (branch, at) = point(text);
    let schema = now(manager.schema_at(branch, &at))?;
    Ok(match schema.errors.len() {
        0 => String::new(),
        count => {
            let what = render::counted(count, "statement", "statements");
            format!(
                "of {text}, {what} did not fit: `schema` tells which, and the schema may differ\n"
            )
        }
    })
}

/// Reads `branch`, `branch@12` or `branch@snapshot`.
fn point(text: &str) -> (&str, SchemaPoint) {
    match text.split_once('@') {
        None => (text, SchemaPoint::Head),
        Some((branch, at)) => match at.parse() {
            Ok(id) => (branch, SchemaPoint::Entry(DdlId(id))),
            Err(_) => (branch, SchemaPoint::Snapshot(at.to_owned())),
        },
    }
}

/// Answers with what was merged, or with the conflicts; warnings are told beside it.
pub(super) fn answer(
    value: &impl serde::Serialize,
    plan: &Plan,
    names: &Names,
    done: String,
) -> Answer {
    let is_merged = plan.verdict != Verdict::Conflict;
    let text = match is_merged {
        true => done,
        false => {
            let mut text = render::conflicts(&plan.conflicts, names);
            for conflict in &plan.conflicts {
                let choices = conflict.resolutions.join(", ");
                let _ = writeln!(text, "  --resolve '{}=CHOICE', of {choices}", conflict.id);
            }
            text
        }
    };
    let findings = sarif::of_merge(&plan.conflicts, &plan.warnings, names);
    Answer::judged(value, text, is_merged)
        .with_remarks(render::warnings(&plan.warnings, names))
        .with_script(render::ddl(&plan.ddl))
        .with_sarif(sarif::log(&findings))
}
