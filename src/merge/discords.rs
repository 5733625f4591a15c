//! What can't stand in the merged catalog: two changes, one on each side, that PostgreSQL would not have
//! accepted one after the other.
//!
//! Never in it: what that is for a kind of object (see `Kind::discord`).

use std::collections::BTreeSet;

use super::conflict::ConflictClass;
use super::finding::{Finding, Who};
use super::pair::Pair;
use super::side::Evidence;
use super::union::Union;
use crate::catalog::{Discord, ObjectId};

/// Finds objects that can't stand in the merged catalog beside what the other side did.
pub(super) fn find(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut touched: BTreeSet<ObjectId> = pair.other.accounts.keys().copied().collect();
    for &id in pair.own.accounts.keys() {
        touched.insert(pair.translated(id));
    }
    let mut findings = Vec::new();
    for id in touched {
        let Some(object) = union.catalog.get(id) else { continue };
        if let Some(discord) = (object.kind.discord)(&union.catalog, object) {
            let seen = told(pair, Who::Source, id, &discord);
            findings.extend(seen.or_else(|| told(pair.flipped(), Who::Target, id, &discord)));
        }
    }
    findings
}

/// Tells of a discord, if this side made or changed the one object and the other side the other.
fn told(pair: Pair<'_>, who: Who, id: ObjectId, discord: &Discord) -> Option<Finding> {
    let ours = pair.own.origin(local(pair, who, id))?;
    let theirs = theirs(pair.flipped(), who.other(), discord)?;
    let class = match discord.is_overlap {
        true => ConflictClass::PartitionOverlap,
        false => ConflictClass::IncompatibleAlter,
    };
    let object = pair.described(local(pair, who, discord.over));
    let explanation = format!("with what both sides did, {object} {}", discord.reason);
    let finding = Finding::new(object, class, explanation).of(discord.over);
    Some(finding.over(&discord.attribute).shown_from(who, vec![ours], vec![theirs]))
}

fn theirs(pair: Pair<'_>, who: Who, discord: &Discord) -> Option<Evidence> {
    let over = pair.own.accounts.get(&local(pair, who, discord.over));
    let changed = over.and_then(|over| over.changes.get(discord.attribute.as_str())).copied();
    let with = local(pair, who, discord.with);
    changed.or_else(|| pair.own.origin(with).filter(|_| with != discord.over))
}

/// Returns the identity on one side of an object of the merged catalog.
fn local(pair: Pair<'_>, who: Who, id: ObjectId) -> ObjectId {
    match who {
        Who::Source => pair.flipped().translated(id),
        Who::Target => id,
    }
}
