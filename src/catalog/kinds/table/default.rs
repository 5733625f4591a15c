//! The defaults of columns.
//!
//! A string in a default gets the column's type, as PostgreSQL stores it: it keeps that type when the
//! column's changes. Never in it: sequences of serial columns.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::expression_place;
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::types;
use crate::catalog::types::{casts, input};
use crate::catalog::{ObjectId, Value};
use crate::sql::tree::{SyntaxNode, span};

/// Gives a column a default; `NULL` is none.
///
/// # Errors
///
/// `0A000` for what no default can be, `42804` for one of another type, `22P02` for a string that is no
/// value of the column's type.
pub(super) fn set(edit: &mut Edit<'_>, column: ObjectId, expression: &SyntaxNode) -> Accepted<()> {
    let value = read(edit, column, expression)?;
    edit.set(column, "default", value);
    Ok(())
}

/// Reads a default: it can't speak of columns.
fn read(edit: &Edit<'_>, column: ObjectId, expression: &SyntaxNode) -> Accepted<Option<Value>> {
    let resolved = expression_place::DEFAULT.read(edit, expression, &Scope::default());
    let resolved = resolved.map_err(|refusal| match refusal.sqlstate {
        SqlState::UndefinedColumn => {
            let message = "cannot use column reference in DEFAULT expression";
            Refusal::not_supported(refusal.span, message)
        }
        _ => refusal,
    })?;
    let type_ = edit.get(column).and_then(|column| column.get("type"));
    let Some(type_) = type_.cloned() else { return Ok(Some(resolved.value)) };
    if let Some(text) = resolve::string(expression) {
        input::check(edit.catalog(), &type_, &text, span(expression))?;
    } else {
        check_type(edit, column, resolved.type_.as_ref(), expression)?;
    }
    Ok(resolve::coerced(edit.lookup(), resolved, &type_))
}

/// Refuses an expression of a type that does not become a column's by itself.
pub(super) fn check_type(
    edit: &Edit<'_>,
    column: ObjectId,
    given: Option<&Value>,
    expression: &SyntaxNode,
) -> Accepted<()> {
    let Some((column, given)) = edit.get(column).zip(given) else { return Ok(()) };
    let Some(type_) = column.get("type") else { return Ok(()) };
    if casts::is_assignable(edit.catalog(), given, type_) {
        return Ok(());
    }
    let shown = |type_: &Value| types_shown(edit, &types::without_modifiers(type_));
    let message = format!(
        "column \"{}\" is of type {} but default expression is of type {}",
        column.name,
        shown(type_),
        shown(given)
    );
    Err(Refusal::type_mismatch(span(expression), message)
        .with_hint("You will need to rewrite or cast the expression."))
}

/// Returns a type as messages write it.
pub(super) fn types_shown(edit: &Edit<'_>, type_: &Value) -> String {
    use crate::catalog::value::Piece;
    let pieces = type_.pieces().iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Name(id, _) => edit.lookup().visible_name(*id),
    });
    pieces.collect()
}
