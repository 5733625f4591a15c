//! Runs one side's statements on what the other left.
//!
//! A statement is left out where the other side has all that it does, rewritten where things have other names there, and
//! noted where it is refused. Never in it: how a text is rewritten (see `rewriting`).

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::rewriting::changed;
use super::{AgainstRows, Refused, Replay};
use crate::catalog::{Catalog, Effect, Object, ObjectId, Outcome, Session};
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::{Pair, said};
use crate::merge::sides::side::{Account, NAME, Run, SCHEMA, Side, defines};
use crate::sorted::gathered;
use crate::sql::identifier::quote;
use crate::sql::syntax::{SyntaxKind, SyntaxNode};
use crate::sql::words::words_anywhere;

/// A run of one side's statements on what the other left.
pub(super) struct Replayer<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) session: Session,
    /// The new objects of this side, as they were made here.
    made: BTreeMap<ObjectId, ObjectId>,
    /// New objects of this side that are gone at its end, and that statements about rows need on the way.
    passing: BTreeSet<ObjectId>,
    ddl: Vec<String>,
    /// The statement that is being run.
    at: usize,
    refused: Vec<Refused>,
    against_rows: Vec<AgainstRows>,
    /// How many statements there were before a transaction in which nothing was done so far.
    idle_since: Option<usize>,
}

impl<'a> Replayer<'a> {
    /// Returns a run on a schema that was made of what the other side left.
    pub(super) fn on(pair: Pair<'a>, mut catalog: Catalog) -> Replayer<'a> {
        catalog.give_from(pair.own.catalog.next());
        Replayer {
            pair,
            session: Session::new(catalog, pair.other.settings().clone()),
            made: BTreeMap::new(),
            passing: passing(pair.own),
            ddl: Vec::new(),
            at: 0,
            refused: Vec::new(),
            against_rows: Vec::new(),
            idle_since: None,
        }
    }

    /// Runs the statements, but for some and those about rows that the other side ran too.
    pub(super) fn replay(mut self, left_out: &BTreeSet<usize>) -> Replay<'a> {
        self.set_search_path();
        let done = self.pair.told_twice();
        let is_left =
            |statement: &usize| !left_out.contains(statement) && !done.contains(statement);
        for statement in (0..self.pair.own.runs.len()).filter(is_left) {
            self.statement(statement);
        }
        let Replayer { pair, session, ddl, refused, made, against_rows, .. } = self;
        let made = gathered(made.into_iter().map(|(own, here)| (here, own)));
        let (catalog, in_union) = (session.catalog().clone(), OnceCell::new());
        Replay { pair, ddl, catalog, refused, made, against_rows, in_union }
    }

    /// Names the schemas that the statements mean, where the other side's session means others.
    fn set_search_path(&mut self) {
        let meant = &self.pair.ground.session.settings().search_path;
        if *meant == self.session.settings().search_path || self.pair.own.runs.is_empty() {
            return;
        }
        let path: Vec<String> = meant.iter().map(|name| quote(name).into_owned()).collect();
        let path = if path.is_empty() { "''".to_owned() } else { path.join(", ") };
        self.run(format!("SET search_path TO {path}"), None);
    }

    fn statement(&mut self, statement: usize) {
        self.at = statement;
        let Some(run) = self.pair.own.runs.get(statement) else { return };
        let text = self.pair.own.text(statement);
        if !run.is_read {
            // What the catalog does not know is the author's own affair.
            self.ddl.push(text.to_owned());
            return;
        }
        let tree = if run.is_refused { None } else { self.pair.own.tree(statement) };
        let Some(tree) = tree.filter(|tree| self.is_needed(run, tree)) else { return };
        if let Some(gone) = self.gone(run) {
            if !run.is_about_rows {
                let object = self.pair.described(gone);
                self.refuse(format!("{object} does not exist"));
            }
            return;
        }
        self.look_at_rows(run);
        let changes = self.changes(run, &tree, text);
        let outcome = match changes.is_empty() {
            true => self.run(text.to_owned(), Some(&tree)),
            false => self.run(changed(text, changes), None),
        };
        if let Some(outcome) = outcome {
            self.note_made(run, &outcome);
        }
        self.follow_transaction(run, &tree);
    }

