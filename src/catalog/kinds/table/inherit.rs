//! Parents and children: `INHERITS`, and partitions.
//!
//! The rules are those of `MergeAttributes` in PostgreSQL's `src/backend/commands/tablecmds.c`. A
//! child's columns say under "inherited" which columns of its parents they come from. Never in it: how
//! the other parts of a parent are made on a child (see `Kind::copy_to`).

use super::definition::Definition;
use super::{BOUND, INHERITS, PARTITION_OF, TABLE, bound, is_partitioned};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::column::{self, COLUMN, INHERITED, LOCAL};
use crate::catalog::kinds::foreign_table::FOREIGN_TABLE;
use crate::catalog::kinds::{Copying, constraint, schema};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children as nodes, span};

/// What a child has from its parents' columns of its own name.
const INHERITED_ATTRIBUTES: &[&str] =
    &["type", "collation", "not null", "default", "generated", "virtual", "storage", "compression"];

/// A partition's column whose default is its parent's, as if it had been made with it.
pub(crate) struct Follower {
    pub(crate) column: ObjectId,
    pub(crate) origin: ObjectId,
}

impl Follower {
    /// Returns the statement that gives the column another default, or none.
    pub(crate) fn altered(&self, catalog: &Catalog, default: Option<&str>) -> Option<String> {
        let column = catalog.get(self.column)?;
        let (table, name) = (catalog.qualified_name(column.parent), quote(&column.name));
        let action = default.map_or("DROP DEFAULT".to_owned(), |it| format!("SET DEFAULT {it}"));
        Some(format!("ALTER TABLE {table} ALTER COLUMN {name} {action}"))
    }
}

/// Returns the columns of partitions whose defaults are those of their parents.
pub(crate) fn followers(catalog: &Catalog) -> Vec<Follower> {
    let mut followers = Vec::new();
    for table in catalog.objects().filter(|object| object.has(PARTITION_OF)) {
        for column in column::all(catalog, table.id) {
            let lends = |origin: &ObjectId| {
                let lent = catalog.get(*origin).and_then(|origin| origin.get("default"));
                lent.map(|value| moved(catalog, value, table.id)).as_ref() == column.get("default")
            };
            let origins = column.objects(INHERITED).into_iter().filter(lends);
            followers.extend(origins.map(|origin| Follower { column: column.id, origin }));
        }
    }
    followers
}

/// Tells whether a table is a partition of another.
pub(super) fn is_partition(edit: &Edit<'_>, table: ObjectId) -> bool {
    edit.get(table).is_some_and(|table| table.has(PARTITION_OF))
}

/// Returns the tables that a table is a child or a partition of.
pub(crate) fn parents_of(table: &Object) -> Vec<ObjectId> {
    let mut parents = table.objects(INHERITS);
    parents.extend(table.object(PARTITION_OF));
    parents
}

/// Returns the children of a table, its partitions among them, in the order in which they were made.
pub(crate) fn children(catalog: &Catalog, table: ObjectId) -> Vec<ObjectId> {
    let is_child = |user: &&Object| {
        user.object(PARTITION_OF) == Some(table) || user.objects(INHERITS).contains(&table)
    };
    catalog.users(table).filter(is_child).map(|user| user.id).collect()
}

/// Returns a table and all that inherits from it, parents before children.
pub(crate) fn family(catalog: &Catalog, table: ObjectId) -> Vec<ObjectId> {
    let mut family = vec![table];
    let mut next = 0;
    while let Some(&member) = family.get(next) {
        let new = children(catalog, member).into_iter().filter(|child| !family.contains(child));
        let new: Vec<ObjectId> = new.collect();
        family.extend(new);
        next += 1;
    }
    family
}

/// Makes a new part of a relation on its children too, and on theirs.
///
/// # Errors
///
/// What PostgreSQL refuses when a child can't have the part.
pub(crate) fn pass_on(edit: &mut Edit<'_>, part: ObjectId) -> Accepted<()> {
    let Some(object) = edit.get(part) else { return Ok(()) };
    let (kind, table) = (object.kind, object.parent);
    for child in children(edit.catalog(), table) {
        if let Some(made) = (kind.copy_to)(edit, part, child, copying(edit, child))? {
            pass_on(edit, made)?;
        }
    }
    Ok(())
}

