//! Answers and errors as people read them.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};
use schemagraft::ErrorCode;
use schemagraft::catalog::{Findings, Opaque, Refused};
use schemagraft::diff::StatementHazard;
use schemagraft::history::{Branch, DdlHistoryEntry, Schema, SchemaSnapshot, VerifyReport};
use schemagraft::ids::{DdlId, Timestamp};
use schemagraft::merge::{ConflictSide, DdlConflict, MergeWarning, Plan};
use schemagraft::sql::{Script, Span, SqlError};

use super::import::ImportReport;
use super::places::{Files, Merges, Named, Names, Source};

/// A conflict shows a statement of up to so many lines as a whole.
const WHOLE_STATEMENT_LINES: usize = 12;

/// A line of text shows so much of a statement.
const LINE_CHARACTERS: usize = 60;

/// An error without a place.
pub(super) fn error(code: ErrorCode, message: &str) -> String {
    let title = Level::ERROR.primary_title(message).id(code.as_str());
    let renderer = Renderer::styled();
    renderer.render(&[annotate_snippets::Group::with_title(title)]) + "\n"
}

/// An error in a script, with the place marked.
pub(super) fn sql_error(path: &str, text: &str, error: &SqlError) -> String {
    let snippet = Snippet::source(text).path(path).annotation(mark(text, error.span()));
    let title = Level::ERROR.primary_title(error.to_string()).id(error.code().as_str());
    Renderer::styled().render(&[title.element(snippet)]) + "\n"
}

fn mark<'a>(text: &str, span: Span) -> Annotation<'a> {
    let start = text.floor_char_boundary(span.start);
    AnnotationKind::Primary.span(start..text.ceil_char_boundary(span.end).max(start))
}

/// What of a script was not understood or refused, in the order of the script.
pub(super) fn findings(path: &str, text: &str, findings: &Findings) -> String {
    let source = Source { path: path.to_owned(), line: 1, text };
    let opaque = findings.opaque.iter().map(|one| (one.statement, opaque(&source, one)));
    let errors = findings.errors.iter().map(|one| (one.statement, refused(&source, one)));
    let mut shown: Vec<(usize, String)> = opaque.chain(errors).collect();
    shown.sort_by_key(|(statement, _)| *statement);
    shown.into_iter().map(|(_, shown)| shown).collect()
}

/// A script that was checked and not recorded, with the place marked.
pub(super) fn checked(path: &str, text: &str, refused: &Refused) -> String {
    let source = Source { path: path.to_owned(), line: 1, text };
    refusal(&source, refused, refused.code().as_str())
}

fn refused(source: &Source<'_>, refused: &Refused) -> String {
    refusal(source, refused, &refused.sqlstate)
}

fn refusal(source: &Source<'_>, refused: &Refused, id: &str) -> String {
    let title = Level::ERROR.primary_title(&refused.message).id(id);
    let detail = refused.detail.iter().map(|detail| Level::NOTE.message(detail));
    let hint = refused.hint.iter().map(|hint| Level::HELP.message(hint));
    let group = title.element(source.snippet(refused.span)).elements(detail).elements(hint);
    Renderer::styled().render(&[group]) + "\n"
}

fn opaque(source: &Source<'_>, opaque: &Opaque) -> String {
    let title = Level::WARNING.primary_title(&opaque.reason).id("opaque");
    Renderer::styled().render(&[title.element(source.snippet(opaque.span))]) + "\n"
}

impl<'a> Source<'a> {
    /// The text with a part of it marked.
    fn snippet(&self, span: Span) -> Snippet<'a, Annotation<'a>> {
        let line = usize::try_from(self.line).unwrap_or(1);
        let snippet = Snippet::source(self.text).path(self.path.clone()).line_start(line);
        snippet.annotation(mark(self.text, span))
    }
}

