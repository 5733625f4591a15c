//! Foreign keys.
//!
//! A foreign key uses the table, the columns and the key that it refers to. Never in it: the triggers
//! that PostgreSQL enforces it with, which no statement can name.

use super::{CONSTRAINT, CONSTRAINT_NAMES, Declared, FOREIGN_KEY, UNIQUE, inherit, key, twice};
use crate::catalog::alteration::Change;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::deferral::DEFERRABLE;
use crate::catalog::kinds::{column, composite_type, enum_type, index, range_type, schema, table};
use crate::catalog::lookup::Name;
use crate::catalog::made_up;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::casts;
use crate::catalog::{Attribute, Form, Object, ObjectId, Value, types};
use crate::sorted::sorted;
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span};

/// Adds a foreign key.
///
/// # Errors
///
/// `42P01` if there is no table of the name, `42809` if it is none, `42703` for a column that is not
/// there, `42704` for a table without a primary key, `42830` where no key matches, `42804` for columns
/// that can't be compared.
pub(super) fn add(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let node = declared.node;
    let Some(table) = child(node, SyntaxKind::TABLE_NAME_REF) else { return Ok(()) };
    let options = declared.options()?;
    if let Some(name) = declared.name()
        && edit.is_taken(declared.relation, CONSTRAINT_NAMES, &name)
    {
        let owner = edit.get(declared.relation).map(|table| &*table.name).unwrap_or_default();
        return Err((CONSTRAINT.taken)(declared.span(), &CONSTRAINT, &name, owner));
    }
    index::check_relation(edit, declared.relation, "FOREIGN KEY", declared.span())?;
    let referenced = edit.lookup().relation(&Name::of(&table))?;
    check_tables(edit, declared, referenced)?;
    let lists: Vec<SyntaxNode> = children(node, SyntaxKind::FOREIGN_KEY_COLUMN_LIST).collect();
    let columns = match declared.column {
        Some(column) => vec![column],
        None => match lists.first() {
            Some(list) => declared.columns(edit.lookup(), list, missing)?,
            None => Vec::new(),
        },
    };
    let written = match declared.column {
        Some(_) => child(node, SyntaxKind::COLUMN_NAME_REF).map(|_| node.clone()),
        None => lists.get(1).cloned(),
    };
    let (to_columns, key) = target(edit, declared, referenced, written.as_ref())?;
    if columns.len() != to_columns.len() {
        let message = "number of referencing and referenced columns for foreign key disagree";
        return Err(Refusal::invalid_foreign_key(declared.span(), message));
    }
    let key = match key {
        Some(key) => key,
        None => matching_key(edit.catalog(), referenced, &to_columns, declared.span())?,
    };
    let name = declared.name().unwrap_or_else(|| {
        let owner = edit.get(declared.relation).map(|table| &*table.name).unwrap_or_default();
        let columns = super::joined_names(edit.catalog(), &columns);
        let schema = edit.catalog().schema_of(declared.relation);
        made_up::constraint(edit.catalog(), schema, (owner, &columns, "fkey"))
    });
    check_types(edit.catalog(), &name, (&columns, &to_columns), declared.span())?;
    let mut attributes: Vec<(Attribute, Value)> = vec![
        ("type".into(), Value::from(FOREIGN_KEY)),
        ("references".into(), Value::name(referenced, Form::Qualified)),
        ("referenced columns".into(), Value::list(to_columns)),
        ("referenced key".into(), Value::name(key, Form::Silent)),
        ("columns".into(), Value::list(columns.iter().copied())),
    ];
    attributes.extend(options);
    attributes.extend(actions(edit, declared, &columns)?);
    let is_temporal = lists.first().is_some_and(|list| has(list, SyntaxKind::PERIOD_COLUMN));
    if is_temporal {
        attributes.push(("period".into(), Value::flag()));
    }
    refuse_own_partition(edit.catalog(), declared, referenced)?;
    let id = inherit::create(edit, declared.relation, Some(&name), attributes, declared.span())?;
    inherit::pass_on(edit, id, declared.span())
}

