//! SQL text → statements: split a script, parse, classify, name the objects.
//!
//! Never in it: IO, and knowledge of what a schema holds (a statement is read by itself).

pub(crate) mod ahead;
mod canonical;
mod classify;
pub(crate) mod elements;
mod grammar;
pub mod identifier;
mod keywords;
mod kinds;
pub(crate) mod literal;
pub(crate) mod made_up;
pub(crate) mod names;
mod nesting;
mod parentheses;
pub(crate) mod position;
mod read;
mod spellings;
pub(crate) mod split;
pub(crate) mod syntax;
mod transactions;
pub(crate) mod tree;
pub(crate) mod types;
mod vocabulary;
pub(crate) mod words;

pub use canonical::canonical;
pub(crate) use canonical::{canonical_part, without_casts};
pub use transactions::committed;
pub use vocabulary::{DdlObjectType, DdlOperation};

use serde::Serialize;

use crate::ErrorCode;

/// A stretch of text, in bytes from its start.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// Returns the same part of what begins later by so many bytes.
    pub(crate) fn moved(self, by: usize) -> Span {
        Span { start: self.start + by, end: self.end + by }
    }

    /// Tells whether another part lies in this one.
    pub(crate) fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A place in a text as an editor shows it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize,
)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1; a character is a Unicode scalar value.
    pub column: u32,
}

/// How strict reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What does not parse is an error.
    #[default]
    Strict,
    /// What does not parse is kept as text, with the operation `Other`.
    Lenient,
}

/// A script, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Script {
    /// The statements, in order; DDL and the rest.
    pub statements: Vec<Statement>,
    /// What was passed over.
    pub notes: Vec<Note>,
}

/// A part of a script that is no SQL for the server and was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Where it stands in the script.
    pub span: Span,
    /// Its place in the script.
    pub position: Position,
    /// What it is, such as "psql command" or "COPY data, 12 lines".
    pub message: String,
}

/// What a statement is to a schema's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum StatementClass {
    /// It changes the schema.
    Ddl,
    /// It reads or changes rows.
    Dml,
    /// It begins or ends a transaction, or sets a savepoint.
    Transaction,
    /// It changes the session only: `SET`, `RESET`, `LISTEN`, ….
    Session,
    /// What it does to the schema can't be told from the text: `DO`, `CALL`, `EXECUTE`.
    Opaque,
    /// It was not understood (only in [`Mode::Lenient`]).
    Unknown,
}

/// One statement of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The exact text, from its first token to its last, without the semicolon.
    pub text: String,
    /// Where the text stands in the script.
    pub span: Span,
    /// The place of its first character in the script.
    pub position: Position,
    /// What the statement is to the history.
    pub class: StatementClass,
    /// What it does.
    pub operation: DdlOperation,
    /// To what it does it.
    pub object_type: DdlObjectType,
    /// The objects it names as its targets, in the order of the text; empty where it names none.
    pub objects: Vec<ObjectRef>,
}

/// An object that a statement names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef {
    /// What it is.
    pub object_type: DdlObjectType,
    /// Its name as PostgreSQL's `pg_identify_object` writes it, qualified as far as the statement
    /// says: `app.users`, `users.email` (a column), `users_touch on users` (a trigger, a policy, a
    /// rule, a constraint), `area(integer,integer)` (a function). Folded, cut at 63 bytes, and
    /// quoted where it has to be.
    pub name: String,
}

impl Statement {
    /// Returns the names of its objects, with commas between; empty where it names none.
    pub fn object_name(&self) -> String {
        let names: Vec<&str> = self.objects.iter().map(|object| object.name.as_str()).collect();
        names.join(", ")
    }

    /// Tells whether the statement changes the schema: the DDL filter.
    pub fn is_ddl(&self) -> bool {
        self.class == StatementClass::Ddl
    }
}

/// The text can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// It is not PostgreSQL's grammar.
    #[error("{position}: {message}")]
    Syntax {
        /// Where in the script.
        position: Position,
        /// Where in the script, in bytes.
        span: Span,
        /// What is wrong, and what to do.
        message: String,
    },
    /// It is nested deeper, or longer, than can be read safely.
    #[error("{position}: {message}")]
    Limit {
        /// Where in the script.
        position: Position,
        /// Where in the script, in bytes.
        span: Span,
        /// Which limit, and what to do.
        message: String,
    },
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl SqlError {
    /// Returns the stable code of this error.
    pub fn code(&self) -> ErrorCode {
        match self {
            SqlError::Syntax { .. } => ErrorCode::SqlSyntax,
            SqlError::Limit { .. } => ErrorCode::SqlLimit,
        }
    }

    /// Returns the part of the script that is wrong, in bytes.
    pub fn span(&self) -> Span {
        match self {
            SqlError::Syntax { span, .. } | SqlError::Limit { span, .. } => *span,
        }
    }

    /// Returns where in the script the error stands.
    pub fn position(&self) -> Position {
        match self {
            SqlError::Syntax { position, .. } | SqlError::Limit { position, .. } => *position,
        }
    }
}

/// Reads a script: its statements, classified, and what was passed over.
///
/// # Errors
///
/// In [`Mode::Strict`], the first statement that is not PostgreSQL's grammar (`SQL_SYNTAX`), or is
/// nested too deep or too long (`SQL_LIMIT`). In [`Mode::Lenient`] such a statement is kept with the
/// class [`StatementClass::Unknown`] and a note; only a script of more than 4 GB is an error.
pub fn parse_script(sql: &str, mode: Mode) -> Result<Script, SqlError> {
    read::read(sql, mode)
}
