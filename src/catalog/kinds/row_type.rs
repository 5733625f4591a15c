//! Types of rows, a composite type's and a relation's: what is within their values, and which columns keep some.
//!
//! The rules are those of `CheckAttributeType` in PostgreSQL's `src/backend/catalog/heap.c` and of
//! `find_composite_type_dependencies` in `src/backend/commands/tablecmds.c`. Never in it: how the columns that they are
//! made of are altered.

use super::column::{self, COLUMN};
use super::composite_type::COMPOSITE;
use super::{Discord, Matter, base_type, table};
use crate::catalog::edit::Edit;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::{DdlObjectType, Span};

/// Tells whether values of an object's are made of those of the types that it says under an attribute.
fn is_within(object: &Object, attribute: &Attribute) -> bool {
    (object.kind.keeps)(attribute) && attribute != table::INHERITS
}

/// Returns the types of which values are within those of a type, itself too: those of a row's columns, of what a
/// domain, an array or a range is made over.
fn members(catalog: &Catalog, type_: &Value) -> Vec<ObjectId> {
    let mut members: Vec<ObjectId> = Vec::new();
    let mut open: Vec<ObjectId> = type_.objects().collect();
    while let Some(member) = open.pop() {
        if members.contains(&member) {
            continue;
        }
        members.push(member);
        let parts = catalog.get(member).into_iter().chain(column::all(catalog, member));
        let said = parts.flat_map(|part| {
            part.attributes.iter().filter(|(attribute, _)| is_within(part, attribute))
        });
        open.extend(said.flat_map(|(_, value)| value.objects()));
    }
    members
}

/// Refuses a column of a type that has rows of the column's own relation in it, or is not there yet.
pub(super) fn check_member(
    edit: &Edit<'_>,
    relation: ObjectId,
    type_: &Value,
    span: Span,
) -> Accepted<()> {
    for member in members(edit.catalog(), type_) {
        let name = edit.lookup().visible_name(member);
        if member == relation {
            let message = format!("composite type {name} cannot be made a member of itself");
            return Err(Refusal::invalid_table(span, message));
        }
        if base_type::is_shell(edit.catalog(), member) {
            let message = format!("type \"{name}\" is only a shell");
            return Err(Refusal::undefined_object(span, message));
        }
    }
    Ok(())
}

/// Returns the columns that keep values of a type, in themselves or within others, in the order in which PostgreSQL
/// comes to them.
pub(super) fn keepers(catalog: &Catalog, type_: ObjectId) -> Vec<&Object> {
    let mut keepers = Vec::new();
    let mut seen = Vec::new();
    let mut open = vec![type_];
    while let Some(id) = open.pop() {
        let column = catalog.get(id).filter(|object| object.is(&COLUMN));
        let type_ = column.map_or(id, |column| column.parent);
        match column.filter(|_| stores_values(catalog, type_)) {
            Some(column) => keepers.push(column),
            None if seen.contains(&type_) => {}
            None => {
                seen.push(type_);
                // The last comes first.
                open.extend(users(catalog, type_).into_iter().rev());
            }
        }
    }
    keepers
}

/// Tells whether a relation's columns keep values: a table's and a materialized view's do, a composite type's don't.
fn stores_values(catalog: &Catalog, relation: ObjectId) -> bool {
    use DdlObjectType::{MaterializedView, Table};
    let relation = catalog.get(relation).map(|relation| relation.kind.object_type);
    relation.is_some_and(|type_| matches!(type_, Table | MaterializedView))
}

/// Returns what has values of a type within its own, of arrays of it first.
fn users(catalog: &Catalog, type_: ObjectId) -> Vec<ObjectId> {
    let said = |user: &Object| {
        let mut said = user.attributes.iter().filter(|(attribute, _)| is_within(user, attribute));
        said.find(|(_, value)| value.mentions(type_)).map(|(_, value)| types::is_array(value))
    };
    let users = catalog.users(type_).filter_map(|user| Some((user.id, said(user)?)));
    let (arrays, others): (Vec<_>, Vec<_>) = users.partition(|(_, is_array)| *is_array);
    arrays.into_iter().chain(others).map(|(user, _)| user).collect()
}

