//! Constraints of tables and domains. A key has an index of its own name, which is no object of its own.
//!
//! Here is what all constraints have in common; each type's own rules stand in its file. What is said
//! of one: its `type`, the `columns` of its own table that it involves, and what its type adds. Never
//! in it: `NOT NULL`, which is said of the column.

mod action;
mod altered;
mod check;
mod exclude;
mod foreign_key;
mod inherit;
mod key;
mod not_null;
mod print;

pub(crate) use action::action;
pub(crate) use check::add_to_domain;
pub(crate) use exclude::read_again as read_exclusion_again;
pub(crate) use foreign_key::{check_type_of, through_partitions};
pub(crate) use inherit::{addition_of_index, make_part};
pub(crate) use key::{check_new_keys, nullable, primary, say_not_null};
pub(crate) use print::comes_along;

use super::column::{COLUMN_NAMES, NOT_NULL_NAME};
use super::deferral::{self, DEFERRABLE};
use super::{Kind, PLAIN, Purpose, Tie, Value, index};
use crate::catalog::edit::Edit;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sorted::sorted;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static CONSTRAINT: Kind = Kind {
    name: "constraint",
    object_type: DdlObjectType::Constraint,
    namespaces: &[CONSTRAINT_NAMES],
    own_keys: Some(keys),
    taken: |span, _, name, relation| {
        let message = format!("constraint \"{name}\" for relation \"{relation}\" already exists");
        Refusal::duplicate_object(span, message)
    },
    is_whole: false,
    is_defining: true,
    is_derived: |_, attribute| matches!(attribute, "inherited" | "local" | index::NAMED_AFTER),
    is_undecided: |attribute| matches!(attribute, "referenced key" | "local" | index::NAMED_AFTER),
    discord: |catalog, constraint| {
        let mut discords = key::discord(catalog, constraint);
        discords.append(&mut check::discord_of_domain(catalog, constraint));
        discords
    },
    spoken_of_in: &[SyntaxKind::OBJECT_CONSTRAINT],
    names: &[SyntaxKind::CONSTRAINT_NAME_REF],
    find: find_to_comment,
    before_drop: index::before_drop,
    alter: index::alter,
    tie,
    also_used_by: through_partitions,
    copy_to: inherit::copy_to,
    is_inline: print::is_inline,
    is_late: |_, _, attribute| matches!(attribute, "referenced key" | "inherited"),
    print: print::print,
    comment: |spoken_of| match spoken_of.name == index::INDEX.name {
        true => INDEX_COMMENT,
        false => "comment",
    },
    afterwards: print::index_comment,
    designation: print::designation,
    altered: altered::altered,
    renamed: altered::renamed,
    added: altered::added,
    dropped: altered::dropped,
    hazards: altered::hazards,
    online: altered::online,
    has_successor: |constraint| matches!(type_of(constraint), UNIQUE | CHECK | FOREIGN_KEY),
    is_by_content: true,
    made_of: key::made_of,
    brings: |_, constraint| match type_of(constraint) {
        PRIMARY_KEY => {
            let columns = constraint.objects("columns").into_iter();
            columns.map(|column| (column, "not null")).collect()
        }
        _ => Vec::new(),
    },
    with_whole: print::with_whole,
    brought_by: |catalog, constraint| {
        let origin =
            constraint.object("inherited").filter(|_| print::comes_along(catalog, constraint));
        catalog.get(origin?).cloned()
    },
    precedes: |catalog, constraint| {
        // The index of a partitioned table takes a partition's key for its own; it would make none. And a
        // table that becomes a child gets a check as one that is valid.
        let is_earlier = |origin: &ObjectId| {
            is_index(catalog, *origin) || constraint.has("not valid") && constraint.has("local")
        };
        constraint.object("inherited").filter(is_earlier)
    },
    is_in_the_way: |constraint, _, change| match type_of(constraint) {
        FOREIGN_KEY => foreign_key::is_in_the_way(change),
        EXCLUDE => super::column::is_text_meanwhile(change),
        _ => false,
    },
    ..PLAIN
};

