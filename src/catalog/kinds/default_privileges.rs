//! Default privileges: what new objects of a role begin with, in one schema or in all.

use super::{Discord, Doing, Kind, Matter, PLAIN, Tie};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::Printed;
use crate::catalog::privileges::{self, Grantable};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};

pub(crate) static DEFAULT_PRIVILEGES: Kind = Kind {
    name: "default privileges",
    object_type: DdlObjectType::DefaultPrivileges,
    namespaces: &[NAMES],
    own_keys: Some(|object, _| vec![NameKey::new(ObjectId::DATABASE, NAMES, &key(object))]),
    group: "defaultPrivileges",
    has_owner: false,
    is_nameless: true,
    statements: &[(SyntaxKind::ALTER_DEFAULT_PRIVILEGES, alter)],
    tie: |_, _, attribute, _| match attribute {
        SCHEMA => Tie::Belongs,
        _ => Tie::Uses,
    },
    is_late: |_, _, _| true,
    print,
    altered,
    dropped: |catalog, object| Some(taken_back(catalog, object)),
    hazards: |catalog, object, doing| {
        let statements = match doing {
            Doing::Make => print(catalog, object).late,
            Doing::Drop => taken_back(catalog, object),
            Doing::Rename => Vec::new(),
        };
        statements.iter().map(|sql| privileges::hazard(sql)).collect()
    },
    ..PLAIN
};

const NAMES: Namespace = Namespace::InDatabase("default privileges");

/// Whose new objects; not said for the role that recorded statements run as.
pub(crate) const ROLE: &str = "role";
pub(crate) const SCHEMA: &str = "schema";
/// What new objects: `TABLES`.
const OBJECTS: &str = "objects";

/// Returns what tells one from others: whose new objects it is about, and where, whatever these are called.
fn key(object: &Object) -> String {
    let mut key = object.text(OBJECTS).unwrap_or_default().to_owned();
    for attribute in [ROLE, SCHEMA] {
        match (object.object(attribute), object.text(attribute)) {
            (Some(id), _) => key.push_str(&format!(" {attribute} {}", id.0)),
            (None, Some(word)) => key.push_str(&format!(" {attribute} {word}")),
            (None, None) => {}
        }
    }
    key
}

fn alter(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let action = statement.children().find(|node| {
        matches!(
            node.kind(),
            SyntaxKind::GRANT_DEFAULT_PRIVILEGES | SyntaxKind::REVOKE_DEFAULT_PRIVILEGES
        )
    });
    let Some(action) = action else { return Ok(()) };
    let target = action.children().find(|node| grantable(node.kind()).is_some());
    let Some(target) = target else {
        edit.be_opaque("the catalog does not model default privileges of this kind");
        return Ok(());
    };
    let Some(grantable) = grantable(target.kind()) else { return Ok(()) };
    if target.kind() == SyntaxKind::PRIVILEGE_TARGET_SCHEMAS
        && child(statement, SyntaxKind::IN_SCHEMAS).is_some()
    {
        let message = "cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS";
        return Err(Refusal::invalid_grant(span(&target), message));
    }
    let objects = written(&target).trim().to_ascii_uppercase();
    let objects = if objects == "ROUTINES" { "FUNCTIONS".to_owned() } else { objects };
    for role in roles(edit, statement)? {
        for schema in schemas(edit, statement)? {
            let id = find_or_make(edit, &role, schema, &objects, &action)?;
            privileges::apply_to(edit, id, grantable, &action)?;
            forget_if_usual(edit, id);
        }
    }
    Ok(())
}

