//! Collations.

use super::{Kind, PLAIN};
use crate::catalog::Value;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::value::Form;
use crate::sql::DdlObjectType;
use crate::sql::effects::tree::SyntaxNode;
use crate::sql::identifier::quote;

pub(crate) static COLLATION: Kind = Kind {
    name: "collation",
    object_type: DdlObjectType::Collation,
    namespaces: &[COLLATION_NAMES],
    ..PLAIN
};

const COLLATION_NAMES: Namespace = Namespace::InSchema("collation");

/// Returns the mention of the collation that a node names.
///
/// Which collations a server has is its own matter: one that no statement made is taken for one of those, unless its
/// schema is the script's.
///
/// # Errors
///
/// `42704` if there is none of the name in a schema that the script made.
pub(crate) fn read(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let name = Name::of(node);
    if let Found::Object(id) = lookup.find(COLLATION_NAMES, &name) {
        return Ok(Value::name(id, Form::Qualified));
    }
    if name.schema.is_none() || name.is_built_in() {
        return Ok(Value::from(format!("pg_catalog.{}", quote(&name.name))));
    }
    let message = format!("collation \"{}\" for encoding \"UTF8\" does not exist", name.shown());
    Err(Refusal::undefined_object(name.span, message))
}
