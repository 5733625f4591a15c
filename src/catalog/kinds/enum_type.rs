//! Enums; their labels are parts with an order.

use super::data_type::{self, description, designation};
use super::label::{LABEL, LABEL_NAMES};
use super::{Kind, PLAIN, base_type, composite_type, range_type};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::identifier::MAX_BYTES;
use crate::sql::literal;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span};

pub(crate) static ENUM: Kind = Kind {
    name: "type",
    object_type: DdlObjectType::Type,
    grantable: Some(&super::data_type::PRIVILEGES),
    group: "enums",
    parts: &[&LABEL],
    namespaces: &[Namespace::Type],
    statements: &[(SyntaxKind::CREATE_TYPE, create_type)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TYPE,
        SyntaxKind::DROP_TYPE,
        SyntaxKind::OBJECT_TYPE,
        SyntaxKind::PRIVILEGE_TYPE,
    ],
    names: &[SyntaxKind::TYPE_NAME_REF],
    find: data_type::find,
    alter,
    print,
    description,
    designation,
    ..PLAIN
};

/// Reads `CREATE TYPE`, whatever kind of type it makes.
fn create_type(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::TYPE_NAME) else { return Ok(()) };
    let name = Name::of(&name);
    let schema = edit.schema_for_new(&name)?;
    let definition = statement.children().find(|node| node.kind() != SyntaxKind::TYPE_NAME);
    match definition.as_ref().map(|node| (node.kind(), node)) {
        Some((SyntaxKind::ENUM_TYPE, node)) => create(edit, schema, &name, node),
        Some((SyntaxKind::COMPOSITE_TYPE, node)) => {
            composite_type::create(edit, schema, &name, node)
        }
        Some((SyntaxKind::RANGE_TYPE, node)) => range_type::create(edit, schema, &name, node),
        _ => base_type::create(edit, schema, &name, definition.as_ref()),
    }
}

fn create(
    edit: &mut Edit<'_>,
    schema: ObjectId,
    name: &Name,
    definition: &SyntaxNode,
) -> Accepted<()> {
    let new = New { kind: &ENUM, parent: schema, name: &name.name, attributes: Vec::new() };
    let id = edit.create(new, name.span)?;
    for literal in definition.descendants().filter(|node| node.kind() == SyntaxKind::LITERAL) {
        let label = label(&literal)?;
        if find_label(edit, id, &label).is_some() {
            let message =
                "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"";
            return Err(Refusal::unique_violation(span(&literal), message));
        }
        add(edit, id, &label, &literal)?;
    }
    Ok(())
}

/// Returns the label that a string constant gives.
fn label(literal: &SyntaxNode) -> Accepted<String> {
    let label = literal::read(literal);
    if label.len() > MAX_BYTES {
        let message = format!("invalid enum label \"{label}\"");
        return Err(Refusal::invalid_name(span(literal), message)
            .with_detail("Labels must be 63 bytes or less."));
    }
    Ok(label)
}

fn find_label(edit: &Edit<'_>, id: ObjectId, label: &str) -> Option<ObjectId> {
    edit.catalog().named(id, LABEL_NAMES, label)
}

fn add(edit: &mut Edit<'_>, id: ObjectId, label: &str, at: &SyntaxNode) -> Accepted<ObjectId> {
    let new = New { kind: &LABEL, parent: id, name: label, attributes: Vec::new() };
    edit.create(new, span(at))
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::ADD_VALUE => add_value(edit, id, action)?,
        SyntaxKind::RENAME_VALUE => rename_value(edit, id, action)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads `ADD VALUE [IF NOT EXISTS] label [BEFORE | AFTER label]`.
fn add_value(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(literal) = child(action, SyntaxKind::LITERAL) else { return Ok(()) };
    let label = label(&literal)?;
    let exists = find_label(edit, id, &label).is_some();
    if exists && has(action, SyntaxKind::IF_NOT_EXISTS) {
        return Ok(());
    }
    let place = action.children().find_map(|node| match node.kind() {
        SyntaxKind::BEFORE_VALUE => Some((node, 0)),
        SyntaxKind::AFTER_VALUE => Some((node, 1)),
        _ => None,
    });
    let new = add(edit, id, &label, &literal)?;
    let Some((place, behind)) = place else { return Ok(()) };
    let neighbour = place.first_child().unwrap_or(place);
    let neighbour = existing_label(edit, id, &neighbour)?;
    let position = edit.get(neighbour).map_or(0, |label| label.position) + behind;
    make_room(edit, id, position);
    edit.reposition(new, position);
    Ok(())
}

/// Moves the labels from a position on by one.
fn make_room(edit: &mut Edit<'_>, id: ObjectId, position: u32) {
    let labels = edit.catalog().parts_of_kind(id, &LABEL);
    let behind: Vec<(ObjectId, u32)> = labels
        .iter()
        .filter(|label| label.position >= position)
        .map(|label| (label.id, label.position + 1))
        .collect();
    for (label, position) in behind {
        edit.reposition(label, position);
    }
}

fn rename_value(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let mut literals = children(action, SyntaxKind::LITERAL);
    let (Some(from), Some(to)) = (literals.next(), literals.next()) else { return Ok(()) };
    let new = label(&to)?;
    let old = existing_label(edit, id, &from)?;
    edit.rename(old, &new, span(&to))
}

fn existing_label(edit: &Edit<'_>, id: ObjectId, literal: &SyntaxNode) -> Accepted<ObjectId> {
    let label = literal::read(literal);
    find_label(edit, id, &label).ok_or_else(|| {
        let message = format!("\"{label}\" is not an existing enum label");
        Refusal::invalid_parameter(span(literal), message)
    })
}

fn print(catalog: &Catalog, object: &Object) -> Printed {
    let labels: Vec<String> = catalog
        .parts_of_kind(object.id, &LABEL)
        .iter()
        .map(|label| literal::quote(&label.name))
        .collect();
    let name = designation(catalog, object);
    Printed::one(format!("CREATE {name} AS ENUM ({})", labels.join(", ")))
}