fn roles(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<Vec<Option<Value>>> {
    let list = child(statement, SyntaxKind::FOR_ROLES)
        .and_then(|clause| child(&clause, SyntaxKind::ROLE_REF_LIST));
    let Some(list) = list else { return Ok(vec![edit.settings.role.clone()]) };
    let roles = children(&list, SyntaxKind::ROLE_REF);
    roles.map(|role| super::role::mention(edit, &role).map(Some)).collect()
}

fn schemas(edit: &Edit<'_>, statement: &SyntaxNode) -> Accepted<Vec<Option<ObjectId>>> {
    let Some(clause) = child(statement, SyntaxKind::IN_SCHEMAS) else { return Ok(vec![None]) };
    let schemas = children(&clause, SyntaxKind::SCHEMA_REF);
    schemas
        .map(|schema| {
            edit.lookup().existing_schema(&names::identifier(&schema), span(&schema)).map(Some)
        })
        .collect()
}

fn find_or_make(
    edit: &mut Edit<'_>,
    role: &Option<Value>,
    schema: Option<ObjectId>,
    objects: &str,
    at: &SyntaxNode,
) -> Accepted<ObjectId> {
    let found = edit
        .lookup()
        .catalog
        .named_from(ObjectId::DATABASE, NAMES, objects)
        .filter_map(|id| edit.get(id))
        .find(|one| one.get(ROLE) == role.as_ref() && one.object(SCHEMA) == schema);
    if let Some(found) = found {
        return Ok(found.id);
    }
    let mut attributes: Vec<(Attribute, Value)> = vec![(OBJECTS.into(), Value::from(objects))];
    attributes.extend(role.clone().map(|role| (ROLE.into(), role)));
    attributes.extend(schema.map(|schema| (SCHEMA.into(), Value::name(schema, Form::Bare))));
    let mut name = objects.to_owned();
    for (attribute, value) in attributes.iter().skip(1) {
        name.push_str(&format!(" {attribute} {}", value.to_sql(edit.catalog())));
    }
    let parent = ObjectId::DATABASE;
    edit.create(New { kind: &DEFAULT_PRIVILEGES, parent, name: &name, attributes }, span(at))
}

/// What says nothing is not there.
fn forget_if_usual(edit: &mut Edit<'_>, id: ObjectId) {
    let says = |object: &Object| object.attributes.keys().any(|key| privileges::is_privilege(key));
    if edit.get(id).is_some_and(|object| !says(object)) {
        edit.remove(id);
    }
}

/// Takes what a role's new objects begin with, and what it is to have on others' new ones (`DROP OWNED BY`).
pub(super) fn drop_of(edit: &mut Edit<'_>, role: &Value) {
    let all = edit.lookup().catalog.named_from(ObjectId::DATABASE, NAMES, "");
    for id in all.collect::<Vec<_>>() {
        let Some(object) = edit.get(id) else { continue };
        if object.get(ROLE) == Some(role) {
            edit.remove(id);
            continue;
        }
        let word = object.text(OBJECTS);
        let grantable =
            super::all().filter_map(|kind| kind.grantable).find(|one| target_word(one) == word);
        if let Some(grantable) = grantable {
            privileges::take_all(edit, id, grantable, role);
            forget_if_usual(edit, id);
        }
    }
}

/// Returns the privileges of the objects that a node stands for.
fn grantable(node: SyntaxKind) -> Option<&'static Grantable> {
    super::all().filter_map(|kind| kind.grantable).find(|one| one.all_in_schema.contains(&node))
}

/// Returns what a new object of a role in a schema begins with, each with the default privileges that say so.
pub(crate) fn for_new<'c>(
    catalog: &'c Catalog,
    role: Option<&Value>,
    schema: ObjectId,
    grantable: &Grantable,
) -> Vec<(ObjectId, &'c Attribute, &'c Value)> {
    let all = catalog.named_from(ObjectId::DATABASE, NAMES, "");
    let mut said = Vec::new();
    for one in all.filter_map(|id| catalog.get(id)) {
        let is_here = one.object(SCHEMA).is_none_or(|only| only == schema);
        if !is_here || one.get(ROLE) != role || one.text(OBJECTS) != target_word(grantable) {
            continue;
        }
        for (attribute, value) in &one.attributes {
            // In one schema privileges can only be added.
            let counts = match one.has(SCHEMA) {
                true => privileges::is_given(attribute),
                false => privileges::is_privilege(attribute),
            };
            if counts {
                said.push((one.id, attribute, value));
            }
        }
    }
    said
}

