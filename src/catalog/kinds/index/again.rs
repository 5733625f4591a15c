//! Indexes whose columns get another type: whether they can still be.
//!
//! Never in it: what else is read again then (see `table`).

use super::element::{For, element};
use super::{BTREE, check_type};
use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::constraint;
use crate::catalog::refusal::Accepted;
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, children};

/// Reads the elements of an index, as a list holds them, again.
///
/// # Errors
///
/// See [`element`].
pub(crate) fn read_again(edit: &Edit<'_>, index: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(index) else { return Ok(()) };
    let method = object.text("method").unwrap_or(BTREE);
    children(list, SyntaxKind::PARTITION_ITEM)
        .try_for_each(|item| element(edit, object.parent, &item, (method, For::Index)).map(|_| ()))
}

/// Refuses keys over a column whose type has no order.
///
/// # Errors
///
/// `42704`.
pub(crate) fn check_keys_of(edit: &Edit<'_>, column: ObjectId, place: Span) -> Accepted<()> {
    let catalog = edit.catalog();
    let Some(object) = catalog.get(column) else { return Ok(()) };
    let is_in_key = catalog.parts(object.parent).any(|part| {
        matches!(constraint::type_of(part), constraint::PRIMARY_KEY | constraint::UNIQUE)
            && part.objects("columns").contains(&column)
    });
    match is_in_key {
        true => check_type(edit.lookup(), object.get("type"), BTREE, place),
        false => Ok(()),
    }
}
