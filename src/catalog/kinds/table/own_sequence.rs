//! The sequences of a table's own columns: of identity columns, and of serial ones.
//!
//! Never in it: what is said of a sequence (see `sequence`), and what else a column's definition says.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::sequence::{self, For, Options};
use crate::catalog::lookup::Name;
use crate::catalog::made_up;
use crate::catalog::refusal::Accepted;
use crate::catalog::session::NOWHERE;
use crate::catalog::value::Form;
use crate::catalog::{ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Makes the sequence of an identity column.
pub(super) fn identify(edit: &mut Edit<'_>, column: ObjectId, node: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(column) else { return Ok(()) };
    let table = object.parent;
    let type_ = object.get("type").cloned().unwrap_or_default();
    let nodes = sequence::option_nodes(node);
    let plain = Options::of_type(&type_, For::Identity, span(node))?;
    let options = Options::made(edit.lookup(), Some(plain), &nodes, For::Identity)?;
    let named = nodes.iter().find(|node| node.kind() == SyntaxKind::OPTION_SEQUENCE_NAME);
    let named = named.and_then(|option| child(option, SyntaxKind::SEQUENCE));
    let name = match named {
        Some(name) => Name::of(&name).name,
        None => sequence_name(edit, column),
    };
    let sequence = sequence::make(edit, table, &name, options, span(node))?;
    let is_always = has(node, SyntaxKind::GENERATED_ALWAYS);
    let when = Value::from(if is_always { "always" } else { "by default" });
    give_identity(edit, column, when, sequence);
    Ok(())
}

/// Makes a column an identity column that takes from a sequence.
fn give_identity(edit: &mut Edit<'_>, column: ObjectId, when: Value, sequence: ObjectId) {
    edit.set(sequence, sequence::IDENTITY, Value::flag());
    own_sequence(edit, column, sequence, &["unlogged"]);
    edit.set(column, "identity", when);
    edit.set(column, "not null", Value::flag());
}

/// Makes a new sequence a column's own, with what it has from the table.
fn own_sequence(edit: &mut Edit<'_>, column: ObjectId, sequence: ObjectId, taken: &[&'static str]) {
    edit.set(sequence, sequence::OWNER_COLUMN, Value::name(column, Form::Bare));
    let table = edit.get(column).map_or(ObjectId::DATABASE, |column| column.parent);
    for &attribute in taken {
        let value = edit.get(table).and_then(|table| table.get(attribute)).cloned();
        edit.set(sequence, attribute, value);
    }
}

/// Makes the sequence of a serial column, and lets the column's default take from it.
pub(super) fn make_serial(
    edit: &mut Edit<'_>,
    table: ObjectId,
    column: ObjectId,
    span: Span,
) -> Accepted<()> {
    let type_ = edit.get(column).and_then(|column| column.get("type")).cloned();
    let options = Options::of_type(&type_.unwrap_or_default(), For::Itself, span)?;
    let (schema, name) = (edit.catalog().schema_of(table), sequence_name(edit, column));
    let sequence = sequence::make(edit, schema, &name, options, span)?;
    own_sequence(edit, column, sequence, &["owner", "unlogged"]);
    let mut default = Value::from("nextval('");
    default.push_name(sequence, Form::Qualified);
    default.push_text("'::regclass)");
    edit.set(column, "default", default);
    Ok(())
}

fn sequence_name(edit: &Edit<'_>, column: ObjectId) -> String {
    let catalog = edit.catalog();
    let Some(object) = catalog.get(column) else { return String::new() };
    let table = catalog.get(object.parent).map(|table| &*table.name).unwrap_or_default();
    let schema = catalog.schema_of(column);
    made_up::relation(catalog, schema, (table, &object.name, "seq"))
}

/// Makes a column an identity column as another is.
pub(super) fn identify_like(edit: &mut Edit<'_>, column: ObjectId, from: ObjectId) -> Accepted<()> {
    let when = edit.get(from).and_then(|from| from.get("identity")).cloned();
    let options = sequence::behind(edit.catalog(), from).map(|behind| Options::of(behind).copied());
    let (Some(when), Some(options)) = (when, options) else { return Ok(()) };
    let table = edit.get(column).map_or(ObjectId::DATABASE, |column| column.parent);
    let name = sequence_name(edit, column);
    let sequence = sequence::make(edit, table, &name, options, NOWHERE)?;
    give_identity(edit, column, when, sequence);
    Ok(())
}