/// What of a schema's history was not understood or refused.
pub(super) fn schema_remarks(schema: &Schema, files: &Files) -> String {
    let opaque = schema.opaque.iter().map(|one| {
        let shown = opaque(&files.source(one.ddl_id, &one.ddl_statement), &one.finding);
        ((one.ddl_id, one.finding.statement), shown)
    });
    let errors = schema.errors.iter().map(|one| {
        let shown = refused(&files.source(one.ddl_id, &one.ddl_statement), &one.finding);
        ((one.ddl_id, one.finding.statement), shown)
    });
    let mut shown: Vec<_> = opaque.chain(errors).collect();
    shown.sort_by_key(|(place, _)| *place);
    shown.into_iter().map(|(_, shown)| shown).collect()
}

/// A schema as a script.
pub(super) fn ddl(statements: &[String]) -> String {
    statements.iter().map(|statement| format!("{statement};\n")).collect()
}

/// The statements of a merge, each with its hazards behind it.
pub(super) fn plan(plan: &Plan) -> String {
    statements(&plan.ddl, plan.hazards())
}

/// What a merge that was made may cost, where people run its statements on a database in use.
pub(super) fn losses(plan: &Plan) -> String {
    let mut text = String::new();
    for hazard in plan.hazards().iter().filter(|hazard| hazard.severity == "danger") {
        let statement = plan.ddl.get(hazard.statement).map_or("", String::as_str);
        let (code, message) = (hazard.code, hazard.message);
        let title = format!("{message}: {}", first_line(statement));
        let title = Level::WARNING.primary_title(title).id(code);
        let group = annotate_snippets::Group::with_title(title);
        let _ = writeln!(text, "{}", Renderer::styled().render(&[group]));
    }
    text
}

/// Statements, each with its hazards behind it, which are in their order.
pub(super) fn statements(ddl: &[String], hazards: &[StatementHazard]) -> String {
    let mut text = String::new();
    let mut hazards = hazards.iter().peekable();
    for (place, statement) in ddl.iter().enumerate() {
        let _ = writeln!(text, "{statement};");
        while let Some(own) = hazards.next_if(|own| own.statement <= place) {
            text.push_str(&hazard(own));
        }
    }
    text
}

/// A hazard, as a comment behind its statement: red what can't be taken back, yellow what can stop others.
fn hazard(hazard: &StatementHazard) -> String {
    let colour = match hazard.severity {
        "info" => "36",
        "danger" => "31",
        _ => "33",
    };
    format!("    -- \x1b[{colour}m{}\x1b[0m {}\n", hazard.code, hazard.message)
}

/// The conflicts between two branches, with both sides' SQL.
pub(super) fn conflicts(conflicts: &[DdlConflict], names: &Names) -> String {
    let (source, target) = (&names.source.name, &names.target.name);
    if conflicts.is_empty() {
        return format!("no conflicts between {source} and {target}\n");
    }
    let mut text = String::new();
    for conflict in conflicts {
        let _ = writeln!(text, "{}\n", self::conflict(conflict, names));
    }
    let count = counted(conflicts.len(), "conflict", "conflicts");
    let _ = writeln!(text, "{count} between {source} and {target}");
    text
}

fn conflict(conflict: &DdlConflict, names: &Names) -> String {
    let title = Level::ERROR
        .with_name("conflict")
        .primary_title(&conflict.explanation)
        .id(format!("{:?}", conflict.class));
    let mut told = title.elements(sides(names, &conflict.source, &conflict.target));
    if let Some(base) = &conflict.base {
        told = told.element(Level::NOTE.message(format!("before both: {base}")));
    }
    Renderer::styled().render(&[told])
}

/// The warnings of a merge.
pub(super) fn warnings(warnings: &[MergeWarning], names: &Names) -> String {
    let mut text = String::new();
    for warning in warnings {
        let title = Level::WARNING.primary_title(&warning.explanation);
        let title = title.id(format!("{:?}", warning.class));
        let elements = title.elements(sides(names, &warning.source, &warning.target));
        let _ = writeln!(text, "{}\n", Renderer::styled().render(&[elements]));
    }
    text
}

