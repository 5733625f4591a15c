//! A table that got columns after others were made its children, printed with those in the same steps: so
//! the children have their columns in the order in which they came.
//!
//! Never in it: how a table is printed.

use super::print::{can_be_child, differs, has_lost, is_own};
use super::{INHERITS, OF_TYPE, PARTITION_OF, TABLE, inherit};
use crate::catalog::kinds::column::{self, COLUMN, INHERITED};
use crate::catalog::print::{Steps, unit};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};

/// Returns the steps in which a table is printed with its children, if there are any.
pub(super) fn steps(catalog: &Catalog, table: &Object) -> Option<Steps> {
    let is_plain =
        |table: &Object| ![INHERITS, OF_TYPE, PARTITION_OF].iter().any(|it| table.has(it));
    let children = inherit::children(catalog, table.id).into_iter();
    let children: Vec<&Object> = children.filter_map(|child| catalog.get(child)).collect();
    if !is_plain(table) || children.iter().all(|child| can_be_child(catalog, child)) {
        return None;
    }
    let columns = column::all(catalog, table.id);
    let fits = |child: &&&Object| begun_with(catalog, &columns, child).is_some();
    let first = children
        .iter()
        .filter(fits)
        .filter_map(|child| begun_with(catalog, &columns, child))
        .min()?;
    let members: Vec<ObjectId> = children
        .iter()
        .filter(|child| begun_with(catalog, &columns, child) == Some(first))
        .map(|child| child.id)
        .collect();
    let late: Vec<ObjectId> = columns.iter().skip(first).map(|column| column.id).collect();
    let is_heir =
        |column: &&Object| late.iter().any(|origin| column.objects(INHERITED).contains(origin));
    let heirs = members.iter().flat_map(|member| column::all(catalog, *member)).filter(is_heir);
    let without: Vec<ObjectId> = late.iter().copied().chain(heirs.map(|heir| heir.id)).collect();
    let wholes = std::iter::once(&table.id).chain(&members);
    let constraints = wholes.flat_map(|whole| catalog.parts(*whole)).filter(|part| {
        let mentions =
            |column: &ObjectId| part.attributes.values().any(|value| value.mentions(*column));
        !part.is(&COLUMN)
            && is_own(part)
            && unit(catalog, part.id) == part.parent
            && without.iter().any(mentions)
    });
    let added = late.iter().copied().chain(constraints.map(|part| part.id)).collect();
    Some(Steps { members, without, added })
}

/// Returns with how many of its parent's columns a child began, if the parent got the others later.
fn begun_with(catalog: &Catalog, columns: &[&Object], child: &Object) -> Option<usize> {
    let own = column::all(catalog, child.id);
    let first = own.iter().zip(columns).take_while(|(own, column)| own.name == column.name).count();
    let (_, late) = columns.split_at_checked(first)?;
    let rest = own.get(own.len().checked_sub(late.len())?..)?;
    let is_late = |(own, column): (&&Object, &&Object)| {
        let differs = |attribute: &&str| {
            differs(catalog, child, own, attribute) || has_lost(catalog, own, attribute)
        };
        own.name == column.name
            && !is_own(own)
            && !column.has("identity")
            && !["default", "not null", "generated", "identity"].iter().any(differs)
    };
    let is_childless = inherit::children(catalog, child.id).is_empty();
    let has_one_parent = child.is(&TABLE) && child.objects(INHERITS).len() == 1;
    (is_childless && has_one_parent && !late.is_empty() && rest.iter().zip(late).all(is_late))
        .then_some(first)
}
