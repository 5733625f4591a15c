//! One branch: its statements run on the base, and which of them did what to which object.
//!
//! What a branch left is told by comparing its catalog with the base's; the accounts here only say where
//! it comes from. The syntax trees are not kept: few are looked at again, and making those anew costs less than
//! to hold all of them. Never in it: what the other branch did.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::described::Described;
use super::ground::Ground;
use super::written::Written;
use crate::catalog::{
    Attribute, Catalog, Effect, Map, NameMention, Object, ObjectId, Outcome, Refusal, RowDeed,
    Session, Settings, Unsure,
};
use crate::merge::Change;
use crate::sql::Span;
use crate::sql::ahead::read_each;
use crate::sql::identifier;
use crate::sql::syntax::{self, SyntaxKind, SyntaxNode};
use crate::sql::tree::child;
use crate::sql::words::place_of;

/// Where something was said: a statement of a branch, and the part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Evidence {
    /// The statement's place among those of its branch.
    pub(crate) statement: usize,
    /// The part of its text.
    pub(crate) span: Span,
}

impl Evidence {
    /// Tells whether something else was said here, or in a part of it.
    pub(crate) fn covers(&self, other: &Evidence) -> bool {
        self.statement == other.statement && self.span.covers(other.span)
    }
}

/// The attribute under which an account keeps what gave an object another name.
pub(crate) const NAME: &str = "name";
/// The attribute under which an account keeps what moved an object to another schema.
pub(crate) const SCHEMA: &str = "schema";
/// The attribute that names the objects of parents that an object comes from.
pub(crate) const INHERITED: &str = "inherited";
/// The attribute of what comes from parents, and was said of the object itself besides.
pub(crate) const LOCAL: &str = "local";

/// The attributes that are said about an object, not of what it is: they go with it.
pub(crate) const METADATA: &[&str] = &["comment", "index comment", "security label"];

/// Where what a branch did to one object comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// What made it.
    pub(crate) made: Option<Evidence>,
    /// What changed each attribute last.
    pub(crate) changes: Map<Attribute, Evidence>,
    /// What dropped it.
    pub(crate) dropped: Option<Box<Dropping>>,
}

/// How an object went.
#[derive(Clone, Debug)]
pub(crate) struct Dropping {
    /// What dropped it.
    pub(crate) by: Evidence,
    /// The object that the statement named, which took this one along.
    pub(crate) root: ObjectId,
    /// The object as it was.
    pub(crate) object: Arc<Object>,
}

/// A statement of a branch, run.
#[derive(Debug)]
pub(crate) struct Run {
    /// Whether it is PostgreSQL's grammar.
    pub(crate) is_read: bool,
    /// What it did, in order.
    pub(crate) effects: Vec<Effect>,
    /// Where in its text each effect is said.
    pub(crate) places: Vec<Span>,
    /// The names in it.
    pub(crate) mentions: Vec<NameMention>,
    /// The objects that it reads or writes, if it is about rows.
    read: Vec<ObjectId>,
    /// The relation whose rows it changes, if it is about rows.
    pub(crate) written: Option<ObjectId>,
    /// What it does to rows.
    pub(crate) deeds: Vec<RowDeed>,
    /// Whether it is about rows: it changes nothing that a catalog holds.
    pub(crate) is_about_rows: bool,
    /// Whether it is about rows, and not all of its names are known.
    pub(crate) has_unread_names: bool,
    /// Why its effects are not all known, if they are not.
    pub(crate) unknown: Option<String>,
    /// What it speaks of, if its effects are not all known.
    pub(crate) words: Unsure,
    /// Whether it changed nothing because it was refused.
    pub(crate) is_refused: bool,
    /// Whether it asks what is there, or is about all that is.
    pub(crate) concerns_what_is_there: bool,
}

/// A branch: what its statements left, and where that comes from.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    /// The statements as they were recorded.
    pub(crate) changes: &'a [Change<'a>],
    /// The statements as they ran.
    pub(crate) runs: Vec<Run>,
    /// The schema at the end.
    pub(crate) catalog: Catalog,
    /// The settings at the start.
    first_settings: Settings,
    /// What they became, with the first statement that ran so.
    later_settings: Vec<(usize, Settings)>,
    /// The first identity that its statements gave.
    first: u32,
    /// What happened to each object.
    pub(crate) accounts: BTreeMap<ObjectId, Account>,
    /// Whether its statements dropped anything.
    pub(crate) has_dropped: bool,
    written: Written,
}

