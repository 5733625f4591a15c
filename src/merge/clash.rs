//! Two branches whose merged schema no statements lead to: one's can't run on what the other left.
//!
//! What the other classes find is told by comparing what both did; this is told by running it. Never in it:
//! how statements are run (see `replay`).

use std::cmp::Reverse;

use super::conflict::ConflictClass;
use super::finding::{Described, Finding, Who};
use super::pair::Pair;
use super::replay::{Refused, Replay};
use super::side::Evidence;
use crate::catalog::ObjectId;

/// Finds the statements that can't run on what the other side left, and the object over which they meet.
///
/// `FOREIGN KEY (user_id) REFERENCES users (id)` here, `ALTER TABLE users ALTER COLUMN id TYPE text` there.
/// Given what comes of the source's statements on the target, and of the target's on the source.
pub(super) fn find(forth: &Replay<'_>, back: &Replay<'_>) -> Finding {
    let (source, target) = (Obstacle::of(forth), Obstacle::of(back));
    let pair = forth.pair;
    let (who, first) = match (&source, &target) {
        // Whichever side is the source, the same is told.
        (Some(one), Some(other)) if other.order() < one.order() => (Who::Target, other),
        (Some(one), _) => (Who::Source, one),
        (None, Some(other)) => (Who::Target, other),
        (None, None) => return unexplained(pair),
    };
    let explanation = format!("with what {} did, {who} is refused: {}", who.other(), first.message);
    let class = ConflictClass::IncompatibleAlter;
    let mut finding = Finding::new(first.object.clone(), class, explanation);
    finding.id = first.met.map(|(id, _)| id);
    let shown =
        |own: &Option<Obstacle>, other: &Option<Obstacle>, pair: Pair<'_>| match (own, other) {
            (Some(own), _) => vec![own.statement],
            (None, Some(Obstacle { met: Some((_, by)), .. })) => vec![*by],
            (None, _) => all(pair),
        };
    finding.shown_by(shown(&source, &target, pair), shown(&target, &source, pair.flipped()))
}

/// A statement of this side that is refused on what the other side left.
struct Obstacle {
    statement: Evidence,
    message: String,
    /// An object of which it speaks, and what the other side did to it or with it.
    met: Option<(ObjectId, Evidence)>,
    object: Described,
}

impl Obstacle {
    fn of(replay: &Replay<'_>) -> Option<Obstacle> {
        let Replay { pair, refused, .. } = replay;
        let Refused { statement, message } = refused.first().cloned()?;
        let met = met(*pair, statement);
        let made = || {
            let mut made = pair.own.runs.get(statement)?.made();
            made.find(|id| pair.own.catalog.get(*id).is_some())
        };
        let concerned = || {
            let mut concerned = pair.own.runs.get(statement)?.objects();
            concerned.find(|id| pair.ground.has(*id))
        };
        let object = match met.map(|(id, _)| id).or_else(made).or_else(concerned) {
            Some(id) => pair.described(id),
            None => pair.own.described(statement)?,
        };
        Some(Obstacle { statement: pair.own.whole(statement), message, met, object })
    }

    fn order(&self) -> impl Ord + '_ {
        // A column says more than its table.
        let length = Reverse(self.object.name.len());
        (self.met.is_none(), length, self.object.kind, &self.object.name, &self.message)
    }
}

/// Returns an object that a statement speaks of and that the other side changed, or made something of.
fn met(pair: Pair<'_>, statement: usize) -> Option<(ObjectId, Evidence)> {
    let run = pair.own.runs.get(statement)?;
    let named = run.mentions.iter().map(|mention| mention.object);
    let spoken_of: Vec<ObjectId> = named.chain(run.relied_on()).collect();
    // Columns say more than the table, and come after it.
    let changed = spoken_of.iter().rev().find_map(|id| Some((*id, pair.other.origin(*id)?)));
    changed.or_else(|| {
        spoken_of.iter().rev().find_map(|id| {
            let mut users = pair.other.catalog.users(*id);
            Some((*id, users.find_map(|user| pair.other.origin(user.id))?))
        })
    })
}

/// Words that the merged schema was not reached, where no statement is to blame.
fn unexplained(pair: Pair<'_>) -> Finding {
    let explanation =
        "what both sides did can't be told as statements that lead to both".to_owned();
    let own = pair.own.described(0);
    let object = own.unwrap_or_else(|| pair.described(ObjectId::DATABASE));
    let finding = Finding::new(object, ConflictClass::IncompatibleAlter, explanation);
    finding.shown_by(all(pair), all(pair.flipped()))
}

/// Returns all statements of this side.
fn all(pair: Pair<'_>) -> Vec<Evidence> {
    (0..pair.own.changes.len()).map(|statement| pair.own.whole(statement)).collect()
}
