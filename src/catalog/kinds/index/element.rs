//! The elements of an index: a column or an expression each, with how it is compared and sorted.

use super::create::items_in;
use super::method::{self, BTREE};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::COLUMN_NAMES;
use crate::catalog::kinds::expression_place::INDEX_EXPRESSION;
use crate::catalog::kinds::operator_class;
use crate::catalog::kinds::table::definition;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Form, ObjectId, Piece, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span, written};

/// What elements are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    Index,
    Constraint,
}

/// Reads an element of an index or of an exclusion constraint, all but the operator.
///
/// # Errors
///
/// `42703` for a column that is not there, `42704` for a collation or an operator class, `0A000` for a
/// subquery, and see [`INDEX_EXPRESSION`].
pub(crate) fn element(
    edit: &Edit<'_>,
    relation: ObjectId,
    node: &SyntaxNode,
    (method, purpose): (&str, For),
) -> Accepted<Value> {
    let Some(first) = node.first_child() else { return Ok(Value::default()) };
    let (expression, collation) = match first.kind() {
        SyntaxKind::COLLATE => (first.first_child().unwrap_or_else(|| first.clone()), Some(first)),
        _ => (first, child(node, SyntaxKind::COLLATE)),
    };
    let mut value = key(edit, relation, &expression, purpose)?;
    let what = if purpose == For::Index { "indexes" } else { "unique constraints" };
    super::refuse_virtual(edit, value.objects(), what, span(node))?;
    if child(node, SyntaxKind::OP_CLASS_REF).is_none() {
        let type_ = type_of(edit, relation, &expression, &value)?;
        method::check_type(edit.lookup(), type_.as_ref(), method, span(node))?;
    }
    if let Some(collation) = collation {
        let column = value.objects().next().filter(|_| are_columns(&value));
        let type_ = column.and_then(|column| edit.get(column)?.text("type"));
        type_.map_or(Ok(()), |type_| definition::check_collatable(type_, span(&collation)))?;
        value.push_text(" COLLATE ");
        value.push(&definition::collation(edit, &collation)?);
    }
    if let Some(class) = child(node, SyntaxKind::OP_CLASS_REF) {
        let column = value.objects().next().filter(|_| are_columns(&value));
        let type_ = column.and_then(|column| edit.get(column)?.text("type"));
        method::check_accepts(&names::identifier(&class), type_, span(&class))?;
        let options = child(node, SyntaxKind::ATTRIBUTE_LIST);
        let read = operator_class_of(edit, &class, method)?;
        let is_default = |class| type_.is_some_and(|type_| method::is_default_class(class, type_));
        if options.is_some() || !read.as_text().is_some_and(is_default) {
            value.push_text(" ");
            value.push(&read);
            value.push_text(&options.as_ref().map(written).unwrap_or_default());
        }
    }
    if purpose == For::Index {
        check_order(node, method)?;
    }
    value.push_text(order(node));
    Ok(value)
}

/// Returns the type of the column, or of the expression, that was read as an element's key.
fn type_of(
    edit: &Edit<'_>,
    relation: ObjectId,
    expression: &SyntaxNode,
    key: &Value,
) -> Accepted<Option<Value>> {
    if expression.kind() != SyntaxKind::NAME_REF {
        let read = resolve::expression(edit.lookup(), expression, &Scope::of(relation))?;
        return Ok(read.type_);
    }
    let Some(column) = key.objects().next() else { return Ok(None) };
    edit.lookup().note(span(expression), column);
    Ok(edit.get(column).and_then(|column| column.get("type")).cloned())
}

/// Reads the expression of an element, if it is one.
pub(super) fn read_expression(edit: &Edit<'_>, node: &SyntaxNode, scope: &Scope) -> Accepted<()> {
    let Some(first) = node.first_child() else { return Ok(()) };
    let first = match first.kind() {
        SyntaxKind::COLLATE => first.first_child().unwrap_or(first),
        _ => first,
    };
    match first.kind() {
        SyntaxKind::NAME_REF => Ok(()),
        _ => resolve::expression(edit.lookup(), &first, scope).map(|_| ()),
    }
}

/// Reads a column, or an expression, which stands in parentheses unless it is a call.
fn key(
    edit: &Edit<'_>,
    relation: ObjectId,
    expression: &SyntaxNode,
    purpose: For,
) -> Accepted<Value> {
    if expression.kind() == SyntaxKind::NAME_REF {
        let name = names::identifier(expression);
        let found = edit.catalog().named(relation, COLUMN_NAMES, &name);
        return found.map(|column| Value::name(column, Form::Bare)).ok_or_else(|| {
            let named = if purpose == For::Constraint { "named in key " } else { "" };
            let message = format!("column \"{name}\" {named}does not exist");
            Refusal::undefined_column(span(expression), message)
        });
    }
    let value = INDEX_EXPRESSION.expression(edit, expression, &Scope::of(relation))?;
    if matches!(expression.kind(), SyntaxKind::PAREN_EXPR | SyntaxKind::CALL_EXPR) {
        return Ok(value);
    }
    let mut whole = Value::from("(");
    whole.push(&value);
    whole.push_text(")");
    Ok(whole)
}

