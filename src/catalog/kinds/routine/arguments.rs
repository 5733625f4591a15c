//! The arguments of a routine: for the first, attributes "argument 1" (its type), "argument 1 name",
//! "argument 1 mode", "argument 1 default".
//!
//! Never in it: how arguments are printed.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::base_type;
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::types::input;
use crate::catalog::{Attribute, Object, Value, said_in, types};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};

/// Which way an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    In,
    Out,
    InOut,
    Variadic,
    /// A column of `RETURNS TABLE`.
    Table,
    /// An aggregate's argument after `ORDER BY`.
    Ordered,
}

/// The modes and the words that keep them; what goes in has none.
const MODES: &[(Mode, &str)] = &[
    (Mode::Out, "out"),
    (Mode::InOut, "inout"),
    (Mode::Variadic, "variadic"),
    (Mode::Table, "table"),
    (Mode::Ordered, "ordered"),
];

impl Mode {
    /// Tells whether a call gives the argument, so that its type tells routines apart.
    pub(crate) fn is_input(self) -> bool {
        !matches!(self, Mode::Out | Mode::Table)
    }

    /// Tells whether the argument is part of the result.
    pub(crate) fn is_output(self) -> bool {
        matches!(self, Mode::Out | Mode::InOut | Mode::Table)
    }

    fn of(word: &str) -> Mode {
        MODES.iter().find(|(_, known)| *known == word).map_or(Mode::In, |(mode, _)| *mode)
    }

    fn word(self) -> Option<&'static str> {
        MODES.iter().find(|(mode, _)| *mode == self).map(|(_, word)| *word)
    }
}

/// An argument, as an object's attributes say it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument<'a> {
    pub(crate) mode: Mode,
    pub(crate) name: Option<&'a str>,
    pub(crate) type_: &'a Value,
    pub(crate) default: Option<&'a Value>,
}

/// Returns the types of what a call gives, as the attributes of a routine to be say them: those of `$1`, `$2`, ….
pub(super) fn given(attributes: &[(Attribute, Value)]) -> Vec<Value> {
    let said = |what: &str| said_in(attributes, what);
    let arguments = (1..).map(|place| format!("argument {place}"));
    let arguments = arguments.map_while(|argument| Some((said(&argument)?, argument)));
    let is_given = |argument: &str| {
        let mode = said(&[argument, " mode"].concat()).and_then(Value::as_text);
        mode.map_or(Mode::In, Mode::of).is_input()
    };
    arguments.filter(|(_, argument)| is_given(argument)).map(|(type_, _)| type_.clone()).collect()
}

/// Returns the arguments of a routine, in order; the columns of `RETURNS TABLE` last.
pub(crate) fn arguments(object: &Object) -> Vec<Argument<'_>> {
    let mut arguments = Vec::new();
    loop {
        let argument = ["argument ", &(arguments.len() + 1).to_string()].concat();
        let Some(type_) = object.get(&argument) else { return arguments };
        let said = |what: &str| object.get(&[&argument, what].concat());
        let text = |what: &str| said(what).and_then(Value::as_text);
        arguments.push(Argument {
            mode: text(" mode").map_or(Mode::In, Mode::of),
            name: text(" name"),
            type_,
            default: said(" default"),
        });
    }
}

/// An argument as a statement writes it.
struct Parameter {
    mode: Mode,
    name: Option<String>,
    type_: Value,
    default: Option<Value>,
    node: SyntaxNode,
}

/// Reads the arguments of a `CREATE`, and the type of its result.
///
/// # Errors
///
/// `42P13` for what can't be together, `42704` for a type that is not there.
pub(super) fn read(
    edit: &mut Edit<'_>,
    statement: &SyntaxNode,
    language: &str,
) -> Accepted<Vec<(Attribute, Value)>> {
    let parameters = parameters(edit.lookup(), statement)?;
    check(&parameters)?;
    let mut attributes = attributes(&parameters);
    let result = child(statement, SyntaxKind::RET_TYPE);
    let type_ = result.as_ref().map(|result| returned(edit, result, language));
    let type_ = type_.transpose()?.flatten();
    if language == "sql" {
        let inputs = parameters.iter().map(|parameter| &parameter.type_);
        base_type::refuse_shell(edit, inputs, "SQL function cannot accept", span(statement))?;
        base_type::refuse_shell(edit, type_.iter(), "SQL function cannot return", span(statement))?;
    }
    check_is_determined(&parameters, type_.as_ref(), statement)?;
    if let (Some(result), Some(type_)) = (&result, type_) {
        check_result(edit.lookup(), &parameters, &type_, result)?;
        attributes.push(("returns".into(), types::without_modifiers(&type_)));
    }
    let is_function = statement.kind() == SyntaxKind::CREATE_FUNCTION;
    if is_function
        && result.is_none()
        && !parameters.iter().any(|parameter| parameter.mode.is_output())
    {
        let message = "function result type must be specified";
        return Err(Refusal::invalid_function(span(statement), message));
    }
    Ok(attributes)
}

