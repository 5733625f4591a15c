//! One side's statements about rows beside what the other side did to the relations.
//!
//! A statement that ran where it was written may find a column that is not to be null by now, a constraint, or a
//! publication. Which of this a schema has against it is told by running it there (see `replay`); here it is told whose
//! doing that is. Never in it: rows of what is gone (see `drops` and `doubts`).

use super::discords::class_of;
use super::finding::Finding;
use crate::catalog::{Discord, Matter, Object, ObjectId};
use crate::merge::replay::replays::Replays;
use crate::merge::replay::{AgainstRows, Replay};
use crate::merge::sides::Who;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::Evidence;

const NOT_NULL: &str = "not null";
const DEFAULT: &str = "default";

/// Finds statements about rows that what the other side did refuses, or may refuse.
///
/// `INSERT INTO users (id) VALUES (1)` here, `ALTER TABLE users ADD COLUMN email text NOT NULL` there; `UPDATE users
/// SET age = 0` here, `CREATE PUBLICATION feed FOR TABLE users` there, where the table has no primary key.
pub(crate) fn find(replays: &Replays<'_>) -> Vec<Finding> {
    let does = |pair: Pair<'_>| pair.own.runs.iter().any(|run| !run.deeds.is_empty());
    let mut findings = Vec::new();
    if does(replays.pair) {
        findings.extend(told_of(replays.forth(), Who::Source));
    }
    if does(replays.pair.flipped()) {
        findings.extend(told_of(replays.back(), Who::Target));
    }
    findings
}

fn told_of(replay: &Replay<'_>, who: Who) -> Vec<Finding> {
    replay.against_rows.iter().filter_map(|against| told(replay, who, against)).collect()
}

fn told(replay: &Replay<'_>, who: Who, against: &AgainstRows) -> Option<Finding> {
    let pair = replay.pair;
    let AgainstRows { statement, discord, over, described } = against;
    let (attribute, theirs) = theirs(pair, over, discord)?;
    // A constraint that this side made, too, found its rows to fit.
    let is_of_both = pair.is_new(over.id) && pair.flipped().both(over.id).is_some();
    if discord.matter == Matter::Rows && is_of_both {
        return None;
    }
    let explanation = format!(
        "{who} has a statement about rows, and with what {} did {described} {}",
        who.other(),
        discord.reason
    );
    let own = pair.own.whole(*statement);
    let mut finding = Finding::new(described.clone(), class_of(discord.matter), explanation);
    // No column is made not null over rows that leave it null.
    finding.is_lasting = who == Who::Target && attribute == NOT_NULL;
    let finding = finding.of(replay.id_in_union(over.id)).over(attribute);
    Some(finding.shown_from(who, vec![own], vec![theirs]))
}

/// Returns what the other side did to make a schema have something against rows, and to which attribute; nothing if it
/// was so before.
fn theirs<'d>(pair: Pair<'_>, over: &Object, discord: &'d Discord) -> Option<(&'d str, Evidence)> {
    let seen = pair.flipped();
    let attribute = discord.attribute.as_str();
    let account = |id: ObjectId| seen.own.accounts.get(&id);
    let changed = |attribute: &'d str| {
        let changed = account(over.id)?.changes.get(attribute).copied();
        Some((attribute, changed.filter(|_| seen.is_net(over, attribute))?))
    };
    // What is left out would have the default that is gone.
    let default = || changed(DEFAULT).filter(|_| attribute == NOT_NULL && !over.has(DEFAULT));
    let made = || [over.id, discord.with].into_iter().find_map(|id| account(id)?.made);
    // A key by which rows were told apart.
    let dropped = || {
        let parts = pair.ground.catalog.parts(over.id).filter(|part| part.kind.is_defining);
        let mut dropped = parts.filter_map(|part| seen.dropping(part.id));
        dropped.next().map(|dropping| dropping.by)
    };
    let other = || made().or_else(|| dropped().filter(|_| discord.with != over.id));
    changed(attribute).or_else(default).or_else(|| Some((attribute, other()?)))
}