/// Refuses to change what the rows of a type or a relation look like where columns keep some.
pub(super) fn check_unused(edit: &Edit<'_>, relation: ObjectId, span: Span) -> Accepted<()> {
    let Some(object) = edit.get(relation) else { return Ok(()) };
    let keepers = keepers(edit.catalog(), relation);
    match object.is(&COMPOSITE) {
        true => check_is_not_used(edit, &object.name, &keepers, span),
        false => refuse(edit, (object.kind.name, &object.name), (&keepers, "its row type"), span),
    }
}

/// Refuses to alter a type while a column uses it in its values.
pub(super) fn check_is_not_used(
    edit: &Edit<'_>,
    type_: &str,
    keepers: &[&Object],
    span: Span,
) -> Accepted<()> {
    refuse(edit, ("type", type_), (keepers, "it"), span)
}

fn refuse(
    edit: &Edit<'_>,
    (kind, name): (&str, &str),
    (keepers, used): (&[&Object], &str),
    span: Span,
) -> Accepted<()> {
    let Some(column) = keepers.first() else { return Ok(()) };
    let relation = edit.get(column.parent).map(|relation| &*relation.name).unwrap_or_default();
    let column = &column.name;
    let message = format!(
        "cannot alter {kind} \"{name}\" because column \"{relation}.{column}\" uses {used}"
    );
    Err(Refusal::not_supported(span, message))
}

/// Returns the attributes of a type, or of what it is made over, and theirs, in order; nothing of a type that
/// has none.
pub(super) fn shape(catalog: &Catalog, type_: Option<&Value>) -> Vec<String> {
    shape_within(catalog, type_, &[])
}

fn shape_within(catalog: &Catalog, type_: Option<&Value>, around: &[ObjectId]) -> Vec<String> {
    let mut shapes = Vec::new();
    let used = type_.into_iter().flat_map(Value::objects).filter(|id| !around.contains(id));
    for used in used.filter_map(|id| catalog.get(id)) {
        let around = [around, &[used.id]].concat();
        for attribute in catalog.parts_of_kind(used.id, &COLUMN) {
            shapes.push(attribute.name.to_string());
            let inner = shape_within(catalog, attribute.get("type"), &around).into_iter();
            shapes.extend(inner.map(|path| format!("{}.{path}", attribute.name)));
        }
        let kept = used.attributes.iter().filter(|(attribute, _)| (used.kind.keeps)(attribute));
        shapes.extend(kept.flat_map(|(_, type_)| shape_within(catalog, Some(type_), &around)));
    }
    shapes
}

/// Tells why a column can't have its type with what another branch did: values of its composite type are stored, or
/// its rows would be within themselves.
pub(super) fn discord(catalog: &Catalog, column: &Object) -> Vec<Discord> {
    let type_ = catalog.get(column.parent).filter(|whole| whole.is(&COMPOSITE));
    let keepers = type_.map(|type_| keepers(catalog, type_.id)).unwrap_or_default().into_iter();
    let stored = keepers
        .map(|keeper| told(column.id, "type", keeper, "can't get another type where it is stored"));
    let first = |other: &Object| {
        let types = [column.parent, other.parent].into_iter();
        types.min_by_key(|type_| catalog.qualified_name(*type_)).unwrap_or(column.parent)
    };
    let around = ring(catalog, column).into_iter();
    let around = around.map(|other| told(first(other), "members", other, "would be within itself"));
    stored.chain(around).collect()
}

fn told(over: ObjectId, attribute: &str, with: &Object, reason: &str) -> Discord {
    let (attribute, reason) = (attribute.to_owned(), reason.to_owned());
    Discord { over, attribute, with: with.id, matter: Matter::Refused, reason }
}

/// Returns the other columns by which rows are within themselves, as they are by one.
fn ring<'c>(catalog: &'c Catalog, column: &Object) -> Vec<&'c Object> {
    let members =
        |of: &Object| of.get("type").map(|type_| members(catalog, type_)).unwrap_or_default();
    let own = members(column);
    if !own.contains(&column.parent) {
        return Vec::new();
    }
    let others = own.into_iter().flat_map(|member| column::all(catalog, member));
    others.filter(|other| members(other).contains(&column.parent)).collect()
}
