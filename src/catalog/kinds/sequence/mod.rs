//! Sequences: made by themselves, and by serial and identity columns.
//!
//! The sequence of an identity column is a part of the column's table and goes wherever it goes; a
//! serial column's is one like any other that the column owns. Both name their column under "owned by".
//! Never in it: what a column's default says of a sequence (see `table::own_sequence`).

mod altered;
mod options;

use crate::catalog::privileges::Grantable;
pub(crate) use options::{For, Options};

use super::relation::{self, Persistence};
use super::{Doing, Kind, PLAIN, Purpose, Tie, column, table};
use crate::catalog::alteration::Hazard;
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement;
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static SEQUENCE: Kind = Kind {
    name: "sequence",
    object_type: DdlObjectType::Sequence,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::Relation],
    // It has no type, but every new relation is asked for one (`heap_create_with_catalog` in PostgreSQL's `heap.c`).
    avoids: &[Namespace::Type],
    statements: &[
        (SyntaxKind::CREATE_SEQUENCE, create),
        (SyntaxKind::ALTER_SEQUENCE, alter_statement),
    ],
    spoken_of_in: &[
        SyntaxKind::DROP_SEQUENCE,
        SyntaxKind::OBJECT_SEQUENCE,
        SyntaxKind::PRIVILEGE_SEQUENCE,
    ],
    names: &[SyntaxKind::SEQUENCE_REF],
    find: relation::find,
    before_drop,
    alter,
    tie: |_, sequence, attribute, _| match attribute {
        OWNER_COLUMN => Tie::Belongs,
        _ if sequence.has(IDENTITY) => Tie::Belongs,
        _ => Tie::Uses,
    },
    is_inline: |_, sequence| sequence.has(IDENTITY),
    is_late: |_, _, attribute| attribute == OWNER_COLUMN,
    print,
    altered: altered::altered,
    added: |_, _| Some(Vec::new()),
    brought_by: altered::brought_by,
    dropped: altered::dropped,
    hazards: |_, sequence, doing| match doing {
        Doing::Rename => vec![Hazard::Renamed],
        Doing::Drop if sequence.has(IDENTITY) => vec![Hazard::AccessExclusiveLock],
        _ => Vec::new(),
    },
    ..PLAIN
};

/// The privileges on sequences.
static PRIVILEGES: Grantable = Grantable {
    keyword: "SEQUENCE",
    noun: "sequence",
    all: &["USAGE", "SELECT", "UPDATE"],
    of_public: |_| &[],
    all_in_schema: &[
        SyntaxKind::PRIVILEGE_ALL_SEQUENCES_IN_SCHEMA,
        SyntaxKind::PRIVILEGE_TARGET_SEQUENCES,
    ],
};

/// The column that owns the sequence.
pub(crate) const OWNER_COLUMN: &str = "owned by";

/// Said of the sequence of an identity column.
pub(crate) const IDENTITY: &str = "identity";

/// Reads `CREATE SEQUENCE`.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::SEQUENCE) else { return Ok(()) };
    let name = Name::of(&node);
    let persistence = Persistence::of(statement);
    let nodes: Vec<SyntaxNode> = statement.children().collect();
    let options = Options::made(edit.lookup(), None, &nodes, For::Itself);
    if has(statement, SyntaxKind::IF_NOT_EXISTS) {
        let schema = relation::schema_for_new(edit, &name, persistence)?;
        if relation::exists(edit, schema, &name.name) {
            return Ok(());
        }
    }
    let options = options?;
    let schema = relation::schema_for_new(edit, &name, persistence)?;
    let sequence = make(edit, schema, &name.name, options, name.span)?;
    if persistence == Persistence::Unlogged {
        edit.set(sequence, "unlogged", Value::flag());
    }
    take_owner(edit, sequence, &nodes)
}

/// Makes a sequence.
///
/// # Errors
///
/// PostgreSQL's "already exists".
pub(crate) fn make(
    edit: &mut Edit<'_>,
    parent: ObjectId,
    name: &str,
    options: Options,
    span: Span,
) -> Accepted<ObjectId> {
    let attributes = said(options).collect();
    edit.create(New { kind: &SEQUENCE, parent, name, attributes }, span)
}

fn said(options: Options) -> impl Iterator<Item = (Attribute, Value)> {
    options.attributes().into_iter().filter_map(|(name, value)| Some((name, value?)))
}

/// Says what a sequence's options are.
pub(crate) fn set_options(edit: &mut Edit<'_>, sequence: ObjectId, options: Options) {
    for (attribute, value) in options.attributes() {
        edit.set(sequence, attribute, value);
    }
}

