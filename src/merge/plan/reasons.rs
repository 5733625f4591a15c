//! Why what merged cleanly did.
//!
//! Never in it: what does not merge.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog::{Attribute, Object, ObjectId};
use crate::merge::conflicts::conflict::DdlConflict;
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::{Pair, said};
use crate::merge::sides::side::{METADATA, NAME, SCHEMA};
use crate::sorted::gathered;
use crate::sql::DdlObjectType;
use crate::sql::syntax::SyntaxKind;

/// Why an object merges cleanly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub enum MergeReason {
    /// Only one side has to do with it.
    Disjoint,
    /// Both sides did the same.
    Convergent,
    /// Both sides changed it, each something else of it.
    AttributeMerge,
    /// One side renamed or moved it, or what it speaks of, and the other's statements follow.
    RenameRebase,
    /// It speaks of what the other side changed, so that not every order of statements runs.
    OrderSensitive,
    /// It read what the other side changed, and keeps what it read.
    OrderDependent,
    /// A side took back what it did.
    NetZero,
    /// Run as it is, the source's statement would make a second one: it replaces what the target renamed, or
    /// leaves the name to PostgreSQL.
    SilentDuplicate,
    /// A comment on what the other side dropped went with it.
    DropVsMetadata,
    /// Its name is that of a new object of the other side but for the case of letters.
    IdentifierRules,
}

/// An object that merged cleanly, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CleanObject {
    /// What it is.
    pub object_type: DdlObjectType,
    /// Its name.
    pub object_name: String,
    /// Why it merged.
    pub reason: MergeReason,
}

impl CleanObject {
    fn key(&self) -> (DdlObjectType, String) {
        (self.object_type, self.object_name.clone())
    }

    /// Tells whether the object is the one that a conflict is over.
    pub(crate) fn is_in(&self, conflict: &DdlConflict) -> bool {
        (self.object_type, &self.object_name) == (conflict.object_type, &conflict.object_name)
    }
}

/// Tells of each object that the source has to do with why it merges, and of the target's where that is more than that
/// the source has not to do with it.
/// `apart` are the objects of the merged catalog that running the statements makes otherwise.
pub(crate) fn of(pair: Pair<'_>, apart: &BTreeSet<ObjectId>) -> Vec<CleanObject> {
    let mut reasons = of_side(pair, apart);
    let keys = reasons.iter().enumerate().map(|(place, clean)| (clean.key(), place));
    let told: BTreeMap<(DdlObjectType, String), usize> = gathered(keys);
    for clean in of_side(pair.flipped(), &BTreeSet::new()) {
        match told.get(&clean.key()).and_then(|place| reasons.get_mut(*place)) {
            // Both have to do with it, if one of them in vain.
            Some(CleanObject { reason: told @ MergeReason::Disjoint, .. })
                if clean.reason == MergeReason::NetZero =>
            {
                *told = MergeReason::NetZero;
            }
            None if clean.reason != MergeReason::Disjoint => reasons.push(clean),
            _ => {}
        }
    }
    reasons
}

fn of_side(pair: Pair<'_>, apart: &BTreeSet<ObjectId>) -> Vec<CleanObject> {
    let mut reasons = Vec::new();
    let others = Others::of(pair.flipped());
    for (&id, account) in &pair.own.accounts {
        let there = pair.own.catalog.get(id);
        let is_part = there.is_some_and(|object| pair.is_new(object.parent));
        let is_idle =
            account.made.is_none() && account.changes.is_empty() && account.dropped.is_none();
        if is_idle || (is_part && there.is_some_and(|object| object.parent != ObjectId::DATABASE)) {
            continue;
        }
        let described = match (there, &account.dropped) {
            (None, Some(dropping)) if pair.is_new(id) => {
                let (kind, name) =
                    (dropping.object.object_type(), dropping.object.name.to_string());
                Described { kind, name }
            }
            _ => pair.described(id),
        };
        let is_apart = apart.contains(&pair.translated(id));
        let reason = match reason(pair, &others, id, there) {
            MergeReason::Disjoint | MergeReason::Convergent if is_apart => {
                MergeReason::OrderDependent
            }
            MergeReason::AttributeMerge if is_apart && pair.is_new(id) => {
                MergeReason::OrderDependent
            }
            reason => reason,
        };
        let Described { kind: object_type, name: object_name } = described;
        reasons.push(CleanObject { object_type, object_name, reason });
    }
    let rows = pair.told_twice().into_iter().filter_map(|at| pair.own.runs.get(at)?.written);
    for Described { kind: object_type, name: object_name } in rows.map(|id| pair.described(id)) {
        let convergent = CleanObject { object_type, object_name, reason: MergeReason::Convergent };
        if !reasons.contains(&convergent) {
            reasons.push(convergent);
        }
    }
    reasons
}

