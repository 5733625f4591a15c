//! Materialized views: views whose rows are kept.
//!
//! Never in it: what they have in common with views (see `view`).

use super::relation::{self, Persistence};
use super::table::{self, options};
use super::view::{self, alter};
use super::{Kind, PLAIN, Tie, index};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static MATERIALIZED_VIEW: Kind = Kind {
    name: "materialized view",
    object_type: DdlObjectType::MaterializedView,
    grantable: Some(&super::relation::TABLE_PRIVILEGES),
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    statements: &[(SyntaxKind::CREATE_MATERIALIZED_VIEW, create), (SyntaxKind::REFRESH, refresh)],
    spoken_of_in: &[
        SyntaxKind::ALTER_MATERIALIZED_VIEW,
        SyntaxKind::DROP_MATERIALIZED_VIEW,
        SyntaxKind::OBJECT_MATERIALIZED_VIEW,
    ],
    names: &[SyntaxKind::VIEW_REF],
    find: relation::find,
    alter: alter_materialized,
    tie: |_, _, attribute, _| match attribute {
        "clustered on" => Tie::Forgets,
        _ => Tie::Uses,
    },
    is_late: |_, _, attribute| attribute == "clustered on",
    print,
    altered,
    is_in_the_way: |_, attribute, change| view::is_in_the_way(attribute, change),
    hazards: relation::hazards,
    ..PLAIN
};

/// Said of one that has no rows yet, and can't be read.
const NO_DATA: &str = "no data";

/// What is said of a materialized view as it is of a table.
const PLACE: &[(SyntaxKind, &str)] = &[
    (SyntaxKind::USING_METHOD, "access method"),
    (SyntaxKind::SET_ACCESS_METHOD, "access method"),
    (SyntaxKind::TABLESPACE_CLAUSE, "tablespace"),
    (SyntaxKind::SET_TABLESPACE, "tablespace"),
];

/// Reads `CREATE MATERIALIZED VIEW`.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::VIEW) else { return Ok(()) };
    let name = Name::of(&node);
    let Some(definition) = view::definition(edit, statement, &name)? else { return Ok(()) };
    if view::uses_temporary(edit, &definition.query) {
        let message = "materialized views must not use temporary tables or views";
        return Err(Refusal::not_supported(name.span, message));
    }
    let schema = relation::schema_for_queried(edit, statement, &name, Persistence::Permanent)?;
    let Some(schema) = schema else { return Ok(()) };
    definition.refuse_more_names("too many column names were specified", name.span)?;
    let is_filled = !has(statement, SyntaxKind::WITH_NO_DATA);
    let query = definition.query.clone();
    let mut attributes = view::parameters(statement)?;
    let places = statement.children().filter_map(|node| place(&node));
    attributes.extend(places.map(|(attribute, value)| (attribute.into(), value)));
    if !is_filled {
        attributes.push((NO_DATA.into(), Value::flag()));
    }
    view::make(edit, &MATERIALIZED_VIEW, schema, &name, definition, attributes)?;
    // PostgreSQL fills it once it is there.
    match is_filled {
        true => view::refuse_recursion(edit.catalog(), &query, name.span),
        false => Ok(()),
    }
}

/// Returns what a clause, or an action, says of where the rows are kept.
fn place(node: &SyntaxNode) -> Option<(&'static str, Value)> {
    let (_, attribute) = PLACE.iter().find(|(kind, _)| *kind == node.kind())?;
    options::named(attribute, node).map(|(_, value)| (*attribute, value))
}

/// Reads `REFRESH MATERIALIZED VIEW`, which tells whether there are rows.
fn refresh(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::VIEW_REF) else { return Ok(()) };
    let view = edit.lookup().relation(&Name::of(&node))?;
    let Some(object) = edit.get(view) else { return Ok(()) };
    if !object.is(&MATERIALIZED_VIEW) {
        let message = format!("\"{}\" is not a materialized view", object.name);
        return Err(Refusal::not_supported(span(&node), message));
    }
    let has_none = has(statement, SyntaxKind::WITH_NO_DATA);
    if has_token(statement, SyntaxKind::CONCURRENTLY_KW) {
        check_concurrent(edit, object, has_none, span(&node))?;
    }
    edit.set(view, NO_DATA, has_none.then(Value::flag));
    Ok(())
}

