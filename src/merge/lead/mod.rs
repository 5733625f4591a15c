//! How the target is led to the merged schema.
//!
//! The merged schema is that of `union`, unless the catalog's own run of one side's statements on the
//! other's schema knows better: what a parent's new column does to a new child, only running it tells.
//! Whatever the statements are, they were run on the target's catalog and lead to the merged one. Never in
//! it: what is a conflict, and what was decided about it.

mod mixing;

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::options::DdlMergeStrategy;
use super::replay::replays::Replays;
use super::replay::{self, Replay};
use super::resolve;
use super::resolve::Decisions;
use super::sides::Who;
use super::sides::pair::Pair;
use super::sides::side::{Run, Side};
use crate::catalog::{Catalog, Object, ObjectId, Session, Value};
use crate::diff;
use crate::ids::Hash;

/// How the target is led to the merged schema.
pub(super) struct Led {
    /// How the statements were found.
    pub(super) strategy: DdlMergeStrategy,
    /// The statements.
    pub(super) ddl: Vec<String>,
    /// The merged schema.
    pub(super) merged: Catalog,
    /// The objects of it that the source's statements, run as they are, make otherwise.
    pub(super) apart: BTreeSet<ObjectId>,
    /// Whether the statements lead to it.
    pub(super) is_reached: bool,
}

impl Led {
    fn new(strategy: DdlMergeStrategy, ddl: Vec<String>, merged: Catalog, is_reached: bool) -> Led {
        Led { strategy, ddl, merged, apart: BTreeSet::new(), is_reached }
    }
}

/// A schema to be reached, and its hash, which is taken once if someone asks.
#[derive(Clone)]
pub(super) struct Goal {
    schema: Catalog,
    meaning: OnceCell<Hash>,
}

impl Goal {
    /// Returns a schema as a goal.
    pub(super) fn of(schema: Catalog) -> Goal {
        Goal { schema, meaning: OnceCell::new() }
    }

    /// Returns the same goal as a schema of other identities.
    fn under(&self, schema: Catalog) -> Goal {
        Goal { schema, meaning: self.meaning.clone() }
    }

    fn meaning(&self) -> Hash {
        *self.meaning.get_or_init(|| self.schema.hash_of_meaning())
    }
}

/// What there is to go by.
pub(super) struct Lead<'l, 'a> {
    pub(super) pair: Pair<'a>,
    pub(super) replays: &'l Replays<'a>,
    /// The schema that both sides' changes make.
    pub(super) union: Goal,
    /// Whether the sides have nothing to do with each other.
    pub(super) are_apart: bool,
    pub(super) strategy: DdlMergeStrategy,
}

impl Lead<'_, '_> {
    /// Returns the merged schema where nothing leads to it, since there are conflicts: there is no part in it of
    /// what is not there.
    pub(super) fn not_led(&self) -> Led {
        let mut schema = self.union.schema.clone();
        for object in self.union.schema.objects() {
            if object.parent != ObjectId::DATABASE && schema.get(object.parent).is_none() {
                schema.remove(object.id);
            }
        }
        Led::new(self.strategy, Vec::new(), schema, false)
    }

    /// Finds the statements, and what they lead to.
    pub(super) fn led(&self) -> Led {
        if self.are_apart {
            return self.led_apart();
        }
        let replay = self.replays.forth();
        let forth = Goal::of(replay.catalog.clone());
        let better = match replay.is_just(&self.union.schema) {
            true => None,
            false => self.chosen(&forth),
        };
        let is_whole = better.as_ref().is_none_or(|better| better.meaning() == forth.meaning());
        let is_one_way = self.is_one_way(better.as_ref().unwrap_or(&self.union));
        let merged = better.unwrap_or(forth);
        let apart = match is_whole || !replay.refused.is_empty() {
            true => BTreeSet::new(),
            false => apart(&merged.schema, replay.in_union()),
        };
        let led = match self.strategy {
            strategy @ DdlMergeStrategy::DdlReplay if is_whole => {
                Led::new(strategy, replay.ddl.clone(), replay.catalog.clone(), true)
            }
            DdlMergeStrategy::DdlReplay => self.completed(Vec::new(), replay, merged),
            DdlMergeStrategy::SchemaDiff => by_diff(self.pair.other, merged),
        };
        let is_reached =
            led.is_reached && !is_one_way && !self.loses_work() && !self.exclude_each_other();
        Led { apart, is_reached, ..led }
    }

