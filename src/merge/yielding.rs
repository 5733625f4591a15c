//! Names that nobody chose give way: what the source leaves PostgreSQL to name is named as PostgreSQL would on the
//! target's schema.
//!
//! Two branches that each add a check without a name to one column have two checks of one made-up name. Run after
//! the target's, the source's statement makes its check under the next name, so that is what it is called here.
//! Never in it: names that a statement writes.

use std::collections::{BTreeMap, BTreeSet};

use super::conflicts::collisions::{differ, renamed_by};
use super::conflicts::conflict::ConflictClass;
use super::conflicts::finding::Finding;
use super::replay;
use super::sides::ground::Ground;
use super::sides::pair::{Pair, Twins};
use super::sides::side::Side;
use crate::catalog::{Object, ObjectId};
use crate::sorted::gathered;

/// The source's objects that got other names, with the full names that they had.
pub(super) type Yielded = BTreeMap<ObjectId, String>;

/// Renames the source's objects whose made-up names the target has given to others.
pub(super) fn give_way(
    ground: &Ground,
    source: &mut Side<'_>,
    target: &Side<'_>,
    twins: &Twins,
) -> Yielded {
    let names = names_after(ground, source, target, twins);
    let mut yielded = Yielded::new();
    for (id, name) in names {
        if let Some(object) = source.catalog.get(id).cloned() {
            yielded.insert(id, crate::diff::full_name(&source.catalog, &object));
            source.catalog.put(Object { name: name.as_str().into(), ..object });
        }
    }
    yielded
}

/// Returns the names that the source's objects get on the target's schema, where these are others.
fn names_after(
    ground: &Ground,
    source: &Side<'_>,
    target: &Side<'_>,
    twins: &Twins,
) -> BTreeMap<ObjectId, String> {
    let pair = Pair::new(ground, source, target, twins);
    let is_another = |(id, twin): &(ObjectId, ObjectId)| {
        let are_unnamed = is_unnamed(pair, *id) && is_unnamed(pair.flipped(), *twin);
        are_unnamed && !is_bound(source, *id) && differ(pair, *id, *twin)
    };
    let disputed: Vec<(ObjectId, ObjectId)> = twins.pairs().filter(is_another).collect();
    let mut names = BTreeMap::new();
    if disputed.is_empty() {
        return names;
    }
    let unnamed: BTreeSet<ObjectId> =
        gathered(source.accounts.keys().copied().filter(|id| is_unnamed(pair, *id)));
    let mut twins = twins.clone();
    disputed.iter().for_each(|(id, _)| twins.part(*id));
    let replay = replay::replayed(Pair::new(ground, source, target, &twins));
    for (&here, &own) in replay.made.iter().filter(|(_, own)| unnamed.contains(own)) {
        let after = replay.catalog.get(here).map(|object| object.name.to_string());
        names.extend(after.map(|after| (own, after)));
    }
    // Where the source's statement does not run as it is, the name is made of the one that is taken.
    for (id, _) in disputed {
        let object = source.catalog.get(id);
        let object = object.filter(|object| object.kind.is_whole && !names.contains_key(&id));
        let name = object.and_then(|object| next_free(source, target, object));
        names.extend(name.map(|name| (id, name)));
    }
    names.retain(|id, name| {
        let object = source.catalog.get(*id).filter(|object| *object.name != **name);
        object.is_some_and(|object| !is_chosen_there(pair, object))
    });
    names
}

/// Tells whether an object is one with another, which has but one like it: the sequence of an identity column.
fn is_bound(side: &Side<'_>, id: ObjectId) -> bool {
    let object = side.catalog.get(id);
    object.is_some_and(|object| {
        object.kind.is_whole && (object.kind.is_inline)(&side.catalog, object)
    })
}

/// Tells whether the other side gave an object's name to something by writing it.
fn is_chosen_there(pair: Pair<'_>, object: &Object) -> bool {
    let (there, catalog) = (pair.flipped(), &pair.other.catalog);
    let holder = catalog.holder_of_names(object).and_then(|holder| catalog.get(holder));
    holder.is_some_and(|holder| match there.is_new(holder.id) {
        true => !is_unnamed(there, holder.id),
        false => renamed_by(there, holder).is_some(),
    })
}

/// Returns the first name with a number behind an object's that neither side has.
fn next_free(source: &Side<'_>, target: &Side<'_>, object: &Object) -> Option<String> {
    (1..=u8::MAX).map(|number| format!("{}{number}", object.name)).find(|name| {
        let renamed = Object { name: name.as_str().into(), ..object.clone() };
        [source, target].iter().all(|side| side.catalog.holder_of_names(&renamed).is_none())
    })
}

/// Tells whether a side's new object, on something of the base, has a name that no statement writes.
fn is_unnamed(pair: Pair<'_>, id: ObjectId) -> bool {
    let Some(object) = pair.own.catalog.get(id) else { return false };
    let made = pair.own.accounts.get(&id).and_then(|account| account.made);
    let is_on_base = pair.is_new(id) && !pair.is_new(object.parent);
    is_on_base && made.is_some_and(|by| !pair.own.writes(by, &object.name))
}

/// Tells which of the source's objects are called otherwise than when they were recorded.
pub(super) fn find(pair: Pair<'_>, yielded: &Yielded) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &id in yielded.keys() {
        let Some(by) = pair.own.origin(id) else { continue };
        let object = pair.described_at_the_end(id);
        let explanation = format!(
            "both sides leave a name to PostgreSQL, and it is one: the source's becomes {object}"
        );
        let finding = Finding::new(object, ConflictClass::OrderDependent, explanation).of(id);
        findings.push(finding.shown_by(vec![by], Vec::new()));
    }
    findings
}
