//! A script, read: its pieces parsed and classified, each placed in the script.
//!
//! Never in it: grammar. It brings together what the other files do, and turns faults into errors.

use super::classify::{Classified, classify};
use super::position::Positions;
use super::split::{Piece, pieces};
use super::syntax::{AT_ONCE, Fault, parse_each};
use super::{Mode, Note, Script, Span, SqlError, Statement, StatementClass};

/// The longest script that is read, in bytes: its offsets fit into 32 bits, with room.
const MAX_SCRIPT: usize = 1 << 30;

/// Reads a script.
pub(super) fn read(sql: &str, mode: Mode) -> Result<Script, SqlError> {
    let script = Script { statements: Vec::new(), notes: Vec::new() };
    let mut reader = Reader { sql, mode, positions: Positions::new(sql), script };
    if sql.len() > MAX_SCRIPT {
        return Err(reader.error(too_long()));
    }
    let mut pieces = pieces(sql);
    loop {
        let some: Vec<Piece> = pieces.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(reader.script);
        }
        reader.pieces(some)?;
    }
}

fn too_long() -> Fault {
    let message = format!("the script is longer than {MAX_SCRIPT} bytes; split it into files");
    Fault { span: Span { start: 0, end: 0 }, message, is_limit: true }
}

/// A script while it is read.
struct Reader<'a> {
    sql: &'a str,
    mode: Mode,
    positions: Positions<'a>,
    script: Script,
}

impl Reader<'_> {
    fn pieces(&mut self, pieces: Vec<Piece>) -> Result<(), SqlError> {
        let texts = pieces.iter().filter_map(|piece| match piece {
            Piece::Statement { span, fault: None } => self.sql.get(span.start..span.end),
            _ => None,
        });
        let mut parsed = parse_each(&texts.collect::<Vec<&str>>()).into_iter();
        for piece in pieces {
            match piece {
                Piece::Skipped { span, what } => self.note(span, what),
                Piece::Statement { span, fault: Some(fault) } => {
                    self.statement(span, Err(fault))?
                }
                Piece::Statement { span, fault: None } => {
                    let Some(parsed) = parsed.next() else { return Ok(()) };
                    let classified = parsed.and_then(|tree| classify(&tree));
                    self.statement(span, classified.map_err(|fault| fault.moved_by(span.start)))?;
                }
            }
        }
        Ok(())
    }

    fn statement(
        &mut self,
        span: Span,
        classified: Result<Classified, Fault>,
    ) -> Result<(), SqlError> {
        let text = self.sql.get(span.start..span.end).unwrap_or_default();
        let position = self.positions.at(span.start);
        let classified = match (classified, self.mode) {
            (Ok(classified), _) => classified,
            (Err(fault), Mode::Strict) => return Err(self.error(fault)),
            (Err(fault), Mode::Lenient) => {
                self.note(fault.span, format!("not understood: {}", fault.message));
                Classified::other(StatementClass::Unknown)
            }
        };
        let Classified { class, operation, object_type, objects } = classified;
        let text = text.to_owned();
        let statement = Statement { text, span, position, class, operation, object_type, objects };
        self.script.statements.push(statement);
        Ok(())
    }

    fn note(&mut self, span: Span, message: String) {
        let position = self.positions.at(span.start);
        self.script.notes.push(Note { span, position, message });
    }

    fn error(&mut self, fault: Fault) -> SqlError {
        let Fault { span, message, is_limit } = fault;
        let position = self.positions.at(span.start);
        match is_limit {
            true => SqlError::Limit { position, span, message },
            false => SqlError::Syntax { position, span, message },
        }
    }
}
