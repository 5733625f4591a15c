//! `merge-driver`: git's merge driver for a committed schema file.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use schemagraft::merge::{DdlConflict, MergeOptions, MergeTexts, MergeWarning, statements};
use schemagraft::schema_file::{self, Markers, MergedFile};
use serde::Serialize;

use super::answer::Answer;
use super::args::Format;
use super::error::{CliError, CliResult};
use super::merge::{Mode, unreadable};
use super::places::{Named, Names};
use super::{git, host, render, source};

#[derive(Debug, Args)]
pub(super) struct MergeDriverArguments {
    /// The file as both sides had it: %O.
    base: PathBuf,
    /// Our file, into which the result is written: %A.
    ours: PathBuf,
    /// Their file: %B.
    theirs: PathBuf,
    /// How many characters a conflict marker has: %L.
    #[arg(long, value_name = "SIZE", default_value_t = 7)]
    marker_size: usize,
    /// What the file is called in the repository: %P.
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// How conflicts are shown; as git's merge.conflictStyle says unless given.
    #[arg(long, value_enum)]
    conflict_style: Option<Style>,
    /// What becomes of a doubt: a conflict, or a warning.
    #[arg(long, value_enum, default_value_t = Mode::Lenient)]
    mode: Mode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Style {
    /// Both sides.
    Merge,
    /// Both sides, and what the base says.
    Diff3,
}

/// What was done to the file.
#[derive(Serialize)]
struct Report<'a> {
    path: &'a str,
    /// How many places are marked.
    marked: usize,
    conflicts: &'a [DdlConflict],
    warnings: &'a [MergeWarning],
}

impl MergeDriverArguments {
    fn markers(&self) -> Markers {
        let style = self.conflict_style.unwrap_or_else(|| {
            match git::setting("merge.conflictStyle").as_deref() {
                Some("diff3" | "zdiff3") => Style::Diff3,
                _ => Style::Merge,
            }
        });
        Markers { size: self.marker_size, with_base: style == Style::Diff3 }
    }

    /// Returns what the file is called.
    fn name(&self) -> String {
        self.path.clone().unwrap_or_else(|| self.ours.display().to_string())
    }
}

/// Merges the file. What is no SQL is merged by its lines, and is a conflict whatever comes of that.
pub(super) fn run(arguments: &MergeDriverArguments) -> CliResult<Answer> {
    let markers = arguments.markers();
    match merged(arguments, &markers) {
        Ok(answer) => Ok(answer),
        Err(error @ (CliError::Sql { .. } | CliError::Argument(_))) => {
            let paths = [&arguments.base, &arguments.ours, &arguments.theirs].map(PathBuf::as_path);
            let marked = git::merge_file(paths, markers.size, markers.with_base)?;
            let (account, path) = (error.account(Format::Text), arguments.name());
            let marked = if marked == 0 { "no place is marked".to_owned() } else { told(marked) };
            let remarks = format!(
                "{account}{path}: merged by lines, as git does, and not as a schema: {marked}; look at all of it, then `git add {path}`\n"
            );
            Ok(Answer::judged(&(), String::new(), false).with_remarks(remarks))
        }
        Err(error) => Err(error),
    }
}

fn merged(arguments: &MergeDriverArguments, markers: &Markers) -> CliResult<Answer> {
    let path = arguments.name();
    // The files themselves have names of git's.
    let text = |file: &Path, side: &str| {
        source::text(file).map(|text| source::Text { path: format!("{path} ({side})"), ..text })
    };
    let MergeDriverArguments { base, ours, theirs, .. } = arguments;
    let (base, theirs, own) = (text(base, "base")?, text(theirs, "theirs")?, text(ours, "ours")?);
    let options = MergeOptions { mode: arguments.mode.into(), ..MergeOptions::default() };
    let with = |base: &str| {
        let texts = MergeTexts { base, source: &theirs.text, target: &own.text };
        schema_file::merge(texts, &options, markers)
    };
    let merged = match either(&base.text) {
        None => with(&base.text).map(Some),
        Some([one, other]) => with(&one).and_then(|one| Ok(alike(one, with(&other)?))),
    };
    let merged = merged.map_err(|failure| unreadable(failure, [&base, &theirs, &own]))?;
    let Some(merged) = merged else {
        let message = "the branches have two bases, and what comes of them differs";
        return Err(CliError::Argument(message.to_owned()));
    };
    write(ours, &merged.text)?;
    // Only what is told of has to be found.
    let is_silent = merged.plan.conflicts.is_empty() && merged.plan.warnings.is_empty();
    let named = |text: &source::Text| {
        let text_told = if is_silent { "" } else { &text.text };
        Named::file(&text.path, &statements(text_told).unwrap_or_default())
    };
    let names = Names { source: named(&theirs), target: named(&own) };
    Ok(answer(&merged, &path, &names))
}

/// Returns what a base may say that git merged of two, and in which it marked places.
fn either(base: &str) -> Option<[String; 2]> {
    let run = |line: &str, sign| line.chars().take_while(|other| *other == sign).count();
    let size =
        base.lines().map(|line| run(line, '<')).find(|size| *size >= Markers::default().size)?;
    let mut sides = [String::new(), String::new()];
    let mut shown = [true, true];
    for line in base.split_inclusive('\n') {
        match ['<', '|', '=', '>'].into_iter().find(|sign| run(line, *sign) == size) {
            Some('<') => shown = [true, false],
            Some('|') => shown = [false, false],
            Some('=') => shown = [false, true],
            Some(_) => shown = [true, true],
            None => {
                let sides = sides.iter_mut().zip(shown).filter(|(_, is_shown)| *is_shown);
                sides.for_each(|(side, _)| side.push_str(line));
            }
        }
    }
    Some(sides)
}

/// Returns what comes of either of two bases: nothing where both are clean, and differ.
fn alike(one: MergedFile, other: MergedFile) -> Option<MergedFile> {
    match one.text == other.text || one.marked > 0 {
        true => Some(one),
        false => Some(other).filter(|other| other.marked > 0),
    }
}

fn write(path: &Path, text: &str) -> CliResult<()> {
    let failed = |source| CliError::File { path: path.to_owned(), verb: "written", source };
    host::write(path, text.as_bytes()).map_err(failed)
}

fn told(marked: usize) -> String {
    render::counted(marked, "place is marked", "places are marked")
}

/// What there is to say goes to standard error: git shows it.
fn answer(merged: &MergedFile, path: &str, names: &Names) -> Answer {
    let MergedFile { marked, plan, .. } = merged;
    let (conflicts, warnings) = (&plan.conflicts, &plan.warnings);
    let mut remarks = render::warnings(warnings, names);
    if !conflicts.is_empty() {
        remarks = render::conflicts(conflicts, names) + &remarks;
    }
    if *marked > 0 {
        remarks.push_str(&format!("{path}: {}\n", told(*marked)));
    }
    let report = Report { path, marked: *marked, conflicts, warnings };
    Answer::judged(&report, String::new(), *marked == 0 && conflicts.is_empty())
        .with_remarks(remarks)
}
