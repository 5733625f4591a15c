//! One tree of several statements → a tree for each, as it is where the statement is parsed by itself.
//!
//! Never in it: what a statement is.

use std::rc::Rc;

use squawk_parser::SyntaxKind;

use super::{Entry, NOTHING, SyntaxNode, Tree};

impl SyntaxNode {
    /// Returns the statements that a root holds, each in a tree of its own. Nothing comes of it unless they are
    /// those texts, with no more than a semicolon between them.
    pub(in crate::sql::syntax) fn parted(&self, texts: &[&str]) -> Option<Vec<SyntaxNode>> {
        let (mut first, mut start) = (1, 0);
        let mut statements = Vec::with_capacity(texts.len());
        for text in texts {
            let part = Part::of(&self.tree, first, start, text)?;
            statements.push(part.alone(&self.tree, text));
            (first, start) = (part.next, start + text.len() as u32 + 1);
        }
        (self.tree.entry(self.place).end == first).then_some(statements)
    }
}

/// The stretch of a list of entries that makes one statement.
struct Part {
    first: u32,
    /// The place after the last.
    end: u32,
    /// Where the next statement's begin: behind the semicolon.
    next: u32,
    /// The statement's own place.
    statement: u32,
    /// Where its text starts.
    start: u32,
}

impl Part {
    /// Returns the part that begins at a place, if it is one statement and ends with its text.
    fn of(tree: &Tree, first: u32, start: u32, text: &str) -> Option<Part> {
        let text_end = start + text.len() as u32;
        let (mut next, mut statement) = (first, None);
        while next < tree.entry(0).end && tree.entry(next).start < text_end {
            if !tree.entry(next).is_token && statement.replace(next).is_some() {
                return None;
            }
            next = tree.entry(next).end;
        }
        let statement = statement?;
        let end = match tree.entry(next).start.checked_sub(text_end)? {
            0 => next,
            // The semicolon is the statement's. A blank before it would be, too.
            1 => next.checked_sub(1).filter(|last| {
                let (last, before) = (tree.entry(*last), tree.entry(*last - 1));
                let ends = last.kind == SyntaxKind::SEMICOLON && last.parent == statement;
                ends && !before.kind.is_trivia()
            })?,
            _ => return None,
        };
        Some(Part { first, end, next, statement, start })
    }

    /// Returns the statement in a tree of its own.
    fn alone(&self, tree: &Tree, text: &str) -> SyntaxNode {
        let moved = |place: u32| (place + 1).saturating_sub(self.first);
        let part = tree.entries.get(self.first as usize..self.end as usize).unwrap_or_default();
        let mut entries = Vec::with_capacity(part.len() + 2);
        entries.push(Entry { end: moved(self.end), ..tree.entry(0) });
        entries.extend(part.iter().map(|entry| Entry {
            start: entry.start - self.start,
            parent: moved(entry.parent),
            end: moved(entry.end.min(self.end)),
            ..*entry
        }));
        entries.push(Entry { start: text.len() as u32, ..NOTHING });
        let tree = Rc::new(Tree { text: text.into(), entries });
        SyntaxNode { tree, place: moved(self.statement) }
    }
}
