//! The function that a trigger, or an event trigger, calls.

use crate::catalog::kinds::procedure::PROCEDURE;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::built_in;
use crate::catalog::{Form, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxNode, span};

/// The functions for triggers that every database has.
const BUILT_IN: &[&str] = &[
    "suppress_redundant_updates_trigger",
    "tsvector_update_trigger",
    "tsvector_update_trigger_column",
    "unique_key_recheck",
];

/// Returns the mention of the function that a call names; it takes no arguments, and its result is of
/// the type `trigger` or `event_trigger`.
///
/// # Errors
///
/// `42883` if it is not there, `42P17` if it returns something else, `3F000` if its schema is not there.
pub(crate) fn function(lookup: Lookup<'_>, call: &SyntaxNode, returns: &str) -> Accepted<Value> {
    let called = call.first_child().unwrap_or_else(|| call.clone());
    let name = Name::of(&called);
    if let Some(schema) = name.schema.as_ref().filter(|_| !name.is_built_in()) {
        lookup.existing_schema(schema, name.span)?;
    }
    let key = Name { name: format!("{}()", name.name), ..name.clone() };
    let found = match lookup.find(Namespace::Routine, &key) {
        Found::Object(id) if !lookup.catalog.get(id).is_some_and(|it| it.is(&PROCEDURE)) => id,
        Found::BuiltIn => return Ok(as_written(&name)),
        Found::Missing if may_come_from_elsewhere(lookup, &name) => return Ok(as_written(&name)),
        _ => {
            let message = format!("function {}() does not exist", name.shown());
            return Err(Refusal::undefined_function(name.span, message));
        }
    };
    let result = lookup.catalog.get(found).and_then(|function| function.get("returns"));
    if result.is_some_and(|result| result.as_text() != Some(returns)) {
        let message = format!("function {} must return type {returns}", name.shown());
        return Err(Refusal::invalid_object(span(&called), message));
    }
    Ok(Value::name(found, Form::Qualified))
}

fn as_written(name: &Name) -> Value {
    let own = quote(&name.name);
    Value::from(match &name.schema {
        Some(schema) => format!("{}.{own}", quote(schema)),
        None => own.into_owned(),
    })
}

/// A function may be built in, or one that an extension brought of which nothing is known.
fn may_come_from_elsewhere(lookup: Lookup<'_>, name: &Name) -> bool {
    let is_built_in = BUILT_IN.contains(&name.name.as_str());
    let mut extensions =
        lookup.catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    (is_built_in && name.schema.is_none())
        || extensions.any(|extension| {
            let extension = lookup.catalog.get(extension);
            extension.is_some_and(|extension| !built_in::is_well_known(&extension.name))
        })
}
