//! Operator classes: told apart by the access method; the definition is one value.

use super::operator_family::{self, FAMILY_NAMES, description, designation, find};
use super::{Kind, PLAIN, Tie, index, operator, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value, types};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has_token, written};
use crate::sql::types::is_type;

pub(crate) static OPERATOR_CLASS: Kind = Kind {
    name: "operator class",
    object_type: DdlObjectType::OperatorClass,
    namespaces: &[CLASS_NAMES],
    own_keys: Some(|object, schema| vec![operator_family::key(object, schema, CLASS_NAMES)]),
    statements: &[(SyntaxKind::CREATE_OPERATOR_CLASS, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_OPERATOR_CLASS,
        SyntaxKind::DROP_OPERATOR_CLASS,
        SyntaxKind::OBJECT_OPERATOR_CLASS,
    ],
    names: &[SyntaxKind::OP_CLASS_REF],
    find,
    tie: |_, _, attribute, _| if attribute == "family" { Tie::Belongs } else { Tie::Uses },
    print,
    description,
    designation,
    ..PLAIN
};

const CLASS_NAMES: Namespace = Namespace::InSchema("operator class");

/// Returns the operator class of a name for an access method, if one was made.
pub(crate) fn named(lookup: Lookup<'_>, name: &Name, method: &str) -> Option<ObjectId> {
    let name = Name { name: operator_family::key_name(&name.name, method), ..name.clone() };
    lookup.find(CLASS_NAMES, &name).object()
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::OP_CLASS_NAME) else { return Ok(()) };
    let (name, method) = (Name::of(&node), operator_family::method(statement));
    let parent = edit.schema_for_new(&name)?;
    index::check_method(edit.catalog(), &method, name.span)?;
    let type_ = types::of(edit.lookup(), statement)?.unwrap_or_default();
    operator_family::check_is_free(edit, parent, CLASS_NAMES, &name.name, &method, name.span)?;
    let list = child(statement, SyntaxKind::OPERATOR_CLASS_OPTION_LIST);
    let items = definition(edit.lookup(), list.as_ref(), &type_)?;
    let family = family(edit, statement, parent, &name, &method)?;
    let mut attributes = vec![
        ("method".into(), Value::from(method)),
        ("type".into(), type_),
        ("family".into(), family),
        ("definition".into(), items),
    ];
    if has_token(statement, SyntaxKind::DEFAULT_KW) {
        attributes.push(("default".into(), Value::flag()));
    }
    edit.create(New { kind: &OPERATOR_CLASS, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// Returns the mention of the family: the one that is named, or the one of the class's name, made if need be.
fn family(
    edit: &mut Edit<'_>,
    statement: &SyntaxNode,
    schema: ObjectId,
    class: &Name,
    method: &str,
) -> Accepted<Value> {
    let clause = child(statement, SyntaxKind::OPERATOR_FAMILY_CLAUSE);
    if let Some(node) = clause.and_then(|clause| clause.first_child()) {
        let name = Name::of(&node);
        let found = operator_family::named(edit.lookup(), FAMILY_NAMES, &name, method);
        return Ok(match found {
            Some(id) => Value::name(id, Form::Qualified),
            None => Value::from(written(&node)),
        });
    }
    let key = format!("{} USING {method}", class.name);
    let id = match edit.catalog().named(schema, FAMILY_NAMES, &key) {
        Some(id) => id,
        None => operator_family::make(edit, schema, &class.name, method, class.span)?,
    };
    Ok(Value::name(id, Form::Qualified))
}

/// Reads the operators, functions and the storage type of a class.
fn definition(lookup: Lookup<'_>, list: Option<&SyntaxNode>, type_: &Value) -> Accepted<Value> {
    let mut value = Value::default();
    for item in list.into_iter().flat_map(|list| list.children()) {
        if !value.pieces().is_empty() {
            value.push_text(", ");
        }
        value.push(&read_item(lookup, &item, type_)?);
    }
    Ok(value)
}

/// Copies an item with references in the place of names.
fn read_item(lookup: Lookup<'_>, item: &SyntaxNode, type_: &Value) -> Accepted<Value> {
    let mut value = Value::default();
    for element in item.children_with_tokens() {
        let Some(node) = element.as_node() else {
            value.push_text(if element.kind().is_trivia() { " " } else { "" });
            if let Some(token) = element.as_token().filter(|token| !token.kind().is_trivia()) {
                value.push_text(token.text());
            }
            continue;
        };
        match node.kind() {
            SyntaxKind::OP => value.push(&operator::mention(lookup, node, type_, type_)),
            SyntaxKind::FUNCTION_SIG => value.push(&function(lookup, node)?),
            _ if is_type(node) => value.push(&types::read(lookup, node)?),
            _ => value.push_text(&written(node)),
        }
    }
    Ok(value)
}

/// Returns the mention of a function with its arguments.
fn function(lookup: Lookup<'_>, signature: &SyntaxNode) -> Accepted<Value> {
    let mut inputs = Vec::new();
    let list = child(signature, SyntaxKind::PARAM_LIST);
    for parameter in list.iter().flat_map(|list| list.children()) {
        inputs.extend(types::of(lookup, &parameter)?);
    }
    let Some(name) = signature.first_child() else { return Err(no_name(signature)) };
    let mut value = routine::mention_with(lookup, &name, &inputs.iter().collect::<Vec<_>>());
    value.push_text("(");
    for (place, input) in inputs.iter().enumerate() {
        value.push_text(if place == 0 { "" } else { ", " });
        value.push(input);
    }
    value.push_text(")");
    Ok(value)
}

fn no_name(node: &SyntaxNode) -> Refusal {
    Refusal::syntax(crate::sql::tree::span(node), "a function has to be named")
}

fn print(catalog: &Catalog, class: &Object) -> Printed {
    let get = |attribute: &str| class.get(attribute).map(|value| value.to_sql(catalog));
    let get = |attribute: &str| get(attribute).unwrap_or_default();
    Printed::one(format!(
        "CREATE OPERATOR CLASS {}{} FOR TYPE {} USING {} FAMILY {} AS {}",
        catalog.qualified_name(class.id),
        if class.has("default") { " DEFAULT" } else { "" },
        get("type"),
        quote(class.text("method").unwrap_or_default()),
        get("family"),
        get("definition")
    ))
}
