//! Indexes whose columns get another type: whether they can still be, and what making them anew changes.
//!
//! Never in it: what else is read again then (see `table`).

use super::element::{For, element};
use super::{BTREE, INCOMPLETE, INDEX, NAMED_AFTER, check_type, create};
use crate::catalog::drop::{description, mentions};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::constraint::{self, CONSTRAINT};
use crate::catalog::kinds::{Tie, table};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, children};

/// Reads the elements of an index, as a list holds them, again.
///
/// # Errors
///
/// See [`element`].
pub(crate) fn read_again(edit: &Edit<'_>, index: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(index) else { return Ok(()) };
    let method = object.text("method").unwrap_or(BTREE);
    children(list, SyntaxKind::PARTITION_ITEM)
        .try_for_each(|item| element(edit, object.parent, &item, (method, For::Index)).map(|_| ()))
}

/// Refuses keys over a column whose type has no order.
///
/// # Errors
///
/// `42704`.
pub(crate) fn check_keys_of(edit: &Edit<'_>, column: ObjectId, place: Span) -> Accepted<()> {
    let catalog = edit.catalog();
    let Some(object) = catalog.get(column) else { return Ok(()) };
    let is_in_key = catalog.parts(object.parent).any(|part| {
        matches!(constraint::type_of(part), constraint::PRIMARY_KEY | constraint::UNIQUE)
            && part.objects("columns").contains(&column)
    });
    match is_in_key {
        true => check_type(edit.lookup(), object.get("type"), BTREE, place),
        false => Ok(()),
    }
}

/// What a partition has from an index or a key of a table that it is in.
struct Part {
    whole: ObjectId,
    table: ObjectId,
    id: ObjectId,
}

/// Makes the indexes and keys over columns anew, as PostgreSQL does: what one is called after its columns, and
/// what partitions have from it, is then as if it were new.
///
/// # Errors
///
/// `2BP01` if something uses what a partition has from one.
pub(crate) fn make_again(edit: &mut Edit<'_>, columns: &[ObjectId], place: Span) -> Accepted<()> {
    let catalog = edit.catalog();
    let mut users: Vec<&Object> = Vec::new();
    for user in columns.iter().flat_map(|column| catalog.users(*column)) {
        let is_concerned = user.is(&INDEX) || user.is(&CONSTRAINT);
        if is_concerned && !users.iter().any(|other| other.id == user.id) {
            users.push(user);
        }
    }
    let is_whole = |user: &&&Object| {
        !user.has("inherited") && (user.is(&INDEX) || constraint::has_index(user))
    };
    let keys = users.iter().filter(|user| user.is(&CONSTRAINT));
    let wholes = keys.chain(users.iter().filter(|user| user.is(&INDEX))).filter(is_whole);
    let wholes: Vec<ObjectId> = wholes.map(|whole| whole.id).collect();
    let parts = parts_of(catalog, &wholes);
    if is_used(catalog, &parts) {
        let table = columns.first().and_then(|column| catalog.get(*column)).map(|it| it.parent);
        let dropped = users.iter().filter(|user| Some(user.parent) == table).count();
        return Err(in_use(edit, &wholes, dropped, place));
    }
    wholes.iter().for_each(|whole| edit.remember(*whole, NAMED_AFTER, None));
    match parts.is_empty() {
        true => Ok(()),
        false => replace(edit, &wholes, &parts),
    }
}

/// Returns what partitions have from indexes and keys, wholes before parts.
fn parts_of(catalog: &Catalog, wholes: &[ObjectId]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for &whole in wholes {
        let mut open = vec![whole];
        while let Some(of) = open.pop() {
            let own = catalog.users(of).filter(|user| user.objects("inherited").contains(&of));
            for part in own {
                parts.push(Part { whole, table: part.parent, id: part.id });
                open.push(part.id);
            }
        }
    }
    parts
}

/// Tells whether a part can't be taken away: something else needs it, or it is a key of its own.
fn is_used(catalog: &Catalog, parts: &[Part]) -> bool {
    let uses = |user: &Object, used: ObjectId| {
        mentions(catalog, user, used).iter().any(|(_, _, tie)| *tie == Tie::Uses)
    };
    parts.iter().any(|part| {
        let own = catalog.get(part.id);
        own.is_some_and(|own| own.objects("inherited").iter().any(|whole| uses(own, *whole)))
            || catalog.users(part.id).any(|user| uses(user, part.id))
    })
}

/// Returns the refusal to drop several things, to make them anew, of which others need one.
fn in_use(edit: &Edit<'_>, wholes: &[ObjectId], dropped: usize, place: Span) -> Refusal {
    let message = match wholes {
        [whole, ..] if dropped == 1 => {
            let whole = description(edit.lookup(), *whole);
            format!("cannot drop {whole} because other objects depend on it")
        }
        _ => "cannot drop desired object(s) because other objects depend on them".to_owned(),
    };
    Refusal::dependents(place, message)
}

/// Makes parts anew; if they come out as they were, they stay.
fn replace(edit: &mut Edit<'_>, wholes: &[ObjectId], parts: &[Part]) -> Accepted<()> {
    let before: Vec<Object> = parts.iter().filter_map(|part| edit.get(part.id).cloned()).collect();
    forget(edit, parts);
    let mark = edit.mark();
    parts.iter().rev().for_each(|part| edit.remove(part.id));
    for whole in wholes {
        make_parts(edit, *whole)?;
        edit.set(*whole, INCOMPLETE, None);
    }
    let now = parts_of(edit.catalog(), wholes);
    let new_id = |id: ObjectId| {
        let old = parts.iter().find(|part| part.id == id);
        let new = old.and_then(|old| {
            now.iter().find(|new| (new.whole, new.table) == (old.whole, old.table))
        });
        new.map_or(id, |new| new.id)
    };
    let is_same = |old: &Object| {
        edit.get(new_id(old.id)).is_some_and(|new| {
            let mut old = old.clone();
            old.relink(&mut |id| new_id(id));
            new.name == old.name && new.attributes == old.attributes
        })
    };
    if now.len() == parts.len() && before.iter().all(is_same) {
        edit.roll_back_to(mark);
    }
    Ok(())
}

/// No partition is clustered any more on what is made anew, nor are its rows told apart by it.
fn forget(edit: &mut Edit<'_>, parts: &[Part]) {
    let catalog = edit.catalog();
    let mentioned = parts.iter().flat_map(|part| {
        let users = catalog.users(part.id).filter(|user| user.id == part.table);
        users.flat_map(|user| mentions(catalog, user, part.id))
    });
    let mentioned: Vec<_> = mentioned.collect();
    for (table, attribute, _) in mentioned {
        edit.set(table, attribute, None);
    }
}

/// Makes an index, or a key, of a partitioned table on its partitions, and on theirs.
fn make_parts(edit: &mut Edit<'_>, whole: ObjectId) -> Accepted<()> {
    let Some(object) = edit.get(whole).cloned() else { return Ok(()) };
    for partition in table::children(edit.catalog(), object.parent) {
        let part = match object.is(&INDEX) {
            true => create::make_part(edit, &object, partition)?,
            false => constraint::make_part(edit, &object, partition)?,
        };
        make_parts(edit, part)?;
    }
    Ok(())
}