fn copying(edit: &Edit<'_>, child: ObjectId) -> Copying {
    if is_partition(edit, child) { Copying::ToPartition } else { Copying::ToChild }
}

/// Returns the tables that a new one inherits from, and where the statement names them.
pub(super) fn named_parents(
    edit: &Edit<'_>,
    statement: &SyntaxNode,
) -> Accepted<Vec<(ObjectId, Span)>> {
    let clause = child(statement, SyntaxKind::PARTITION_OF);
    let clause = clause.or_else(|| child(statement, SyntaxKind::INHERITS));
    let named = clause.iter().flat_map(|clause| nodes(clause, SyntaxKind::TABLE_NAME_REF));
    named.map(|node| Ok((edit.lookup().relation(&Name::of(&node))?, span(&node)))).collect()
}

/// Says of a new table which ones it inherits from.
pub(super) fn join_parents(
    edit: &mut Edit<'_>,
    table: ObjectId,
    statement: &SyntaxNode,
    named: &[(ObjectId, Span)],
) -> Accepted<Vec<ObjectId>> {
    let mut parents = Vec::new();
    for &(parent, place) in named {
        let is_partition = child(statement, SyntaxKind::PARTITION_OF).is_some();
        if is_partition {
            check_lasts(edit, "create", table, parent, place)?;
        }
        check_kind(edit, table, parent, place)?;
        if is_partition {
            let object = edit.get(parent).filter(|parent| !is_partitioned(parent));
            if let Some(object) = object {
                let message = format!("\"{}\" is not partitioned", object.name);
                return Err(Refusal::invalid_object(place, message));
            }
            let bound = bound_of(edit, parent, statement)?;
            join_partition(edit, parent, table, bound, place)?;
            return Ok(vec![parent]);
        }
        check_parent(edit, parent, place)?;
        if parents.contains(&parent) {
            let name = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
            let message = format!("relation \"{name}\" would be inherited from more than once");
            return Err(Refusal::duplicate_table(place, message));
        }
        parents.push(parent);
    }
    edit.set(table, INHERITS, qualified_list(&parents));
    Ok(parents)
}

/// Returns the mention of tables, in order.
pub(super) fn qualified_list(tables: &[ObjectId]) -> Option<Value> {
    let mut value = Value::default();
    for (place, table) in tables.iter().enumerate() {
        value.push_text(if place > 0 { ", " } else { "" });
        value.push_name(*table, Form::Qualified);
    }
    (!tables.is_empty()).then_some(value)
}

/// Refuses a parent of another kind, or one that does not last as long as the table.
pub(super) fn check_kind(
    edit: &Edit<'_>,
    table: ObjectId,
    parent: ObjectId,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(parent) else { return Ok(()) };
    let name = &object.name;
    let is_temporary = |id| schema::is_temporary(edit.catalog(), id);
    let message = match object.is(&TABLE) || object.is(&FOREIGN_TABLE) {
        false => format!("inherited relation \"{name}\" is not a table or foreign table"),
        true if is_temporary(parent) && !is_temporary(table) => {
            format!("cannot inherit from temporary relation \"{name}\"")
        }
        true => return Ok(()),
    };
    Err(Refusal::wrong_object(span, message))
}

/// Refuses a partition that does not last as long as its table; `verb` is what is done with it.
pub(super) fn check_lasts(
    edit: &Edit<'_>,
    verb: &str,
    partition: ObjectId,
    parent: ObjectId,
    span: Span,
) -> Accepted<()> {
    let is_temporary = |id| schema::is_temporary(edit.catalog(), id);
    let (own, other) = match (is_temporary(partition), is_temporary(parent)) {
        (false, true) => ("permanent", "temporary"),
        (true, false) => ("temporary", "permanent"),
        _ => return Ok(()),
    };
    let name = edit.get(parent).map(|parent| &*parent.name).unwrap_or_default();
    let message =
        format!("cannot {verb} a {own} relation as partition of {other} relation \"{name}\"");
    Err(Refusal::wrong_object(span, message))
}

/// Refuses a parent that can have partitions only, or is one.
pub(super) fn check_parent(edit: &Edit<'_>, parent: ObjectId, span: Span) -> Accepted<()> {
    let Some(object) = edit.get(parent) else { return Ok(()) };
    let what = match (is_partitioned(object), object.has(PARTITION_OF)) {
        (true, _) => "partitioned table",
        (_, true) => "partition",
        _ => return Ok(()),
    };
    let message = format!("cannot inherit from {what} \"{}\"", object.name);
    Err(Refusal::wrong_object(span, message))
}

