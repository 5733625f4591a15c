//! What `ALTER INDEX`, `DROP INDEX` and `CLUSTER` do to indexes; an index may be a key's.

use super::{BTREE, INCOMPLETE, INDEX, create};
use crate::catalog::drop;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::Value;
use crate::catalog::kinds::constraint::{CONSTRAINT, has_index};
use crate::catalog::kinds::table::{self, options};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement;
use crate::catalog::state::Catalog;
use crate::catalog::{Form, Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, has_token, span, written};

/// Said of an index for each of its columns that has a statistics target: `statistics 1`.
pub(super) const STATISTICS: &str = "statistics ";

/// Reads an action of `ALTER INDEX`.
pub(crate) fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    refuse_partitioned(edit, id, action)?;
    match action.kind() {
        SyntaxKind::SET_OPTIONS => set_options(edit, id, action)?,
        SyntaxKind::RESET_OPTIONS => options::reset(edit, id, action),
        SyntaxKind::SET_TABLESPACE => {
            let tablespace = child(action, SyntaxKind::TABLESPACE_REF);
            let tablespace = tablespace.map(|node| names::identifier(&node));
            let own = tablespace.filter(|name| name != "pg_default").map(Value::from);
            edit.set(id, "tablespace", own);
        }
        SyntaxKind::ATTACH_INDEX_PARTITION => attach(edit, id, action)?,
        SyntaxKind::ALTER_SET_STATISTICS => statistics(edit, id, action)?,
        SyntaxKind::DEPENDS_ON_EXTENSION | SyntaxKind::NO_DEPENDS_ON_EXTENSION => {
            depends_on(edit, id, action)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Refuses parameters for the index of a partitioned table, which has no pages of its own.
fn refuse_partitioned(edit: &Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let word = match action.kind() {
        SyntaxKind::SET_OPTIONS => "SET",
        SyntaxKind::RESET_OPTIONS => "RESET",
        _ => return Ok(()),
    };
    let Some(index) = edit.get(id) else { return Ok(()) };
    if !edit.get(index.parent).is_some_and(table::is_partitioned) {
        return Ok(());
    }
    let message = format!("ALTER action {word} cannot be performed on relation \"{}\"", index.name);
    Err(Refusal::wrong_object(span(action), message)
        .with_detail("This operation is not supported for partitioned indexes."))
}

fn set_options(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let method = edit.get(id).and_then(|index| index.text("method")).unwrap_or(BTREE);
    if let Some(list) = child(action, SyntaxKind::ATTRIBUTE_LIST) {
        super::check_parameters(&options::read(&list)?, method, span(&list))?;
    }
    options::set(edit, id, action)
}

/// Reads `[NO] DEPENDS ON EXTENSION`.
///
/// # Errors
///
/// `42704` for an extension that is not there.
pub(crate) fn depends_on(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::EXTENSION_REF) else { return Ok(()) };
    let name = names::identifier(&node);
    let found = edit.catalog().named(ObjectId::DATABASE, Namespace::InDatabase("extension"), &name);
    let Some(extension) = found else {
        let message = format!("extension \"{name}\" does not exist");
        return Err(Refusal::undefined_object(span(&node), message));
    };
    let is_set = action.kind() == SyntaxKind::DEPENDS_ON_EXTENSION;
    edit.set(id, "depends on extension", is_set.then(|| Value::list([extension])));
    Ok(())
}

/// Reads the statistics target of an element, by its number; columns have theirs from the table.
fn statistics(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let number = action.first_child().map(|node| written(&node));
    let place = number.as_ref().and_then(|number| number.parse::<usize>().ok()).unwrap_or_default();
    let Some(index) = edit.get(id) else { return Ok(()) };
    let items = create::items_of(edit.catalog(), index);
    let element = place.checked_sub(1).and_then(|place| items.get(place));
    let Some(element) = element else {
        let message =
            format!("column number {place} of relation \"{}\" does not exist", index.name);
        return Err(Refusal::undefined_column(span(action), message));
    };
    if let Some(column) = element.first_child().filter(|node| node.kind() == SyntaxKind::NAME_REF) {
        let (column, name) = (names::identifier(&column), &index.name);
        let message = format!(
            "cannot alter statistics on non-expression column \"{column}\" of index \"{name}\""
        );
        return Err(Refusal::not_supported(span(action), message));
    }
    let target = child(action, SyntaxKind::SET_STATISTICS).and_then(|node| node.first_child());
    let target = target.map(|node| written(&node)).filter(|target| target != "-1");
    if let Some(number) = number {
        edit.set(id, format!("{STATISTICS}{number}"), target.map(Value::from));
    }
    Ok(())
}

/// Returns the statements on what `CREATE INDEX` can't say of an index.
pub(super) fn statements(catalog: &Catalog, index: &Object) -> Vec<String> {
    let name = catalog.qualified_name(index.id);
    let mut statements: Vec<String> = index
        .attributes
        .iter()
        .filter_map(|(attribute, target)| {
            let number = attribute.strip_prefix(STATISTICS)?;
            let target = target.to_sql(catalog);
            Some(format!("ALTER INDEX {name} ALTER COLUMN {number} SET STATISTICS {target}"))
        })
        .collect();
    if let Some(extension) = index.get("depends on extension") {
        let extension = extension.to_sql(catalog);
        statements.push(format!("ALTER INDEX {name} DEPENDS ON EXTENSION {extension}"));
    }
    statements
}

/// Reads `ATTACH PARTITION`: an index of a partition becomes a part of that of the table.
fn attach(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::INDEX_REF) else { return Ok(()) };
    let partition = super::find(edit.lookup(), &INDEX, action, &node, super::Purpose::Alter)?;
    let (Some(parent), Some(child)) = (edit.get(id), edit.get(partition)) else { return Ok(()) };
    if child.object("inherited") == Some(id) {
        return Ok(());
    }
    let words = format!(
        "cannot attach index \"{}\" as a partition of index \"{}\"",
        child.name, parent.name
    );
    let refuse =
        |detail: String| Refusal::not_in_state(span(&node), words.clone()).with_detail(detail);
    let is_its =
        |user: &Object| user.parent == child.parent && user.object("inherited") == Some(id);
    if edit.catalog().users(id).any(is_its) {
        let table = edit.get(child.parent).map(|table| table.name.clone()).unwrap_or_default();
        let detail = format!("Another index is already attached for partition \"{table}\".");
        return Err(refuse(detail));
    }
    if child.has("inherited") {
        let detail = format!("Index \"{}\" is already attached to another index.", child.name);
        return Err(refuse(detail));
    }
    let is_partition = table::children(edit.catalog(), parent.parent).contains(&child.parent);
    if !is_partition {
        let table = edit.get(parent.parent).map(|table| table.name.clone()).unwrap_or_default();
        let detail = format!(
            "Index \"{}\" is not an index on any partition of table \"{table}\".",
            child.name
        );
        return Err(refuse(detail));
    }
    if parent.is(&INDEX) {
        let asked = create::copied(edit.catalog(), parent, child.parent);
        if !create::is_free_for(edit.catalog(), child, &asked) {
            return Err(Refusal::invalid_object(span(&node), words)
                .with_detail("The index definitions do not match."));
        }
    } else if !child.is(&CONSTRAINT) {
        return Err(Refusal::invalid_object(span(&node), words));
    }
    edit.set(partition, "inherited", Value::list([id]));
    complete(edit, id);
    Ok(())
}

