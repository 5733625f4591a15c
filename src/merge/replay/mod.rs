//! One side's statements, run on what the other left: without what is there already, and with the names
//! that things have there. All else of their text stays as the author wrote it.
//!
//! The catalog runs each, so what the statements lead to is known, not supposed. Never in it: whether that
//! is the merged schema (see `plan`).

pub(super) mod replays;
mod rewriting;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::conflicts::finding::Described;
use super::sides::pair::{Pair, said};
use super::sides::side::{Account, NAME, Run, SCHEMA, Side, defines};
use crate::catalog::{
    Catalog, Discord, Effect, Lookup, NameMention, Object, ObjectId, Outcome, Session,
};
use crate::sorted::gathered;
use crate::sql::Span;
use crate::sql::identifier::{quote, read};
use crate::sql::syntax::{self, SyntaxKind, SyntaxNode};
use crate::sql::words::words_anywhere;
use rewriting::{Change, changed, dotted, output_end};

/// What came of it.
pub(super) struct Replay<'a> {
    /// Whose statements ran on what.
    pub(super) pair: Pair<'a>,
    /// The statements that ran.
    pub(super) ddl: Vec<String>,
    /// The schema that they lead to.
    pub(super) catalog: Catalog,
    /// The statements that were refused.
    pub(super) refused: Vec<Refused>,
    /// The new objects of this side, by the identities that they have there: the side's own identities.
    pub(super) made: BTreeMap<ObjectId, ObjectId>,
    /// What the schema has against statements about rows by the time that they run.
    pub(super) against_rows: Vec<AgainstRows>,
    in_union: OnceCell<Catalog>,
}

impl Replay<'_> {
    /// Returns the schema with the identities of the merged catalog, which are the target's and the source's own.
    pub(super) fn in_union(&self) -> &Catalog {
        self.in_union.get_or_init(|| self.catalog.renumbered(|id| self.id_in_union(id)))
    }

    /// Returns the identity that an object of its schema has in the merged catalog.
    pub(super) fn id_in_union(&self, id: ObjectId) -> ObjectId {
        match self.made.get(&id) {
            Some(own) => self.own_in_union(*own),
            None if self.pair.is_flipped() => self.pair.flipped().translated(id),
            None => id,
        }
    }

    /// Returns the identity in the merged catalog of an object of the side whose statements ran.
    pub(super) fn own_in_union(&self, id: ObjectId) -> ObjectId {
        if self.pair.is_flipped() { id } else { self.pair.translated(id) }
    }

    /// Tells whether the source's statements lead to just the merged catalog. What it does not see, hashes may.
    pub(super) fn is_just(&self, merged: &Catalog) -> bool {
        let in_merged = |id: ObjectId| self.made.get(&id).copied().unwrap_or(id);
        self.refused.is_empty() && self.catalog.is_under(merged, in_merged)
    }
}

/// A statement of this side that can't run on what the other side left.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// Its place among those of its side.
    pub(super) statement: usize,
    /// Why.
    pub(super) message: String,
}

/// What a schema has against a statement about rows by the time that it runs.
pub(super) struct AgainstRows {
    /// The statement's place among those of its side.
    pub(super) statement: usize,
    /// What is against it.
    pub(super) discord: Discord,
    /// What that is over, as it is by then; it may be gone later.
    pub(super) over: Object,
    /// How people know that.
    pub(super) described: Described,
}

/// Runs this side's statements on what the other side left.
pub(super) fn replayed(pair: Pair<'_>) -> Replay<'_> {
    replayed_without(pair, &BTreeSet::new())
}

/// Runs this side's statements on what the other side left, but for some.
pub(super) fn replayed_without<'a>(pair: Pair<'a>, left_out: &BTreeSet<usize>) -> Replay<'a> {
    replayed_on(pair, pair.other.catalog.clone(), left_out)
}

/// Runs this side's statements, but for some, on a schema that was made of what the other side left.
pub(super) fn replayed_on<'a>(
    pair: Pair<'a>,
    mut catalog: Catalog,
    left_out: &BTreeSet<usize>,
) -> Replay<'a> {
    catalog.give_from(pair.own.catalog.next());
    let session = Session::new(catalog, pair.other.settings().clone());
    let mut replayer = Replayer {
        pair,
        session,
        made: BTreeMap::new(),
        passing: passing(pair.own),
        ddl: Vec::new(),
        at: 0,
        refused: Vec::new(),
        against_rows: Vec::new(),
        idle_since: None,
    };
    replayer.set_search_path();
    let done = pair.told_twice();
    let is_left = |statement: &usize| !left_out.contains(statement) && !done.contains(statement);
    for statement in (0..pair.own.runs.len()).filter(is_left) {
        replayer.statement(statement);
    }
    let Replayer { session, ddl, refused, made, against_rows, .. } = replayer;
    let made = gathered(made.into_iter().map(|(own, here)| (here, own)));
    let (catalog, in_union) = (session.catalog().clone(), OnceCell::new());
    Replay { pair, ddl, catalog, refused, made, against_rows, in_union }
}

struct Replayer<'a> {
    pair: Pair<'a>,
    session: Session,
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