/// Returns how an element is sorted, without what is so by default.
fn order(node: &SyntaxNode) -> &'static str {
    let has = |kind| child(node, kind).is_some();
    let (first, last) = (has(SyntaxKind::NULLS_FIRST), has(SyntaxKind::NULLS_LAST));
    match (has(SyntaxKind::SORT_DESC), first, last) {
        (true, _, true) => " DESC NULLS LAST",
        (true, _, _) => " DESC",
        (false, true, _) => " NULLS FIRST",
        _ => "",
    }
}

/// Returns the mention of an operator class: one that was made, one of an extension, or a built-in one.
///
/// # Errors
///
/// `42704` if there is none of the name.
fn operator_class_of(edit: &Edit<'_>, node: &SyntaxNode, method: &str) -> Accepted<Value> {
    let name = Name::of(node);
    if let Some(class) = operator_class::named(edit.lookup(), &name, method) {
        return Ok(Value::name(class, Form::Qualified));
    }
    let own = quote(&name.name);
    let Some(extension) = method::extension_of_class(edit.catalog(), &name.name) else {
        method::check_class(edit.catalog(), &name, method)?;
        return Ok(Value::from(match &name.schema {
            Some(schema) => format!("{}.{own}", quote(schema)),
            None => own.into_owned(),
        }));
    };
    edit.lookup().note_unnamed(name.span, extension);
    let mut value = Value::name(extension, Form::Home);
    value.push_text(&own);
    Ok(value)
}

/// Tells whether two lists of elements hold the same in the same places, however sorted.
pub(super) fn are_compared_alike(catalog: &Catalog, one: &Value, other: &Value) -> bool {
    let compared = |elements: &Value| {
        let text = format!("CREATE INDEX ON t ({})", elements.to_sql(catalog));
        items_in(&text).iter().map(how_compared).collect::<Vec<_>>()
    };
    one == other || one.objects().eq(other.objects()) && compared(one) == compared(other)
}

/// Returns what an element is of, its collation, and its operator class.
fn how_compared(item: &SyntaxNode) -> Vec<String> {
    let parts = item.children().filter(|part| {
        !matches!(
            part.kind(),
            SyntaxKind::ATTRIBUTE_LIST
                | SyntaxKind::SORT_ASC
                | SyntaxKind::SORT_DESC
                | SyntaxKind::NULLS_FIRST
                | SyntaxKind::NULLS_LAST
        )
    });
    parts.map(|part| written(&part)).collect()
}

/// Tells whether elements are columns only, however sorted.
pub(super) fn are_columns(elements: &Value) -> bool {
    elements.pieces().iter().all(|piece| match piece {
        Piece::Name(_, Form::Bare) => true,
        Piece::Name(..) => false,
        Piece::Text(text) => text.split(',').all(is_order),
    })
}

fn is_order(text: &str) -> bool {
    text.trim().split(' ').all(|word| matches!(word, "" | "DESC" | "NULLS" | "FIRST" | "LAST"))
}

/// Tells whether elements are columns with the default order.
pub(super) fn are_plain(elements: &Value) -> bool {
    elements.pieces().iter().all(|piece| match piece {
        Piece::Name(_, form) => *form == Form::Bare,
        Piece::Text(text) => text == ", ",
    })
}

/// Returns the number of the first element that is a column and not sorted, or compared, by default.
pub(super) fn first_unsorted(elements: &Value) -> Option<usize> {
    let mut number = 0;
    let mut begins = true;
    for piece in elements.pieces() {
        match piece {
            Piece::Name(_, Form::Bare) if begins => {
                number += 1;
                begins = false;
            }
            Piece::Text(text) => {
                let own = text.split(", ").next().unwrap_or_default();
                if begins || own.contains('(') {
                    return None;
                }
                if !own.is_empty() {
                    return Some(number);
                }
                begins = text.ends_with(", ");
            }
            Piece::Name(..) => return Some(number.max(1)),
        }
    }
    None
}

/// Refuses an order that an access method can't have.
fn check_order(item: &SyntaxNode, method: &str) -> Accepted<()> {
    if method == BTREE {
        return Ok(());
    }
    let says = |kinds: &[SyntaxKind]| item.children().find(|node| kinds.contains(&node.kind()));
    let (what, clause) = match says(&[SyntaxKind::SORT_ASC, SyntaxKind::SORT_DESC]) {
        Some(clause) => ("ASC/DESC", clause),
        None => match says(&[SyntaxKind::NULLS_FIRST, SyntaxKind::NULLS_LAST]) {
            Some(clause) => ("NULLS FIRST/LAST", clause),
            None => return Ok(()),
        },
    };
    let message = format!("access method \"{method}\" does not support {what} options");
    Err(Refusal::not_supported(span(&clause), message))
}
