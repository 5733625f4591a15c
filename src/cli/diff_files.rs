//! `diff-files`: two scripts, or folders of migrations → the DDL from one's schema to the other's.

use std::fmt::Write;
use std::path::Path;

use schemagraft::catalog::{Catalog, Session};
use schemagraft::diff::{Hint, Options, SchemaDiff};

use super::answer::Answer;
use super::args::{DiffFilesArguments, Format};
use super::error::{CliError, CliResult};
use super::{materialize, render, sarif};

/// The exit status is that of `diff`: 0 for equal schemas, 1 for different ones.
pub(super) fn run(arguments: &DiffFilesArguments, format: Format) -> CliResult<Answer> {
    let mut remarks = String::new();
    let from = schema(&arguments.from, &mut remarks)?;
    let to = schema(&arguments.to, &mut remarks)?;
    let forth = SchemaDiff::between(&from, &to, &arguments.options(false));
    let found = match arguments.reverse {
        false => forth,
        true => back(&to, &from, &arguments.options(true), &forth),
    };
    Ok(answer(&found, written(&found, format), remarks))
}

/// Returns the statements for people, or as a script.
pub(super) fn written(found: &SchemaDiff, format: Format) -> String {
    match format {
        Format::Sql => render::ddl(&found.ddl),
        Format::Text | Format::Json | Format::Sarif => {
            render::statements(&found.ddl, &found.hazards)
        }
    }
}

/// Answers with a diff; what else there is to say of it goes to the remarks.
pub(super) fn answer(found: &SchemaDiff, text: String, mut remarks: String) -> Answer {
    for hint in &found.hints {
        let _ = writeln!(remarks, "hint: {}", hint.message());
    }
    for left in &found.unresolved {
        let _ = writeln!(remarks, "not done: {left}");
    }
    let is_equal = found.ddl.is_empty() && found.unresolved.is_empty();
    if is_equal {
        remarks.push_str("the schemas are equal\n");
    }
    let log = sarif::log(&sarif::of_diff(found, "diff.sql"));
    Answer::judged(found, text, is_equal).with_remarks(remarks).with_sarif(log)
}

/// Returns the way back, which says what it can't bring back.
fn back(to: &Catalog, from: &Catalog, options: &Options, forth: &SchemaDiff) -> SchemaDiff {
    let mut back = SchemaDiff::between(to, from, options);
    let lost = forth.hazards.iter().filter(|hazard| hazard.severity == "danger");
    back.hints.extend(lost.map(|hazard| Hint::not_brought_back(&hazard.object)));
    back
}

/// Returns the schema that a script, or a folder of migrations, leaves.
fn schema(path: &Path, remarks: &mut String) -> CliResult<Catalog> {
    let mut session = Session::default();
    for script in materialize::read(path)? {
        let mut findings = session.execute_script(&script.text);
        if !findings.errors.is_empty() {
            let refused = Box::new(findings.errors.swap_remove(0));
            return Err(CliError::Refused { path: script.path, text: script.text, refused });
        }
        remarks.push_str(&render::findings(&script.path, &script.text, &findings));
    }
    Ok(session.catalog().clone())
}
