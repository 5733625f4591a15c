//! `ALTER COLUMN`.
//!
//! Never in it: columns that come and go.

use super::alter::Target;
use super::drop_column::heirs;
use super::{PARTITION_BY, default, definition, options, own_sequence};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::{self, INHERITED};
use crate::catalog::kinds::foreign_options;
use crate::catalog::kinds::replica;
use crate::catalog::kinds::sequence::{self, For};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::{ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span, written};

/// Refuses, before anything is done, a new type that a column can't have.
pub(super) fn prepare(edit: &Edit<'_>, target: Target, action: &SyntaxNode) -> Accepted<()> {
    if has(action, SyntaxKind::DROP_EXPRESSION) {
        return prepare_drop_expression(edit, target, action);
    }
    let Some(option) = child(action, SyntaxKind::SET_TYPE) else { return Ok(()) };
    super::alter_type::using(edit, target.table, &option)?;
    if edit.get(target.table).is_some_and(|table| table.has(super::OF_TYPE)) {
        let message = "cannot alter column type of typed table";
        return Err(Refusal::wrong_object(span(&option), message));
    }
    let Some(node) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(()) };
    let column = named_column(edit, target, &node)?;
    check_is_own(edit, target, column, &option)?;
    super::alter_type::prepare(edit, target.table, column, &option).map(|_| ())
}

/// Refuses to drop the expression of a column that is not there, or is a parent's too.
fn prepare_drop_expression(edit: &Edit<'_>, target: Target, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(()) };
    let column = named_column(edit, target, &node)?;
    if edit.get(column).is_some_and(|column| column.has(INHERITED)) {
        let message = "cannot drop generation expression from inherited column";
        return Err(Refusal::invalid_table(span(&node), message));
    }
    Ok(())
}

/// Returns the column that an action names.
fn named_column(edit: &Edit<'_>, target: Target, node: &SyntaxNode) -> Accepted<ObjectId> {
    let name = names::identifier(node);
    let system = definition::is_system_column(&name);
    if system && column::named(edit.catalog(), target.table, &name).is_none() {
        let message = format!("cannot alter system column \"{name}\"");
        return Err(Refusal::not_supported(span(node), message));
    }
    column::find(edit.lookup(), target.table, &name, span(node))
}

/// Reads `ALTER COLUMN`, on the table and, where PostgreSQL does, on its children.
pub(super) fn alter(edit: &mut Edit<'_>, target: Target, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(()) };
    let Some(option) = action.children().find(|option| *option != node) else { return Ok(()) };
    if option.kind() == SyntaxKind::DROP_IDENTITY {
        check_is_whole(edit, target, "drop identity from a column", &option)?;
    }
    let column = named_column(edit, target, &node)?;
    change(edit, target, column, &option)?;
    if target.is_only || !recurses(option.kind()) {
        return Ok(());
    }
    for heir in heirs(edit, column) {
        let table = edit.get(heir).map_or(target.table, |heir| heir.parent);
        change_family(edit, Target { table, is_only: false }, heir, &option)?;
    }
    Ok(())
}

fn change_family(
    edit: &mut Edit<'_>,
    target: Target,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    change_one(edit, target.table, column, option)?;
    for heir in heirs(edit, column) {
        let table = edit.get(heir).map_or(target.table, |heir| heir.parent);
        change_family(edit, Target { table, is_only: false }, heir, option)?;
    }
    Ok(())
}

/// Reads what `ALTER COLUMN` says of how the values of a column are kept, which it can say of a materialized view's too;
/// tells whether it was that.
pub(crate) fn keep_otherwise(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    action: &SyntaxNode,
) -> Accepted<bool> {
    use SyntaxKind::*;
    let Some(node) = child(action, COLUMN_NAME_REF) else { return Ok(false) };
    let is_of_keeping = |option: &SyntaxNode| {
        let kind = option.kind();
        matches!(kind, SET_STATISTICS | SET_STORAGE | SET_COMPRESSION | SET_OPTIONS | RESET_OPTIONS)
    };
    let Some(option) = action.children().find(is_of_keeping) else { return Ok(false) };
    let column = column::find(edit.lookup(), relation, &names::identifier(&node), span(&node))?;
    change_one(edit, relation, column, &option).map(|()| true)
}