/// The statements of both sides, each with the place marked.
fn sides<'a>(
    names: &Names,
    source: &'a [ConflictSide],
    target: &'a [ConflictSide],
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let source = source.iter().map(|side| self::side(&names.source, side));
    let target = target.iter().map(|side| self::side(&names.target, side));
    source.chain(target).collect()
}

fn side<'a>(named: &Named, side: &'a ConflictSide) -> Snippet<'a, Annotation<'a>> {
    let (path, line) = match named.statement(side) {
        Some(place) => (place.path.clone(), place.position.line),
        None => (named.entry(side), 1),
    };
    Snippet::source(&side.statement)
        .path(path)
        .line_start(usize::try_from(line).unwrap_or(1))
        .fold(side.statement.lines().count() > WHOLE_STATEMENT_LINES)
        .annotation(mark(&side.statement, side.span))
}

/// What was just recorded.
pub(super) fn recorded(branch: &str, entries: &[DdlHistoryEntry]) -> String {
    let count = counted(entries.len(), "entry", "entries");
    let line = |entry: &DdlHistoryEntry| {
        let what = what(entry.operation, entry.object_type, &entry.object_name);
        format!("{:>6}  {what}\n", entry.ddl_id)
    };
    let lines: String = entries.iter().map(line).collect();
    format!("{lines}recorded {count} on {branch}\n")
}

/// A line for each entry: how its statement begins, and what brought it.
pub(super) fn lines(entries: &[DdlHistoryEntry], files: &Files, merges: &Merges) -> String {
    let line = |entry: &DdlHistoryEntry| {
        let file = files.place(entry.ddl_id).map(|place| format!("  ({place})"));
        let merge = merges.source(entry).map(|source| format!("  (merged from {source})"));
        let brought = file.or(merge).unwrap_or_default();
        format!("{:>6}  {}{brought}\n", entry.ddl_id, first_line(&entry.ddl_statement))
    };
    entries.iter().map(line).collect()
}

fn what(operation: impl ToString, object_type: impl ToString, name: &str) -> String {
    let words = [operation.to_string(), object_type.to_string(), name.to_owned()];
    words.join(" ").trim_end().to_owned()
}

/// An entry with all that is known of it.
pub(super) fn entry(entry: &DdlHistoryEntry, files: &Files, merges: &Merges) -> String {
    let what = what(entry.operation, entry.object_type, &entry.object_name);
    let mut text = format!("entry {}  {what}\n", entry.ddl_id);
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = writeln!(text, "{name:<12} {value}");
        }
    };
    line("date", Some(date(entry.executed_at)));
    line("by", entry.executed_by.clone());
    line("migration", files.place(entry.ddl_id).map(|place| place.to_string()));
    line("merged from", merges.source(entry));
    line("git commit", entry.git_commit.clone());
    line("LSN", entry.lsn.map(|lsn| lsn.to_string()));
    line("transaction", entry.transaction_id.map(|id| id.to_string()));
    line("hash", Some(entry.hash.to_string()));
    text + "\n" + &indented(&entry.ddl_statement)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// A moment as RFC 3339 writes it; as its milliseconds if that has no year for it.
fn date(time: Timestamp) -> String {
    const YEAR_10000: Timestamp = 253_402_300_800_000;
    match SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(time)) {
        Some(moment) if time < YEAR_10000 => humantime::format_rfc3339_seconds(moment).to_string(),
        _ => format!("{time} ms"),
    }
}

/// Where a branch's head is.
pub(super) fn head(head: Option<DdlId>) -> String {
    head.map_or("the start".to_owned(), |ddl_id| format!("entry {ddl_id}"))
}

/// A line for each branch.
pub(super) fn branches(branches: &[Branch]) -> String {
    let name_of = |id| branches.iter().find(|branch| branch.branch_id == id);
    let line = |branch: &Branch| {
        let fork = branch.forked_from.map(|fork| {
            let from = name_of(fork.branch_id).map_or("?", |branch| branch.name.as_str());
            format!(", from {from} at {}", self::head(fork.ddl_id))
        });
        format!("{:<20} {}{}\n", branch.name, head(branch.head), fork.unwrap_or_default())
    };
    branches.iter().map(line).collect()
}

