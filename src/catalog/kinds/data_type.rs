//! What the kinds of types have in common: how one is found, named and described.
//!
//! Any of them is a "type" to the statements that speak of types. Never in it: what one kind alone can do.

use super::{Kind, Purpose};
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::built_in;
use crate::catalog::value::{Form, Piece};
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has, span};
use crate::sql::{Span, types};

/// The privileges on types.
pub(crate) static PRIVILEGES: Grantable = Grantable {
    keyword: "TYPE",
    noun: "type",
    all: &["USAGE"],
    of_public: |_| &["USAGE"],
    all_in_schema: &[SyntaxKind::PRIVILEGE_TARGET_TYPES],
};

/// Finds the type that a statement names; domains and, save for a drop, the row types of tables count too.
pub(super) fn find(
    lookup: Lookup<'_>,
    _: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let name = Name::of(target);
    if alters_attributes(holder) {
        return composite(lookup, &name);
    }
    if let Some(schema) = &name.schema
        && !name.is_built_in()
    {
        lookup.existing_schema(schema, name.span)?;
    }
    match lookup.find(Namespace::Type, &name) {
        Found::Object(id) => may_be_meant(lookup, id, purpose, &name).map(|()| id),
        Found::Missing if name.schema.is_some() || !is_required(&name.name) => Err(missing(&name)),
        Found::BuiltIn | Found::Missing if matches!(purpose, Purpose::Comment | Purpose::Grant) => {
            Err(missing(&name))
        }
        Found::BuiltIn | Found::Missing => Err(Refusal::dependents(
            name.span,
            format!(
                "cannot drop type {} because it is required by the database system",
                types::alias(&name.name).unwrap_or(&name.name)
            ),
        )),
    }
}

/// The words for built-in types that the grammar alone knows.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "bigint", "bigserial", "boolean", "character", "dec", "decimal", "float", "int", "integer", "real", "serial",
    "smallint", "smallserial",
];

/// Tells whether a name is a built-in type's in PostgreSQL's catalog: `integer` is not, but `int4`.
fn is_required(name: &str) -> bool {
    built_in::is_type(name) && !WORDS.contains(&name)
}

/// The actions on attributes look for a relation, as those on a table's columns do.
fn alters_attributes(holder: &SyntaxNode) -> bool {
    has(holder, SyntaxKind::ALTER_TYPE_ATTRIBUTE_ACTION_LIST)
        || has(holder, SyntaxKind::RENAME_ATTRIBUTE)
}

fn composite(lookup: Lookup<'_>, name: &Name) -> Accepted<ObjectId> {
    let id = lookup.relation(name)?;
    let is_type = lookup.catalog.get(id).is_some_and(|object| is_type(object.kind));
    if is_type {
        return Ok(id);
    }
    let message = format!("\"{}\" is not a composite type", name.name);
    Err(Refusal::wrong_object(name.span, message))
}

fn missing(name: &Name) -> Refusal {
    let message = format!("type \"{}\" does not exist", name.shown());
    Refusal::undefined_object(name.span, message)
}

/// Tells whether a kind is one of types proper, and not of relations that bring a row type.
fn is_type(kind: &Kind) -> bool {
    matches!(kind.object_type, DdlObjectType::Type | DdlObjectType::Domain)
}

fn may_be_meant(lookup: Lookup<'_>, id: ObjectId, purpose: Purpose, name: &Name) -> Accepted<()> {
    let Some(object) = lookup.catalog.get(id).filter(|object| !is_type(object.kind)) else {
        return Ok(());
    };
    let shown = lookup.visible_name(id);
    let whole = (object.kind.description)(lookup, object);
    match purpose {
        Purpose::Drop => {
            let message = format!("cannot drop type {shown} because {whole} requires it");
            Err(Refusal::dependents(name.span, message)
                .with_hint(format!("You can drop {whole} instead.")))
        }
        Purpose::Alter => {
            let message = format!("{shown} is a table's row type");
            Err(Refusal::wrong_object(name.span, message).with_hint("Use ALTER TABLE instead."))
        }
        Purpose::Comment | Purpose::Grant => Ok(()),
    }
}

/// Refuses, for a type that is none, what only enums can do; tells whether it was that.
pub(super) fn alter(
    edit: &mut crate::catalog::edit::Edit<'_>,
    id: ObjectId,
    action: &SyntaxNode,
) -> Accepted<bool> {
    if matches!(action.kind(), SyntaxKind::ADD_VALUE | SyntaxKind::RENAME_VALUE) {
        let message = format!("{} is not an enum", edit.lookup().visible_name(id));
        return Err(Refusal::wrong_object(span(action), message));
    }
    Ok(false)
}

/// Refuses a name that a type has already, which is looked at before that of a relation.
pub(super) fn check_is_free(
    lookup: Lookup<'_>,
    schema: ObjectId,
    name: &str,
    span: Span,
) -> Accepted<()> {
    if lookup.catalog.named(schema, Namespace::Type, name).is_none() {
        return Ok(());
    }
    Err(Refusal::duplicate_object(span, format!("type \"{name}\" already exists")))
}

/// Returns how statements name a type: `TYPE app.mood`.
pub(super) fn designation(catalog: &Catalog, object: &Object) -> String {
    format!("TYPE {}", catalog.qualified_name(object.id))
}

/// Returns how messages describe a type: `type mood`.
pub(super) fn description(lookup: Lookup<'_>, object: &Object) -> String {
    format!("type {}", lookup.visible_name(object.id))
}

/// Returns a type as messages write it: with its schema's name only where the search path does not lead to it.
pub(crate) fn shown(lookup: Lookup<'_>, type_: &Value) -> String {
    let mut shown = String::new();
    for piece in type_.pieces() {
        match piece {
            Piece::Name(id, Form::Qualified) => shown.push_str(&lookup.visible_name(*id)),
            Piece::Text(text) => shown.push_str(text),
            Piece::Name(_, Form::As(text)) => shown.push_str(text),
            Piece::Name(..) => {}
        }
    }
    shown
}
