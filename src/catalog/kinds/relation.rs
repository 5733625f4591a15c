//! What tables, views, indexes, sequences and foreign tables have in common: one namespace, and
//! statements that speak of one as if it were another.
//!
//! Never in it: what is special about one of these kinds.

use super::{Doing, Kind, Purpose};
use crate::catalog::alteration::Hazard;
use crate::catalog::edit::Edit;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::privileges::{self, Grantable};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sql::tree::{SyntaxKind, SyntaxNode, has};

/// Returns what is hazardous about a relation that keeps no rows of its own.
pub(crate) fn hazards(_: &Catalog, _: &Object, doing: Doing) -> Vec<Hazard> {
    match doing {
        Doing::Make => Vec::new(),
        Doing::Drop => vec![Hazard::AccessExclusiveLock],
        Doing::Rename => vec![Hazard::AccessExclusiveLock, Hazard::Renamed],
    }
}

/// Returns what is hazardous about a part of a relation that nobody calls by its name, which locks it.
pub(crate) fn hazards_of_part(_: &Catalog, _: &Object, _: Doing) -> Vec<Hazard> {
    vec![Hazard::AccessExclusiveLock]
}

/// The privileges on what has rows.
pub(crate) static TABLE_PRIVILEGES: Grantable = Grantable {
    keyword: "TABLE",
    noun: "relation",
    all: &[
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "REFERENCES",
        "TRIGGER",
        privileges::NEW,
    ],
    of_public: |_| &[],
    all_in_schema: &[
        SyntaxKind::PRIVILEGE_ALL_TABLES_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_TARGET_TABLES,
    ],
};

/// The privileges on a column, granted with its table.
pub(crate) static COLUMN_PRIVILEGES: Grantable = Grantable {
    keyword: "",
    noun: "column",
    all: &["SELECT", "INSERT", "UPDATE", "REFERENCES"],
    of_public: |_| &[],
    all_in_schema: &[],
};

/// How long a new relation is to last, as a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Persistence {
    Permanent,
    Unlogged,
    Temporary,
}

impl Persistence {
    /// Reads it from a `CREATE`, or from the `INTO` of a query.
    pub(crate) fn of(statement: &SyntaxNode) -> Persistence {
        let said = statement.children().find_map(|node| match node.kind() {
            SyntaxKind::TEMP => Some(Persistence::Temporary),
            SyntaxKind::UNLOGGED => Some(Persistence::Unlogged),
            _ => None,
        });
        said.unwrap_or(Persistence::Permanent)
    }
}

/// Returns the schema for a new relation.
///
/// # Errors
///
/// See [`Lookup::schema_for_new`](crate::catalog::lookup::Lookup::schema_for_new); `42P16` for a
/// temporary relation in a schema of its own.
pub(crate) fn schema_for_new(
    edit: &mut Edit<'_>,
    name: &Name,
    persistence: Persistence,
) -> Accepted<ObjectId> {
    let is_in_temporary = name.schema.as_deref() == Some(super::schema::TEMPORARY);
    if persistence != Persistence::Temporary && !is_in_temporary {
        return edit.schema_for_new(name);
    }
    if name.schema.is_some() && !is_in_temporary {
        check_schema(edit.lookup(), name)?;
        let message = "cannot create temporary relation in non-temporary schema";
        return Err(Refusal::invalid_table(name.span, message));
    }
    super::schema::temporary(edit, name.span)
}

/// Tells whether a schema has a relation of a name.
pub(crate) fn exists(edit: &Edit<'_>, schema: ObjectId, name: &str) -> bool {
    edit.is_taken(schema, Namespace::Relation, name)
}

/// Returns the schema for a new relation that follows from a query; nothing if the relation is there, and is to be made
/// only where it is not (`CreateTableAsRelExists` in PostgreSQL's `createas.c`).
///
/// # Errors
///
/// See [`schema_for_new`]; `42P07` if the relation is there.
pub(crate) fn schema_for_queried(
    edit: &mut Edit<'_>,
    statement: &SyntaxNode,
    name: &Name,
    persistence: Persistence,
) -> Accepted<Option<ObjectId>> {
    let schema = schema_for_new(edit, name, persistence)?;
    match exists(edit, schema, &name.name) {
        false => Ok(Some(schema)),
        true if has(statement, SyntaxKind::IF_NOT_EXISTS) => Ok(None),
        true => {
            let message = format!("relation \"{}\" already exists", name.name);
            Err(Refusal::duplicate_table(name.span, message))
        }
    }
}

/// Finds a relation of one kind.
///
/// # Errors
///
/// `42P01` if there is no relation of the name, `3F000` no schema, `42809` if it is of another kind.
pub(crate) fn find(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    _: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let name = Name::of(target);
    check_schema(lookup, &name)?;
    let Found::Object(id) = lookup.find(Namespace::Relation, &name) else {
        let message = match purpose {
            Purpose::Drop => format!("{} \"{}\" does not exist", kind.name, name.name),
            _ => format!("relation \"{}\" does not exist", name.shown()),
        };
        return Err(Refusal::undefined_table(name.span, message));
    };
    match lookup.catalog.get(id) {
        Some(object) if !object.is(kind) => Err(wrong_kind(kind, object.kind, &name, purpose)),
        _ => Ok(id),
    }
}

/// Refuses a name in a schema that is not there.
pub(crate) fn check_schema(lookup: Lookup<'_>, name: &Name) -> Accepted<()> {
    match &name.schema {
        Some(schema) if !name.is_built_in() && schema != super::schema::TEMPORARY => {
            lookup.existing_schema(schema, name.span).map(|_| ())
        }
        _ => Ok(()),
    }
}

/// Returns the refusal of a relation that is not of the kind that a statement takes it for.
fn wrong_kind(kind: &Kind, found: &Kind, name: &Name, purpose: Purpose) -> Refusal {
    let message = format!("\"{}\" is not {}", name.name, with_article(kind.name));
    let refusal = Refusal::wrong_object(name.span, message);
    if purpose != Purpose::Drop {
        return refusal;
    }
    let (command, found) = (found.name.to_ascii_uppercase(), with_article(found.name));
    refusal.with_hint(format!("Use DROP {command} to remove {found}."))
}

fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}
