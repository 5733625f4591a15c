//! `CREATE INDEX`, and the indexes that partitions get from their table's.

use super::element::For;
use super::method::{self, Asked, BTREE};
use super::{
    INCOMPLETE, INDEX, NAMED_AFTER, check_partition_key, check_relation, element, parameters,
    unique_columns,
};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::column::COLUMN_NAMES;
use crate::catalog::kinds::constraint::{self, CONSTRAINT, is_only};
use crate::catalog::kinds::expression_place::INDEX_PREDICATE;
use crate::catalog::kinds::{Copying, foreign_table, table};
use crate::catalog::lookup::Name;
use crate::catalog::made_up;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::session::NOWHERE;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in};
use crate::sql::made_up::{addition_of_columns, index_addition, joined};
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, has_token, span};

/// Reads `CREATE INDEX`.
///
/// # Errors
///
/// `42P01` if there is no table of the name, `42809` if it can have no index, `42703` for a column that
/// is not there, `42P07` for a name that is taken, `0A000` and `42704` for what the method can't do,
/// `25001` for `CONCURRENTLY` in a transaction.
pub(super) fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let is_concurrent = has_token(statement, SyntaxKind::CONCURRENTLY_KW);
    if is_concurrent && edit.in_transaction {
        let message = "CREATE INDEX CONCURRENTLY cannot run inside a transaction block";
        return Err(Refusal::active_transaction(span(statement), message));
    }
    let Some(target) = child(statement, SyntaxKind::TABLE_RELATION_NAME) else { return Ok(()) };
    let table = Name::of(&target);
    if let Some(schema) = table.schema.as_ref().filter(|_| !table.is_built_in()) {
        edit.lookup().existing_schema(schema, table.span)?;
    }
    let relation = edit.lookup().relation(&table)?;
    edit.rely_on(relation);
    let name = child(statement, SyntaxKind::INDEX).map(|index| names::identifier(&index));
    let schema = edit.catalog().schema_of(relation);
    if let Some(name) = &name
        && has(statement, SyntaxKind::IF_NOT_EXISTS)
        && let Some(found) = edit.catalog().named(schema, super::Namespace::Relation, name)
    {
        edit.rely_on(found);
        return Ok(());
    }
    check_relation(edit, relation, "INDEX", span(&target))?;
    let is_partitioned = edit.get(relation).is_some_and(table::is_partitioned);
    if is_partitioned && is_concurrent {
        let message =
            format!("cannot create index on partitioned table \"{}\" concurrently", table.name);
        return Err(Refusal::not_supported(span(&target), message));
    }
    let made = make_new(edit, relation, name, statement);
    super::forgive_unknown(edit, relation, made)
}

/// Makes the index, on the partitions too.
fn make_new(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    name: Option<String>,
    statement: &SyntaxNode,
) -> Accepted<()> {
    let is_partitioned = edit.get(relation).is_some_and(table::is_partitioned);
    let mut attributes = attributes(edit, relation, statement)?;
    if attributes.iter().any(|(attribute, _)| attribute == "unique") {
        let list = child(statement, SyntaxKind::PARTITION_ITEM_LIST);
        let items = list.iter().flat_map(|list| children(list, SyntaxKind::PARTITION_ITEM));
        let names =
            items.filter_map(|item| item.first_child()).filter_map(|first| match first.kind() {
                SyntaxKind::NAME_REF => Some(names::identifier(&first)),
                _ => None,
            });
        let columns: Vec<ObjectId> =
            names.filter_map(|name| edit.catalog().named(relation, COLUMN_NAMES, &name)).collect();
        check_partition_key(edit, relation, &columns, "UNIQUE", span(statement))?;
    }
    let has_partitions = !table::children(edit.catalog(), relation).is_empty();
    if is_partitioned && is_only(statement) && has_partitions {
        attributes.push((INCOMPLETE.into(), Value::flag()));
    }
    let addition = || index_addition(items(statement).into_iter());
    let name = name.unwrap_or_else(|| made_up_name(edit.catalog(), relation, &addition()));
    let new = New { kind: &INDEX, parent: relation, name: &name, attributes };
    let id = edit.create(new, span(statement))?;
    if is_partitioned && !is_only(statement) {
        pass_on(edit, id)?;
    }
    Ok(())
}