/// Tells whether an option of a parent's column is its children's too.
fn recurses(option: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        option,
        SET_DEFAULT
            | DROP_DEFAULT
            | SET_NOT_NULL
            | DROP_NOT_NULL
            | SET_TYPE
            | SET_STATISTICS
            | SET_STORAGE
            | SET_COMPRESSION
            | DROP_EXPRESSION
            | SET_EXPRESSION
    )
}

/// Changes the column that the statement names: what comes from a parent is the parent's to change.
fn change(
    edit: &mut Edit<'_>,
    target: Target,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    use SyntaxKind::*;
    check_is_own(edit, target, column, option)?;
    match option.kind() {
        ADD_GENERATED => {
            // Its type is looked at first.
            let type_ = edit.get(column).and_then(|column| column.get("type")).cloned();
            sequence::Options::of_type(&type_.unwrap_or_default(), For::Identity, span(option))?;
            check_is_whole(edit, target, "add identity to a column", option)?;
        }
        SET_GENERATED | SET_SEQUENCE_OPTION | RESTART | SET_GENERATED_OPTIONS => {
            check_is_whole(edit, target, "change identity column", option)?;
        }
        _ => {}
    }
    change_one(edit, target.table, column, option)
}

/// What is the identity of a partitioned table's column is so of its partitions'.
fn check_is_whole(
    edit: &Edit<'_>,
    target: Target,
    what: &str,
    option: &SyntaxNode,
) -> Accepted<()> {
    let refuse = |of: &str| Refusal::invalid_table(span(option), format!("cannot {what} of {of}"));
    match edit.get(target.table) {
        Some(table) if target.is_only && super::is_partitioned(table) => {
            Err(refuse("only the partitioned table").with_hint("Do not specify the ONLY keyword."))
        }
        Some(table) if table.has(super::PARTITION_OF) => Err(refuse("a partition")),
        _ => Ok(()),
    }
}

fn check_is_own(
    edit: &Edit<'_>,
    target: Target,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let name = object.name.clone();
    if option.kind() == SyntaxKind::SET_TYPE && object.has(INHERITED) {
        let message = format!("cannot alter inherited column \"{name}\"");
        return Err(Refusal::invalid_table(span(option), message));
    }
    if option.kind() == SyntaxKind::SET_TYPE && target.is_only && !heirs(edit, column).is_empty() {
        let message =
            format!("type of inherited column \"{name}\" must be changed in child tables too");
        return Err(Refusal::invalid_table(span(option), message));
    }
    Ok(())
}

fn change_one(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    use SyntaxKind::*;
    match option.kind() {
        SET_DEFAULT => {
            let Some(expression) = option.last_child() else { return Ok(()) };
            check_has_no_source(edit, table, column, span(option))?;
            default::set(edit, column, &expression)?;
        }
        DROP_DEFAULT => {
            check_has_no_source(edit, table, column, span(option))?;
            edit.set(column, "default", None);
        }
        SET_NOT_NULL => edit.set(column, "not null", Value::flag()),
        DROP_NOT_NULL => drop_not_null(edit, table, column, span(option))?,
        SET_TYPE => super::alter_type::alter(edit, table, column, option)?,
        ADD_GENERATED => add_identity(edit, table, column, option)?,
        DROP_IDENTITY => drop_identity(edit, table, column, option)?,
        SET_GENERATED | SET_SEQUENCE_OPTION | RESTART | SET_GENERATED_OPTIONS => {
            alter_identity(edit, table, column, option)?;
        }
        DROP_EXPRESSION => drop_expression(edit, table, column, option)?,
        SET_EXPRESSION => set_expression(edit, table, column, option)?,
        SET_STATISTICS => set_statistics(edit, column, option)?,
        SET_STORAGE => set_mode(edit, column, "storage", option)?,
        SET_COMPRESSION => set_mode(edit, column, "compression", option)?,
        SET_OPTIONS => options::set(edit, column, option)?,
        RESET_OPTIONS => options::reset(edit, column, option),
        SET_OPTIONS_LIST => {
            if let Some(list) = child(option, ALTER_OPTION_LIST) {
                foreign_options::alter(edit, column, &list)?;
            }
        }
        _ => edit.be_opaque("the catalog does not model this action on a column"),
    }
    Ok(())
}

