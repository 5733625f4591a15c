//! What is said of a table in expressions, read again when a column gets another type.
//!
//! PostgreSQL keeps an expression with the types that its parts were brought to, and reads it again as it
//! prints it (`ATPostAlterTypeParse` in `src/backend/commands/tablecmds.c`): `a > '1'` on a date stays a
//! comparison with a date. Never in it: defaults and generated columns.

use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::expression_place;
use crate::catalog::kinds::index;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::value::Value;
use crate::sql::Span;
use crate::sql::syntax;
use crate::sql::tree::{SyntaxKind, SyntaxNode, children};

/// An expression as PostgreSQL keeps it before the change.
pub(super) struct Kept {
    part: ObjectId,
    attribute: &'static str,
    value: Value,
}

/// What holds expressions over a table's columns.
const EXPRESSIONS: &[&str] = &["elements", "where", "expression"];

/// Returns the expressions of a table's parts that speak of a column.
pub(super) fn kept(edit: &Edit<'_>, table: ObjectId, column: ObjectId) -> Vec<Kept> {
    let mut all = Vec::new();
    for &attribute in EXPRESSIONS {
        for part in edit.catalog().parts(table) {
            let Some(value) = part.get(attribute).filter(|value| value.mentions(column)) else {
                continue;
            };
            let explicit = explicit(edit, table, attribute, value);
            let explicit = explicit.filter(|value| parsed(edit, attribute, value).is_some());
            let value = explicit.unwrap_or_else(|| value.clone());
            all.push(Kept { part: part.id, attribute, value });
        }
    }
    all
}

/// Returns an expression with the types that its parts are brought to by now.
fn explicit(edit: &Edit<'_>, table: ObjectId, attribute: &str, value: &Value) -> Option<Value> {
    let node = parsed(edit, attribute, value)?;
    let read = |node: &SyntaxNode| resolve::explicit(edit.lookup(), node, table).ok();
    if attribute != "elements" {
        return read(&node);
    }
    let mut elements = Value::default();
    for (place, element) in children(&node, SyntaxKind::PARTITION_ITEM).enumerate() {
        elements.push_text(if place > 0 { ", " } else { "" });
        elements.push(&read(&element)?);
    }
    Some(elements)
}

fn parsed(edit: &Edit<'_>, attribute: &str, value: &Value) -> Option<SyntaxNode> {
    let sql = value.to_sql(edit.catalog());
    let (text, kind) = match attribute {
        "elements" => (format!("CREATE INDEX ON t ({sql})"), SyntaxKind::PARTITION_ITEM_LIST),
        _ => (format!("SELECT ({sql})"), SyntaxKind::PAREN_EXPR),
    };
    let tree = syntax::parse(&text).ok()?;
    let found = tree.descendants().find(|node| node.kind() == kind)?;
    match attribute {
        "elements" => Some(found),
        _ => found.first_child(),
    }
}

/// Reads expressions again, with the column's new type.
///
/// # Errors
///
/// What PostgreSQL refuses in them.
pub(super) fn again(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    kept: Vec<Kept>,
    place: Span,
) -> Accepted<()> {
    let at_place = |refusal: Refusal| refusal.at(place);
    for Kept { part, attribute, value } in kept {
        let Some(node) = parsed(edit, attribute, &value) else { continue };
        match attribute {
            "elements" => index::read_again(edit, part, &node).map_err(at_place)?,
            _ => {
                let scope = Scope::of(table);
                expression_place::CHECK.condition(edit, &node, &scope).map_err(at_place)?;
            }
        }
        let now = edit.get(part).and_then(|part| part.get(attribute)).cloned();
        let is_same = now
            .as_ref()
            .is_some_and(|now| explicit(edit, table, attribute, now).as_ref() == Some(&value));
        if !is_same {
            edit.set(part, attribute, value);
        }
    }
    index::check_keys_of(edit, column, place)
}
