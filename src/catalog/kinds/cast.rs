//! Casts. A cast has no name: its types tell it apart.

use super::domain::DOMAIN;
use super::enum_type::ENUM;
use super::function::FUNCTION;
use super::{Kind, PLAIN, Purpose, base_type, column, data_type, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::{built_in, casts};
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value, types};
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span, written};
use crate::sql::types::is_type;
use crate::sql::{DdlObjectType, Span};

pub(crate) static CAST: Kind = Kind {
    name: "cast",
    object_type: DdlObjectType::Cast,
    namespaces: &[CAST_NAMES],
    own_keys: Some(|object, _| {
        let side = |side: &str| object.get(side).map(types::signature_key).unwrap_or_default();
        vec![key(&side("source"), &side("target"))]
    }),
    statements: &[(SyntaxKind::CREATE_CAST, create)],
    spoken_of_in: &[SyntaxKind::DROP_CAST, SyntaxKind::OBJECT_CAST],
    names: &[SyntaxKind::CAST_SIG],
    find,
    print,
    description: |lookup, object| {
        let side = |side: &str| object.get(side).map(|type_| data_type::shown(lookup, type_));
        let side = |name: &str| side(name).unwrap_or_default();
        format!("cast from {} to {}", side("source"), side("target"))
    },
    designation,
    has_owner: false,
    ..PLAIN
};

const CAST_NAMES: Namespace = Namespace::InDatabase("cast");

/// Tells whether a script made casts of its own.
pub(crate) fn are_made(catalog: &Catalog) -> bool {
    catalog.named_from(ObjectId::DATABASE, CAST_NAMES, "").next().is_some()
}

fn key(source: &str, target: &str) -> NameKey {
    NameKey::new(ObjectId::DATABASE, CAST_NAMES, &format!("{source} AS {target}"))
}

/// Returns the types that a signature gives.
fn sides(lookup: Lookup<'_>, signature: &SyntaxNode) -> Accepted<(Value, Value)> {
    let mut sides = signature.children().filter(is_type);
    let mut side = || match sides.next() {
        Some(type_) => types::read(lookup, &type_).map(|type_| types::without_modifiers(&type_)),
        None => Ok(Value::default()),
    };
    Ok((side()?, side()?))
}

fn named(lookup: Lookup<'_>, source: &Value, target: &Value) -> Option<ObjectId> {
    let key = key(&types::signature_key(source), &types::signature_key(target));
    lookup.catalog.named(ObjectId::DATABASE, CAST_NAMES, &key.name)
}

/// Returns the cast that a script made from one type to another.
pub(crate) fn between(lookup: Lookup<'_>, source: &Value, target: &Value) -> Option<ObjectId> {
    named(lookup, &types::without_modifiers(source), &types::without_modifiers(target))
}

fn worded(lookup: Lookup<'_>, source: &Value, target: &Value, end: &str) -> String {
    let (source, target) = (data_type::shown(lookup, source), data_type::shown(lookup, target));
    format!("cast from type {source} to type {target} {end}")
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(signature) = child(statement, SyntaxKind::CAST_SIG) else { return Ok(()) };
    let lookup = edit.lookup();
    let (source, target) = sides(lookup, &signature)?;
    for side in [&source, &target] {
        base_type::check_defined(lookup, side, span(&signature))?;
    }
    refuse_pseudo_types((&source, &target), span(&signature))?;
    let mut attributes = vec![("source".into(), source.clone()), ("target".into(), target.clone())];
    let mut inputs = 0;
    if let Some(with) = child(statement, SyntaxKind::WITH_FUNCTION)
        && let Some(function) = child(&with, SyntaxKind::FUNCTION_SIG)
    {
        let (value, count) = with_function(lookup, &function, (&source, &target))?;
        attributes.push(("function".into(), value));
        inputs = count;
    } else if has(statement, SyntaxKind::WITH_INOUT) {
        attributes.push(("inout".into(), Value::flag()));
    } else {
        check_compatible(lookup.catalog, (&source, &target), span(&signature))?;
    }
    if source == target && inputs < 2 {
        let message = "source data type and target data type are the same";
        return Err(Refusal::invalid_object(span(&signature), message));
    }
    let is_there = named(lookup, &source, &target).is_some();
    if is_there || casts::is_built_in(lookup.catalog, &source, &target) {
        let message = worded(lookup, &source, &target, "already exists");
        return Err(Refusal::duplicate_object(span(&signature), message));
    }
    for (clause, context) in
        [(SyntaxKind::AS_ASSIGNMENT, "ASSIGNMENT"), (SyntaxKind::AS_IMPLICIT, "IMPLICIT")]
    {
        if has(statement, clause) {
            attributes.push(("context".into(), Value::from(context)));
        }
    }
    let new = New { kind: &CAST, parent: ObjectId::DATABASE, name: "", attributes };
    edit.create(new, span(&signature))?;
    Ok(())
}

fn refuse_pseudo_types((source, target): (&Value, &Value), span: Span) -> Accepted<()> {
    for (side, type_) in [("source", source), ("target", target)] {
        let name = type_.as_text().unwrap_or_default();
        if built_in::is_pseudo_type(name) {
            let message = format!("{side} data type {name} is a pseudo-type");
            return Err(Refusal::wrong_object(span, message));
        }
    }
    Ok(())
}

