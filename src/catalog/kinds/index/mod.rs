//! Indexes that stand behind no constraint, and what the indexes of keys have in common with them.
//!
//! An index is a part of its table, while its name stands in the schema. What is said of one: its
//! `elements` (columns, expressions, how they are sorted), `unique`, `included`, `where`, its `method` if
//! it is not a B-tree, its parameters.

mod again;
mod alter;
mod altered;
mod create;
mod element;
mod method;

pub(crate) use super::table::options::print as print_parameters;
pub(crate) use again::{check_keys_of, make_again, read_again};
pub(crate) use alter::{alter, before_drop, depends_on, is_one, of_table, required_by};
pub(crate) use altered::{extension_altered, is_option, made_of_parts, options_altered};
pub(crate) use create::{addition_of_exclusion, keep_names};
pub(crate) use element::{For, element};
pub(crate) use method::{BTREE, check_exists as check_method, check_type, has_order};

use super::constraint::{self, CONSTRAINT};
use super::{
    Kind, PLAIN, Purpose, Tie, Value, column, foreign_table, materialized_view, table, view,
};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, first_token, has, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static INDEX: Kind = Kind {
    name: "index",
    object_type: DdlObjectType::Index,
    namespaces: &[Namespace::Relation],
    is_whole: false,
    is_derived: |_, attribute| attribute == NAMED_AFTER,
    is_undecided: |attribute| attribute == NAMED_AFTER,
    statements: &[
        (SyntaxKind::CREATE_INDEX, create::create),
        (SyntaxKind::DROP_INDEX, alter::drop),
        (SyntaxKind::CLUSTER, alter::cluster),
    ],
    spoken_of_in: &[SyntaxKind::ALTER_INDEX, SyntaxKind::OBJECT_INDEX],
    names: &[SyntaxKind::INDEX_REF],
    find,
    before_drop,
    alter,
    tie,
    also_used_by: constraint::through_partitions,
    copy_to: create::copy_to,
    print,
    altered: altered::altered,
    is_by_content: true,
    is_in_the_way: |index, _, change| {
        // Texts have an order, and nothing else that an index is for.
        index.has("method") && column::is_text_meanwhile(change)
    },
    hazards: altered::hazards,
    online: altered::online,
    has_successor: |_| true,
    description: |lookup, index| format!("index {}", lookup.visible_name(index.id)),
    designation: |catalog, index| format!("INDEX {}", catalog.qualified_name(index.id)),
    ..PLAIN
};

/// Said of the index, or the key, of `ONLY` a partitioned table until all partitions have theirs.
pub(crate) const INCOMPLETE: &str = "incomplete";

/// Said of an index once a column of it has another name: what the name of one like it is made up from.
pub(crate) const NAMED_AFTER: &str = "named after";

/// An index goes with the columns of its table without being asked; what else it mentions it uses.
fn tie(catalog: &Catalog, index: &Object, attribute: &str, used: ObjectId) -> Tie {
    let is_own = catalog.get(used).is_some_and(|used| used.parent == index.parent);
    match attribute {
        "inherited" => Tie::Belongs,
        _ if is_own || used == index.parent => Tie::Belongs,
        _ => Tie::Uses,
    }
}

/// Finds the index that a statement names; that of a key is the key.
fn find(
    lookup: Lookup<'_>,
    _: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let is_rename = |node: SyntaxNode| first_token(&node) == Some(SyntaxKind::RENAME_KW);
    let name = Name::of(target);
    if let Some(schema) = name.schema.as_ref().filter(|_| !name.is_built_in()) {
        lookup.existing_schema(schema, name.span)?;
    }
    let Found::Object(id) = lookup.find(Namespace::Relation, &name) else {
        return Err(match purpose {
            Purpose::Drop => {
                let message = format!("index \"{}\" does not exist", name.name);
                Refusal::undefined_object(name.span, message)
            }
            _ => lookup.no_relation(&name),
        });
    };
    let found = lookup.catalog.get(id);
    match found {
        Some(found) if found.is(&INDEX) || found.is(&CONSTRAINT) => Ok(id),
        // Any relation can be renamed as if it were an index.
        Some(_) if purpose == Purpose::Alter && holder.children().any(is_rename) => Ok(id),
        Some(found) => {
            let message = format!("\"{}\" is not an index", name.name);
            let refusal = Refusal::wrong_object(name.span, message);
            let kind = found.kind.name;
            let hint = format!("Use DROP {} to remove a {kind}.", kind.to_ascii_uppercase());
            Err(if purpose == Purpose::Drop { refusal.with_hint(hint) } else { refusal })
        }
        None => Err(lookup.no_relation(&name)),
    }
}

