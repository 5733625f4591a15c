//! Whole schemas: what a side makes anew as it was only stood in the way of something else.
//!
//! A view is dropped and made again around a column that gets another type. Whoever wrote the whole schema left the view
//! alone, and so the side does: the view keeps its identity, and no statement counts as having done anything to it.
//! Never in it: what holds rows, which are gone then.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::Ground;
use super::side::{Run, Side};
use crate::catalog::{Effect, Object, ObjectId, loses_rows};
use crate::sorted::gathered;

/// The identities of what was made anew, and those that it had.
type Remade = BTreeMap<ObjectId, ObjectId>;

/// The same of one thing and its parts.
type Whole = Vec<(ObjectId, ObjectId)>;

/// Lets what a side made anew as it was be what it was.
pub(crate) fn keep(ground: &Ground, side: &mut Side<'_>) {
    let remade = remade(ground, side);
    if remade.is_empty() {
        return;
    }
    side.catalog = side.catalog.renumbered(|id| before(&remade, id));
    for (new, old) in &remade {
        side.accounts.remove(new);
        side.accounts.remove(old);
    }
    let concerned = gathered(remade.iter().flat_map(|(new, old)| [*new, *old]));
    side.runs.iter_mut().for_each(|run| leave_out(run, &remade, &concerned));
}

fn before(remade: &Remade, id: ObjectId) -> ObjectId {
    remade.get(&id).copied().unwrap_or(id)
}

/// Returns all that a side dropped and made anew as it was. Of what reads something else that is made anew, that must
/// be as it was, too.
fn remade(ground: &Ground, side: &Side<'_>) -> Remade {
    let dropped = side.accounts.iter().filter(|(id, account)| {
        account.dropped.as_ref().is_some_and(|dropping| dropping.root == **id)
    });
    let mut wholes: Vec<Whole> =
        dropped.filter_map(|(id, _)| made_anew(ground, side, *id)).collect();
    loop {
        let mut remade = Remade::new();
        for &(new, old) in wholes.iter().flatten() {
            remade.insert(new, old);
        }
        let count = wholes.len();
        wholes.retain(|whole| is_as_it_was(ground, side, whole, &remade));
        if wholes.len() == count {
            return remade;
        }
    }
}

/// Returns what has the name of a dropped object of the base, with its parts, if it is of the same kind and has as many.
fn made_anew(ground: &Ground, side: &Side<'_>, dropped: ObjectId) -> Option<Whole> {
    let old = ground.catalog.get(dropped).filter(|old| !loses_rows(&ground.catalog, old))?;
    let key = old.keys(ground.catalog.schema_around(old)).into_iter().next()?;
    let new = side.catalog.get(side.catalog.holder(&key)?)?;
    if ground.has(new.id) || !new.is(old.kind) || new.parent != old.parent {
        return None;
    }
    let mut whole = vec![(new.id, old.id)];
    for part in side.catalog.parts(new.id) {
        let mut parts = ground.catalog.parts(old.id);
        let old = parts.find(|old| old.is(part.kind) && old.name == part.name)?;
        whole.push((part.id, old.id));
    }
    (whole.len() == ground.catalog.parts(old.id).count() + 1).then_some(whole)
}

fn is_as_it_was(ground: &Ground, side: &Side<'_>, whole: &Whole, remade: &Remade) -> bool {
    let is_same = |(new, old): &(ObjectId, ObjectId)| {
        let pair = side.catalog.get(*new).zip(ground.catalog.get(*old));
        pair.is_some_and(|(new, old)| says_the_same(new, old, remade))
    };
    whole.iter().all(is_same)
}

/// Tells whether an object says what another said.
fn says_the_same(new: &Object, old: &Object, remade: &Remade) -> bool {
    let mut now = new.clone();
    now.relink(&mut |id| before(remade, id));
    now.is_said_of(old) && old.is_said_of(&now)
}

/// Leaves out of what a statement did all that it did to what was made anew.
fn leave_out(run: &mut Run, remade: &Remade, concerned: &BTreeSet<ObjectId>) {
    let is_left = |effect: &Effect| match effect {
        Effect::Dropped { object, .. } => !concerned.contains(&object.id),
        Effect::Created { object }
        | Effect::Changed { object, .. }
        | Effect::Renamed { object, .. }
        | Effect::Moved { object, .. }
        | Effect::ReliedOn { object } => !concerned.contains(object),
    };
    let effects = std::mem::take(&mut run.effects).into_iter().zip(std::mem::take(&mut run.places));
    (run.effects, run.places) = effects.filter(|(effect, _)| is_left(effect)).unzip();
    for mention in &mut run.mentions {
        mention.object = before(remade, mention.object);
    }
}
