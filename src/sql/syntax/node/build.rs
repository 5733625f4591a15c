//! Making a syntax tree: what the parser enters, writes and leaves becomes the list of nodes and tokens.
//!
//! Never in it: what is asked of a tree that is made.

use std::rc::Rc;

use squawk_parser::SyntaxKind;

use super::{Entry, NOTHING, SyntaxNode, Tree, operand};

/// Makes a tree of what is entered, written and left.
pub(in crate::sql::syntax) struct Builder {
    text: Box<str>,
    entries: Vec<Entry>,
    /// The node that is open.
    node: u32,
    /// How much of the text stands in tokens.
    read: u32,
    /// The node that was closed last.
    closed: u32,
}

impl Builder {
    /// Begins the tree of a text of less than 4 GB.
    pub(in crate::sql::syntax) fn new(text: &str) -> Builder {
        Builder {
            text: text.into(),
            entries: Vec::with_capacity(32 + text.len() / 2),
            node: 0,
            read: 0,
            closed: 0,
        }
    }

    fn place(&self) -> u32 {
        self.entries.len() as u32
    }

    /// Opens a node within the open one.
    pub(in crate::sql::syntax) fn enter(&mut self, kind: SyntaxKind) {
        let place = self.place();
        let (start, parent) = (self.read, self.node);
        self.entries.push(Entry { kind, is_token: false, start, parent, end: 0 });
        self.node = place;
    }

    /// Adds a token, which is so many bytes long, to the open node.
    pub(in crate::sql::syntax) fn token(&mut self, kind: SyntaxKind, length: usize) {
        if let Some(node) = operand::without_any(&self.entries, self.node) {
            self.node = operand::taken_in(&mut self.entries, node);
        }
        let (start, parent, end) = (self.read, self.node, self.place() + 1);
        self.entries.push(Entry { kind, is_token: true, start, parent, end });
        self.read += length as u32;
    }

    /// Closes the open node.
    pub(in crate::sql::syntax) fn exit(&mut self) {
        let end = self.place();
        let node = self.node;
        if let Some(entry) = self.entries.get_mut(node as usize) {
            entry.end = end;
            self.node = entry.parent;
        }
        if operand::binds_loosely(&self.entries, node, self.closed) {
            operand::taken_out(&mut self.entries, node, self.closed);
        }
        self.closed = node;
    }

    /// Returns the root: the first node that was entered.
    pub(in crate::sql::syntax) fn finish(mut self) -> SyntaxNode {
        self.entries.push(Entry { start: self.read, ..NOTHING });
        SyntaxNode { tree: Rc::new(Tree { text: self.text, entries: self.entries }), place: 0 }
    }
}