/// The namespace of the constraints of one table or domain.
pub(crate) const CONSTRAINT_NAMES: Namespace = Namespace::InParent("constraint");

/// Where all constraints of a schema are listed, by name and owner: they can be called alike, but
/// PostgreSQL makes up no name that one has.
const ALL_IN_SCHEMA: Namespace = Namespace::InSchema("constraint");

/// The types of constraints, as the attribute `type` says them.
pub(crate) const PRIMARY_KEY: &str = "primary key";
pub(crate) const UNIQUE: &str = "unique";
pub(crate) const CHECK: &str = "check";
pub(crate) const EXCLUDE: &str = "exclude";
pub(crate) const FOREIGN_KEY: &str = "foreign key";

/// The comment on a key's index, which is not that on the key.
const INDEX_COMMENT: &str = "index comment";

/// Returns the type of a constraint.
pub(crate) fn type_of(constraint: &Object) -> &str {
    constraint.text("type").unwrap_or_default()
}

/// Tells whether a constraint has an index, whose name stands among the relations of its schema.
pub(crate) fn has_index(constraint: &Object) -> bool {
    matches!(type_of(constraint), PRIMARY_KEY | UNIQUE | EXCLUDE)
}

fn keys(constraint: &Object, schema: ObjectId) -> Vec<NameKey> {
    let name = &constraint.name;
    let mut keys = Vec::with_capacity(3);
    if has_index(constraint) {
        keys.push(NameKey::new(schema, Namespace::Relation, name));
    }
    keys.push(NameKey::new(constraint.parent, CONSTRAINT_NAMES, name));
    let with_owner = [name, "\0", &constraint.parent.0.to_string()].concat();
    keys.push(NameKey::new(schema, ALL_IN_SCHEMA, &with_owner));
    keys
}

/// Tells whether a constraint of any table or domain of a schema has a name.
pub(crate) fn is_name_in_use(catalog: &Catalog, schema: ObjectId, name: &str) -> bool {
    catalog.named_from(schema, ALL_IN_SCHEMA, &format!("{name}\0")).next().is_some()
}

/// A constraint goes with its columns without being asked; what it refers to elsewhere it uses.
fn tie(catalog: &Catalog, constraint: &Object, attribute: &str, used: ObjectId) -> Tie {
    match attribute {
        "inherited" if constraint.has("local") => Tie::Forgets,
        "inherited" if constraint.objects("inherited").len() > 1 => Tie::Forgets,
        "inherited" if is_index(catalog, used) => Tie::Uses,
        "inherited" => Tie::Belongs,
        "references" | "referenced columns" | "referenced key" => Tie::Uses,
        _ => match catalog.get(used) {
            Some(used) if used.parent == constraint.parent => Tie::Belongs,
            _ if used == constraint.parent => Tie::Belongs,
            _ => Tie::Uses,
        },
    }
}

/// Tells whether what a key comes from is an index that is no key's: the key was there before it became a
/// part of that.
fn is_index(catalog: &Catalog, id: ObjectId) -> bool {
    catalog.get(id).is_some_and(|object| object.is(&index::INDEX))
}

/// Finds the constraint that `COMMENT ON CONSTRAINT` names.
fn find_to_comment(
    lookup: Lookup<'_>,
    _: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let name = names::identifier(target);
    let (owner, described) = match child(holder, SyntaxKind::DOMAIN_REF) {
        Some(domain) => {
            let name = Name::of(&domain);
            (super::domain::find(lookup, &name)?, format!("domain {}", name.name))
        }
        None => {
            let table = child(holder, SyntaxKind::TABLE_NAME_REF);
            let table = table.map(|table| Name::of(&table));
            let table = table.unwrap_or_else(|| Name::bare("", span(holder)));
            (lookup.relation(&table)?, format!("table \"{}\"", table.name))
        }
    };
    let found = lookup.catalog.named(owner, CONSTRAINT_NAMES, &name);
    found.into_iter().for_each(|id| lookup.note(span(target), id));
    found.ok_or_else(|| {
        let message = format!("constraint \"{name}\" for {described} does not exist");
        Refusal::undefined_object(span(target), message)
    })
}