/// Sets the statistics target; PostgreSQL takes 10000 for what is more.
fn set_statistics(edit: &mut Edit<'_>, column: ObjectId, option: &SyntaxNode) -> Accepted<()> {
    let written = option.first_child().map(|value| written(&value));
    let written: String = written.unwrap_or_default().split_whitespace().collect();
    let target = written.parse::<i64>().unwrap_or(-1);
    if target < -1 {
        let message = format!("statistics target {target} is too low");
        return Err(Refusal::invalid_parameter(span(option), message));
    }
    let value = (target >= 0).then(|| Value::from(target.min(10_000).to_string()));
    edit.set(column, "statistics", value);
    Ok(())
}

fn set_mode(
    edit: &mut Edit<'_>,
    column: ObjectId,
    attribute: &'static str,
    option: &SyntaxNode,
) -> Accepted<()> {
    let type_ = edit.get(column).and_then(|column| column.get("type")).cloned();
    let mode = options::mode(edit, &type_.unwrap_or_default(), option)?;
    edit.set(column, attribute, mode.map(|(_, value)| value));
    Ok(())
}

/// Returns a column's name and its table's, for messages.
fn named(edit: &Edit<'_>, table: ObjectId, column: ObjectId) -> (String, String) {
    let name = |id| edit.get(id).map(|object| object.name.to_string()).unwrap_or_default();
    (name(column), name(table))
}

/// A column that has its values from elsewhere has no default to change.
fn check_has_no_source(
    edit: &Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let what = match (object.has("identity"), object.has("generated")) {
        (true, _) => "an identity column",
        (_, true) => "a generated column",
        _ => return Ok(()),
    };
    let (column, table) = named(edit, table, column);
    let message = format!("column \"{column}\" of relation \"{table}\" is {what}");
    Err(Refusal::syntax(span, message))
}

fn drop_not_null(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let (name, table_name) = named(edit, table, column);
    if object.has("identity") {
        let message =
            format!("column \"{name}\" of relation \"{table_name}\" is an identity column");
        return Err(Refusal::syntax(span, message));
    }
    let in_key = edit.catalog().parts(table).any(|part| {
        part.text("type") == Some("primary key") && part.objects("columns").contains(&column)
    });
    if in_key {
        let message = format!("column \"{name}\" is in a primary key");
        return Err(Refusal::invalid_table(span, message));
    }
    if replica::needs_not_null(edit.catalog(), object) {
        let message = format!("column \"{name}\" is in index used as replica identity");
        return Err(Refusal::invalid_table(span, message));
    }
    let by_parent = object.objects(INHERITED).into_iter().any(|origin| {
        let is_partition = edit.get(table).is_some_and(|table| table.has(super::PARTITION_OF));
        is_partition && edit.get(origin).is_some_and(|origin| origin.has("not null"))
    });
    if by_parent {
        let message = format!("column \"{name}\" is marked NOT NULL in parent table");
        return Err(Refusal::invalid_table(span, message));
    }
    edit.set(column, "not null", None);
    Ok(())
}

