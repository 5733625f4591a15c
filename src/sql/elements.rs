//! A statement that holds a list → its elements: the columns of a table, the labels of an enum, rows, privileges.
//!
//! Never in it: what an element means, and what becomes of it.

use super::canonical;
use super::syntax::{self, SyntaxKind, SyntaxNode};
use super::tree::{child, names, span, written};
use super::words::spaced;

/// A statement with a list, to the end of its line: `CREATE TABLE t (` … `);`.
#[derive(Clone, Debug)]
pub(crate) struct Listing<'a> {
    /// What stands before the list.
    pub(crate) head: &'a str,
    pub(crate) elements: Vec<Element<'a>>,
    /// What stands after it.
    pub(crate) foot: &'a str,
    /// Whether the order of the elements means nothing.
    pub(crate) is_set: bool,
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    /// What it is: the same in every version of the list.
    pub(crate) key: String,
    /// What stands before it, from behind the comma on.
    pub(crate) lead: &'a str,
    /// The element.
    pub(crate) text: &'a str,
    /// What stands between it and the comma behind it.
    pub(crate) end: &'a str,
    /// A comment that follows it in its line, behind the comma.
    pub(crate) tail: &'a str,
}

impl<'a> Listing<'a> {
    /// Reads a statement; `body` begins with it. Nothing if it has no list of more than nothing.
    pub(crate) fn read(statement: &str, body: &'a str) -> Option<Listing<'a>> {
        let tree = syntax::parse(statement).ok()?;
        let nodes = elements(&tree)?;
        let mut elements: Vec<Element<'a>> = Vec::new();
        let start = first_byte(body, span(nodes.first()?).start)?;
        let mut at = start;
        for node in &nodes {
            let place = span(node);
            let between = body.get(at..place.start)?;
            let (end, after) = match elements.is_empty() {
                true => ("", between),
                false => around_comma(between),
            };
            let (tail, lead) = if elements.is_empty() { ("", after) } else { parted(after) };
            if let Some(before) = elements.last_mut() {
                (before.end, before.tail) = (end, tail);
            }
            let (key, text) = (key(node), body.get(place.start..place.end)?);
            elements.push(Element { key, lead, text, end: "", tail: "" });
            at = place.end;
        }
        let (tail, foot) = parted(body.get(at..)?);
        elements.last_mut()?.tail = tail;
        let is_set = !matches!(
            tree.kind(),
            SyntaxKind::CREATE_TABLE | SyntaxKind::CREATE_FOREIGN_TABLE | SyntaxKind::CREATE_TYPE
        );
        Some(Listing { head: body.get(..start)?, elements, foot, is_set })
    }
}

/// Returns what an `INSERT` puts its rows into, or on what and to whom a `GRANT` gives its privileges: what a list of
/// a set is known by.
pub(crate) fn goal(tree: &SyntaxNode, statement: &str) -> Option<String> {
    use SyntaxKind::*;
    let rows = || Some(span(elements(tree)?.first()?).start);
    let (verb, goal) = match tree.kind() {
        INSERT => ("", statement.get(..rows()?)?),
        kind @ (GRANT | REVOKE)
            if !tree.descendants().any(|node| node.kind() == COLUMN_REF_LIST) =>
        {
            let objects = child(tree, ON_PRIVILEGE_OBJECTS_CLAUSE)?;
            let verb = if kind == GRANT { "grant " } else { "revoke " };
            (verb, statement.get(span(&objects).start..)?)
        }
        _ => return None,
    };
    Some(verb.to_owned() + canonical(goal).trim_end_matches(" with grant option"))
}

/// Returns the place behind the parenthesis, or the word, that stands before the first element.
fn first_byte(body: &str, element: usize) -> Option<usize> {
    let before = body.get(..element)?;
    // A comment in between belongs to the element.
    let opening = before.rfind('(').map(|place| place + 1);
    let is_bare = |place: &usize| {
        let lines = before.get(*place..).unwrap_or_default().lines();
        lines.map(str::trim).all(|line| line.is_empty() || line.starts_with("--"))
    };
    opening.filter(is_bare).or(Some(before.trim_end().len()))
}

/// Parts what stands between two elements at the comma.
fn around_comma(between: &str) -> (&str, &str) {
    let to_comma = spaced(between).first().map_or(0, |first| first.len());
    let (before, after) = between.split_at(to_comma);
    before.strip_suffix(',').map_or(("", between), |before| (before, after))
}

/// Parts what follows an element: a comment in its line, and the rest.
fn parted(between: &str) -> (&str, &str) {
    let Some((line, _)) = between.split_once('\n') else { return ("", between) };
    let comment = line.trim();
    match comment.starts_with("--") || (comment.starts_with("/*") && comment.ends_with("*/")) {
        true => between.split_at(line.trim_end_matches('\r').len()),
        false => ("", between),
    }
}

/// Returns the elements of a statement's list.
fn elements(tree: &SyntaxNode) -> Option<Vec<SyntaxNode>> {
    use SyntaxKind::*;
    let list = match tree.kind() {
        INSERT => child(&child(tree, VALUES)?, ROW_LIST)?,
        GRANT | REVOKE | ALTER_DEFAULT_PRIVILEGES => {
            tree.descendants().find(|node| node.kind() == REVOKE_COMMAND_LIST)?
        }
        CREATE_TABLE | CREATE_FOREIGN_TABLE => child(tree, TABLE_ARG_LIST)?,
        CREATE_TYPE => tree.descendants().find(|node| {
            let holds = |kind| node.children().any(|child| child.kind() == kind);
            holds(VARIANT) || holds(COMPOSITE_FIELD_DEF)
        })?,
        _ => return None,
    };
    let elements: Vec<SyntaxNode> = list.children().collect();
    (!elements.is_empty()).then_some(elements)
}

/// Returns what an element is: a name, or all that it says.
fn key(element: &SyntaxNode) -> String {
    use SyntaxKind::*;
    let named = |kind| element.descendants().find(|node| node.kind() == kind);
    let name = match element.kind() {
        COLUMN => named(COLUMN_NAME).map(|name| names::identifier(&name)),
        COMPOSITE_FIELD_DEF => named(COMPOSITE_FIELD).map(|name| names::identifier(&name)),
        // A column may have the same name.
        _ => named(CONSTRAINT_NAME).map(|name| format!("constraint {}", names::identifier(&name))),
    };
    name.unwrap_or_else(|| canonical(&written(element)))
}
