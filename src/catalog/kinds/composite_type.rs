//! Composite types; their attributes are columns.

use super::column::{self, COLUMN};
use super::data_type::{self, description, designation};
use super::table::OF_TYPE;
use super::{Kind, PLAIN, collation, row_type};
use crate::catalog::drop::{Behaviour, drop_all};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement::behaviour;
use crate::catalog::state::Catalog;
use crate::catalog::types::casts;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in, types};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

pub(crate) static COMPOSITE: Kind = Kind {
    name: "composite type",
    object_type: DdlObjectType::Type,
    grantable: Some(&super::data_type::PRIVILEGES),
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    alter,
    print,
    description,
    designation,
    ..PLAIN
};

/// Reads `CREATE TYPE … AS (…)`.
pub(super) fn create(
    edit: &mut Edit<'_>,
    schema: ObjectId,
    name: &Name,
    definition: &SyntaxNode,
) -> Accepted<()> {
    data_type::check_is_free(edit.lookup(), schema, &name.name, name.span)?;
    let fields: Vec<SyntaxNode> = definition
        .descendants()
        .filter(|node| node.kind() == SyntaxKind::COMPOSITE_FIELD_DEF)
        .collect();
    // The types are looked up before the type is there: it can't be a member of itself.
    let attributes: Vec<_> =
        fields.iter().map(|field| field_attributes(edit, field)).collect::<Accepted<_>>()?;
    let new = New { kind: &COMPOSITE, parent: schema, name: &name.name, attributes: Vec::new() };
    let id = edit.create(new, name.span)?;
    for (field, attributes) in fields.iter().zip(attributes) {
        let Some(name) = child(field, SyntaxKind::COMPOSITE_FIELD) else { continue };
        let called = names::identifier(&name);
        if edit.is_taken(id, column::COLUMN_NAMES, &called) {
            let message = format!("column \"{called}\" specified more than once");
            return Err(Refusal::duplicate_column(span(&name), message));
        }
        let new = New { kind: &COLUMN, parent: id, name: &called, attributes };
        edit.within(span(field), |edit| edit.create(new, span(&name)))?;
    }
    Ok(())
}

/// Returns what a field, or an action on one, says of its type.
fn field_attributes(edit: &Edit<'_>, field: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes = Vec::new();
    if let Some(type_) = types::of(edit.lookup(), field)? {
        let name = child(field, SyntaxKind::COMPOSITE_FIELD);
        let name = name.or_else(|| child(field, SyntaxKind::COMPOSITE_FIELD_REF));
        let name = name.map(|name| names::identifier(&name)).unwrap_or_default();
        column::refuse_pseudo_type(&name, &type_, span(field))?;
        attributes.push(("type".into(), type_));
    }
    if let Some(collate) = child(field, SyntaxKind::COLLATE) {
        attributes.push(("collation".into(), collation::read(edit.lookup(), &collate)?));
    }
    Ok(attributes)
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::ALTER_TYPE_ATTRIBUTE_ACTION_LIST => {
            for action in action.children() {
                alter_everywhere(edit, id, &action)?;
            }
            Ok(true)
        }
        SyntaxKind::RENAME_ATTRIBUTE => alter_everywhere(edit, id, action).map(|()| true),
        _ => data_type::alter(edit, id, action),
    }
}

/// Returns the tables that are of a type.
fn typed(catalog: &Catalog, id: ObjectId) -> Vec<ObjectId> {
    let typed = catalog.users(id).filter(|user| user.objects(OF_TYPE).contains(&id));
    typed.map(|user| user.id).collect()
}

/// Returns how a statement on an attribute ends: tables of the type are altered with it.
pub(super) fn cascade(catalog: &Catalog, id: ObjectId) -> &'static str {
    if typed(catalog, id).is_empty() { "" } else { " CASCADE" }
}

/// Tells whether values of a type have attributes of their own: not those of an array, or a range.
pub(super) fn is_record(catalog: &Catalog, type_: &Value) -> bool {
    let base = casts::base_type(catalog, type_);
    let mut types = base.objects();
    !types::is_array(&base) && types.any(|id| !catalog.parts_of_kind(id, &COLUMN).is_empty())
}

