//! Making constraints: on one table, and on the children and partitions that get them from it.
//!
//! A check comes to every child under its own name; keys and foreign keys come to partitions only, where
//! a key has an index of its own and so a name of its own.

use super::{
    CHECK, CONSTRAINT, CONSTRAINT_NAMES, EXCLUDE, FOREIGN_KEY, PRIMARY_KEY, UNIQUE, check,
    joined_names, key, type_of,
};
use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::{Copying, index, table};
use crate::catalog::made_up;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::NOWHERE;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in};
use crate::sql::Span;
use crate::sql::tree::SyntaxKind;

/// Makes a constraint on one table, under the name given or one made up.
///
/// # Errors
///
/// `42P07` or `42710` if the name is taken, `42P16` for a second primary key.
pub(super) fn create(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    name: Option<&str>,
    attributes: Vec<(Attribute, Value)>,
    span: Span,
) -> Accepted<ObjectId> {
    let made_up;
    let name = match name {
        Some(name) => name,
        None => {
            made_up = made_up_name(edit.catalog(), relation, &attributes);
            &made_up
        }
    };
    if said(&attributes, "type") == Some(PRIMARY_KEY) {
        key::check_is_only_primary(edit.catalog(), relation, span)?;
    }
    let new = New { kind: &CONSTRAINT, parent: relation, name, attributes };
    let id = edit.create(new, span)?;
    key::set_not_null(edit, id);
    Ok(id)
}

fn said<'v>(attributes: &'v [(Attribute, Value)], attribute: &str) -> Option<&'v str> {
    attributes.iter().find(|(name, _)| name == attribute)?.1.as_text()
}

/// Makes up a constraint's name, as `ChooseIndexName` and `ChooseConstraintName` do.
fn made_up_name(
    catalog: &Catalog,
    relation: ObjectId,
    attributes: &[(Attribute, Value)],
) -> String {
    let owner = catalog.get(relation).map(|owner| &*owner.name).unwrap_or_default();
    let schema = catalog.schema_of(relation);
    let addition = addition(catalog, attributes);
    match said(attributes, "type").unwrap_or_default() {
        PRIMARY_KEY => made_up::key(catalog, schema, (owner, "", "pkey")),
        UNIQUE => made_up::key(catalog, schema, (owner, &addition, "key")),
        EXCLUDE => made_up::key(catalog, schema, (owner, &addition, "excl")),
        FOREIGN_KEY => made_up::constraint(catalog, schema, (owner, &addition, "fkey")),
        _ => made_up::constraint(catalog, schema, (owner, &addition, "check")),
    }
}

/// Returns what is added to the owner's name: the names of columns.
fn addition(catalog: &Catalog, attributes: &[(Attribute, Value)]) -> String {
    if let Some(kept) = said(attributes, index::NAMED_AFTER) {
        return kept.to_owned();
    }
    let objects = |attribute: &str| -> Vec<ObjectId> {
        let value = attributes.iter().find(|(name, _)| name == attribute);
        value.map(|(_, value)| value.objects().collect()).unwrap_or_default()
    };
    let columns = objects("columns");
    match said(attributes, "type").unwrap_or_default() {
        UNIQUE => joined_names(catalog, &[columns, objects("included")].concat()),
        EXCLUDE => {
            let elements = attributes.iter().find(|(name, _)| name == "elements");
            let elements = elements.map(|(_, value)| value.to_sql(catalog)).unwrap_or_default();
            let included = joined_names(catalog, &objects("included"));
            index::addition_of_exclusion(&elements, &included)
        }
        CHECK if columns.len() > 1 => String::new(),
        _ => joined_names(catalog, &columns),
    }
}

/// Returns what is added to a table's name for a constraint like one that has an index.
pub(crate) fn addition_of_index(catalog: &Catalog, constraint: &Object) -> Option<String> {
    let attributes = constraint.attributes.iter();
    let attributes: Vec<_> =
        attributes.map(|(name, value)| (name.clone(), value.clone())).collect();
    (constraint.is(&CONSTRAINT) && super::has_index(constraint))
        .then(|| addition(catalog, &attributes))
}

/// Returns the children and partitions of a table.
pub(super) fn children(catalog: &Catalog, relation: ObjectId) -> Vec<ObjectId> {
    table::children(catalog, relation)
}