/// Reads `ALTER SEQUENCE`: all of its options count as one.
fn alter_statement(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(target) = child(statement, SyntaxKind::SEQUENCE_REF) else { return Ok(()) };
    let found = relation::find(edit.lookup(), &SEQUENCE, statement, &target, Purpose::Alter);
    let sequence = match found {
        Err(refusal) if has(statement, SyntaxKind::IF_EXISTS) && refusal.is_missing() => {
            return Ok(());
        }
        found => found?,
    };
    edit.rely_on(sequence);
    let nodes: Vec<SyntaxNode> = statement.children().filter(|node| *node != target).collect();
    alter_options(edit, sequence, &nodes, For::Itself)?;
    take_owner(edit, sequence, &nodes)?;
    for action in nodes.iter().filter(|node| is_action(node.kind())) {
        if !alter(edit, sequence, action)? {
            statement::common_action(edit, sequence, action)?;
        }
    }
    Ok(())
}

/// Changes the options that the nodes give.
pub(crate) fn alter_options(
    edit: &mut Edit<'_>,
    sequence: ObjectId,
    nodes: &[SyntaxNode],
    whose: For,
) -> Accepted<()> {
    let Some(object) = edit.get(sequence) else { return Ok(()) };
    let options = Options::of(object).altered(edit.lookup(), nodes, whose)?;
    set_options(edit, sequence, options);
    Ok(())
}

fn is_action(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, OWNER_TO | SET_SCHEMA | SET_LOGGED | SET_UNLOGGED | SEQUENCE_RENAME_TO)
}