    /// Leaves a transaction out in which nothing is done.
    fn follow_transaction(&mut self, run: &Run, tree: &SyntaxNode) {
        match tree.kind() {
            SyntaxKind::BEGIN => self.idle_since = self.ddl.len().checked_sub(1),
            SyntaxKind::COMMIT_TRANSACTION => {
                let idle = self.idle_since.take();
                self.ddl.truncate(idle.unwrap_or(self.ddl.len()));
            }
            _ if run.written.is_none() && run.unknown.is_none() && !defines(tree) => {}
            _ => self.idle_since = None,
        }
    }

    /// Notes what the schema has against what a statement does to rows.
    fn look_at_rows(&mut self, run: &Run) {
        let catalog = self.session.catalog();
        for deed in &run.deeds {
            let deed = deed.renumbered(|id| self.here(id));
            let Some(relation) = catalog.get(deed.relation) else { continue };
            let against = (relation.kind.against_rows)(catalog, relation, &deed);
            let against = against.into_iter().filter_map(|discord| {
                let over = catalog.get(discord.over)?.clone();
                let described = Described::of(catalog, over.id);
                Some(AgainstRows { statement: self.at, discord, over, described })
            });
            self.against_rows.extend(against);
        }
    }

    /// Notes which object here is which of those that a statement made there. There may be more of them here: a
    /// partition has columns that its parent got from the other side.
    fn note_made(&mut self, run: &Run, outcome: &Outcome) {
        let created = outcome.effects.iter().filter_map(|effect| match effect {
            Effect::Created { object } => self.session.catalog().get(*object),
            _ => None,
        });
        let mut here: Vec<&Object> = created.collect();
        let mut made = Vec::new();
        let mut renamed = Vec::new();
        for id in run.made() {
            let Some(there) = self.pair.own.last_seen(id) else { continue };
            // What comes from a parent is called as it is there.
            let origin = inherited(there).map(|origin| self.here(origin));
            let is_it = |here: &&Object| match origin {
                Some(_) => here.is(there.kind) && inherited(here) == origin,
                None => here.is(there.kind) && here.name == there.name,
            };
            match here.iter().position(is_it) {
                Some(place) => made.push((id, here.remove(place).id)),
                None => renamed.push((id, there.kind)),
            }
        }
        for (id, kind) in renamed {
            if let Some(place) = here.iter().position(|here| here.is(kind)) {
                made.push((id, here.remove(place).id));
            }
        }
        self.made.extend(made);
    }

    /// Returns what a statement relies on, names, or makes something of, and is there no longer.
    fn gone(&self, run: &Run) -> Option<ObjectId> {
        let is_gone = |used: &ObjectId| {
            self.pair.ground.has(*used) && self.session.catalog().get(*used).is_none()
        };
        let named = run.mentions.iter().map(|mention| mention.object);
        let made = run.made().filter_map(|id| self.pair.own.catalog.get(id));
        let made_of = made.flat_map(|it| it.attributes.values()).flat_map(|value| value.objects());
        run.relied_on().chain(named).chain(made_of).find(is_gone)
    }

    fn refuse(&mut self, message: String) {
        let statement = self.at;
        self.refused.push(Refused { statement, message });
    }

    /// Runs a statement, and keeps it if it is accepted.
    fn run(&mut self, text: String, tree: Option<&SyntaxNode>) -> Option<Outcome> {
        let result = match tree {
            Some(tree) => self.session.execute_parsed(Ok(tree)),
            None => self.session.execute(&text),
        };
        match result {
            Ok(outcome) => {
                self.ddl.push(text);
                Some(outcome)
            }
            Err(refusal) => {
                self.refuse(refusal.message.clone());
                None
            }
        }
    }

