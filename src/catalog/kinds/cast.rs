//! Casts. A cast has no name: its types tell it apart.

use super::function::FUNCTION;
use super::{Kind, PLAIN, Purpose, data_type, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value, casts, types};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span, written};
use crate::sql::types::is_type;

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

fn worded(lookup: Lookup<'_>, source: &Value, target: &Value, end: &str) -> String {
    let (source, target) = (data_type::shown(lookup, source), data_type::shown(lookup, target));
    format!("cast from type {source} to type {target} {end}")
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(signature) = child(statement, SyntaxKind::CAST_SIG) else { return Ok(()) };
    let lookup = edit.lookup();
    let (source, target) = sides(lookup, &signature)?;
    if named(lookup, &source, &target).is_some() {
        let message = worded(lookup, &source, &target, "already exists");
        return Err(Refusal::duplicate_object(span(&signature), message));
    }
    let mut attributes = vec![("source".into(), source.clone()), ("target".into(), target)];
    if let Some(with) = child(statement, SyntaxKind::WITH_FUNCTION)
        && let Some(function) = child(&with, SyntaxKind::FUNCTION_SIG)
    {
        let value = with_function(lookup, &function, &source)?;
        attributes.push(("function".into(), value));
    }
    if has(statement, SyntaxKind::WITH_INOUT) {
        attributes.push(("inout".into(), Value::flag()));
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

/// Returns a function with its arguments; the first has to take what is cast.
fn with_function(lookup: Lookup<'_>, signature: &SyntaxNode, source: &Value) -> Accepted<Value> {
    let found = routine::find(lookup, &FUNCTION, signature, signature, Purpose::Alter);
    let id = match found {
        Ok(id) => id,
        Err(_) if routine::may_be_foreign(lookup, &Name::of(signature)) => {
            return Ok(Value::from(written(signature)));
        }
        Err(refusal) => return Err(refusal),
    };
    let mut value = Value::name(id, Form::Qualified);
    let list = child(signature, SyntaxKind::PARAM_LIST);
    let mut inputs = Value::default();
    for parameter in list.iter().flat_map(|list| list.children()) {
        let type_ = types::of(lookup, &parameter)?.unwrap_or_default();
        if inputs.pieces().is_empty() && !casts::becomes(lookup.catalog, source, &type_) {
            let message =
                "argument of cast function must match or be binary-coercible from source data type";
            return Err(Refusal::invalid_object(span(signature), message));
        }
        inputs.push_text(if inputs.pieces().is_empty() { "" } else { ", " });
        inputs.push(&type_);
    }
    value.push_text("(");
    value.push(&inputs);
    value.push_text(")");
    Ok(value)
}

fn find(
    lookup: Lookup<'_>,
    _: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let (from, to) = sides(lookup, target)?;
    named(lookup, &from, &to).ok_or_else(|| {
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
