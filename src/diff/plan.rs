//! What is to be done to each object: left, altered, dropped, made, or dropped and made anew.
//!
//! What can't be altered is made anew, and so is what uses that and can't be made to use something else.
//! A pair whose object is made anew is a pair no longer: the object as it is goes, the object as it is to
//! be is new. Never in it: the order of steps.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Compared, is_general};
use super::described;
use super::pairing::Pairs;
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::Doing;
use crate::catalog::{Attribute, Catalog, Object, ObjectId};
use crate::map::Groups;
use crate::sorted::gathered;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The objects that stay, altered or not.
    pub(super) pairs: Pairs,
    /// What is made anew: objects that go, and what they are to be.
    pub(super) anew: BTreeMap<ObjectId, ObjectId>,
    /// What of that makes room under another name first, as what stays needs the one or the other.
    pub(super) aside: BTreeSet<ObjectId>,
    /// What stays, and is not yet what it is to be: as objects to be.
    pub(super) changed: BTreeSet<ObjectId>,
    /// What is to be called otherwise or moved: as objects to be.
    pub(super) renamed: BTreeSet<ObjectId>,
    /// Objects that go.
    pub(super) gone: BTreeSet<ObjectId>,
    /// Objects that are new.
    pub(super) new: BTreeSet<ObjectId>,
    /// Objects to be, whose parts differ in what can't be done to the parts by themselves.
    pub(super) parts: BTreeSet<ObjectId>,
    /// What new objects say of objects to be as they are made.
    pub(super) brought: BTreeSet<(ObjectId, &'static str)>,
}

struct Planner<'a> {
    now: &'a Catalog,
    to: &'a Catalog,
    plan: Plan,
    /// What is to be looked at, again if need be: objects of now.
    open: Vec<ObjectId>,
}

impl Plan {
    /// Decides what is to be done.
    pub(super) fn of(now: &Catalog, to: &Catalog, pairs: Pairs) -> Plan {
        let open = pairs.all().map(|(now, _)| now).collect();
        let plan = Plan { pairs, ..Plan::default() };
        let mut planner = Planner { now, to, plan, open };
        planner.note_single_parts();
        while let Some(id) = planner.open.pop() {
            planner.look_at(id);
        }
        planner.collect();
        planner.plan
    }

    /// Tells whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty()
            && self.renamed.is_empty()
            && self.gone.is_empty()
            && self.new.is_empty()
    }

    /// Tells whether the making of a new object says something of another.
    pub(super) fn is_brought(&self, id: ObjectId, attribute: &str) -> bool {
        let brought = self.brought.range((id, "")..).take_while(|(other, _)| *other == id);
        brought.into_iter().any(|(_, brought)| *brought == attribute)
    }

    /// Returns what is to be done, for people.
    pub(super) fn remains(&self, now: &Catalog, to: &Catalog) -> Vec<String> {
        let altered = self.changed.iter().chain(&self.renamed).map(|id| ("alter", to, id));
        let new = self.new.iter().map(|id| ("create", to, id));
        let gone = self.gone.iter().map(|id| ("drop", now, id));
        let all = altered.chain(new).chain(gone);
        all.map(|(verb, catalog, id)| format!("{verb} {}", described(catalog, *id))).collect()
    }
}

/// Returns the statements that alter one object so, save what waits; nothing if it must be made anew.
pub(super) fn alteration(
    compared: Compared<'_>,
    before: &Object,
    after: &Object,
    parts: bool,
    waits: impl Fn(&str) -> bool,
    online: bool,
) -> Option<Vec<Action>> {
    let mut attributes = compared.attributes(before, after);
    attributes.retain(|attribute| !is_general(after, attribute) && !waits(attribute));
    alteration_of(compared, before, after, &attributes, parts, online)
}

fn alteration_of(
    compared: Compared<'_>,
    before: &Object,
    after: &Object,
    attributes: &[Attribute],
    parts: bool,
    online: bool,
) -> Option<Vec<Action>> {
    if attributes.is_empty() && !parts {
        return Some(Vec::new());
    }
    let (now, to) = (compared.now, compared.to);
    (after.kind.altered)(&Change { now, before, to, after, attributes, parts, online })
}