/// What the other side has, for looking up.
struct Others {
    /// Its new objects, by their names without the case of letters.
    names: BTreeMap<(ObjectId, String), ObjectId>,
    /// The objects of which its statements speak.
    speak_of: BTreeSet<ObjectId>,
}

impl Others {
    fn of(pair: Pair<'_>) -> Others {
        let mut names = BTreeMap::new();
        for &id in pair.own.accounts.keys() {
            if let Some(object) = pair.own.catalog.get(id).filter(|_| pair.is_new(id)) {
                let parent = pair.translated(object.parent);
                names.insert((parent, object.name.to_ascii_lowercase()), id);
            }
        }
        let mentions = pair.own.runs.iter().flat_map(|run| &run.mentions);
        let speak_of = gathered(mentions.map(|mention| mention.object));
        Others { names, speak_of }
    }

    /// Tells whether another new object is called so but for the case of letters.
    fn have_namesake(&self, pair: Pair<'_>, object: &Object) -> bool {
        let found = self.names.get(&(object.parent, object.name.to_ascii_lowercase()));
        let found = found.and_then(|id| pair.other.catalog.get(*id));
        found.is_some_and(|other| other.is(object.kind) && other.name != object.name)
    }
}

fn reason(pair: Pair<'_>, others: &Others, id: ObjectId, there: Option<&Object>) -> MergeReason {
    let Some(own) = there else { return of_dropped(pair, id) };
    let Some(other) = pair.counterpart(id).and_then(|twin| pair.other.catalog.get(twin)) else {
        return match pair.is_new(id) {
            true if others.have_namesake(pair, own) => MergeReason::IdentifierRules,
            true => of_surroundings(pair, own).unwrap_or(MergeReason::Disjoint),
            false => of_kept(pair, own),
        };
    };
    let changed = |of: Pair<'_>, object: &Object| {
        object.attributes.keys().any(|attribute| of.is_net(object, attribute))
            || of.ground.catalog.get(object.id).is_some_and(|base| {
                base.name != object.name
                    || base.parent != object.parent
                    || base.attributes.keys().any(|attribute| !object.has(attribute))
            })
    };
    if !pair.is_new(id) && !changed(pair, own) {
        return MergeReason::NetZero;
    }
    let is_same =
        |attribute: &str| pair.translated_said(own, attribute) == said(Some(other), attribute);
    let is_alike = own.attributes.keys().all(|attribute| is_same(attribute))
        && other.attributes.keys().all(|attribute| own.has(attribute))
        && is_same(NAME)
        && is_same(SCHEMA);
    if is_alike {
        return match doubles(pair, own) {
            true => MergeReason::SilentDuplicate,
            false => MergeReason::Convergent,
        };
    }
    if pair.is_new(id) {
        return MergeReason::AttributeMerge;
    }
    let is_named_anew =
        |of: Pair<'_>, object: &Object| of.is_net(object, NAME) || of.is_net(object, SCHEMA);
    if is_named_anew(pair.flipped(), other) {
        return match replaces(pair, id) {
            true => MergeReason::SilentDuplicate,
            false => MergeReason::RenameRebase,
        };
    }
    if changed(pair.flipped(), other) {
        return match is_named_anew(pair, own) {
            true if replaces(pair.flipped(), other.id) => MergeReason::SilentDuplicate,
            true => MergeReason::RenameRebase,
            false => MergeReason::AttributeMerge,
        };
    }
    if is_named_anew(pair, own) && others.speak_of.contains(&id) {
        return MergeReason::RenameRebase;
    }
    let in_vain = || has_changed(pair.flipped(), id).then_some(MergeReason::NetZero);
    of_surroundings(pair, own).or_else(in_vain).unwrap_or(MergeReason::Disjoint)
}

/// Tells whether this side changed an object that was there, whatever it left of that.
fn has_changed(pair: Pair<'_>, id: ObjectId) -> bool {
    pair.own.accounts.get(&id).is_some_and(|account| !account.changes.is_empty())
}

/// Tells whether the statement that made an object would make a second one where there is one already, since
/// PostgreSQL makes up its name.
fn doubles(pair: Pair<'_>, own: &Object) -> bool {
    let made = pair.own.accounts.get(&own.id).and_then(|account| account.made);
    let Some(by) = made.filter(|by| !pair.own.writes(*by, &own.name)) else { return false };
    let whole = pair.own.whole(by.statement);
    let is_taken = |made: ObjectId| {
        let name = pair.own.catalog.get(made).map(|made| &*made.name);
        pair.counterpart(made).is_some() && name.is_some_and(|name| pair.own.writes(whole, name))
    };
    let mut made = pair.own.runs.get(by.statement).into_iter().flat_map(|run| run.made());
    !made.any(is_taken) && has_room_for_another(pair, own)
}

