//! The names that a statement writes.
//!
//! Never in it: whose they are.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::sorted::gathered;
use crate::sql::syntax::SyntaxNode;
use crate::sql::{identifier, literal};

/// The names that one statement writes: the one that was asked about last, since what a statement makes is asked about
/// one after another.
#[derive(Debug, Default)]
pub(super) struct Written(Mutex<Option<(usize, BTreeSet<String>)>>);

impl Written {
    /// Tells whether a statement writes a name, given its trees.
    pub(super) fn has<T: Iterator<Item = SyntaxNode>>(
        &self,
        statement: usize,
        name: &str,
        trees: impl FnOnce() -> T,
    ) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().is_none_or(|(of, _)| *of != statement) {
            *held = Some((statement, gathered(trees().flat_map(|tree| names(&tree)))));
        }
        held.as_ref().is_some_and(|(_, names)| names.contains(name))
    }
}

fn names(tree: &SyntaxNode) -> Vec<String> {
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    let name = |text: &str| match text.starts_with('\'') {
        // The label of an enum.
        true => literal::unquote(text),
        false => identifier::read(text, '\\'),
    };
    tokens.map(|token| name(token.text())).collect()
}
