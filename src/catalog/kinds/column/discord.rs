//! What a column can't be beside what another branch did.
//!
//! Never in it: what a key demands of it (see `constraint`).

use super::INHERITED;
use crate::catalog::kinds::{Discord, Matter, mutability, replica, row_type, table};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};

/// Tells why a column can't be with what another branch did.
pub(super) fn discord(catalog: &Catalog, column: &Object) -> Vec<Discord> {
    let mut discords = row_type::discord(catalog, column);
    discords.extend(changing(catalog, column));
    if !column.has("not null") {
        discords.extend(null_in_identity(catalog, column));
        discords.extend(null_below(catalog, column));
    }
    discords
}

/// Tells that a column follows from a function that may say another thing at another time.
fn changing(catalog: &Catalog, column: &Object) -> Option<Discord> {
    let function = mutability::changing(catalog, column.get("generated")?)?;
    let reason = "can't follow from a function that is not immutable";
    Some(told(column.id, "generated", function, reason))
}

fn null_in_identity(catalog: &Catalog, column: &Object) -> Option<Discord> {
    let reason = "can't be null in the index by which rows are told apart";
    let is_chosen = replica::needs_not_null(catalog, column);
    is_chosen.then(|| told(column.id, "not null", column.parent, reason))
}

/// Tells that a column that can't be null in a parent may be in its child, which no child is brought under it with.
fn null_below(catalog: &Catalog, column: &Object) -> Option<Discord> {
    let origins = column.objects(INHERITED);
    let mut origins = origins.iter().filter_map(|origin| catalog.get(*origin));
    let origin = origins.find(|origin| origin.has("not null"))?;
    let parent = catalog.get(origin.parent)?.name.clone();
    let reason = format!("can't hold null in {} under {parent}, whose own can't", column.name);
    Some(Discord { reason, ..told(column.parent, table::INHERITS, column.id, "") })
}

fn told(over: ObjectId, attribute: &str, with: ObjectId, reason: &str) -> Discord {
    let (attribute, reason) = (attribute.to_owned(), reason.to_owned());
    Discord { over, attribute, with, matter: Matter::Refused, reason }
}
