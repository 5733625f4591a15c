//! The syntax tree: what the parser found, in the order of the text.
//!
//! All nodes and tokens of a text stand in one list, each node before what it holds, and know where they
//! end in it: a subtree is a stretch of the list. What others hold is a place in the list and a share in
//! the tree; `build` makes the list. Never in it: what the kinds are, and how a text is parsed.

mod build;
#[cfg(not(target_arch = "wasm32"))]
mod detached;
mod operand;
mod parted;
mod walk;

pub(super) use build::Builder;
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::sql) use detached::Detached;

use std::fmt;
use std::rc::Rc;

use squawk_parser::SyntaxKind;

use self::walk::{ChildNodes, Children, Descendants, DescendantsWithTokens};
use crate::sql::Span;

/// A text and what stands in it.
#[derive(Clone)]
struct Tree {
    text: Box<str>,
    /// The nodes and tokens, and one entry more that stands for the end of the text.
    entries: Vec<Entry>,
}

/// A node or a token of the list.
#[derive(Clone, Copy)]
struct Entry {
    kind: SyntaxKind,
    is_token: bool,
    /// Where its text starts, in bytes. It ends where the entry starts that comes after the subtree.
    start: u32,
    /// The place of the node around it; the root's own.
    parent: u32,
    /// The place after the last of its subtree.
    end: u32,
}

/// What stands outside of every list.
const NOTHING: Entry = Entry { kind: SyntaxKind::EOF, is_token: true, start: 0, parent: 0, end: 0 };

impl Tree {
    fn entry(&self, place: u32) -> Entry {
        self.entries.get(place as usize).copied().unwrap_or(NOTHING)
    }

    fn span(&self, place: u32) -> Span {
        let (start, end) = (self.entry(place).start, self.entry(self.end(place)).start);
        Span { start: start as usize, end: end as usize }
    }

    /// Returns the place after the last of a subtree that says something: the parser puts the white space into a node that
    /// stands before what it looked for in vain.
    fn end(&self, place: u32) -> u32 {
        let says_nothing = |last: u32| {
            let last = self.entry(last);
            !last.is_token || last.kind.is_trivia()
        };
        let mut end = self.entry(place).end;
        while end > place + 1 && says_nothing(end - 1) {
            end -= 1;
        }
        end
    }

    fn text(&self, place: u32) -> &str {
        let Span { start, end } = self.span(place);
        self.text.get(start..end).unwrap_or_default()
    }

    /// Returns the place of the last child, of either sort.
    fn last_child(&self, node: u32) -> Option<u32> {
        self.child_that_ends_at(node, self.entry(node).end)
    }

    /// Returns the place of the child of a node whose subtree ends at a place.
    fn child_that_ends_at(&self, node: u32, end: u32) -> Option<u32> {
        let mut place = end.checked_sub(1).filter(|place| *place > node)?;
        while self.entry(place).parent != node {
            place = self.entry(place).parent;
        }
        Some(place)
    }
}

/// A node of a syntax tree.
///
/// Two are equal if they are the same node of the same tree.
#[derive(Clone)]
pub(crate) struct SyntaxNode {
    tree: Rc<Tree>,
    place: u32,
}

/// A token of a syntax tree: a word, a constant, a symbol, a stretch of white space, a comment.
#[derive(Clone)]
pub(crate) struct SyntaxToken {
    tree: Rc<Tree>,
    place: u32,
}

/// What stands in a node.
#[derive(Clone)]
pub(crate) enum SyntaxElement {
    Node(SyntaxNode),
    Token(SyntaxToken),
}

impl SyntaxNode {
    fn at(&self, place: u32) -> SyntaxNode {
        SyntaxNode { tree: self.tree.clone(), place }
    }

    fn entry(&self) -> Entry {
        self.tree.entry(self.place)
    }

    /// Returns what it is.
    pub(crate) fn kind(&self) -> SyntaxKind {
        self.entry().kind
    }

    /// Returns its text, with the white space and comments in it.
    pub(crate) fn text(&self) -> &str {
        self.tree.text(self.place)
    }

    /// Returns where it stands in the text that was parsed.
    pub(crate) fn span(&self) -> Span {
        self.tree.span(self.place)
    }

