//! Calls with a syntax of their own: which function stands behind it, and the order of its arguments.
//!
//! The rules are those of PostgreSQL's `gram.y`. Never in it: what functions take.

use super::infer;
use crate::catalog::value::Value;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has, has_token};

/// Returns the name of the function that PostgreSQL calls.
pub(super) fn name(function: &SyntaxNode) -> Option<&'static str> {
    use SyntaxKind::*;
    Some(match function.kind() {
        EXTRACT_FN => "extract",
        POSITION_FN => "position",
        OVERLAY_FN => "overlay",
        SUBSTRING_FN if !has(function, SUBSTRING_SIMILAR_ESCAPE) => "substring",
        TRIM_FN if has(function, TRIM_LEADING) => "ltrim",
        TRIM_FN if has(function, TRIM_TRAILING) => "rtrim",
        TRIM_FN => "btrim",
        _ => return None,
    })
}

/// Brings the arguments' types, which stand as they are written, into the order of the function's inputs.
pub(super) fn in_order(function: &SyntaxNode, mut types: Vec<Option<Value>>) -> Vec<Option<Value>> {
    use SyntaxKind::*;
    let arguments = function.children().last();
    let is_turned = arguments.is_some_and(|it| it.kind() == SUBSTRING_FOR_FROM);
    match function.kind() {
        EXTRACT_FN => vec![Some(Value::from(infer::UNKNOWN)), types.pop().flatten()],
        POSITION_FN => {
            types.reverse();
            types
        }
        TRIM_FN if function.descendants().any(|inner| has_token(&inner, FROM_KW)) => {
            let places = types.len().min(1);
            types.rotate_left(places);
            types
        }
        SUBSTRING_FN if is_turned => {
            let count = types.get(1).cloned().flatten();
            let start = types.get(2).cloned().unwrap_or_else(|| Some(Value::from("integer")));
            vec![types.first().cloned().flatten(), start, count]
        }
        _ => types,
    }
}
