//! `CREATE TABLE`.
//!
//! Never in it: how one column is read (see `definition`), and what comes from other tables (see
//! `inherit` and `like`).

use super::definition::{self, Definition};
use super::like::{self, Like};
use super::{INHERITS, OF_TYPE, PARTITION_BY, TABLE, inherit, options};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::Kind;
use crate::catalog::kinds::column;
use crate::catalog::kinds::relation::{self, Persistence};
use crate::catalog::kinds::schema::ENDS_WITH_TRANSACTION;
use crate::catalog::kinds::{constraint, expression_place, index};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::Scope;
use crate::catalog::session::NOWHERE;
use crate::catalog::types;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, ObjectId, Value};
use crate::sql::Span;
use crate::sql::made_up::object_name;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span, written};

/// Reads `CREATE TABLE`.
pub(super) fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    create_as(edit, &TABLE, statement, Vec::new()).map(|_| ())
}

/// Makes a table of some kind from a statement, with attributes besides those that all tables can have;
/// returns nothing if there is one already and the statement minds not.
pub(crate) fn create_as(
    edit: &mut Edit<'_>,
    kind: &'static Kind,
    statement: &SyntaxNode,
    mut attributes: Vec<(Attribute, Value)>,
) -> Accepted<Option<ObjectId>> {
    let Some(node) = child(statement, SyntaxKind::TABLE_NAME) else { return Ok(None) };
    let name = Name::of(&node);
    let persistence = Persistence::of(statement);
    let schema = relation::schema_for_new(edit, &name, persistence)?;
    if has(statement, SyntaxKind::IF_NOT_EXISTS) && relation::exists(edit, schema, &name.name) {
        return Ok(None);
    }
    if let Some(method) = child(statement, SyntaxKind::USING_METHOD) {
        options::check_method(edit, &method)?;
    }
    attributes.extend(own_attributes(statement, persistence)?);
    let arguments = child(statement, SyntaxKind::TABLE_ARG_LIST);
    let elements = arguments.iter().flat_map(|list| list.children());
    let elements: Accepted<Vec<Element>> =
        elements.map(|argument| Element::read(edit, &name.name, argument)).collect();
    let mut elements = elements?;
    let declared = elements.iter().flat_map(Element::constraints);
    constraint::check_new_keys(&name.name, declared)?;
    let parents = inherit::named_parents(edit, statement)?;
    refuse_repeated(edit, &name.name, &elements)?;
    // PostgreSQL looks at the columns before it looks whether the name is free.
    let is_taken = relation::exists(edit, schema, &name.name);
    let own_name = if is_taken { UNNAMED } else { &name.name };
    let new = New { kind, parent: schema, name: own_name, attributes };
    let table = edit.create(new, name.span)?;
    if is_taken && has(statement, SyntaxKind::PARTITION_OF) {
        edit.rename(table, &name.name, name.span)?;
    }
    let parents = inherit::join_parents(edit, table, statement, &parents)?;
    let columns = add_columns(edit, table, statement, &mut elements, &parents)?;
    if is_taken {
        edit.rename(table, &name.name, name.span)?;
    }
    fill(edit, table, statement, (&elements, columns), &parents)?;
    Ok(Some(table))
}

/// The name of a table that is refused in the end.
const UNNAMED: &str = "\0";

/// What stands in the list of a `CREATE TABLE`.
enum Element {
    Column(Definition),
    Like(Like),
    Constraint(SyntaxNode),
}

impl Element {
    fn read(edit: &Edit<'_>, table: &str, node: SyntaxNode) -> Accepted<Element> {
        Ok(match node.kind() {
            SyntaxKind::COLUMN => Element::Column(definition::read(edit, table, &node)?),
            SyntaxKind::LIKE_CLAUSE => Element::Like(like::read(edit, &node)?),
            _ => Element::Constraint(node),
        })
    }
}

