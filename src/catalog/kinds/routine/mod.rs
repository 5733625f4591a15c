//! What functions, procedures and aggregates have in common: one namespace, in which the types of the input arguments
//! tell them apart; how they are made, made again, altered and described.
//!
//! Never in it: the definitions of aggregates (see `aggregate`), and what a body written as a string says.

mod altered;
mod arguments;
mod body;
mod find;
mod hidden;
mod options;
mod print;
mod pseudo;
mod replace;

use crate::catalog::privileges::Grantable;
pub(crate) use altered::{altered, hazards, is_in_the_way};
pub(super) use arguments::read_list;
pub(crate) use arguments::{Argument, Mode, arguments};
pub(crate) use body::{changes_system, check_rows};
pub(crate) use find::{find, may_be_foreign, mention, mention_with, needed};
pub(crate) use hidden::{bodies, may_change_schema};
pub(crate) use options::SETTINGS_ORDER;
pub(crate) use print::{description, designation, printed, printed_arguments, setting};

use super::{Kind, extension, view};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in, types};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// The privileges on functions and aggregates.
pub(crate) static FUNCTION_PRIVILEGES: Grantable = Grantable {
    keyword: "FUNCTION",
    noun: "function",
    all: &["EXECUTE"],
    of_public: |_| &["EXECUTE"],
    all_in_schema: &[
        SyntaxKind::PRIVILEGE_ALL_FUNCTIONS_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_ALL_ROUTINES_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_TARGET_FUNCTIONS,
        SyntaxKind::PRIVILEGE_TARGET_ROUTINES,
    ],
};

/// The privileges on procedures.
pub(crate) static PROCEDURE_PRIVILEGES: Grantable = Grantable {
    keyword: "PROCEDURE",
    noun: "procedure",
    all: &["EXECUTE"],
    of_public: |_| &["EXECUTE"],
    all_in_schema: &[
        SyntaxKind::PRIVILEGE_ALL_PROCEDURES_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_ALL_ROUTINES_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_TARGET_FUNCTIONS,
    ],
};

/// Returns the key of a routine's name: `area(integer,integer)`.
pub(crate) fn keys(object: &Object, schema: ObjectId) -> Vec<NameKey> {
    let inputs = arguments(object).into_iter().filter(|argument| argument.mode.is_input());
    let types: Vec<&Value> = inputs.map(|argument| argument.type_).collect();
    vec![NameKey::new(schema, Namespace::Routine, &key_name(&object.name, &types))]
}

/// Returns the name that tells a routine apart in its schema.
pub(crate) fn key_name(name: &str, inputs: &[&Value]) -> String {
    let inputs: Vec<String> = inputs.iter().map(|type_| types::signature_key(type_)).collect();
    [name, "(", &inputs.join(","), ")"].concat()
}

/// Returns the name that a statement makes a routine by.
fn name(statement: &SyntaxNode) -> Option<Name> {
    let is_name = |kind| matches!(kind, SyntaxKind::FUNCTION_NAME | SyntaxKind::PROCEDURE_NAME);
    statement.children().find(|node| is_name(node.kind())).map(|node| Name::of(&node))
}

/// Reads `CREATE [OR REPLACE] FUNCTION` and `PROCEDURE`.
pub(super) fn create(
    edit: &mut Edit<'_>,
    kind: &'static Kind,
    statement: &SyntaxNode,
) -> Accepted<()> {
    let Some(name) = name(statement) else { return Ok(()) };
    let schema = edit.schema_for_new(&name)?;
    let mut attributes = options::of_new(edit, statement)?;
    let language = said_in(&attributes, "language").and_then(Value::as_text).map(str::to_owned);
    attributes.extend(arguments::read(edit, statement, &language.unwrap_or_default())?);
    attributes.extend(options::body(edit.lookup(), statement, &attributes)?);
    // PostgreSQL looks into the body last.
    let checked = check_body(edit, &attributes, statement);
    put(edit, kind, schema, &name, attributes, has(statement, SyntaxKind::OR_REPLACE))?;
    checked
}

/// Looks into the body of a function in SQL, unless the session says otherwise.
fn check_body(
    edit: &Edit<'_>,
    attributes: &[(Attribute, Value)],
    statement: &SyntaxNode,
) -> Accepted<()> {
    let get = |name: &str| said_in(attributes, name);
    let language = get("language").map(|language| language.to_sql(edit.catalog()));
    let language = language.unwrap_or_default();
    pseudo::check(attributes, &language, span(statement))?;
    if !edit.settings.check_function_bodies {
        return Ok(());
    }
    pseudo::check_trigger(attributes, &language, span(statement))?;
    if language != "sql" || pseudo::is_polymorphic(attributes) {
        return Ok(());
    }
    let scope = body::scope(statement, attributes);
    match get("body") {
        Some(text) => {
            // The settings of the function hold while its body is looked into.
            let set = get("setting search_path").and_then(Value::as_text).map(names::schemas);
            let path = set.unwrap_or_else(|| edit.settings.search_path.clone());
            let lookup = Lookup { search_path: &path, ..edit.lookup() };
            body::check(lookup, text, attributes, &scope, span(statement))
        }
        None => match (options::read_body(statement), get("sql body")) {
            (Some(body), Some(read)) => {
                view::refuse_recursion(edit.catalog(), read, span(statement))?;
                body::check_read(edit.lookup(), &body, attributes, &scope, span(statement))
            }
            _ => Ok(()),
        },
    }
}

