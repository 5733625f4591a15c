//! What both sides changed, or made, differently.
//!
//! Never in it: drops.

use super::conflict::{ConflictClass, DdlConflictType};
use super::finding::{Finding, Side, words};
use super::fold::is_definition;
use super::ledger::{Account, Change, Evidence, Key, NAME, ObjectId, Origin, SCHEMA, UseTie};
use super::pair::Pair;

use crate::sql::DdlObjectType;
use crate::sql::effects::CreateMode;

/// Finds the attributes that both sides set differently, in objects that both have.
pub(super) fn attributes(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, _) in pair.own.accounts() {
        let Some((own, other)) = pair.both(id) else { continue };
        for (attribute, change) in &own.changes {
            if let Some(others) = other.changes.get(attribute)
                && !(pair.own.is_new(id) && is_definition(attribute))
                && pair.in_conflict(id, attribute, change, others)
            {
                findings.push(both_set(pair, id, attribute, change, others));
            }
        }
        findings.extend(incompatible(pair, id, own, other));
    }
    findings
}

fn both_set(
    pair: Pair<'_>,
    id: ObjectId,
    attribute: &str,
    source: &Change,
    target: &Change,
) -> Finding {
    let object = pair.described(id);
    let what = format!("{} {}", words(object.0), object.1);
    let (class, explanation) = match attribute {
        NAME => (
            ConflictClass::DivergentRename,
            format!("both sides rename {what}, to different names"),
        ),
        "primary key" => (
            ConflictClass::IncompatibleAlter,
            format!("both sides give {what} a primary key, and a table has one"),
        ),
        bound if bound.starts_with("partition ") => {
            (ConflictClass::PartitionOverlap, format!("both sides give {what} a {bound}"))
        }
        _ if source.replaces && target.replaces => (
            ConflictClass::SilentOverwrite,
            format!("both sides replace {what}: the last would win, and nobody be told"),
        ),
        _ => (
            ConflictClass::BothModified,
            format!("both sides set the {attribute} of {what}, differently"),
        ),
    };
    Finding::new(object, class, explanation)
        .over(attribute)
        .shown_by(vec![source.by], vec![target.by])
}

/// Pairs of attributes of a column that can't be set without regard to each other.
const CLASHES: &[(&str, &str)] = &[
    ("default", "type"),
    ("default", "identity"),
    ("default", "generated"),
    ("identity", "generated"),
    ("identity", "type"),
    ("not null", "identity"),
];

/// Finds attributes, one set on each side, that can't hold together.
fn incompatible(pair: Pair<'_>, id: ObjectId, own: &Account, other: &Account) -> Option<Finding> {
    if own.kind != DdlObjectType::Column || pair.own.is_new(id) {
        return None;
    }
    CLASHES.iter().find_map(|(one, two)| {
        clash(pair, id, (one, own), (two, other))
            .or_else(|| clash(pair, id, (two, own), (one, other)))
    })
}

fn clash(
    pair: Pair<'_>,
    id: ObjectId,
    (source, own): (&str, &Account),
    (target, other): (&str, &Account),
) -> Option<Finding> {
    let (one, two) = (own.changes.get(source)?, other.changes.get(target)?);
    let clashes = pair.is_net(id, source, one)
        && pair.is_net(id, target, two)
        && demands(source, one)
        && demands(target, two)
        && !fits(pair, id, (source, one), (target, two));
    if !clashes {
        return None;
    }
    let object = pair.described(id);
    let explanation = format!(
        "the source sets the {source} of column {}, the target its {target}: they need not fit together",
        object.1
    );
    let finding = Finding::new(object, ConflictClass::IncompatibleAlter, explanation);
    // Whichever side set which, the conflict is over the same attribute.
    Some(finding.over(source.min(target)).shown_by(vec![one.by], vec![two.by]))
}

/// Tells whether a change asks something of the others: taking an attribute back does not, save
/// that a column is to be not null.
fn demands(attribute: &str, change: &Change) -> bool {
    change.value.is_some() != (attribute == "not null")
}

