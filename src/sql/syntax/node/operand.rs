//! What `BETWEEN` and its like take for their first operand.
//!
//! The parser takes the one that stands nearest, whatever binds tighter: of `a + b BETWEEN 1 AND 2` only the `b`; and
//! nothing at all behind a cast. Here nodes change places within the list, while it is made. Never in it: the
//! ranks of other operators, which the parser knows.

use squawk_parser::SyntaxKind::{self, *};

use super::Entry;

fn entry(entries: &[Entry], place: u32) -> Option<&Entry> {
    entries.get(place as usize)
}

/// Returns the place of the open node if it is a `BETWEEN` that has begun without an operand.
pub(super) fn without_any(entries: &[Entry], node: u32) -> Option<u32> {
    let is_last = node as usize + 1 == entries.len();
    entry(entries, node).filter(|open| is_last && open.kind == BETWEEN_EXPR).map(|_| node)
}

/// Puts a `BETWEEN`, which holds nothing yet, with the nodes that begin where it does around the node before them, and
/// returns its new place.
pub(super) fn taken_in(entries: &mut [Entry], node: u32) -> u32 {
    let is_open = |place: u32| entry(entries, place).is_some_and(|it| !it.is_token && it.end == 0);
    let first = (0..=node).rev().take_while(|&place| is_open(place)).last().unwrap_or(node);
    let parent = entry(entries, first).map_or(0, |it| it.parent);
    let Some(operand) = last_node(entries, parent, first) else { return node };
    let (moved, count) = (first - operand, node + 1 - first);
    let start = entry(entries, operand).map_or(0, |it| it.start);
    let Some(stretch) = entries.get_mut(operand as usize..=node as usize) else { return node };
    stretch.rotate_right(count as usize);
    let (around, within) = stretch.split_at_mut(count as usize);
    for it in around {
        it.start = start;
        it.parent = if it.parent == parent { parent } else { it.parent - moved };
    }
    for it in within {
        it.end += count;
        it.parent = if it.parent == parent { node - moved } else { it.parent + count };
    }
    node - moved
}

/// Returns the last node that an open one holds before a place.
fn last_node(entries: &[Entry], parent: u32, before: u32) -> Option<u32> {
    let mut last = None;
    let mut place = parent + 1;
    while place < before {
        let child = entry(entries, place)?;
        last = if child.is_token { last } else { Some(place) };
        place = child.end;
    }
    last
}

/// Tells whether the last operand of an operation is one that binds less tightly than the operation does.
pub(super) fn binds_loosely(entries: &[Entry], node: u32, last: u32) -> bool {
    let (Some(operation), Some(operand)) = (entry(entries, node), entry(entries, last)) else {
        return false;
    };
    let is_loose = match operand.kind {
        BETWEEN_EXPR => true,
        POSTFIX_EXPR => kinds_in(entries, last).all(|kind| kind != AT_KW && kind != AT_LOCAL),
        _ => false,
    };
    is_loose
        && matches!(operation.kind, BIN_EXPR | PREFIX_EXPR)
        && (operand.parent, operand.end) == (node, operation.end)
        && kinds_in(entries, node).any(is_tight)
}

/// Returns the kinds of what a closed node holds.
fn kinds_in(entries: &[Entry], node: u32) -> impl Iterator<Item = SyntaxKind> {
    let end = entry(entries, node).map_or(0, |it| it.end);
    let held = move |place: u32| entry(entries, place).filter(|it| place < end && it.end > place);
    std::iter::successors(held(node + 1), move |it| held(it.end)).map(|it| it.kind)
}

/// Tells whether an operator binds tighter than `BETWEEN` does (`src/backend/parser/gram.y`).
fn is_tight(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        AT_TIME_ZONE | CARET | CUSTOM_OP | MINUS | OPERATOR_CALL | PERCENT | PLUS | SLASH | STAR
    )
}

/// Takes the last operand of an operation out of it, and puts the operation in the place of that one's first operand.
pub(super) fn taken_out(entries: &mut [Entry], node: u32, last: u32) {
    let Some((start, around)) = entry(entries, node).map(|it| (it.start, it.parent)) else {
        return;
    };
    let Some(end) = entry(entries, last + 1).map(|first| first.end) else { return };
    if let Some(operand) = entries.get_mut(last as usize) {
        (operand.start, operand.parent) = (start, around);
    }
    let Some(stretch) = entries.get_mut(node as usize..) else { return };
    let (within, rest) = stretch.split_at_mut((last + 1 - node) as usize);
    within.rotate_right(1);
    for it in within.iter_mut().skip(1) {
        it.end += u32::from(it.end <= last);
        it.parent += u32::from(it.parent >= node);
    }
    if let Some(operation) = within.get_mut(1) {
        (operation.parent, operation.end) = (node, end);
    }
    if let Some(operand) = rest.first_mut() {
        operand.parent = node + 1;
    }
    for it in rest.iter_mut().skip(1).filter(|it| it.parent == last) {
        it.parent = node;
    }
}