/// Reads the type of a result; in C, one that is not there yet is announced by it.
fn returned(edit: &mut Edit<'_>, result: &SyntaxNode, language: &str) -> Accepted<Option<Value>> {
    let read = types::of(edit.lookup(), result);
    let path = child(result, SyntaxKind::PATH_TYPE);
    match (read, path) {
        (Err(refusal), Some(path))
            if refusal.sqlstate == SqlState::UndefinedObject
                && matches!(language, "c" | "internal") =>
        {
            base_type::announce(edit, &path)?;
            types::of(edit.lookup(), result)
        }
        (read, _) => read,
    }
}

/// Reads the arguments of an aggregate.
pub(crate) fn read_list(
    lookup: Lookup<'_>,
    statement: &SyntaxNode,
) -> Accepted<Vec<(Attribute, Value)>> {
    Ok(attributes(&parameters(lookup, statement)?))
}

fn attributes(parameters: &[Parameter]) -> Vec<(Attribute, Value)> {
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    for (place, parameter) in parameters.iter().enumerate() {
        let argument = format!("argument {}", place + 1);
        if let Some(word) = parameter.mode.word() {
            attributes.push((format!("{argument} mode").into(), Value::from(word)));
        }
        if let Some(name) = &parameter.name {
            attributes.push((format!("{argument} name").into(), Value::from(name.as_str())));
        }
        if let Some(default) = &parameter.default {
            attributes.push((format!("{argument} default").into(), default.clone()));
        }
        attributes.push((argument.into(), parameter.type_.clone()));
    }
    attributes
}

fn parameters(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<Vec<Parameter>> {
    let mut parameters = Vec::new();
    if let Some(list) = child(statement, SyntaxKind::PARAM_LIST) {
        for node in list.descendants() {
            if node.kind() == SyntaxKind::PARAM {
                parameters.push(parameter(lookup, node)?);
            }
        }
    }
    let columns = child(statement, SyntaxKind::RET_TYPE)
        .and_then(|result| child(&result, SyntaxKind::RETURN_TABLE_ARG_LIST));
    for node in columns.iter().flat_map(|list| list.children()) {
        let type_ = types::of(lookup, &node)?.unwrap_or_default();
        parameters.push(Parameter {
            mode: Mode::Table,
            name: child(&node, SyntaxKind::COLUMN_NAME).map(|name| names::identifier(&name)),
            type_: types::without_modifiers(&type_),
            default: None,
            node,
        });
    }
    Ok(parameters)
}

fn parameter(lookup: Lookup<'_>, node: SyntaxNode) -> Accepted<Parameter> {
    let type_ = types::of(lookup, &node).map_err(without_quotes)?.unwrap_or_default();
    if type_.as_text().is_some_and(|text| text.starts_with("SETOF ")) {
        let message = "functions cannot accept set arguments";
        return Err(Refusal::invalid_function(span(&node), message));
    }
    let default = child(&node, SyntaxKind::PARAM_DEFAULT).and_then(|default| default.last_child());
    let type_ = types::without_modifiers(&type_);
    let default = default.map(|default| read_default(lookup, &default, &type_)).transpose()?;
    Ok(Parameter {
        mode: mode(&node),
        name: child(&node, SyntaxKind::PARAM_NAME).map(|name| names::identifier(&name)),
        type_,
        default,
        node,
    })
}

fn read_default(lookup: Lookup<'_>, node: &SyntaxNode, type_: &Value) -> Accepted<Value> {
    let read = resolve::expression(lookup, node, &Scope::default())?;
    input::check_literal(lookup.catalog, type_, node)?;
    let written = read.value.clone();
    // A default of `NULL` is one all the same: the argument can be left out.
    Ok(resolve::coerced(lookup, read, type_).unwrap_or(written))
}

/// Returns the refusal of a type that is not there as PostgreSQL puts it for an argument: without quotes.
fn without_quotes(refusal: Refusal) -> Refusal {
    let name = refusal.message.strip_prefix("type \"").and_then(|rest| rest.split('"').next());
    let message = name.map(|name| format!("type {name} does not exist"));
    match message {
        Some(message) => refusal.with_message(message),
        None => refusal,
    }
}

fn mode(node: &SyntaxNode) -> Mode {
    if has(node, SyntaxKind::PARAM_VARIADIC) {
        return Mode::Variadic;
    }
    if node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::AGGREGATE_ORDER_BY) {
        return Mode::Ordered;
    }
    match child(node, SyntaxKind::PARAM_IN_OUT) {
        Some(_) => Mode::InOut,
        None if has(node, SyntaxKind::PARAM_OUT) => Mode::Out,
        // `IN OUT` may be read as `IN` with the rest behind it.
        None if has_token(node, SyntaxKind::OUT_KW) => Mode::InOut,
        None => Mode::In,
    }
}

