//! Operator families: told apart by the access method; what was added to one by `ALTER` is not modelled.

use super::{Kind, PLAIN, Purpose};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};
use crate::sql::{DdlObjectType, Span};

pub(crate) static OPERATOR_FAMILY: Kind = Kind {
    name: "operator family",
    object_type: DdlObjectType::OperatorFamily,
    namespaces: &[FAMILY_NAMES],
    own_keys: Some(|object, schema| vec![key(object, schema, FAMILY_NAMES)]),
    statements: &[(SyntaxKind::CREATE_OPERATOR_FAMILY, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_OPERATOR_FAMILY,
        SyntaxKind::DROP_OPERATOR_FAMILY,
        SyntaxKind::OBJECT_OPERATOR_FAMILY,
    ],
    names: &[SyntaxKind::OP_FAMILY_REF],
    find,
    print: |catalog, object| Printed::one(format!("CREATE {}", designation(catalog, object))),
    description,
    designation,
    ..PLAIN
};

pub(super) const FAMILY_NAMES: Namespace = Namespace::InSchema("operator family");

/// Returns the key of what is told apart by an access method: `name USING btree`.
pub(super) fn key(object: &Object, schema: ObjectId, namespace: Namespace) -> NameKey {
    let method = object.text("method").unwrap_or_default();
    NameKey::new(schema, namespace, &key_name(&object.name, method))
}

/// Returns the name that tells a class or a family apart in its schema.
pub(super) fn key_name(name: &str, method: &str) -> String {
    format!("{name} USING {method}")
}

/// Returns the access method that a statement says.
pub(super) fn method(statement: &SyntaxNode) -> String {
    let using = child(statement, SyntaxKind::USING_METHOD).and_then(|using| using.first_child());
    using.map(|method| names::identifier(&method)).unwrap_or_default()
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::OP_FAMILY_NAME) else { return Ok(()) };
    let name = Name::of(&name);
    let schema = edit.schema_for_new(&name)?;
    make(edit, schema, &name.name, &method(statement), name.span).map(drop)
}

/// Makes a family.
pub(super) fn make(
    edit: &mut Edit<'_>,
    parent: ObjectId,
    name: &str,
    method: &str,
    span: Span,
) -> Accepted<ObjectId> {
    check_is_free(edit, parent, FAMILY_NAMES, name, method, span)?;
    let attributes = vec![("method".into(), Value::from(method))];
    edit.create(New { kind: &OPERATOR_FAMILY, parent, name, attributes }, span)
}

/// Refuses a name that is taken for an access method.
pub(super) fn check_is_free(
    edit: &Edit<'_>,
    schema: ObjectId,
    namespace: Namespace,
    name: &str,
    method: &str,
    span: Span,
) -> Accepted<()> {
    if !edit.is_taken(schema, namespace, &format!("{name} USING {method}")) {
        return Ok(());
    }
    let kind = if namespace == FAMILY_NAMES { "operator family" } else { "operator class" };
    let message = format!("{kind} \"{name}\" for access method \"{method}\" already exists");
    Err(Refusal::duplicate_object(span, message))
}

/// Finds a family, or a class, by its name and its access method.
pub(super) fn find(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let (name, method) = (Name::of(target), method(holder));
    let namespace = kind.namespaces.first().copied().unwrap_or(FAMILY_NAMES);
    named(lookup, namespace, &name, &method).ok_or_else(|| {
        let (kind, shown) = (kind.name, name.shown());
        let message = format!("{kind} \"{shown}\" does not exist for access method \"{method}\"");
        Refusal::undefined_object(name.span, message)
    })
}

/// Returns a family, or a class, if it is there.
pub(super) fn named(
    lookup: Lookup<'_>,
    namespace: Namespace,
    name: &Name,
    method: &str,
) -> Option<ObjectId> {
    let key = format!("{} USING {method}", name.name);
    lookup
        .schemas(name)
        .into_iter()
        .find_map(|schema| lookup.catalog.named(schema, namespace, &key))
}

/// Returns how statements name a family, or a class.
pub(super) fn designation(catalog: &Catalog, object: &Object) -> String {
    let (kind, name) = (object.kind.name.to_ascii_uppercase(), catalog.qualified_name(object.id));
    format!("{kind} {name} USING {}", quote(object.text("method").unwrap_or_default()))
}

/// Returns how messages describe a family, or a class.
pub(super) fn description(lookup: Lookup<'_>, object: &Object) -> String {
    let name = lookup.catalog.qualified_name(object.id);
    let is_seen = {
        let name = Name::bare(&*object.name, crate::catalog::session::NOWHERE);
        let namespace = object.kind.namespaces.first().copied().unwrap_or(FAMILY_NAMES);
        let method = object.text("method").unwrap_or_default();
        named(lookup, namespace, &name, method) == Some(object.id)
    };
    let name = if is_seen { quote(&object.name).into_owned() } else { name };
    let method = object.text("method").unwrap_or_default();
    format!("{} {name} for access method {method}", object.kind.name)
}