/// Refuses values of one type as they are for values of another where that can't be (`CreateCast` in PostgreSQL's
/// `functioncmds.c`).
fn check_compatible(
    catalog: &Catalog,
    (source, target): (&Value, &Value),
    span: Span,
) -> Accepted<()> {
    let refuse = |message: &str| Err(Refusal::invalid_object(span, message));
    let widths = [source, target].map(|side| casts::width(catalog, side));
    if let [Some(source), Some(target)] = widths
        && source != target
    {
        return refuse("source and target data types are not physically compatible");
    }
    let is_any = |is: &dyn Fn(&Value) -> bool| is(source) || is(target);
    let is_of = |type_: &Value, kind: &Kind| {
        let mut own = type_.objects().filter_map(|id| catalog.get(id));
        !types::is_array(type_) && own.any(|own| own.is(kind))
    };
    let is_row = |type_: &Value| {
        let mut own = type_.objects();
        !types::is_array(type_) && own.any(|own| !column::all(catalog, own).is_empty())
    };
    match () {
        () if is_any(&is_row) => refuse("composite data types are not binary-compatible"),
        () if is_any(&|type_| is_of(type_, &ENUM)) => {
            refuse("enum data types are not binary-compatible")
        }
        () if is_any(&types::is_array) => refuse("array data types are not binary-compatible"),
        () if is_any(&|type_| is_of(type_, &DOMAIN)) => {
            refuse("domain data types must not be marked binary-compatible")
        }
        () => Ok(()),
    }
}

/// Returns a function with its arguments, and how many there are.
fn with_function(
    lookup: Lookup<'_>,
    signature: &SyntaxNode,
    sides: (&Value, &Value),
) -> Accepted<(Value, usize)> {
    let found = routine::find(lookup, &FUNCTION, signature, signature, Purpose::Alter);
    let id = match found {
        Ok(id) => id,
        Err(_) if routine::may_be_foreign(lookup, &Name::of(signature)) => {
            let list = child(signature, SyntaxKind::PARAM_LIST);
            let count = list.map_or(1, |list| list.children().count());
            return Ok((Value::from(written(signature)), count));
        }
        Err(refusal) => return Err(refusal),
    };
    let Some(function) = lookup.catalog.get(id) else { return Ok((Value::default(), 0)) };
    let inputs = routine::arguments(function).into_iter().filter(|it| it.mode.is_input());
    let inputs: Vec<&Value> = inputs.map(|argument| argument.type_).collect();
    check_function(lookup.catalog, function, (&inputs, sides), span(signature))?;
    let mut value = Value::name(id, Form::Qualified);
    for (place, input) in inputs.iter().enumerate() {
        value.push_text(if place == 0 { "(" } else { ", " });
        value.push(input);
    }
    value.push_text(")");
    Ok((value, inputs.len()))
}

/// Refuses a function that can't make values of one type those of another.
fn check_function(
    catalog: &Catalog,
    function: &Object,
    (inputs, (source, target)): (&[&Value], (&Value, &Value)),
    span: Span,
) -> Accepted<()> {
    let is = |place: usize, name: &str| {
        inputs.get(place).is_none_or(|input| input.as_text() == Some(name))
    };
    let returned = function.get("returns");
    let one = returned.map(types::one_of);
    let becomes = |from: Option<&Value>, to: &Value| {
        from.is_none_or(|from| casts::becomes(catalog, from, to))
    };
    let message = match inputs.first() {
        _ if !(1..=3).contains(&inputs.len()) => "cast function must take one to three arguments",
        Some(first) if !becomes(Some(source), first) => {
            "argument of cast function must match or be binary-coercible from source data type"
        }
        _ if !is(1, "integer") => "second argument of cast function must be type integer",
        _ if !is(2, "boolean") => "third argument of cast function must be type boolean",
        _ if !becomes(one.as_ref(), target) => {
            "return data type of cast function must match or be binary-coercible to target data type"
        }
        _ if one.as_ref() != returned => "cast function must not return a set",
        _ => return Ok(()),
    };
    Err(Refusal::invalid_object(span, message))
}

fn find(
    lookup: Lookup<'_>,
    _: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let (from, to) = sides(lookup, target)?;
    named(lookup, &from, &to).ok_or_else(|| {
        if purpose == Purpose::Drop && casts::is_built_in(lookup.catalog, &from, &to) {
            let (from, to) = (data_type::shown(lookup, &from), data_type::shown(lookup, &to));
            let reason = "because it is required by the database system";
            let message = format!("cannot drop cast from {from} to {to} {reason}");
            return Refusal::dependents(span(target), message);
        }
        let message = worded(lookup, &from, &to, "does not exist");
        Refusal::undefined_object(span(target), message)
    })
}

fn designation(catalog: &Catalog, cast: &Object) -> String {
    let side = |side: &str| cast.get(side).map(|type_| type_.to_sql(catalog)).unwrap_or_default();
    format!("CAST ({} AS {})", side("source"), side("target"))
}

fn print(catalog: &Catalog, cast: &Object) -> Printed {
    let how = match cast.get("function") {
        Some(function) => format!("WITH FUNCTION {}", function.to_sql(catalog)),
        None if cast.has("inout") => "WITH INOUT".to_owned(),
        None => "WITHOUT FUNCTION".to_owned(),
    };
    let context = cast.text("context").map(|context| format!(" AS {context}"));
    let name = designation(catalog, cast);
    Printed::one(format!("CREATE {name} {how}{}", context.unwrap_or_default()))
}
