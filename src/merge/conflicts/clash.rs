//! Two branches whose merged schema no statements lead to: one's can't run on what the other left.
//!
//! What the other classes find is told by comparing what both did; this is told by running it. Never in it:
//! how statements are run (see `replay`).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::ObjectId;
use crate::merge::replay::{Refused, Replay};
use crate::merge::sides::Who;
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::Evidence;

/// Finds the statements that can't run on what the other side left, and the object over which they meet.
///
/// `FOREIGN KEY (user_id) REFERENCES users (id)` here, `ALTER TABLE users ALTER COLUMN id TYPE text` there.
/// Given what comes of the source's statements on the target, and of the target's on the source.
pub(crate) fn find(forth: &Replay<'_>, back: &Replay<'_>) -> Finding {
    // What can't be done otherwise comes first.
    let is_lost = forth.lost().or(back.lost()).is_some();
    let obstacle = |replay: &Replay<'_>| {
        let refused = if is_lost { replay.lost() } else { replay.refused.first() };
        Obstacle::of(refused, replay)
    };
    let (source, target) = (obstacle(forth), obstacle(back));
    told(forth.pair, source, target).unwrap_or_else(|| unexplained(forth.pair))
}

/// Tells whether anything may be found beside what else is: a side has to do with what the other changed there, or calls
/// what the other may have made anew.
pub(crate) fn may_be_beside(pair: Pair<'_>, findings: &[Finding]) -> bool {
    [(pair, Who::Source), (pair.flipped(), Who::Target)].into_iter().any(|(pair, who)| {
        let touched = touched(pair, who, findings);
        let is_beside = |statement| touched.is_disjoint(&spoken_of(pair, statement));
        pair.meetings().any(is_beside) || pair.overloads()
    })
}

/// Finds the same among the statements that have nothing to do with what else is found.
pub(crate) fn find_beside(
    forth: &Replay<'_>,
    back: &Replay<'_>,
    findings: &[Finding],
) -> Option<Finding> {
    let source = Obstacle::of(first_beside(forth, Who::Source, findings), forth);
    let target = Obstacle::of(first_beside(back, Who::Target, findings), back);
    told(forth.pair, source, target)
}

/// Returns the first refused statement of a side that has nothing to do with what else is found, nor with what was
/// refused for that.
fn first_beside<'r>(replay: &'r Replay<'_>, who: Who, findings: &[Finding]) -> Option<&'r Refused> {
    let mut touched = touched(replay.pair, who, findings);
    replay.refused.iter().find(|refused| {
        let spoken_of = spoken_of(replay.pair, refused.statement);
        let is_beside = touched.is_disjoint(&spoken_of);
        touched.extend(spoken_of);
        is_beside
    })
}

/// Returns the objects of a side that the statements concerned are about.
fn touched(pair: Pair<'_>, who: Who, findings: &[Finding]) -> BTreeSet<ObjectId> {
    let mut touched = BTreeSet::new();
    for Finding { source, target, .. } in findings {
        let (own, other) = if who == Who::Source { (source, target) } else { (target, source) };
        own.iter().for_each(|by| touched.extend(spoken_of(pair, by.statement)));
        let there = other.iter().flat_map(|by| spoken_of(pair.flipped(), by.statement));
        touched.extend(there.map(|id| pair.flipped().translated(id)));
    }
    touched
}

/// Returns the objects that a statement of this side is about, and those of which they are parts.
fn spoken_of(pair: Pair<'_>, statement: usize) -> BTreeSet<ObjectId> {
    let mut spoken_of = BTreeSet::new();
    for id in pair.own.runs.get(statement).into_iter().flat_map(|run| run.objects()) {
        spoken_of.insert(id);
        let object = pair.own.last_seen(id).or_else(|| pair.ground.catalog.get(id));
        spoken_of.extend(object.filter(|object| !object.kind.is_whole).map(|object| object.parent));
    }
    spoken_of
}

fn told(pair: Pair<'_>, source: Option<Obstacle>, target: Option<Obstacle>) -> Option<Finding> {
    let (who, first) = match (&source, &target) {
        // Whichever side is the source, the same is told.
        (Some(one), Some(other)) if other.order() < one.order() => (Who::Target, other),
        (Some(one), _) => (Who::Source, one),
        (None, Some(other)) => (Who::Target, other),
        (None, None) => return None,
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
    let (one, two) = (shown(&source, &target, pair), shown(&target, &source, pair.flipped()));
    Some(finding.shown_by(one, two))
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
    fn of(refused: Option<&Refused>, replay: &Replay<'_>) -> Option<Obstacle> {
        let pair = &replay.pair;
        let Refused { statement, message } = refused.cloned()?;
        let met = met(*pair, statement);
        let made = || {
            let mut made = pair.own.runs.get(statement)?.made();
            made.find(|id| pair.own.catalog.get(*id).is_some())
        };
        let named = || {
            let mut named = pair.own.runs.get(statement)?.objects();
            named.find(|id| pair.own.catalog.get(*id).is_some())
        };
        let object = match met.map(|(id, _)| id).or_else(made).or_else(named) {
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
    let used = || {
        spoken_of.iter().rev().find_map(|id| {
            let mut users = pair.other.catalog.users(*id);
            Some((*id, users.find_map(|user| pair.other.origin(user.id))?))
        })
    };
    // A table says the least: what the other side did to a part of it.
    let part = || {
        spoken_of.iter().rev().find_map(|id| {
            let mut parts = pair.ground.catalog.parts(*id);
            parts.find_map(|part| Some((part.id, pair.other.did(part.id)?)))
        })
    };
    changed.or_else(used).or_else(part)
}

/// Returns the finding that the merged schema was not reached, though no statement is to blame.
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
