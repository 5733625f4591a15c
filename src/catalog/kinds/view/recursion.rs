//! Views that read themselves in the end: `CREATE OR REPLACE` makes such, and no query over one ends.
//!
//! Never in it: how a query is read, or printed.

use std::collections::BTreeSet;

use super::{OUTPUT, QUERY, VIEW};
use crate::catalog::kinds::column;
use crate::catalog::kinds::function::FUNCTION;
use crate::catalog::kinds::{Discord, Matter};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;

/// Refuses to run a query over a view that reads itself in the end: `CREATE OR REPLACE` can make such.
///
/// # Errors
///
/// `42P17`.
pub(crate) fn refuse_recursion(catalog: &Catalog, query: &Value, span: Span) -> Accepted<()> {
    let mut on = query.objects().flat_map(|id| std::iter::once(id).chain(read_by(catalog, id)));
    let recursive = on.find(|view| read_by(catalog, *view).contains(view));
    let Some(view) = recursive.and_then(|view| catalog.get(view)) else { return Ok(()) };
    let view = &view.name;
    let message = format!("infinite recursion detected in rules for relation \"{view}\"");
    Err(Refusal::invalid_object(span, message))
}

/// Returns all that a view reads, by itself or by other views.
fn read_by(catalog: &Catalog, view: ObjectId) -> BTreeSet<ObjectId> {
    reached(catalog, view, |object| object.is(&VIEW))
}

/// Returns all that a view speaks of, and what that speaks of, as far as it is of some kinds.
fn reached(
    catalog: &Catalog,
    view: ObjectId,
    is_followed: fn(&Object) -> bool,
) -> BTreeSet<ObjectId> {
    let below = |id: ObjectId| -> Vec<ObjectId> {
        let object = catalog.get(id).filter(|object| is_followed(object));
        let values = object.iter().flat_map(|object| object.attributes.values());
        values.flat_map(Value::objects).collect()
    };
    let mut reached = BTreeSet::new();
    let mut open = below(view);
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(below(id));
        }
    }
    reached
}

/// Tells whether a view can't be made before something that can't be made before it: another view, or a
/// routine whose body reads it.
pub(super) fn needs_itself(catalog: &Catalog, view: ObjectId) -> bool {
    let is_followed = |object: &Object| object.has(QUERY) || object.is(&FUNCTION);
    reached(catalog, view, is_followed).contains(&view)
}

/// Tells why a view can't be with what another branch did: each reads the other, and reading them has no end.
pub(super) fn discord(catalog: &Catalog, view: &Object) -> Vec<Discord> {
    let mut read = read_by(catalog, view.id);
    if !read.remove(&view.id) {
        return Vec::new();
    }
    let readers = read.into_iter().filter(|other| read_by(catalog, *other).contains(&view.id));
    let told = |with| {
        let (attribute, reason) = (QUERY.to_owned(), "would read itself".to_owned());
        Discord { over: view.id, attribute, with, matter: Matter::Refused, reason }
    };
    readers.map(told).collect()
}

/// Prints a query that has a view's columns, and no more: for one that reads itself.
pub(super) fn stand_in(catalog: &Catalog, view: &Object) -> String {
    let columns = column::all(catalog, view.id).into_iter().map(|column| {
        let type_ = column.get("type").map(|type_| type_.to_sql(catalog));
        let name = column.text(OUTPUT).unwrap_or(&column.name);
        format!("NULL::{} AS {}", type_.unwrap_or_default(), quote(name))
    });
    format!("SELECT {}", columns.collect::<Vec<_>>().join(", "))
}