/// Makes a routine, or makes it again.
pub(super) fn put(
    edit: &mut Edit<'_>,
    kind: &'static Kind,
    schema: ObjectId,
    name: &Name,
    attributes: Vec<(Attribute, Value)>,
    may_replace: bool,
) -> Accepted<()> {
    let new = Object {
        id: ObjectId::DATABASE,
        kind,
        parent: schema,
        name: name.name.as_str().into(),
        position: 0,
        attributes: attributes.into_iter().collect(),
    };
    let key = keys(&new, schema).pop();
    let old = key.and_then(|key| edit.catalog().named(schema, Namespace::Routine, &key.name));
    match old {
        Some(old) if may_replace => replace::replace(edit, old, new, name.span),
        _ => {
            let attributes = new.attributes.into_iter().collect();
            edit.create(New { kind, parent: schema, name: &name.name, attributes }, name.span)?;
            Ok(())
        }
    }
}

/// Reads an action of `ALTER FUNCTION`, `PROCEDURE`, `ROUTINE` or `AGGREGATE`.
pub(super) fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    use SyntaxKind::*;
    match action.kind() {
        FUNC_OPTION_LIST => options::alter(edit, id, action)?,
        FUNCTION_RENAME_TO | PROCEDURE_RENAME_TO | ROUTINE_RENAME_TO | AGGREGATE_RENAME_TO => {
            let Some(node) = action.last_child() else { return Ok(false) };
            let name = names::identifier(&node);
            let schema = edit.get(id).map_or(ObjectId::DATABASE, |object| object.parent);
            check_is_free(edit.lookup(), id, schema, &name, span(&node))?;
            edit.rename(id, &name, span(&node))?;
        }
        SET_SCHEMA => {
            let Some(node) = child(action, SCHEMA_REF) else { return Ok(false) };
            let schema = edit.lookup().existing_schema(&names::identifier(&node), span(&node))?;
            let name = edit.get(id).map(|object| object.name.clone()).unwrap_or_default();
            if edit.get(id).is_some_and(|object| object.parent != schema) {
                check_is_free(edit.lookup(), id, schema, &name, span(&node))?;
            }
            edit.move_to(id, schema, span(action))?;
        }
        DEPENDS_ON_EXTENSION | NO_DEPENDS_ON_EXTENSION => depend(edit, id, action)?,
        RESTRICT => {}
        _ => return Ok(false),
    }
    Ok(true)
}

/// Refuses a name that another routine with the same arguments has.
fn check_is_free(
    lookup: Lookup<'_>,
    id: ObjectId,
    schema: ObjectId,
    name: &str,
    span: Span,
) -> Accepted<()> {
    let Some(object) = lookup.catalog.get(id) else { return Ok(()) };
    let renamed = Object { name: name.into(), ..object.clone() };
    let key = keys(&renamed, schema).pop();
    let Some(key) =
        key.filter(|key| lookup.catalog.named(schema, Namespace::Routine, &key.name).is_some())
    else {
        return Ok(());
    };
    let schema = lookup.catalog.get(key.scope()).map(|schema| schema.name.clone());
    let message = format!(
        "function {} already exists in schema \"{}\"",
        print::signature(lookup, name, &renamed),
        schema.unwrap_or_default()
    );
    Err(Refusal::duplicate_function(span, message))
}

/// Reads `[NO] DEPENDS ON EXTENSION`.
fn depend(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::EXTENSION_REF) else { return Ok(()) };
    let extension = extension::existing(edit.lookup(), &node)?;
    let attribute = format!("depends on extension {}", names::identifier(&node));
    let depends = action.kind() == SyntaxKind::DEPENDS_ON_EXTENSION;
    edit.set(id, attribute, depends.then(|| Value::name(extension, Form::Bare)));
    Ok(())
}

/// How a routine needs what it mentions.
pub(super) fn tie(_: &Catalog, _: &Object, attribute: &str, _: ObjectId) -> super::Tie {
    if attribute.starts_with("depends on extension") {
        return super::Tie::Belongs;
    }
    super::Tie::Uses
}

/// Returns a name as SQL writes it.
fn quoted(name: &str) -> String {
    quote(name).into_owned()
}