    /// Tells whether a side has a statement about rows, or one of unknown effects, that is refused once the other's ran:
    /// an `INSERT` with `ON CONFLICT (name)`, and a key over the name that is gone.
    fn loses_work(&self) -> bool {
        let may_be_lost = (self.pair.own.has_dropped || self.may_meet())
            && self.pair.other.runs.iter().any(Run::works);
        self.replays.forth().lost().is_some() || may_be_lost && self.replays.back().lost().is_some()
    }

    /// Tells whether a side has to do with what the other changed, or calls what it may have made anew.
    fn may_meet(&self) -> bool {
        [self.pair, self.pair.flipped()].iter().any(|pair| pair.meets() || pair.overloads())
    }

    /// Tells whether both sides have a statement about one part of the base that is refused once the other's ran, where
    /// one of the two changes that part: a comparison with a value of an enum, and a column that gets another type.
    fn exclude_each_other(&self) -> bool {
        let there = self.replays.forth();
        if there.refused.is_empty() {
            return false;
        }
        let ground = self.pair.ground;
        let is_part = |id: ObjectId| ground.catalog.get(id).is_some_and(|it| !it.kind.is_whole);
        let meets = |one: &Run, other: &Run| {
            one.changed().any(|id| is_part(id) && other.objects().any(|spoken| spoken == id))
        };
        let (own, other) = (&self.pair.own.runs, &self.pair.other.runs);
        let refused_back = || self.replays.back().refused.iter();
        there.refused.iter().filter_map(|one| own.get(one.statement)).any(|one| {
            let mut others = refused_back().filter_map(|one| other.get(one.statement));
            others.any(|other| meets(one, other) || meets(other, one))
        })
    }

    /// Returns what leads to what both sides did where neither has to do with the other: what the source ran.
    fn led_apart(&self) -> Led {
        let union = self.union.clone();
        let ddl = || self.pair.own.changes.iter().map(|change| change.statement.to_owned());
        debug_assert!(self.are_right(ddl().collect()), "branches that are not apart");
        match self.strategy {
            strategy @ DdlMergeStrategy::DdlReplay => {
                Led::new(strategy, ddl().collect(), union.schema, true)
            }
            DdlMergeStrategy::SchemaDiff => by_diff(self.pair.other, union),
        }
    }

    /// Tells whether statements are what the source's come to beside the target, and lead to the union.
    fn are_right(&self, ddl: Vec<String>) -> bool {
        let there = self.replays.forth();
        let forth = Goal::of(there.catalog.clone());
        there.ddl == ddl && !self.is_one_way(&self.union) && self.chosen(&forth).is_none()
    }

    /// Tells whether nothing leads the source to the merged schema, though something may lead the target there: what the
    /// target changed can't be changed any longer once the source's new objects rest on it.
    fn is_one_way(&self, merged: &Goal) -> bool {
        let back = self.pair.flipped();
        if !self.may_meet() || self.replays.back().refused.is_empty() {
            return false;
        }
        let schema = merged.schema.renumbered(|id| back.translated(id));
        !by_diff(self.pair.own, merged.under(schema)).is_reached
    }

    /// Finds the statements that lead to what was decided, without those of the source that are to have no effect.
    pub(super) fn led_without(&self, decisions: &Decisions) -> Led {
        let lost = &decisions.lost_of_source;
        let (mut first, mut replay) = (Vec::new(), replay::replayed_without(self.pair, lost));
        if let Some((ddl, schema)) = self.taken_back(decisions, &replay) {
            (first, replay) = (ddl, replay::replayed_on(self.pair, schema, lost));
        }
        let run = replay.in_union();
        let merged = match replay.refused.is_empty() && self.keeps_both(run, Who::Source) {
            true => Goal::of(run.clone()),
            false => self.union.clone(),
        };
        if replay.lost().is_some() || lacks_something(&merged.schema) {
            return self.not_led();
        }
        match self.strategy {
            DdlMergeStrategy::DdlReplay => self.completed(first, &replay, merged),
            DdlMergeStrategy::SchemaDiff => by_diff(self.pair.other, merged),
        }
    }

