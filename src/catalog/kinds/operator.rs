//! Operators: told apart by the types of their sides; an attribute "option function" for each option.

use super::{Kind, PLAIN, Purpose, data_type, definition, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value, types};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span, written};
use crate::sql::types::is_type;

pub(crate) static OPERATOR: Kind = Kind {
    name: "operator",
    object_type: DdlObjectType::Operator,
    namespaces: &[OPERATOR_NAMES],
    own_keys: Some(|object, schema| {
        let side = |side: &str| object.get(side);
        vec![key(schema, &object.name, side("left"), side("right"))]
    }),
    taken: |span, _, name, _| {
        Refusal::duplicate_function(span, format!("operator {name} already exists"))
    },
    statements: &[(SyntaxKind::CREATE_OPERATOR, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_OPERATOR,
        SyntaxKind::DROP_OPERATOR,
        SyntaxKind::OBJECT_OPERATOR,
    ],
    names: &[SyntaxKind::OP_SIG, SyntaxKind::OP],
    find,
    alter,
    print,
    description: |lookup, object| format!("operator {}", shown(lookup, object)),
    designation: |catalog, object| {
        let side = |side: &str| object.get(side).map(|type_| type_.to_sql(catalog));
        let side = |name: &str| side(name).unwrap_or_else(|| "NONE".to_owned());
        format!("OPERATOR {} ({}, {})", qualified(catalog, object), side("left"), side("right"))
    },
    ..PLAIN
};

pub(crate) const OPERATOR_NAMES: Namespace = Namespace::InSchema("operator");

fn key(schema: ObjectId, name: &str, left: Option<&Value>, right: Option<&Value>) -> NameKey {
    let side = |type_: Option<&Value>| type_.map(types::signature_key).unwrap_or_default();
    NameKey::new(schema, OPERATOR_NAMES, &format!("{name}({},{})", side(left), side(right)))
}

/// Returns an operator's name: its symbols, and its schema where one is given.
pub(super) fn name(node: &SyntaxNode) -> Name {
    let path = node.descendants().find(|inner| inner.kind() == SyntaxKind::PATH_REF);
    let text = written(node);
    let symbols = match &path {
        Some(path) => text.replacen(&written(path), "", 1),
        None => text,
    };
    let is_symbol = |c: &char| "+-*/<>=~!@#%^&|`?".contains(*c);
    let name: String = symbols.chars().filter(is_symbol).collect();
    let name = if name == "!=" { "<>".to_owned() } else { name };
    Name { schema: path.and_then(|path| names::path(&path).pop()), name, span: span(node) }
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::OP) else { return Ok(()) };
    let name = name(&node);
    let parent = edit.schema_for_new(&name)?;
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    let mut function = None;
    for option in definition::options(statement) {
        match option.name.as_str() {
            "leftarg" => attributes.push(("left".into(), option.type_(edit.lookup())?)),
            "rightarg" => attributes.push(("right".into(), option.type_(edit.lookup())?)),
            "function" | "procedure" => function = option.name_node(),
            _ => attributes.push((option.attribute(), option.flat())),
        }
    }
    let Some(function) = function else {
        let message = "operator function must be specified";
        return Err(Refusal::invalid_function(span(statement), message));
    };
    let side =
        |side: &str| attributes.iter().find(|(name, _)| name == side).map(|(_, type_)| type_);
    if side("right").is_none() {
        let message = "operator right argument type must be specified";
        return Err(Refusal::invalid_function(span(statement), message));
    }
    let sides: Vec<&Value> = side("left").into_iter().chain(side("right")).collect();
    let function = routine::needed(edit.lookup(), &function, &sides)?;
    attributes.push(("option function".into(), function));
    edit.create(New { kind: &OPERATOR, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// Returns the operator of a name and the types of its sides.
pub(crate) fn with_sides(
    lookup: Lookup<'_>,
    name: &Name,
    left: Option<&Value>,
    right: Option<&Value>,
) -> Option<ObjectId> {
    let start = format!("{}(", name.name);
    lookup.schemas(name).into_iter().find_map(|schema| {
        // Few schemas have any operator of the name.
        lookup.catalog.named_from(schema, OPERATOR_NAMES, &start).next()?;
        let key = key(schema, &name.name, left, right);
        lookup.catalog.named(schema, OPERATOR_NAMES, &key.name)
    })
}

fn find(
    lookup: Lookup<'_>,
    _: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    // A comment names the operator and its sides side by side.
    let (op, around) = match target.kind() {
        SyntaxKind::OP => (Some(target.clone()), target.parent()),
        _ => (child(target, SyntaxKind::OP), Some(target.clone())),
    };
    let name = name(&op.unwrap_or_else(|| target.clone()));
    let mut sides: Vec<Value> = Vec::new();
    for type_ in around.iter().flat_map(|around| around.children()).filter(is_type) {
        sides.push(types::read(lookup, &type_)?);
    }
    let right = sides.pop();
    let left = sides.pop();
    with_sides(lookup, &name, left.as_ref(), right.as_ref()).ok_or_else(|| {
        let side =
            |side: &Option<Value>| side.as_ref().map(|type_| data_type::shown(lookup, type_));
        let left = side(&left).map(|left| left + " ").unwrap_or_default();
        let right = side(&right).unwrap_or_default();
        let message = format!("operator does not exist: {left}{} {right}", name.shown());
        Refusal::undefined_function(name.span, message)
    })
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if action.kind() != SyntaxKind::SET_OPTIONS {
        return Ok(false);
    }
    for option in definition::options(action) {
        let is_none = option.text().eq_ignore_ascii_case("none");
        edit.set(id, option.attribute(), (!is_none).then(|| option.flat()));
    }
    Ok(true)
}

fn qualified(catalog: &Catalog, operator: &Object) -> String {
    let schema = catalog.get(catalog.schema_of(operator.id)).map(|schema| quote(&schema.name));
    format!("{}.{}", schema.unwrap_or_default(), operator.name)
}

/// Returns an operator as messages write it (`format_operator`).
fn shown(lookup: Lookup<'_>, operator: &Object) -> String {
    let side = |side: &str| operator.get(side).map(|type_| data_type::shown(lookup, type_));
    let side = |name: &str| side(name).unwrap_or_else(|| "NONE".to_owned());
    let name = Name::bare(&*operator.name, crate::catalog::session::NOWHERE);
    let seen = with_sides(lookup, &name, operator.get("left"), operator.get("right"));
    let name = match seen == Some(operator.id) {
        true => operator.name.to_string(),
        false => qualified(lookup.catalog, operator),
    };
    format!("{name}({},{})", side("left"), side("right"))
}

fn print(catalog: &Catalog, operator: &Object) -> Printed {
    let mut options: Vec<String> = [("left", "leftarg"), ("right", "rightarg")]
        .iter()
        .filter_map(|(side, option)| {
            Some(format!("{option} = {}", operator.get(side)?.to_sql(catalog)))
        })
        .collect();
    for (attribute, value) in &operator.attributes {
        let Some(option) = attribute.strip_prefix("option ") else { continue };
        options.extend(match option {
            "commutator" | "negator" => {
                other(catalog, operator, value).map(|other| format!("{option} = {other}"))
            }
            _ if *value == Value::flag() => Some(option.to_owned()),
            _ => Some(format!("{option} = {}", value.to_sql(catalog))),
        });
    }
    let name = qualified(catalog, operator);
    Printed::one(format!("CREATE OPERATOR {name} ({})", options.join(", ")))
}

/// Returns the mention of another operator, which is there or was to be: in the same schema, unless it says which.
/// One that is gone is not made up again.
fn other(catalog: &Catalog, operator: &Object, value: &Value) -> Option<String> {
    let written = value.as_text()?;
    if written.contains('(') {
        return Some(written.to_owned());
    }
    let start = format!("{written}(");
    let schema = catalog.schema_of(operator.id);
    catalog.named_from(schema, OPERATOR_NAMES, &start).next()?;
    let schema = catalog.get(schema)?;
    Some(format!("OPERATOR({}.{written})", quote(&schema.name)))
}

/// Writes the mention of an operator with these sides, which an operator class makes.
pub(super) fn mention(lookup: Lookup<'_>, node: &SyntaxNode, left: &Value, right: &Value) -> Value {
    let name = name(node);
    let own = with_sides(lookup, &name, Some(left), Some(right));
    let own = own.and_then(|id| lookup.catalog.get(id));
    let Some(own) = own else { return Value::from(written(node)) };
    let mut value = Value::name(own.id, Form::Silent);
    value.push_name(own.parent, Form::Bare);
    value.push_text(&format!(".{}", own.name));
    value
}