impl Element {
    /// Returns the constraints that are declared.
    fn constraints(&self) -> &[SyntaxNode] {
        match self {
            Element::Column(definition) => &definition.constraints,
            Element::Like(_) => &[],
            Element::Constraint(node) => std::slice::from_ref(node),
        }
    }
}

/// Refuses two columns of one name; columns of parents count not.
fn refuse_repeated(edit: &Edit<'_>, table: &str, elements: &[Element]) -> Accepted<()> {
    let names: Vec<(String, Span)> = elements
        .iter()
        .flat_map(|element| match element {
            Element::Column(definition) => vec![(definition.name.clone(), definition.span)],
            Element::Like(like) => like.names(edit.catalog()),
            Element::Constraint(_) => Vec::new(),
        })
        .collect();
    let mut rest = names.as_slice();
    while let Some(((name, _), others)) = rest.split_first() {
        let has_sequence = |element: &&Element| match element {
            Element::Column(definition) => definition.has_sequence() && definition.name == *name,
            _ => false,
        };
        // Sequences are made first.
        if elements.iter().filter(has_sequence).count() > 1 {
            let sequence = object_name(table, name, "seq");
            let message = format!("relation \"{sequence}\" already exists");
            return Err(Refusal::duplicate_table(NOWHERE, message));
        }
        if let Some((_, place)) = others.iter().find(|(other, _)| other == name) {
            let message = format!("column \"{name}\" specified more than once");
            return Err(Refusal::duplicate_column(*place, message));
        }
        rest = others;
    }
    Ok(())
}

/// Returns what is said of the table as a whole.
pub(super) fn own_attributes(
    statement: &SyntaxNode,
    persistence: Persistence,
) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes = Vec::new();
    if persistence == Persistence::Unlogged {
        attributes.push(("unlogged".into(), Value::flag()));
    }
    for clause in statement.children() {
        let said: &'static str = match clause.kind() {
            SyntaxKind::WITH_PARAMS => {
                if let Some(list) = child(&clause, SyntaxKind::ATTRIBUTE_LIST) {
                    attributes.extend(options::read(&list)?);
                    options::check_all(&list, has(statement, SyntaxKind::PARTITION_BY))?;
                }
                continue;
            }
            SyntaxKind::TABLESPACE_CLAUSE => "tablespace",
            SyntaxKind::USING_METHOD => "access method",
            SyntaxKind::ON_COMMIT if persistence != Persistence::Temporary => {
                let message = "ON COMMIT can only be used on temporary tables";
                return Err(Refusal::invalid_table(span(&clause), message));
            }
            SyntaxKind::ON_COMMIT => {
                let drops = clause.descendants().any(|node| node.kind() == SyntaxKind::DROP);
                attributes.extend(drops.then(|| (ENDS_WITH_TRANSACTION.into(), Value::flag())));
                continue;
            }
            _ => continue,
        };
        attributes.extend(options::named(said, &clause));
    }
    Ok(attributes)
}

/// Gives the new table its columns; returns those that are defined one by one.
fn add_columns(
    edit: &mut Edit<'_>,
    table: ObjectId,
    statement: &SyntaxNode,
    elements: &mut [Element],
    parents: &[ObjectId],
) -> Accepted<Vec<ObjectId>> {
    let mut given = Vec::new();
    let typed = of_type(edit, table, statement)?;
    inherit::take_columns(edit, table, parents)?;
    for element in elements.iter_mut() {
        match element {
            Element::Column(definition) => {
                let is_extra = typed || inherit::is_partition(edit, table);
                let add = |edit: &mut Edit<'_>| add_column(edit, table, definition, is_extra);
                given.push(edit.within(definition.span, add)?);
            }
            Element::Like(like) => {
                edit.within(like.place, |edit| like::columns(edit, table, like))?;
            }
            Element::Constraint(_) => {}
        }
    }
    super::check_column_count(edit, table)?;
    Ok(given)
}