/// Makes a new constraint of a table on its children too, as far as they get it.
pub(super) fn pass_on(edit: &mut Edit<'_>, id: ObjectId, span: Span) -> Accepted<()> {
    let Some(relation) = edit.get(id).map(|constraint| constraint.parent) else { return Ok(()) };
    let is_partitioned = edit.get(relation).is_some_and(table::is_partitioned);
    let copying = if is_partitioned { Copying::ToPartition } else { Copying::ToChild };
    for child in children(edit.catalog(), relation) {
        copy(edit, id, child, copying, (true, span))?;
    }
    Ok(())
}

/// Makes a constraint on another table, which is a child, a partition, or made like its own.
pub(super) fn copy_to(
    edit: &mut Edit<'_>,
    id: ObjectId,
    other: ObjectId,
    copying: Copying,
) -> Accepted<Option<ObjectId>> {
    let may_make = edit.has_made(other);
    copy(edit, id, other, copying, (may_make, NOWHERE))
}

fn copy(
    edit: &mut Edit<'_>,
    id: ObjectId,
    other: ObjectId,
    copying: Copying,
    (may_make, span): (bool, Span),
) -> Accepted<Option<ObjectId>> {
    let Some(constraint) = edit.get(id).cloned() else { return Ok(None) };
    let mut attributes = copied(edit.catalog(), &constraint, other);
    let is_check = type_of(&constraint) == CHECK;
    // A check that a new table is made with is valid.
    let is_valid = is_check && edit.has_made(other);
    attributes.retain(|(attribute, _)| attribute != "not valid" || !is_valid);
    match copying {
        Copying::Like(SyntaxKind::PROPERTY_CONSTRAINTS) if is_check => {
            let name = &constraint.name;
            match check::merge(edit, other, (name, true), &attributes, span)? {
                true => Ok(None),
                false => create(edit, other, Some(name), attributes, span).map(Some),
            }
        }
        Copying::Like(SyntaxKind::PROPERTY_INDEXES) if super::has_index(&constraint) => {
            check_partition_key(edit, other, type_of(&constraint), &attributes)?;
            create(edit, other, None, attributes, span).map(Some)
        }
        Copying::ToChild | Copying::ToPartition if is_check => {
            if constraint.has("no inherit") {
                return Ok(None);
            }
            let is_kept = copying == Copying::ToChild;
            inherit_check(edit, &constraint, other, attributes, (may_make, is_kept, span)).map(Some)
        }
        Copying::ToPartition
            if super::has_index(&constraint) && !index::is_passed_on(edit, &constraint, other)? =>
        {
            Ok(None)
        }
        Copying::ToPartition => inherit_key(edit, &constraint, other, attributes, span).map(Some),
        _ => Ok(None),
    }
}

/// Refuses a key that a partitioned table can't have.
fn check_partition_key(
    edit: &Edit<'_>,
    table: ObjectId,
    type_: &str,
    attributes: &[(Attribute, Value)],
) -> Accepted<()> {
    let words = match type_ {
        PRIMARY_KEY => "PRIMARY KEY",
        UNIQUE => "UNIQUE",
        EXCLUDE => "EXCLUDE",
        _ => return Ok(()),
    };
    let columns = said_in(attributes, "columns");
    let columns: Vec<ObjectId> = columns.into_iter().flat_map(Value::objects).collect();
    index::check_partition_key(edit, table, &columns, words, NOWHERE)
}

/// Returns what is said of a constraint, for another table: with that table's columns.
fn copied(catalog: &Catalog, constraint: &Object, other: ObjectId) -> Vec<(Attribute, Value)> {
    let own = constraint.attributes.iter().filter(|(attribute, _)| {
        !matches!(
            &***attribute,
            "inherited" | "local" | "comment" | super::INDEX_COMMENT | index::INCOMPLETE
        )
    });
    own.map(|(attribute, value)| {
        let value = match &**attribute {
            "references" | "referenced columns" | "referenced key" => value.clone(),
            _ => table::moved(catalog, value, other),
        };
        (attribute.clone(), value)
    })
    .collect()
}