/// Returns the elements of an index, then the columns that it includes.
fn items(statement: &SyntaxNode) -> Vec<SyntaxNode> {
    let included = child(statement, SyntaxKind::INDEX_INCLUDE_CLAUSE);
    [Some(statement.clone()), included]
        .into_iter()
        .flatten()
        .filter_map(|holder| child(&holder, SyntaxKind::PARTITION_ITEM_LIST))
        .flat_map(|list| children(&list, SyntaxKind::PARTITION_ITEM))
        .collect()
}

fn made_up_name(catalog: &Catalog, relation: ObjectId, addition: &str) -> String {
    let table = catalog.get(relation).map(|relation| &*relation.name).unwrap_or_default();
    made_up::relation(catalog, catalog.schema_of(relation), (table, addition, "idx"))
}

fn attributes(
    edit: &Edit<'_>,
    relation: ObjectId,
    statement: &SyntaxNode,
) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    let using = child(statement, SyntaxKind::USING_METHOD);
    let method =
        using.as_ref().and_then(SyntaxNode::first_child).map(|node| names::identifier(&node));
    let method = method.unwrap_or_else(|| BTREE.to_owned());
    let method = if method == "rtree" { "gist".to_owned() } else { method };
    let is_unique = has_token(statement, SyntaxKind::UNIQUE_KW);
    let Some(list) = child(statement, SyntaxKind::PARTITION_ITEM_LIST) else {
        return Ok(attributes);
    };
    let condition = child(statement, SyntaxKind::WHERE_CLAUSE);
    let scope = Scope::of(relation);
    let condition = condition.and_then(|clause| clause.first_child());
    // What is written in expressions is read before the columns are looked for.
    if let Some(condition) = &condition {
        resolve::expression(edit.lookup(), condition, &scope)?;
    }
    for item in children(&list, SyntaxKind::PARTITION_ITEM) {
        element::read_expression(edit, &item, &scope)?;
    }
    let columns = children(&list, SyntaxKind::PARTITION_ITEM).count();
    let includes = has(statement, SyntaxKind::INDEX_INCLUDE_CLAUSE);
    let asked = Asked { unique: is_unique, columns, included: includes };
    method::check(edit.catalog(), &method, &asked, super::place(using.as_ref()))?;
    attributes.push(("elements".into(), elements(edit, relation, &list, &method)?));
    let included = included(edit, relation, statement)?;
    if is_unique {
        attributes.push(("unique".into(), Value::flag()));
    }
    if !included.is_empty() {
        attributes.push(("included".into(), Value::list(included)));
    }
    attributes.extend(parameters(statement, &method)?);
    if method != BTREE {
        attributes.push(("method".into(), Value::from(method)));
    }
    if let Some(condition) = condition {
        let value = INDEX_PREDICATE.condition(edit, &condition, &scope)?;
        attributes.push(("where".into(), value));
    }
    Ok(attributes)
}

fn elements(
    edit: &Edit<'_>,
    relation: ObjectId,
    list: &SyntaxNode,
    method: &str,
) -> Accepted<Value> {
    let mut elements = Value::default();
    for (place, item) in children(list, SyntaxKind::PARTITION_ITEM).enumerate() {
        let value = element::element(edit, relation, &item, (method, For::Index))?;
        elements.push_text(if place > 0 { ", " } else { "" });
        elements.push(&value);
    }
    Ok(elements)
}

fn included(
    edit: &Edit<'_>,
    relation: ObjectId,
    statement: &SyntaxNode,
) -> Accepted<Vec<ObjectId>> {
    let Some(clause) = child(statement, SyntaxKind::INDEX_INCLUDE_CLAUSE) else {
        return Ok(Vec::new());
    };
    let Some(list) = child(&clause, SyntaxKind::PARTITION_ITEM_LIST) else { return Ok(Vec::new()) };
    children(&list, SyntaxKind::PARTITION_ITEM)
        .map(|item| {
            let column = item.first_child().filter(|node| node.kind() == SyntaxKind::NAME_REF);
            let Some(column) = column else {
                let message = "expressions are not supported in included columns";
                return Err(Refusal::not_supported(span(&item), message));
            };
            let name = names::identifier(&column);
            edit.catalog().named(relation, COLUMN_NAMES, &name).ok_or_else(|| {
                let message = format!("column \"{name}\" does not exist");
                Refusal::undefined_column(span(&item), message)
            })
        })
        .collect()
}

/// Makes an index of a partitioned table on its partitions, and on theirs.
fn pass_on(edit: &mut Edit<'_>, id: ObjectId) -> Accepted<()> {
    let Some(relation) = edit.get(id).map(|index| index.parent) else { return Ok(()) };
    for partition in table::children(edit.catalog(), relation) {
        copy_to(edit, id, partition, Copying::ToPartition)?;
    }
    Ok(())
}