/// A partition gets the key as well, while it is open as what the key refers to (`CheckTableNotInUse`).
fn refuse_own_partition(
    catalog: &Catalog,
    declared: &Declared<'_>,
    referenced: ObjectId,
) -> Accepted<()> {
    let parent = |id: &ObjectId| catalog.get(*id)?.object(table::PARTITION_OF);
    let mut around = std::iter::successors(parent(&referenced), parent).take(catalog.len());
    match catalog.get(referenced).filter(|_| around.any(|whole| whole == declared.relation)) {
        Some(partition) => {
            let message = format!(
                "cannot ALTER TABLE \"{}\" because it is being used by active queries in this session",
                partition.name
            );
            Err(Refusal::in_use(declared.span(), message))
        }
        None => Ok(()),
    }
}

fn missing(name: &str, span: Span) -> Refusal {
    let message = format!("column \"{name}\" referenced in foreign key constraint does not exist");
    Refusal::undefined_column(span, message)
}

/// Refuses relations that can't refer to each other.
fn check_tables(edit: &Edit<'_>, declared: &Declared<'_>, referenced: ObjectId) -> Accepted<()> {
    let Some(table) = edit.get(referenced) else { return Ok(()) };
    if !table.is(&table::TABLE) {
        let message = format!("referenced relation \"{}\" is not a table", table.name);
        return Err(Refusal::wrong_object(declared.span(), message));
    }
    check_lasting(edit, declared, table)?;
    let own = edit.get(declared.relation).filter(|own| table::is_partitioned(own));
    match own.filter(|_| declared.is_only()) {
        Some(own) => {
            let message = format!(
                "cannot use ONLY for foreign key on partitioned table \"{}\" referencing relation \"{}\"",
                own.name, table.name
            );
            Err(Refusal::wrong_object(declared.span(), message))
        }
        None => Ok(()),
    }
}

/// Refuses a table that does not last as long as the one that refers to it.
fn check_lasting(edit: &Edit<'_>, declared: &Declared<'_>, referenced: &Object) -> Accepted<()> {
    let is_temporary = |id| schema::is_temporary(edit.catalog(), id);
    let is_unlogged = edit.get(declared.relation).is_some_and(|own| own.has("unlogged"));
    let (lasts, others, suffices) = match is_temporary(declared.relation) {
        true => ("temporary", "temporary", is_temporary(referenced.id)),
        false if is_unlogged => ("unlogged", "permanent or unlogged", !is_temporary(referenced.id)),
        false => {
            let lasts = !is_temporary(referenced.id) && !referenced.has("unlogged");
            ("permanent", "permanent", lasts)
        }
    };
    if suffices {
        return Ok(());
    }
    let message = format!("constraints on {lasts} tables may reference only {others} tables");
    Err(Refusal::invalid_table(declared.span(), message))
}

/// Returns the foreign keys that need the key, or the unique index, of a partition since they refer to the
/// partitioned table.
pub(crate) fn through_partitions(catalog: &Catalog, key: &Object) -> Vec<ObjectId> {
    let whole_of = |key: &Object| key.object("inherited").and_then(|whole| catalog.get(whole));
    let wholes = std::iter::successors(whole_of(key), |whole| whole_of(whole));
    let users = wholes.flat_map(|whole| catalog.users(whole.id).map(move |user| (user, whole.id)));
    let refers =
        |(user, whole): &(&Object, ObjectId)| user.object("referenced key") == Some(*whole);
    users.filter(refers).map(|(user, _)| user.id).collect()
}

/// Returns the columns that are referred to, and their key where it is the primary key by default.
fn target(
    edit: &Edit<'_>,
    declared: &Declared<'_>,
    referenced: ObjectId,
    written: Option<&SyntaxNode>,
) -> Accepted<(Vec<ObjectId>, Option<ObjectId>)> {
    if let Some(list) = written {
        let columns = super::columns(edit.lookup(), referenced, list, missing)?;
        return Ok((columns, None));
    }
    let Some(primary) = key::primary(edit.catalog(), referenced) else {
        let name = edit.get(referenced).map(|table| &*table.name).unwrap_or_default();
        let message = format!("there is no primary key for referenced table \"{name}\"");
        return Err(Refusal::undefined_object(declared.span(), message));
    };
    check_is_immediate(edit.catalog(), primary, "primary key", declared.span())?;
    Ok((primary.objects("columns"), Some(primary.id)))
}