/// A constraint as a statement declares it.
struct Declared<'n> {
    /// The table.
    relation: ObjectId,
    /// The declaration.
    node: &'n SyntaxNode,
    /// The column that it stands with, if it does.
    column: Option<ObjectId>,
    /// The name that it takes from another, where it has none.
    name: Option<String>,
}

/// Adds the constraints that a new table, or a new column, is declared with, in PostgreSQL's order:
/// checks, primary key, other keys, foreign keys. A key that says no more than one before it is none.
///
/// # Errors
///
/// See [`add`].
pub(crate) fn add_all(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    declared: &[(SyntaxNode, Option<ObjectId>)],
) -> Accepted<()> {
    let in_order = sorted(declared.iter().collect(), |(one, _), (other, _)| {
        stage(one.kind()).cmp(&stage(other.kind()))
    });
    let signatures: Vec<Option<String>> = in_order
        .iter()
        .map(|(node, column)| key::signature(edit, relation, node, *column))
        .collect();
    for (place, (node, column)) in in_order.iter().enumerate() {
        let same = signatures.get(place).cloned().flatten();
        let is_same = |other: &Option<String>| same.is_some() && *other == same;
        let is_repeated = signatures.iter().take(place).any(is_same);
        if is_repeated && node.kind() != SyntaxKind::PRIMARY_KEY_CONSTRAINT {
            continue;
        }
        // A key without a name takes that of the first like it that has one.
        let mut like = in_order.iter().zip(&signatures).filter(|(_, other)| is_same(other));
        let name = like.find_map(|((node, _), _)| name_of(node));
        let declared = Declared { relation, node, column: *column, name };
        edit.within(span(node), |edit| add_as(edit, &declared))?;
    }
    Ok(())
}

/// Tells whether a declaration is of a constraint that has an index.
pub(crate) fn is_key(kind: SyntaxKind) -> bool {
    matches!(stage(kind), 1 | 2)
}

/// Tells whether a declaration is of a foreign key.
pub(crate) fn is_foreign_key(kind: SyntaxKind) -> bool {
    stage(kind) == 3
}

/// Returns when PostgreSQL comes to a constraint of a new table.
fn stage(kind: SyntaxKind) -> u8 {
    match kind {
        SyntaxKind::PRIMARY_KEY_CONSTRAINT => 1,
        SyntaxKind::UNIQUE_CONSTRAINT | SyntaxKind::EXCLUDE_CONSTRAINT => 2,
        SyntaxKind::FOREIGN_KEY_CONSTRAINT | SyntaxKind::REFERENCES_CONSTRAINT => 3,
        _ => 0,
    }
}

/// Adds a constraint to a table; `column` is the one that it stands with, if it does.
///
/// # Errors
///
/// What PostgreSQL refuses: columns that are not there (`42703`), a second primary key (`42P16`), a
/// name that is taken (`42710`, `42P07`), no key to refer to (`42830`), and what each file says.
pub(crate) fn add(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    node: &SyntaxNode,
    column: Option<ObjectId>,
) -> Accepted<()> {
    add_as(edit, &Declared { relation, node, column, name: None })
}

fn add_as(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let added = add_one(edit, declared);
    index::forgive_unknown(edit, declared.relation, added)
}