/// Tells whether a new type is of the family of the old one, so that what was said holds still.
fn fits(pair: Pair<'_>, id: ObjectId, one: (&str, &Change), two: (&str, &Change)) -> bool {
    let new = [one, two].into_iter().find(|(attribute, _)| *attribute == "type");
    let Some(new) = new.and_then(|(_, change)| change.value.as_deref()) else { return false };
    let old = pair.own.is_of_base(id).then(|| pair.base.attribute(id, "type")).flatten();
    family(new).is_some() && old.is_some_and(|old| family(old) == family(new))
}

fn family(type_name: &str) -> Option<&'static str> {
    let bare = type_name.split('(').next().unwrap_or(type_name);
    match bare {
        "smallint" | "integer" | "bigint" | "serial2" | "serial4" | "serial8" => Some("integers"),
        "numeric" | "real" | "double precision" => Some("numbers"),
        "text" | "character varying" => Some("texts"),
        "timestamp" | "timestamp with time zone" => Some("moments"),
        _ => None,
    }
}

/// Finds columns that one side needs to be not null and the other makes nullable.
pub(super) fn nullable_keys(pair: Pair<'_>, side: Side) -> Vec<Finding> {
    let needs = pair.own.uses().filter(|(_, one)| one.tie == UseTie::NotNull);
    needs
        .filter_map(|(column, one)| {
            let other = pair.other.own(pair.counterpart(column)?)?;
            let change = other.changes.get("not null").filter(|change| change.value.is_none())?;
            let in_force = other.dropped.is_none() && pair.own.holds(one);
            in_force.then(|| nullable_key(pair, side, column, one.by, change.by))
        })
        .collect()
}

fn nullable_key(
    pair: Pair<'_>,
    side: Side,
    column: ObjectId,
    own: Evidence,
    other: Evidence,
) -> Finding {
    let object = pair.described(column);
    let explanation = format!(
        "{side} makes a primary key over column {}, which {} makes nullable",
        object.1,
        side.other()
    );
    let (source, target) = match side {
        Side::Source => (vec![own], vec![other]),
        Side::Target => (vec![other], vec![own]),
    };
    Finding::new(object, ConflictClass::IncompatibleAlter, explanation)
        .over("not null")
        .shown_by(source, target)
}

/// Finds names that both sides gave, to objects that are not one.
pub(super) fn names(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, own) in pair.own.accounts() {
        if let Some(by) = named_by(pair, id, own)
            && let Some(key) = pair.translated(&own.key)
            && let Some(holder) = pair.other.holder(&key)
            && let Some(other) = pair.other.own(holder)
            && let Some(others) = named_by(pair.flipped(), holder, other)
            && (pair.own.is_new(id) || pair.counterpart(id) != Some(holder))
            && !lies_in_disputed(pair, id)
        {
            findings.extend(same_name(pair, (id, own, by), (holder, other, others)));
        }
    }
    findings
}

/// Returns what gave an object its name, if its own side did.
fn named_by(pair: Pair<'_>, id: ObjectId, account: &Account) -> Option<Evidence> {
    if account.dropped.is_some() {
        return None;
    }
    if pair.own.is_new(id) {
        return account.made;
    }
    let named = [NAME, SCHEMA].iter().filter_map(|attribute| {
        let change = account.changes.get(*attribute)?;
        pair.is_net(id, attribute, change).then_some(change.by)
    });
    named.max()
}

/// Tells whether an object is part of one that both sides made: that one's story is told instead.
fn lies_in_disputed(pair: Pair<'_>, id: ObjectId) -> bool {
    let parent = pair.own.own(id).and_then(|account| account.key.parent);
    let Some(parent) = parent.filter(|parent| pair.own.is_new(*parent)) else { return false };
    let counterpart = pair.counterpart(parent);
    counterpart.is_some_and(|other| differs(pair, parent, other)) || lies_in_disputed(pair, parent)
}

type Named<'a> = (ObjectId, &'a Account, Evidence);

