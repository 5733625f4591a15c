//! Schemas.

use super::{Kind, PLAIN};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sorted::sorted;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span, written};
use crate::sql::{DdlObjectType, Span};

pub(crate) static SCHEMA: Kind = Kind {
    name: "schema",
    object_type: DdlObjectType::Schema,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::InDatabase("schema")],
    taken: |span, _, name, _| {
        Refusal::duplicate_schema(span, format!("schema \"{name}\" already exists"))
    },
    statements: &[(SyntaxKind::CREATE_SCHEMA, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_SCHEMA,
        SyntaxKind::DROP_SCHEMA,
        SyntaxKind::OBJECT_SCHEMA,
        SyntaxKind::PRIVILEGE_SCHEMA,
    ],
    names: &[SyntaxKind::SCHEMA_REF],
    missing: |_, _, name, _| {
        Refusal::no_schema(name.span, format!("schema \"{}\" does not exist", name.name))
    },
    alter,
    print,
    ..PLAIN
};

/// The privileges on schemas.
static PRIVILEGES: Grantable = Grantable {
    keyword: "SCHEMA",
    noun: "schema",
    all: &["CREATE", "USAGE"],
    of_public: |schema| if schema.has("built in") { &["USAGE"] } else { &[] },
    all_in_schema: &[SyntaxKind::PRIVILEGE_TARGET_SCHEMAS],
};

/// The schema that every database has.
const PUBLIC: &str = "public";

/// The name of the schema of temporary objects, which is there as soon as there are any.
pub(crate) const TEMPORARY: &str = "pg_temp";

/// Returns the schema of temporary objects.
pub(crate) fn temporary(edit: &mut Edit<'_>, span: Span) -> Accepted<ObjectId> {
    if let Some(schema) = edit.lookup().schema(TEMPORARY) {
        return Ok(schema);
    }
    let (parent, attributes) =
        (ObjectId::DATABASE, vec![("temporary".into(), super::Value::flag())]);
    edit.create(New { kind: &SCHEMA, parent, name: TEMPORARY, attributes }, span)
}

/// Tells whether an object goes when the session ends.
pub(crate) fn is_temporary(catalog: &Catalog, id: ObjectId) -> bool {
    let is_marked = |id| catalog.get(id).is_some_and(|schema| schema.has("temporary"));
    is_marked(id) || is_marked(catalog.schema_of(id))
}

impl Catalog {
    /// Returns the schema as it is when the session has ended.
    pub(crate) fn lasting(&self) -> Catalog {
        let schema = self.named(ObjectId::DATABASE, Namespace::InDatabase("schema"), TEMPORARY);
        schema.map_or_else(|| self.clone(), |schema| self.without(schema))
    }
}

/// Said of a temporary table that ends with the transaction that makes it.
pub(crate) const ENDS_WITH_TRANSACTION: &str = "on commit drop";

/// Returns the temporary objects that end with the transaction.
pub(crate) fn ending_with_transaction(catalog: &Catalog) -> Vec<ObjectId> {
    let schema = catalog.named(ObjectId::DATABASE, Namespace::InDatabase("schema"), TEMPORARY);
    let ending = schema.into_iter().flat_map(|schema| catalog.parts(schema));
    ending.filter(|part| part.has(ENDS_WITH_TRANSACTION)).map(|part| part.id).collect()
}

/// Puts the schema `public` into a new catalog.
pub(super) fn populate(catalog: &mut Catalog) {
    let id = catalog.next_id();
    let (parent, attributes) =
        (ObjectId::DATABASE, [("built in".into(), super::Value::flag())].into());
    catalog.put(Object { id, kind: &SCHEMA, parent, name: PUBLIC.into(), position: 0, attributes });
}

/// Returns the statement that drops from a new database the schema that a catalog has no longer.
pub(super) fn unpopulate(catalog: &Catalog) -> Option<String> {
    let public = catalog.named(ObjectId::DATABASE, Namespace::InDatabase("schema"), PUBLIC);
    let is_there = public.and_then(|id| catalog.get(id)).is_some_and(|it| it.has("built in"));
    (!is_there).then(|| format!("DROP SCHEMA {PUBLIC}"))
}