/// Refuses a relation that can't have what is declared for it; `words` is the type of constraint, or
/// `INDEX`.
pub(crate) fn check_relation(
    edit: &Edit<'_>,
    relation: ObjectId,
    words: &str,
    span: Span,
) -> Accepted<()> {
    let Some(object) = edit.get(relation) else { return Ok(()) };
    if object.is(&table::TABLE) || object.is(&materialized_view::MATERIALIZED_VIEW) {
        return Ok(());
    }
    let name = &object.name;
    if object.is(&foreign_table::FOREIGN_TABLE) && words != "INDEX" {
        let words = match words {
            "EXCLUDE" => "exclusion".to_owned(),
            words => words.to_ascii_lowercase(),
        };
        let message = format!("{words} constraints are not supported on foreign tables");
        return Err(Refusal::not_supported(span, message));
    }
    let message = format!("cannot create index on relation \"{name}\"");
    let refusal = Refusal::wrong_object(span, message);
    let plural = if object.is(&view::VIEW) { "views" } else { "" };
    let plural = if object.is(&foreign_table::FOREIGN_TABLE) { "foreign tables" } else { plural };
    Err(match plural {
        "" => refusal,
        plural => refusal.with_detail(format!("This operation is not supported for {plural}.")),
    })
}

/// Refuses what is unique among all rows of a partitioned table without the columns that decide in which
/// partition a row lies; `words` is the type of constraint.
///
/// # Errors
///
/// `0A000`.
pub(crate) fn check_partition_key(
    edit: &Edit<'_>,
    relation: ObjectId,
    columns: &[ObjectId],
    words: &str,
    span: Span,
) -> Accepted<()> {
    let Some(table) = edit.get(relation) else { return Ok(()) };
    let Some(key) = table.get(table::PARTITION_BY) else { return Ok(()) };
    if key.to_sql(edit.catalog()).matches('(').count() > 1 {
        let message = format!("unsupported {words} constraint with partition key definition");
        return Err(Refusal::not_supported(span, message).with_detail(format!(
            "{words} constraints cannot be used when partition keys include expressions."
        )));
    }
    let lacking = key.objects().find(|column| {
        let is_column = edit.get(*column).is_some_and(|object| object.parent == relation);
        is_column && !columns.contains(column)
    });
    let Some(lacking) = lacking.and_then(|column| edit.get(column)) else { return Ok(()) };
    let message = "unique constraint on partitioned table must include all partitioning columns";
    Err(Refusal::not_supported(span, message).with_detail(format!(
        "{words} constraint on table \"{}\" lacks column \"{}\" which is part of the partition key.",
        table.name, lacking.name
    )))
}

/// Tells whether a partition gets an index of its table, or what has one: a foreign table gets none.
///
/// # Errors
///
/// `42809` where it is unique, which no index can be over a foreign table too.
pub(crate) fn is_passed_on(edit: &Edit<'_>, index: &Object, partition: ObjectId) -> Accepted<bool> {
    let partition = edit.get(partition).filter(|it| it.is(&foreign_table::FOREIGN_TABLE));
    let Some(partition) = partition else { return Ok(true) };
    let is_key = matches!(constraint::type_of(index), constraint::PRIMARY_KEY | constraint::UNIQUE);
    if !index.has("unique") && !is_key {
        return Ok(false);
    }
    let table = edit.get(index.parent).map(|table| &*table.name).unwrap_or_default();
    let (message, detail) = if edit.has_made(index.id) {
        let message = format!("cannot create unique index on partitioned table \"{table}\"");
        (message, format!("Table \"{table}\" contains partitions that are foreign tables."))
    } else if edit.has_made(partition.id) {
        let message = format!("cannot create foreign partition of partitioned table \"{table}\"");
        (message, format!("Table \"{table}\" contains indexes that are unique."))
    } else {
        let message = format!(
            "cannot attach foreign table \"{}\" as partition of partitioned table \"{table}\"",
            partition.name
        );
        (message, format!("Partitioned table \"{table}\" contains unique indexes."))
    };
    Err(Refusal::wrong_object(crate::catalog::session::NOWHERE, message).with_detail(detail))
}

/// Refuses what is to have an index over columns that are computed when they are read.
///
/// # Errors
///
/// `0A000`.
pub(crate) fn refuse_virtual(
    edit: &Edit<'_>,
    mut columns: impl Iterator<Item = ObjectId>,
    what: &str,
    span: Span,
) -> Accepted<()> {
    if !columns.any(|column| edit.get(column).is_some_and(|column| column.has("virtual"))) {
        return Ok(());
    }
    let message = format!("{what} on virtual generated columns are not supported");
    Err(Refusal::not_supported(span, message))
}

