//! What of a script its transactions leave: nothing of what was rolled back.
//!
//! Never in it: what a statement does.

use super::syntax::{self, SyntaxKind};
use super::tree::names;
use super::words::words;
use super::{DdlOperation, Statement, StatementClass};

/// Returns the statements of a script that take effect: what `ROLLBACK` and `ROLLBACK TO SAVEPOINT` take back is left out.
/// What begins and ends a transaction is kept only where something within means something else without it. A
/// transaction that does not end is taken to be committed, as the tools do that run a script within one of their own.
pub fn committed(statements: Vec<Statement>) -> Vec<Statement> {
    let mut script = Script { kept: Vec::with_capacity(statements.len()), transaction: None };
    for statement in statements {
        if statement.class == StatementClass::Transaction {
            script.control(statement);
        } else {
            script.keep(statement);
        }
    }
    script.end(None);
    script.kept
}

/// A script on its way through its transactions.
struct Script {
    kept: Vec<Statement>,
    transaction: Option<Transaction>,
}

/// A transaction of a script: where what begins it was kept, and how many statements were before each savepoint.
struct Transaction {
    start: usize,
    savepoints: Vec<(String, usize)>,
    /// Whether it is kept.
    is_bound: bool,
}

impl Script {
    fn keep(&mut self, statement: Statement) {
        if let Some(transaction) = &mut self.transaction {
            transaction.is_bound |= is_bound(&statement);
        }
        self.kept.push(statement);
    }

    fn control(&mut self, statement: Statement) {
        let Ok(tree) = syntax::parse(&statement.text) else { return };
        match (tree.kind(), &mut self.transaction) {
            (SyntaxKind::BEGIN, None) => {
                let start = self.kept.len();
                self.kept.push(statement);
                let savepoints = Vec::new();
                self.transaction = Some(Transaction { start, savepoints, is_bound: false });
            }
            (SyntaxKind::COMMIT_TRANSACTION, _) => self.end(Some(statement)),
            (SyntaxKind::ROLLBACK_TRANSACTION, transaction) => {
                let start = transaction.take().map(|transaction| transaction.start);
                self.kept.truncate(start.unwrap_or(self.kept.len()));
            }
            (kind, Some(transaction)) => {
                let name = tree.first_child().map(|name| names::identifier(&name));
                transaction.savepoint(kind, name.unwrap_or_default(), &mut self.kept);
            }
            (_, None) => {}
        }
    }

    /// Ends the transaction, if there is one.
    fn end(&mut self, by: Option<Statement>) {
        let Some(transaction) = self.transaction.take() else { return };
        match by.filter(|_| transaction.is_bound) {
            Some(by) => self.kept.push(by),
            None => drop(self.kept.remove(transaction.start)),
        }
    }
}

/// Tells whether a statement means something else without its transaction: it says for this one alone what names mean or
/// who owns what is made, or it makes a table that ends with it.
fn is_bound(statement: &Statement) -> bool {
    let mut words = words(&statement.text);
    let mut has = |wanted: &[&str]| words.by_ref().any(|word| wanted.contains(&word.as_str()));
    match statement.class {
        StatementClass::Session => {
            has(&["local"]) && has(&["search_path", "schema", "role", "session"])
        }
        StatementClass::Dml => has(&["set_config"]) && has(&["true"]),
        StatementClass::Ddl if statement.operation == DdlOperation::Create => {
            has(&["temp", "temporary"]) && has(&["commit"])
        }
        _ => false,
    }
}

impl Transaction {
    fn savepoint(&mut self, kind: SyntaxKind, name: String, kept: &mut Vec<Statement>) {
        let place = self.savepoints.iter().rposition(|(saved, _)| *saved == name);
        match (kind, place) {
            (SyntaxKind::SAVEPOINT_CREATE, _) => self.savepoints.push((name, kept.len())),
            (SyntaxKind::RELEASE_SAVEPOINT, Some(place)) => self.savepoints.truncate(place),
            (SyntaxKind::ROLLBACK_TO_SAVEPOINT, Some(place)) => {
                self.savepoints.truncate(place + 1);
                kept.truncate(self.savepoints.last().map_or(kept.len(), |(_, before)| *before));
            }
            _ => {}
        }
    }
}
