//! Primary keys and unique constraints.

use super::{
    Declared, INDEX_COMMENT, PRIMARY_KEY, UNIQUE, has_index, inherit, is_key, twice, type_of,
};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{Discord, Matter, column, index, table};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span, written};

/// Adds a key.
///
/// # Errors
///
/// `42703` for a column that is not there, `42701` for one that comes twice, `42P16` for a second primary
/// key, `42704` for a type without an order, and what [`index::take`] says of `USING INDEX`.
pub(super) fn add(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let is_primary = declared.node.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT;
    let (type_, words) = if is_primary { (PRIMARY_KEY, "PRIMARY KEY") } else { (UNIQUE, "UNIQUE") };
    index::check_relation(edit, declared.relation, words, declared.span())?;
    let mut attributes = vec![("type".into(), Value::from(type_))];
    attributes.extend(declared.options()?);
    if is_primary {
        check_is_only_primary(edit.catalog(), declared.relation, declared.span())?;
    }
    if let Some(using) = child(declared.node, SyntaxKind::USING_INDEX_NAME) {
        return from_index(edit, declared, &using, attributes);
    }
    let columns = key_columns(edit, declared, is_primary)?;
    let what = if is_primary { "primary keys" } else { "unique constraints" };
    index::refuse_virtual(edit, columns.iter().copied(), what, declared.span())?;
    let included = match parameter(declared.node, SyntaxKind::CONSTRAINT_INCLUDE_CLAUSE) {
        Some(list) => declared.columns(edit.lookup(), &list, not_in_table)?,
        None => Vec::new(),
    };
    index::check_partition_key(edit, declared.relation, &columns, words, declared.span())?;
    attributes.push(("columns".into(), Value::list(columns.iter().copied())));
    if !included.is_empty() {
        attributes.push(("included".into(), Value::list(included)));
    }
    if let Some(parameters) = child(declared.node, SyntaxKind::INDEX_PARAMETERS) {
        attributes.extend(index::parameters(&parameters, index::BTREE)?);
    }
    if is_primary {
        check_children(edit, declared, &columns)?;
        check_not_null(edit, declared, &columns)?;
    }
    make(edit, declared, attributes)?;
    Ok(())
}

/// Refuses keys that a new table can't have, before its columns are looked at
/// (`transformIndexConstraints` in PostgreSQL's `parse_utilcmd.c`).
///
/// # Errors
///
/// `42P16` for a second primary key, `42701` for a column that comes twice.
pub(crate) fn check_new_keys<'n>(
    table: &str,
    declared: impl Iterator<Item = &'n SyntaxNode>,
) -> Accepted<()> {
    let mut has_primary = false;
    for node in declared {
        let is_primary = node.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT;
        if !is_primary && node.kind() != SyntaxKind::UNIQUE_CONSTRAINT {
            continue;
        }
        if is_primary && std::mem::replace(&mut has_primary, true) {
            let message = format!("multiple primary keys for table \"{table}\" are not allowed");
            return Err(Refusal::invalid_table(span(node), message));
        }
        let list = parameter(node, SyntaxKind::CONSTRAINT_COLUMN_REF_LIST);
        let names = list.map(|list| names::columns(&list)).unwrap_or_default();
        let repeated = names
            .iter()
            .enumerate()
            .find(|(at, name)| names.iter().take(*at).any(|one| one == *name));
        if let Some((_, name)) = repeated {
            return Err(twice_in_key(name, is_primary, span(node)));
        }
    }
    Ok(())
}

fn twice_in_key(column: &str, is_primary: bool, span: Span) -> Refusal {
    let key = if is_primary { "primary key" } else { "unique" };
    let message = format!("column \"{column}\" appears twice in {key} constraint");
    Refusal::duplicate_column(span, message)
}

/// A primary key makes its columns `NOT NULL` on the children too, which `ONLY` can't.
fn check_children(edit: &Edit<'_>, declared: &Declared<'_>, columns: &[ObjectId]) -> Accepted<()> {
    let is_new =
        |column: &ObjectId| edit.get(*column).is_some_and(|column| !column.has("not null"));
    let has_children = !table::children(edit.catalog(), declared.relation).is_empty();
    if declared.is_only() && has_children && columns.iter().any(is_new) {
        let message = "constraint must be added to child tables too";
        return Err(Refusal::invalid_table(declared.span(), message)
            .with_hint("Do not specify the ONLY keyword."));
    }
    Ok(())
}

