//! Tables.
//!
//! Never in it: constraints, indexes, triggers and the like, which are kinds of their own.

mod alter;
mod alter_column;
mod alter_type;
mod altered;
mod attach;
mod bound;
mod bound_place;
mod bound_value;
mod create;
mod default;
pub(crate) mod definition;
mod drop_column;
mod from_query;
mod inherit;
mod like;
mod mark;
pub(crate) mod options;
mod own_sequence;
pub(crate) mod parameters;
mod passes;
mod print;
mod reread;
mod rows;
mod stand_in;
mod steps;

pub(crate) use alter::alter;
pub(crate) use alter_column::keep_otherwise;
pub(crate) use altered::altered;
pub(crate) use bound_place::places;
pub(crate) use create::create_as;
pub(crate) use inherit::{children, family, followers, moved, pass_on};

pub(crate) use mark::mark_index;
pub(crate) use print::{is_made_as_child, is_orphan, is_own, kept_otherwise, marks, print_as};

use super::{Kind, PLAIN, Tie, column, foreign_table, relation};
use crate::catalog::alteration::Hazard;
use crate::catalog::edit::Edit;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::{Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::tree::SyntaxKind;

pub(crate) static TABLE: Kind = Kind {
    name: "table",
    object_type: DdlObjectType::Table,
    grantable: Some(&super::relation::TABLE_PRIVILEGES),
    parts: &[
        &super::column::COLUMN,
        &super::constraint::CONSTRAINT,
        &super::index::INDEX,
        &super::trigger::TRIGGER,
        &super::policy::POLICY,
        &super::rule::RULE,
    ],
    namespaces: &[Namespace::Relation, Namespace::Type],
    places,
    statements: &[
        (SyntaxKind::CREATE_TABLE, create::create),
        (SyntaxKind::CREATE_TABLE_AS, from_query::create),
        (SyntaxKind::SELECT_INTO, from_query::create),
        (SyntaxKind::ALTER_TABLE, alter::alter),
    ],
    spoken_of_in: &[SyntaxKind::DROP_TABLE, SyntaxKind::OBJECT_TABLE],
    names: &[SyntaxKind::TABLE_NAME_REF],
    find: relation::find,
    discord: bound::discord,
    against_rows: rows::against_rows,
    tie: |_, _, attribute, _| match attribute {
        PARTITION_OF => Tie::Belongs,
        "clustered on" | "replica identity" => Tie::Forgets,
        _ => Tie::Uses,
    },
    is_late: |_, _, attribute| {
        matches!(attribute, PARTITION_OF | "clustered on" | "replica identity")
    },
    print: print::print,
    steps: steps::steps,
    altered,
    dropped: altered::dropped,
    keeps: |attribute| attribute == INHERITS,
    is_in_the_way: |_, attribute, change| {
        attribute == PARTITION_BY && (change.is_of("type") || change.is_of("collation"))
    },
    hazards: |_, _, doing| match doing {
        super::Doing::Make => Vec::new(),
        super::Doing::Drop => vec![Hazard::DataLoss, Hazard::AccessExclusiveLock],
        super::Doing::Rename => vec![Hazard::AccessExclusiveLock, Hazard::Renamed],
    },
    joining: altered::hazards_of_joining,
    ..PLAIN
};

/// The parents of a table, in order.
pub(crate) const INHERITS: &str = "inherits";

/// The table that a table is a partition of.
pub(crate) const PARTITION_OF: &str = "partition of";

/// Which rows a partition takes: `FOR VALUES …`, or `DEFAULT`.
pub(crate) const BOUND: &str = "bound";

/// How a table's rows are dealt out to partitions: `RANGE (a)`.
pub(crate) const PARTITION_BY: &str = "partition by";

/// The type that a table is `OF`.
pub(crate) const OF_TYPE: &str = "of type";

/// Tells whether a column of a relation can own a sequence.
pub(crate) fn can_own_sequences(relation: &Object) -> bool {
    relation.is(&TABLE) || relation.is(&foreign_table::FOREIGN_TABLE)
}

/// Tells whether a table's rows lie in partitions.
pub(crate) fn is_partitioned(relation: &Object) -> bool {
    relation.has(PARTITION_BY)
}

/// Tells whether a relation is a table with rows of its own here.
fn is_stored(relation: &Object) -> bool {
    relation.is(&TABLE) && !is_partitioned(relation)
}

/// The most columns that a table can have.
const MAX_COLUMNS: usize = 1600;

/// Refuses a table with more columns than it can have.
fn check_column_count(edit: &Edit<'_>, table: ObjectId) -> Accepted<()> {
    if column::all(edit.catalog(), table).len() <= MAX_COLUMNS {
        return Ok(());
    }
    let message = format!("tables can have at most {MAX_COLUMNS} columns");
    Err(Refusal::too_many_columns(crate::catalog::session::NOWHERE, message))
}
