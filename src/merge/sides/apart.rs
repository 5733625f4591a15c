//! Branches that have nothing to do with each other: what each did is what it would have done beside the other.
//!
//! The merged schema is the union then, and the source's statements lead the target there as they stand: that is known
//! without running them again. Whatever is out of the ordinary counts as having to do with the other side. Never in it:
//! conflicts; there are none where it is asked.

use std::collections::BTreeSet;

use super::pair::Pair;
use super::side::{INHERITED, NAME, Run, SCHEMA};
use crate::catalog::{Catalog, Effect, Namespace, Object, ObjectId};
use crate::sql::words::words_anywhere;

/// Tells whether both branches keep to ordinary statements, on things of which the other does not speak, under names
/// that the other does not use.
pub(crate) fn are_apart(pair: Pair<'_>) -> bool {
    let sides = [pair, pair.flipped()];
    if pair.has_twins() || !pair.ground.implied.is_empty() || !sides.iter().all(is_ordinary) {
        return false;
    }
    let [Some(own), Some(other)] = sides.map(Reach::of) else { return false };
    own.is_out_of(&other) && other.is_out_of(&own)
}

/// Tells whether each of a side's statements did something that is there at its end, and only what it names.
fn is_ordinary(pair: &Pair<'_>) -> bool {
    let lasts = |effect: &Effect| lasts(*pair, effect);
    let is_ordinary = |run: &Run| {
        let is_known = run.is_read && !run.is_refused && run.unknown.is_none();
        let does_something =
            run.effects.iter().any(|effect| !matches!(effect, Effect::ReliedOn { .. }));
        is_known && does_something && !run.concerns_what_is_there && run.effects.iter().all(lasts)
    };
    pair.own.settings() == pair.ground.session.settings() && pair.own.runs.iter().all(is_ordinary)
}

/// Tells whether an effect of a side's statement is there at its end.
fn lasts(pair: Pair<'_>, effect: &Effect) -> bool {
    let is_kept = |object: ObjectId, attribute: &str| {
        let kept = pair.own.catalog.get(object);
        kept.is_some_and(|kept| pair.is_new(object) || pair.is_net(kept, attribute))
    };
    match effect {
        Effect::Created { object } => pair.own.catalog.get(*object).is_some(),
        Effect::Changed { object, attribute, .. } => is_kept(*object, attribute),
        Effect::Renamed { object, .. } => is_kept(*object, NAME),
        Effect::Moved { object, .. } => is_kept(*object, SCHEMA),
        Effect::Dropped { object, .. } => !pair.is_new(object.id),
        Effect::ReliedOn { .. } => true,
    }
}

/// How far what a branch did reaches.
struct Reach<'a> {
    pair: Pair<'a>,
    /// The things of the base that it changed, and all that needs these.
    changed: BTreeSet<ObjectId>,
    /// The things of the base that it speaks of.
    used: BTreeSet<ObjectId>,
    /// The first words of the names that it gave or took.
    names: BTreeSet<String>,
}

impl<'a> Reach<'a> {
    /// Returns how far a side reaches; nothing if that can't be told.
    fn of(pair: Pair<'a>) -> Option<Reach<'a>> {
        let (changed, used, names) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut reach = Reach { pair, changed, used, names };
        for &id in pair.own.accounts.keys() {
            for catalog in [&pair.ground.catalog, &pair.own.catalog] {
                if let Some(object) = catalog.get(id) {
                    reach.touch(catalog, object)?;
                }
            }
        }
        for run in &pair.own.runs {
            run.objects().for_each(|id| reach.speak_of(id));
        }
        let changed = reach.changed.iter().copied().collect();
        reach.change_what_needs(changed);
        Some(reach)
    }

    /// Enters an object that the side made, changed or dropped, as it was or as it is.
    fn touch(&mut self, catalog: &Catalog, object: &Object) -> Option<()> {
        let whole = catalog.whole_in_schema(object.id)?;
        let is_plain = |space: &Namespace| {
            matches!(space, Namespace::Relation | Namespace::Type | Namespace::Routine)
        };
        whole.kind.namespaces.iter().any(is_plain).then_some(())?;
        if object.kind.namespaces.iter().any(|space| space.is_in_schema()) {
            self.names.insert(words_anywhere(&object.name).next()?);
        }
        if self.pair.ground.has(whole.id) {
            self.changed.insert(whole.id);
        }
        for (attribute, value) in &object.attributes {
            for used in value.objects() {
                self.speak_of(used);
                let of_parent = (**attribute == *INHERITED).then(|| self.of_base(used)).flatten();
                self.changed.extend(of_parent);
            }
        }
        Some(())
    }

    fn speak_of(&mut self, id: ObjectId) {
        let used = self.of_base(id);
        self.used.extend(used);
    }

    /// Returns the thing of the base that an object is, or is a part of.
    fn of_base(&self, id: ObjectId) -> Option<ObjectId> {
        self.pair.ground.catalog.whole_in_schema(id).map(|whole| whole.id)
    }

    /// Enters all of the base that needs what was changed.
    fn change_what_needs(&mut self, changed: Vec<ObjectId>) {
        let base = &self.pair.ground.catalog;
        let mut within = changed;
        while let Some(id) = within.pop() {
            within.extend(base.parts(id).map(|part| part.id));
            for user in base.users(id) {
                let whole = self.of_base(user.id).filter(|whole| self.changed.insert(*whole));
                within.extend(whole);
            }
        }
    }

    /// Tells whether this side's statements speak of nothing that the other changed, and use none of its names.
    fn is_out_of(&self, other: &Reach<'_>) -> bool {
        let is_changed_there = |id: &ObjectId| other.changed.contains(id);
        !self.used.iter().chain(&self.changed).any(is_changed_there)
            && self.pair.own.changes.iter().all(|change| {
                // In a name with escapes no words can be told.
                !change.statement.contains("&\"")
                    && words_anywhere(change.statement).all(|word| !other.names.contains(&word))
            })
    }
}