/// The columns of a key that is added are not null by then, unless the same statement makes them so.
fn check_not_null(edit: &Edit<'_>, declared: &Declared<'_>, columns: &[ObjectId]) -> Accepted<()> {
    let mut columns = columns.iter().filter_map(|column| edit.get(*column));
    match columns.find(|column| declared.is_added() && !column.has("not null")) {
        Some(column) => {
            let message = format!("primary key column \"{}\" is not marked NOT NULL", column.name);
            Err(Refusal::invalid_table(declared.span(), message))
        }
        None => Ok(()),
    }
}

/// Returns the columns that are to be in a primary key and are not yet said not to be null, by name.
pub(crate) fn nullable(
    edit: &Edit<'_>,
    relation: ObjectId,
    key: &SyntaxNode,
) -> Vec<(String, Span)> {
    let list = parameter(key, SyntaxKind::CONSTRAINT_COLUMN_REF_LIST);
    let named = list.iter().flat_map(|list| children(list, SyntaxKind::COLUMN_NAME_REF));
    let named = named.map(|node| (names::identifier(&node), span(&node)));
    let is_not_null = |name: &str| {
        let column = column::named(edit.catalog(), relation, name).and_then(|id| edit.get(id));
        column.is_some_and(|column| column.has("not null"))
    };
    named.filter(|(name, _)| !is_not_null(name)).collect()
}

/// Says of a column that is to be in a primary key that it is not null.
///
/// # Errors
///
/// `42703` if it is not there.
pub(crate) fn say_not_null(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    name: &str,
    span: Span,
) -> Accepted<()> {
    let column = column::find(edit.lookup(), relation, name, span)?;
    mark_not_null(edit, column);
    Ok(())
}

/// Makes the key, and on the partitions the keys that are its own there.
fn make(
    edit: &mut Edit<'_>,
    declared: &Declared<'_>,
    attributes: Vec<(Attribute, Value)>,
) -> Accepted<ObjectId> {
    let (name, span) = (declared.name(), declared.span());
    let id = inherit::create(edit, declared.relation, name.as_deref(), attributes, span)?;
    let is_partitioned = edit.get(declared.relation).is_some_and(table::is_partitioned);
    let has_partitions = !table::children(edit.catalog(), declared.relation).is_empty();
    if is_partitioned && declared.is_only() && has_partitions {
        edit.set(id, index::INCOMPLETE, Value::flag());
        return Ok(id);
    }
    inherit::pass_on(edit, id, span)?;
    Ok(id)
}

/// Says of the columns of a primary key that they are not null.
pub(super) fn set_not_null(edit: &mut Edit<'_>, key: ObjectId) {
    let Some(key) = edit.get(key).filter(|key| type_of(key) == PRIMARY_KEY) else { return };
    for column in key.objects("columns") {
        mark_not_null(edit, column);
    }
}

/// Says that a column is not null, and that those are not which children have from it.
fn mark_not_null(edit: &mut Edit<'_>, column: ObjectId) {
    edit.set(column, "not null", Value::flag());
    let heirs: Vec<ObjectId> = edit
        .catalog()
        .users(column)
        .filter(|user| {
            user.is(&column::COLUMN) && user.objects(column::INHERITED).contains(&column)
        })
        .map(|user| user.id)
        .collect();
    for heir in heirs {
        mark_not_null(edit, heir);
    }
}

/// Returns the parameter of a key's index of a kind.
fn parameter(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    child(&child(node, SyntaxKind::INDEX_PARAMETERS)?, kind)
}