    /// Returns the target's schema without what was decided against, and the statements that take that back: they come
    /// first where a statement of the source that is right can't run without, or is about rows.
    fn taken_back(
        &self,
        decisions: &Decisions,
        replay: &Replay<'_>,
    ) -> Option<(Vec<String>, Catalog)> {
        let (pair, target) = (self.pair, self.pair.other);
        let mut right = decisions.right_of_source.difference(&decisions.lost_of_source);
        let comes_after = |statement: &usize| {
            let is_of_rows = pair.own.runs.get(*statement).is_some_and(|run| !run.deeds.is_empty());
            is_of_rows || replay.refused.iter().any(|refused| refused.statement == *statement)
        };
        if !right.any(comes_after) {
            return None;
        }
        let mut schema = target.catalog.clone();
        resolve::take_back(&mut schema, pair, &decisions.taken_back);
        let ddl = difference(&target.catalog, &schema).into_ddl();
        let is_reached = reached(target, &ddl, &Goal::of(schema.clone())).is_some();
        is_reached.then_some((ddl, schema))
    }

    /// Returns the merged schema: that of the union, or what running the statements leads to where that
    /// knows more; nothing where it is just `forth`, what the source's statements lead to.
    fn chosen(&self, forth: &Goal) -> Option<Goal> {
        let (union, there) = (&self.union, self.replays.forth());
        let runs_there = there.refused.is_empty();
        if runs_there && forth.meaning() == union.meaning() {
            return None;
        }
        let back = self.replays.back();
        let runs_back = back.refused.is_empty();
        let other = Goal::of(back.catalog.clone());
        if runs_back && other.meaning() == union.meaning() {
            return Some(union.under(mixing::following(&union.schema, &[back])));
        }
        let known = match (runs_there, runs_back) {
            (true, true) if other.meaning() != forth.meaning() => None,
            // What both orders agree on follows from what both sides did: an identity's sequence has its column's type.
            (true, true) => return Some(forth.under(there.in_union().clone())),
            (true, false) => Some((forth.under(there.in_union().clone()), Who::Source)),
            (false, true) => Some((other.under(back.in_union().clone()), Who::Target)),
            (false, false) => None,
        };
        let known = known.filter(|(known, ran)| self.keeps_both(&known.schema, *ran));
        Some(known.map_or_else(|| Goal::of(self.mixed()), |(known, _)| known))
    }

    /// Returns the merged schema where neither order of the sides' statements leads to it: the union, with what each
    /// order knows better.
    fn mixed(&self) -> Catalog {
        let (there, back) = (self.replays.forth(), self.replays.back());
        let union = mixing::following(&self.union.schema, &[there, back]);
        let mixed = mixing::mixed(&union, there, back, |catalog, ran, id| {
            [Who::Source, Who::Target]
                .into_iter()
                .all(|who| self.is_kept(catalog, ran, who, self.seen_from(who).on_this_side(id)))
        });
        if lacks_something(&mixed) { union } else { mixed }
    }

    /// Tells whether a schema, where a side's statements ran last, still has all that both sides did, as it is in the union.
    fn keeps_both(&self, catalog: &Catalog, ran: Who) -> bool {
        let keeps = |who: Who| {
            let mut touched = self.seen_from(who).own.accounts.keys();
            touched.all(|id| self.is_kept(catalog, ran, who, *id))
        };
        keeps(Who::Source) && keeps(Who::Target)
    }