fn is_foreign(edit: &Edit<'_>, table: ObjectId) -> bool {
    edit.get(table).is_some_and(|table| table.is(&foreign_table::FOREIGN_TABLE))
}

/// A partition that is a foreign table gets no index, and so its table no unique one (`DefineIndex`).
fn check_foreign(edit: &Edit<'_>, index: &Object) -> Accepted<()> {
    if !index.has("unique") {
        return Ok(());
    }
    let table = edit.get(index.parent).map(|table| &*table.name).unwrap_or_default();
    let message = format!("cannot create unique index on partitioned table \"{table}\"");
    Err(Refusal::wrong_object(NOWHERE, message))
}

/// Makes an index on a partition, or on a table that is made like its own.
pub(super) fn copy_to(
    edit: &mut Edit<'_>,
    id: ObjectId,
    other: ObjectId,
    copying: Copying,
) -> Accepted<Option<ObjectId>> {
    let Some(index) = edit.get(id).cloned() else { return Ok(None) };
    let attributes = copied(edit.catalog(), &index, other);
    match copying {
        Copying::ToPartition if is_foreign(edit, other) => {
            check_foreign(edit, &index).map(|()| None)
        }
        Copying::ToPartition => {
            check_unique(edit, &index, other, &attributes)?;
            inherit(edit, &index, other, attributes).map(Some)
        }
        Copying::Like(SyntaxKind::PROPERTY_INDEXES) => {
            check_unique(edit, &index, other, &attributes)?;
            make(edit, &index, other, attributes).map(Some)
        }
        _ => Ok(None),
    }
}

/// Refuses a unique index on a table that is partitioned by more than its columns.
fn check_unique(
    edit: &Edit<'_>,
    index: &Object,
    other: ObjectId,
    attributes: &[(Attribute, Value)],
) -> Accepted<()> {
    if !index.has("unique") {
        return Ok(());
    }
    let plain = said_in(attributes, "elements").filter(|it| element::are_columns(it));
    let columns: Vec<ObjectId> = plain.into_iter().flat_map(Value::objects).collect();
    check_partition_key(edit, other, &columns, "UNIQUE", NOWHERE)
}

pub(super) fn copied(
    catalog: &Catalog,
    index: &Object,
    other: ObjectId,
) -> Vec<(Attribute, Value)> {
    let own = index
        .attributes
        .iter()
        .filter(|(attribute, _)| !matches!(&***attribute, "inherited" | INCOMPLETE | "comment"));
    own.map(|(attribute, value)| (attribute.clone(), table::moved(catalog, value, other))).collect()
}

fn make(
    edit: &mut Edit<'_>,
    index: &Object,
    other: ObjectId,
    attributes: Vec<(Attribute, Value)>,
) -> Accepted<ObjectId> {
    let name = name_on(edit.catalog(), index, other);
    edit.create(New { kind: &INDEX, parent: other, name: &name, attributes }, NOWHERE)
}

/// Makes up the name of an index on another table, from the elements that it has.
fn name_on(catalog: &Catalog, index: &Object, other: ObjectId) -> String {
    made_up_name(catalog, other, &addition_of(catalog, index))
}

/// Returns what is added to a table's name for an index like one: the names that its columns had when it was
/// made.
pub(super) fn addition_of(catalog: &Catalog, index: &Object) -> String {
    if let Some(kept) = index.text(NAMED_AFTER) {
        return kept.to_owned();
    }
    match columns_of(index) {
        Some(columns) => {
            let columns = columns.iter().filter_map(|column| catalog.get(*column));
            addition_of_columns(columns.map(|column| &*column.name))
        }
        None => index_addition(items_of(catalog, index).into_iter()),
    }
}

/// Returns the columns of an index, those that it includes too; nothing if it has expressions.
fn columns_of(index: &Object) -> Option<Vec<ObjectId>> {
    let elements = index.get("elements").or_else(|| index.get("columns"));
    let lists = || elements.into_iter().chain(index.get("included"));
    lists().all(element::are_columns).then(|| lists().flat_map(Value::objects).collect())
}

/// Notes of the indexes of a column what they are named after, before it gets another name: theirs keeps the
/// old one.
pub(crate) fn keep_names(edit: &mut Edit<'_>, column: ObjectId) {
    let catalog = edit.catalog();
    let indexes = catalog.users(column).filter(|user| !user.has(NAMED_AFTER));
    let additions: Vec<(ObjectId, String)> = indexes
        .filter_map(|user| match user.is(&INDEX) {
            true => Some((user.id, addition_of(catalog, user))),
            false => Some((user.id, constraint::addition_of_index(catalog, user)?)),
        })
        .collect();
    for (index, addition) in additions {
        edit.remember(index, NAMED_AFTER, Value::from(addition));
    }
}

