//! What a command answers: for people, for programs, and for the shell.

use serde::Serialize;
use serde_json::Value;

use super::args::Format;
use super::host::{self, Stream};

/// The exit status of an answer that reports conflicts or damage.
const FINDINGS: u8 = 1;

/// A command's answer.
pub(super) struct Answer {
    text: String,
    /// What people are told on standard error, so that the text can be piped on.
    remarks: String,
    json: Value,
    sarif: Value,
    /// The statements to run, where the text has more than them; none where there are findings.
    script: Option<String>,
    pub(super) status: u8,
}

impl Answer {
    /// An answer with nothing to complain of.
    pub(super) fn clean(value: &impl Serialize, text: String) -> Self {
        // These are plain structs of text and numbers: there is nothing in them that JSON lacks.
        let json = without_nulls(serde_json::to_value(value).unwrap_or_default());
        Answer { text, remarks: String::new(), json, sarif: Value::Null, script: None, status: 0 }
    }

    /// An answer that is clean or has findings.
    pub(super) fn judged(value: &impl Serialize, text: String, clean: bool) -> Self {
        let status = if clean { 0 } else { FINDINGS };
        Answer { status, ..Answer::clean(value, text) }
    }

    /// An answer that went elsewhere.
    pub(super) fn silent() -> Self {
        Answer { json: Value::Null, ..Answer::clean(&Value::Null, String::new()) }
    }

    /// The answer with remarks beside its text.
    pub(super) fn with_remarks(self, remarks: String) -> Self {
        Answer { remarks, ..self }
    }

    /// The answer with remarks after those that it has.
    pub(super) fn with_more_remarks(mut self, remarks: &str) -> Self {
        self.remarks.push_str(remarks);
        self
    }

    /// The answer with its log for tools that read SARIF.
    pub(super) fn with_sarif(self, sarif: Value) -> Self {
        Answer { sarif, ..self }
    }

    /// The answer with its statements, for those who ask for a script.
    pub(super) fn with_script(self, script: String) -> Self {
        Answer { script: Some(script), ..self }
    }

    /// Writes the answer to standard output.
    pub(super) fn print(&self, format: Format) {
        let text = match (format, &self.script) {
            (Format::Json, _) if self.json.is_null() => String::new(),
            (Format::Json, _) => format!("{:#}\n", self.json),
            (Format::Sarif, _) => format!("{:#}\n", self.sarif),
            (Format::Sql, Some(script)) => script.clone(),
            (Format::Text | Format::Sql, _) => self.text.clone(),
        };
        host::tell(Stream::Output, &text);
        // What keeps a script from being is told beside it.
        if format == Format::Sql && self.script.is_some() && self.status == FINDINGS {
            host::tell(Stream::Errors, &self.text);
        }
        if matches!(format, Format::Text | Format::Sql) {
            host::tell(Stream::Errors, &self.remarks);
        }
    }
}

/// What is absent is left out, as in the objects that JavaScript gets.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        plain => plain,
    }
}