impl Replayer<'_> {
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

    /// Returns what a statement relies on, or names, and is there no longer.
    fn gone(&self, run: &Run) -> Option<ObjectId> {
        let is_gone = |used: &ObjectId| {
            self.pair.ground.has(*used) && self.session.catalog().get(*used).is_none()
        };
        let named = run.mentions.iter().map(|mention| mention.object);
        run.relied_on().chain(named).find(is_gone)
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
    fn is_lacking(&self, effect: &Effect) -> bool {
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

    /// Returns what is to be written otherwise: actions that are not needed are left out, and what is
    /// called otherwise here gets the name that it has here.
    fn changes(&self, run: &Run, tree: &SyntaxNode, text: &str) -> Vec<Change> {
        let mut changes = self.without_needless_actions(run, tree);
        let mentions: Vec<&NameMention> = run.mentions.iter().collect();
        let mentions = crate::sorted::sorted(mentions, |one, other| {
            (one.span.start, one.span.end).cmp(&(other.span.start, other.span.end))
        });
        for mention in mentions {
            let overlaps = |change: &Change| {
                change.span.start < mention.span.end && mention.span.start < change.span.end
            };
            if !changes.iter().any(overlaps)
                && let Some(change) = self.renamed(mention, text)
            {
                changes.push(change);
                changes.extend(self.kept_output(mention, tree));
            }
        }
        changes
    }

    /// Returns what keeps the name of a query's column that would be called after what is mentioned.
    fn kept_output(&self, mention: &NameMention, tree: &SyntaxNode) -> Option<Change> {
        let object = self.session.catalog().get(self.here(mention.object))?;
        let end = output_end(tree, mention.span).filter(|_| object.name != mention.name)?;
        let text = format!(" AS {}", quote(&mention.name));
        Some(Change { span: Span { start: end, end }, text })
    }

    fn without_needless_actions(&self, run: &Run, tree: &SyntaxNode) -> Vec<Change> {
        let mut actions: Vec<(Span, bool)> = Vec::new();
        for node in tree.children() {
            let span = node.span();
            let mut is_action = false;
            let mut is_lacking = false;
            for (place, effect) in run.places.iter().zip(&run.effects) {
                if *place == span && !matches!(effect, Effect::ReliedOn { .. }) {
                    is_action = true;
                    is_lacking |= self.is_lacking(effect);
                }
            }
            if is_action || !actions.is_empty() {
                actions.push((span, is_lacking || !is_action));
            }
        }
        let Some(last_kept) = actions.iter().rposition(|(_, is_kept)| *is_kept) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        for (place, (span, is_kept)) in actions.iter().enumerate() {
            let next = actions.get(place + 1).map_or(span.end, |(next, _)| next.start);
            if !is_kept && place < last_kept {
                let span = Span { start: span.start, end: next };
                changes.push(Change { span, text: String::new() });
            }
        }
        if let (Some((kept, _)), Some((end, false))) = (actions.get(last_kept), actions.last()) {
            let span = Span { start: kept.end, end: end.end };
            changes.push(Change { span, text: String::new() });
        }
        changes
    }

    /// Returns the identity that an object of this side has here.
    fn here(&self, id: ObjectId) -> ObjectId {
        let made = self.made.get(&id).copied();
        made.unwrap_or_else(|| self.pair.translated(id))
    }

    /// Returns the name that what is mentioned has here, where it is written otherwise.
    fn renamed(&self, mention: &NameMention, text: &str) -> Option<Change> {
        let written = text.get(mention.span.start..mention.span.end)?;
        let parts = dotted(written);
        let object = self.session.catalog().get(self.here(mention.object))?;
        let (last, before) = parts.split_last()?;
        if read(last, '\\') != *mention.name {
            // A name to be, with the schema that it is to stand in.
            let (schema, rest) = parts.split_first()?;
            let is_renamed = read(schema, '\\') == *mention.name && object.name != mention.name;
            let text = format!("{}.{}", quote(&object.name), rest.join("."));
            return is_renamed.then_some(Change { span: mention.span, text });
        }
        let name = self.name(object, before)?;
        if object.name == mention.name && dotted(&name).len() == parts.len() {
            let parent = self.session.catalog().get(object.parent);
            let is_same = before.last().is_none_or(|before| {
                parent.is_none_or(|parent| *parent.name == *read(before, '\\'))
            });
            if is_same {
                return None;
            }
        }
        Some(Change { span: mention.span, text: name })
    }

    /// Returns the name of an object here, qualified as it was or has to be.
    fn name(&self, object: &Object, before: &[&str]) -> Option<String> {
        let catalog = self.session.catalog();
        let namespace = object.kind.namespaces.first()?;
        let own = quote(&object.name).into_owned();
        if !namespace.is_in_schema() {
            let parent = catalog.get(object.parent);
            return Some(match (before.split_last(), parent) {
                (Some((_, schema)), Some(parent)) => {
                    let parent = self.name(parent, schema)?;
                    format!("{parent}.{own}")
                }
                _ => own,
            });
        }
        let search_path = &self.session.settings().search_path;
        let lookup = Lookup { catalog, search_path, mentions: None };
        match before.is_empty() {
            true => Some(lookup.visible_name(object.id)),
            false => Some(catalog.qualified_name(object.id)),
        }
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

/// Runs statements on a schema; returns what they lead to, or nothing if one is refused.
pub(super) fn run(session: &Session, ddl: &[String]) -> Option<Catalog> {
    let mut session = session.clone();
    for statement in ddl {
        match syntax::parse(statement) {
            Ok(tree) => drop(session.execute_parsed(Ok(&tree)).ok()?),
            // What is not PostgreSQL's is not run here.
            Err(_) => continue,
        }
    }
    Some(session.catalog().clone())
}