fn add_one(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    match declared.node.kind() {
        SyntaxKind::PRIMARY_KEY_CONSTRAINT | SyntaxKind::UNIQUE_CONSTRAINT => {
            key::add(edit, declared)
        }
        SyntaxKind::CHECK_CONSTRAINT => check::add(edit, declared),
        SyntaxKind::EXCLUDE_CONSTRAINT => exclude::add(edit, declared),
        SyntaxKind::FOREIGN_KEY_CONSTRAINT | SyntaxKind::REFERENCES_CONSTRAINT => {
            foreign_key::add(edit, declared)
        }
        SyntaxKind::NOT_NULL_CONSTRAINT => add_not_null(edit, declared),
        _ => Ok(()),
    }
}

/// Reads `NOT NULL column`, which PostgreSQL 18 takes for a constraint of a table.
fn add_not_null(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let named = child(declared.node, SyntaxKind::COLUMN_NAME_REF);
    let column = match &named {
        Some(named) => {
            let name = names::identifier(named);
            super::column::find(edit.lookup(), declared.relation, &name, span(named))?
        }
        None => return Ok(()),
    };
    edit.set(column, "not null", Value::flag());
    edit.set(column, NOT_NULL_NAME, declared.name().map(Value::from));
    Ok(())
}

/// Returns the name that a constraint is given, if it is.
pub(crate) fn name_of(node: &SyntaxNode) -> Option<String> {
    let clause = child(node, SyntaxKind::CONSTRAINT_NAME_CLAUSE)?;
    let name = names::identifier(&child(&clause, SyntaxKind::CONSTRAINT_NAME)?);
    (!name.is_empty()).then_some(name)
}

impl Declared<'_> {
    /// Returns the name that it is given, if it is.
    fn name(&self) -> Option<String> {
        name_of(self.node).or_else(|| self.name.clone())
    }

    fn span(&self) -> Span {
        span(self.node)
    }

    /// Tells whether the table is there already; what a new one declares is valid in any case.
    fn is_added(&self) -> bool {
        self.node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::ADD_CONSTRAINT)
    }

    /// Tells whether the statement concerns the table without its children.
    fn is_only(&self) -> bool {
        let statement = self.node.ancestors().find(|node| node.kind() == SyntaxKind::ALTER_TABLE);
        statement.is_some_and(|statement| is_only(&statement))
    }

    /// Returns its columns by their names in a list, in order, where `missing` words that one is not
    /// there.
    fn columns(
        &self,
        lookup: Lookup<'_>,
        list: &SyntaxNode,
        missing: impl Fn(&str, Span) -> Refusal,
    ) -> Accepted<Vec<ObjectId>> {
        columns(lookup, self.relation, list, missing)
    }

    /// Reads what is said about when the constraint is checked.
    ///
    /// # Errors
    ///
    /// See [`refuse_marks`].
    fn options(&self) -> Accepted<Vec<(Attribute, Value)>> {
        let mut attributes: Vec<(Attribute, Value)> = Vec::new();
        let mut flag = |name: &'static str| attributes.push((name.into(), Value::flag()));
        let says = |kind| has(self.node, kind);
        if self.node.kind() == SyntaxKind::CHECK_CONSTRAINT && self.column.is_some() {
            refuse_misplaced(self.node)?;
        }
        refuse_marks(self.node)?;
        if says(SyntaxKind::NO_INHERIT) {
            flag("no inherit");
        }
        if says(SyntaxKind::NOT_ENFORCED) {
            flag("not enforced");
        } else if says(SyntaxKind::NOT_VALID) && self.is_added() {
            flag("not valid");
        }
        let deferrable = deferral::read(self.node);
        attributes.extend(deferrable.map(|value| (DEFERRABLE.into(), value)));
        Ok(attributes)
    }
}

