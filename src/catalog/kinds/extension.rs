//! Extensions. What they bring is theirs: the catalog keeps no objects for it.

use super::{Kind, PLAIN};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::built_in;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span, written};
use crate::sql::{DdlObjectType, Span};

pub(crate) static EXTENSION: Kind = Kind {
    name: "extension",
    object_type: DdlObjectType::Extension,
    has_owner: false,
    namespaces: &[Namespace::InDatabase("extension")],
    statements: &[(SyntaxKind::CREATE_EXTENSION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_EXTENSION,
        SyntaxKind::DROP_EXTENSION,
        SyntaxKind::OBJECT_EXTENSION,
    ],
    names: &[SyntaxKind::EXTENSION_REF],
    alter,
    print,
    altered,
    ..PLAIN
};

/// What `CASCADE` makes along, where it is not made yet: who needs it, and what.
const REQUIRED: &[(&str, &str)] = &[("earthdistance", "cube"), ("postgis_topology", "postgis")];

/// The extension that every database has.
const PLPGSQL: &str = "plpgsql";

/// Puts the extension that every database has into a new catalog.
pub(super) fn populate(catalog: &mut Catalog) {
    let id = catalog.next_id();
    let attributes = [("built in".into(), Value::flag())].into();
    let (parent, name) = (ObjectId::DATABASE, PLPGSQL.into());
    catalog.put(Object { id, kind: &EXTENSION, parent, name, position: 0, attributes });
}

/// Returns the statement that drops from a new database the extension that a catalog has no longer.
pub(super) fn unpopulate(catalog: &Catalog) -> Option<String> {
    let extensions = Namespace::InDatabase("extension");
    let is_there = catalog.named(ObjectId::DATABASE, extensions, PLPGSQL).is_some();
    (!is_there).then(|| format!("DROP EXTENSION {PLPGSQL}"))
}

/// Tells whether there may be functions and operators besides those that every database has and those
/// that the schema made.
pub(crate) fn may_bring_more(catalog: &Catalog) -> bool {
    let mut all = catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    all.any(|id| catalog.get(id).is_some_and(|extension| !extension.has("built in")))
}

/// Tells whether it is known of all extensions what they bring: no function of a name that every database has one of,
/// but for types of their own.
pub(crate) fn are_known(catalog: &Catalog) -> bool {
    let mut all = catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    all.all(|id| {
        let extension = catalog.get(id);
        extension.is_none_or(|one| one.has("built in") || built_in::is_well_known(&one.name))
    })
}

/// Tells whether an extension may have brought an operator between types that every database has.
pub(crate) fn may_bring_operator(catalog: &Catalog, symbol: &str) -> bool {
    let mut all = catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    all.any(|id| {
        let extension = catalog.get(id);
        extension.is_some_and(|extension| built_in::may_bring_operator(&extension.name, symbol))
    })
}

/// Tells whether an extension put what it brought into a schema.
pub(crate) fn are_in(catalog: &Catalog, schema: ObjectId) -> bool {
    let mut all = catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    all.any(|id| catalog.get(id).and_then(|extension| extension.object("schema")) == Some(schema))
}

/// Tells whether an extension brought a type of a name to a schema.
pub(crate) fn brought_type(catalog: &Catalog, schema: ObjectId, name: &str) -> bool {
    let all = catalog.named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "");
    all.filter_map(|id| catalog.get(id)).any(|extension| {
        extension.object("schema") == Some(schema)
            && built_in::types_of(&extension.name).contains(&name)
    })
}

/// Returns a type that has the name of one that an extension brings.
fn taken_type(catalog: &Catalog, extension: &Object) -> Option<ObjectId> {
    let schema = extension.object("schema")?;
    let mut names = built_in::types_of(&extension.name).iter();
    names.find_map(|name| catalog.named(schema, Namespace::Type, name))
}

/// Returns the schema that an extension put what it brought into, where that is no schema of every database.
pub(crate) fn home(catalog: &Catalog, extension: ObjectId) -> Option<ObjectId> {
    catalog.get(extension)?.object("schema")
}

/// Returns an extension.
pub(super) fn named(lookup: Lookup<'_>, name: &str) -> Option<ObjectId> {
    lookup.catalog.named(ObjectId::DATABASE, Namespace::InDatabase("extension"), name)
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::EXTENSION) else { return Ok(()) };
    let name = names::identifier(&node);
    if let Some(id) = named(edit.lookup(), &name)
        && has(statement, SyntaxKind::IF_NOT_EXISTS)
    {
        edit.rely_on(id);
        return Ok(());
    }
    let at = Name::bare(name, span(&node));
    let schema = schema(edit, statement, &at)?;
    let version = child(statement, SyntaxKind::EXTENSION_VERSION_CLAUSE)
        .and_then(|clause| clause.first_child())
        .map(|version| ("version".into(), Value::from(written(&version))));
    let attributes = std::iter::once(("schema".into(), schema.clone())).chain(version).collect();
    if has_token(statement, SyntaxKind::CASCADE_KW) || has(statement, SyntaxKind::CASCADE) {
        create_required(edit, &at, &schema)?;
    }
    make(edit, &at, attributes)
}