    /// Tells whether a statement does something that the other side lacks.
    fn is_needed(&self, run: &Run, tree: &SyntaxNode) -> bool {
        if matches!(tree.kind(), SyntaxKind::BEGIN | SyntaxKind::COMMIT_TRANSACTION) {
            return true;
        }
        let mut does_something = false;
        for effect in &run.effects {
            if !matches!(effect, Effect::ReliedOn { .. }) {
                does_something = true;
                if self.is_lacking(effect) {
                    return true;
                }
            }
        }
        if does_something {
            return false;
        }
        run.unknown.is_some() || !defines(tree)
    }

    /// Tells whether an effect is one of those that this side has in the end, and the other has not.
    pub(super) fn is_lacking(&self, effect: &Effect) -> bool {
        let own = &self.pair.own.catalog;
        match effect {
            Effect::Created { object } => {
                self.passing.contains(object)
                    || own.get(*object).is_some() && self.pair.counterpart(*object).is_none()
            }
            Effect::Changed { object, attribute, .. } => self.is_to_set(*object, attribute),
            Effect::Renamed { object, .. } => {
                self.is_to_go(*object) || self.is_to_set(*object, NAME)
            }
            Effect::Moved { object, .. } => {
                self.is_to_go(*object) || self.is_to_set(*object, SCHEMA)
            }
            Effect::Dropped { object, .. } if self.is_in_passing(object.id) => true,
            Effect::Dropped { object, .. } => self.is_to_go(object.id),
            Effect::ReliedOn { .. } => false,
        }
    }

    /// Tells whether this side drops an object that the other still has. Until it goes, it may have to make room.
    fn is_to_go(&self, id: ObjectId) -> bool {
        let (own, other) = (&self.pair.own.catalog, &self.pair.other.catalog);
        !self.pair.is_new(id) && own.get(id).is_none() && other.get(id).is_some()
    }

    /// Tells whether an object of this side that is gone at its end is there on the way.
    fn is_in_passing(&self, id: ObjectId) -> bool {
        self.passing.contains(&id) || self.made.contains_key(&id)
    }

    fn is_to_set(&self, id: ObjectId, attribute: &str) -> bool {
        let pair = self.pair;
        let Some(own) = pair.own.catalog.get(id) else { return self.passing.contains(&id) };
        match pair.counterpart(id) {
            None => true,
            Some(there) => {
                let there = pair.other.catalog.get(there);
                (pair.is_new(id) || pair.is_net(own, attribute))
                    && pair.translated_said(own, attribute) != said(there, attribute)
            }
        }
    }
    /// Returns the identity that an object of this side has here.
    pub(super) fn here(&self, id: ObjectId) -> ObjectId {
        let made = self.made.get(&id).copied();
        made.unwrap_or_else(|| self.pair.translated(id))
    }
}

/// Returns the part of a parent that a part comes from.
fn inherited(part: &Object) -> Option<ObjectId> {
    part.objects("inherited").first().copied()
}

/// Returns the new objects of a side that are gone at its end though statements speak of them whose work lasts, or
/// may last: those about rows, and those whose effects are not known.
fn passing(side: &Side<'_>) -> BTreeSet<ObjectId> {
    let is_gone = |id: &&ObjectId| side.catalog.get(**id).is_none();
    let is_new = |account: &Account| account.made.is_some();
    let gone: Vec<_> =
        side.accounts.iter().filter(|(id, one)| is_gone(id) && is_new(one)).collect();
    let mut passing = BTreeSet::new();
    if gone.is_empty() {
        return passing;
    }
    let mut spoken_of = BTreeSet::new();
    for (statement, run) in side.runs.iter().enumerate() {
        if run.is_about_rows || (run.unknown.is_some() && !run.is_refused) {
            spoken_of.extend(words_anywhere(side.text(statement)));
            spoken_of.extend(run.words.words().map(str::to_owned));
        }
    }
    for (&id, account) in gone {
        let object = account.dropped.as_ref().map(|dropping| &dropping.object);
        let is_needed = object.is_some_and(|object| {
            spoken_of.contains(&object.name.to_ascii_lowercase())
                || passing.contains(&object.parent)
        });
        if is_needed {
            passing.insert(id);
        }
    }
    passing
}