fn check_is_immediate(catalog: &Catalog, key: &Object, what: &str, span: Span) -> Accepted<()> {
    if !key.has(DEFERRABLE) {
        return Ok(());
    }
    let name = catalog.get(key.parent).map(|table| &*table.name).unwrap_or_default();
    let what = if what == UNIQUE { "unique constraint" } else { what };
    let message = format!("cannot use a deferrable {what} for referenced table \"{name}\"");
    Err(Refusal::not_in_state(span, message))
}

/// Returns the key, or the unique index, whose columns are just those, in whatever order.
fn matching_key(
    catalog: &Catalog,
    referenced: ObjectId,
    columns: &[ObjectId],
    span: Span,
) -> Accepted<ObjectId> {
    if twice(columns).is_some() {
        let message = "foreign key referenced-columns list must not contain duplicates";
        return Err(Refusal::invalid_foreign_key(span, message));
    }
    let wanted = sorted(columns.to_vec(), Ord::cmp);
    let matches = |part: &&Object| sorted(index::unique_columns(part), Ord::cmp) == wanted;
    let mut deferrable = None;
    for key in catalog.parts(referenced).filter(matches) {
        match key.has(DEFERRABLE) {
            false => return Ok(key.id),
            true => deferrable = Some(key),
        }
    }
    if let Some(key) = deferrable {
        check_is_immediate(catalog, key, UNIQUE, span)?;
    }
    let name = catalog.get(referenced).map(|table| &*table.name).unwrap_or_default();
    let message = format!(
        "there is no unique constraint matching given keys for referenced table \"{name}\""
    );
    Err(Refusal::invalid_foreign_key(span, message))
}

/// Reads `MATCH`, `ON DELETE` and `ON UPDATE`; what is so by default is not said.
fn actions(
    edit: &Edit<'_>,
    declared: &Declared<'_>,
    columns: &[ObjectId],
) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if has(declared.node, SyntaxKind::MATCH_PARTIAL) {
        return Err(Refusal::not_supported(declared.span(), "MATCH PARTIAL not yet implemented"));
    }
    if has(declared.node, SyntaxKind::MATCH_FULL) {
        attributes.push(("match full".into(), Value::flag()));
    }
    let events = [
        (SyntaxKind::ON_UPDATE_ACTION, "on update", "on update columns"),
        (SyntaxKind::ON_DELETE_ACTION, "on delete", "on delete columns"),
    ];
    let is_generated = |column: &ObjectId| edit.get(*column).is_some_and(|it| it.has("generated"));
    for (event, attribute, only) in events {
        let action = child(declared.node, event).and_then(|event| event.first_child());
        let Some(action) = action else { continue };
        let words = match action.kind() {
            SyntaxKind::CASCADE => "cascade",
            SyntaxKind::RESTRICT => "restrict",
            SyntaxKind::SET_NULL_COLUMNS => "set null",
            SyntaxKind::SET_DEFAULT_COLUMNS => "set default",
            _ => continue,
        };
        let sets = words.starts_with("set") || words == "cascade" && attribute == "on update";
        if sets && columns.iter().any(is_generated) {
            let event = attribute.to_ascii_uppercase();
            let message = format!(
                "invalid {event} action for foreign key constraint containing generated column"
            );
            return Err(Refusal::syntax(declared.span(), message));
        }
        attributes.push((attribute.into(), Value::from(words)));
        if let Some(list) = child(&action, SyntaxKind::COLUMN_REF_LIST) {
            let set = set_columns(edit, declared, columns, (&list, words, event))?;
            attributes.push((only.into(), Value::list(set)));
        }
    }
    Ok(attributes)
}

/// Returns the columns that `SET NULL (…)` sets.
fn set_columns(
    edit: &Edit<'_>,
    declared: &Declared<'_>,
    columns: &[ObjectId],
    (list, words, event): (&SyntaxNode, &str, SyntaxKind),
) -> Accepted<Vec<ObjectId>> {
    if event == SyntaxKind::ON_UPDATE_ACTION {
        let words = words.to_ascii_uppercase();
        let message = format!("a column list with {words} is only supported for ON DELETE actions");
        return Err(Refusal::not_supported(declared.span(), message));
    }
    let set = declared.columns(edit.lookup(), list, missing)?;
    let foreign = set.iter().find(|column| !columns.contains(column));
    if let Some(column) = foreign.and_then(|column| edit.get(*column)) {
        let name = &column.name;
        let message = format!(
            "column \"{name}\" referenced in ON DELETE SET action must be part of foreign key"
        );
        return Err(Refusal::invalid_column_reference(span(list), message));
    }
    Ok(set)
}

