//! `LIKE` in the column list of `CREATE TABLE`: what is copied from another relation.
//!
//! Never in it: how a constraint or an index is copied (see `Kind::copy_to`).

use crate::catalog::edit::{Edit, New};
use crate::catalog::kinds::Copying;
use crate::catalog::kinds::column::{self, COLUMN};
use crate::catalog::kinds::index::INDEX;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

/// What a clause copies, and from where.
pub(super) struct Like {
    source: ObjectId,
    /// Where the clause stands.
    pub(super) place: Span,
    included: Vec<SyntaxKind>,
    /// The source's columns, and the new table's.
    columns: Vec<(ObjectId, ObjectId)>,
}

/// Reads the clause: which relation it means.
pub(super) fn read(edit: &Edit<'_>, clause: &SyntaxNode) -> Accepted<Like> {
    let Some(node) = child(clause, SyntaxKind::RELATION_NAME_REF) else {
        return Err(Refusal::syntax(span(clause), "syntax error"));
    };
    let name = Name::of(&node);
    let source = edit.lookup().relation(&name)?;
    let is_table = edit.get(source).is_some_and(super::can_own_sequences);
    if !is_table && column::all(edit.catalog(), source).is_empty() {
        let message = format!("relation \"{}\" is invalid in LIKE clause", name.name);
        return Err(Refusal::wrong_object(name.span, message));
    }
    Ok(Like { source, place: name.span, included: included(clause), columns: Vec::new() })
}

impl Like {
    /// Returns the names of the columns that are copied, and where that is said.
    pub(super) fn names(&self, catalog: &Catalog) -> Vec<(String, Span)> {
        let columns = column::all(catalog, self.source);
        columns.iter().map(|column| (column.name.to_string(), self.place)).collect()
    }
}

/// Adds the columns.
pub(super) fn columns(edit: &mut Edit<'_>, table: ObjectId, like: &mut Like) -> Accepted<()> {
    let from: Vec<Object> = column::all(edit.catalog(), like.source).into_iter().cloned().collect();
    edit.rely_on(like.source);
    for from in from {
        if let Some(own) = column::named(edit.catalog(), table, &from.name) {
            // A parent has it: it is merged.
            if edit.get(own).is_some_and(|own| own.get("type") != from.get("type")) {
                let message = format!("column \"{}\" has a type conflict", from.name);
                return Err(Refusal::type_mismatch(like.place, message));
            }
            edit.set(own, column::LOCAL, Value::flag());
            for attribute in ["not null", "default"] {
                let said = from.get(attribute).filter(|_| is_copied(attribute, &like.included));
                said.into_iter().for_each(|value| edit.set(own, attribute, value.clone()));
            }
            continue;
        }
        let attributes = from
            .attributes
            .iter()
            .filter(|(attribute, _)| is_copied(attribute, &like.included))
            .map(|(attribute, value)| (attribute.clone(), value.clone()))
            .collect();
        let new = New { kind: &COLUMN, parent: table, name: &from.name, attributes };
        like.columns.push((from.id, edit.create(new, like.place)?));
    }
    Ok(())
}

/// Returns what the clause includes in the end: each word counts for what comes before it.
fn included(clause: &SyntaxNode) -> Vec<SyntaxKind> {
    use SyntaxKind::*;
    const ALL: &[SyntaxKind] = &[
        PROPERTY_COMMENTS,
        PROPERTY_COMPRESSION,
        PROPERTY_CONSTRAINTS,
        PROPERTY_DEFAULTS,
        PROPERTY_GENERATED,
        PROPERTY_IDENTITY,
        PROPERTY_INDEXES,
        PROPERTY_STATISTICS,
        PROPERTY_STORAGE,
    ];
    let mut included: Vec<SyntaxKind> = Vec::new();
    for option in clause.children() {
        let Some(property) = option.first_child().map(|property| property.kind()) else { continue };
        let meant: Vec<SyntaxKind> =
            if property == PROPERTY_ALL { ALL.to_vec() } else { vec![property] };
        match option.kind() {
            INCLUDING_PROPERTY => included.extend(meant),
            EXCLUDING_PROPERTY => included.retain(|property| !meant.contains(property)),
            _ => {}
        }
    }
    included
}

fn is_copied(attribute: &str, included: &[SyntaxKind]) -> bool {
    let property = match attribute {
        "type" | "not null" | "collation" => return true,
        "default" => SyntaxKind::PROPERTY_DEFAULTS,
        "generated" | "virtual" => SyntaxKind::PROPERTY_GENERATED,
        "storage" => SyntaxKind::PROPERTY_STORAGE,
        "compression" => SyntaxKind::PROPERTY_COMPRESSION,
        "comment" => SyntaxKind::PROPERTY_COMMENTS,
        _ => return false,
    };
    included.contains(&property)
}

/// Copies what may speak of any column.
pub(super) fn rest(edit: &mut Edit<'_>, table: ObjectId, like: &Like) -> Accepted<()> {
    for (from, column) in &like.columns {
        super::inherit::move_expression(edit, *column);
        if like.included.contains(&SyntaxKind::PROPERTY_IDENTITY) {
            super::own_sequence::identify_like(edit, *column, *from)?;
        }
    }
    let users = edit.catalog().users(like.source).filter(|user| user.parent != like.source);
    let parts: Vec<ObjectId> = edit
        .catalog()
        .parts(like.source)
        .filter(|part| !part.is(&COLUMN))
        .chain(users)
        .map(|part| part.id)
        .collect();
    let has_comments = like.included.contains(&SyntaxKind::PROPERTY_COMMENTS);
    for property in &like.included {
        for &part in &parts {
            let Some(kind) = edit.get(part).map(|part| part.kind) else { continue };
            let made = (kind.copy_to)(edit, part, table, Copying::Like(*property))?;
            if let Some(made) = made.filter(|_| has_comments) {
                copy_comment(edit, part, made, *property);
            }
        }
    }
    Ok(())
}

/// Copies the comment on a part; that on a key is the one on its index.
fn copy_comment(edit: &mut Edit<'_>, from: ObjectId, to: ObjectId, property: SyntaxKind) {
    let Some(from) = edit.get(from) else { return };
    let attribute = match property {
        SyntaxKind::PROPERTY_INDEXES => (from.kind.comment)(&INDEX),
        _ => "comment",
    };
    let comment = from.get(attribute).cloned();
    edit.set(to, attribute, comment);
}