/// Returns the elements of an index, or of a key's, as a statement writes them, then the columns that it
/// includes.
pub(super) fn items_of(catalog: &Catalog, index: &Object) -> Vec<SyntaxNode> {
    let sql = |attribute: &str| index.get(attribute).map(|value| value.to_sql(catalog));
    let elements = sql("elements").or_else(|| sql("columns")).unwrap_or_default();
    let included = sql("included").map(|included| format!(" INCLUDE ({included})"));
    items_in(&format!("CREATE INDEX ON t ({elements}){}", included.unwrap_or_default()))
}

/// Returns the elements in the text of a `CREATE INDEX`.
pub(super) fn items_in(text: &str) -> Vec<SyntaxNode> {
    syntax::parse(text).map(|tree| items(&tree)).unwrap_or_default()
}

/// Takes an index of a partition that says the same for that of its table, or makes one.
fn inherit(
    edit: &mut Edit<'_>,
    index: &Object,
    partition: ObjectId,
    attributes: Vec<(Attribute, Value)>,
) -> Accepted<ObjectId> {
    let catalog = edit.catalog();
    let already = catalog
        .users(index.id)
        .find(|user| user.parent == partition && user.object("inherited") == Some(index.id));
    if let Some(already) = already {
        return Ok(already.id);
    }
    let found = catalog.parts(partition).find(|other| is_free_for(catalog, other, &attributes));
    let id = match found.map(|found| found.id) {
        Some(found) => {
            edit.set(found, "inherited", Value::list([index.id]));
            found
        }
        None => make_part(edit, index, partition)?,
    };
    pass_on(edit, id)?;
    Ok(id)
}

/// Makes on a partition what it has from an index of its table.
pub(super) fn make_part(
    edit: &mut Edit<'_>,
    index: &Object,
    partition: ObjectId,
) -> Accepted<ObjectId> {
    let attributes = copied(edit.catalog(), index, partition);
    let id = make(edit, index, partition, attributes)?;
    edit.set(id, "inherited", Value::list([index.id]));
    Ok(id)
}

/// Tells whether an index, or that of a key, is free to be a part of one with these attributes.
pub(super) fn is_free_for(
    catalog: &Catalog,
    index: &Object,
    attributes: &[(Attribute, Value)],
) -> bool {
    !index.has("inherited") && is_alike(catalog, index, |name| said_in(attributes, name))
}

/// Tells whether an index, or that of a key, is one like another of which this is said, as PostgreSQL looks for the
/// part of a partitioned table's index (`CompareIndexInfo` in `index.c`): the order does not count.
pub(super) fn is_alike<'v>(
    catalog: &Catalog,
    index: &Object,
    asked: impl Fn(&str) -> Option<&'v Value>,
) -> bool {
    let is_key = index.is(&CONSTRAINT) && !unique_columns(index).is_empty();
    if !(index.is(&INDEX) || is_key) {
        return false;
    }
    let (elements, is_unique) = match is_key {
        true => (index.get("columns"), true),
        false => (index.get("elements"), index.has("unique")),
    };
    let asked_elements = asked("elements").or_else(|| asked("columns"));
    let asked_unique = asked("unique").is_some() || asked("elements").is_none();
    is_unique == asked_unique
        && ["method", "included", "where", "nulls not distinct"]
            .iter()
            .all(|attribute| index.get(attribute) == asked(attribute))
        && elements
            .zip(asked_elements)
            .is_some_and(|(one, other)| element::are_compared_alike(catalog, one, other))
}

/// Returns what is added to a table's name for the index of an exclusion constraint.
pub(crate) fn addition_of_exclusion(elements: &str, included: &str) -> String {
    let text = format!("ALTER TABLE t ADD EXCLUDE ({elements})");
    let items: Vec<SyntaxNode> = match syntax::parse(&text) {
        Ok(tree) => tree
            .descendants()
            .filter(|node| node.kind() == SyntaxKind::CONSTRAINT_EXCLUSION)
            .collect(),
        Err(_) => Vec::new(),
    };
    let own = index_addition(items.into_iter());
    match included {
        "" => own,
        included => joined(&[own.as_str(), included]),
    }
}
