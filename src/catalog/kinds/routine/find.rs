//! The routine that a statement names, with or without its arguments.
//!
//! The rules and the words are those of PostgreSQL's `LookupFuncWithArgs`. Never in it: which routine a call in an
//! expression means.

use super::arguments::{arguments, signature_types};
use super::print::types_shown;
use super::{key_name, quoted};
use crate::catalog::kinds::{Kind, Purpose, extension};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::{built_in, casts};
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};

/// What a statement calls a routine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    Function,
    Procedure,
    Aggregate,
    Routine,
}

impl Called {
    fn of(target: &SyntaxNode, kind: &Kind) -> Called {
        match (target.kind(), kind.object_type) {
            (SyntaxKind::ROUTINE_SIG, _) => Called::Routine,
            (_, DdlObjectType::Procedure) => Called::Procedure,
            (_, DdlObjectType::Aggregate) => Called::Aggregate,
            _ => Called::Function,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Called::Function => "function",
            Called::Procedure => "procedure",
            Called::Aggregate => "aggregate",
            Called::Routine => "routine",
        }
    }

    /// Returns the word for one that is not there: a routine is called a function then.
    fn missing_word(self) -> &'static str {
        if self == Called::Routine { "function" } else { self.word() }
    }

    /// Tells whether a routine is looked for under this word.
    fn covers(self, object: &Object) -> bool {
        let is_procedure = object.kind.object_type == DdlObjectType::Procedure;
        match self {
            Called::Function | Called::Aggregate => !is_procedure,
            Called::Procedure => is_procedure,
            Called::Routine => true,
        }
    }
}

/// Finds the routine that a statement names.
///
/// # Errors
///
/// `42883` if there is none, `42725` if several have the name and no arguments are given, `42809` if it is of another
/// kind.
pub(crate) fn find(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let called = Called::of(target, kind);
    let name = Name::of(target);
    if let Some(schema) = &name.schema
        && !name.is_built_in()
    {
        lookup.existing_schema(schema, name.span)?;
    }
    let found = match signature_types(lookup, target)? {
        Some(types) => with_arguments(lookup, called, &name, &types)?,
        None => by_name(lookup, called, &name)?,
    };
    check_kind(lookup, called, found, purpose, &name)?;
    // The name is followed by its arguments.
    let place = target.first_child().map_or(name.span, |path| span(&path));
    lookup.note(place, found.id);
    Ok(found.id)
}

fn with_arguments<'a>(
    lookup: Lookup<'a>,
    called: Called,
    name: &Name,
    types: &[(bool, Value)],
) -> Accepted<&'a Object> {
    let inputs: Vec<&Value> =
        types.iter().filter(|(is_input, _)| *is_input).map(|(_, type_)| type_).collect();
    if let Some(found) = exact(lookup, name, &inputs) {
        return Ok(found);
    }
    // A procedure's OUT arguments may be listed too.
    let all: Vec<&Value> = types.iter().map(|(_, type_)| type_).collect();
    if let Some(found) = by_all_arguments(lookup, called, name, &all) {
        return Ok(found);
    }
    let word = called.missing_word();
    let arguments = match (called, inputs.is_empty()) {
        (Called::Aggregate, true) => "*".to_owned(),
        _ => types_shown(lookup, inputs.into_iter(), ", "),
    };
    let message = format!("{word} {}({arguments}) does not exist", name.shown());
    Err(Refusal::undefined_function(name.span, message))
}

/// Returns the routine with just these input arguments, in the first schema that has one.
fn exact<'a>(lookup: Lookup<'a>, name: &Name, inputs: &[&Value]) -> Option<&'a Object> {
    let key = key_name(&name.name, inputs);
    lookup
        .schemas(name)
        .into_iter()
        .find_map(|schema| lookup.catalog.named(schema, Namespace::Routine, &key))
        .and_then(|id| lookup.catalog.get(id))
}

fn by_all_arguments<'a>(
    lookup: Lookup<'a>,
    called: Called,
    name: &Name,
    types: &[&Value],
) -> Option<&'a Object> {
    if !matches!(called, Called::Procedure | Called::Routine) {
        return None;
    }
    let candidates = candidates(lookup, name).into_iter();
    candidates.filter(|object| Called::Procedure.covers(object)).find(|object| {
        let own: Vec<&Value> = arguments(object).iter().map(|argument| argument.type_).collect();
        key_name("", &own) == key_name("", types)
    })
}

/// Returns the routines that a call by a name may mean.
pub(super) fn named<'a>(lookup: Lookup<'a>, name: &Name) -> Vec<&'a Object> {
    if name.name.is_empty() { Vec::new() } else { candidates(lookup, name) }
}

