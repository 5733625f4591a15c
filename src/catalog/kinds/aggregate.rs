//! Aggregates: an attribute "option sfunc" for each option of the definition.

use super::definition::{self, DefinitionOption};
use super::{Kind, PLAIN, base_type, data_type, operator, routine};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::{built_in, input};
use crate::catalog::{Attribute, Object, Value};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

pub(crate) static AGGREGATE: Kind = Kind {
    name: "aggregate",
    object_type: DdlObjectType::Aggregate,
    grantable: Some(&super::routine::FUNCTION_PRIVILEGES),
    namespaces: &[Namespace::Routine],
    own_keys: Some(routine::keys),
    statements: &[(SyntaxKind::CREATE_AGGREGATE, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_AGGREGATE,
        SyntaxKind::DROP_AGGREGATE,
        SyntaxKind::OBJECT_AGGREGATE,
    ],
    names: &[SyntaxKind::AGGREGATE],
    find: routine::find,
    alter: routine::alter,
    tie: routine::tie,
    print,
    description: routine::description,
    designation: |catalog, aggregate| {
        designation(catalog, aggregate, routine::printed_arguments(catalog, aggregate))
    },
    ..PLAIN
};

/// The options that name a function.
const FUNCTIONS: &[&str] = &[
    "sfunc",
    "finalfunc",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "msfunc",
    "minvfunc",
    "mfinalfunc",
];

/// The old names of options.
const OLD_NAMES: &[(&str, &str)] =
    &[("sfunc1", "sfunc"), ("stype1", "stype"), ("initcond1", "initcond")];

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::AGGREGATE_NAME) else { return Ok(()) };
    let name = Name::of(&name);
    let schema = edit.schema_for_new(&name)?;
    let options = definition::options(statement);
    let mut attributes = arguments(edit.lookup(), statement, &options)?;
    let is_ordered = |argument: &str| {
        let mode = attributes.iter().find(|(name, _)| name.strip_suffix(" mode") == Some(argument));
        mode.is_some_and(|(_, mode)| mode.as_text() == Some("ordered"))
    };
    let all = || attributes.iter().filter(|(attribute, _)| is_argument(attribute));
    // With an order, only what is ordered is given one by one.
    let has_order = all().any(|(argument, _)| is_ordered(argument));
    let inputs = all().filter(|(argument, _)| !has_order || is_ordered(argument));
    let inputs: Vec<Value> = inputs.map(|(_, type_)| type_.clone()).collect();
    check_is_complete(&options, statement)?;
    base_type::refuse_shell(edit, inputs.iter(), "aggregate cannot accept", span(statement))?;
    attributes.extend(read(edit.lookup(), &options, &inputs, has_order)?);
    let may_replace = has(statement, SyntaxKind::OR_REPLACE);
    routine::put(edit, &AGGREGATE, schema, &name, attributes, may_replace)
}

/// Tells whether an attribute says the type of an argument: "argument 1".
fn is_argument(attribute: &str) -> bool {
    let number = attribute.strip_prefix("argument ");
    number.is_some_and(|number| number.parse::<u32>().is_ok())
}

/// Returns the arguments; in the old style, an option says the only one.
fn arguments(
    lookup: Lookup<'_>,
    statement: &SyntaxNode,
    options: &[DefinitionOption],
) -> Accepted<Vec<(Attribute, Value)>> {
    let base = options.iter().find(|option| option.name == "basetype");
    match base {
        Some(base) if !has(statement, SyntaxKind::PARAM_LIST) => {
            let type_ = base.type_(lookup)?;
            let is_any =
                type_.as_text().is_some_and(|text| text.trim_matches(['\'', '"']) == "ANY");
            let is_any =
                is_any || base.text().trim_matches(['\'', '"']).eq_ignore_ascii_case("any");
            Ok(if is_any { Vec::new() } else { vec![("argument 1".into(), type_)] })
        }
        _ => routine::read_list(lookup, statement),
    }
}

/// Refuses options that need others (`DefineAggregate` in PostgreSQL's `aggregatecmds.c`).
fn check_is_complete(options: &[DefinitionOption], statement: &SyntaxNode) -> Accepted<()> {
    let given = |name: &str| options.iter().any(|option| current_name(&option.name) == name);
    let is_moving = given("mstype");
    let missing = ["stype", "sfunc"].into_iter().find(|needed| !given(needed));
    let moving = ["msfunc", "minvfunc", "mfinalfunc", "msspace", "minitcond"].into_iter();
    let lonely = moving.clone().find(|option| !is_moving && given(option));
    let unmoved = moving.take(2).find(|needed| is_moving && !given(needed));
    let has_list = has(statement, SyntaxKind::PARAM_LIST);
    let message = match (missing, unmoved, lonely) {
        (Some(needed), ..) => format!("aggregate {needed} must be specified"),
        (_, Some(needed), _) => {
            format!("aggregate {needed} must be specified when mstype is specified")
        }
        (.., Some(option)) => format!("aggregate {option} must not be specified without mstype"),
        _ if !has_list && !given("basetype") => "aggregate input type must be specified".to_owned(),
        _ if given("serialfunc") != given("deserialfunc") => {
            "must specify both or neither of serialization and deserialization functions".to_owned()
        }
        _ => return Ok(()),
    };
    Err(Refusal::invalid_function(span(statement), message))
}