/// Returns the statements after which an object no longer says something, and all else as before;
/// nothing if it can't be without.
pub(super) fn clearing(now: &Catalog, object: &Object, attribute: &str) -> Option<Vec<Action>> {
    let mut after = object.clone();
    after.attributes.remove(attribute);
    let attributes = &[Attribute::Owned(attribute.to_owned())];
    (object.kind.altered)(&Change {
        now,
        before: object,
        to: now,
        after: &after,
        attributes,
        parts: false,
        online: false,
    })
}

impl Planner<'_> {
    /// Notes the parts of what stays that are new or go, and can't be made or dropped by themselves.
    fn note_single_parts(&mut self) {
        let pairs = &self.plan.pairs;
        let new = self.to.objects().filter(|object| pairs.now_of(object.id).is_none());
        let new = new.filter(|object| is_folded(self.to, object)).map(|object| object.parent);
        let gone = self.now.objects().filter(|object| pairs.to_of(object.id).is_none());
        let gone = gone.filter(|object| (object.kind.dropped)(self.now, object).is_none());
        let gone = gone.filter_map(|object| pairs.to_of(object.parent));
        let wholes: BTreeSet<ObjectId> = gathered(new.chain(gone).chain(self.out_of_order()));
        self.plan.parts = gathered(wholes.into_iter().filter(|id| pairs.now_of(*id).is_some()));
    }

    /// Returns the wholes of parts that stay in another order than they have, and can't be dropped by
    /// themselves: the order of others, such as a table's columns, is that in which they were made.
    fn out_of_order(&self) -> Vec<ObjectId> {
        let (now, to, pairs) = (self.now, self.to, &self.plan.pairs);
        let found = Compared { now, to, pairs }.out_of_order().into_iter();
        let found = found.filter(|(whole, kind)| {
            let part = to.parts(*whole).find(|part| part.is(kind));
            part.is_some_and(|part| (part.kind.dropped)(to, part).is_none())
        });
        gathered(found.map(|(whole, _)| whole))
    }

    /// Decides on an object that stays so far.
    fn look_at(&mut self, id: ObjectId) {
        let Some(other) = self.plan.pairs.to_of(id) else { return };
        let (Some(before), Some(after)) = (self.now.get(id), self.to.get(other)) else { return };
        let compared = Compared { now: self.now, to: self.to, pairs: &self.plan.pairs };
        let mut attributes = compared.attributes(before, after);
        if !attributes.is_empty() {
            self.plan.changed.insert(other);
        }
        attributes.retain(|attribute| !is_general(after, attribute));
        let parts = self.plan.parts.contains(&other);
        if attributes.is_empty() && !parts {
            return;
        }
        self.plan.changed.insert(other);
        let is_altered =
            alteration_of(compared, before, after, &attributes, parts, false).is_some();
        match is_altered {
            true => self.clear_way(before, after, &attributes, parts),
            false if is_folded(self.to, after) => self.change_whole(after),
            false => self.make_anew(self.replaced_with(before).unwrap_or(id)),
        }
    }

    /// Returns the whole that is made anew for a part of it that can't be altered: what others keep values of,
    /// and loses none itself.
    fn replaced_with(&self, part: &Object) -> Option<ObjectId> {
        let whole = self.now.get(part.parent)?;
        let is_kept = self.now.users(whole.id).any(|user| {
            let mut said = user.attributes.iter();
            said.any(|(attribute, value)| (user.kind.keeps)(attribute) && value.mentions(whole.id))
        });
        let hazards = || (whole.kind.hazards)(self.now, whole, Doing::Drop);
        (is_kept && !hazards().contains(&Hazard::DataLoss)).then_some(whole.id)
    }

    /// A part that can't be altered by itself is an alteration of its whole.
    fn change_whole(&mut self, part: &Object) {
        if let Some(whole) = self.plan.pairs.now_of(part.parent)
            && self.plan.parts.insert(part.parent)
        {
            self.open.push(whole);
        }
    }

    /// What keeps an object from being altered is made anew around it.
    fn clear_way(
        &mut self,
        before: &Object,
        after: &Object,
        attributes: &[Attribute],
        parts: bool,
    ) {
        let (now, to, online) = (self.now, self.to, false);
        let change = Change { now, before, to, after, attributes, parts, online };
        let blockers: Vec<ObjectId> = self
            .now
            .users(before.id)
            .filter(|user| {
                let mut said = user.attributes.iter();
                said.any(|(attribute, value)| {
                    value.mentions(before.id) && (user.kind.is_in_the_way)(user, attribute, &change)
                })
            })
            .map(|user| user.id)
            .collect();
        for blocker in blockers {
            self.make_anew(blocker);
        }
    }

    /// Takes an object, with its parts, for another; and looks again at what uses it.
    fn make_anew(&mut self, id: ObjectId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let Some(to) = self.plan.pairs.part(id) else { continue };
            self.plan.anew.insert(id, to);
            self.plan.changed.remove(&to);
            self.plan.parts.remove(&to);
            open.extend(self.now.parts(id).map(|part| part.id));
            self.open.extend(self.now.users(id).map(|user| user.id));
            if let Some(object) = self.now.get(id).filter(|object| is_folded(self.now, object)) {
                self.open.extend(self.plan.pairs.to_of(object.parent).map(|_| object.parent));
            }
        }
    }

    fn collect(&mut self) {
        let plan = &mut self.plan;
        for (now, to) in plan.pairs.all() {
            let (Some(before), Some(after)) = (self.now.get(now), self.to.get(to)) else {
                continue;
            };
            let is_moved = plan.pairs.now_of(after.parent) != Some(before.parent);
            if before.name != after.name || is_moved {
                plan.renamed.insert(to);
            }
        }
        let gone = self.now.objects().map(|object| object.id);
        let gone = gone.filter(|id| plan.pairs.to_of(*id).is_none());
        plan.gone = gathered(gone.filter(|id| can_go(self.now, *id)));
        let new = self.to.objects().map(|object| object.id);
        plan.new = gathered(new.filter(|id| plan.pairs.now_of(*id).is_none()));
        self.note_overloads();
        self.note_brought();
        let anew = self.plan.anew.keys().copied();
        self.plan.aside = gathered(anew.filter(|id| self.is_needed(*id)));
    }

    /// What goes while another of its kind and name comes is made anew too: as long as both are there,
    /// the name may mean either.
    fn note_overloads(&mut self) {
        let plan = &mut self.plan;
        let gone = plan.gone.iter().filter_map(|id| self.now.get(*id));
        let gone = gone.map(|object| ((object.kind.name, &*object.name, object.parent), object.id));
        let gone = Groups::of(gone.collect());
        for object in plan.new.iter().filter_map(|id| self.to.get(*id)) {
            let parent = plan.pairs.now_of(object.parent);
            let key = parent.map(|parent| (object.kind.name, &*object.name, parent));
            if let Some(id) = key.and_then(|key| gone.get(&key).next_back()) {
                plan.anew.entry(*id).or_insert(object.id);
            }
        }
    }

    /// What the making of a new object says is not said before.
    fn note_brought(&mut self) {
        let plan = &mut self.plan;
        let new = plan.new.iter().filter_map(|id| self.to.get(*id));
        plan.brought = gathered(new.flat_map(|object| (object.kind.brings)(self.to, object)));
        for (id, attribute) in &plan.brought {
            let now = plan.pairs.now_of(*id).and_then(|now| self.now.get(now));
            let (Some(before), Some(after)) = (now, self.to.get(*id)) else { continue };
            let compared = Compared { now: self.now, to: self.to, pairs: &plan.pairs };
            if compared.attributes(before, after).iter().all(|changed| changed == attribute) {
                plan.changed.remove(id);
            }
        }
    }

    /// Tells whether something that stays must mention an object, or the one that it is to be, at any time.
    fn is_needed(&self, id: ObjectId) -> bool {
        self.now.users(id).any(|user| {
            let stays = self.plan.pairs.to_of(user.id).is_some();
            stays
                && user.attributes.iter().any(|(attribute, value)| {
                    value.mentions(id) && clearing(self.now, user, attribute).is_none()
                })
        })
    }
}

/// Tells whether an object can be dropped at all: a role that no statement made can't.
pub(super) fn can_go(catalog: &Catalog, id: ObjectId) -> bool {
    let object = catalog.get(id);
    object.is_some_and(|object| (object.kind.dropped)(catalog, object) != Some(Vec::new()))
}

/// Tells whether an object is made with its whole and never by itself.
pub(super) fn is_folded(catalog: &Catalog, object: &Object) -> bool {
    (object.kind.is_inline)(catalog, object) && (object.kind.added)(catalog, object).is_none()
}