impl Run {
    /// Returns the objects that it made.
    pub(crate) fn made(&self) -> impl Iterator<Item = ObjectId> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Created { object } => Some(*object),
            _ => None,
        })
    }

    /// Returns the objects of which it changed attributes.
    pub(crate) fn changed(&self) -> impl Iterator<Item = ObjectId> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Changed { object, .. } => Some(*object),
            _ => None,
        })
    }

    /// Returns the objects that it means without their names: a cast, by its types.
    pub(crate) fn unnamed(&self) -> impl Iterator<Item = ObjectId> + '_ {
        let unnamed = self.mentions.iter().filter(|mention| mention.name.is_empty());
        unnamed.map(|mention| mention.object)
    }

    /// Returns the objects that it took to be there.
    pub(crate) fn relied_on(&self) -> impl DoubleEndedIterator<Item = ObjectId> {
        let relied_on = self.effects.iter().filter_map(|effect| match effect {
            Effect::ReliedOn { object } => Some(*object),
            _ => None,
        });
        relied_on.chain(self.read.iter().copied())
    }

    /// Tells whether it changed what the catalog holds.
    pub(crate) fn does_something(&self) -> bool {
        self.effects.iter().any(|effect| !matches!(effect, Effect::ReliedOn { .. }))
    }

    /// Tells whether no difference of schemas does what it does: it is about rows, or its effects are not all known.
    pub(crate) fn works(&self) -> bool {
        self.is_about_rows || self.unknown.is_some()
    }

    /// Returns the objects that it is about in any way.
    pub(crate) fn objects(&self) -> impl Iterator<Item = ObjectId> {
        let concerned = self.effects.iter().map(|effect| match effect {
            Effect::Dropped { object, .. } => object.id,
            Effect::Created { object }
            | Effect::Changed { object, .. }
            | Effect::Renamed { object, .. }
            | Effect::Moved { object, .. }
            | Effect::ReliedOn { object } => *object,
        });
        let named = self.mentions.iter().map(|mention| mention.object);
        concerned.chain(named).chain(self.read.iter().copied())
    }
}