/// An index that was made for `ONLY` the table is complete when all partitions have theirs.
fn complete(edit: &mut Edit<'_>, id: ObjectId) {
    let Some(index) = edit.get(id) else { return };
    let partitions = table::children(edit.catalog(), index.parent);
    let attached: Vec<ObjectId> = edit.catalog().users(id).map(|user| user.parent).collect();
    if partitions.iter().all(|partition| attached.contains(partition)) {
        edit.set(id, INCOMPLETE, None);
    }
}

/// Reads `DROP INDEX`.
///
/// # Errors
///
/// `25001` for `CONCURRENTLY` in a transaction, `0A000` for what it can't be combined with; `2BP01` for
/// the index of a key.
pub(super) fn drop(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    if has_token(statement, SyntaxKind::CONCURRENTLY_KW) {
        let refuse = |message: &str| Refusal::not_supported(span(statement), message);
        if children(statement, SyntaxKind::INDEX_REF).count() > 1 {
            let message = "DROP INDEX CONCURRENTLY does not support dropping multiple objects";
            return Err(refuse(message));
        }
        if has(statement, SyntaxKind::CASCADE) {
            return Err(refuse("DROP INDEX CONCURRENTLY does not support CASCADE"));
        }
        if edit.in_transaction {
            let message = "DROP INDEX CONCURRENTLY cannot run inside a transaction block";
            return Err(Refusal::active_transaction(span(statement), message));
        }
    }
    statement::drop(edit, &INDEX, statement)
}

