//! The ways through a tree, in the order of the text.
//!
//! Never in it: looking for one node or token (see `SyntaxNode`).

use std::rc::Rc;

use super::{SyntaxElement, SyntaxNode, Tree};

/// The nodes and tokens of a node; see [`SyntaxNode::children_with_tokens`].
#[derive(Clone)]
pub(crate) struct Children {
    pub(super) tree: Rc<Tree>,
    pub(super) next: u32,
    pub(super) end: u32,
}

impl Iterator for Children {
    type Item = SyntaxElement;

    fn next(&mut self) -> Option<SyntaxElement> {
        let place = Some(self.next).filter(|place| *place < self.end)?;
        self.next = self.tree.entry(place).end;
        Some(SyntaxElement::at(&self.tree, place))
    }
}

/// The nodes of a node; see [`SyntaxNode::children`].
#[derive(Clone)]
pub(crate) struct ChildNodes(pub(super) Children);

impl Iterator for ChildNodes {
    type Item = SyntaxNode;

    fn next(&mut self) -> Option<SyntaxNode> {
        let Children { tree, next, end } = &mut self.0;
        while *next < *end {
            let place = *next;
            let entry = tree.entry(place);
            *next = entry.end;
            if !entry.is_token {
                return Some(SyntaxNode { tree: tree.clone(), place });
            }
        }
        None
    }
}

/// A subtree; see [`SyntaxNode::descendants_with_tokens`].
#[derive(Clone)]
pub(crate) struct DescendantsWithTokens {
    pub(super) tree: Rc<Tree>,
    pub(super) next: u32,
    pub(super) end: u32,
}

impl Iterator for DescendantsWithTokens {
    type Item = SyntaxElement;

    fn next(&mut self) -> Option<SyntaxElement> {
        let place = Some(self.next).filter(|place| *place < self.end)?;
        self.next += 1;
        Some(SyntaxElement::at(&self.tree, place))
    }
}

/// The nodes of a subtree; see [`SyntaxNode::descendants`].
#[derive(Clone)]
pub(crate) struct Descendants(pub(super) DescendantsWithTokens);

impl Iterator for Descendants {
    type Item = SyntaxNode;

    fn next(&mut self) -> Option<SyntaxNode> {
        let DescendantsWithTokens { tree, next, end } = &mut self.0;
        while *next < *end {
            let place = *next;
            *next += 1;
            if !tree.entry(place).is_token {
                return Some(SyntaxNode { tree: tree.clone(), place });
            }
        }
        None
    }
}
