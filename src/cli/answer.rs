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
    pub(super) status: u8,
}

impl Answer {
    /// An answer with nothing to complain of.
    pub(super) fn clean(value: &impl Serialize, text: String) -> Self {
        // These are plain structs of text and numbers: there is nothing in them that JSON lacks.
        let json = without_nulls(serde_json::to_value(value).unwrap_or_default());
        Answer { text, remarks: String::new(), json, sarif: Value::Null, status: 0 }
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

    /// Writes the answer to standard output.
    pub(super) fn print(&self, format: Format) {
        let text = match format {
            Format::Json if self.json.is_null() => String::new(),
            Format::Json => format!("{:#}\n", self.json),
            Format::Sarif => format!("{:#}\n", self.sarif),
            Format::Text | Format::Sql => self.text.clone(),
        };
        host::tell(Stream::Output, &text);
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
