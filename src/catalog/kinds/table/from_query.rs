//! `CREATE TABLE … AS` and `SELECT … INTO`: a table whose columns follow from a query.
//!
//! The query is no part of the table: only its columns' names and types stay. Never in it: how a query
//! is read (see `resolve`).

use super::TABLE;
use super::create::own_attributes;
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::column::{self, COLUMN};
use crate::catalog::kinds::relation::{self, Persistence};
use crate::catalog::kinds::view;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, OutputColumn, Query, Scope};
use crate::catalog::{ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Reads the statement.
///
/// # Errors
///
/// What the query is refused for, `42601` for more names than columns, `42701` for two of one name.
pub(super) fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let into = child(statement, SyntaxKind::INTO_CLAUSE);
    let head = into.as_ref().unwrap_or(statement);
    let Some(node) = child(head, SyntaxKind::TABLE_NAME) else { return Ok(()) };
    let name = Name::of(&node);
    let query = match into.is_some() {
        true => Some(statement.clone()),
        false => statement.children().find(|inner| resolve::is_query(inner.kind())),
    };
    let query = query.map(|node| resolve::query(edit.lookup(), &node, &Scope::default()));
    let query = query.transpose()?;
    let persistence = Persistence::of(head);
    let schema = relation::schema_for_queried(edit, statement, &name, persistence)?;
    let Some(schema) = schema else { return Ok(()) };
    if let Some(query) = query.as_ref().filter(|_| !has(statement, SyntaxKind::WITH_NO_DATA)) {
        view::refuse_recursion(edit.catalog(), &query.value, name.span)?;
    }
    let attributes = own_attributes(statement, persistence)?;
    let new = New { kind: &TABLE, parent: schema, name: &name.name, attributes };
    let table = edit.create(new, name.span)?;
    for read in query.iter().flat_map(|query| query.value.objects()) {
        edit.rely_on(read);
    }
    match query {
        Some(query) => fill(edit, table, statement, query, name.span),
        None => {
            edit.be_opaque("the columns of the table follow from a prepared statement");
            Ok(())
        }
    }
}

fn fill(
    edit: &mut Edit<'_>,
    table: ObjectId,
    statement: &SyntaxNode,
    query: Query,
    place: Span,
) -> Accepted<()> {
    let list = child(statement, SyntaxKind::TABLE_ARG_LIST);
    let given: Vec<String> = list
        .iter()
        .flat_map(|list| list.children())
        .filter_map(|column| child(&column, SyntaxKind::COLUMN_NAME))
        .map(|name| names::identifier(&name))
        .collect();
    if given.len() > query.columns.len() && !query.is_open {
        return Err(Refusal::syntax(place, "too many column names were specified"));
    }
    if query.is_open {
        edit.be_opaque("the columns of the table follow from relations that no statement makes");
    }
    let place = list.as_ref().map_or(place, span);
    for (at, output) in query.columns.into_iter().enumerate() {
        let name = given.get(at).unwrap_or(&output.name).clone();
        add_column(edit, table, &name, output, place)?;
    }
    Ok(())
}

fn add_column(
    edit: &mut Edit<'_>,
    table: ObjectId,
    name: &str,
    output: OutputColumn,
    place: Span,
) -> Accepted<()> {
    super::definition::check_name(name, place)?;
    if column::named(edit.catalog(), table, name).is_some() {
        let message = format!("column \"{name}\" specified more than once");
        return Err(Refusal::duplicate_column(place, message));
    }
    column::refuse_pseudo_output(name, output.type_.as_ref(), place)?;
    let type_ = match output.type_ {
        // What has no type of its own becomes text.
        Some(type_) if type_.as_text() == Some("unknown") => Value::from("text"),
        Some(type_) => type_,
        None => {
            edit.be_opaque(format!("the type of the column \"{name}\" is not known"));
            Value::from("text")
        }
    };
    let mut attributes = vec![("type".into(), type_)];
    attributes.extend(output.collation.map(|collation| ("collation".into(), collation)));
    edit.create(New { kind: &COLUMN, parent: table, name, attributes }, place)?;
    Ok(())
}
