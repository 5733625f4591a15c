//! What privileges are granted on: the objects that a `GRANT … ON` names, or means by `ALL … IN SCHEMA`.
//!
//! Never in it: what is granted, and to whom.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::{self, Kind, Purpose};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::session::statement;
use crate::catalog::types::built_in;
use crate::catalog::{Object, ObjectId};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, children, span};

/// Returns the objects of a `GRANT … ON`.
pub(super) fn targets(edit: &mut Edit<'_>, objects: &SyntaxNode) -> Accepted<Vec<ObjectId>> {
    if let Some(schemas) = in_schemas(edit, objects)? {
        let grantable = |object: &&Object| {
            let grantable = object.kind.grantable;
            grantable.is_some_and(|grantable| grantable.all_in_schema.contains(&objects.kind()))
        };
        let catalog = edit.catalog();
        // The sequence of an identity column is a part of the column's table.
        let parts = schemas.iter().flat_map(|&schema| catalog.parts(schema));
        let parts = parts.flat_map(|part| std::iter::once(part).chain(catalog.parts(part.id)));
        return Ok(parts.filter(grantable).map(|object| object.id).collect());
    }
    let relations: Vec<SyntaxNode> = children(objects, SyntaxKind::RELATION_NAME_REF).collect();
    let kind = kinds::spoken_of_in(objects.kind());
    if kind.is_none() && relations.is_empty() {
        edit.be_opaque("the catalog does not model privileges on this kind of object");
    }
    let mut found = Vec::new();
    for name in relations {
        let relation = edit.lookup().relation(&Name::of(&name));
        found.extend(unless_foreign(edit, &name, relation)?);
    }
    for target in kind.iter().flat_map(|kind| statement::targets(objects, kind)) {
        let Some(kind) = kind else { continue };
        let object = (kind.find)(edit.lookup(), kind, objects, &target, Purpose::Grant);
        found.extend(unless_foreign(edit, &target, object)?);
    }
    Ok(found)
}

/// Returns what a statement names that says something of it; nothing for what every database has, or an extension
/// brought: what is said of that is not kept.
pub(crate) fn unless_foreign(
    edit: &mut Edit<'_>,
    target: &SyntaxNode,
    found: Accepted<ObjectId>,
) -> Accepted<Option<ObjectId>> {
    match found {
        Err(refusal) if may_be_foreign(edit.lookup(), &refusal, target) => {
            edit.be_opaque("what is said of what every database has is not kept");
            Ok(None)
        }
        found => found.map(Some),
    }
}

fn may_be_foreign(lookup: Lookup<'_>, refusal: &Refusal, target: &SyntaxNode) -> bool {
    let name = Name::of(target);
    name.is_built_in()
        || name.name.starts_with("pg_")
        || match refusal.sqlstate {
            SqlState::UndefinedFunction => kinds::routine::may_be_foreign(lookup, &name),
            SqlState::InvalidSchemaName => name.name == "information_schema",
            SqlState::UndefinedObject => {
                built_in::is_language(&name.name) || built_in::is_type(&name.name)
            }
            _ => false,
        }
}

/// Returns the schemas of an `ALL … IN SCHEMA`.
fn in_schemas(edit: &Edit<'_>, objects: &SyntaxNode) -> Accepted<Option<Vec<ObjectId>>> {
    let stands_for_all = |kind: &&'static Kind| {
        kind.grantable.is_some_and(|grantable| grantable.all_in_schema.contains(&objects.kind()))
    };
    if kinds::all().find(stands_for_all).is_none() {
        return Ok(None);
    }
    let schemas = children(objects, SyntaxKind::SCHEMA_REF);
    let found: Accepted<Vec<ObjectId>> = schemas
        .map(|schema| edit.lookup().existing_schema(&names::identifier(&schema), span(&schema)))
        .collect();
    found.map(Some)
}