    /// Returns the node around it.
    pub(crate) fn parent(&self) -> Option<SyntaxNode> {
        (self.place > 0).then(|| self.at(self.entry().parent))
    }

    /// Returns the node, the node around it, and so on.
    pub(crate) fn ancestors(&self) -> impl Iterator<Item = SyntaxNode> + use<> {
        std::iter::successors(Some(self.clone()), SyntaxNode::parent)
    }

    /// Returns its own nodes and tokens.
    pub(crate) fn children_with_tokens(&self) -> Children {
        Children { tree: self.tree.clone(), next: self.place + 1, end: self.entry().end }
    }

    /// Returns its own nodes.
    pub(crate) fn children(&self) -> ChildNodes {
        ChildNodes(self.children_with_tokens())
    }

    /// Returns the first of its own nodes.
    pub(crate) fn first_child(&self) -> Option<SyntaxNode> {
        self.children().next()
    }

    /// Returns the first of its own nodes that is of a kind.
    pub(crate) fn child(&self, kind: SyntaxKind) -> Option<SyntaxNode> {
        self.place_among_own(kind, false).map(|place| self.at(place))
    }

    /// Tells whether one of its own nodes is of a kind.
    pub(crate) fn has_node(&self, kind: SyntaxKind) -> bool {
        self.place_among_own(kind, false).is_some()
    }

    /// Tells whether one of its own tokens is of a kind.
    pub(crate) fn has_token(&self, kind: SyntaxKind) -> bool {
        self.place_among_own(kind, true).is_some()
    }

    fn place_among_own(&self, kind: SyntaxKind, is_token: bool) -> Option<u32> {
        let (mut place, end) = (self.place + 1, self.entry().end);
        while place < end {
            let entry = self.tree.entry(place);
            if entry.kind == kind && entry.is_token == is_token {
                return Some(place);
            }
            place = entry.end;
        }
        None
    }

    /// Returns the last of its own nodes.
    pub(crate) fn last_child(&self) -> Option<SyntaxNode> {
        let mut place = self.tree.last_child(self.place)?;
        while self.tree.entry(place).is_token {
            place = self.tree.child_that_ends_at(self.place, place)?;
        }
        Some(self.at(place))
    }

    /// Returns all nodes of the subtree, each before what it holds, itself first.
    pub(crate) fn descendants(&self) -> Descendants {
        Descendants(self.descendants_with_tokens())
    }

    /// Returns all of the subtree, each node before what it holds, itself first.
    pub(crate) fn descendants_with_tokens(&self) -> DescendantsWithTokens {
        DescendantsWithTokens { tree: self.tree.clone(), next: self.place, end: self.entry().end }
    }

    /// Returns the first node of the subtree, itself before all, that is of one of some kinds.
    pub(crate) fn first_of(&self, kinds: &[SyntaxKind]) -> Option<SyntaxNode> {
        let is_it = |place: &u32| {
            let entry = self.tree.entry(*place);
            !entry.is_token && kinds.contains(&entry.kind)
        };
        (self.place..self.entry().end).find(is_it).map(|place| self.at(place))
    }

    /// Returns the tokens of the subtree but for white space and comments.
    pub(crate) fn significant_tokens(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
        let tree = self.tree.clone();
        (self.place..self.entry().end).filter_map(move |place| {
            let entry = tree.entry(place);
            let is_significant = entry.is_token && !entry.kind.is_trivia();
            is_significant.then(|| SyntaxToken { tree: tree.clone(), place })
        })
    }

    /// Returns the first token of the subtree.
    pub(crate) fn first_token(&self) -> Option<SyntaxToken> {
        self.token_among(self.place + 1..self.entry().end)
    }

    /// Returns the last token of the subtree.
    pub(crate) fn last_token(&self) -> Option<SyntaxToken> {
        self.token_among((self.place + 1..self.entry().end).rev())
    }

    fn token_among(&self, mut places: impl Iterator<Item = u32>) -> Option<SyntaxToken> {
        let place = places.find(|place| self.tree.entry(*place).is_token)?;
        Some(SyntaxToken { tree: self.tree.clone(), place })
    }
}

impl SyntaxToken {
    /// Returns what it is.
    pub(crate) fn kind(&self) -> SyntaxKind {
        self.tree.entry(self.place).kind
    }