/// A line for each snapshot.
pub(super) fn snapshots(snapshots: &[SchemaSnapshot]) -> String {
    let line = |snapshot: &SchemaSnapshot| {
        let comment = snapshot.comment.as_deref().unwrap_or_default();
        let (at, date) = (head(snapshot.last_ddl_id), date(snapshot.created_at));
        format!("{:<20} {at:<12} {date}  {comment}", snapshot.name).trim_end().to_owned() + "\n"
    };
    snapshots.iter().map(line).collect()
}

/// A snapshot as a script that makes its schema.
pub(super) fn snapshot(snapshot: &SchemaSnapshot, ddl: &[String]) -> String {
    let at = head(snapshot.last_ddl_id);
    let mut text = format!("-- {} at {at}, {}\n", snapshot.name, date(snapshot.created_at));
    for line in snapshot.comment.iter().flat_map(|comment| comment.lines()) {
        let _ = writeln!(text, "-- {line}");
    }
    for statement in ddl {
        let _ = writeln!(text, "\n{statement};");
    }
    text
}

/// The account of a verification.
pub(super) fn verified(report: &VerifyReport) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let entry = problem.ddl_id.map_or(String::new(), |ddl_id| format!(", entry {ddl_id}"));
        let _ = writeln!(text, "{}{entry}: {}", problem.branch, problem.message);
    }
    let verdict = match report.problems.len() {
        0 => "the history is whole".to_owned(),
        count => counted(count, "problem", "problems"),
    };
    let VerifyReport { branches, entries, snapshots, .. } = report;
    let _ = writeln!(
        text,
        "{verdict}: branches {branches}, entries {entries}, snapshots {snapshots} read"
    );
    text
}

/// What was imported from a folder.
pub(super) fn imported(report: &ImportReport) -> String {
    let mut text = String::new();
    for skipped in &report.skipped {
        let _ = writeln!(text, "skipped {}: {}", skipped.path, skipped.reason);
    }
    for statement in &report.unclassified {
        let (path, position) = (&statement.path, statement.position);
        let statement = first_line(&statement.statement);
        let _ = writeln!(text, "kept as text: {path}, {position}: {statement}");
    }
    let ImportReport { recorded, known, refused, layout, branch, .. } = report;
    let migrations = report.migrations.len();
    let _ = writeln!(
        text,
        "recorded {} of {} ({layout:?}) on {branch}{}",
        counted(*recorded, "entry", "entries"),
        counted(migrations, "new migration", "new migrations"),
        if *known > 0 { format!("; {known} known already") } else { String::new() }
    );
    if *refused > 0 {
        let what = counted(*refused, "statement", "statements");
        let _ = writeln!(text, "PostgreSQL would refuse {what}: see `--check`");
    }
    text
}

/// A number of things.
pub(super) fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// The statements of a script, one a line, and what was passed over.
pub(super) fn script(path: &str, script: &Script) -> String {
    let mut text = String::new();
    for statement in &script.statements {
        let position = statement.position;
        let what = what(statement.operation, statement.object_type, &statement.object_name());
        let _ = writeln!(
            text,
            "{path}:{}:{}  {:?}  {what}  {}",
            position.line,
            position.column,
            statement.class,
            first_line(&statement.text)
        );
    }
    for note in &script.notes {
        let (line, column) = (note.position.line, note.position.column);
        let _ = writeln!(text, "{path}:{line}:{column}  skipped: {}", note.message);
    }
    text
}

/// The beginning of a statement, without line breaks.
fn first_line(statement: &str) -> String {
    let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(LINE_CHARACTERS) {
        Some((end, _)) => words.get(..end).unwrap_or_default().to_owned() + "…",
        None => words,
    }
}
