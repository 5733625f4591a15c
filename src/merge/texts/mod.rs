//! Merging texts, which tools without a history hand in: scripts, or whole schemas (`schemas`).
//!
//! Never in it: anything of the merge itself.

mod schemas;

pub use schemas::plan_schema_statements;

use super::{Change, MergeOptions, Plan};
use crate::sql::{self, Mode, SqlError, Statement};

/// What the three texts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MergeForm {
    /// The source's and the target's are what each ran on top of the base.
    #[default]
    Scripts,
    /// Each is a whole schema, such as a committed `schema.sql`: what has one name is one object.
    Schemas,
}

/// Three texts to merge.
#[derive(Clone, Copy, Debug)]
pub struct MergeTexts<'a> {
    /// What both sides share.
    pub base: &'a str,
    /// The side merged from.
    pub source: &'a str,
    /// The side merged into.
    pub target: &'a str,
}

/// Which of three texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MergeText {
    /// What both sides share.
    Base,
    /// The side merged from.
    Source,
    /// The side merged into.
    Target,
}

/// Returns what a merge of texts comes to. The ids of a conflict's entries are the numbers of its
/// statements in their texts, from 1; 0 where a whole schema only lacks something, and the statement is
/// the one that would drop it.
///
/// # Errors
///
/// Which text can't be read, and where.
///
/// ```
/// use schemagraft::merge::{MergeForm, MergeOptions, MergeTexts, Verdict, plan_texts};
///
/// let texts = MergeTexts {
///     base: "CREATE TABLE users (id int, email text)",
///     source: "ALTER TABLE users ADD phone text",
///     target: "ALTER TABLE users RENAME TO people",
/// };
/// let plan = plan_texts(texts, MergeForm::Scripts, &MergeOptions::default()).unwrap();
/// assert_eq!(plan.verdict, Verdict::Clean);
/// assert_eq!(plan.ddl, ["ALTER TABLE people ADD phone text"]);
/// ```
pub fn plan_texts(
    texts: MergeTexts<'_>,
    form: MergeForm,
    options: &MergeOptions,
) -> Result<Plan, (MergeText, SqlError)> {
    let base = statements(texts.base).map_err(|error| (MergeText::Base, error))?;
    let source = statements(texts.source).map_err(|error| (MergeText::Source, error))?;
    let target = statements(texts.target).map_err(|error| (MergeText::Target, error))?;
    Ok(match form {
        MergeForm::Scripts => super::plan(
            &Change::numbered(&base),
            &Change::numbered(&source),
            &Change::numbered(&target),
            options,
        ),
        MergeForm::Schemas => schemas::plan_schema_statements(&base, &source, &target, options),
    })
}

/// Returns the statements of a text that count, in the order in which a conflict's `ddl_id` numbers them.
///
/// # Errors
///
/// What is not PostgreSQL's grammar.
pub fn statements(text: &str) -> Result<Vec<Statement>, SqlError> {
    Ok(sql::committed(sql::parse_script(text, Mode::Strict)?.statements))
}