/// Returns the routines of a name; of those with the same arguments, the first of the search path.
fn candidates<'a>(lookup: Lookup<'a>, name: &Name) -> Vec<&'a Object> {
    let start = format!("{}(", name.name);
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for schema in lookup.schemas(name) {
        for id in lookup.catalog.named_from(schema, Namespace::Routine, &start) {
            let Some(object) = lookup.catalog.get(id).filter(|object| *object.name == name.name)
            else {
                continue;
            };
            let key = super::keys(object, ObjectId::DATABASE).pop();
            let key = key.map(|key| key.name.to_string()).unwrap_or_default();
            if !seen.contains(&key) {
                seen.push(key);
                found.push(object);
            }
        }
    }
    found
}

fn by_name<'a>(lookup: Lookup<'a>, called: Called, name: &Name) -> Accepted<&'a Object> {
    let mut candidates = candidates(lookup, name);
    candidates.retain(|object| called.covers(object));
    match candidates.as_slice() {
        [one] => Ok(one),
        [] => {
            let article = if called == Called::Aggregate { "an" } else { "a" };
            let word = called.missing_word();
            let message = format!("could not find {article} {word} named \"{}\"", name.shown());
            Err(Refusal::undefined_function(name.span, message))
        }
        _ => {
            let word = called.word();
            let message = format!("{word} name \"{}\" is not unique", name.shown());
            let hint = format!("Specify the argument list to select the {word} unambiguously.");
            Err(Refusal::ambiguous_function(name.span, message).with_hint(hint))
        }
    }
}

/// Refuses a routine of another kind than the statement says.
fn check_kind(
    lookup: Lookup<'_>,
    called: Called,
    found: &Object,
    purpose: Purpose,
    name: &Name,
) -> Accepted<()> {
    let kind = found.kind.object_type;
    let signature = || super::print::signature(lookup, &name.shown(), found);
    let message = match called {
        Called::Function if kind == DdlObjectType::Procedure => {
            format!("{} is not a function", signature())
        }
        Called::Procedure if kind != DdlObjectType::Procedure => {
            format!("{} is not a procedure", signature())
        }
        Called::Aggregate if kind != DdlObjectType::Aggregate => {
            format!("function {} is not an aggregate", signature())
        }
        Called::Function if kind == DdlObjectType::Aggregate && purpose == Purpose::Drop => {
            let message = format!("\"{}\" is an aggregate function", name.shown());
            return Err(Refusal::wrong_object(name.span, message)
                .with_hint("Use DROP AGGREGATE to drop aggregate functions."));
        }
        _ => return Ok(()),
    };
    Err(Refusal::wrong_object(name.span, message))
}

/// Returns the mention of a function that a definition names without arguments: the only one of its name, or, where it
/// is none of the schema's own, its name as it is written.
pub(crate) fn mention(lookup: Lookup<'_>, node: &SyntaxNode) -> Value {
    mention_with(lookup, node, &[])
}

/// Returns the mention of a function by its name and, where several have it, by its arguments.
pub(crate) fn mention_with(lookup: Lookup<'_>, node: &SyntaxNode, inputs: &[&Value]) -> Value {
    let name = Name::of(node);
    let candidates = candidates(lookup, &name);
    let only = match candidates.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    match exact(lookup, &name, inputs).or(only) {
        Some(object) => Value::name(object.id, Form::Qualified),
        None => {
            let schema = name.schema.as_deref().map(quoted).map(|schema| schema + ".");
            Value::from(schema.unwrap_or_default() + &quoted(&name.name))
        }
    }
}

/// Returns the mention of a function that a definition can't do without.
///
/// # Errors
///
/// `42883` if there is none that takes such arguments, and none that every database has, or an extension brought.
pub(crate) fn needed(lookup: Lookup<'_>, node: &SyntaxNode, inputs: &[&Value]) -> Accepted<Value> {
    let value = mention_with(lookup, node, inputs);
    let name = Name::of(node);
    let is_there = match value.objects().next().and_then(|id| lookup.catalog.get(id)) {
        Some(routine) => {
            routine.kind.object_type != DdlObjectType::Procedure && takes(lookup, routine, inputs)
        }
        None => may_be_foreign(lookup, &name),
    };
    if is_there {
        return Ok(value);
    }
    let arguments = types_shown(lookup, inputs.iter().copied(), ", ");
    let message = format!("function {}({arguments}) does not exist", name.shown());
    Err(Refusal::undefined_function(name.span, message))
}

/// Tells whether every database may have a routine of a name, or an extension may have brought it.
pub(crate) fn may_be_foreign(lookup: Lookup<'_>, name: &Name) -> bool {
    name.is_built_in()
        || built_in::may_be_function(&name.name)
        || extension::may_bring_routines(lookup)
}

/// Tells whether a routine takes arguments of such types.
fn takes(lookup: Lookup<'_>, routine: &Object, given: &[&Value]) -> bool {
    let inputs = arguments(routine).into_iter().filter(|argument| argument.mode.is_input());
    let inputs: Vec<&Value> = inputs.map(|argument| argument.type_).collect();
    inputs.len() == given.len()
        && inputs.iter().zip(given).all(|(wanted, given)| {
            wanted.as_text().is_some_and(|name| name.starts_with("any"))
                || casts::is_assignable(lookup.catalog, given, wanted)
        })
}