/// Makes an extension of which no more is said than the name.
pub(super) fn create_named(
    edit: &mut Edit<'_>,
    name: &str,
    may_exist: bool,
    span: Span,
) -> Accepted<()> {
    let name = Name::bare(name, span);
    if may_exist && let Some(id) = named(edit.lookup(), &name.name) {
        edit.rely_on(id);
        return Ok(());
    }
    let schema = Value::name(edit.schema_for_new(&name)?, Form::Bare);
    make(edit, &name, vec![("schema".into(), schema)])
}

fn make(edit: &mut Edit<'_>, name: &Name, attributes: Vec<(Attribute, Value)>) -> Accepted<()> {
    let parent = ObjectId::DATABASE;
    let mut attributes = attributes;
    attributes.extend(requirements(edit.lookup(), name)?);
    let new = New { kind: &EXTENSION, parent, name: &name.name, attributes };
    let id = edit.create(new, name.span)?;
    let taken = edit.get(id).and_then(|extension| taken_type(edit.catalog(), extension));
    match taken.and_then(|taken| edit.get(taken)) {
        Some(taken) => {
            let message = format!("type \"{}\" already exists", taken.name);
            Err(Refusal::duplicate_object(name.span, message))
        }
        None => Ok(()),
    }
}

/// Returns the mention of what an extension needs.
fn requirements(lookup: Lookup<'_>, name: &Name) -> Accepted<Option<(Attribute, Value)>> {
    let Some((_, required)) = REQUIRED.iter().find(|(needing, _)| *needing == name.name) else {
        return Ok(None);
    };
    let required = named(lookup, required).ok_or_else(|| {
        let message = format!("required extension \"{required}\" is not installed");
        let hint = "Use CREATE EXTENSION ... CASCADE to install required extensions too.";
        Refusal::undefined_object(name.span, message).with_hint(hint)
    })?;
    Ok(Some(("requires".into(), Value::name(required, Form::Bare))))
}

/// Makes what an extension needs and what is not there.
fn create_required(edit: &mut Edit<'_>, name: &Name, schema: &Value) -> Accepted<()> {
    let required = REQUIRED.iter().filter(|(needing, _)| *needing == name.name);
    for (_, required) in required {
        if named(edit.lookup(), required).is_none() {
            let required = Name::bare(*required, name.span);
            make(edit, &required, vec![("schema".into(), schema.clone())])?;
        }
    }
    Ok(())
}

/// Returns the schema for what an extension brings: the one that the statement gives, or the first of the search
/// path.
fn schema(edit: &Edit<'_>, statement: &SyntaxNode, name: &Name) -> Accepted<Value> {
    let given = child(statement, SyntaxKind::EXTENSION_SCHEMA).and_then(|node| node.first_child());
    let Some(given) = given else {
        return Ok(Value::name(edit.lookup().schema_for_new(name)?, Form::Bare));
    };
    named_schema(edit, &given)
}

/// Returns the mention of a schema; those that every database has are no objects.
fn named_schema(edit: &Edit<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let name = names::identifier(node);
    if matches!(name.as_str(), "pg_catalog" | "information_schema") {
        return Ok(Value::from(name));
    }
    let schema = edit.lookup().existing_schema(&name, span(node))?;
    Ok(Value::name(schema, Form::Bare))
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::SET_SCHEMA => {
            let Some(schema) = child(action, SyntaxKind::SCHEMA_REF) else { return Ok(false) };
            let schema = named_schema(edit, &schema)?;
            edit.set(id, "schema", schema);
        }
        // What a version brings is not known; the newest that there is will be made again.
        SyntaxKind::ALTER_EXTENSION_UPDATE => edit.set(id, "version", None),
        _ => return Ok(false),
    }
    Ok(true)
}

fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    if !change.is_only_of(|attribute| matches!(attribute, "schema" | "version" | "requires")) {
        return None;
    }
    let head = format!("ALTER {}", change.designation());
    let version = change.sql("version").filter(|_| change.is_of("version"));
    let update = version.map(|version| format!("{head} UPDATE TO {version}"));
    let schema = change.sql("schema").filter(|_| change.is_of("schema"));
    let schema = schema.map(|schema| format!("{head} SET SCHEMA {schema}"));
    Some(schema.into_iter().chain(update).map(Action::from).collect())
}

fn print(catalog: &Catalog, extension: &Object) -> Printed {
    if extension.has("built in") {
        return Printed::default();
    }
    // Another may have brought it along, or every database has it.
    let mut sql = format!("CREATE EXTENSION IF NOT EXISTS {}", quote(&extension.name));
    for (word, attribute) in [("SCHEMA", "schema"), ("VERSION", "version")] {
        if let Some(value) = extension.get(attribute) {
            sql.push_str(&format!(" {word} {}", value.to_sql(catalog)));
        }
    }
    Printed::one(sql)
}

/// Tells whether an extension may have brought functions: any may but the one that every database has.
pub(crate) fn may_bring_routines(lookup: Lookup<'_>) -> bool {
    let extensions = Namespace::InDatabase("extension");
    lookup
        .catalog
        .named_from(ObjectId::DATABASE, extensions, "")
        .any(|id| lookup.catalog.get(id).is_some_and(|extension| !extension.has("built in")))
}

/// Returns what depends on an extension by its own will says of it.
///
/// # Errors
///
/// `42704` if there is no such extension.
pub(super) fn existing(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<ObjectId> {
    let name = names::identifier(node);
    named(lookup, &name).ok_or_else(|| {
        let message = format!("extension \"{name}\" does not exist");
        Refusal::undefined_object(span(node), message)
    })
}
