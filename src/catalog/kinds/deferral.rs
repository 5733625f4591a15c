//! When a constraint, or a constraint trigger, is looked at: at once, or when the transaction ends.
//!
//! It is one thing in three states, so it is one attribute: nobody sets half of it.
//! Never in it: which constraints can be deferred.

use crate::catalog::{Object, Value};
use crate::sql::tree::{SyntaxKind, SyntaxNode, has};

/// The attribute of what can be deferred.
pub(crate) const DEFERRABLE: &str = "deferrable";

const DEFERRED: &str = "initially deferred";

/// Returns what a declaration says of it; nothing if it can't be deferred.
pub(crate) fn read(declaration: &SyntaxNode) -> Option<Value> {
    if has(declaration, SyntaxKind::INITIALLY_DEFERRED_CONSTRAINT_OPTION) {
        return Some(Value::from(DEFERRED));
    }
    has(declaration, SyntaxKind::DEFERRABLE_CONSTRAINT_OPTION).then(Value::flag)
}

/// Tells whether it is looked at when the transaction ends, if nobody says otherwise.
pub(crate) fn is_deferred(object: &Object) -> bool {
    object.text(DEFERRABLE) == Some(DEFERRED)
}

/// Returns the words that declare it, with a space before them.
pub(crate) fn print(object: &Object) -> &'static str {
    match object.has(DEFERRABLE) {
        true if is_deferred(object) => " DEFERRABLE INITIALLY DEFERRED",
        true => " DEFERRABLE",
        false => "",
    }
}