fn add_identity(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let (name, table_name) = named(edit, table, column);
    let of = format!("column \"{name}\" of relation \"{table_name}\"");
    if !object.has("not null") {
        let message = format!("{of} must be declared NOT NULL before identity can be added");
        return Err(Refusal::not_in_state(span(option), message));
    }
    if object.has("identity") {
        let message = format!("{of} is already an identity column");
        return Err(Refusal::not_in_state(span(option), message));
    }
    if object.has("default") || object.has("generated") {
        let message = format!("{of} already has a default value");
        return Err(Refusal::not_in_state(span(option), message));
    }
    own_sequence::identify(edit, column, option)
}

fn check_is_identity(
    edit: &Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    span: Span,
) -> Accepted<()> {
    if edit.get(column).is_some_and(|column| column.has("identity")) {
        return Ok(());
    }
    let (column, table) = named(edit, table, column);
    let message = format!("column \"{column}\" of relation \"{table}\" is not an identity column");
    Err(Refusal::not_in_state(span, message))
}

fn drop_identity(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    match check_is_identity(edit, table, column, span(option)) {
        Err(_) if has(option, SyntaxKind::IF_EXISTS) => return Ok(()),
        checked => checked?,
    }
    if let Some(sequence) = sequence::behind(edit.catalog(), column).map(|sequence| sequence.id) {
        edit.remove(sequence);
    }
    edit.set(column, "identity", None);
    Ok(())
}

fn alter_identity(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    check_is_identity(edit, table, column, span(option))?;
    if let Some(when) = option.descendants().find(|node| node.kind() == SyntaxKind::SET_GENERATED) {
        let is_always = has(&when, SyntaxKind::GENERATED_ALWAYS);
        edit.set(column, "identity", Value::from(if is_always { "always" } else { "by default" }));
    }
    let Some(sequence) = sequence::behind(edit.catalog(), column).map(|sequence| sequence.id)
    else {
        return Ok(());
    };
    let nodes = match option.kind() {
        SyntaxKind::RESTART => vec![option.clone()],
        SyntaxKind::SET_SEQUENCE_OPTION => option.children().collect(),
        _ => sequence::option_nodes(option),
    };
    sequence::alter_options(edit, sequence, &nodes, For::Identity)
}

fn check_is_generated(
    edit: &Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    if edit.get(column).is_some_and(|column| column.has("generated")) {
        return Ok(());
    }
    let (column, table) = named(edit, table, column);
    let what = match option.kind() {
        SyntaxKind::DROP_EXPRESSION => "a stored generated column",
        _ => "a generated column",
    };
    let message = format!("column \"{column}\" of relation \"{table}\" is not {what}");
    Err(Refusal::not_in_state(span(option), message))
}

fn drop_expression(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    match check_is_generated(edit, table, column, option) {
        Err(_) if has(option, SyntaxKind::IF_EXISTS) => return Ok(()),
        checked => checked?,
    }
    if edit.get(column).is_some_and(|column| column.has("virtual")) {
        let message =
            "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
        return Err(Refusal::not_supported(span(option), message));
    }
    edit.set(column, "generated", None);
    Ok(())
}

fn set_expression(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    option: &SyntaxNode,
) -> Accepted<()> {
    check_is_generated(edit, table, column, option)?;
    let is_virtual = edit.get(column).is_some_and(|column| column.has("virtual"));
    definition::generate(edit, column, option)?;
    edit.set(column, "virtual", is_virtual.then(Value::flag));
    Ok(())
}

/// Refuses to change a column by which a table's rows are dealt out to partitions.
pub(super) fn check_partition_key(
    edit: &Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    verb: &str,
    span: Span,
) -> Accepted<()> {
    let key = edit.get(table).and_then(|table| table.get(PARTITION_BY));
    if !key.is_some_and(|key| key.mentions(column)) {
        return Ok(());
    }
    let (column, table) = named(edit, table, column);
    let message = format!(
        "cannot {verb} column \"{column}\" because it is part of the partition key of relation \"{table}\""
    );
    Err(Refusal::invalid_table(span, message))
}