/// Makes a check on a child, or takes the one of its name for it, which a child keeps (and a partition does
/// not) when the parent's is dropped.
fn inherit_check(
    edit: &mut Edit<'_>,
    parents: &Object,
    child: ObjectId,
    attributes: Vec<(Attribute, Value)>,
    (may_make, is_kept, span): (bool, bool, Span),
) -> Accepted<ObjectId> {
    let child_name = edit.get(child).map(|child| child.name.clone()).unwrap_or_default();
    if let Some(found) = edit.catalog().named(child, CONSTRAINT_NAMES, &parents.name) {
        let expression = said_in(&attributes, "expression");
        let is_same = edit
            .get(found)
            .is_some_and(|found| type_of(found) == CHECK && found.get("expression") == expression);
        if !is_same {
            let name = &parents.name;
            let message = format!(
                "child table \"{child_name}\" has different definition for check constraint \"{name}\""
            );
            return Err(match may_make {
                true => Refusal::duplicate_object(
                    span,
                    format!("constraint \"{name}\" for relation \"{child_name}\" already exists"),
                ),
                false => Refusal::type_mismatch(span, message),
            });
        }
        if let Some(found) =
            edit.get(found).filter(|it| !it.objects("inherited").contains(&parents.id))
        {
            let whose = if may_make { "relation" } else { "child table" };
            check::refuse_conflict(edit, found, &attributes, whose, span)?;
        }
        if is_kept && edit.get(found).is_some_and(|found| !found.has("inherited")) {
            edit.set(found, "local", Value::flag());
        }
        note_parent(edit, found, parents.id);
        return Ok(found);
    }
    if !may_make {
        let message = format!("child table is missing constraint \"{}\"", parents.name);
        return Err(Refusal::type_mismatch(span, message));
    }
    let id = create(edit, child, Some(&parents.name), attributes, span)?;
    note_parent(edit, id, parents.id);
    pass_on(edit, id, span)?;
    Ok(id)
}

/// Makes a key or a foreign key on a partition, or takes one that says the same for it.
fn inherit_key(
    edit: &mut Edit<'_>,
    key: &Object,
    partition: ObjectId,
    attributes: Vec<(Attribute, Value)>,
    span: Span,
) -> Accepted<ObjectId> {
    let already = edit
        .catalog()
        .users(key.id)
        .find(|user| user.parent == partition && user.objects("inherited").contains(&key.id));
    if let Some(already) = already {
        return Ok(already.id);
    }
    let says_same = |other: &&Object| {
        let own = other.attributes.iter().filter(|(attribute, _)| decides(attribute)).count();
        let decisive = attributes.iter().filter(|(attribute, _)| decides(attribute));
        other.is(&CONSTRAINT)
            && !other.has("inherited")
            && own == decisive.clone().count()
            && decisive.clone().all(|(attribute, value)| other.get(attribute) == Some(value))
    };
    let found = edit.catalog().parts(partition).find(says_same).map(|found| found.id);
    if let Some(found) = found {
        note_parent(edit, found, key.id);
        return Ok(found);
    }
    check_partition_key(edit, partition, type_of(key), &attributes)?;
    let is_free = !edit.is_taken(partition, CONSTRAINT_NAMES, &key.name);
    let keeps_name = type_of(key) == FOREIGN_KEY && is_free;
    let name = keeps_name.then_some(&*key.name);
    let id = create(edit, partition, name, attributes, span)?;
    note_parent(edit, id, key.id);
    pass_on(edit, id, span)?;
    Ok(id)
}

/// Makes on a partition what it has from a key of its table that has an index.
pub(crate) fn make_part(
    edit: &mut Edit<'_>,
    key: &Object,
    partition: ObjectId,
) -> Accepted<ObjectId> {
    let attributes = copied(edit.catalog(), key, partition);
    let id = create(edit, partition, None, attributes, NOWHERE)?;
    note_parent(edit, id, key.id);
    Ok(id)
}

/// Tells whether two keys must agree on an attribute to be the same.
fn decides(attribute: &str) -> bool {
    let is_parameter = attribute.starts_with("option ");
    !is_parameter
        && !matches!(
            attribute,
            "comment"
                | super::INDEX_COMMENT
                | "tablespace"
                | "local"
                | "not valid"
                | index::INCOMPLETE
                | index::NAMED_AFTER
        )
}

/// Says of a constraint that it comes from one of a parent too.
fn note_parent(edit: &mut Edit<'_>, id: ObjectId, parent: ObjectId) {
    let Some(constraint) = edit.get(id) else { return };
    let mut parents = constraint.objects("inherited");
    if !parents.contains(&parent) {
        parents.push(parent);
        edit.set(id, "inherited", Value::list(parents));
    }
}