    /// Returns its text.
    pub(crate) fn text(&self) -> &str {
        self.tree.text(self.place)
    }

    /// Returns where it stands in the text that was parsed.
    pub(crate) fn span(&self) -> Span {
        self.tree.span(self.place)
    }

    /// Returns the node that it stands in.
    pub(crate) fn parent(&self) -> SyntaxNode {
        let place = self.tree.entry(self.place).parent;
        SyntaxNode { tree: self.tree.clone(), place }
    }

    /// Returns what comes behind it in the node that it stands in.
    pub(crate) fn next_sibling_or_token(&self) -> Option<SyntaxElement> {
        let parent = self.tree.entry(self.tree.entry(self.place).parent);
        Children { tree: self.tree.clone(), next: self.place + 1, end: parent.end }.next()
    }
}

impl SyntaxElement {
    fn at(tree: &Rc<Tree>, place: u32) -> SyntaxElement {
        let tree = tree.clone();
        match tree.entry(place).is_token {
            true => SyntaxElement::Token(SyntaxToken { tree, place }),
            false => SyntaxElement::Node(SyntaxNode { tree, place }),
        }
    }

    /// Returns what it is.
    pub(crate) fn kind(&self) -> SyntaxKind {
        match self {
            SyntaxElement::Node(node) => node.kind(),
            SyntaxElement::Token(token) => token.kind(),
        }
    }

    /// Returns its text.
    pub(crate) fn text(&self) -> &str {
        match self {
            SyntaxElement::Node(node) => node.text(),
            SyntaxElement::Token(token) => token.text(),
        }
    }

    /// Returns where it stands in the text that was parsed.
    pub(crate) fn span(&self) -> Span {
        match self {
            SyntaxElement::Node(node) => node.span(),
            SyntaxElement::Token(token) => token.span(),
        }
    }

    /// Returns the node, if it is one.
    pub(crate) fn as_node(&self) -> Option<&SyntaxNode> {
        match self {
            SyntaxElement::Node(node) => Some(node),
            SyntaxElement::Token(_) => None,
        }
    }

    /// Returns the token, if it is one.
    pub(crate) fn as_token(&self) -> Option<&SyntaxToken> {
        match self {
            SyntaxElement::Node(_) => None,
            SyntaxElement::Token(token) => Some(token),
        }
    }

    /// Returns the node, if it is one.
    pub(crate) fn into_node(self) -> Option<SyntaxNode> {
        match self {
            SyntaxElement::Node(node) => Some(node),
            SyntaxElement::Token(_) => None,
        }
    }

    /// Returns the token, if it is one.
    pub(crate) fn into_token(self) -> Option<SyntaxToken> {
        match self {
            SyntaxElement::Node(_) => None,
            SyntaxElement::Token(token) => Some(token),
        }
    }
}

impl PartialEq for SyntaxNode {
    fn eq(&self, other: &SyntaxNode) -> bool {
        self.place == other.place && Rc::ptr_eq(&self.tree, &other.tree)
    }
}

impl Eq for SyntaxNode {}