/// Refuses to drop the index of a key, and that of a partition which is a part of another.
pub(crate) fn before_drop(edit: &mut Edit<'_>, id: ObjectId, span: Span) -> Accepted<()> {
    let Some(index) = edit.get(id) else { return Ok(()) };
    let parent = index.object("inherited").and_then(|parent| edit.get(parent));
    if let Some(parent) = parent.filter(|parent| parent.is(&INDEX)) {
        return Err(required_by(edit, index, parent, span));
    }
    if index.is(&CONSTRAINT) {
        let constraint = drop::description(edit.lookup(), id);
        let name = edit.lookup().visible_name(id);
        let message = format!("cannot drop index {name} because {constraint} requires it");
        return Err(Refusal::dependents(span, message)
            .with_hint(format!("You can drop {constraint} instead.")));
    }
    Ok(())
}

/// Returns the refusal to drop an index that is a part of that of a partitioned table.
pub(crate) fn required_by(edit: &Edit<'_>, index: &Object, parent: &Object, span: Span) -> Refusal {
    let lookup = edit.lookup();
    let (name, parent) = (lookup.visible_name(index.id), drop::description(lookup, parent.id));
    let message = format!("cannot drop index {name} because {parent} requires it");
    Refusal::dependents(span, message).with_hint(format!("You can drop {parent} instead."))
}

/// Tells whether an object is an index, be it a key's.
pub(crate) fn is_one(object: &Object) -> bool {
    object.is(&INDEX) || object.is(&CONSTRAINT) && has_index(object)
}

/// Returns an index of a table by its name alone.
pub(crate) fn of_table(
    edit: &Edit<'_>,
    relation: ObjectId,
    node: &SyntaxNode,
) -> Accepted<ObjectId> {
    let name = names::identifier(node);
    let schema = edit.catalog().schema_of(relation);
    let table = edit.get(relation).map(|table| table.name.clone()).unwrap_or_default();
    let found = edit.catalog().named(schema, Namespace::Relation, &name);
    let Some(index) = found.and_then(|id| edit.get(id)) else {
        let message = format!("index \"{name}\" for table \"{table}\" does not exist");
        return Err(Refusal::undefined_object(span(node), message));
    };
    if !is_one(index) || index.parent != relation {
        let message = format!("\"{name}\" is not an index for table \"{table}\"");
        return Err(Refusal::wrong_object(span(node), message));
    }
    Ok(index.id)
}

/// Refuses to cluster a table again of which nobody said by which index.
fn check_clustered(edit: &Edit<'_>, relation: ObjectId, span: Span) -> Accepted<()> {
    let Some(table) = edit.get(relation).filter(|table| !table::is_partitioned(table)) else {
        return Ok(());
    };
    if table.has("clustered on") {
        return Ok(());
    }
    let message = format!("there is no previously clustered index for table \"{}\"", table.name);
    Err(Refusal::undefined_object(span, message))
}

/// Reads `CLUSTER table USING index`, which is kept for the next time.
pub(super) fn cluster(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let table = child(statement, SyntaxKind::TABLE_NAME_REF);
    let index = child(statement, SyntaxKind::CLUSTER_USING_INDEX);
    let index = index.and_then(|clause| child(&clause, SyntaxKind::INDEX_REF));
    let Some(table) = table else { return Ok(()) };
    let relation = edit.lookup().relation(&Name::of(&table))?;
    let Some(index) = index else { return check_clustered(edit, relation, span(&table)) };
    let index = of_table(edit, relation, &index)?;
    edit.set(relation, "clustered on", Value::name(index, Form::Bare));
    Ok(())
}
