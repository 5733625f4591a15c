//! Steps → statements, each run on a copy of the first catalog as it is worded.
//!
//! So a statement names objects as they are called by then, and a step that something else has done
//! already is none. Never in it: the order of steps, and what is to be done at all.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Compared;
use super::order::{self, Step};
use super::pairing::{self, Pairs, counterpart};
use super::plan::{Plan, alteration, clearing};
use super::{Diff, Options, Statement};
use crate::catalog::alteration::{Action, Hazard};
use crate::catalog::kinds::Doing;
use crate::catalog::refusal::Accepted;
use crate::catalog::{Catalog, Effect, Object, ObjectId, Session, Settings, drop, made_up, print};
use crate::sql::identifier::quote;

/// A run of steps.
pub(super) struct Run<'a> {
    session: Session,
    pub(super) from: &'a Catalog,
    pub(super) to: &'a Catalog,
    pub(super) plan: Plan,
    /// What is made anew: objects to be, and what they were at first.
    pub(super) replaced: BTreeMap<ObjectId, ObjectId>,
    /// What was made in this run: objects to be.
    pub(super) made: BTreeSet<ObjectId>,
    /// The steps that were refused at last.
    refused: Vec<Step>,
    /// What of the first catalog can only be made anew, as these steps show.
    pub(super) given_up: BTreeSet<ObjectId>,
    /// The statements: what was said is said again only where something took its effect back.
    said: BTreeSet<String>,
    pub(super) options: &'a Options,
    diff: Diff,
}