impl<'a> Side<'a> {
    /// Runs a branch's statements on the base. Identities of what they make begin at `next`.
    pub(crate) fn run(ground: &mut Ground, next: u32, changes: &'a [Change<'a>]) -> Side<'a> {
        let mut session = ground.session.clone();
        session.catalog_mut().give_from(next);
        let mut side = Side {
            changes,
            runs: Vec::with_capacity(changes.len()),
            catalog: Catalog::new(),
            first_settings: session.settings().clone(),
            later_settings: Vec::new(),
            first: next,
            accounts: BTreeMap::new(),
            has_dropped: false,
            written: Written::default(),
        };
        let texts = || changes.iter().map(|change| change.statement).enumerate();
        read_each(texts, false, |statement, parsed| {
            let result = match &parsed {
                Ok(tree) => ground.execute(&mut session, tree),
                Err(fault) => Err(Refusal::syntax(fault.span, fault.message.clone())),
            };
            side.enter(statement, parsed.as_ref().ok(), result);
            if let Ok(tree) = &parsed {
                side.read_rows(&session, tree);
                side.read_words(&session, tree);
            }
            if side.settings() != session.settings() {
                side.later_settings.push((statement + 1, session.settings().clone()));
            }
        });
        side.catalog = session.catalog().clone();
        side
    }

    fn enter(
        &mut self,
        statement: usize,
        tree: Option<&SyntaxNode>,
        result: Result<Outcome, Refusal>,
    ) {
        let mut run = Run {
            is_read: tree.is_some(),
            effects: Vec::new(),
            places: Vec::new(),
            mentions: Vec::new(),
            read: Vec::new(),
            written: None,
            deeds: Vec::new(),
            is_about_rows: false,
            has_unread_names: false,
            unknown: None,
            words: Unsure::default(),
            is_refused: result.is_err(),
            concerns_what_is_there: tree.is_some_and(concerns_what_is_there),
        };
        let whole = Span { start: 0, end: self.text(statement).len() };
        match result {
            Err(refusal) => run.unknown = Some(refusal.message.clone()),
            Ok(outcome) => {
                run.unknown = outcome.opaque;
                run.mentions = outcome.mentions;
                for (place, effect) in outcome.places.iter().zip(&outcome.effects) {
                    let span = if place.end > place.start { *place } else { whole };
                    self.note(effect, Evidence { statement, span });
                }
                (run.effects, run.places) = (outcome.effects, outcome.places);
            }
        }
        // What is replaced by the same is made where it is not there.
        let replaces =
            |tree: &SyntaxNode| tree.children().any(|node| node.kind() == SyntaxKind::OR_REPLACE);
        run.concerns_what_is_there |= !run.does_something() && tree.is_some_and(replaces);
        self.runs.push(run);
    }

    /// Notes what the last statement names, if it is about rows.
    fn read_rows(&mut self, session: &Session, tree: &SyntaxNode) {
        let Some(run) = self.runs.last_mut() else { return };
        if !run.effects.is_empty() || run.unknown.is_some() || defines(tree) {
            return;
        }
        let names = session.names_in_rows(tree);
        run.is_about_rows = true;
        run.has_unread_names = !names.is_whole;
        run.written = names.written;
        run.deeds = names.deeds;
        run.mentions = names.mentions;
        run.read = names.uses;
    }

    /// Notes what the last statement speaks of, if its effects are not all known.
    fn read_words(&mut self, session: &Session, tree: &SyntaxNode) {
        if let Some(run) = self.runs.last_mut()
            && run.unknown.is_some()
            && !run.is_refused
        {
            run.words = session.words_of(tree);
        }
    }

    fn note(&mut self, effect: &Effect, by: Evidence) {
        match effect {
            Effect::Created { object } => self.account(*object).made = Some(by),
            Effect::Changed { object, attribute, .. } => {
                self.account(*object).changes.insert(attribute.clone(), by);
            }
            Effect::Renamed { object, .. } => {
                self.account(*object).changes.insert(NAME.into(), by);
            }
            Effect::Moved { object, .. } => {
                self.account(*object).changes.insert(SCHEMA.into(), by);
            }
            Effect::Dropped { object, root } => {
                let dropping = Dropping { by, root: *root, object: object.clone() };
                self.account(object.id).dropped = Some(Box::new(dropping));
                self.has_dropped = true;
            }
            Effect::ReliedOn { object } => {
                // What was assumed, such as a role, is known from here.
                if object.0 >= self.first {
                    self.account(*object);
                }
            }
        }
    }

    fn account(&mut self, object: ObjectId) -> &mut Account {
        self.accounts.entry(object).or_default()
    }

    /// Returns the settings at the end.
    pub(crate) fn settings(&self) -> &Settings {
        self.settings_before(usize::MAX)
    }

    /// Returns the settings that a statement ran under.
    pub(crate) fn settings_before(&self, statement: usize) -> &Settings {
        let later = self.later_settings.partition_point(|(first, _)| *first <= statement);
        let last = later.checked_sub(1).and_then(|place| self.later_settings.get(place));
        last.map_or(&self.first_settings, |(_, settings)| settings)
    }

    /// Returns the schema as it was before a statement ran, under the identities that its objects have at the end.
    pub(crate) fn catalog_before(&self, ground: &Ground, statement: usize) -> Catalog {
        let settings = ground.session.settings().clone();
        let mut session = Session::new(ground.catalog.clone(), settings);
        session.catalog_mut().give_from(self.first);
        for tree in (0..statement).filter_map(|at| self.tree(at)) {
            // What was refused there changes nothing here.
            let _ = session.execute_parsed(Ok(&tree));
        }
        session.catalog().clone()
    }

    /// Returns what a statement is about, as it was recorded.
    pub(crate) fn described(&self, statement: usize) -> Option<Described> {
        let change = self.changes.get(statement)?;
        Some(Described { kind: change.object_type, name: change.object_name.to_owned() })
    }

    /// Returns a statement as a whole, as evidence.
    pub(crate) fn whole(&self, statement: usize) -> Evidence {
        Evidence { statement, span: Span { start: 0, end: self.text(statement).len() } }
    }

    /// Returns where a statement that is evidence as a whole names an object.
    pub(crate) fn naming(&self, by: Evidence, object: ObjectId) -> Option<Span> {
        let run = self.runs.get(by.statement).filter(|_| by == self.whole(by.statement))?;
        let mention = run.mentions.iter().find(|mention| mention.object == object)?;
        Some(mention.span)
    }

    /// Returns where a statement that is evidence as a whole first says a word, which is folded.
    pub(crate) fn word(&self, by: Evidence, word: &str) -> Option<Span> {
        let place = place_of(self.text(by.statement), word);
        place.filter(|_| by == self.whole(by.statement))
    }

    /// Returns the text of a statement.
    pub(crate) fn text(&self, statement: usize) -> &'a str {
        self.changes.get(statement).map(|change| change.statement).unwrap_or_default()
    }

    /// Returns the syntax tree of a statement, made anew; nothing where it is not PostgreSQL's grammar.
    pub(crate) fn tree(&self, statement: usize) -> Option<SyntaxNode> {
        let run = self.runs.get(statement).filter(|run| run.is_read);
        run.and_then(|_| syntax::parse(self.text(statement)).ok())
    }

    /// Tells whether a statement has a clause somewhere: `CASCADE`, `OR REPLACE`, `IF NOT EXISTS`.
    ///
    /// A `DO` block asks by `IF` or `EXCEPTION` what `IF NOT EXISTS` asks.
    pub(crate) fn says(&self, by: Evidence, clause: SyntaxKind) -> bool {
        use SyntaxKind::{IF_NOT_EXISTS, PLPGSQL_EXCEPTION_SECTION, PLPGSQL_IF_STMT};
        let is_said = |node: SyntaxNode| match node.kind() {
            PLPGSQL_IF_STMT | PLPGSQL_EXCEPTION_SECTION => clause == IF_NOT_EXISTS,
            kind => kind == clause,
        };
        self.trees(by.statement).any(|tree| tree.descendants().any(is_said))
    }

    /// Returns the syntax tree of a statement, and that of the body of a `DO` block.
    fn trees(&self, statement: usize) -> impl Iterator<Item = SyntaxNode> {
        let tree = self.tree(statement);
        let body = tree.as_ref().filter(|tree| tree.kind() == SyntaxKind::DO);
        let body = body.and_then(syntax::block).map(|block| block.tree);
        tree.into_iter().chain(body)
    }

    /// Tells whether a statement writes a name: PostgreSQL makes up the others.
    pub(crate) fn writes(&self, by: Evidence, name: &str) -> bool {
        if !name.contains(|letter: char| letter.is_alphanumeric() || letter == '_') {
            // An operator, which is a token for each of its symbols.
            return self.text(by.statement).contains(name);
        }
        self.written.has(by.statement, name, || self.trees(by.statement))
    }

    /// Returns a name as a statement writes it, if that is longer than what PostgreSQL keeps of it.
    pub(crate) fn uncut(&self, by: Evidence, name: &str) -> Option<String> {
        // What is cut is as long as a name can be.
        if name.len() < identifier::MAX_BYTES - 3 {
            return None;
        }
        let tree = self.tree(by.statement)?;
        let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
        let long = tokens.filter(|token| token.text().len() > identifier::MAX_BYTES);
        let mut written = long.map(|token| identifier::read_uncut(token.text(), '\\'));
        written.find(|written| {
            written.len() > name.len() && identifier::cut(written, identifier::MAX_BYTES) == name
        })
    }

    /// Returns an object as the branch has it, or had it before it dropped it.
    pub(crate) fn last_seen(&self, id: ObjectId) -> Option<&Object> {
        let dropped = || Some(&*self.accounts.get(&id)?.dropped.as_ref()?.object);
        self.catalog.get(id).or_else(dropped)
    }

    /// Returns what made an object, or what changed it; what is said about it alone is not meant.
    pub(crate) fn origin(&self, object: ObjectId) -> Option<Evidence> {
        let account = self.accounts.get(&object)?;
        let mut changes = account.changes.iter().filter(|(it, _)| !METADATA.contains(&&***it));
        account.made.or_else(|| changes.next().map(|(_, by)| *by))
    }

    /// Returns what dropped an object, or else its origin.
    pub(crate) fn did(&self, object: ObjectId) -> Option<Evidence> {
        let dropped = self.accounts.get(&object)?.dropped.as_ref();
        dropped.map(|dropping| dropping.by).or_else(|| self.origin(object))
    }

    /// Returns what changed an attribute, or made the object with it.
    pub(crate) fn source_of(&self, object: ObjectId, attribute: &str) -> Option<Evidence> {
        let account = self.accounts.get(&object)?;
        account.changes.get(attribute).copied().or(account.made)
    }
}

