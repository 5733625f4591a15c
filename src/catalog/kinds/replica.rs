//! Rows that are published: PostgreSQL changes one only if a copy of it could be found (`CheckCmdReplicaIdentity`).
//!
//! Never in it: what a publication says (see `publication`), how an identity is chosen (see `table`).

use super::{Discord, Matter, column, constraint, publication, table};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, RowDeed, RowDoing};

/// By what changed rows are told apart when they are replicated.
pub(crate) const IDENTITY: &str = "replica identity";

/// Finds publications for whose sake a table's rows, or those of its children, can't be changed or taken out.
pub(super) fn against_rows(catalog: &Catalog, relation: &Object, deed: &RowDeed) -> Vec<Discord> {
    let change = match deed.doing {
        RowDoing::Update => "update",
        RowDoing::Delete => "delete",
        _ => return Vec::new(),
    };
    let family = table::family(catalog, relation.id).into_iter();
    // Rows lie in the partitions, and are told apart there.
    let mut with_rows = family
        .filter_map(|id| catalog.get(id))
        .filter(|table| !table::is_partitioned(table) && !table.has("unlogged"));
    let found = with_rows.find_map(|table| {
        let identity = identity(catalog, table);
        let mut published = publication::of_table(catalog, table, change).into_iter();
        let published = published.find(|by| !is_enough(identity.as_deref(), by))?;
        Some((table, published))
    });
    let Some((table, published)) = found else { return Vec::new() };
    let reason = format!(
        "is published without a replica identity that would do, so that no {change} can run"
    );
    let (over, attribute, with) = (table.id, IDENTITY.to_owned(), published.id);
    vec![Discord { over, attribute, with, matter: Matter::Refused, reason }]
}

/// Tells whether an index that holds a column was chosen to tell its table's rows apart, in which nothing may be null.
pub(crate) fn needs_not_null(catalog: &Catalog, column: &Object) -> bool {
    let chosen = catalog.get(column.parent).and_then(|table| table.object(IDENTITY));
    let index = chosen.and_then(|index| catalog.get(index));
    index.is_some_and(|index| columns_of(index).contains(&column.id))
}

fn columns_of(key: &Object) -> Vec<ObjectId> {
    match key.has("columns") {
        true => key.objects("columns"),
        false => key.objects("elements"),
    }
}

/// Returns the columns by which a table's rows are told apart; nothing where they are not.
fn identity(catalog: &Catalog, table: &Object) -> Option<Vec<ObjectId>> {
    match (table.text(IDENTITY), table.object(IDENTITY)) {
        (Some("FULL"), _) => {
            Some(column::all(catalog, table.id).iter().map(|column| column.id).collect())
        }
        (_, Some(index)) => catalog.get(index).map(columns_of),
        (Some(_), None) => None,
        (None, None) => constraint::primary(catalog, table.id).map(columns_of),
    }
}

/// Tells whether the columns of an identity are all that a publication looks at, and published.
fn is_enough(identity: Option<&[ObjectId]>, published: &Object) -> bool {
    let Some(identity) = identity else { return false };
    let condition = published.objects("where");
    let columns = published.objects("columns");
    let is_known = |id: &ObjectId| identity.contains(id);
    let is_published = |id: &ObjectId| columns.is_empty() || columns.contains(id);
    condition.iter().all(is_known) && identity.iter().all(is_published)
}
