//! Errors as JavaScript has them: an `Error` with `code` and `details`, and maybe a `cause`.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::results::{utf16_span, value, with_utf16_spans};
use crate::ErrorCode;
use crate::catalog::Refused;
use crate::history::HistoryError;
use crate::merge::DdlConflict;
use crate::migrations::ImportError;
use crate::sql::{Position, Span, SqlError};
use crate::store::{JsCause, StoreError};

/// Returns an error that says an argument is wrong.
pub(super) fn invalid_argument(message: &str) -> JsValue {
    error(ErrorCode::InvalidArgument, message, &[])
}

/// Returns the error for a failed call on a history.
pub(super) fn from_history(failure: &HistoryError) -> JsValue {
    match failure {
        HistoryError::Store(failure) => from_store(failure),
        _ => error(failure.code(), &failure.to_string(), &details(failure)),
    }
}

/// Returns the error for a failed recording of `text`.
pub(super) fn from_recording(failure: &HistoryError, text: &str) -> JsValue {
    match failure {
        HistoryError::Sql(failure) => from_sql(failure, text),
        HistoryError::Refused { refused } => {
            error(failure.code(), &failure.to_string(), &refusal(refused, text))
        }
        _ => from_history(failure),
    }
}

/// Returns the error for a text that can't be read, with its place in `details`.
pub(super) fn from_sql(failure: &SqlError, text: &str) -> JsValue {
    let details = place(text, failure.position(), failure.span());
    error(failure.code(), &failure.to_string(), &details)
}

/// Returns the error for one of several texts that can't be read; `details.text` says which.
pub(super) fn from_sql_of(which: &str, failure: &SqlError, text: &str) -> JsValue {
    let mut details = place(text, failure.position(), failure.span());
    details.push(("text", which.into()));
    error(failure.code(), &format!("{which}: {failure}"), &details)
}

/// Returns the error for one of several texts that PostgreSQL would refuse; `details.text` says which.
pub(super) fn from_refused_of(which: &str, refused: &Refused, text: &str) -> JsValue {
    let mut details = refusal(refused, text);
    details.push(("text", which.into()));
    error(refused.code(), &format!("{which}: {refused}"), &details)
}

fn refusal(refused: &Refused, text: &str) -> Vec<(&'static str, JsValue)> {
    let mut details = place(text, refused.position, refused.span);
    details.push(("sqlstate", (&refused.sqlstate).into()));
    let more = [("detail", &refused.detail), ("hint", &refused.hint)];
    details.extend(more.into_iter().filter_map(|(name, said)| Some((name, said.as_ref()?.into()))));
    details
}

fn place(text: &str, position: Position, span: Span) -> Vec<(&'static str, JsValue)> {
    let Span { start, end } = utf16_span(text, span);
    vec![
        ("line", f64::from(position.line).into()),
        ("column", f64::from(position.column).into()),
        ("start", (start as f64).into()),
        ("end", (end as f64).into()),
    ]
}

/// Returns the error for a folder that can't be read as migrations.
pub(super) fn from_import(failure: &ImportError) -> JsValue {
    error(failure.code(), &failure.to_string(), &[])
}

/// Returns the error for a store that failed.
pub(super) fn from_store(failure: &StoreError) -> JsValue {
    let message = match std::error::Error::source(failure) {
        Some(source) => format!("{failure}: {source}"),
        None => failure.to_string(),
    };
    let error = error(failure.code(), &message, &store_details(failure));
    if let StoreError::Failed { source, .. } = failure
        && let Some(JsCause(thrown)) = source.downcast_ref()
    {
        set(error.unchecked_ref(), "cause", thrown);
    }
    error
}

fn store_details(failure: &StoreError) -> Vec<(&'static str, JsValue)> {
    match failure {
        StoreError::Locked { location } | StoreError::Corrupt { location, .. } => {
            vec![("location", location.into())]
        }
        _ => Vec::new(),
    }
}

fn details(failure: &HistoryError) -> Vec<(&'static str, JsValue)> {
    let id = |ddl_id: crate::ids::DdlId| JsValue::from(ddl_id.0 as f64);
    match failure {
        HistoryError::BranchNotFound { name, .. }
        | HistoryError::BranchExists { name }
        | HistoryError::BranchInUse { name, .. } => vec![("branch", name.into())],
        HistoryError::EntryNotFound { branch, ddl_id } => {
            vec![("branch", branch.into()), ("ddlId", id(*ddl_id))]
        }
        HistoryError::SnapshotExists { branch, name }
        | HistoryError::SnapshotNotFound { branch, name } => {
            vec![("branch", branch.into()), ("snapshot", name.into())]
        }
        HistoryError::LsnReused { branch, lsn, ddl_id } => {
            vec![("branch", branch.into()), ("lsn", lsn.to_string().into()), ("ddlId", id(*ddl_id))]
        }
        HistoryError::HeadMoved { branch, found } => {
            vec![("branch", branch.into()), ("head", found.map_or(JsValue::NULL, id))]
        }
        HistoryError::MergeConflict { source_branch, target_branch, plan } => vec![
            ("source", source_branch.into()),
            ("target", target_branch.into()),
            ("conflicts", conflicts(&plan.plan.conflicts)),
        ],
        HistoryError::RevertConflict { branch, plan } => {
            vec![("branch", branch.into()), ("conflicts", conflicts(&plan.plan.conflicts))]
        }
        _ => Vec::new(),
    }
}

fn conflicts(conflicts: &[DdlConflict]) -> JsValue {
    let mut conflicts = conflicts.to_vec();
    with_utf16_spans(&mut conflicts);
    value(&conflicts).unwrap_or_default()
}

fn error(code: ErrorCode, message: &str, details: &[(&str, JsValue)]) -> JsValue {
    let held = Object::new();
    details.iter().for_each(|(name, value)| set(&held, name, value));
    let error = js_sys::Error::new(message);
    set(&error, "code", &code.as_str().into());
    set(&error, "details", &held);
    error.into()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Only a frozen object or a proxy can refuse, and `object` is our own.
    let _ = Reflect::set(object, &name.into(), value);
}