/// Does to the tables of the type what is done to the type, which takes `CASCADE`.
fn alter_everywhere(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let typed = typed(edit.catalog(), id);
    if !typed.is_empty() && behaviour(action) == Behaviour::Restrict {
        let name = edit.get(id).map(|object| object.name.clone()).unwrap_or_default();
        let message =
            format!("cannot alter type \"{name}\" because it is the type of a typed table");
        return Err(Refusal::dependents(span(action), message)
            .with_hint("Use ALTER ... CASCADE to alter the typed tables too."));
    }
    for whole in std::iter::once(id).chain(typed) {
        alter_attribute(edit, whole, action)?;
    }
    Ok(())
}

fn alter_attribute(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    match action.kind() {
        SyntaxKind::ADD_ATTRIBUTE => add_attribute(edit, id, action),
        SyntaxKind::DROP_ATTRIBUTE => match existing_attribute(edit, id, action) {
            Err(_) if has(action, SyntaxKind::IF_EXISTS) => Ok(()),
            found => drop_all(edit, &[found?], behaviour(action), span(action)),
        },
        SyntaxKind::ALTER_ATTRIBUTE => {
            let attribute = existing_attribute(edit, id, action)?;
            row_type::check_unused(edit, id, span(action))?;
            edit.set(attribute, "collation", None);
            for (name, value) in field_attributes(edit, action)? {
                edit.set(attribute, name, value);
            }
            Ok(())
        }
        SyntaxKind::RENAME_ATTRIBUTE => {
            let attribute = existing_attribute(edit, id, action)
                .map_err(|refusal| without_relation(refusal, action))?;
            match child(action, SyntaxKind::COMPOSITE_FIELD) {
                Some(name) => edit.rename(attribute, &names::identifier(&name), span(&name)),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn add_attribute(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(action, SyntaxKind::COMPOSITE_FIELD) else { return Ok(()) };
    let field = names::identifier(&name);
    if edit.is_taken(id, column::COLUMN_NAMES, &field) {
        let whole = edit.get(id).map(|object| object.name.clone()).unwrap_or_default();
        let message = format!("column \"{field}\" of relation \"{whole}\" already exists");
        return Err(Refusal::duplicate_column(span(&name), message));
    }
    let attributes = field_attributes(edit, action)?;
    let type_ = said_in(&attributes, "type").cloned().unwrap_or_default();
    row_type::check_member(edit, id, &type_, span(action))?;
    edit.create(New { kind: &COLUMN, parent: id, name: &field, attributes }, span(&name))?;
    Ok(())
}

fn existing_attribute(edit: &Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<ObjectId> {
    let name = child(action, SyntaxKind::COMPOSITE_FIELD_REF).unwrap_or_else(|| action.clone());
    column::find(edit.lookup(), id, &names::identifier(&name), span(&name))
}

/// Returns the refusal of an attribute that is not there as PostgreSQL puts it for a renaming: without the relation.
fn without_relation(refusal: Refusal, action: &SyntaxNode) -> Refusal {
    let name = child(action, SyntaxKind::COMPOSITE_FIELD_REF);
    let name = name.map(|name| names::identifier(&name)).unwrap_or_default();
    refusal.with_message(format!("column \"{name}\" does not exist"))
}

fn print(catalog: &Catalog, object: &Object) -> Printed {
    let attributes: Vec<String> = catalog
        .parts_of_kind(object.id, &COLUMN)
        .iter()
        .map(|attribute| print_attribute(catalog, attribute))
        .collect();
    let name = designation(catalog, object);
    Printed::one(format!("CREATE {name} AS ({})", attributes.join(", ")))
}

fn print_attribute(catalog: &Catalog, attribute: &Object) -> String {
    let type_ = attribute.get("type").map(|type_| type_.to_sql(catalog)).unwrap_or_default();
    let collation = attribute.get("collation").map(|name| name.to_sql(catalog));
    let collation = collation.map(|name| format!(" COLLATE {name}")).unwrap_or_default();
    format!("{} {type_}{collation}", quote(&attribute.name))
}
