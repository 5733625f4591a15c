//! Foreign servers.
//!
//! Never in it: user mappings, which are roles' (see `user_mapping`).

use super::foreign_data_wrapper::FOREIGN_DATA_WRAPPER;
use super::{Kind, PLAIN, foreign_options};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, written};

pub(crate) static SERVER: Kind = Kind {
    name: "server",
    object_type: DdlObjectType::ForeignServer,
    namespaces: &[SERVERS],
    statements: &[(SyntaxKind::CREATE_SERVER, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_SERVER,
        SyntaxKind::DROP_SERVER,
        SyntaxKind::OBJECT_SERVER,
        SyntaxKind::PRIVILEGE_FOREIGN_SERVER,
    ],
    names: &[SyntaxKind::SERVER_REF],
    alter,
    print,
    altered: |change| foreign_options::altered_alone(change, &change.designation()),
    grantable: Some(&PRIVILEGES),
    ..PLAIN
};

const SERVERS: Namespace = Namespace::InDatabase("server");

/// Returns the server that a clause names.
///
/// # Errors
///
/// `42704` if there is none.
pub(crate) fn in_clause(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<Option<ObjectId>> {
    let clause = child(statement, SyntaxKind::SERVER_CLAUSE);
    let Some(node) = clause.and_then(|clause| child(&clause, SyntaxKind::SERVER_REF)) else {
        return Ok(None);
    };
    let name = Name::of(&node);
    let found = lookup.find_of_kind(&SERVER, &name).map(|server| server.id);
    found.map(Some).ok_or_else(|| (SERVER.missing)(lookup, &SERVER, &name, None))
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::SERVER) else { return Ok(()) };
    let name = Name::of(&node);
    let is_there = edit.is_taken(ObjectId::DATABASE, SERVERS, &name.name);
    if is_there && has(statement, SyntaxKind::IF_NOT_EXISTS) {
        return Ok(());
    }
    let mut attributes = Vec::new();
    if let Some(wrapper) =
        child(statement, SyntaxKind::FOREIGN_DATA_WRAPPER_REF).filter(|_| !is_there)
    {
        let name = Name::of(&wrapper);
        let found = edit.lookup().find_of_kind(&FOREIGN_DATA_WRAPPER, &name);
        let value = match found {
            Some(wrapper) => Value::name(wrapper.id, Form::Bare),
            None => brought_wrapper(edit, &name)?,
        };
        attributes.push(("wrapper".into(), value));
    }
    for (attribute, kind) in
        [("type", SyntaxKind::SERVER_TYPE), ("version", SyntaxKind::SERVER_VERSION)]
    {
        let literal = child(statement, kind).and_then(|clause| clause.first_child());
        attributes.extend(literal.map(|text| (attribute.into(), Value::from(written(&text)))));
    }
    if let Some(list) = child(statement, SyntaxKind::ALTER_OPTION_LIST) {
        attributes.extend(foreign_options::read(&list)?);
    }
    let parent = ObjectId::DATABASE;
    edit.create(New { kind: &SERVER, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// Returns the mention of a wrapper that no statement made: an extension of its name brings it.
fn brought_wrapper(edit: &Edit<'_>, name: &Name) -> Accepted<Value> {
    let extensions = Namespace::InDatabase("extension");
    let Some(extension) = edit.catalog().named(ObjectId::DATABASE, extensions, &name.name) else {
        return Err((FOREIGN_DATA_WRAPPER.missing)(
            edit.lookup(),
            &FOREIGN_DATA_WRAPPER,
            name,
            None,
        ));
    };
    Ok(Value::name(extension, Form::Bare))
}

fn alter(edit: &mut Edit<'_>, server: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::SERVER_VERSION => {
            let version = action.first_child().map(|text| Value::from(written(&text)));
            edit.set(server, "version", version);
        }
        SyntaxKind::ALTER_OPTION_LIST => foreign_options::alter(edit, server, action)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn print(catalog: &Catalog, server: &Object) -> Printed {
    let sql = |attribute: &str| server.get(attribute).map(|value| value.to_sql(catalog));
    let mut words = vec![format!("CREATE {}", designation(catalog, server))];
    words.extend(sql("type").map(|type_| format!("TYPE {type_}")));
    words.extend(sql("version").map(|version| format!("VERSION {version}")));
    words.push(format!("FOREIGN DATA WRAPPER {}", sql("wrapper").unwrap_or_default()));
    words.extend(foreign_options::print(server));
    Printed::one(words.join(" "))
}

/// Returns the refusal where there is no such user mapping.
pub(crate) fn no_mapping(span: crate::sql::Span, role: &str, server: &str) -> Refusal {
    let message = format!("user mapping for \"{role}\" does not exist for server \"{server}\"");
    Refusal::undefined_object(span, message)
}

/// The privileges on foreign servers.
static PRIVILEGES: Grantable = Grantable {
    keyword: "FOREIGN SERVER",
    noun: "foreign server",
    all: &["USAGE"],
    of_public: |_| &[],
    all_in_schema: &[],
};