/// Takes a column that is not known for one that is there, where not all columns of a relation are known;
/// what is declared with it is not kept then.
pub(crate) fn forgive_unknown(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    result: Accepted<()>,
) -> Accepted<()> {
    let is_open = edit.get(relation).is_some_and(|object| object.has(view::IS_OPEN));
    match result {
        Err(refusal) if refusal.sqlstate == SqlState::UndefinedColumn && is_open => {
            edit.be_opaque("the columns of the table are not all known");
            Ok(())
        }
        result => result,
    }
}

/// Reads what a node says of an index besides its columns: parameters, tablespace, nulls.
///
/// # Errors
///
/// See [`table::options::read`]; `22023` for what the indexes of a method have not.
pub(crate) fn parameters(node: &SyntaxNode, method: &str) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes = Vec::new();
    if has(node, SyntaxKind::NULLS_NOT_DISTINCT) {
        attributes.push(("nulls not distinct".into(), Value::flag()));
    }
    let list = child(node, SyntaxKind::WITH_PARAMS);
    if let Some(list) = list.and_then(|list| child(&list, SyntaxKind::ATTRIBUTE_LIST)) {
        let given = table::options::read(&list)?;
        check_parameters(&given, method, span(&list))?;
        attributes.extend(given);
    }
    let tablespace = child(node, SyntaxKind::CONSTRAINT_INDEX_TABLESPACE)
        .or_else(|| child(node, SyntaxKind::TABLESPACE_CLAUSE))
        .and_then(|clause| child(&clause, SyntaxKind::TABLESPACE_REF));
    if let Some(tablespace) = tablespace {
        attributes.push(("tablespace".into(), Value::from(names::identifier(&tablespace))));
    }
    if node.descendants().any(|node| node.kind() == SyntaxKind::WITHOUT_OVERLAPS) {
        attributes.push(("without overlaps".into(), Value::flag()));
    }
    Ok(attributes)
}

/// Refuses parameters that the indexes of a method have not.
fn check_parameters(given: &[(Attribute, Value)], method: &str, span: Span) -> Accepted<()> {
    given.iter().try_for_each(|(attribute, value)| {
        let name = attribute.trim_start_matches("option ");
        method::check_parameter(method, name, value.as_text().unwrap_or_default(), span)
    })
}

/// Returns the columns that a key, or an index, keeps from having the same values twice; none for any
/// other object, nor for an index that does not cover all rows or not columns only.
pub(crate) fn unique_columns(part: &Object) -> Vec<ObjectId> {
    if part.is(&CONSTRAINT) {
        let is_key =
            constraint::has_index(part) && constraint::type_of(part) != constraint::EXCLUDE;
        return if is_key { part.objects("columns") } else { Vec::new() };
    }
    let is_plain = part.is(&INDEX) && part.has("unique") && !part.has("where");
    match part.get("elements") {
        Some(elements) if is_plain && element::are_columns(elements) => {
            elements.objects().collect()
        }
        _ => Vec::new(),
    }
}

/// Returns an index that is to become a key of a table.
///
/// # Errors
///
/// `42704` if it is not there, `55000` if it is another table's or a key's already, `42809` if it can't be
/// a key's.
pub(crate) fn take(edit: &Edit<'_>, relation: ObjectId, name: &Name) -> Accepted<Object> {
    let found = edit.lookup().find(Namespace::Relation, name).object().and_then(|id| edit.get(id));
    let (span, index_name) = (name.span, &name.name);
    let refuse = |message: String| {
        Refusal::wrong_object(span, message)
            .with_detail("Cannot create a primary key or unique constraint using such an index.")
    };
    let Some(index) = found else {
        let message = format!("index \"{index_name}\" does not exist");
        return Err(Refusal::undefined_object(span, message));
    };
    if index.is(&CONSTRAINT) {
        let message = format!("index \"{index_name}\" is already associated with a constraint");
        return Err(Refusal::not_in_state(span, message));
    }
    if !index.is(&INDEX) {
        return Err(Refusal::wrong_object(span, format!("\"{index_name}\" is not an index")));
    }
    if index.parent != relation {
        let table = edit.get(relation).map(|table| &*table.name).unwrap_or_default();
        let message = format!("index \"{index_name}\" does not belong to table \"{table}\"");
        return Err(Refusal::not_in_state(span, message));
    }
    if !index.has("unique") {
        return Err(refuse(format!("\"{index_name}\" is not a unique index")));
    }
    let elements = index.get("elements").cloned().unwrap_or_default();
    if !element::are_plain(&elements) {
        return Err(match element::first_unsorted(&elements) {
            Some(place) => refuse(format!(
                "index \"{index_name}\" column number {place} does not have default sorting behavior"
            )),
            None => refuse(format!("index \"{index_name}\" contains expressions")),
        });
    }
    if index.has("where") {
        return Err(refuse(format!("\"{index_name}\" is a partial index")));
    }
    Ok(index.clone())
}