/// Refuses a new type of a column that its foreign keys, or those that refer to it, can't have.
///
/// # Errors
///
/// `42804`.
pub(crate) fn check_type_of(catalog: &Catalog, column: ObjectId, span: Span) -> Accepted<()> {
    let keys = catalog.users(column).filter(|user| super::type_of(user) == FOREIGN_KEY);
    for key in keys {
        let (own, referenced) = (key.objects("columns"), key.objects("referenced columns"));
        check_types(catalog, &key.name, (&own, &referenced), span)?;
    }
    Ok(())
}

/// Tells whether a foreign key can't stay while a column of it gets another type: PostgreSQL compares its columns as
/// they are in between, when one has its new type and the other has not.
pub(super) fn is_in_the_way(change: &Change<'_>) -> bool {
    let families = || family(change.now, change.before).zip(family(change.to, change.after));
    let is_compared = || families().is_none_or(|(before, after)| before == after);
    change.is_of("type") && !(column::is_assigned(change) && is_compared())
}

/// Refuses columns of types that no operator compares, where that is certain.
fn check_types(
    catalog: &Catalog,
    name: &str,
    (columns, to_columns): (&[ObjectId], &[ObjectId]),
    span: Span,
) -> Accepted<()> {
    for (own, referenced) in columns.iter().zip(to_columns) {
        let (Some(own), Some(referenced)) = (catalog.get(*own), catalog.get(*referenced)) else {
            continue;
        };
        let families = (family(catalog, own), family(catalog, referenced));
        let (Some(from), Some(to)) = families else { continue };
        if is_comparable(&from, &to) {
            continue;
        }
        let sql = |column: &Object| column.get("type").map(|value| value.to_sql(catalog));
        let detail = format!(
            "Key columns \"{}\" and \"{}\" are of incompatible types: {} and {}.",
            own.name,
            referenced.name,
            sql(own).unwrap_or_default(),
            sql(referenced).unwrap_or_default(),
        );
        let message = format!("foreign key constraint \"{name}\" cannot be implemented");
        return Err(Refusal::type_mismatch(span, message).with_detail(detail));
    }
    Ok(())
}

/// What types are compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Integer,
    Numeric,
    Float,
    Text,
    Moment,
    /// Nothing else than the type itself.
    Alone(&'static str),
    /// A type that was made, and is no domain.
    Made(ObjectId),
    Array,
}

/// The types of which it is known what they can be compared with.
const FAMILIES: &[(&str, Family)] = &[
    ("bigint", Family::Integer),
    ("boolean", Family::Alone("boolean")),
    ("bytea", Family::Alone("bytea")),
    ("character", Family::Text),
    ("character varying", Family::Text),
    ("date", Family::Moment),
    ("double precision", Family::Float),
    ("inet", Family::Alone("inet")),
    ("integer", Family::Integer),
    ("interval", Family::Alone("interval")),
    ("jsonb", Family::Alone("jsonb")),
    ("numeric", Family::Numeric),
    ("real", Family::Float),
    ("smallint", Family::Integer),
    ("text", Family::Text),
    ("timestamp with time zone", Family::Moment),
    ("timestamp without time zone", Family::Moment),
    ("uuid", Family::Alone("uuid")),
];

fn family(catalog: &Catalog, column: &Object) -> Option<Family> {
    let type_ = types::without_modifiers(&casts::base_type(catalog, column.get("type")?));
    if types::is_array(&type_) {
        return Some(Family::Array);
    }
    let Some(name) = type_.as_text() else {
        let made = type_.objects().next().and_then(|id| catalog.get(id))?;
        let is_known = made.is(&enum_type::ENUM)
            || made.is(&composite_type::COMPOSITE)
            || made.is(&range_type::RANGE);
        return is_known.then_some(Family::Made(made.id));
    };
    FAMILIES.iter().find(|(known, _)| *known == name).map(|(_, family)| *family)
}

/// Tells whether a column of one family can refer to one of another: some operator of the key's index
/// compares them, or the first is converted without being asked.
fn is_comparable(from: &Family, to: &Family) -> bool {
    use Family::{Float, Integer, Numeric};
    from == to || matches!((from, to), (Integer, Numeric | Float) | (Numeric, Float))
}
