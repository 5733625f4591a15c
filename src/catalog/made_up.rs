//! The names that PostgreSQL makes up, told apart from those that are taken.
//!
//! The rules are those of `ChooseRelationName` (`indexcmds.c`) and `ChooseConstraintName`
//! (`pg_constraint.c`). Never in it: how the parts of a name are joined and cut (see `sql::made_up`).

use super::ObjectId;
use super::kinds::constraint;
use super::namespace::Namespace;
use super::state::Catalog;
use crate::sql::made_up::object_name;

/// Returns a name for a new relation of a schema: an index, the sequence of a column.
pub(crate) fn relation(
    catalog: &Catalog,
    schema: ObjectId,
    (table, addition, label): (&str, &str, &str),
) -> String {
    numbered(table, addition, label, |name| {
        catalog.named(schema, Namespace::Relation, name).is_some()
    })
}

/// Returns a name for the new index of a key, which is a relation's and a constraint's in one.
pub(crate) fn key(
    catalog: &Catalog,
    schema: ObjectId,
    (table, addition, label): (&str, &str, &str),
) -> String {
    numbered(table, addition, label, |name| {
        catalog.named(schema, Namespace::Relation, name).is_some()
            || constraint::is_name_in_use(catalog, schema, name)
    })
}

/// Returns a name for a new constraint; no constraint of the whole schema has it.
pub(crate) fn constraint(
    catalog: &Catalog,
    schema: ObjectId,
    (owner, addition, label): (&str, &str, &str),
) -> String {
    numbered(owner, addition, label, |name| constraint::is_name_in_use(catalog, schema, name))
}

/// Returns the first name that is not taken: without a number, then with 1, 2, ….
pub(crate) fn numbered(
    first: &str,
    second: &str,
    label: &str,
    is_taken: impl Fn(&str) -> bool,
) -> String {
    let mut name = object_name(first, second, label);
    let mut number = 0;
    while is_taken(&name) {
        number += 1;
        name = object_name(first, second, &format!("{label}{number}"));
    }
    name
}