/// How far a run has come.
pub(super) struct Place {
    session: Session,
    pairs: Pairs,
    count: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        from: &'a Catalog,
        to: &'a Catalog,
        pairs: Pairs,
        options: &'a Options,
    ) -> Run<'a> {
        let session = Session::new(from.clone(), Settings::default());
        let plan = Plan { pairs, ..Plan::default() };
        let (made, given_up, said) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let (refused, replaced, diff) = (Vec::new(), BTreeMap::new(), Diff::default());
        Run { session, from, to, plan, replaced, made, refused, given_up, said, options, diff }
    }

    /// Returns the catalog as the statements so far leave it.
    pub(super) fn now(&self) -> &Catalog {
        self.session.catalog()
    }

    /// Returns which objects are which by now.
    pub(super) fn pairs(&self) -> &Pairs {
        &self.plan.pairs
    }

    pub(super) fn finish(self) -> Diff {
        self.diff
    }

    /// Takes the steps of a plan. Those that are refused come again after all others.
    pub(super) fn carry_out(&mut self, plan: Plan) {
        let mut open = order::steps(self.now(), self.to, &plan);
        self.replaced.extend(plan.anew.iter().map(|(before, after)| (*after, *before)));
        self.plan = plan;
        self.made.clear();
        loop {
            let count = open.len();
            let mut refused = Vec::new();
            self.diff.unresolved.clear();
            for step in open {
                if let Err(refusal) = self.take(&step) {
                    self.diff.unresolved.push(refusal.message.clone());
                    refused.push(step);
                }
            }
            if refused.len() == count || refused.is_empty() {
                if refused == self.refused {
                    self.give_up(&refused);
                }
                self.refused = refused;
                return;
            }
            open = refused;
        }
    }

    fn take(&mut self, step: &Step) -> Accepted<()> {
        match step {
            Step::Aside(id) => self.put_aside(*id),
            Step::Rename(id) => self.rename(*id),
            Step::Clear(id, attribute) => self.clear(*id, attribute),
            Step::Drop(id) => self.drop(*id),
            Step::Reach(id) => self.reach(*id),
            Step::Late(id) => self.say_late(*id, false),
            Step::Last(id) => self.say_late(*id, true),
        }
    }

    /// Returns how far the run has come, to go back there.
    pub(super) fn place(&self) -> Place {
        let count = self.diff.statements.len();
        Place { session: self.session.clone(), pairs: self.plan.pairs.clone(), count }
    }

    /// Takes back all statements since.
    pub(super) fn go_back(&mut self, place: &Place) {
        self.session = place.session.clone();
        self.plan.pairs = place.pairs.clone();
        for statement in self.diff.statements.drain(place.count..) {
            self.said.remove(&statement.sql);
        }
    }

    /// Runs a statement, and notes which of the objects that it made are which.
    pub(super) fn run(
        &mut self,
        sql: String,
        hazards: Vec<Hazard>,
        object: String,
    ) -> Accepted<()> {
        let is_said = self.said.contains(&sql);
        let outcome = match self.session.execute(&sql) {
            Err(_) if is_said => return Ok(()),
            outcome => outcome?,
        };
        if is_said && !changes(&outcome.effects) {
            return Ok(());
        }
        self.said.insert(sql.clone());
        self.diff.statements.push(Statement { sql, hazards, object });
        for effect in &outcome.effects {
            if let Effect::Dropped { object, .. } = effect {
                self.plan.pairs.part(object.id);
            }
        }
        for effect in outcome.effects {
            if let Effect::Created { object } = effect {
                self.recognize(object);
            }
        }
        Ok(())
    }

    pub(super) fn run_all(&mut self, actions: Vec<Action>, object: &str) -> Accepted<()> {
        let mut actions = actions.into_iter();
        actions.try_for_each(|action| self.run(action.sql, action.hazards, object.to_owned()))
    }

    /// Finds out which object to be a new one is: that of its name, unless another alone says the same.
    fn recognize(&mut self, id: ObjectId) {
        let Some(object) = self.now().get(id) else { return };
        let pairs = &self.plan.pairs;
        let named = counterpart(self.now(), object, self.to, |id| pairs.to_of(id));
        let compared = Compared { now: self.now(), to: self.to, pairs };
        let is_same = |other: &ObjectId| {
            self.to.get(*other).is_some_and(|other| compared.is_same_but_general(object, other))
        };
        let other = named.filter(is_same);
        let other = other.or_else(|| pairing::alike(self.now(), object, self.to, pairs)).or(named);
        if let Some(other) = other.filter(|other| pairs.now_of(*other).is_none()) {
            self.plan.pairs.join(id, other);
            self.made.insert(other);
        }
    }

    fn put_aside(&mut self, id: ObjectId) -> Accepted<()> {
        let Some(object) = self.now().get(id) else { return Ok(()) };
        let name = made_up::numbered(&object.name, "", "before", |name| {
            let called = Object { name: name.into(), ..object.clone() };
            self.now().holder_of_names(&called).is_some()
        });
        let sql = (object.kind.renamed)(self.now(), object, &name);
        // Another takes the name before anybody can miss it.
        let mut hazards = (object.kind.hazards)(self.now(), object, Doing::Rename);
        hazards.retain(|hazard| *hazard != Hazard::Renamed);
        let designation = self.now().designation(id);
        self.run(sql, hazards, designation)
    }

    fn rename(&mut self, id: ObjectId) -> Accepted<()> {
        let (Some(after), Some(now)) = (self.to.get(id), self.plan.pairs.now_of(id)) else {
            return Ok(());
        };
        if self.plan.remade.contains(&id) {
            return Ok(());
        }
        // The new name may be free only where it moves to.
        if self.call(now, after).is_ok() {
            return self.move_to_schema(now, after);
        }
        self.move_to_schema(now, after)?;
        self.call(now, after).or_else(|refusal| {
            // Two that swap their names: one has another name in between.
            let holder = self.holder_of_name(now, after).ok_or(refusal)?;
            self.put_aside(holder)?;
            self.call(now, after)
        })
    }

    /// Returns the object that has the name to be of another, and is to be called otherwise itself.
    fn holder_of_name(&self, now: ObjectId, after: &Object) -> Option<ObjectId> {
        let before = self.now().get(now)?;
        let called = Object { name: after.name.clone(), ..before.clone() };
        let holder = self.now().holder_of_names(&called)?;
        let to_be = self.plan.pairs.to_of(holder)?;
        self.plan.renamed.contains(&to_be).then_some(holder)
    }

    /// Gives an object its name to be.
    fn call(&mut self, now: ObjectId, after: &Object) -> Accepted<()> {
        let Some(before) = self.now().get(now).filter(|before| before.name != after.name) else {
            return Ok(());
        };
        let sql = (before.kind.renamed)(self.now(), before, &after.name);
        let hazards = (before.kind.hazards)(self.now(), before, Doing::Rename);
        self.run(sql, hazards, self.to.designation(after.id))
    }

    /// Moves an object to its schema to be.
    fn move_to_schema(&mut self, now: ObjectId, after: &Object) -> Accepted<()> {
        let Some(before) = self.now().get(now) else { return Ok(()) };
        if self.plan.pairs.now_of(after.parent) == Some(before.parent) {
            return Ok(());
        }
        let designation = before.designation(self.now());
        let schema = self.to.get(after.parent).map(|schema| quote(&schema.name));
        let sql = format!("ALTER {designation} SET SCHEMA {}", schema.unwrap_or_default());
        let hazards = (before.kind.hazards)(self.now(), before, Doing::Rename);
        self.run(sql, hazards, self.to.designation(after.id))
    }

    fn clear(&mut self, id: ObjectId, attribute: &str) -> Accepted<()> {
        let Some(object) = self.now().get(id) else { return Ok(()) };
        if !object.objects(attribute).iter().any(|id| self.plan.gone.contains(id)) {
            return Ok(());
        }
        let actions = clearing(self.now(), object, attribute).unwrap_or_default();
        let object = self.now().designation(id);
        self.run_around(id, actions, &object)
    }

    /// Drops an object; in a circle, all of which is to go, with what stands in the way.
    fn drop(&mut self, id: ObjectId) -> Accepted<()> {
        let dropped = self.drop_one(id, "");
        let all_go = || {
            let concerned = drop::concerned(self.now(), id);
            concerned.iter().all(|id| self.plan.gone.contains(id))
        };
        if dropped.is_err() && all_go() {
            return self.drop_one(id, " CASCADE");
        }
        dropped
    }

    /// Drops what is to be made again, if that can be.
    pub(super) fn drop_anew(&mut self, id: ObjectId) {
        let Some(other) = self.plan.pairs.to_of(id) else { return };
        self.plan.anew.insert(id, other);
        if self.drop_one(id, "").is_err() {
            self.plan.anew.remove(&id);
        }
    }

    fn drop_one(&mut self, id: ObjectId, behaviour: &str) -> Accepted<()> {
        let Some(object) = self.now().get(id) else { return Ok(()) };
        let hazards = self.hazards_of_dropping(object);
        let designation = self.now().designation(id);
        let stays = self.plan.pairs.to_of(object.parent).is_some();
        let online = (self.options.online && stays && behaviour.is_empty()).then_some(object);
        let online = online.and_then(|one| (one.kind.online)(self.now(), one, Doing::Drop));
        if let Some(actions) = online {
            return self.run_all(actions, &designation);
        }
        for sql in (object.kind.dropped)(self.now(), object).unwrap_or_default() {
            self.run(sql + behaviour, hazards.clone(), designation.clone())?;
        }
        Ok(())
    }

    /// Makes an object, or alters it, until it is what it is to be.
    fn reach(&mut self, id: ObjectId) -> Accepted<()> {
        let Some(after) = self.to.get(id) else { return Ok(()) };
        match self.plan.pairs.now_of(id) {
            None => self.make(after)?,
            // It may have come along under another name.
            Some(_) => self.rename(id)?,
        }
        let own = self.to.parts(id).filter(|part| (part.kind.is_inline)(self.to, part));
        let own: Vec<ObjectId> = own.map(|part| part.id).collect();
        self.alter(after)?;
        if self.made.contains(&id) {
            for part in own {
                if let Some(part) = self.to.get(part) {
                    self.alter(part)?;
                }
            }
        }
        Ok(())
    }

    fn make(&mut self, object: &Object) -> Accepted<()> {
        let brings = (object.kind.brought_by)(self.to, object);
        if brings.is_some_and(|column| self.plan.new.contains(&column.id)) {
            // It comes along; if it did not, the next plan finds out.
            return Ok(());
        }
        if let Some(actions) = self.made_online(object) {
            let place = self.place();
            let made = self.run_all(actions, &self.to.designation(object.id));
            // Of a part that is there already, only what makes all at once takes account.
            return made.or_else(|_| {
                self.go_back(&place);
                self.make_at_once(object)
            });
        }
        self.make_at_once(object)
    }

    fn make_at_once(&mut self, object: &Object) -> Accepted<()> {
        let written = self.written(object);
        let shown = written.get(object.id).unwrap_or(object);
        let is_part = print::unit(self.to, object.id) != object.id;
        let statements = match is_part {
            true => (object.kind.added)(&written, shown).unwrap_or_default(),
            false => (object.kind.print)(&written, shown).create,
        };
        let hazards = self.hazards_of_making(object);
        self.run_new(object, statements, hazards)
    }

    /// Returns how an object is made so that the whole that is there stays usable.
    fn made_online(&self, object: &Object) -> Option<Vec<Action>> {
        let is_of_new = self.plan.new.contains(&object.parent);
        let online = self.options.online && !is_of_new;
        online.then(|| (object.kind.online)(self.to, object, Doing::Make)).flatten()
    }

    /// Returns the catalog that is to be, with an object written so that all comes along that can, and has
    /// its place among those of its fellows that are there.
    fn written(&self, object: &Object) -> Catalog {
        let mut written = self.to.clone();
        if object.kind.is_order_meant {
            let fellows = self.to.parts_of_kind(object.parent, object.kind).into_iter();
            let absent = fellows.filter(|fellow| self.plan.pairs.now_of(fellow.id).is_none());
            for fellow in absent.filter(|fellow| fellow.id != object.id) {
                written.remove(fellow.id);
            }
        }
        let parts: Vec<&Object> = self.to.parts(object.id).collect();
        for part in parts.iter().copied().chain([object]) {
            let users = self.to.users(part.id).filter(|user| self.plan.new.contains(&user.id));
            let bringing = users.filter_map(|user| (user.kind.brought_by)(self.to, user));
            for bringing in bringing.filter(|bringing| bringing.id == part.id) {
                written.put(bringing);
            }
        }
        for part in parts.iter().filter(|part| self.is_ready(part, object)) {
            if let Some(part) = (part.kind.with_whole)(part) {
                written.put(part);
            }
        }
        written
    }

    /// Tells whether all is there that a part mentions, or is made with it.
    fn is_ready(&self, part: &Object, whole: &Object) -> bool {
        let mut mentioned = part.attributes.values().flat_map(|value| value.objects());
        mentioned.all(|id| {
            let is_there = self.plan.pairs.now_of(id).is_some() && !self.plan.changed.contains(&id);
            is_there || id == whole.id || print::unit(self.to, id) == whole.id
        })
    }

    /// Runs the statements that make an object. A body of a function that speaks of what comes later is
    /// not looked into.
    fn run_new(
        &mut self,
        object: &Object,
        statements: Vec<String>,
        hazards: Vec<Hazard>,
    ) -> Accepted<()> {
        let designation = self.to.designation(object.id);
        for sql in statements {
            let refused = match self.run(sql.clone(), hazards.clone(), designation.clone()) {
                Ok(()) => continue,
                Err(refusal) => refusal,
            };
            let setting = (object.kind.setting)(self.to, object);
            let Some(setting) = setting.filter(|_| self.session.settings().check_function_bodies)
            else {
                return Err(refused);
            };
            self.run(setting.to_owned(), Vec::new(), designation.clone())?;
            self.run(sql, hazards.clone(), designation.clone())?;
        }
        Ok(())
    }

    /// Says of an object that is there what it does not say yet.
    fn alter(&mut self, after: &Object) -> Accepted<()> {
        let Some(now) = self.plan.pairs.now_of(after.id) else { return Ok(()) };
        let Some(before) = self.now().get(now) else { return Ok(()) };
        let compared = Compared { now: self.now(), to: self.to, pairs: &self.plan.pairs };
        let parts = self.plan.parts.contains(&after.id);
        // What is late, or comes with something else, is not said yet.
        let is_made = self.made.contains(&after.id);
        let waits = |attribute: &str| {
            is_made && (after.kind.is_late)(self.to, after, attribute)
                || self.plan.is_brought(after.id, attribute)
        };
        let mut actions = alteration(compared, before, after, parts, waits, self.options.online)
            .unwrap_or_default();
        if is_made && after.kind.is_whole {
            // There are no rows yet, save of others.
            let joining = self.hazards_of_joining(after);
            let are_true = |action: &mut Action| action.hazards.retain(|it| joining.contains(it));
            actions.iter_mut().for_each(are_true);
        }
        let designation = self.to.designation(after.id);
        self.plan.parts.remove(&after.id);
        self.run_around(now, actions, &designation)?;
        let Some(before) = self.now().get(now) else { return Ok(()) };
        let before = before.clone();
        self.give_to_owner(&before, after, &designation)?;
        let Some(before) = self.now().get(now) else { return Ok(()) };
        let actions = self.general(before, after);
        self.run_all(actions, &designation)
    }

    fn say_late(&mut self, id: ObjectId, last: bool) -> Accepted<()> {
        let Some(object) = self.to.get(id) else { return Ok(()) };
        let printed = (object.kind.print)(self.to, object);
        let now = self.plan.pairs.now_of(id).and_then(|now| self.now().get(now));
        let compared = Compared { now: self.now(), to: self.to, pairs: &self.plan.pairs };
        if let Some(now) = now
            && (!self.made.contains(&id) || compared.attributes(now, object).is_empty())
        {
            return Ok(());
        }
        let statements = if last { printed.last } else { printed.late };
        if statements.is_empty() {
            return Ok(());
        }
        if let Some(actions) = self.made_online(object) {
            return self.run_all(actions, &self.to.designation(id));
        }
        let mut hazards = self.hazards_of_making(object);
        if last {
            hazards.extend(self.hazards_of_joining(object));
        }
        self.run_new(object, statements, hazards)?;
        self.alter(object)
    }
}

/// Tells whether something is otherwise after a statement.
fn changes(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| !matches!(effect, Effect::ReliedOn { .. }))
}