/// Reads the bound of a partition, and refuses one that its parent can't have.
pub(super) fn bound_of(
    edit: &Edit<'_>,
    parent: ObjectId,
    node: &SyntaxNode,
) -> Accepted<Option<Value>> {
    let Some(node) = bound::node(node) else { return Ok(None) };
    let value = bound::read(edit, parent, &node)?;
    bound::check(edit, parent, &value, span(&node))?;
    Ok(Some(value))
}

/// Makes a table a partition of another, with a bound.
pub(super) fn join_partition(
    edit: &mut Edit<'_>,
    parent: ObjectId,
    table: ObjectId,
    bound: Option<Value>,
    span: Span,
) -> Accepted<()> {
    if let Some(value) = bound {
        bound::check_others(edit, parent, table, &value, span)?;
        edit.set(table, BOUND, value);
    }
    edit.set(table, PARTITION_OF, Value::name(parent, Form::Qualified));
    Ok(())
}

/// Gives a new table its parents' columns.
///
/// # Errors
///
/// `42804` if parents have columns of one name and different types.
pub(super) fn take_columns(
    edit: &mut Edit<'_>,
    table: ObjectId,
    parents: &[ObjectId],
) -> Accepted<()> {
    for &parent in parents {
        let columns: Vec<ObjectId> =
            column::all(edit.catalog(), parent).iter().map(|column| column.id).collect();
        for inherited in columns {
            let own = take_column(edit, table, inherited)?;
            merge_default(edit, own, inherited);
        }
    }
    // Expressions are of use only when all columns are there.
    let own: Vec<ObjectId> =
        column::all(edit.catalog(), table).iter().map(|column| column.id).collect();
    own.into_iter().for_each(|column| move_expression(edit, column));
    Ok(())
}

/// Gives a column the default of another parent's if it has none, or notes that they differ.
fn merge_default(edit: &mut Edit<'_>, own: ObjectId, inherited: ObjectId) {
    let Some(default) = edit.get(inherited).and_then(|from| from.get("default")).cloned() else {
        return;
    };
    match edit.get(own).and_then(|own| own.get("default")) {
        Some(present) if *present != default => edit.set(own, CONFLICT, Value::flag()),
        Some(_) => {}
        None => edit.set(own, "default", default),
    }
}

/// Refuses columns that have different defaults from their parents and none of their own.
pub(super) fn check_defaults(edit: &mut Edit<'_>, table: ObjectId) -> Accepted<()> {
    let columns = column::all(edit.catalog(), table).into_iter();
    let marked: Vec<ObjectId> =
        columns.filter(|column| column.has(CONFLICT)).map(|column| column.id).collect();
    for column in marked {
        edit.set(column, CONFLICT, None);
        let Some(object) = edit.get(column) else { continue };
        let is_inherited = |origin: ObjectId| {
            edit.get(origin).is_some_and(|origin| origin.get("default") == object.get("default"))
        };
        if object.objects(INHERITED).into_iter().any(is_inherited) {
            let message = format!("column \"{}\" inherits conflicting default values", object.name);
            let nowhere = crate::catalog::session::NOWHERE;
            return Err(Refusal::invalid_column_definition(nowhere, message)
                .with_hint("To resolve the conflict, specify a default explicitly."));
        }
    }
    Ok(())
}

/// Said of a column while its table is made: its parents have different defaults for it.
const CONFLICT: &str = "conflicting defaults";

/// Lets the expression of a column speak of its own table's columns.
pub(super) fn move_expression(edit: &mut Edit<'_>, column: ObjectId) {
    let Some(object) = edit.get(column) else { return };
    let generated = object.get("generated");
    if let Some(generated) = generated.map(|value| moved(edit.catalog(), value, object.parent)) {
        edit.set(column, "generated", generated);
    }
}

/// Returns an expression of one table as another's: columns are those of the same names.
pub(crate) fn moved(catalog: &Catalog, value: &Value, table: ObjectId) -> Value {
    value.with_replaced(|id| {
        let own = catalog
            .get(id)
            .filter(|object| object.is(&COLUMN))
            .and_then(|object| column::named(catalog, table, &object.name));
        own.unwrap_or(id)
    })
}

