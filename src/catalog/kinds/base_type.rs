//! Base types, and shells that wait for their definition.

use super::data_type::{self, description, designation};
use super::{Kind, PLAIN};
use crate::catalog::ObjectId;
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::effects::tree::SyntaxNode;

pub(crate) static BASE: Kind = Kind {
    name: "base type",
    object_type: DdlObjectType::Type,
    grantable: Some(&super::data_type::PRIVILEGES),
    namespaces: &[Namespace::Type],
    alter: data_type::alter,
    print: |catalog, object| Printed::one(format!("CREATE {}", designation(catalog, object))),
    description,
    designation,
    ..PLAIN
};

/// Reads `CREATE TYPE …`, with or without a definition.
pub(super) fn create(
    edit: &mut Edit<'_>,
    schema: ObjectId,
    name: &Name,
    definition: Option<&SyntaxNode>,
) -> Accepted<()> {
    if definition.is_some() {
        edit.be_opaque("the catalog does not model the definitions of base types");
    }
    let new = New { kind: &BASE, parent: schema, name: &name.name, attributes: Vec::new() };
    edit.create(new, name.span)?;
    Ok(())
}