fn key_columns(
    edit: &Edit<'_>,
    declared: &Declared<'_>,
    is_primary: bool,
) -> Accepted<Vec<ObjectId>> {
    let list = parameter(declared.node, SyntaxKind::CONSTRAINT_COLUMN_REF_LIST);
    let columns = match list {
        Some(list) => declared.columns(edit.lookup(), &list, not_in_table)?,
        None => declared.column.into_iter().collect(),
    };
    if let Some(column) = twice(&columns).and_then(|column| edit.get(column)) {
        return Err(twice_in_key(&column.name, is_primary, declared.span()));
    }
    for column in columns.iter().filter_map(|column| edit.get(*column)) {
        index::check_type(edit.lookup(), column.get("type"), index::BTREE, declared.span())?;
    }
    Ok(columns)
}

fn not_in_table(name: &str, span: Span) -> Refusal {
    let message = format!("column \"{name}\" named in key does not exist");
    Refusal::undefined_column(span, message)
}

/// Returns the primary key of a table.
pub(crate) fn primary(catalog: &Catalog, relation: ObjectId) -> Option<&Object> {
    catalog.parts(relation).find(|part| part.is(&super::CONSTRAINT) && type_of(part) == PRIMARY_KEY)
}

/// Tells why a primary key can't be with what another branch did: its columns are not null, and it is the
/// only one.
pub(super) fn discord(catalog: &Catalog, key: &Object) -> Vec<Discord> {
    let mut discords = Vec::new();
    if type_of(key) != PRIMARY_KEY {
        return discords;
    }
    for part in catalog.parts(key.parent) {
        if part.is(&super::CONSTRAINT) && type_of(part) == PRIMARY_KEY && part.id < key.id {
            discords.push(Discord {
                over: key.parent,
                attribute: PRIMARY_KEY.to_owned(),
                with: part.id,
                matter: Matter::Refused,
                reason: "can't have two primary keys".to_owned(),
            });
        }
    }
    for column in key.objects("columns") {
        if catalog.get(column).is_some_and(|column| !column.has("not null")) {
            discords.push(Discord {
                over: column,
                attribute: "not null".to_owned(),
                with: column,
                matter: Matter::Refused,
                reason: "can't be null in a primary key".to_owned(),
            });
        }
    }
    discords
}

/// Returns another key, or exclusion, of the table that says the same and comes before one: in one statement
/// PostgreSQL would take the two for one, and of two it attaches the first to the parent's.
pub(super) fn rival<'c>(catalog: &'c Catalog, key: &Object) -> Option<&'c Object> {
    if !has_index(key) {
        return None;
    }
    let place =
        |key: &Object| (!is_of_key(catalog, key), type_of(key) != PRIMARY_KEY, key.name.clone());
    catalog.parts(key.parent).find(|other| {
        other.is(&super::CONSTRAINT)
            && has_index(other)
            && place(other) < place(key)
            && ["columns", "included", "nulls not distinct", "elements", "method", "where"]
                .iter()
                .all(|attribute| other.get(attribute) == key.get(attribute))
    })
}

/// Tells whether a partition has a key from one of its table, not from an index.
pub(super) fn is_of_key(catalog: &Catalog, key: &Object) -> bool {
    let mut origins = key.objects("inherited").into_iter();
    origins.any(|origin| catalog.get(origin).is_some_and(|it| it.is(&super::CONSTRAINT)))
}

pub(super) fn check_is_only_primary(
    catalog: &Catalog,
    relation: ObjectId,
    span: Span,
) -> Accepted<()> {
    if primary(catalog, relation).is_none() {
        return Ok(());
    }
    let name = catalog.get(relation).map(|relation| &*relation.name).unwrap_or_default();
    let message = format!("multiple primary keys for table \"{name}\" are not allowed");
    Err(Refusal::invalid_table(span, message))
}