/// Gives the new table all that may speak of its columns.
fn fill(
    edit: &mut Edit<'_>,
    table: ObjectId,
    statement: &SyntaxNode,
    (elements, given): (&[Element], Vec<ObjectId>),
    parents: &[ObjectId],
) -> Accepted<()> {
    partition_by(edit, table, statement)?;
    let definitions = elements.iter().filter_map(|element| match element {
        Element::Column(definition) => Some(definition),
        _ => None,
    });
    let given: Vec<(ObjectId, &Definition)> = given.into_iter().zip(definitions).collect();
    for (column, definition) in &given {
        let finish = |edit: &mut Edit<'_>| definition::finish(edit, table, *column, definition);
        edit.within(definition.span, finish)?;
    }
    inherit::check_defaults(edit, table)?;
    inherit::take_constraints(edit, table, parents)?;
    // What foreign keys refer to may be a key that is copied.
    let (foreign, own): (Vec<_>, Vec<_>) = declared_constraints(&given, elements)
        .into_iter()
        .partition(|(node, _)| constraint::is_foreign_key(node.kind()));
    constraint::add_all(edit, table, &own)?;
    for element in elements {
        if let Element::Like(like) = element {
            edit.within(like.place, |edit| like::rest(edit, table, like))?;
        }
    }
    constraint::add_all(edit, table, &foreign)
}

/// Adds a column that the statement defines; one that comes from a parent or a type already is merged.
fn add_column(
    edit: &mut Edit<'_>,
    table: ObjectId,
    definition: &Definition,
    is_extra: bool,
) -> Accepted<ObjectId> {
    let Definition { name, span, .. } = definition;
    definition::check_name(name, *span)?;
    match column::named(edit.catalog(), table, name) {
        Some(column) => {
            inherit::merge(edit, column, definition)?;
            Ok(column)
        }
        None if is_extra || definition.type_.is_none() => {
            let message = format!("column \"{name}\" does not exist");
            Err(Refusal::undefined_column(*span, message))
        }
        None => definition::make(edit, table, definition),
    }
}

/// Returns the constraints that columns are defined with, and the table's own, in order.
fn declared_constraints(
    given: &[(ObjectId, &Definition)],
    elements: &[Element],
) -> Vec<(SyntaxNode, Option<ObjectId>)> {
    let mut constraints = Vec::new();
    let mut columns = given.iter();
    for element in elements {
        match element {
            Element::Column(_) => {
                let Some((column, definition)) = columns.next() else { continue };
                let own = definition.constraints.iter().cloned();
                constraints.extend(own.map(|constraint| (constraint, Some(*column))));
            }
            Element::Like(_) => {}
            Element::Constraint(node) => constraints.push((node.clone(), None)),
        }
    }
    constraints
}

/// Reads `OF type`: the columns are the type's.
fn of_type(edit: &mut Edit<'_>, table: ObjectId, statement: &SyntaxNode) -> Accepted<bool> {
    let Some(clause) = child(statement, SyntaxKind::OF_TYPE) else { return Ok(false) };
    let type_ = types::of(edit.lookup(), &clause)?.unwrap_or_default();
    inherit::take_type(edit, table, &type_, span(&clause))?;
    edit.set(table, OF_TYPE, type_);
    Ok(true)
}

