//! Both branches side by side: which object of the one is which of the other.
//!
//! An object of the base is itself on both sides, whatever it is called there. New objects are twins if
//! they are of one kind and have one name in one place. Never in it: verdicts.

use std::collections::{BTreeMap, BTreeSet};

use super::Who;
use super::described::Described;
use super::ground::Ground;
use super::side::{Dropping, INHERITED, LOCAL, NAME, Run, SCHEMA, Side};
use crate::catalog::{Catalog, Form, Object, ObjectId, Value, adds_option};
use crate::merge::three_way::{Merged, three_way};
use crate::sorted::gathered;
use crate::sql::literal;

/// New objects that both branches made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Twins {
    of_source: BTreeMap<ObjectId, ObjectId>,
    of_target: BTreeMap<ObjectId, ObjectId>,
}

/// One side of a merge, as seen with the other.
#[derive(Clone, Copy)]
pub(crate) struct Pair<'a> {
    /// What both sides stand on.
    pub(crate) ground: &'a Ground,
    /// This side.
    pub(crate) own: &'a Side<'a>,
    /// The other side.
    pub(crate) other: &'a Side<'a>,
    twins: &'a Twins,
    is_flipped: bool,
}

impl Twins {
    /// Finds the objects that both branches made.
    pub(crate) fn of(ground: &Ground, source: &Side<'_>, target: &Side<'_>) -> Twins {
        let (source_catalog, target) = (&source.catalog, &target.catalog);
        let mut search = Search { ground, source: source_catalog, target, twins: Twins::default() };
        for &id in source.accounts.keys() {
            search.find(id, id);
        }
        search.twins
    }

    /// Returns the new objects of the source that the target has, too; the source's first.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (ObjectId, ObjectId)> {
        self.of_source.iter().map(|(&own, &twin)| (own, twin))
    }

    /// Takes an object of the source for another one than the target's of its name.
    pub(crate) fn part(&mut self, id: ObjectId) {
        if let Some(twin) = self.of_source.remove(&id) {
            self.of_target.remove(&twin);
        }
    }
}

/// The search for the objects that both branches made.
struct Search<'a> {
    ground: &'a Ground,
    source: &'a Catalog,
    target: &'a Catalog,
    twins: Twins,
}

impl Search<'_> {
    /// Returns the target's object that an object of the source is, as far as that was found.
    fn known(&self, id: ObjectId) -> Option<ObjectId> {
        if id == ObjectId::DATABASE || self.ground.has(id) {
            return Some(id);
        }
        self.twins.of_source.get(&id).copied()
    }

    /// Returns the target's object that an object of the source is; of those before `next` that is known.
    fn find(&mut self, id: ObjectId, next: ObjectId) -> Option<ObjectId> {
        if id < next || self.known(id).is_some() {
            return self.known(id);
        }
        let source = self.source;
        let object = source.get(id)?;
        let parent = self.find(object.parent, next)?;
        // What has no name that it was given is told apart by what it speaks of.
        let is_named = !object.kind.is_nameless && !object.name.is_empty();
        // Its table may have moved to another schema there.
        let keys = match parent == object.parent && is_named {
            true => object.keys(self.target.schema_around(object)),
            false => {
                let mut there = Object { parent, ..object.clone() };
                if !is_named {
                    self.translate(&mut there, next);
                }
                there.keys(self.target.schema_around(&there))
            }
        };
        let key = keys.into_iter().next()?;
        let twin = self.target.holder(&key)?;
        let there = self.target.get(twin).filter(|there| there.is(object.kind))?;
        if self.ground.has(twin) || there.parent != parent {
            return None;
        }
        self.twins.of_source.insert(id, twin);
        self.twins.of_target.insert(twin, id);
        Some(twin)
    }

    /// Lets an object speak of what the target has of that.
    fn translate(&mut self, object: &mut Object, next: ObjectId) {
        object.relink(&mut |used| self.find(used, next).unwrap_or(used));
    }
}

