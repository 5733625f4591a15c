//! Operators: told apart by the types of their sides; an attribute "option function" for each option.

use super::definition::{self, DefinitionOption};
use super::{Kind, PLAIN, Purpose, data_type, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in, types};
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
pub(crate) fn name(node: &SyntaxNode) -> Name {
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
    let options = definition::options(statement);
    for option in &options {
        match option.name.as_str() {
            "leftarg" => attributes.push(("left".into(), option.type_(edit.lookup())?)),
            "rightarg" => attributes.push(("right".into(), option.type_(edit.lookup())?)),
            "function" | "procedure" => function = option.name_node(),
            _ => attributes.push((option.attribute(), said(edit.catalog(), parent, option))),
        }
    }
    let Some(function) = function else {
        let message = "operator function must be specified";
        return Err(Refusal::invalid_function(span(statement), message));
    };
    let side = |side: &str| said_in(&attributes, side);
    let (left, right) = (side("left"), side("right"));
    let refuse = |message: &str| Err(Refusal::invalid_function(span(statement), message));
    let sides: Vec<&Value> = left.into_iter().chain(right).collect();
    let is_set = |side: &&Value| types::one_of(side) != **side;
    match right {
        _ if sides.iter().any(is_set) => {
            return refuse("SETOF type not allowed for operator argument");
        }
        None if left.is_none() => return refuse("operator argument types must be specified"),
        None => return refuse("operator right argument type must be specified"),
        Some(_) => {}
    }
    let function = routine::needed(edit.lookup(), &function, &sides)?;
    check_estimators(edit.lookup(), &options)?;
    let own = function.objects().next().and_then(|id| edit.get(id));
    let is_boolean = own
        .and_then(|function| function.get("returns"))
        .is_none_or(|type_| type_.as_text() == Some("boolean"));
    if let Some(fault) = fault(&options, left.is_some(), is_boolean) {
        return refuse(&fault);
    }
    let key = key(parent, &name.name, left, right);
    let is_free = edit.catalog().named(parent, OPERATOR_NAMES, &key.name).is_none();
    let is_own_negator = options
        .iter()
        .any(|option| option.name == "negator" && option.text() == name.name && left == right);
    if is_free && is_own_negator {
        return refuse("operator cannot be its own negator");
    }
    attributes.push(("option function".into(), function));
    edit.create(New { kind: &OPERATOR, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// Returns what an option says: another operator by its symbols alone where it is to be in the same schema.
fn said(catalog: &Catalog, schema: ObjectId, option: &DefinitionOption) -> Value {
    let Some(node) = option.value.as_ref().filter(|_| is_mate(&option.name)) else {
        return option.flat();
    };
    let Name { schema: other, name, .. } = name(node);
    let is_own = |other: &str| catalog.get(schema).is_some_and(|schema| *schema.name == *other);
    match other.filter(|other| !is_own(other)) {
        Some(other) => Value::from(format!("OPERATOR({}.{name})", quote(&other))),
        None => Value::from(name),
    }
}

/// Tells whether an option gives another operator.
fn is_mate(option: &str) -> bool {
    matches!(option, "commutator" | "negator")
}

/// Refuses estimators that are no functions of theirs (`ValidateRestrictionEstimator` and `ValidateJoinEstimator` in
/// PostgreSQL's `operatorcmds.c`).
fn check_estimators(lookup: Lookup<'_>, options: &[DefinitionOption]) -> Accepted<()> {
    const RESTRICT: &[&str] = &["internal", "oid", "internal", "integer"];
    const JOIN: &[&str] = &["internal", "oid", "internal", "smallint", "internal"];
    for option in options.iter().filter(|option| !option.text().eq_ignore_ascii_case("none")) {
        let types = match option.name.as_str() {
            "restrict" => RESTRICT,
            "join" => JOIN,
            _ => continue,
        };
        let types: Vec<Value> = types.iter().map(|name| Value::from(*name)).collect();
        let Some(function) = option.name_node() else { continue };
        routine::needed(lookup, &function, &types.iter().collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Tells which option an operator can't have (`OperatorValidateParams` in PostgreSQL's `pg_operator.c`).
fn fault(options: &[DefinitionOption], is_binary: bool, is_boolean: bool) -> Option<String> {
    const NEEDS: &[(&str, &str, bool, bool)] = &[
        ("commutator", "can have commutators", true, false),
        ("negator", "can have negators", false, true),
        ("restrict", "can have restriction selectivity", false, true),
        ("join", "can have join selectivity", true, true),
        ("merges", "can merge join", true, true),
        ("hashes", "can hash", true, true),
    ];
    let given = |word: &str| options.iter().any(|option| option.name == word);
    let unary = NEEDS.iter().filter(|need| !is_binary && need.2).map(|need| ("binary", need));
    let other = NEEDS.iter().filter(|need| !is_boolean && need.3).map(|need| ("boolean", need));
    let (which, need) = unary.chain(other).find(|(_, need)| given(need.0))?;
    Some(format!("only {which} operators {}", need.1))
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
    let mut is_postfix = false;
    for type_ in around.iter().flat_map(|around| around.children()).filter(is_type) {
        is_postfix = written(&type_).trim().eq_ignore_ascii_case("none");
        if !is_postfix {
            sides.push(types::read(lookup, &type_)?);
        }
    }
    if is_postfix {
        return Err(Refusal::syntax(span(target), "postfix operators are not supported"));
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
    let options = definition::options(action);
    check_estimators(edit.lookup(), &options)?;
    for option in options {
        let message = match option.name.as_str() {
            "restrict" | "join" | "commutator" | "negator" | "merges" | "hashes" => None,
            "leftarg" | "rightarg" | "function" | "procedure" => Some("cannot be changed"),
            _ => Some("not recognized"),
        };
        if let Some(message) = message {
            let message = format!("operator attribute \"{}\" {message}", option.name);
            return Err(Refusal::syntax(span(action), message));
        }
        let is_none = option.text().eq_ignore_ascii_case("none");
        let schema = edit.catalog().schema_of(id);
        let value = (!is_none).then(|| said(edit.catalog(), schema, &option));
        edit.set(id, option.attribute(), value);
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
            _ if is_mate(option) => {
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