/// Reads `PARTITION BY`.
fn partition_by(edit: &mut Edit<'_>, table: ObjectId, statement: &SyntaxNode) -> Accepted<()> {
    let Some(clause) = child(statement, SyntaxKind::PARTITION_BY) else { return Ok(()) };
    let strategy = child(&clause, SyntaxKind::PARTITION_STRATEGY);
    let strategy = strategy.map(|word| written(&word).trim().to_ascii_uppercase());
    let strategy = strategy.unwrap_or_default();
    if !["RANGE", "LIST", "HASH"].contains(&strategy.as_str()) {
        let name = strategy.to_ascii_lowercase();
        let message = format!("unrecognized partitioning strategy \"{name}\"");
        return Err(Refusal::invalid_parameter(span(&clause), message));
    }
    if edit.get(table).is_some_and(|table| table.has(INHERITS)) {
        let message = "cannot create partitioned table as inheritance child";
        return Err(Refusal::invalid_object(span(&clause), message));
    }
    let items = child(&clause, SyntaxKind::PARTITION_ITEM_LIST);
    let items: Vec<SyntaxNode> = items.iter().flat_map(|list| list.children()).collect();
    if strategy == "LIST" && items.len() > 1 {
        let message = "cannot use \"list\" partition strategy with more than one column";
        return Err(Refusal::invalid_object(span(&clause), message));
    }
    let method = if strategy == "HASH" { "hash" } else { index::BTREE };
    let mut value = Value::from(format!("{strategy} ("));
    for (place, item) in items.iter().enumerate() {
        value.push_text(if place > 0 { ", " } else { "" });
        value.push(&partition_item(edit, table, item, method)?);
    }
    value.push_text(")");
    edit.set(table, PARTITION_BY, value);
    Ok(())
}

/// Returns the column that a partition key names.
fn partition_column(edit: &Edit<'_>, table: ObjectId, node: &SyntaxNode) -> Accepted<ObjectId> {
    let name = names::identifier(node);
    let Some(column) = column::named(edit.catalog(), table, &name) else {
        if definition::is_system_column(&name) {
            let message = format!("cannot use system column \"{name}\" in partition key");
            return Err(Refusal::invalid_object(span(node), message));
        }
        let message = format!("column \"{name}\" named in partition key does not exist");
        return Err(Refusal::undefined_column(span(node), message));
    };
    check_partition_column(edit, column, span(node))?;
    Ok(column)
}

/// Reads an expression of a partition key: it speaks of columns, and changes with nothing else.
fn partition_expression(edit: &Edit<'_>, table: ObjectId, node: &SyntaxNode) -> Accepted<Value> {
    let value = expression_place::PARTITION_KEY.expression(edit, node, &Scope::of(table))?;
    if value.as_text().is_some_and(|text| !text.contains(|c: char| c.is_alphabetic())) {
        let message = "cannot use constant expression as partition key";
        return Err(Refusal::invalid_object(span(node), message));
    }
    Ok(value)
}

fn partition_item(
    edit: &Edit<'_>,
    table: ObjectId,
    item: &SyntaxNode,
    method: &str,
) -> Accepted<Value> {
    let mut value = Value::default();
    for node in item.children() {
        match node.kind() {
            SyntaxKind::NAME_REF => {
                let column = partition_column(edit, table, &node)?;
                value.push_name(column, Form::Bare);
                if child(item, SyntaxKind::OP_CLASS_REF).is_none() {
                    let type_ = edit.get(column).and_then(|column| column.get("type"));
                    index::check_type(edit.lookup(), type_, method, span(&node))?;
                }
            }
            SyntaxKind::COLLATE if node.children().count() > 1 => {
                value.push(&partition_expression(edit, table, &node)?);
            }
            SyntaxKind::COLLATE => {
                value.push_text(" COLLATE ");
                value.push(&definition::collation(edit, &node)?);
            }
            SyntaxKind::OP_CLASS_REF => value.push_text(&format!(" {}", node.text())),
            _ => {
                value.push(&partition_expression(edit, table, &node)?);
            }
        }
    }
    Ok(value)
}

fn check_partition_column(
    edit: &Edit<'_>,
    column: ObjectId,
    span: crate::sql::Span,
) -> Accepted<()> {
    if !edit.get(column).is_some_and(|column| column.has("generated")) {
        return Ok(());
    }
    let message = "cannot use generated column in partition key";
    Err(Refusal::invalid_object(span, message))
}