/// Refuses arguments that can't be together (`interpret_function_parameter_list`).
fn check(parameters: &[Parameter]) -> Accepted<()> {
    let mut after_default = false;
    let mut after_variadic = false;
    for (place, parameter) in parameters.iter().enumerate() {
        let refuse =
            |message: String| Err(Refusal::invalid_function(span(&parameter.node), message));
        let is_input = parameter.mode.is_input();
        if is_input && after_variadic {
            return refuse("VARIADIC parameter must be the last input parameter".to_owned());
        }
        if parameter.mode == Mode::Variadic && !may_be_array(&parameter.type_) {
            return refuse("VARIADIC parameter must be an array".to_owned());
        }
        let is_alike = |other: &&Parameter| {
            other.name == parameter.name
                && (other.mode.is_input() == is_input
                    || other.mode.is_output() && parameter.mode.is_output())
        };
        if let Some(name) = &parameter.name
            && parameters.iter().take(place).any(|other| is_alike(&other))
        {
            return refuse(format!("parameter name \"{name}\" used more than once"));
        }
        if parameter.default.is_some() && !is_input {
            return refuse("only input parameters can have default values".to_owned());
        }
        if is_input && after_default && parameter.default.is_none() {
            let message = "input parameters after one with a default value must also have defaults";
            return refuse(message.to_owned());
        }
        after_default |= parameter.default.is_some();
        after_variadic |= parameter.mode == Mode::Variadic;
    }
    Ok(())
}

/// Tells whether a type is an array, or one that may stand for an array.
fn may_be_array(type_: &Value) -> bool {
    let may_stand =
        |text: &str| matches!(text, "anyarray" | "anycompatiblearray" | "\"any\"" | "any");
    types::is_array(type_) || type_.as_text().is_none_or(may_stand)
}

/// The types that stand for any type, in two families.
const POLYMORPHIC: &[&[&str]] = &[
    &["anyarray", "anyelement", "anyenum", "anymultirange", "anynonarray", "anyrange"],
    &[
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblemultirange",
        "anycompatiblenonarray",
        "anycompatiblerange",
    ],
];

fn family(type_: &Value) -> Option<usize> {
    let text = type_.as_text()?;
    let text = text.strip_prefix("SETOF ").unwrap_or(text);
    POLYMORPHIC.iter().position(|family| family.contains(&text))
}

/// Refuses a result that any type could be, where no argument tells which.
fn check_is_determined(
    parameters: &[Parameter],
    result: Option<&Value>,
    at: &SyntaxNode,
) -> Accepted<()> {
    let outputs = parameters.iter().filter(|parameter| parameter.mode.is_output());
    let outputs = outputs.map(|parameter| &parameter.type_).chain(result);
    let inputs: Vec<usize> = parameters
        .iter()
        .filter(|parameter| parameter.mode.is_input())
        .filter_map(|parameter| family(&parameter.type_))
        .collect();
    for output in outputs {
        if family(output).is_some_and(|family| !inputs.contains(&family)) {
            let message = "cannot determine result data type";
            return Err(Refusal::invalid_function(span(at), message));
        }
    }
    Ok(())
}

/// Refuses a result that is not that of the `OUT` arguments.
fn check_result(
    lookup: Lookup<'_>,
    parameters: &[Parameter],
    type_: &Value,
    node: &SyntaxNode,
) -> Accepted<()> {
    let outputs: Vec<&Parameter> =
        parameters.iter().filter(|parameter| parameter.mode.is_output()).collect();
    let expected = match outputs.as_slice() {
        [] => return Ok(()),
        [one] => one.type_.clone(),
        _ => Value::from("record"),
    };
    let given = types::signature_key(type_);
    let given = given.strip_prefix("SETOF ").unwrap_or(&given);
    if given == types::signature_key(&expected) {
        return Ok(());
    }
    let expected = super::super::data_type::shown(lookup, &expected);
    let message = format!("function result type must be {expected} because of OUT parameters");
    Err(Refusal::invalid_function(span(node), message))
}

/// Returns the types that a signature gives: those of all arguments, each with whether it goes in.
pub(super) fn signature_types(
    lookup: Lookup<'_>,
    signature: &SyntaxNode,
) -> Accepted<Option<Vec<(bool, Value)>>> {
    let Some(list) = child(signature, SyntaxKind::PARAM_LIST) else { return Ok(None) };
    let nodes = list.descendants().filter(|node| node.kind() == SyntaxKind::PARAM);
    let types: Accepted<Vec<(bool, Value)>> = nodes
        .map(|node| {
            let type_ = types::of(lookup, &node)?.unwrap_or_default();
            Ok((mode(&node).is_input(), types::without_modifiers(&type_)))
        })
        .collect();
    types.map(Some)
}

/// Returns the type of a routine's result, as `pg_proc` keeps it.
pub(super) fn result(object: &Object) -> Value {
    let arguments = arguments(object);
    let outputs: Vec<&Argument<'_>> =
        arguments.iter().filter(|argument| argument.mode.is_output()).collect();
    let mut result = Value::default();
    if outputs.iter().any(|argument| argument.mode == Mode::Table) {
        result.push_text("SETOF ");
    }
    match (object.get("returns"), outputs.as_slice()) {
        (Some(returns), _) => result.push(returns),
        (None, []) => {}
        (None, [one]) => result.push(one.type_),
        (None, _) => result.push_text("record"),
    }
    result
}
