//! The steps of a plan, in an order that runs.
//!
//! Each step comes after those that it needs: what is made, after what it mentions; what is dropped, after
//! what mentions it; what takes a name, after what gives it up. Steps that do not need each other come by
//! what they do, then by kind and name, so equal plans are carried out alike. A circle is entered where
//! it is met first; `run` breaks it. Never in it: statements.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::Compared;
use super::pairing::Pairs;
use super::plan::Plan;
use crate::catalog::kinds::{self, Tie};
use crate::catalog::{Attribute, Catalog, Object, ObjectId, drop, print};
use crate::map::Groups;
use crate::sorted::{gathered, sorted};

/// Something to do to one object: of now for what goes, else as it is to be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Give what stands in the way another name.
    Aside(ObjectId),
    /// Give an object the name and the schema that it is to have.
    Rename(ObjectId),
    /// Make an object no longer mention what goes, under an attribute.
    Clear(ObjectId, String),
    /// Drop it.
    Drop(ObjectId),
    /// Make it, or alter it.
    Reach(ObjectId),
    /// Say of a new object what could not be said before all were there.
    Late(ObjectId),
    /// Join a new object with others.
    Last(ObjectId),
}

/// The steps of a plan.
pub(super) struct Steps<'a> {
    now: &'a Catalog,
    to: &'a Catalog,
    plan: &'a Plan,
    /// The new objects, by name: what a text may speak of.
    named: Groups<&'a str, ObjectId>,
    /// What is made anew, as it is to be and as it is.
    before: BTreeMap<ObjectId, ObjectId>,
    /// The parts to be made or altered of objects that are made of them.
    within: Groups<ObjectId, ObjectId>,
}

/// Returns the steps of a plan, in order.
pub(super) fn steps(now: &Catalog, to: &Catalog, plan: &Plan) -> Vec<Step> {
    let new = plan.new.iter().filter_map(|id| to.get(*id));
    let named = Groups::of(new.map(|object| (&*object.name, object.id)).collect());
    let before = gathered(plan.anew.iter().map(|(before, after)| (*after, *before)));
    let reached = plan.new.iter().chain(&plan.changed).filter_map(|id| to.get(*id));
    let parts = reached.filter(|part| part.kind.is_defining);
    let within = Groups::of(parts.map(|part| (part.parent, part.id)).collect());
    let steps = Steps { now, to, plan, named, before, within };
    let mut visited = BTreeSet::new();
    let mut in_order = Vec::new();
    for root in steps.roots() {
        // No recursion: chains of views can be long. The last pushed comes first.
        let mut open = vec![(root, false)];
        while let Some((step, is_ready)) = open.pop() {
            if is_ready {
                in_order.push(step);
            } else if visited.insert(step.clone()) {
                let needs = steps.needs(&step);
                open.push((step, true));
                open.extend(needs.into_iter().rev().map(|need| (need, false)));
            }
        }
    }
    in_order
}

