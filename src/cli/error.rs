//! What can go wrong with a command, and how it is told.

use std::path::PathBuf;

use schemagraft::ErrorCode;
use schemagraft::catalog::Refused;
use schemagraft::history::HistoryError;
use schemagraft::migrations::ImportError;
use schemagraft::sql::SqlError;
use serde_json::{Value, json};

use super::args::Format;
use super::render;

/// A command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum CliError {
    #[error(transparent)]
    History(#[from] HistoryError),
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A script can't be read.
    #[error("{path}: {error}")]
    Sql {
        /// Where the script comes from.
        path: String,
        text: String,
        error: SqlError,
    },
    /// PostgreSQL would refuse a statement of a script.
    #[error("{path}: {refused}")]
    Refused {
        /// Where the script comes from.
        path: String,
        text: String,
        refused: Box<Refused>,
    },
    #[error("{path} can't be {verb}", path = path.display())]
    File {
        path: PathBuf,
        /// What was tried, such as "read".
        verb: &'static str,
        source: std::io::Error,
    },
    /// Git refuses something.
    #[error("git {command}: {said}")]
    Git {
        /// What was asked.
        command: String,
        /// What git says.
        said: String,
    },
    #[error("{0}")]
    Argument(String),
}

pub(super) type CliResult<T> = Result<T, CliError>;

impl CliError {
    fn code(&self) -> ErrorCode {
        match self {
            CliError::History(error) => error.code(),
            CliError::Import(error) => error.code(),
            CliError::Sql { error, .. } => error.code(),
            CliError::Refused { refused, .. } => refused.code(),
            CliError::File { .. } | CliError::Git { .. } | CliError::Argument(_) => {
                ErrorCode::InvalidArgument
            }
        }
    }

    /// Returns the account of the error on standard error.
    pub(super) fn account(&self, format: Format) -> String {
        match (format, self) {
            (Format::Json, _) => format!("{}\n", self.json()),
            (_, CliError::Sql { path, text, error }) => render::sql_error(path, text, error),
            (_, CliError::Refused { path, text, refused }) => render::checked(path, text, refused),
            _ => render::error(self.code(), &self.whole_message()),
        }
    }

    fn json(&self) -> Value {
        let details = match self {
            CliError::Sql { path, error, .. } => {
                json!({ "path": path, "position": error.position() })
            }
            CliError::Refused { path, refused, .. } => {
                json!({ "path": path, "position": refused.position, "sqlstate": refused.sqlstate })
            }
            _ => json!({}),
        };
        json!({
            "code": self.code().as_str(),
            "message": self.whole_message(),
            "details": details,
        })
    }

    /// The message with the messages of its causes, where it does not have them already.
    fn whole_message(&self) -> String {
        let mut message = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            let text = error.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            cause = error.source();
        }
        message
    }
}