/// Refuses what no constraint of a type can be marked as (`processCASbits` in PostgreSQL's `gram.y`).
///
/// # Errors
///
/// `0A000` for what the type of constraint can't be, `42601` for what contradicts itself.
pub(crate) fn refuse_marks(node: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let words = match node.kind() {
        PRIMARY_KEY_CONSTRAINT => "PRIMARY KEY",
        UNIQUE_CONSTRAINT => "UNIQUE",
        EXCLUDE_CONSTRAINT => "EXCLUDE",
        CHECK_CONSTRAINT => "CHECK",
        _ => "FOREIGN KEY",
    };
    let says = |kind| has(node, kind);
    let is_key = !matches!(words, "CHECK" | "FOREIGN KEY");
    let is_deferred = says(INITIALLY_DEFERRED_CONSTRAINT_OPTION);
    if is_deferred && says(NOT_DEFERRABLE_CONSTRAINT_OPTION) {
        let message = "constraint declared INITIALLY DEFERRED must be DEFERRABLE";
        return Err(Refusal::syntax(span(node), message));
    }
    let marks = [
        ("DEFERRABLE", words == "CHECK" && (is_deferred || says(DEFERRABLE_CONSTRAINT_OPTION))),
        ("NOT VALID", is_key && says(NOT_VALID)),
        ("NO INHERIT", words != "CHECK" && says(NO_INHERIT)),
        ("NOT ENFORCED", is_key && says(NOT_ENFORCED)),
    ];
    match marks.iter().find(|(_, is_wrong)| *is_wrong) {
        Some((mark, _)) => {
            let message = format!("{words} constraints cannot be marked {mark}");
            Err(Refusal::not_supported(span(node), message))
        }
        None => Ok(()),
    }
}

/// Refuses what is said, behind a constraint of a column, of when it is checked: only keys and foreign keys
/// are checked at any other time.
///
/// # Errors
///
/// `42601`.
pub(crate) fn refuse_misplaced(constraint: &SyntaxNode) -> Accepted<()> {
    let misplaced = constraint.children().find_map(|node| {
        let words = match node.kind() {
            SyntaxKind::DEFERRABLE_CONSTRAINT_OPTION => "DEFERRABLE",
            SyntaxKind::NOT_DEFERRABLE_CONSTRAINT_OPTION => "NOT DEFERRABLE",
            SyntaxKind::INITIALLY_DEFERRED_CONSTRAINT_OPTION => "INITIALLY DEFERRED",
            SyntaxKind::INITIALLY_IMMEDIATE_CONSTRAINT_OPTION => "INITIALLY IMMEDIATE",
            _ => return None,
        };
        Some((words, span(&node)))
    });
    match misplaced {
        Some((words, span)) => Err(Refusal::syntax(span, format!("misplaced {words} clause"))),
        None => Ok(()),
    }
}

/// Returns the columns of a relation that a list names, where `missing` words that one is not there.
pub(crate) fn columns(
    lookup: Lookup<'_>,
    relation: ObjectId,
    list: &SyntaxNode,
    missing: impl Fn(&str, Span) -> Refusal,
) -> Accepted<Vec<ObjectId>> {
    let named = list.descendants().filter(|node| node.kind() == SyntaxKind::COLUMN_NAME_REF);
    named
        .map(|node| {
            let name = names::identifier(&node);
            let found = lookup.catalog.named(relation, COLUMN_NAMES, &name);
            found.ok_or_else(|| missing(&name, span(&node)))
        })
        .collect()
}

/// Tells whether a statement says `ONLY` of its table.
pub(crate) fn is_only(statement: &SyntaxNode) -> bool {
    child(statement, SyntaxKind::TABLE_RELATION_NAME)
        .is_some_and(|name| crate::sql::tree::has_token(&name, SyntaxKind::ONLY_KW))
}

/// Returns the names of objects, joined as they stand in the names that PostgreSQL makes up.
fn joined_names(catalog: &Catalog, objects: &[ObjectId]) -> String {
    let names: Vec<&str> =
        objects.iter().filter_map(|id| catalog.get(*id)).map(|object| &*object.name).collect();
    crate::sql::made_up::joined(&names)
}

/// Returns the first of some objects that comes twice.
fn twice(objects: &[ObjectId]) -> Option<ObjectId> {
    let mut rest = objects;
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return Some(*first);
        }
        rest = others;
    }
    None
}
