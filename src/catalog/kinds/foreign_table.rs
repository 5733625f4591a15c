//! Foreign tables: tables whose rows a foreign server has.
//!
//! All else is as with tables. Never in it: how the server is asked.

use super::table::{PARTITION_OF, create_as, print_as};
use super::{Kind, PLAIN, Purpose, Tie, foreign_options, relation, server, table};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::Lookup;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, SqlState};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

pub(crate) static FOREIGN_TABLE: Kind = Kind {
    name: "foreign table",
    object_type: DdlObjectType::ForeignTable,
    grantable: Some(&super::relation::TABLE_PRIVILEGES),
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    places: table::places,
    statements: &[
        (SyntaxKind::CREATE_FOREIGN_TABLE, create),
        (SyntaxKind::ALTER_FOREIGN_TABLE, table::alter),
    ],
    spoken_of_in: &[SyntaxKind::DROP_FOREIGN_TABLE, SyntaxKind::OBJECT_FOREIGN_TABLE],
    names: &[SyntaxKind::TABLE_NAME_REF],
    find,
    tie: |_, _, attribute, _| match attribute {
        PARTITION_OF => Tie::Belongs,
        _ => Tie::Uses,
    },
    is_late: |_, _, attribute| attribute == PARTITION_OF,
    print,
    altered: table::altered,
    hazards: relation::hazards,
    keeps: |attribute| attribute == table::INHERITS,
    ..PLAIN
};

/// Tells whether a table has no rows that a statement reads: a foreign one, without children that are here
/// (`ATRewriteTables`).
pub(crate) fn is_empty(catalog: &Catalog, table: &Object) -> bool {
    table.is(&FOREIGN_TABLE) && table::children(catalog, table.id).is_empty()
}

/// Finds the foreign table; that there is none to drop has a code of its own.
fn find(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    relation::find(lookup, kind, holder, target, purpose).map_err(|mut refusal| {
        if purpose == Purpose::Drop && refusal.sqlstate == SqlState::UndefinedTable {
            refusal.sqlstate = SqlState::UndefinedObject;
        }
        refusal
    })
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if let Some(server) = server::in_clause(edit.lookup(), statement)? {
        attributes.push(("server".into(), Value::name(server, Form::Bare)));
    }
    if let Some(list) = child(statement, SyntaxKind::ALTER_OPTION_LIST) {
        attributes.extend(foreign_options::read(&list)?);
    }
    create_as(edit, &FOREIGN_TABLE, statement, attributes).map(|_| ())
}

fn print(catalog: &Catalog, table: &Object) -> Printed {
    let server = table.object("server").and_then(|server| catalog.get(server));
    let mut words =
        vec![format!("SERVER {}", quote(server.map(|server| &*server.name).unwrap_or_default()))];
    words.extend(foreign_options::print(table));
    print_as(catalog, table, "FOREIGN TABLE", Some(words.join(" ")))
}
