//! What is to be done to each object: left, altered, dropped, made, or dropped and made anew.
//!
//! What can't be altered is made anew, and so is what uses that and can't be made to use something else.
//! A pair whose object is made anew is a pair no longer: the object as it is goes, the object as it is to
//! be is new. Never in it: the order of steps.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Compared, is_general};
use super::pairing::Pairs;
use crate::catalog::alteration::{Action, Change, loses_rows};
use crate::catalog::kinds::Tie;
use crate::catalog::{Attribute, Catalog, Object, ObjectId, drop};
use crate::map::Groups;
use crate::sorted::gathered;

/// What is to be done.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The objects that stay, altered or not.
    pub(super) pairs: Pairs,
    /// What is made anew: objects that go, and what they are to be.
    pub(super) anew: BTreeMap<ObjectId, ObjectId>,
    /// What of that has to be gone while something else is altered: it has no successor before.
    pub(super) in_the_way: BTreeSet<ObjectId>,
    /// What of that makes room under another name first, as what stays needs the one or the other.
    pub(super) aside: BTreeSet<ObjectId>,
    /// What stays, and is not yet what it is to be: as objects to be.
    pub(super) changed: BTreeSet<ObjectId>,
    /// What is to be called otherwise or moved: as objects to be.
    pub(super) renamed: BTreeSet<ObjectId>,
    /// What an object of another kind is made into: as objects to be.
    pub(super) remade: BTreeSet<ObjectId>,
    /// Objects that go.
    pub(super) gone: BTreeSet<ObjectId>,
    /// Objects that are new.
    pub(super) new: BTreeSet<ObjectId>,
    /// Objects to be, whose parts differ in what can't be done to the parts by themselves.
    pub(super) parts: BTreeSet<ObjectId>,
    /// Whether what has a successor stays until that is there.
    pub(super) online: bool,
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
    /// Decides what is to be done; `anew` is what can't be altered, as was found.
    pub(super) fn of(
        now: &Catalog,
        to: &Catalog,
        pairs: Pairs,
        online: bool,
        anew: &BTreeSet<ObjectId>,
    ) -> Plan {
        let pairs = pairs.made_of(now, to);
        let open = pairs.all().map(|(now, _)| now).collect();
        let plan = Plan { pairs, online, ..Plan::default() };
        let mut planner = Planner { now, to, plan, open };
        anew.iter().for_each(|id| planner.make_anew(*id));
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
        all.map(|(verb, catalog, id)| format!("{verb} {}", catalog.designation(*id))).collect()
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
            false => self.make_anew(self.replaced_with(before, after).unwrap_or(id)),
        }
    }

    /// Returns what is made anew for a part that can't be altered, if it can without a loss: what the part is to
    /// come from, or its whole, where others keep values of that which would be lost with the part.
    fn replaced_with(&self, part: &Object, after: &Object) -> Option<ObjectId> {
        let bringing = (after.kind.brought_by)(self.to, after).map(|origin| origin.id);
        let origin = bringing.or_else(|| (after.kind.precedes)(self.to, after));
        let whole = self.now.get(part.parent)?.id;
        let is_kept = loses_rows(self.now, part)
            && self.now.users(whole).any(|user| {
                let mut said = user.attributes.iter();
                said.any(|(attribute, value)| (user.kind.keeps)(attribute) && value.mentions(whole))
            });
        let replaced = origin.and_then(|origin| self.plan.pairs.now_of(origin));
        let replaced = self.now.get(replaced.or(is_kept.then_some(whole))?)?;
        (!loses_rows(self.now, replaced)).then_some(replaced.id)
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
            match blocker == before.parent {
                // Another of it has the part as it is to be.
                true => self.make_anew(blocker),
                false => self.clear_off(blocker),
            }
        }
    }

    /// Takes an object that has to be gone meanwhile for another, and so all that can't be without it.
    fn clear_off(&mut self, id: ObjectId) {
        let mut open = vec![id];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            self.make_anew(id);
            self.plan.in_the_way.insert(id);
            let users = self.now.users(id);
            let users = users.filter(|user| self.needs(user, id) && !loses_rows(self.now, user));
            open.extend(users.map(|user| user.id));
        }
    }

    /// Tells whether no statement makes an object do without one that it mentions.
    fn needs(&self, user: &Object, id: ObjectId) -> bool {
        user.attributes.iter().any(|(attribute, value)| {
            value.mentions(id) && clearing(self.now, user, attribute).is_none()
        })
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
            if !before.is(after.kind) {
                plan.remade.insert(to);
            } else if before.name != after.name || is_moved {
                plan.renamed.insert(to);
            }
        }
        let gone = self.now.objects().map(|object| object.id);
        let gone = gone.filter(|id| plan.pairs.to_of(*id).is_none());
        plan.gone = gathered(gone.filter(|id| can_go(self.now, *id)));
        let new = self.to.objects().map(|object| object.id);
        plan.new = gathered(new.filter(|id| plan.pairs.now_of(*id).is_none()));
        self.note_overloads();
        self.note_namesakes();
        self.note_unnamed();
        self.note_aside();
    }

    /// What is needed at any time makes room, and so does what that is made of, and what goes with it.
    fn note_aside(&mut self) {
        let anew = self.plan.anew.iter();
        let needed =
            anew.filter(|(id, after)| self.is_needed(**id) || self.is_followed(**id, **after));
        let mut open: Vec<ObjectId> = needed.map(|(id, _)| *id).collect();
        while let Some(id) = open.pop() {
            if !self.plan.anew.contains_key(&id) || !self.plan.aside.insert(id) {
                continue;
            }
            let parts = self.now.parts(id).filter(|part| part.kind.is_defining);
            let kept = parts.chain(self.now.get(id)).flat_map(|object| {
                let said = object.attributes.iter();
                let kept = said.filter(|(attribute, _)| (object.kind.keeps)(attribute));
                kept.flat_map(|(_, value)| value.objects())
            });
            open.extend(kept);
            let belongs = |user: &&Object| {
                let ties = drop::mentions(self.now, user, id);
                ties.iter().any(|(_, _, tie)| *tie == Tie::Belongs)
            };
            open.extend(self.now.users(id).filter(belongs).map(|user| user.id));
        }
    }

    /// Tells whether an object stays until its successor, which is to have its name, is there.
    fn is_followed(&self, id: ObjectId, after: ObjectId) -> bool {
        let (Some(before), Some(after)) = (self.now.get(id), self.to.get(after)) else {
            return false;
        };
        let mut mentioned = before.attributes.values().flat_map(|value| value.objects());
        self.plan.online
            && !self.plan.in_the_way.contains(&id)
            && before.name == after.name
            && (before.kind.has_successor)(before)
            && self.plan.pairs.to_of(before.parent).is_some()
            && mentioned.all(|id| self.plan.pairs.to_of(id).is_some())
    }

    /// What goes while another of its kind and name comes is made anew too: as long as both are there,
    /// the name may mean either. What has no name is none of another.
    fn note_overloads(&mut self) {
        let plan = &mut self.plan;
        let gone = plan.gone.iter().filter_map(|id| self.now.get(*id));
        let gone = gone.filter(|object| !object.name.is_empty());
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

    /// What goes and has the name of something new is made anew as that, whatever it is, if something that stays
    /// needs the one or the other at any time.
    fn note_namesakes(&mut self) {
        let mut found = Vec::new();
        let new = self.plan.new.iter().filter_map(|id| self.to.get(*id));
        for object in new.filter(|object| object.kind.is_whole) {
            let Some(parent) = self.plan.pairs.now_of(object.parent) else { continue };
            let keys = Object { parent, ..object.clone() }.keys(parent);
            let holders = keys.iter().filter_map(|key| self.now.holder(key));
            let gone = holders.filter(|holder| self.plan.gone.contains(holder));
            found.extend(gone.filter(|id| self.is_needed(*id)).map(|holder| (holder, object.id)));
        }
        for (holder, id) in found {
            self.plan.anew.entry(holder).or_insert(id);
        }
    }

    /// What the making of a new object says is not said before; in a database in use it is, of what is there, since
    /// that has ways of its own to keep others waiting less: a column that a key makes not null.
    fn note_unnamed(&mut self) {
        let plan = &mut self.plan;
        let new = plan.new.iter().chain(&plan.remade).filter_map(|id| self.to.get(*id));
        let brought = new.flat_map(|object| (object.kind.brings)(self.to, object));
        let brought = brought.filter(|(id, _)| !plan.online || plan.new.contains(id));
        plan.brought = gathered(brought);
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
        let mut users = self.now.users(id);
        users.any(|user| self.plan.pairs.to_of(user.id).is_some() && self.needs(user, id))
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