/// Tells whether a statement asks what is there, or is about all that is.
fn concerns_what_is_there(tree: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let concerns = |node: SyntaxNode| {
        matches!(
            node.kind(),
            IF_EXISTS
                | IF_NOT_EXISTS
                | DROP_OWNED
                | PRIVILEGE_ALL_FUNCTIONS_IN_SCHEMA
                | PRIVILEGE_ALL_PROCEDURES_IN_SCHEMA
                | PRIVILEGE_ALL_ROUTINES_IN_SCHEMA
                | PRIVILEGE_ALL_SEQUENCES_IN_SCHEMA
                | PRIVILEGE_ALL_TABLES_IN_SCHEMA
        ) || matches!(node.kind(), ENABLE_TRIGGER | DISABLE_TRIGGER)
            && child(&node, TRIGGER_REF).is_none()
    };
    let is_creation = tree.first_token().is_some_and(|token| token.kind() == CREATE_KW);
    match is_creation && tree.kind() != CREATE_SCHEMA {
        // Before all that may be long.
        true => tree.children().any(concerns),
        false if tree.kind() == REASSIGN => true,
        false => defines(tree) && tree.descendants().any(concerns),
    }
}

/// Tells whether a statement is one that makes, alters or drops objects, whether it finds something to do or not.
pub(crate) fn defines(tree: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    let first = tree.first_token().map(|token| token.kind());
    matches!(first, Some(CREATE_KW | ALTER_KW | DROP_KW | COMMENT_KW | GRANT_KW | REVOKE_KW))
}