/// Prints `CREATE INDEX`.
fn print(catalog: &Catalog, index: &Object) -> Printed {
    let sql = |attribute: &str| index.get(attribute).map(|value| value.to_sql(catalog));
    let unique = if index.has("unique") { "UNIQUE " } else { "" };
    let table = catalog.qualified_name(index.parent);
    let is_apart = is_joined_later(catalog, index);
    let only = if is_apart { "ONLY " } else { "" };
    let name = quote(&index.name);
    let mut text = format!("CREATE {unique}INDEX {name} ON {only}{table}");
    if let Some(method) = index.text("method") {
        text.push_str(&format!(" USING {}", quote(method)));
    }
    text.push_str(&format!(" ({})", sql("elements").unwrap_or_default()));
    if let Some(included) = sql("included") {
        text.push_str(&format!(" INCLUDE ({included})"));
    }
    if index.has("nulls not distinct") {
        text.push_str(" NULLS NOT DISTINCT");
    }
    if let Some(parameters) = print_parameters(catalog, index) {
        text.push_str(&format!(" WITH ({parameters})"));
    }
    if let Some(tablespace) = index.text("tablespace") {
        text.push_str(&format!(" TABLESPACE {}", quote(tablespace)));
    }
    if let Some(condition) = sql("where") {
        text.push_str(&format!(" WHERE {condition}"));
    }
    let mut create = vec![text];
    create.extend(alter::statements(catalog, index));
    let mut last = Vec::new();
    if is_apart || yields(catalog, index) {
        std::mem::swap(&mut create, &mut last);
    }
    let is_key_of = |user: &&Object| user.is(&CONSTRAINT) && is_part_of(user, index);
    let keys = catalog.users(index.id).filter(|user| is_apart && is_key_of(user));
    last.extend(keys.map(|key| attaching(catalog, index, key)));
    let whole = index.object("inherited").and_then(|whole| catalog.get(whole));
    let whole = whole.filter(|whole| is_joined_later(catalog, whole));
    last.extend(whole.map(|whole| attaching(catalog, whole, index)));
    Printed { create, last, ..Printed::default() }
}

fn is_part_of(part: &Object, whole: &Object) -> bool {
    part.objects("inherited").contains(&whole.id)
}

/// Returns the statement that makes an index, or that of a key, a part of its table's.
fn attaching(catalog: &Catalog, whole: &Object, part: &Object) -> String {
    let (whole, part) = (catalog.qualified_name(whole.id), catalog.qualified_name(part.id));
    format!("ALTER INDEX {whole} ATTACH PARTITION {part}")
}

/// Tells whether the index of a partitioned table is made without its parts, which join it one by one: it lacks some,
/// or there is another like it, of which PostgreSQL would take the parts for its own, here or in a partition.
fn is_joined_later(catalog: &Catalog, index: &Object) -> bool {
    let mut parts = catalog.users(index.id).filter(|user| is_part_of(user, index)).peekable();
    let has_parts = parts.peek().is_some();
    index.has(INCOMPLETE)
        || has_parts && has_double(catalog, index)
        || parts.any(|part| is_joined_later(catalog, part))
}

/// Tells whether another index, or that of a key, is one like an index of the table, or a key's, and says it otherwise.
pub(crate) fn has_double(catalog: &Catalog, index: &Object) -> bool {
    let others = catalog.parts(index.parent);
    let mut others = others.filter(|other| other.get("elements") != index.get("elements"));
    others.any(|other| create::is_alike(catalog, other, |name| index.get(name)))
}

/// Tells whether an index of a partition must be made after that of its table, which would take it for its part.
fn yields(catalog: &Catalog, index: &Object) -> bool {
    let is_inherited = |other: &&Object| other.is(&INDEX) && other.has("inherited");
    !index.has("inherited")
        && catalog
            .parts(index.parent)
            .filter(is_inherited)
            .any(|other| create::is_alike(catalog, other, |name| index.get(name)))
}

/// Returns where a node stands in its statement; without one, the whole statement.
fn place(node: Option<&SyntaxNode>) -> Span {
    node.map_or(crate::catalog::session::NOWHERE, span)
}
