//! Columns: of tables, views and composite types.
//!
//! Never in it: how a column's definition is read (see `table::definition`).

mod altered;
mod discord;

pub(crate) use altered::{is_assigned, is_text_meanwhile};

use super::{Kind, PLAIN, Purpose, Tie, foreign_options, sequence};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{self, Printed};
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::state::Catalog;
use crate::catalog::types::built_in;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static COLUMN: Kind = Kind {
    name: "column",
    object_type: DdlObjectType::Column,
    grantable: Some(&super::relation::COLUMN_PRIVILEGES),
    namespaces: &[COLUMN_NAMES],
    taken: |span, _, name, relation| {
        let message = format!("column \"{name}\" of relation \"{relation}\" already exists");
        Refusal::duplicate_column(span, message)
    },
    is_whole: false,
    is_derived: |column, attribute| match attribute {
        INHERITED | LOCAL | NOT_NULL_NAME => true,
        "type" => column.has(super::view::OUTPUT),
        _ => false,
    },
    is_undecided: |attribute| matches!(attribute, LOCAL | NOT_NULL_NAME),
    is_ordered: true,
    is_defining: true,
    discord: discord::discord,
    spoken_of_in: &[SyntaxKind::OBJECT_COLUMN],
    names: &[SyntaxKind::QUALIFIED_COLUMN_NAME_REF],
    find: find_qualified,
    tie: |_, _, attribute, _| match attribute {
        "default" => Tie::Clears,
        INHERITED => Tie::Forgets,
        _ => Tie::Uses,
    },
    is_inline: |_, _| true,
    is_late: |_, _, attribute| attribute == INHERITED,
    print,
    description: |lookup, column| {
        let relation = lookup.catalog.get(column.parent);
        let relation = relation.map(|relation| print::description(lookup, relation));
        format!("column {} of {}", column.name, relation.unwrap_or_default())
    },
    designation: |catalog, column| format!("COLUMN {}", qualified_name(catalog, column.id)),
    altered: altered::altered,
    renamed: altered::renamed,
    added: altered::added,
    dropped: altered::dropped,
    hazards: altered::hazards,
    is_in_the_way: |_, attribute, change| attribute == "generated" && change.is_of("type"),
    keeps: |attribute| attribute == "type",
    ..PLAIN
};

/// The columns of parents from which a column of a table comes.
pub(crate) const INHERITED: &str = "inherited";

/// Said of a column: the name that the constraint of its `NOT NULL` was given.
pub(crate) const NOT_NULL_NAME: &str = "not null name";

/// Said of an inherited column that the table's own definition has as well.
pub(crate) const LOCAL: &str = "local";

/// Returns a column of a relation.
///
/// # Errors
///
/// `42703` if it has none of the name.
pub(crate) fn find(
    lookup: Lookup<'_>,
    relation: ObjectId,
    name: &str,
    span: Span,
) -> Accepted<ObjectId> {
    let found = named(lookup.catalog, relation, name);
    found.into_iter().for_each(|column| lookup.note(span, column));
    found.ok_or_else(|| {
        let relation = lookup.catalog.get(relation).map(|relation| &*relation.name);
        let relation = relation.unwrap_or_default();
        let message = format!("column \"{name}\" of relation \"{relation}\" does not exist");
        Refusal::undefined_column(span, message)
    })
}

/// Returns a column of a relation, if it has one of the name.
pub(crate) fn named(catalog: &Catalog, relation: ObjectId, name: &str) -> Option<ObjectId> {
    catalog.named(relation, COLUMN_NAMES, name)
}

/// Returns the columns of a relation, first to last.
pub(crate) fn all(catalog: &Catalog, relation: ObjectId) -> Vec<&Object> {
    catalog.parts_of_kind(relation, &COLUMN)
}

/// The namespace of a relation's columns.
pub(crate) const COLUMN_NAMES: Namespace = Namespace::InParent("column");

