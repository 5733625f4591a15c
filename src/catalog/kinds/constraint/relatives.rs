//! stand-in
use crate::catalog::kinds::column::{COLUMN, COLUMN_NAMES};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
pub(crate) const PARTITION_OF: &str = "partition of";
pub(crate) fn is_partitioned(relation: &Object) -> bool {
    relation.has("partition by")
}
pub(crate) fn children(catalog: &Catalog, table: ObjectId) -> Vec<ObjectId> {
    catalog
        .users(table)
        .filter(|user| user.objects("inherits").contains(&table) || user.object(PARTITION_OF) == Some(table))
        .map(|user| user.id)
        .collect()
}
pub(crate) fn moved(catalog: &Catalog, value: &Value, table: ObjectId) -> Value {
    value.with_replaced(|id| {
        let own = catalog
            .get(id)
            .filter(|object| object.is(&COLUMN))
            .and_then(|object| catalog.named(table, COLUMN_NAMES, &object.name));
        own.unwrap_or(id)
    })
}
