//! The merged catalog: the target's, with the source's net changes in it.
//!
//! It is made whether there are conflicts or not; where there are, the target's value stands. Never in it:
//! verdicts.

use std::collections::BTreeSet;

use super::sides::pair::{Pair, said};
use super::sides::side::{INHERITED, NAME, SCHEMA};
use super::three_way::{Merged, three_way};
use crate::catalog::{Catalog, Object, ObjectId, Value, needless_privileges};
use crate::sorted::sorted;

/// What both branches leave together.
#[derive(Debug)]
pub(super) struct Union {
    /// The schema.
    pub(super) catalog: Catalog,
    /// All that either side has to do with, in order.
    pub(super) touched: Vec<ObjectId>,
    /// New parts of both branches between the same neighbours, where the order means something.
    pub(super) unordered: Vec<(ObjectId, ObjectId)>,
}

/// Merges the source of a pair into its target.
pub(super) fn merged(pair: Pair<'_>) -> Union {
    let mut catalog = pair.other.catalog.clone();
    catalog.give_from(pair.own.catalog.next());
    let touched = pair.touched().into_iter().collect();
    let mut union = Union { catalog, touched, unordered: Vec::new() };
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    for &id in pair.own.accounts.keys() {
        match pair.own.catalog.get(id) {
            None => union.remove(pair, id),
            Some(object) => {
                // What the target has not, it puts no parts into.
                let is_shared = pair.counterpart(object.parent).is_some();
                let is_placed = pair.is_new(id) && object.kind.is_ordered && is_shared;
                if is_placed && seen.insert(object.parent) {
                    ordered.push(object.parent);
                }
                union.put(pair, object);
            }
        }
    }
    for &id in pair.other.accounts.keys() {
        if pair.is_new(id) && pair.dropping(id).is_some() {
            union.catalog.remove(id);
        }
    }
    for id in union.touched.clone() {
        union.leave_parents(id);
    }
    for parent in ordered {
        union.order(pair, parent);
    }
    union
}

impl Union {
    /// Takes out what the source dropped, unless the target's objects still stand in it.
    fn remove(&mut self, pair: Pair<'_>, id: ObjectId) {
        if pair.is_new(id) || self.catalog.get(id).is_none() {
            return;
        }
        let parts: Vec<ObjectId> = self.catalog.parts(id).map(|part| part.id).collect();
        for part in parts {
            self.remove(pair, part);
        }
        self.catalog.remove(id);
    }

    fn put(&mut self, pair: Pair<'_>, object: &Object) {
        let here = pair.translated(object.id);
        match self.catalog.get(here).cloned() {
            Some(there) => {
                let merged = merged_object(pair, object, there);
                self.catalog.put(merged);
            }
            // What the target dropped stays dropped, with what was there by it alone.
            None if !pair.is_new(object.id) || pair.flipped().dropping(object.id).is_some() => {}
            None if !pair.has_twins() => {
                let new = pair.own.catalog.shared(object.id);
                new.into_iter().for_each(|new| self.catalog.put_shared(new));
            }
            None => {
                let mut new = Object { parent: pair.translated(object.parent), ..object.clone() };
                for value in new.attributes.values_mut() {
                    *value = pair.translated_value(value);
                }
                self.catalog.put(new);
            }
        }
    }

    /// Parts a part from those that it comes from, where one side made it and the other took its whole from theirs: the
    /// index of a partition that was detached.
    fn leave_parents(&mut self, id: ObjectId) {
        let Some(part) = self.catalog.get(id).filter(|part| part.has(INHERITED)) else { return };
        let Some(whole) = self.catalog.get(part.parent) else { return };
        let is_of = |origin: ObjectId| {
            let parent = self.catalog.get(origin).map(|origin| origin.parent);
            parent.is_some_and(|parent| whole.attributes.values().any(|it| it.mentions(parent)))
        };
        let (kept, left): (Vec<ObjectId>, Vec<ObjectId>) =
            part.objects(INHERITED).into_iter().partition(|origin| is_of(*origin));
        if left.is_empty() {
            return;
        }
        if part.kind.is_clone && kept.is_empty() {
            self.catalog.remove(id);
            return;
        }
        let mut part = part.clone();
        match kept.is_empty() {
            true => drop(part.attributes.remove(INHERITED)),
            false => drop(part.attributes.insert(INHERITED.into(), Value::list(kept))),
        }
        self.catalog.put(part);
    }