impl fmt::Debug for SyntaxNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SyntaxKind::*;

    /// `a (b  c)` in a file, with an empty list at the end.
    fn tree() -> SyntaxNode {
        let mut builder = Builder::new("a (b  c)");
        builder.enter(SOURCE_FILE);
        builder.token(IDENT, 1);
        builder.token(WHITESPACE, 1);
        builder.enter(PAREN_EXPR);
        builder.token(L_PAREN, 1);
        for name_and_space in [[1, 2], [1, 0]] {
            builder.enter(NAME_REF);
            builder.token(IDENT, name_and_space[0]);
            builder.exit();
            if name_and_space[1] > 0 {
                builder.token(WHITESPACE, name_and_space[1]);
            }
        }
        builder.token(R_PAREN, 1);
        builder.exit();
        builder.enter(ARG_LIST);
        builder.exit();
        builder.exit();
        builder.finish()
    }

    fn texts(elements: impl Iterator<Item = SyntaxElement>) -> Vec<String> {
        elements.map(|element| element.text().to_owned()).collect()
    }

    #[test]
    fn a_node_has_the_text_of_its_tokens() {
        let root = tree();
        assert_eq!((root.kind(), root.text()), (SOURCE_FILE, "a (b  c)"));
        let parentheses = root.first_child().unwrap();
        assert_eq!((parentheses.kind(), parentheses.text()), (PAREN_EXPR, "(b  c)"));
        assert_eq!(parentheses.span(), Span { start: 2, end: 8 });
        let last = root.last_child().unwrap();
        assert_eq!(
            (last.kind(), last.text(), last.span()),
            (ARG_LIST, "", Span { start: 8, end: 8 })
        );
    }

    #[test]
    fn children_come_in_order_and_without_what_they_hold() {
        let root = tree();
        assert_eq!(texts(root.children_with_tokens()), ["a", " ", "(b  c)", ""]);
        let parentheses = root.first_child().unwrap();
        assert_eq!(texts(parentheses.children_with_tokens()), ["(", "b", "  ", "c", ")"]);
        let names: Vec<SyntaxNode> = parentheses.children().collect();
        assert_eq!(names.iter().map(SyntaxNode::text).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(parentheses.first_child().as_ref(), names.first());
        assert_eq!(parentheses.last_child().as_ref(), names.last());
        assert!(
            names.iter().all(|name| name.first_child().is_none() && name.last_child().is_none())
        );
    }

    #[test]
    fn own_nodes_and_tokens_are_found_by_their_kinds() {
        let root = tree();
        let parentheses = root.child(PAREN_EXPR).unwrap();
        assert_eq!(Some(&parentheses), root.first_child().as_ref());
        assert!(root.child(NAME_REF).is_none() && root.child(IDENT).is_none());
        assert!(parentheses.has_node(NAME_REF) && !parentheses.has_node(L_PAREN));
        assert!(parentheses.has_token(R_PAREN) && !parentheses.has_token(NAME_REF));
        assert!(!parentheses.has_token(IDENT));
        assert_eq!(root.first_of(&[ARG_LIST, NAME_REF]).unwrap().text(), "b");
        assert_eq!(root.first_of(&[ARG_LIST, SOURCE_FILE]), Some(root.clone()));
        let tokens: Vec<SyntaxToken> = root.significant_tokens().collect();
        assert_eq!(
            tokens.iter().map(SyntaxToken::text).collect::<Vec<_>>(),
            ["a", "(", "b", "c", ")"]
        );
    }

    #[test]
    fn a_subtree_begins_with_itself() {
        let root = tree();
        let kinds: Vec<SyntaxKind> = root.descendants().map(|node| node.kind()).collect();
        assert_eq!(kinds, [SOURCE_FILE, PAREN_EXPR, NAME_REF, NAME_REF, ARG_LIST]);
        let name = root.first_child().unwrap().last_child().unwrap();
        assert_eq!(texts(name.descendants_with_tokens()), ["c", "c"]);
    }

    #[test]
    fn what_is_around_leads_to_the_root() {
        let root = tree();
        let name = root.first_child().unwrap().first_child().unwrap();
        let kinds: Vec<SyntaxKind> = name.ancestors().map(|node| node.kind()).collect();
        assert_eq!(kinds, [NAME_REF, PAREN_EXPR, SOURCE_FILE]);
        assert_eq!(name.ancestors().last(), Some(root.clone()));
        assert_eq!(root.parent(), None);
        assert_eq!(name.first_token().unwrap().parent(), name);
    }

    #[test]
    fn tokens_are_found_at_the_ends_and_after_each_other() {
        let root = tree();
        let first = root.first_token().unwrap();
        assert_eq!((first.kind(), first.text(), first.span().start), (IDENT, "a", 0));
        assert_eq!(first.next_sibling_or_token().unwrap().kind(), WHITESPACE);
        let last = root.last_token().unwrap();
        assert_eq!((last.kind(), last.text()), (R_PAREN, ")"));
        assert!(last.next_sibling_or_token().is_none());
        assert!(root.last_child().unwrap().first_token().is_none());
    }

    #[test]
    fn nodes_are_equal_if_they_are_the_same() {
        let root = tree();
        assert_eq!(root.first_child(), root.first_child());
        assert_ne!(root.first_child(), root.last_child());
        assert_ne!(root, tree());
    }
}