/// Reads `USING INDEX`: the index becomes the constraint's, and is called as the constraint is.
fn from_index(
    edit: &mut Edit<'_>,
    declared: &Declared<'_>,
    using: &SyntaxNode,
    mut attributes: Vec<(Attribute, Value)>,
) -> Accepted<()> {
    let Some(named) = child(using, SyntaxKind::INDEX_REF) else { return Ok(()) };
    let mut name = Name::of(&named);
    if name.schema.is_none() {
        let schema = edit.catalog().schema_of(declared.relation);
        name.schema = edit.get(schema).map(|schema| schema.name.to_string());
    }
    let taken = index::take(edit, declared.relation, &name)?;
    let stays = taken.attributes.iter().filter(|(attribute, _)| is_of_index(attribute));
    attributes.extend(stays.map(|(attribute, value)| (attribute.clone(), value.clone())));
    let comment = taken.get("comment").cloned();
    attributes.extend(comment.map(|comment| (INDEX_COMMENT.into(), comment)));
    let columns = taken.get("elements").map(|elements| Value::list(elements.objects()));
    attributes.push(("columns".into(), columns.unwrap_or_default()));
    let name = declared.name().unwrap_or_else(|| taken.name.to_string());
    let users: Vec<ObjectId> = edit.catalog().users(taken.id).map(|user| user.id).collect();
    edit.rely_on(taken.id);
    edit.remove(taken.id);
    let id = inherit::create(edit, declared.relation, Some(&name), attributes, declared.span())?;
    for user in users {
        replace(edit, user, taken.id, id);
    }
    Ok(())
}

/// Tells whether a key says what the index says that it takes.
fn is_of_index(attribute: &str) -> bool {
    matches!(
        attribute,
        "included" | "nulls not distinct" | "tablespace" | "inherited" | index::NAMED_AFTER
    ) || attribute.starts_with("option ")
}

/// Returns the unique index that a key can take for its own.
pub(super) fn made_of(catalog: &Catalog, key: &Object) -> Option<Object> {
    let is_partitioned = catalog.get(key.parent).is_some_and(table::is_partitioned);
    let is_plain = !key.has("without overlaps") && !key.has("inherited") && !is_partitioned;
    if !is_plain || !matches!(type_of(key), PRIMARY_KEY | UNIQUE) {
        return None;
    }
    let mut index = Object { kind: &index::INDEX, ..key.clone() };
    index.attributes.retain(|attribute, _| is_of_index(attribute));
    index.attributes.insert("elements".into(), Value::list(key.objects("columns")));
    index.attributes.insert("unique".into(), Value::flag());
    Some(index)
}

/// Puts one object in another's place in all that is said of a third.
fn replace(edit: &mut Edit<'_>, user: ObjectId, from: ObjectId, to: ObjectId) {
    let Some(object) = edit.get(user) else { return };
    let changed: Vec<(Attribute, Value)> = object
        .attributes
        .iter()
        .filter(|(_, value)| value.mentions(from))
        .map(|(attribute, value)| {
            let value = value.with_replaced(|id| if id == from { to } else { id });
            (attribute.clone(), value)
        })
        .collect();
    for (attribute, value) in changed {
        edit.set(user, attribute, value);
    }
}

/// Returns what makes two keys, or two exclusions, of one declaration the same: their columns and
/// parameters.
pub(super) fn signature(
    edit: &Edit<'_>,
    relation: ObjectId,
    node: &SyntaxNode,
    column: Option<ObjectId>,
) -> Option<String> {
    if !is_key(node.kind()) || has(node, SyntaxKind::USING_INDEX_NAME) {
        return None;
    }
    let list = parameter(node, SyntaxKind::CONSTRAINT_COLUMN_REF_LIST);
    let columns: Vec<ObjectId> = match &list {
        Some(list) => {
            let names = names::columns(list).into_iter();
            names
                .filter_map(|name| column::find(edit.lookup(), relation, &name, span(list)).ok())
                .collect()
        }
        None => column.into_iter().collect(),
    };
    let others = node.descendants().filter(|node| {
        matches!(
            node.kind(),
            SyntaxKind::NULLS_NOT_DISTINCT
                | SyntaxKind::CONSTRAINT_INCLUDE_CLAUSE
                | SyntaxKind::CONSTRAINT_INDEX_METHOD
                | SyntaxKind::CONSTRAINT_EXCLUSION_LIST
                | SyntaxKind::WHERE_CONDITION_CLAUSE
                | SyntaxKind::DEFERRABLE_CONSTRAINT_OPTION
                | SyntaxKind::INITIALLY_DEFERRED_CONSTRAINT_OPTION
        )
    });
    let others: Vec<String> = others.map(|node| written(&node)).collect();
    Some(format!("{columns:?} {}", others.join(" ")))
}