fn current_name(name: &str) -> &str {
    OLD_NAMES.iter().find(|(old, _)| *old == name).map_or(name, |(_, new)| new)
}

fn read(
    lookup: Lookup<'_>,
    options: &[DefinitionOption],
    inputs: &[Value],
    has_order: bool,
) -> Accepted<Vec<(Attribute, Value)>> {
    let state = options.iter().find(|option| current_name(&option.name) == "stype");
    let state = state.map(|option| option.type_(lookup)).transpose()?.unwrap_or_default();
    let step: Vec<&Value> = std::iter::once(&state).chain(inputs).collect();
    // What is not ordered is an argument of the last function's besides.
    let takes_more = has_order || options.iter().any(|option| option.name == "finalfunc_extra");
    let mut attributes = Vec::new();
    for option in options.iter().filter(|option| option.name != "basetype") {
        let name = current_name(&option.name);
        let value = match option.name_node() {
            _ if matches!(name, "stype" | "mstype") => option.type_(lookup)?,
            Some(node) if name == "sfunc" => {
                let function = routine::needed(lookup, &node, &step)?;
                check_step(lookup, &function, &state, &node)?;
                function
            }
            Some(node) if name == "combinefunc" => {
                routine::needed(lookup, &node, &[&state, &state])?
            }
            Some(node) if name == "finalfunc" && !takes_more => {
                routine::needed(lookup, &node, &[&state])?
            }
            Some(node) if FUNCTIONS.contains(&name) => {
                routine::mention_with(lookup, &node, &[&state])
            }
            _ if option.value.is_none() => Value::flag(),
            _ if name == "sortop" => sort_operator(lookup, option, inputs),
            _ => Value::from(option.text()),
        };
        let text = option.text();
        let first = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
        if let Some(text) = first.filter(|_| name == "initcond") {
            let place = option.value.as_ref().map(span).unwrap_or_default();
            input::check(lookup.catalog, &state, &text.replace("''", "'"), place)?;
        }
        attributes.push((format!("option {name}").into(), value));
    }
    Ok(attributes)
}

/// Returns the mention of the operator that an aggregate's result comes first by.
fn sort_operator(lookup: Lookup<'_>, option: &DefinitionOption, inputs: &[Value]) -> Value {
    let (Some(node), [input]) = (&option.value, inputs) else { return option.flat() };
    let operator = operator::mention(lookup, node, input, input);
    if operator.as_text().is_some() {
        return option.flat();
    }
    let mut value = Value::from("OPERATOR(");
    value.push(&operator);
    value.push_text(")");
    value
}

/// Refuses a step that gives something else than the next state.
fn check_step(
    lookup: Lookup<'_>,
    function: &Value,
    state: &Value,
    node: &SyntaxNode,
) -> Accepted<()> {
    let own = function.objects().next().and_then(|id| lookup.catalog.get(id));
    let returned = own.and_then(|function| function.get("returns"));
    let is_open = |type_: &Value| type_.as_text().is_some_and(built_in::is_pseudo_type);
    if returned.is_none_or(|returned| returned == state || is_open(returned) || is_open(state)) {
        return Ok(());
    }
    let name = Name::of(node);
    let (shown, state) = (name.shown(), data_type::shown(lookup, state));
    let message = format!("return type of transition function {shown} is not {state}");
    Err(Refusal::type_mismatch(name.span, message))
}

fn print(catalog: &Catalog, aggregate: &Object) -> Printed {
    let name = designation(catalog, aggregate, routine::printed_arguments(catalog, aggregate));
    Printed::one(format!("CREATE {name} {}", definition::printed(catalog, aggregate)))
}

/// Returns how statements name an aggregate; its list of arguments is `*` where there are none.
fn designation(catalog: &Catalog, aggregate: &Object, arguments: String) -> String {
    let arguments = if arguments.is_empty() { "*".to_owned() } else { arguments };
    format!("AGGREGATE {}({arguments})", catalog.qualified_name(aggregate.id))
}