impl<'a> Pair<'a> {
    /// Returns source and target, seen from the source.
    pub(crate) fn new(
        ground: &'a Ground,
        own: &'a Side<'a>,
        other: &'a Side<'a>,
        twins: &'a Twins,
    ) -> Pair<'a> {
        Pair { ground, own, other, twins, is_flipped: false }
    }

    /// Returns all that either side has to do with, by the identities of the merged catalog; seen from the
    /// source.
    pub(crate) fn touched(&self) -> BTreeSet<ObjectId> {
        let mut touched: BTreeSet<ObjectId> = gathered(self.other.accounts.keys().copied());
        for &id in self.own.accounts.keys() {
            touched.insert(self.translated(id));
        }
        touched
    }

    /// Returns the same, seen from the other side.
    pub(crate) fn flipped(self) -> Pair<'a> {
        Pair { own: self.other, other: self.own, is_flipped: !self.is_flipped, ..self }
    }

    /// Returns the branch that this side is.
    pub(crate) fn who(&self) -> Who {
        if self.is_flipped { Who::Target } else { Who::Source }
    }

    /// Returns the identity that an object of this side has in the merged catalog: the target's, or else its own.
    pub(crate) fn in_union(&self, id: ObjectId) -> ObjectId {
        if self.is_flipped { id } else { self.translated(id) }
    }

    /// Returns the identity that an object of the merged catalog has on this side.
    pub(crate) fn on_this_side(&self, id: ObjectId) -> ObjectId {
        if self.is_flipped { id } else { self.flipped().translated(id) }
    }

    /// Tells whether an object was made by this side.
    pub(crate) fn is_new(&self, id: ObjectId) -> bool {
        !self.ground.has(id)
    }

    /// Returns the object of the other side that an object of this side is.
    pub(crate) fn counterpart(&self, id: ObjectId) -> Option<ObjectId> {
        if id == ObjectId::DATABASE || self.ground.has(id) {
            return Some(id);
        }
        let twins = if self.is_flipped { &self.twins.of_target } else { &self.twins.of_source };
        twins.get(&id).copied()
    }

    /// Tells whether both sides made some object: where not, the identities of both are the merged catalog's.
    pub(crate) fn has_twins(&self) -> bool {
        !self.twins.of_source.is_empty()
    }

    /// Returns the identity of an object of this side on the other, or its own where it is not there.
    pub(crate) fn translated(&self, id: ObjectId) -> ObjectId {
        self.counterpart(id).unwrap_or(id)
    }

    /// Returns a value of this side as the other side has it.
    pub(crate) fn translated_value(&self, value: &Value) -> Value {
        value.with_replaced(|id| self.translated(id))
    }

    /// Returns an object of this side that both sides have at the end.
    pub(crate) fn both(&self, id: ObjectId) -> Option<(&'a Object, &'a Object)> {
        Some((self.own.catalog.get(id)?, self.other.catalog.get(self.counterpart(id)?)?))
    }

    /// Returns the objects of parents that a new object of this side was made after: those of a partition's column are its
    /// table's. Of whole schemas all statements count as one: made and attached is made so.
    pub(crate) fn origins(&self, id: ObjectId) -> Vec<ObjectId> {
        let origins = self.own.catalog.get(id).map(|object| object.objects(INHERITED));
        let origins = origins.unwrap_or_default();
        let is_made_so = || {
            self.own.accounts.get(&id).is_some_and(|account| {
                let attached = account.changes.get(INHERITED).copied();
                let is_at_once = attached.is_none_or(|by| account.made == Some(by));
                account.made.is_some() && (is_at_once || self.ground.is_of_wholes)
            })
        };
        if origins.is_empty() || is_made_so() { origins } else { Vec::new() }
    }

    /// Returns the same for an object that is there by them alone: it goes with them, and is as they are.
    pub(crate) fn sole_origins(&self, id: ObjectId) -> Vec<ObjectId> {
        let is_own = self.own.catalog.get(id).is_some_and(|object| object.has(LOCAL));
        if is_own { Vec::new() } else { self.origins(id) }
    }

    /// Returns how this side drops an object of the other side, if it does; with what it was made after, where that is
    /// all that it is there by.
    pub(crate) fn dropping(&self, other: ObjectId) -> Option<&'a Dropping> {
        if !self.own.has_dropped || self.own.catalog.get(other).is_some() {
            return None;
        }
        if self.ground.has(other) {
            return self.own.accounts.get(&other)?.dropped.as_deref();
        }
        let origins = self.flipped().sole_origins(other);
        let dropping = self.dropping(*origins.first()?)?;
        origins.iter().all(|origin| self.dropping(*origin).is_some()).then_some(dropping)
    }

    /// Tells whether an object of this side, which the other has no like of, is there only by parents that the other has not:
    /// a column of a partition, which its table lost or never got there.
    pub(crate) fn comes_along(&self, id: ObjectId) -> bool {
        let is_there = |id: ObjectId| {
            self.counterpart(id).is_some_and(|there| self.other.catalog.get(there).is_some())
        };
        let origins = self.sole_origins(id);
        !is_there(id) && !origins.is_empty() && !origins.into_iter().any(is_there)
    }

    /// Tells whether an object says under an attribute what the parents say that it is there by.
    pub(crate) fn follows(&self, object: &Object, attribute: &str) -> bool {
        let origins = self.sole_origins(object.id);
        let says_so = |origin: &ObjectId| {
            let origin = self.own.catalog.get(*origin);
            origin.is_some_and(|origin| origin.get(attribute) == object.get(attribute))
        };
        !origins.is_empty() && origins.iter().all(says_so)
    }

    /// Tells whether this side's statements have to do with what the other side changed.
    pub(crate) fn meets(&self) -> bool {
        self.meetings().next().is_some()
    }

    /// Returns this side's statements that have to do with what the other side changed, or with parts or the whole of it.
    pub(crate) fn meetings(&self) -> impl Iterator<Item = usize> {
        let ground = self.ground;
        let around = |id: ObjectId| {
            let part = ground.catalog.get(id).filter(|object| !object.kind.is_whole);
            std::iter::once(id).chain(part.map(|part| part.parent)).filter(|id| ground.has(*id))
        };
        let changed = self.other.accounts.iter().filter(|(_, account)| !account.changes.is_empty());
        let changed: BTreeSet<ObjectId> = gathered(changed.flat_map(|(id, _)| around(*id)));
        let runs = self.own.runs.iter().enumerate();
        let meets = move |run: &Run| run.objects().flat_map(around).any(|id| changed.contains(&id));
        runs.filter(move |(_, run)| meets(run)).map(|(statement, _)| statement)
    }

    /// Tells whether this side makes something beside others of one name, so that a call may mean another one, or too many:
    /// a function with other arguments.
    pub(crate) fn overloads(&self) -> bool {
        !self.overloading().is_empty()
    }

    /// Returns what this side makes beside others of one name, with each of those: of either side.
    pub(crate) fn overloading(&self) -> Vec<(ObjectId, ObjectId)> {
        let catalog = &self.own.catalog;
        let mut found = Vec::new();
        for &id in self.own.accounts.keys().filter(|id| self.is_new(**id)) {
            // A part has its name alone.
            let Some(object) = catalog.get(id).filter(|object| object.kind.is_whole) else {
                continue;
            };
            for key in object.keys(catalog.schema_around(object)) {
                let Some((name, _)) = key.name.split_once('(') else { continue };
                let start = format!("{name}(");
                for catalog in [catalog, &self.other.catalog] {
                    let named = catalog.named_from(key.scope(), key.namespace, &start);
                    found.extend(named.filter(|other| *other != id).map(|other| (id, other)));
                }
            }
        }
        found
    }

    /// Tells whether this side leaves an attribute of an object other than it was.
    pub(crate) fn is_net(&self, object: &Object, attribute: &str) -> bool {
        said(self.ground.catalog.get(object.id), attribute) != said(Some(object), attribute)
    }

    /// Tells whether both sides changed an attribute of an object, and not alike.
    pub(crate) fn in_conflict(&self, own: &Object, other: &Object, attribute: &str) -> bool {
        let base = said(self.ground.catalog.get(own.id), attribute);
        let own = self.translated_said(own, attribute);
        let other = said(Some(other), attribute);
        three_way(&base, &own, &other) == Merged::Conflict
            && !(base.0.is_none() && (own.outdoes(&other) || other.outdoes(&own)))
    }

    /// Returns what this side says of an object, as the other side has it.
    pub(crate) fn translated_said(&self, own: &Object, attribute: &str) -> Said {
        Said(said(Some(own), attribute).0.map(|value| self.translated_value(&value)))
    }

    /// Returns this side's statements that change rows and that the other side ran, too, as often as it did: what they
    /// do is done once.
    pub(crate) fn told_twice(&self) -> BTreeSet<usize> {
        self.said_alike(|run| run.written.is_some())
    }

    /// Returns those of some of this side's statements about rows that the other side ran, too, as often as it did.
    pub(crate) fn said_alike(&self, is_asked: fn(&Run) -> bool) -> BTreeSet<usize> {
        let asked = |side: &'a Side<'a>| {
            let runs = side.runs.iter().enumerate().filter(move |(_, run)| is_asked(run));
            runs.map(|(at, run)| (at, side.text(at), run))
        };
        let mut theirs: BTreeMap<(&str, Option<ObjectId>), Vec<&Run>> = BTreeMap::new();
        for (_, text, run) in asked(self.other) {
            theirs.entry((text, run.written)).or_default().push(run);
        }
        let is_said_again = |(at, text, run): (usize, &'a str, &Run)| {
            let written = run.written.map(|id| self.translated(id));
            let twins = theirs.get_mut(&(text, written))?;
            let is_alike = |twin: &&Run| {
                let read = run.relied_on().map(|id| self.translated(id));
                read.eq(twin.relied_on())
            };
            let place = twins.iter().position(is_alike)?;
            twins.remove(place);
            Some(at)
        };
        gathered(asked(self.own).filter_map(is_said_again))
    }

    /// Returns what an object is, and its name in the base, or its own if the base has it not.
    pub(crate) fn described(&self, id: ObjectId) -> Described {
        let base = &self.ground.catalog;
        if base.get(id).is_some() {
            return Described::of(base, id);
        }
        self.described_at_the_end(id)
    }

    /// Returns what an object is, and its name at the end of this side; what stands around it is called as
    /// in the base.
    pub(crate) fn described_at_the_end(&self, id: ObjectId) -> Described {
        Described::of(&self.own.catalog, id)
    }
}

/// What is said of an object under an attribute, if something is; equal to all that says the same.
#[derive(Clone, Debug)]
pub(crate) struct Said(pub(crate) Option<Value>);

impl Said {
    /// Tells whether it gives all that another gives, and more: a privilege with the grant option.
    pub(crate) fn outdoes(&self, other: &Said) -> bool {
        matches!((&self.0, &other.0), (Some(one), Some(other)) if adds_option(one, other))
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Said) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => one.is_same(other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

/// Returns what is said of an object under an attribute, its name and its schema among them.
pub(crate) fn said(object: Option<&Object>, attribute: &str) -> Said {
    let Some(object) = object else { return Said(None) };
    Said(match attribute {
        // As a constant: letter case and spaces count in a name.
        NAME => Some(Value::from(literal::quote(&object.name))),
        // What says itself in which schema it is, as an extension does, stands in none.
        SCHEMA if !object.has(SCHEMA) => Some(Value::name(object.parent, Form::Qualified)),
        _ => object.get(attribute).cloned(),
    })
}