/// Returns a column's name with those of its table and its schema in front.
pub(crate) fn qualified_name(catalog: &Catalog, column: ObjectId) -> String {
    let Some(column) = catalog.get(column) else { return String::new() };
    format!("{}.{}", catalog.qualified_name(column.parent), quote(&column.name))
}

/// Refuses a column of a type that only functions take and return (`CheckAttributeType` in PostgreSQL's `heap.c`).
///
/// # Errors
///
/// `42P16`.
pub(crate) fn refuse_pseudo_type(name: &str, type_: &Value, span: Span) -> Accepted<()> {
    let type_ = type_.as_text().unwrap_or_default();
    if !built_in::is_pseudo_type(type_.trim_end_matches("[]")) {
        return Ok(());
    }
    let message = format!("column \"{name}\" has pseudo-type {type_}");
    Err(Refusal::invalid_table(span, message))
}

/// As [`refuse_pseudo_type`], for what a query gives: what a function that takes any type returns is not known here.
pub(crate) fn refuse_pseudo_output(name: &str, type_: Option<&Value>, span: Span) -> Accepted<()> {
    const NONE: &[&str] = &["void", "trigger", "event_trigger", "record"];
    let is_none = |type_: &&Value| type_.as_text().is_some_and(|text| NONE.contains(&text));
    type_.filter(is_none).map_or(Ok(()), |type_| refuse_pseudo_type(name, type_, span))
}

/// Finds a column by a name with its relation's in front.
fn find_qualified(
    lookup: Lookup<'_>,
    _: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let mut parts = names::path(target);
    let column = parts.pop().unwrap_or_default();
    let Some(relation) = parts.pop() else {
        return Err(Refusal::syntax(span(target), "column name must be qualified"));
    };
    let relation = Name { schema: parts.pop(), name: relation, span: span(target) };
    let id = lookup.relation(&relation)?;
    find(lookup, id, &column, span(target)).map_err(|refusal| match refusal.sqlstate {
        // It is named as the statement names it.
        SqlState::UndefinedColumn => {
            let relation = relation.shown();
            let message = format!("column \"{column}\" of relation \"{relation}\" does not exist");
            refusal.with_message(message)
        }
        _ => refusal,
    })
}

/// Prints the column as `CREATE TABLE` and `CREATE TYPE` take it.
fn print(catalog: &Catalog, column: &Object) -> Printed {
    let sql = |attribute: &str| column.get(attribute).map(|value| value.to_sql(catalog));
    let mut words = vec![quote(&column.name).into_owned(), sql("type").unwrap_or_default()];
    words.extend(foreign_options::print(column));
    words.extend(sql("collation").map(|collation| format!("COLLATE {collation}")));
    // A column of numbers has a default besides only if a parent's has it, which gives it.
    let default = sql("default").filter(|_| !column.has("identity"));
    words.extend(default.map(|default| format!("DEFAULT {default}")));
    words.extend(sql("generated").map(|expression| {
        let kept = if column.has("virtual") { "VIRTUAL" } else { "STORED" };
        format!("GENERATED ALWAYS AS ({expression}) {kept}")
    }));
    words.extend(identity(catalog, column));
    if column.has("not null") && !column.has("identity") {
        words.push("NOT NULL".to_owned());
    }
    Printed::one(words.join(" "))
}

/// Returns what makes a column an identity column, if it is one.
pub(crate) fn identity(catalog: &Catalog, column: &Object) -> Option<String> {
    let when = column.text("identity")?;
    let mut words = format!("GENERATED {} AS IDENTITY", when.to_ascii_uppercase());
    if let Some(sequence) = sequence::behind(catalog, column.id) {
        let name = catalog.qualified_name(sequence.id);
        let options = sequence::Options::of(sequence).to_sql(sequence::For::Identity);
        words.push_str(&format!(" (SEQUENCE NAME {name} {options}"));
        words = format!("{})", words.trim_end());
    }
    Some(words)
}
