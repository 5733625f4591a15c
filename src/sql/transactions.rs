//! What of a script its transactions leave: nothing of what was rolled back.
//!
//! Never in it: what a statement does.

use super::syntax::{self, SyntaxKind};
use super::tree::names;
use super::{Statement, StatementClass};

/// Returns the statements of a script that take effect, without those that control transactions: what
/// `ROLLBACK` and `ROLLBACK TO SAVEPOINT` take back is left out. A transaction that does not end is taken
/// to be committed, as the tools do that run a script within one of their own.
pub fn committed(statements: Vec<Statement>) -> Vec<Statement> {
    let mut kept = Vec::with_capacity(statements.len());
    let mut transaction = None;
    for statement in statements {
        if statement.class == StatementClass::Transaction {
            transaction = control(&statement.text, transaction, &mut kept);
        } else {
            kept.push(statement);
        }
    }
    kept
}

/// A transaction of a script: how many statements were kept before it, and before each savepoint.
struct Transaction {
    start: usize,
    savepoints: Vec<(String, usize)>,
}

fn control(
    text: &str,
    transaction: Option<Transaction>,
    kept: &mut Vec<Statement>,
) -> Option<Transaction> {
    let Ok(tree) = syntax::parse(text) else { return transaction };
    let node = &tree;
    match (node.kind(), transaction) {
        (SyntaxKind::BEGIN, None) => {
            Some(Transaction { start: kept.len(), savepoints: Vec::new() })
        }
        (SyntaxKind::COMMIT_TRANSACTION, _) => None,
        (SyntaxKind::ROLLBACK_TRANSACTION, transaction) => {
            kept.truncate(transaction.map_or(kept.len(), |transaction| transaction.start));
            None
        }
        (kind, Some(mut transaction)) => {
            let name = node.first_child().map(|name| names::identifier(&name)).unwrap_or_default();
            transaction.savepoint(kind, name, kept);
            Some(transaction)
        }
        (_, None) => None,
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
