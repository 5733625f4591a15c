//! Calls that would mean another routine if the other side's were there first: who comes first decides.
//!
//! Never in it: which routine a call means (see `catalog::resolve`).

use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Catalog, Effect, ObjectId, Session};
use crate::map::Groups;
use crate::merge::sides::Who;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::Evidence;

/// Finds what this side says of a routine that the other side makes another of, with other arguments, which would be
/// meant there.
///
/// `CREATE VIEW v AS SELECT f(1)` here, where there is `f(bigint)`; `CREATE FUNCTION f(int) …` there.
pub(crate) fn find(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let (seen, mut findings) = (pair.flipped(), Vec::new());
    let overloading = seen.overloading();
    if overloading.is_empty() {
        return findings;
    }
    let calls = calls(pair);
    for &(new, old) in overloading.iter().filter(|(new, _)| seen.counterpart(*new).is_none()) {
        let by = calls.get(&old).find(|by| means(pair, **by, new));
        if let Some(&by) = by
            && let Some(made) = seen.own.origin(new)
        {
            let (object, other) = (seen.described(new), who.other());
            let explanation = format!(
                "{other} makes {object}, which {who} would call in place of {} if it were there first",
                pair.described(old)
            );
            let finding = Finding::new(object, ConflictClass::OrderDependent, explanation).of(new);
            findings.push(finding.shown_from(who, vec![by], vec![made]));
        }
    }
    findings
}

/// Returns what set the attributes of this side that speak of an object, by that.
fn calls(pair: Pair<'_>) -> Groups<ObjectId, Evidence> {
    let mut calls = Vec::new();
    for (&id, account) in &pair.own.accounts {
        let object = pair.own.catalog.get(id);
        for (attribute, value) in object.iter().flat_map(|object| object.attributes.iter()) {
            if let Some(by) = account.changes.get(attribute).copied().or(account.made) {
                calls.extend(value.objects().map(|called| (called, by)));
            }
        }
    }
    Groups::of(calls)
}

/// Tells whether a statement of this side would speak of an object of the other side if it ran there.
fn means(pair: Pair<'_>, by: Evidence, new: ObjectId) -> bool {
    let mut catalog = pair.other.catalog.clone();
    catalog.give_from(catalog.next().max(pair.own.catalog.next()));
    let mut there = Session::new(catalog, pair.own.settings_before(by.statement).clone());
    let Some(tree) = pair.own.tree(by.statement) else { return false };
    match there.execute_parsed(Ok(&tree)) {
        Ok(outcome) => outcome.effects.iter().any(|effect| speaks_of(there.catalog(), effect, new)),
        // It may be what it needs besides that is not there.
        Err(_) => true,
    }
}

fn speaks_of(catalog: &Catalog, effect: &Effect, new: ObjectId) -> bool {
    let object = match effect {
        Effect::Created { object } | Effect::Changed { object, .. } => catalog.get(*object),
        _ => None,
    };
    object.is_some_and(|object| object.attributes.values().any(|value| value.mentions(new)))
}