    /// Gives the source's new parts of an object their places among the target's: each after the part that
    /// it comes after in the source, and after what the target put there.
    fn order(&mut self, pair: Pair<'_>, parent: ObjectId) {
        let whole = pair.translated(parent);
        let Some(kind) = pair.own.catalog.parts(parent).find(|part| part.kind.is_ordered) else {
            return;
        };
        let kind = kind.kind;
        let ours = sorted(
            pair.own.catalog.parts(parent).filter(|part| part.is(kind)).collect(),
            |one: &&Object, other: &&Object| one.position.cmp(&other.position),
        );
        let is_of_source = |id: ObjectId| pair.own.catalog.get(id).is_some() && pair.is_new(id);
        let mut order: Vec<ObjectId> = Vec::new();
        for part in self.catalog.parts_of_kind(whole, kind) {
            if !is_of_source(part.id) {
                order.push(part.id);
            }
        }
        let mut last = None;
        for part in ours {
            let here = pair.translated(part.id);
            if order.contains(&here) {
                last = Some(here);
                continue;
            }
            if self.catalog.get(here).is_none() {
                continue;
            }
            let after = |last| order.iter().position(|one| Some(*one) == last);
            let mut place = after(last).map_or(0, |place| place + 1);
            while let Some(&next) = order.get(place)
                && pair.flipped().is_new(next)
                && pair.flipped().counterpart(next).is_none()
                && pair.other.catalog.get(next).is_some()
            {
                self.unordered.push((here, next));
                place += 1;
            }
            order.insert(place, here);
            last = Some(here);
        }
        let is_as_it_was = |catalog: &Catalog| {
            let places = order.iter().filter_map(|id| catalog.get(*id));
            places.map(|part| part.position).collect::<Vec<u32>>().is_sorted_by(|a, b| a < b)
        };
        if is_as_it_was(&self.catalog) {
            return;
        }
        for (place, id) in (1..).zip(order) {
            if let Some(part) = self.catalog.get(id).filter(|part| part.position != place) {
                self.catalog.put(Object { position: place, ..part.clone() });
            }
        }
    }
}

/// Merges what the source says of an object into what the target says of it.
fn merged_object(pair: Pair<'_>, own: &Object, mut there: Object) -> Object {
    let base = pair.ground.catalog.get(own.id);
    if value_of(pair, base, own, &there, NAME) {
        there.name = own.name.clone();
    }
    if value_of(pair, base, own, &there, SCHEMA) {
        there.parent = pair.translated(own.parent);
    }
    let (ours, theirs) = (own.has("inherited"), there.has("inherited"));
    for (attribute, value) in &own.attributes {
        if value_of(pair, base, own, &there, attribute) {
            there.attributes.insert(attribute.clone(), pair.translated_value(value));
        }
    }
    let gone: Vec<_> = base.into_iter().flat_map(|base| base.attributes.keys()).collect();
    for attribute in gone {
        if !own.has(attribute) && value_of(pair, base, own, &there, attribute) {
            there.attributes.remove(attribute);
        }
    }
    for needless in needless_privileges(&there) {
        there.attributes.remove(&needless);
    }
    // What one side made for itself, and the other has from a parent, is both.
    if base.is_none() && ours != theirs {
        there.attributes.insert("local".into(), crate::catalog::Value::flag());
    }
    there
}

/// Tells whether the source's value of an attribute is the merged one.
fn value_of(
    pair: Pair<'_>,
    base: Option<&Object>,
    own: &Object,
    there: &Object,
    attribute: &str,
) -> bool {
    let source = pair.translated_said(own, attribute);
    let target = said(Some(there), attribute);
    let base = said(base, attribute);
    match three_way(&base, &source, &target) {
        Merged::Resolved(value) => *value != target,
        Merged::Conflict => base.0.is_none() && source.outdoes(&target),
    }
}
