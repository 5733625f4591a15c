//! `ALTER COLUMN … TYPE`.
//!
//! The rules are those of `ATPrepAlterColumnType` and `ATExecAlterColumnType` in PostgreSQL's
//! `src/backend/commands/tablecmds.c`. Never in it: whether the rows can be converted.

use super::definition;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::sequence::{self, Options};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::types;
use crate::catalog::{ObjectId, Value};
use crate::sql::effects::tree::{SyntaxKind, SyntaxNode, child, span};

/// Gives a column another type.
pub(super) fn alter(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    let type_ = types::of(edit.lookup(), option)?.unwrap_or_default();
    super::alter_column::check_partition_key(edit, table, column, "alter", span(option))?;
    let collation = child(option, SyntaxKind::COLLATE);
    let collation = collation.map(|clause| definition::collation(edit, &clause)).transpose()?;
    if let Some(using) = child(option, SyntaxKind::USING_EXPR).and_then(|using| using.last_child())
    {
        resolve::expression(edit.lookup(), &using, &Scope::of(table))?;
    }
    refuse_users(edit, column, option)?;
    edit.set(column, "type", type_.clone());
    edit.set(column, "collation", collation);
    let behind = sequence::behind(edit.catalog(), column);
    if let Some((id, options)) = behind.map(|behind| (behind.id, Options::of(behind))) {
        sequence::set_options(edit, id, options.with_type_of(&type_));
    }
    Ok(())
}

/// Refuses where something is kept that can't follow: the query of a view, a policy, a trigger.
fn refuse_users(edit: &Edit<'_>, column: ObjectId, option: &SyntaxNode) -> Accepted<()> {
    for user in edit.catalog().users(column) {
        let message = match user.kind.name {
            "view" | "materialized view" | "rule" => {
                "cannot alter type of a column used by a view or rule"
            }
            "trigger" => "cannot alter type of a column used in a trigger definition",
            "policy" => "cannot alter type of a column used in a policy definition",
            "column" if user.get("generated").is_some_and(|value| value.mentions(column)) => {
                "cannot alter type of a column used by a generated column"
            }
            _ => continue,
        };
        return Err(Refusal::not_supported(span(option), message));
    }
    Ok(())
}

/// Returns a type without the attribute's own modifiers.
#[allow(dead_code, reason = "casts are checked with it once types are known")]
fn name_of(type_: &Value) -> Option<&str> {
    type_.as_text()?.split('(').next()
}