fn same_name(pair: Pair<'_>, source: Named<'_>, target: Named<'_>) -> Option<Finding> {
    let ((id, own, by), (other_id, other, others)) = (source, target);
    let both_new = pair.own.is_new(id) && pair.other.is_new(other_id);
    if both_new && !differs(pair, id, other_id) {
        return None;
    }
    let (class, conflict_type, explanation) =
        collision(pair, (id, own), (other_id, other), both_new);
    let kind = own.kind.min(other.kind);
    let mut finding = Finding::new((kind, pair.name_at_the_end(id)), class, explanation);
    finding.conflict_type = conflict_type;
    Some(finding.shown_by(vec![by], vec![others]))
}

fn collision(
    pair: Pair<'_>,
    (id, own): (ObjectId, &Account),
    (other_id, other): (ObjectId, &Account),
    both_new: bool,
) -> (ConflictClass, DdlConflictType, String) {
    let on = |account: &Account| account.changes.get("on").and_then(|on| on.value.clone());
    let name = &own.key.name;
    let coarse = DdlConflictType::BothCreated;
    if !both_new || own.kind != other.kind || on(own) != on(other) {
        let told = |account: &Account, is_new: bool| {
            let kind = words(account.kind);
            let of = on(account).map(|on| format!(" of {on}")).unwrap_or_default();
            if is_new { format!("makes a {kind}{of}") } else { format!("renames a {kind}") }
        };
        let (one, two) = (told(own, pair.own.is_new(id)), told(other, pair.other.is_new(other_id)));
        let explanation = format!("the source {one}, and the target {two}, under one name: {name}");
        return (ConflictClass::NamespaceCollision, coarse, explanation);
    }
    let what = format!("{} {}", words(own.kind), pair.described(id).1);
    let class = match (own.origin, other.origin) {
        (Origin::Created(CreateMode::OrReplace), Origin::Created(CreateMode::OrReplace)) => {
            ConflictClass::SilentOverwrite
        }
        (Origin::Created(CreateMode::IfNotExists), _)
        | (_, Origin::Created(CreateMode::IfNotExists)) => ConflictClass::SilentSkip,
        _ => ConflictClass::BothCreated,
    };
    let explanation = match class {
        ConflictClass::SilentOverwrite => {
            format!("both sides replace {what}: the last would win, and nobody be told")
        }
        ConflictClass::SilentSkip => {
            format!("both sides make {what}, differently, and IF NOT EXISTS would hide it")
        }
        _ => format!("both sides make {what}, differently"),
    };
    (class, coarse, explanation)
}

/// The parts that make an object what it is.
const DEFINING: &[DdlObjectType] =
    &[DdlObjectType::Column, DdlObjectType::Constraint, DdlObjectType::Type];

/// Tells whether two new objects are made differently, in themselves or in their parts.
fn differs(pair: Pair<'_>, own: ObjectId, other: ObjectId) -> bool {
    let said = |ledger: &super::ledger::Ledger<'_>, id| -> Vec<(String, String)> {
        let changes = ledger.own(id).map(|account| account.changes.clone()).unwrap_or_default();
        changes
            .into_iter()
            .filter(|(attribute, _)| {
                is_definition(attribute) && !matches!(attribute.as_ref(), NAME | SCHEMA)
            })
            .filter_map(|(attribute, change)| Some((attribute.into_owned(), change.value?)))
            .collect()
    };
    let kind = |ledger: &super::ledger::Ledger<'_>, id| ledger.own(id).map(|account| account.kind);
    kind(pair.own, own) != kind(pair.other, other)
        || said(pair.own, own) != said(pair.other, other)
        || DEFINING.iter().any(|kind| parts_differ(pair, own, other, *kind))
}

fn parts_differ(pair: Pair<'_>, own: ObjectId, other: ObjectId, kind: DdlObjectType) -> bool {
    let (mine, theirs) = (pair.own.parts(own, kind), pair.other.parts(other, kind));
    mine.len() != theirs.len()
        || mine.into_iter().any(|part| {
            let key = pair
                .own
                .account(part)
                .map(|account| Key { parent: Some(other), ..account.key.clone() });
            match key.and_then(|key| pair.other.holder(&key)) {
                Some(counterpart) => differs(pair, part, counterpart),
                None => true,
            }
        })
}
