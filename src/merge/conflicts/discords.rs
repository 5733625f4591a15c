//! What does not go together in the merged catalog: two changes, one on each side, that PostgreSQL would not
//! have accepted one after the other, or that someone should look at.
//!
//! Never in it: what that is for a kind of object (see `Kind::discord` and `Kind::review`).

use super::collisions::differ;
use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Discord, Matter, ObjectId};
use crate::merge::sides::pair::{Pair, said};
use crate::merge::sides::side::{Evidence, METADATA, NAME, SCHEMA};
use crate::merge::union::Union;
use crate::sorted::sorted;

/// Finds objects that can't stand in the merged catalog beside what the other side did.
///
/// One table with two primary keys, a key over a column that the other side makes nullable, partitions for
/// the same rows.
pub(crate) fn find(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &id in &union.touched {
        let Some(object) = union.catalog.get(id) else { continue };
        for find in [object.kind.discord, object.kind.review] {
            let mut discords = find(&union.catalog, object);
            if discords.is_empty() || is_disputed(pair, id) {
                continue;
            }
            discords.retain(|one| !is_disputed(pair, one.with) && !is_accepted(pair, id, one));
            findings.extend(discords.iter().filter_map(|discord| told(pair, id, discord)));
        }
    }
    each_once(findings)
}

/// Makes one finding of those that tell the same of one object: a type that is stored in two new tables.
fn each_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut findings = sorted(findings, |one, other| what(one).cmp(&what(other)));
    findings.dedup_by(|next, kept| {
        let is_same = what(next) == what(kept);
        if is_same {
            kept.source.append(&mut next.source);
            kept.target.append(&mut next.target);
        }
        is_same
    });
    findings.into_iter().map(Finding::with_evidence_in_order).collect()
}

fn what(finding: &Finding) -> impl Ord + '_ {
    (finding.id, &finding.attribute, &finding.explanation)
}

/// Tells whether both sides made an object, and not alike: of that it is told, and only then what it goes with.
fn is_disputed(pair: Pair<'_>, id: ObjectId) -> bool {
    let own = pair.on_this_side(id);
    own != id && pair.is_new(own) && differ(pair, own, id)
}

/// Tells whether both sides did the same to an object: then PostgreSQL accepted it beside whatever either has; and
/// who let in more rows beside what both made knew of it.
fn is_accepted(pair: Pair<'_>, id: ObjectId, discord: &Discord) -> bool {
    let own = pair.on_this_side(id);
    let both_made = |own| pair.is_new(own) && pair.both(own).is_some();
    let attribute = &discord.attribute;
    match discord.matter {
        Matter::Security => both_made(own) || both_made(pair.on_this_side(discord.with)),
        Matter::Refused if discord.over == id && !pair.is_new(own) => {
            pair.both(own).is_some_and(|(own, other)| {
                pair.translated_said(own, attribute) == said(Some(other), attribute)
            })
        }
        Matter::Refused => both_made(own),
        _ => false,
    }
}

/// Tells of a discord, if one side made or changed the one object and the other side the other.
fn told(pair: Pair<'_>, id: ObjectId, discord: &Discord) -> Option<Finding> {
    let seen = seen_from(pair, id, discord);
    seen.or_else(|| seen_from(pair.flipped(), id, discord))
}

pub(crate) fn class_of(matter: Matter) -> ConflictClass {
    match matter {
        Matter::Refused => ConflictClass::IncompatibleAlter,
        Matter::Overlap => ConflictClass::PartitionOverlap,
        Matter::Rows => ConflictClass::HiddenDependency,
        Matter::Security => ConflictClass::SecurityReview,
        Matter::Order => ConflictClass::OrderDependent,
    }
}

fn seen_from(pair: Pair<'_>, id: ObjectId, discord: &Discord) -> Option<Finding> {
    let own = pair.on_this_side(id);
    let account = pair.own.accounts.get(&own)?;
    let is_meant = match discord.over == id {
        _ if discord.matter == Matter::Order => pair.is_new(own),
        true => account.changes.contains_key(discord.attribute.as_str()),
        false => account.made.is_some() || account.changes.keys().any(|it| !is_beside(it)),
    };
    if !is_meant {
        return None;
    }
    let changed = account.changes.get(discord.attribute.as_str()).filter(|_| discord.over == id);
    let ours = changed.copied().or_else(|| pair.own.origin(own))?;
    let theirs = theirs(pair.flipped(), discord)?;
    let object = pair.described(pair.on_this_side(discord.over));
    let explanation = format!("with what both sides did, {object} {}", discord.reason);
    let finding = Finding::new(object, class_of(discord.matter), explanation).of(discord.over);
    Some(finding.over(&discord.attribute).shown_from(pair.who(), vec![ours], vec![theirs]))
}

/// Tells whether an attribute says only how an object is called, or something about it.
fn is_beside(attribute: &str) -> bool {
    matches!(attribute, NAME | SCHEMA) || METADATA.contains(&attribute)
}

fn theirs(pair: Pair<'_>, discord: &Discord) -> Option<Evidence> {
    let over = pair.own.accounts.get(&pair.on_this_side(discord.over));
    let changed = over.and_then(|over| over.changes.get(discord.attribute.as_str())).copied();
    let with = pair.on_this_side(discord.with);
    let account = pair.own.accounts.get(&with).filter(|_| discord.with != discord.over);
    changed.or_else(|| {
        let account = account?;
        let mut changes = account.changes.iter().filter(|(it, _)| !METADATA.contains(&&***it));
        account.made.or_else(|| changes.next().map(|(_, by)| *by))
    })
}