/// Reads an action that concerns the sequence as a whole.
fn alter(edit: &mut Edit<'_>, sequence: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::SET_LOGGED => edit.set(sequence, "unlogged", None),
        SyntaxKind::SET_UNLOGGED => edit.set(sequence, "unlogged", Value::flag()),
        SyntaxKind::SET_SCHEMA => {
            if let Some(refusal) = owned_refusal(edit, sequence, "schema", span(action)) {
                return Err(refusal);
            }
            return Ok(false);
        }
        SyntaxKind::OWNER_TO => {
            // The owner that it has already is none to change to.
            let owner = child(action, SyntaxKind::ROLE_REF);
            let owner = owner.map(|owner| super::role::mention(edit, &owner)).transpose()?;
            if owner.as_ref() == owner_of_table(edit, sequence) {
                return Ok(true);
            }
            if let Some(refusal) = owned_refusal(edit, sequence, "owner", span(action)) {
                return Err(refusal);
            }
            return Ok(false);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn owner_of_table<'e>(edit: &'e Edit<'_>, sequence: ObjectId) -> Option<&'e Value> {
    let column = edit.get(edit.get(sequence)?.object(OWNER_COLUMN)?)?;
    edit.get(column.parent)?.get("owner")
}

/// A sequence that a column owns goes where its table goes, and never alone.
fn owned_refusal(edit: &Edit<'_>, sequence: ObjectId, what: &str, span: Span) -> Option<Refusal> {
    let object = edit.get(sequence)?;
    let column = edit.get(object.object(OWNER_COLUMN)?)?;
    let table = edit.get(column.parent)?;
    let message = match what {
        "owner" => "cannot change owner of sequence",
        _ => "cannot move an owned sequence into another schema",
    };
    let message = match what {
        "owner" => format!("{message} \"{}\"", object.name),
        _ => message.to_owned(),
    };
    let detail = format!("Sequence \"{}\" is linked to table \"{}\".", object.name, table.name);
    Some(Refusal::not_supported(span, message).with_detail(detail))
}

/// Reads `OWNED BY`, wherever it stands among the options.
fn take_owner(edit: &mut Edit<'_>, sequence: ObjectId, nodes: &[SyntaxNode]) -> Accepted<()> {
    let Some(option) = nodes.iter().find(|node| node.kind() == SyntaxKind::OPTION_OWNED_BY) else {
        return Ok(());
    };
    let is_identity = edit.get(sequence).is_some_and(|sequence| sequence.has(IDENTITY));
    if is_identity {
        let message = "cannot change ownership of identity sequence";
        return Err(Refusal::not_supported(span(option), message));
    }
    let target =
        option.descendants().find(|node| node.kind() == SyntaxKind::QUALIFIED_COLUMN_NAME_REF);
    let Some(target) = target else {
        edit.set(sequence, OWNER_COLUMN, None);
        return Ok(());
    };
    let column = owner_column(edit, sequence, &target)?;
    edit.set(sequence, OWNER_COLUMN, Value::name(column, Form::Bare));
    Ok(())
}

fn owner_column(edit: &Edit<'_>, sequence: ObjectId, target: &SyntaxNode) -> Accepted<ObjectId> {
    let mut parts = names::path(target);
    let (column, table) = (parts.pop().unwrap_or_default(), parts.pop());
    let Some(table) = table else {
        return Err(Refusal::syntax(span(target), "invalid OWNED BY option")
            .with_hint("Specify OWNED BY table.column or OWNED BY NONE."));
    };
    let name = Name { schema: parts.pop(), name: table, span: span(target) };
    let table = edit.lookup().relation(&name)?;
    if !edit.get(table).is_some_and(table::can_own_sequences) {
        let message = format!("sequence cannot be owned by relation \"{}\"", name.name);
        return Err(Refusal::wrong_object(span(target), message));
    }
    // Who owns what without being said to may be the one that every database has.
    let owner = |id| edit.get(id).and_then(|object| object.object("owner"));
    if owner(table) != owner(sequence) {
        let message = "sequence must have same owner as table it is linked to";
        return Err(Refusal::not_in_state(span(target), message));
    }
    if edit.catalog().schema_of(table) != edit.catalog().schema_of(sequence) {
        let message = "sequence must be in same schema as table it is linked to";
        return Err(Refusal::not_in_state(span(target), message));
    }
    column::find(edit.lookup(), table, &column, span(target))
}

/// An identity column's sequence can't be dropped but with the column.
fn before_drop(edit: &mut Edit<'_>, sequence: ObjectId, span: Span) -> Accepted<()> {
    let Some(object) = edit.get(sequence).filter(|sequence| sequence.has(IDENTITY)) else {
        return Ok(());
    };
    let column = object.object(OWNER_COLUMN).unwrap_or(object.parent);
    let (sequence, column) = (described(edit.lookup(), sequence), described(edit.lookup(), column));
    let message = format!("cannot drop {sequence} because {column} requires it");
    Err(Refusal::dependents(span, message).with_hint(format!("You can drop {column} instead.")))
}

fn described(lookup: Lookup<'_>, id: ObjectId) -> String {
    crate::catalog::drop::description(lookup, id)
}

/// Returns the sequences that a column owns.
pub(crate) fn owned_by(catalog: &Catalog, column: ObjectId) -> Vec<ObjectId> {
    catalog
        .users(column)
        .filter(|user| user.is(&SEQUENCE) && user.object(OWNER_COLUMN) == Some(column))
        .map(|user| user.id)
        .collect()
}

/// Returns the sequence behind an identity column.
pub(crate) fn behind(catalog: &Catalog, column: ObjectId) -> Option<&Object> {
    catalog.users(column).find(|user| user.is(&SEQUENCE) && user.has(IDENTITY))
}

/// Returns the nodes of sequence options among a node's children, or in its list of them.
pub(crate) fn option_nodes(node: &SyntaxNode) -> Vec<SyntaxNode> {
    match child(node, SyntaxKind::SEQUENCE_OPTION_LIST) {
        Some(list) => list.children().collect(),
        None => children(node, SyntaxKind::SET_SEQUENCE_OPTION)
            .flat_map(|option| option.children())
            .chain(node.children())
            .collect(),
    }
}

fn print(catalog: &Catalog, sequence: &Object) -> Printed {
    let unlogged = if sequence.has("unlogged") { "UNLOGGED " } else { "" };
    let name = catalog.qualified_name(sequence.id);
    let options = Options::of(sequence).to_sql(For::Itself);
    let create = format!("CREATE {unlogged}SEQUENCE {name} {options}");
    let late = sequence.object(OWNER_COLUMN).map(|column| late(catalog, sequence, column));
    Printed {
        create: vec![create.trim_end().to_owned()],
        late: late.unwrap_or_default(),
        ..Printed::default()
    }
}

/// Returns what can be said of an owned sequence only when its column is there. The clause of an
/// identity column can give its sequence no other type than the column's, and it is logged as the table is.
fn late(catalog: &Catalog, sequence: &Object, column: ObjectId) -> Vec<String> {
    let head = format!("ALTER {}", designation(catalog, sequence));
    if !sequence.has(IDENTITY) {
        return vec![format!("{head} OWNED BY {}", column::qualified_name(catalog, column))];
    }
    let options = Options::of(sequence);
    let type_ = catalog.get(column).and_then(|column| column.get("type"));
    let differs = type_.is_some_and(|type_| options.differs_from(type_));
    let table = catalog.get(sequence.parent);
    let (is_unlogged, word) = altered::logging(sequence);
    let is_apart = table.is_some_and(|table| table.has("unlogged") != is_unlogged);
    let bounds = differs.then(|| format!("{head} {}", options.bounds_to_sql()));
    bounds.into_iter().chain(is_apart.then(|| format!("{head} SET {word}"))).collect()
}
