//! Base types, and shells that wait for their definition.
//!
//! A base type and its functions need each other: it is made as a shell, then come the functions, then the definition,
//! which is a part of the type for the sake of that order.

use super::data_type::{self, description, designation};
use super::definition::{self, DefinitionOption};
use super::{Kind, PLAIN, Tie, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, ObjectId, Value};
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static BASE: Kind = Kind {
    name: "base type",
    object_type: DdlObjectType::Type,
    grantable: Some(&super::data_type::PRIVILEGES),
    namespaces: &[Namespace::Type],
    alter: data_type::alter,
    print: |catalog, object| Printed::one(format!("CREATE {}", designation(catalog, object))),
    is_late: |_, _, attribute| attribute.starts_with("option "),
    description,
    designation,
    ..PLAIN
};

/// The definition of a base type, which comes when its functions are there.
pub(crate) static DEFINITION: Kind = Kind {
    name: "base type definition",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::InParent("base type definition")],
    is_whole: false,
    tie: |_, _, _, _| Tie::Belongs,
    print: |catalog, object| {
        let Some(whole) = catalog.get(object.parent) else { return Printed::default() };
        let (name, options) = (designation(catalog, whole), definition::printed(catalog, whole));
        Printed::one(format!("CREATE {name} {options}"))
    },
    description: |lookup, object| super::super::drop::description(lookup, object.parent),
    designation: |catalog, object| match catalog.get(object.parent) {
        Some(whole) => designation(catalog, whole),
        None => String::new(),
    },
    ..PLAIN
};

/// The options that name functions.
const FUNCTIONS: &[&str] =
    &["input", "output", "receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"];

/// Reads `CREATE TYPE …`, with or without a definition.
pub(super) fn create(
    edit: &mut Edit<'_>,
    schema: ObjectId,
    name: &Name,
    node: Option<&SyntaxNode>,
) -> Accepted<()> {
    let Some(node) = node else {
        let new = New { kind: &BASE, parent: schema, name: &name.name, attributes: Vec::new() };
        return edit.create(new, name.span).map(drop);
    };
    let shell = shell(edit, schema, name)?;
    let options = definition::options(node);
    for needed in ["input", "output"] {
        if !options.iter().any(|option| option.name == needed) {
            let message = format!("type {needed} function must be specified");
            return Err(Refusal::invalid_object(span(node), message));
        }
    }
    let mut functions = Vec::new();
    for option in &options {
        let (attribute, value) = read(edit, option)?;
        if FUNCTIONS.contains(&option.name.as_str()) {
            functions.extend(value.objects());
        }
        edit.set(shell, attribute, value);
    }
    let attributes = vec![("functions".into(), Value::list(functions))];
    edit.create(New { kind: &DEFINITION, parent: shell, name: "", attributes }, name.span)?;
    Ok(())
}

/// Refuses a type that waits for its definition.
pub(super) fn check_defined(lookup: Lookup<'_>, type_: &Value, span: Span) -> Accepted<()> {
    let shell = type_.objects().find(|id| is_shell(lookup.catalog, *id));
    let Some(shell) = shell else { return Ok(()) };
    let message = format!("type \"{}\" is only a shell", lookup.visible_name(shell));
    Err(Refusal::undefined_object(span, message))
}

/// Tells whether a type waits for its definition.
pub(super) fn is_shell(catalog: &Catalog, id: ObjectId) -> bool {
    catalog.get(id).is_some_and(|object| object.is(&BASE)) && catalog.parts(id).next().is_none()
}

/// Makes the shell of a type that a function in C returns before anything else has spoken of it (`compute_return_type`
/// in PostgreSQL's `functioncmds.c`).
pub(super) fn announce(edit: &mut Edit<'_>, node: &SyntaxNode) -> Accepted<()> {
    let name = child(node, SyntaxKind::PATH_REF).map_or_else(|| Name::of(node), |it| Name::of(&it));
    let schema = edit.schema_for_new(&name)?;
    create(edit, schema, &name, None)
}

/// Returns the refusal of the first shell among types, where nothing can be one.
pub(super) fn refuse_shell<'v>(
    edit: &Edit<'_>,
    mut types: impl Iterator<Item = &'v Value>,
    what: &str,
    span: Span,
) -> Accepted<()> {
    let shell = types.find_map(|type_| type_.objects().find(|id| is_shell(edit.catalog(), *id)));
    let Some(shell) = shell else { return Ok(()) };
    let message = format!("{what} shell type {}", edit.lookup().visible_name(shell));
    Err(Refusal::invalid_function(span, message))
}

/// Returns the shell that is to be filled.
fn shell(edit: &Edit<'_>, schema: ObjectId, name: &Name) -> Accepted<ObjectId> {
    let found = edit.catalog().named(schema, Namespace::Type, &name.name);
    let Some(id) = found else {
        let message = format!("type \"{}\" does not exist", name.shown());
        return Err(Refusal::duplicate_object(name.span, message).with_hint(
            "Create the type as a shell type, then create its I/O functions, then do a full CREATE TYPE.",
        ));
    };
    if is_shell(edit.catalog(), id) {
        return Ok(id);
    }
    let message = format!("type \"{}\" already exists", name.name);
    Err(Refusal::duplicate_object(name.span, message))
}

fn read(edit: &Edit<'_>, option: &DefinitionOption) -> Accepted<(Attribute, Value)> {
    let value = match (option.name.as_str(), option.name_node()) {
        (name, Some(node)) if FUNCTIONS.contains(&name) => routine::mention(edit.lookup(), &node),
        ("like" | "element", _) => option.type_(edit.lookup())?,
        _ => option.flat(),
    };
    Ok((option.attribute(), value))
}
