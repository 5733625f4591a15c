//! A tree on its way to another thread.
//!
//! Nodes share their tree without a lock, so no tree that is shared can go. Never in it: what is read, and by whom.

use std::rc::Rc;

use super::{SyntaxNode, Tree};

/// A node, with a tree that nobody else has.
pub(in crate::sql) struct Detached {
    tree: Tree,
    place: u32,
}

impl Detached {
    pub(in crate::sql) fn of(node: SyntaxNode) -> Detached {
        Detached { tree: Rc::unwrap_or_clone(node.tree), place: node.place }
    }
}

impl From<Detached> for SyntaxNode {
    fn from(detached: Detached) -> SyntaxNode {
        SyntaxNode { tree: Rc::new(detached.tree), place: detached.place }
    }
}