/// Tells whether there can be another object that says the same: there is one primary key at most.
fn has_room_for_another(pair: Pair<'_>, own: &Object) -> bool {
    let mut catalog = pair.own.catalog.clone();
    let (id, name) = (ObjectId(catalog.next()), format!("{} again", own.name).into());
    let another = Object { id, name, ..own.clone() };
    catalog.put(another.clone());
    (own.kind.discord)(&catalog, &another).iter().all(|discord| discord.with != own.id)
}

fn of_dropped(pair: Pair<'_>, id: ObjectId) -> MergeReason {
    if pair.is_new(id) {
        return MergeReason::NetZero;
    }
    let Some(other) = pair.other.catalog.get(id) else { return MergeReason::Convergent };
    match of_kept(pair.flipped(), other) {
        MergeReason::NetZero if !has_changed(pair.flipped(), id) => MergeReason::Disjoint,
        reason => reason,
    }
}

/// Tells why what this side keeps and the other has no longer is no loss: it was commented on, or renamed before it
/// became a part of another object, or it is as it was.
fn of_kept(pair: Pair<'_>, own: &Object) -> MergeReason {
    match METADATA.iter().any(|attribute| pair.is_net(own, attribute)) {
        true => MergeReason::DropVsMetadata,
        false if pair.is_net(own, NAME) => MergeReason::RenameRebase,
        false => MergeReason::NetZero,
    }
}

/// Tells what the other side did to what an object stands in, speaks of or was read from.
fn of_surroundings(pair: Pair<'_>, own: &Object) -> Option<MergeReason> {
    let mut around = vec![own.parent];
    if own.kind.is_order_meant {
        let fellows = pair.own.catalog.parts_of_kind(own.parent, own.kind);
        let is_next = |fellow: &&Object| fellow.position.abs_diff(own.position) == 1;
        around.extend(fellows.iter().copied().filter(is_next).map(|fellow| fellow.id));
    }
    around.extend(own.attributes.values().flat_map(|value| value.objects()));
    for part in pair.own.catalog.parts(own.id) {
        around.extend(part.attributes.values().flat_map(|value| value.objects()));
    }
    let mut reason = None;
    for id in around {
        let Some(account) = pair.other.accounts.get(&id) else { continue };
        let Some(object) = pair.other.catalog.get(id) else { continue };
        let flipped = pair.flipped();
        if flipped.is_new(id) {
            continue;
        }
        if flipped.is_net(object, NAME) || flipped.is_net(object, SCHEMA) {
            return Some(MergeReason::RenameRebase);
        }
        let is_changed = |attribute: &Attribute| flipped.is_net(object, attribute);
        if account.changes.keys().any(is_changed) && id != own.parent {
            reason = Some(MergeReason::OrderSensitive);
        }
    }
    reason.or_else(|| of_what_was_read(pair, own))
}

/// Tells whether the statement that made an object read what the other side changed or added to.
fn of_what_was_read(pair: Pair<'_>, own: &Object) -> Option<MergeReason> {
    let by = pair.own.origin(own.id)?;
    let run = pair.own.runs.get(by.statement)?;
    let flipped = pair.flipped();
    let is_other = |part: &Object| {
        let account = flipped.own.accounts.get(&part.id);
        part.kind.is_defining
            && account.is_some_and(|account| {
                let mut changed = account.changes.keys();
                flipped.is_new(part.id) || changed.any(|attribute| flipped.is_net(part, attribute))
            })
    };
    let is_gone =
        |part: &Object| part.kind.is_defining && pair.other.catalog.get(part.id).is_none();
    let is_read = |read: &ObjectId| *read != own.parent && *read != own.id;
    let mut read = run.relied_on().filter(is_read);
    read.any(|read| {
        pair.other.catalog.parts(read).any(is_other) || pair.ground.catalog.parts(read).any(is_gone)
    })
    .then_some(MergeReason::OrderDependent)
}

/// Tells whether this side's changes of an object come from `OR REPLACE`.
fn replaces(pair: Pair<'_>, id: ObjectId) -> bool {
    let Some(account) = pair.own.accounts.get(&id) else { return false };
    account.changes.values().any(|by| pair.own.says(*by, SyntaxKind::OR_REPLACE))
}
