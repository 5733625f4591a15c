//! User mappings: as whom a role comes to a foreign server.
//!
//! Never in it: servers.

use super::{Kind, PLAIN, foreign_options, role, server as servers};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Lookup;
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

pub(crate) static USER_MAPPING: Kind = Kind {
    has_owner: false,
    name: "user mapping",
    object_type: DdlObjectType::Unknown,
    own_keys: Some(|mapping, _| {
        let server = mapping.object(OF_SERVER).unwrap_or(mapping.parent);
        vec![NameKey::new(server, MAPPINGS, &mapping.name)]
    }),
    statements: &[
        (SyntaxKind::CREATE_USER_MAPPING, create),
        (SyntaxKind::ALTER_USER_MAPPING, alter),
        (SyntaxKind::DROP_USER_MAPPING, drop),
    ],
    print,
    altered: |change| foreign_options::altered_alone(change, &named(change.to, change.after)),
    dropped: |catalog, mapping| Some(vec![format!("DROP {}", named(catalog, mapping))]),
    description,
    ..PLAIN
};

/// The server that the mapping is for: it can't be dropped without it.
const OF_SERVER: &str = "server";

const MAPPINGS: Namespace = Namespace::InParent("user mapping");

/// Returns the role of a mapping, as SQL.
fn role(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<String> {
    let inside = child(statement, SyntaxKind::USER_MAPPING_ROLE);
    let inside = inside.as_ref().unwrap_or(statement);
    let Some(node) = child(inside, SyntaxKind::ROLE_REF) else {
        return Ok("CURRENT_USER".to_owned());
    };
    Ok(role::mention(edit, &node)?.to_sql(edit.catalog()))
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(server) = servers::in_clause(edit.lookup(), statement)? else { return Ok(()) };
    let role = role(edit, statement)?;
    if edit.is_taken(server, MAPPINGS, &role) {
        if has(statement, SyntaxKind::IF_NOT_EXISTS) {
            return Ok(());
        }
        let server = edit.get(server).map(|server| &*server.name).unwrap_or_default();
        let message = format!("user mapping for \"{role}\" already exists for server \"{server}\"");
        return Err(Refusal::duplicate_object(span(statement), message));
    }
    let list = child(statement, SyntaxKind::ALTER_OPTION_LIST);
    let mut attributes = list.map_or(Ok(Vec::new()), |list| foreign_options::read(&list))?;
    attributes.push((OF_SERVER.into(), Value::name(server, Form::Bare)));
    let parent = ObjectId::DATABASE;
    let new = New { kind: &USER_MAPPING, parent, name: &role, attributes };
    edit.create(new, span(statement))?;
    Ok(())
}

fn find(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<Option<ObjectId>> {
    let Some(server) = servers::in_clause(edit.lookup(), statement)? else { return Ok(None) };
    let role = role(edit, statement)?;
    let found = edit.catalog().named(server, MAPPINGS, &role);
    let server = edit.get(server).map(|server| &*server.name).unwrap_or_default();
    found.map(Some).ok_or_else(|| servers::no_mapping(span(statement), &role, server))
}

fn alter(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let mapping = find(edit, statement)?;
    match (mapping, child(statement, SyntaxKind::ALTER_OPTION_LIST)) {
        (Some(mapping), Some(list)) => foreign_options::alter(edit, mapping, &list),
        _ => Ok(()),
    }
}

fn drop(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    match find(edit, statement) {
        Err(refusal) if refusal.is_missing() && has(statement, SyntaxKind::IF_EXISTS) => {}
        found => {
            if let Some(mapping) = found? {
                edit.remove(mapping);
            }
        }
    }
    Ok(())
}

fn server(catalog: &Catalog, mapping: &Object) -> String {
    mapping.get(OF_SERVER).map(|server| server.to_sql(catalog)).unwrap_or_default()
}

fn description(lookup: Lookup<'_>, mapping: &Object) -> String {
    format!("user mapping for {} on server {}", mapping.name, server(lookup.catalog, mapping))
}

fn named(catalog: &Catalog, mapping: &Object) -> String {
    format!("USER MAPPING FOR {} SERVER {}", mapping.name, server(catalog, mapping))
}

fn print(catalog: &Catalog, mapping: &Object) -> Printed {
    let server = server(catalog, mapping);
    let mut words = vec![format!("CREATE USER MAPPING FOR {} SERVER {server}", mapping.name)];
    words.extend(foreign_options::print(mapping));
    Printed::one(words.join(" "))
}
