//! A script → the schema that it leaves, with what was refused and what can't be known.
//!
//! Never in it: rules of PostgreSQL.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{Outcome, Session};
use crate::ErrorCode;
use crate::catalog::refusal::{MISSING, Refusal, SqlState, Words};
use crate::catalog::state::Catalog;
use crate::sql::ahead::{LONG, read_each};
use crate::sql::position::Positions;
use crate::sql::split::{Piece, pieces};
use crate::sql::{Position, Span};

/// What a script leaves; serialized, it has the schema as `ddl`.
#[derive(Clone, Debug, Serialize)]
pub struct Materialized {
    /// The schema.
    #[serde(rename = "ddl", serialize_with = "as_ddl")]
    pub catalog: Catalog,
    /// The statements whose effects can't be told from their text.
    pub opaque: Vec<Opaque>,
    /// The statements that PostgreSQL would refuse; they changed nothing.
    pub errors: Vec<Refused>,
}

/// A statement whose effects can't be told, or not all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opaque {
    /// Which statement of the script it is, from 0.
    pub statement: usize,
    /// Where it begins.
    pub position: Position,
    /// The statement in the script, in bytes.
    pub span: Span,
    /// Why its effects can't be told.
    pub reason: String,
}

/// A statement that PostgreSQL would refuse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// Which statement of the script it is, from 0.
    pub statement: usize,
    /// PostgreSQL's code.
    pub sqlstate: String,
    /// PostgreSQL's message.
    pub message: String,
    /// Where in the script the fault is.
    pub position: Position,
    /// The part of the script that is at fault, in bytes.
    pub span: Span,
    /// What more there is to say.
    pub detail: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Refused {
    /// Returns the stable code of the error where all of a script has to run: `SQL_SYNTAX` or `SQL_LIMIT` for what
    /// can't be read, as everywhere, and `SQL_REFUSED` for the rest.
    pub fn code(&self) -> ErrorCode {
        let is = |state: SqlState| self.sqlstate == state.as_str();
        match (is(SqlState::SyntaxError), is(SqlState::ProgramLimitExceeded)) {
            (true, _) => ErrorCode::SqlSyntax,
            (_, true) => ErrorCode::SqlLimit,
            _ => ErrorCode::SqlRefused,
        }
    }

    /// Tells whether it is refused because something is not there.
    pub fn is_missing(&self) -> bool {
        MISSING.iter().any(|code| code.as_str() == self.sqlstate)
    }

    /// Tells whether that is a column, of something that is there.
    pub fn is_missing_column(&self) -> bool {
        self.sqlstate == SqlState::UndefinedColumn.as_str()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}

/// What of a script was not understood, or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The statements whose effects can't be told from their text.
    pub opaque: Vec<Opaque>,
    /// The statements that PostgreSQL would refuse; they changed nothing.
    pub errors: Vec<Refused>,
}

/// Runs a script on a new database, statement by statement, as `psql` would: what is refused changes
/// nothing, and the rest goes on.
pub fn materialize(sql: &str) -> Materialized {
    let mut session = Session::default();
    let findings = session.execute_script(sql);
    Materialized::of(&session, findings)
}

impl Materialized {
    /// Returns what a session holds by now, with what was found on the way.
    pub fn of(session: &Session, findings: Findings) -> Materialized {
        let Findings { opaque, errors } = findings;
        Materialized { catalog: session.catalog().clone(), opaque, errors }
    }

    /// Returns the schema of a script that runs to its end.
    ///
    /// # Errors
    ///
    /// The first statement that PostgreSQL would refuse: without it the schema is not the one that is meant, and
    /// what it lacks would be dropped.
    pub fn accepted(mut self) -> Result<Catalog, Box<Refused>> {
        match self.errors.is_empty() {
            true => Ok(self.catalog),
            false => Err(Box::new(self.errors.swap_remove(0))),
        }
    }
}

impl Session {
    /// Runs a script, statement by statement, as `psql` would: what is refused changes nothing, and the
    /// rest goes on.
    pub fn execute_script(&mut self, sql: &str) -> Findings {
        let mut positions = Positions::new(sql);
        let mut findings = Findings::default();
        read_each(
            || statements(sql),
            sql.len() >= LONG,
            |(statement, span), read| match self.execute_read(read) {
                Ok(Outcome { opaque: None, .. }) => {}
                Ok(Outcome { opaque: Some(reason), .. }) => {
                    let position = positions.at(span.start);
                    findings.opaque.push(Opaque { statement, position, span, reason });
                }
                Err(refusal) => {
                    findings.errors.push(refused(statement, refusal, span.start, &mut positions));
                }
            },
        );
        findings
    }
}

/// Returns the statements of a script, each with its number and its place.
pub(super) fn statements(sql: &str) -> impl Iterator<Item = ((usize, Span), &str)> {
    let spans = pieces(sql).filter_map(|piece| match piece {
        Piece::Statement { span, .. } => Some(span),
        Piece::Skipped { .. } => None,
    });
    spans.enumerate().map(|(statement, span)| {
        ((statement, span), sql.get(span.start..span.end).unwrap_or_default())
    })
}

fn as_ddl<S: Serializer>(catalog: &Catalog, serializer: S) -> Result<S::Ok, S::Error> {
    catalog.to_ddl().serialize(serializer)
}

fn refused(
    statement: usize,
    refusal: Refusal,
    offset: usize,
    positions: &mut Positions<'_>,
) -> Refused {
    let Words { sqlstate, message, span, detail, hint, .. } = refusal.into_words();
    let span = Span { start: span.start + offset, end: span.end + offset };
    let position = positions.at(span.start);
    Refused { statement, sqlstate: sqlstate.to_string(), message, position, span, detail, hint }
}