/// Gives a table one column of a parent's, or merges it with the one that it has.
pub(super) fn take_column(
    edit: &mut Edit<'_>,
    table: ObjectId,
    inherited: ObjectId,
) -> Accepted<ObjectId> {
    let Some(from) = edit.get(inherited).cloned() else { return Ok(inherited) };
    let nowhere = crate::catalog::session::NOWHERE;
    let Some(own) = column::named(edit.catalog(), table, &from.name) else {
        let attributes = INHERITED_ATTRIBUTES
            .iter()
            .filter_map(|&attribute| Some((attribute.into(), from.get(attribute)?.clone())));
        let attributes = attributes.chain([(INHERITED.into(), Value::list([inherited]))]).collect();
        let new = New { kind: &COLUMN, parent: table, name: &from.name, attributes };
        return edit.create(new, nowhere);
    };
    let Some(present) = edit.get(own) else { return Ok(own) };
    if present.get("type") != from.get("type") {
        let message = format!("inherited column \"{}\" has a type conflict", from.name);
        return Err(Refusal::type_mismatch(nowhere, message));
    }
    let mut origins = present.objects(INHERITED);
    origins.push(inherited);
    edit.set(own, INHERITED, Value::list(origins));
    if from.has("not null") {
        edit.set(own, "not null", Value::flag());
    }
    Ok(own)
}

/// Merges the definition of a column into the inherited column of its name.
pub(super) fn merge(
    edit: &mut Edit<'_>,
    column: ObjectId,
    definition: &Definition,
) -> Accepted<()> {
    let Some(present) = edit.get(column) else { return Ok(()) };
    let is_generated = present.has("generated");
    if let Some(type_) = &definition.type_ {
        if present.get("type") != Some(type_) {
            let message = format!("column \"{}\" has a type conflict", definition.name);
            return Err(Refusal::type_mismatch(definition.span, message));
        }
        edit.set(column, LOCAL, Value::flag());
    }
    if let Some(fault) = definition.generation_fault(is_generated) {
        return Err(Refusal::invalid_column_definition(definition.span, fault));
    }
    super::definition::say_more(edit, column, definition);
    Ok(())
}

/// Makes the other parts of the parents on a new table: checks, and on a partition indexes and keys.
pub(super) fn take_constraints(
    edit: &mut Edit<'_>,
    table: ObjectId,
    parents: &[ObjectId],
) -> Accepted<()> {
    let how = copying(edit, table);
    for &parent in parents {
        let catalog = edit.catalog();
        // The checks that a table which is there must have already are looked for by name.
        let is_check = |part: &Object| constraint::type_of(part) == constraint::CHECK;
        let named = catalog.named_from(parent, constraint::CONSTRAINT_NAMES, "");
        let named =
            named.filter(|id| !edit.has_made(table) && catalog.get(*id).is_some_and(is_check));
        let mut parts: Vec<ObjectId> = named.collect();
        let others = catalog.parts(parent).filter(|part| !part.is(&COLUMN)).map(|part| part.id);
        let others: Vec<ObjectId> = others.filter(|part| !parts.contains(part)).collect();
        parts.extend(others);
        for part in parts {
            let Some(kind) = edit.get(part).map(|part| part.kind) else { continue };
            (kind.copy_to)(edit, part, table, how)?;
        }
    }
    Ok(())
}

/// Gives a table that is `OF` a type the type's columns.
pub(super) fn take_type(
    edit: &mut Edit<'_>,
    table: ObjectId,
    type_: &Value,
    span: Span,
) -> Accepted<()> {
    let found = type_.objects().next().and_then(|id| edit.get(id));
    let Some(composite) =
        found.filter(|found| found.is(&crate::catalog::kinds::composite_type::COMPOSITE))
    else {
        let name = super::default::types_shown(edit, type_);
        let message = format!("type {name} is not a composite type");
        return Err(Refusal::wrong_object(span, message));
    };
    let columns: Vec<Object> =
        column::all(edit.catalog(), composite.id).into_iter().cloned().collect();
    for from in columns {
        let attributes = ["type", "collation"]
            .iter()
            .filter_map(|&attribute| Some((attribute.into(), from.get(attribute)?.clone())))
            .collect();
        let new = New { kind: &COLUMN, parent: table, name: &from.name, attributes };
        edit.create(new, span)?;
    }
    Ok(())
}