    fn seen_from(&self, who: Who) -> Pair<'_> {
        match who {
            Who::Source => self.pair,
            Who::Target => self.pair.flipped(),
        }
    }

    /// Tells whether a schema, where one side's statements ran last, still has what a side did to an object, by the
    /// side's identity of it. What ran last may have been read with other types.
    fn is_kept(&self, catalog: &Catalog, ran: Who, who: Who, id: ObjectId) -> bool {
        let pair = self.seen_from(who);
        let is_same = if who == ran { Value::is_read_of_one_text } else { Value::eq };
        // What is there by a parent alone is what that makes of it.
        if !pair.own.accounts.contains_key(&id) || !pair.sole_origins(id).is_empty() {
            return true;
        }
        let own = pair.own.catalog.get(id);
        let here = pair.in_union(id);
        let (Some(meant), Some(there)) = (self.union.schema.get(here), catalog.get(here)) else {
            return self.union.schema.get(here).is_some() == catalog.get(here).is_some();
        };
        meant.attributes.iter().all(|(attribute, value)| {
            let said = own.and_then(|own| own.get(attribute));
            let is_own = match who {
                Who::Source => said.is_some_and(|said| pair.translated_value(said) == *value),
                Who::Target => said == Some(value),
            };
            let is_derived = (meant.kind.is_derived)(meant, attribute);
            let is_kept = || there.get(attribute).is_some_and(|there| is_same(there, value));
            !is_own || is_derived || is_kept()
        })
    }

    /// Adds to the source's statements what they do not lead to, unless that is hazardous; `first` ran before them.
    fn completed(&self, first: Vec<String>, replay: &Replay<'_>, merged: Goal) -> Led {
        let rest = difference(replay.in_union(), &merged.schema);
        let mut hazards = rest.statements.iter().flat_map(|statement| &statement.hazards);
        let is_safe = hazards.all(|hazard| hazard.is_slight());
        let mut ddl = first;
        ddl.extend_from_slice(&replay.ddl);
        ddl.extend(rest.into_ddl());
        let target = self.pair.other;
        match reached(target, &ddl, &merged).filter(|_| is_safe) {
            Some(merged) => Led::new(DdlMergeStrategy::DdlReplay, ddl, merged, true),
            None => by_diff(target, merged),
        }
    }
}

/// Finds the least statements that lead a side to the merged schema.
fn by_diff(from: &Side<'_>, merged: Goal) -> Led {
    let strategy = DdlMergeStrategy::SchemaDiff;
    let ddl = difference(&from.catalog, &merged.schema).into_ddl();
    match reached(from, &ddl, &merged) {
        Some(merged) => Led::new(strategy, ddl, merged, true),
        None => Led::new(strategy, ddl, merged.schema, false),
    }
}

/// Returns the objects that two schemas of one history do not say alike, and what they are parts of.
fn apart(one: &Catalog, other: &Catalog) -> BTreeSet<ObjectId> {
    let mut apart = BTreeSet::new();
    for (one, other) in [(one, other), (other, one)] {
        let is_said =
            |object: &Object| other.get(object.id).is_some_and(|it| object.is_said_of(it));
        for object in one.objects().filter(|object| !is_said(object)) {
            let mut part = Some(object);
            while let Some(object) = part {
                apart.insert(object.id);
                let around = one.get(object.parent);
                let is_part =
                    |around: &&Object| !object.kind.is_whole || one.get(around.parent).is_some();
                part = around.filter(is_part);
            }
        }
    }
    apart
}

/// Tells whether something in a schema mentions what is not there: its name was taken when it was to come back.
fn lacks_something(schema: &Catalog) -> bool {
    let mut values = schema.objects().flat_map(|object| object.attributes.values());
    values.any(|value| value.objects().any(|used| schema.get(used).is_none()))
}

/// Returns what statements lead a side to, if that is the merged schema.
fn reached(from: &Side<'_>, ddl: &[String], merged: &Goal) -> Option<Catalog> {
    let session = Session::new(from.catalog.clone(), from.settings().clone());
    let reached = replay::run(&session, ddl)?;
    (reached.hash_of_meaning() == merged.meaning()).then_some(reached)
}

/// Returns the statements that take one schema to another of the same history.
fn difference(from: &Catalog, to: &Catalog) -> diff::Diff {
    let identity = diff::Identity::Shared;
    let options = diff::Options { identity, in_place: true, ..diff::Options::default() };
    diff::diff(from, to, &options)
}