/// A new object begins with what is said by then (PostgreSQL's documentation, "ALTER DEFAULT PRIVILEGES").
pub(super) fn review(catalog: &Catalog, object: &Object) -> Vec<Discord> {
    let Some(grantable) = object.kind.grantable.filter(|_| object.kind.is_whole) else {
        return Vec::new();
    };
    let schema = catalog.schema_around(object);
    let mut said = for_new(catalog, object.get("owner"), schema, grantable);
    said.retain(|(_, attribute, value)| {
        object.get(attribute).is_none_or(|own| !own.is_same(value))
    });
    let told = |(with, ..): (ObjectId, &Attribute, &Value)| {
        let (over, attribute, matter) = (object.id, "privileges".to_owned(), Matter::Order);
        let reason = "has not the privileges that the default ones would give it".to_owned();
        Discord { over, attribute, with, matter, reason }
    };
    said.into_iter().map(told).collect()
}

/// Returns the word for the objects that a kind's privileges are on.
fn target_word(grantable: &Grantable) -> Option<&'static str> {
    grantable.all_in_schema.iter().find_map(|node| match node {
        SyntaxKind::PRIVILEGE_TARGET_TABLES => Some("TABLES"),
        SyntaxKind::PRIVILEGE_TARGET_SEQUENCES => Some("SEQUENCES"),
        SyntaxKind::PRIVILEGE_TARGET_FUNCTIONS => Some("FUNCTIONS"),
        SyntaxKind::PRIVILEGE_TARGET_TYPES => Some("TYPES"),
        SyntaxKind::PRIVILEGE_TARGET_SCHEMAS => Some("SCHEMAS"),
        _ => None,
    })
}

/// What is granted to new objects is no longer, or again.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let statements =
        privileges::altered(change.now, change.before, change.to, change.after, change.attributes);
    change.is_only_of(privileges::is_privilege).then_some(statements)
}

/// Returns the statements after which nothing is said any more.
fn taken_back(catalog: &Catalog, object: &Object) -> Vec<String> {
    let mut nothing = object.clone();
    nothing.attributes.retain(|attribute, _| !privileges::is_privilege(attribute));
    let said = object.attributes.keys().filter(|attribute| privileges::is_privilege(attribute));
    let said: Vec<Attribute> = said.cloned().collect();
    let actions = privileges::altered(catalog, object, catalog, &nothing, &said);
    actions.into_iter().map(|action| action.sql).collect()
}

/// It is printed last: it says nothing of the objects that are there.
fn print(catalog: &Catalog, object: &Object) -> Printed {
    let all = super::all().filter_map(|kind| kind.grantable);
    let Some(grantable) =
        all.into_iter().find(|grantable| target_word(grantable) == object.text(OBJECTS))
    else {
        return Printed::default();
    };
    let mut head = "ALTER DEFAULT PRIVILEGES".to_owned();
    if let Some(role) = object.get(ROLE) {
        head.push_str(&format!(" FOR ROLE {}", role.to_sql(catalog)));
    }
    if let Some(schema) = object.get(SCHEMA) {
        head.push_str(&format!(" IN SCHEMA {}", schema.to_sql(catalog)));
    }
    let objects = object.text(OBJECTS).unwrap_or_default();
    let statements = privileges::statements(catalog, object, grantable, |privileges| {
        let privileges = privileges.map_or("ALL".to_owned(), |privileges| privileges.join(", "));
        format!("{privileges} ON {objects}")
    });
    let late = statements.into_iter().map(|statement| format!("{head} {statement}")).collect();
    Printed { late, ..Printed::default() }
}