impl Steps<'_> {
    fn roots(&self) -> Vec<Step> {
        let plan = self.plan;
        let mut roots: Vec<Step> = Vec::new();
        let by_name = |catalog: &Catalog, ids: &BTreeSet<ObjectId>| {
            let named = ids.iter().filter_map(|id| catalog.get(*id));
            // What is done to the parts of one object stands together.
            let named = named.map(|object| {
                let whole =
                    catalog.get(object.parent).map(|whole| catalog.qualified_name(whole.id));
                let place = (kinds::rank(object.kind), whole, object.position);
                (place, object.name.clone(), object.id)
            });
            let named = sorted(named.collect(), |one: &(_, Arc<str>, _), other| one.cmp(other));
            named.into_iter().map(|(_, _, id)| id).collect::<Vec<ObjectId>>()
        };
        roots.extend(by_name(self.to, &plan.renamed).into_iter().map(Step::Rename));
        let gone = by_name(self.now, &plan.gone).into_iter().rev();
        let gone = gone.filter(|id| self.unit(*id) == *id);
        let (followed, gone): (Vec<_>, Vec<_>) = gone.partition(|id| self.has_successor(*id));
        roots.extend(gone.into_iter().map(Step::Drop));
        let reached = plan.new.iter().chain(&plan.changed).chain(&plan.parts);
        let reached = gathered(reached.copied());
        roots.extend(by_name(self.to, &reached).into_iter().map(Step::Reach));
        roots.extend(followed.into_iter().map(Step::Drop));
        let new = by_name(self.to, &plan.new);
        roots.extend(new.iter().copied().map(Step::Late));
        roots.extend(new.into_iter().map(Step::Last));
        roots
    }

    /// Tells whether an object that goes stays until all else is there.
    fn has_successor(&self, id: ObjectId) -> bool {
        let object = self.now.get(id).filter(|_| self.plan.online);
        object.is_some_and(|object| (object.kind.has_successor)(object))
    }

    fn needs(&self, step: &Step) -> Vec<Step> {
        let mut needs = match step {
            Step::Aside(_) => Vec::new(),
            Step::Clear(id, _) => self.needs_of_alteration(*id),
            Step::Rename(id) => self.needs_of_name(*id),
            Step::Drop(id) => self.needs_of_drop(*id),
            Step::Reach(id) => self.needs_of_reach(*id),
            Step::Late(id) | Step::Last(id) => self.needs_of_late(*id),
        };
        needs.retain(|need| need != step);
        needs
    }

    fn pairs(&self) -> &Pairs {
        &self.plan.pairs
    }

    fn is_to_reach(&self, id: ObjectId) -> bool {
        self.plan.new.contains(&id)
            || self.plan.changed.contains(&id)
            || self.plan.parts.contains(&id)
    }

    /// Returns what gives up the names that an object takes.
    fn needs_of_name(&self, id: ObjectId) -> Vec<Step> {
        let Some(object) = self.to.get(id) else { return Vec::new() };
        let mut needs = self.let_go(id);
        if self.plan.renamed.contains(&object.parent) {
            needs.push(Step::Rename(object.parent));
        }
        if object.kind.is_whole && self.plan.new.contains(&object.parent) {
            needs.push(Step::Reach(object.parent));
        }
        let schema = self.pairs().now_of(self.to.schema_of(id));
        let parent = self.pairs().now_of(object.parent);
        let (Some(schema), Some(parent)) = (schema, parent) else { return needs };
        let moved = Object { parent, ..object.clone() };
        for key in moved.keys(schema) {
            let holder = self.now.holder(&key);
            match holder.map(|holder| (holder, self.pairs().to_of(holder))) {
                Some((_, Some(other))) if other != id && self.plan.renamed.contains(&other) => {
                    needs.push(Step::Rename(other));
                }
                Some((holder, None)) => needs.push(self.removal(holder)),
                _ => {}
            }
        }
        needs
    }

    /// Returns what is to belong to an object no longer that is to be moved: it would be moved with it.
    fn let_go(&self, id: ObjectId) -> Vec<Step> {
        let Some(now) = self.pairs().now_of(id) else { return Vec::new() };
        let schema = self.to.schema_of(id);
        if self.pairs().to_of(self.now.schema_of(now)) == Some(schema) {
            return Vec::new();
        }
        let owned = self.now.parts(now).flat_map(|part| {
            let belongs = |user: &&Object| {
                let ties = drop::mentions(self.now, user, part.id);
                ties.iter().any(|(_, _, tie)| *tie == Tie::Belongs)
            };
            self.now.users(part.id).filter(belongs)
        });
        let others = owned.filter_map(|user| self.pairs().to_of(user.id));
        let stays = |other: &ObjectId| {
            self.plan.changed.contains(other) && self.to.schema_of(*other) != schema
        };
        others.filter(stays).map(Step::Reach).collect()
    }

    /// Returns how an object that goes makes room.
    fn removal(&self, id: ObjectId) -> Step {
        let unit = self.unit(id);
        if self.plan.aside.contains(&unit) { Step::Aside(unit) } else { Step::Drop(unit) }
    }

    /// Returns the object with which an object goes.
    fn unit(&self, id: ObjectId) -> ObjectId {
        let mut unit = id;
        while let Some(object) = self.now.get(unit)
            && self.plan.gone.contains(&object.parent)
            && drop::part_belongs(object)
        {
            unit = object.parent;
        }
        unit
    }

    fn needs_of_drop(&self, id: ObjectId) -> Vec<Step> {
        let unit = self.unit(id);
        if unit != id {
            return vec![Step::Drop(unit)];
        }
        let mut needs = Vec::new();
        let family = self.family(id);
        for member in &family {
            for user in self.now.users(*member).filter(|user| !family.contains(&user.id)) {
                needs.extend(self.needs_of_drop_from(user, *member));
            }
            if let Some(object) = self.now.get(*member) {
                needs.extend(self.taken_along(object, &family));
            }
            let parts = self.now.parts(*member).filter(|part| !family.contains(&part.id));
            needs.extend(parts.map(|part| match self.pairs().to_of(part.id) {
                Some(other) => Step::Rename(other),
                None => Step::Drop(part.id),
            }));
        }
        needs
    }

    /// Returns what goes in silence with an object.
    fn family(&self, id: ObjectId) -> BTreeSet<ObjectId> {
        let mut family = BTreeSet::new();
        family.insert(id);
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let parts = self.now.parts(id).filter(|part| drop::part_belongs(part));
            let users = self.now.users(id).filter(|user| {
                let ties = drop::mentions(self.now, user, id);
                ties.iter().any(|(_, _, tie)| *tie == Tie::Belongs)
            });
            for object in parts.chain(users) {
                if self.plan.gone.contains(&object.id) && family.insert(object.id) {
                    open.push(object.id);
                }
            }
        }
        family
    }

    /// Returns what must be before an object is dropped that another mentions.
    fn needs_of_drop_from(&self, user: &Object, id: ObjectId) -> Vec<Step> {
        let ties = drop::mentions(self.now, user, id);
        let mut needs = Vec::new();
        for (_, attribute, tie) in ties.iter().filter(|(_, _, tie)| *tie != Tie::Forgets) {
            match self.pairs().to_of(user.id) {
                None if *tie != Tie::Belongs => needs.push(Step::Drop(self.unit(user.id))),
                None => {}
                Some(other) if self.is_said_anew(other, attribute, id) => {
                    needs.push(Step::Clear(user.id, attribute.to_string()));
                }
                Some(other) => needs.push(Step::Reach(other)),
            }
        }
        needs
    }

    /// Tells whether what stays will mention, under an attribute, what an object that goes, or one that goes
    /// with it, is to be once that is made anew: which can be only when they are gone.
    fn is_said_anew(&self, other: ObjectId, attribute: &str, id: ObjectId) -> bool {
        let unit = self.unit(id);
        let mentioned = self.to.get(other).map(|other| other.objects(attribute));
        let mut before = mentioned.into_iter().flatten().filter_map(|id| self.before.get(&id));
        !self.plan.aside.contains(&unit) && before.any(|before| self.unit(*before) == unit)
    }

    /// Returns the drops that take an object along, or alter it.
    fn taken_along(&self, object: &Object, family: &BTreeSet<ObjectId>) -> Vec<Step> {
        let mentioned = object.attributes.values().flat_map(|value| value.objects());
        let gone = mentioned.filter(|id| self.plan.gone.contains(id) && !family.contains(id));
        let with = gone.filter(|id| {
            let ties = drop::mentions(self.now, object, *id);
            ties.iter().any(|(_, _, tie)| matches!(tie, Tie::Belongs | Tie::Forgets))
        });
        with.map(|id| Step::Drop(self.unit(id))).collect()
    }

    fn needs_of_reach(&self, id: ObjectId) -> Vec<Step> {
        let Some(object) = self.to.get(id) else { return Vec::new() };
        let unit = print::unit(self.to, id);
        if unit != id && self.plan.new.contains(&unit) {
            return vec![Step::Reach(unit)];
        }
        if let Some(whole) = self.brought_by(object) {
            return vec![Step::Reach(whole)];
        }
        let mut needs = self.needs_of_name(id);
        match self.pairs().now_of(id) {
            Some(now) => needs.extend(self.needs_of_alteration(now)),
            None => {
                // What makes room for it, whatever it is called.
                let before = self.before.get(&id).filter(|one| self.plan.aside.contains(one));
                needs.extend(before.map(|before| Step::Aside(*before)));
                needs.extend(self.left_behind(id));
                needs.extend(self.fellows_before(object));
                needs.extend(self.preceding(object));
            }
        }
        let own = self.inline(object);
        let changed = self.changed(object);
        for member in &own {
            if member.id != id {
                needs.extend(self.needs_of_name(member.id));
            }
            // What is late for a new whole is not for a part that is made when the whole is there, nor where
            // it is altered.
            let is_late = |attribute: &Attribute| {
                (member.id != id || object.kind.is_whole && !changed.contains(attribute))
                    && (member.kind.is_late)(self.to, member, attribute)
            };
            let said = member.attributes.iter().filter(|(attribute, _)| !is_late(attribute));
            let after = (member.kind.precedes)(self.to, member);
            let mentioned = said.flat_map(|(_, value)| value.objects()).chain([member.parent]);
            needs.extend(self.reaching(mentioned.filter(|id| Some(*id) != after).collect()));
            needs.extend(self.made_of(member, object));
        }
        needs.extend(self.spoken_of(object));
        needs
    }

    /// Returns the drops of what an object that is made anew no longer comes from, and would still find: a key
    /// beside the one that a foreign key is to refer to.
    fn left_behind(&self, id: ObjectId) -> Vec<Step> {
        let before = self.before.get(&id).and_then(|before| self.now.get(*before));
        let mentioned = before.into_iter().flat_map(|before| before.attributes.values());
        let gone = mentioned.flat_map(|value| value.objects()).filter(|id| {
            self.plan.gone.contains(id) && self.has_successor(*id) && !self.plan.aside.contains(id)
        });
        gone.map(|id| Step::Drop(self.unit(id))).collect()
    }

    /// Returns what is said otherwise of an object that stays.
    fn changed(&self, object: &Object) -> Vec<Attribute> {
        let before = self.pairs().now_of(object.id).and_then(|now| self.now.get(now));
        let compared = Compared { now: self.now, to: self.to, pairs: self.pairs() };
        before.map(|before| compared.attributes(before, object)).unwrap_or_default()
    }

    /// Returns the alterations of what the values that a member of an object keeps are made of, save of what
    /// a part of the object must precede, or is there for.
    fn made_of(&self, member: &Object, object: &Object) -> Vec<Step> {
        let keeping =
            member.attributes.iter().filter(|(attribute, _)| (member.kind.keeps)(attribute));
        let kept = keeping.flat_map(|(_, value)| value.objects());
        let parts: Vec<ObjectId> = kept.flat_map(|id| self.within.get(&id)).copied().collect();
        if parts.is_empty() {
            return Vec::new();
        }
        let own = self.to.parts(object.id).filter(|part| self.plan.new.contains(&part.id));
        let later: Vec<ObjectId> = own.filter_map(|part| self.origin(part)).collect();
        let parts = parts.into_iter().filter(|part| !later.contains(part));
        parts.map(|id| Step::Reach(self.maker(id))).collect()
    }

    /// Returns what an object comes from and must be there for, it or its whole.
    fn origin(&self, object: &Object) -> Option<ObjectId> {
        let bringing = || (object.kind.brought_by)(self.to, object).map(|bringing| bringing.id);
        (object.kind.precedes)(self.to, object).or_else(bringing)
    }

    /// Returns the making of what must be there before an object is made: what precedes it, or a new whole of
    /// what it brings.
    fn preceding(&self, object: &Object) -> Vec<Step> {
        let users = self.to.users(object.id).filter(|user| self.plan.new.contains(&user.id));
        let preceding = users.filter_map(|user| {
            if (user.kind.precedes)(self.to, user) == Some(object.id) {
                return Some(user.id);
            }
            let unit = print::unit(self.to, user.id);
            let is_inside = unit != user.id && self.plan.new.contains(&unit);
            (is_inside && self.origin(user) == Some(object.id)).then_some(unit)
        });
        preceding.map(Step::Reach).collect()
    }

    /// Returns the unit of the new object that brings another along.
    fn brought_by(&self, object: &Object) -> Option<ObjectId> {
        let new = self.plan.new.contains(&object.id);
        let whole = new.then(|| (object.kind.brought_by)(self.to, object)).flatten()?;
        self.plan.new.contains(&whole.id).then(|| match print::unit(self.to, whole.id) {
            unit if self.plan.new.contains(&unit) => unit,
            _ => whole.id,
        })
    }

    /// Returns the making of what the text of an object that is looked into may speak of.
    fn spoken_of(&self, object: &Object) -> Vec<Step> {
        if (object.kind.setting)(self.to, object).is_none() {
            return Vec::new();
        }
        let texts = object.attributes.values().filter_map(|value| value.as_text());
        let is_between = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_';
        let words = texts.flat_map(|text| text.split(is_between));
        let words: BTreeSet<&str> = gathered(words);
        let known = words.into_iter().flat_map(|word| self.named.get(word));
        known.map(|id| Step::Reach(*id)).collect()
    }

    /// Returns an object and the parts that are made with it.
    fn inline(&self, object: &Object) -> Vec<&Object> {
        let mut own: Vec<&Object> = self.to.get(object.id).into_iter().collect();
        if self.plan.new.contains(&object.id) {
            let parts = self.to.parts(object.id);
            own.extend(parts.filter(|part| {
                (part.kind.is_inline)(self.to, part) || (part.kind.with_whole)(part).is_some()
            }));
        }
        own
    }

    /// Returns the steps that make, or alter, what is mentioned.
    fn reaching(&self, mentioned: Vec<ObjectId>) -> Vec<Step> {
        let steps = mentioned.into_iter().flat_map(|id| {
            let rename = self.plan.renamed.contains(&id).then_some(Step::Rename(id));
            let reach = self.is_to_reach(id).then(|| Step::Reach(self.maker(id)));
            rename.into_iter().chain(reach)
        });
        steps.collect()
    }

    /// Returns the object with which one is made, if it is new; else the object itself.
    fn maker(&self, id: ObjectId) -> ObjectId {
        let brought = self.to.get(id).and_then(|object| self.brought_by(object));
        match print::unit(self.to, brought.unwrap_or(id)) {
            unit if self.plan.new.contains(&unit) => unit,
            _ => brought.unwrap_or(id),
        }
    }

    /// Returns the drops of what mentions an object that is altered, and of its parts; save of those that can
    /// go only when it has left what they come from.
    fn needs_of_alteration(&self, now: ObjectId) -> Vec<Step> {
        let is_own = |part: &&Object| self.taken_along(part, &BTreeSet::new()).is_empty();
        let users = self.now.users(now).chain(self.now.parts(now).filter(is_own));
        let gone = users.filter(|user| self.plan.gone.contains(&user.id));
        gone.filter(|user| self.unit(user.id) != now)
            .filter(|user| !self.plan.aside.contains(&self.unit(user.id)))
            .map(|user| Step::Drop(self.unit(user.id)))
            .collect()
    }

    /// Returns the making of the new fellow before an object that has a place among its fellows.
    fn fellows_before(&self, object: &Object) -> Option<Step> {
        if !object.kind.is_ordered {
            return None;
        }
        let fellows = self.to.parts_of_kind(object.parent, object.kind);
        let before = fellows.iter().rev().find(|fellow| fellow.position < object.position)?;
        self.plan.new.contains(&before.id).then_some(Step::Reach(before.id))
    }

    fn needs_of_late(&self, id: ObjectId) -> Vec<Step> {
        let Some(object) = self.to.get(id) else { return Vec::new() };
        let mentioned = object.attributes.values().flat_map(|value| value.objects());
        let mut needs = self.reaching(mentioned.chain([id]).collect());
        needs.retain(|need| matches!(need, Step::Reach(_) | Step::Rename(_)));
        needs
    }
}
