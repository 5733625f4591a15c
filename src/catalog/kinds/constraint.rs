//! Constraints of tables and domains. A key has an index of its own name, which is no object of its own.

use super::{Kind, PLAIN};
use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::effects::tree::SyntaxNode;

pub(crate) static CONSTRAINT: Kind = Kind {
    name: "constraint",
    object_type: DdlObjectType::Constraint,
    namespaces: &[Namespace::InParent("constraint")],
    is_whole: false,
    ..PLAIN
};

/// Adds the constraints that a new table, or a new column, is declared with.
pub(crate) fn add_all(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    declared: &[(SyntaxNode, Option<ObjectId>)],
) -> Accepted<()> {
    declared.iter().try_for_each(|(node, column)| add(edit, relation, node, *column))
}

/// Adds a constraint to a table; `column` is the one that it stands with, if it does.
pub(crate) fn add(
    edit: &mut Edit<'_>,
    _relation: ObjectId,
    _node: &SyntaxNode,
    _column: Option<ObjectId>,
) -> Accepted<()> {
    edit.be_opaque("the catalog does not model constraints");
    Ok(())
}

/// Reads an action of `ALTER TABLE` on a constraint; tells whether it was one.
pub(crate) fn action(
    _edit: &mut Edit<'_>,
    _relation: ObjectId,
    _action: &SyntaxNode,
) -> Accepted<bool> {
    Ok(false)
}