/// Refuses to compare new rows with the old ones where there are none, or no key to tell them apart by.
fn check_concurrent(edit: &Edit<'_>, view: &Object, has_none: bool, span: Span) -> Accepted<()> {
    if has_none {
        let message = "CONCURRENTLY and WITH NO DATA options cannot be used together";
        return Err(Refusal::syntax(span, message));
    }
    if view.has(NO_DATA) {
        let message = "CONCURRENTLY cannot be used when the materialized view is not populated";
        return Err(Refusal::not_supported(span, message));
    }
    let name = edit.catalog().qualified_name(view.id);
    if edit.catalog().parts(view.id).any(|part| !index::unique_columns(part).is_empty()) {
        return Ok(());
    }
    let message = format!("cannot refresh materialized view \"{name}\" concurrently");
    Err(Refusal::not_in_state(span, message).with_hint(
        "Create a unique index with no WHERE clause on one or more columns of the materialized view.",
    ))
}

/// Reads an action of `ALTER MATERIALIZED VIEW`.
fn alter_materialized(edit: &mut Edit<'_>, view: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if let Some((attribute, value)) = place(action) {
        edit.set(view, attribute, value);
        return Ok(true);
    }
    match action.kind() {
        SyntaxKind::CLUSTER_ON => return table::mark_index(edit, view, action).map(|()| true),
        SyntaxKind::SET_WITHOUT_CLUSTER => {
            edit.set(view, "clustered on", None);
            return Ok(true);
        }
        SyntaxKind::ALTER_COLUMN if table::keep_otherwise(edit, view, action)? => return Ok(true),
        _ => {}
    }
    let what = match () {
        () if has(action, SyntaxKind::SET_DEFAULT) => "SET",
        () if has(action, SyntaxKind::DROP_DEFAULT) => "DROP",
        () => return alter(edit, view, action),
    };
    let name = edit.get(view).map(|view| &*view.name).unwrap_or_default();
    let message = format!(
        "ALTER action ALTER COLUMN ... {what} DEFAULT cannot be performed on relation \"{name}\""
    );
    Err(Refusal::wrong_object(span(action), message))
}

/// What a materialized view shows can't be altered.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_known = |attribute: &str| {
        options::is_option(attribute)
            || matches!(attribute, NO_DATA | "tablespace" | "access method" | "clustered on")
    };
    if !change.is_only_of(is_known) {
        return None;
    }
    let designation = change.designation();
    let head = format!("ALTER {designation}");
    let mut actions = options::altered(change, &head);
    if change.is_of("tablespace") {
        let tablespace = change.after.text("tablespace").unwrap_or("pg_default");
        actions.push(format!("{head} SET TABLESPACE {}", quote(tablespace)).into());
    }
    if change.is_of("access method") {
        let method = change.after.text("access method").unwrap_or("heap");
        actions.push(format!("{head} SET ACCESS METHOD {}", quote(method)).into());
    }
    if change.is_of("clustered on") {
        let index = change.after.object("clustered on").and_then(|index| change.to.get(index));
        let index = index.map(|index| format!("CLUSTER ON {}", quote(&index.name)));
        let action = index.unwrap_or_else(|| "SET WITHOUT CLUSTER".to_owned());
        actions.push(format!("{head} {action}").into());
    }
    if change.is_of(NO_DATA) {
        let with = if change.after.has(NO_DATA) { " WITH NO DATA" } else { "" };
        actions.push(format!("REFRESH {designation}{with}").into());
    }
    Some(actions)
}

fn print(catalog: &Catalog, view: &Object) -> Printed {
    let sql = |attribute: &str| view.get(attribute).map(|value| value.to_sql(catalog));
    let mut words = vec![format!("CREATE MATERIALIZED VIEW {}", catalog.qualified_name(view.id))];
    words.extend(view::printed_columns(catalog, view));
    words.extend(sql("access method").map(|method| format!("USING {method}")));
    words.extend(options::print(catalog, view).map(|parameters| format!("WITH ({parameters})")));
    words.extend(sql("tablespace").map(|tablespace| format!("TABLESPACE {tablespace}")));
    words.push(format!("AS {}", view::printed_query(catalog, view)));
    words.extend(view.has(NO_DATA).then(|| "WITH NO DATA".to_owned()));
    let mut create = vec![words.join(" ")];
    create.extend(table::kept_otherwise(catalog, view));
    Printed { create, late: table::marks(catalog, view), ..Printed::default() }
}
