//! What privileges are granted on: the objects that a `GRANT … ON` names, or means by `ALL … IN SCHEMA`.
//!
//! Never in it: what is granted, and to whom.

use crate::catalog::Object;
use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{self, Kind, Purpose};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::statement;
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
    let mut found = Vec::new();
    for name in children(objects, SyntaxKind::RELATION_NAME_REF) {
        let name = Name::of(&name);
        if !name.is_built_in() {
            found.push(edit.lookup().relation(&name)?);
        }
    }
    match kinds::spoken_of_in(objects.kind()) {
        Some(kind) => {
            for target in statement::targets(objects, kind) {
                match (kind.find)(edit.lookup(), kind, objects, &target, Purpose::Grant) {
                    Ok(id) => found.push(id),
                    Err(refusal) if may_be_foreign(edit.lookup(), &refusal, &target) => {
                        edit.be_opaque("privileges on what an extension brought are not kept");
                    }
                    Err(refusal) => return Err(refusal),
                }
            }
        }
        None if found.is_empty() => {
            edit.be_opaque("the catalog does not model privileges on this kind of object");
        }
        None => {}
    }
    Ok(found)
}

/// Tells whether a routine that is none of the schema's own may be built in, or an extension's.
fn may_be_foreign(lookup: Lookup<'_>, refusal: &Refusal, target: &SyntaxNode) -> bool {
    let name = Name::of(target);
    refusal.sqlstate == SqlState::UndefinedFunction
        && (name.is_built_in()
            || name.name.starts_with("pg_")
            || kinds::extension::may_bring_routines(lookup))
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