/// Reads `CREATE SCHEMA`, with the objects that it makes in the schema.
fn create(edit: &mut Edit<'_>, node: &SyntaxNode) -> Accepted<()> {
    let head = node.children().find(|node| {
        matches!(node.kind(), SyntaxKind::NAMED_SCHEMA | SyntaxKind::AUTHORIZATION_SCHEMA)
    });
    let Some(head) = head else { return Ok(()) };
    let name = head.first_child().map(|name| names::identifier(&name)).unwrap_or_default();
    let exists = edit.lookup().schema(&name);
    if let Some(id) = exists.filter(|_| has(node, SyntaxKind::IF_NOT_EXISTS)) {
        edit.rely_on(id);
        return Ok(());
    }
    check_name(&name, span(&head))?;
    let owner = child(&head, SyntaxKind::ROLE_REF).or_else(|| child(&head, SyntaxKind::ROLE));
    let attributes = match owner {
        Some(owner) => vec![("owner".into(), super::role::mention(edit, &owner)?)],
        None => Vec::new(),
    };
    let parent = ObjectId::DATABASE;
    edit.create(New { kind: &SCHEMA, parent, name: &name, attributes }, span(&head))?;
    let path = edit.settings.search_path.clone();
    edit.settings.search_path.insert(0, name.clone());
    let elements = node.children().filter(|node| *node != head);
    let elements = elements.filter(|element| element.kind() != SyntaxKind::IF_NOT_EXISTS).collect();
    let elements = sorted(elements, |one, other| stage(one).cmp(&stage(other)));
    let made = elements
        .iter()
        .try_for_each(|element| check_element(element, &name))
        .and_then(|()| elements.iter().try_for_each(|it| statement::apply(edit, it)));
    edit.settings.search_path = path;
    made
}

/// Returns when PostgreSQL comes to an element (`transformCreateSchemaStmtElements` in `parse_utilcmd.c`).
fn stage(element: &SyntaxNode) -> Option<usize> {
    use SyntaxKind::*;
    let all = [CREATE_SEQUENCE, CREATE_TABLE, CREATE_VIEW, CREATE_INDEX, CREATE_TRIGGER, GRANT];
    all.iter().position(|kind| *kind == element.kind())
}

/// Refuses an element that can't be one, or that says that it is another schema's.
fn check_element(element: &SyntaxNode, schema: &str) -> Accepted<()> {
    if stage(element).is_none() {
        let text = written(element);
        let word = text.split_whitespace().nth(1).unwrap_or_default();
        let message = format!("syntax error at or near \"{word}\"");
        return Err(Refusal::syntax(span(element), message));
    }
    let is_name = |node: &SyntaxNode| {
        matches!(node.kind(), SyntaxKind::TABLE_NAME | SyntaxKind::VIEW | SyntaxKind::SEQUENCE)
    };
    let Some(node) = element.children().find(is_name) else { return Ok(()) };
    match Name::of(&node).schema.filter(|other| other != schema) {
        Some(other) => {
            let message = format!(
                "CREATE specifies a schema ({other}) different from the one being created ({schema})"
            );
            Err(Refusal::invalid_schema(span(&node), message))
        }
        None => Ok(()),
    }
}

/// Refuses a name that is kept for the schemas that every database has.
fn check_name(name: &str, span: Span) -> Accepted<()> {
    if !name.starts_with("pg_") {
        return Ok(());
    }
    let message = format!("unacceptable schema name \"{name}\"");
    Err(Refusal::reserved_name(span, message)
        .with_detail("The prefix \"pg_\" is reserved for system schemas."))
}

/// Reads an action of `ALTER SCHEMA`: what a schema can't be called is refused, the rest is common.
fn alter(_: &mut Edit<'_>, _: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    let is_rename = action.text().to_ascii_lowercase().starts_with("rename");
    if let Some(name) = action.last_child().filter(|_| is_rename) {
        check_name(&names::identifier(&name), span(&name))?;
    }
    Ok(false)
}

fn print(catalog: &Catalog, schema: &Object) -> Printed {
    if schema.has("built in") && &*schema.name == PUBLIC {
        return Printed::default();
    }
    Printed::one(format!("CREATE {}", designation(catalog, schema)))
}
