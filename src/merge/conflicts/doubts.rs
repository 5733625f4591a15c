//! What is not known, or not run: statements whose effects are not known, objects of which such statements spoke,
//! rows that are gone, objects that a statement found missing.
//!
//! Never in it: what can't be merged.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::collisions::renamed_by;
use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Attribute, Effect, Lookup, NameKey, Object, ObjectId, Session};
use crate::merge::sides::Who;
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::{Evidence, Run, Side};
use crate::sql::syntax::SyntaxKind;

/// Finds all that is not known, or not run.
pub(crate) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = rows_of_what_is_gone(pair, Who::Source);
    findings.extend(rows_of_what_is_gone(pair.flipped(), Who::Target));
    findings.extend(unknown(pair, Who::Source));
    findings.extend(unknown(pair.flipped(), Who::Target));
    findings.extend(unsure(pair, Who::Source));
    findings.extend(unsure(pair.flipped(), Who::Target));
    findings.extend(if_there(pair, Who::Source));
    findings.extend(if_there(pair.flipped(), Who::Target));
    findings
}

/// Finds this side's statements about rows of what the other side drops: what they did goes with it, and the
/// source's have nothing to run on, and are left out.
///
/// `UPDATE users SET age = 0` here, `DROP TABLE users` there.
fn rows_of_what_is_gone(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    let done = pair.said_alike(|run| run.is_about_rows);
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let Some(id) = lost(pair, run).filter(|_| !done.contains(&statement)) else { continue };
        let Some(dropping) = pair.other.accounts.get(&id).and_then(|one| one.dropped.as_ref())
        else {
            continue;
        };
        let (object, other) = (pair.described(id), who.other());
        let goes = match who {
            Who::Source => "is left out",
            Who::Target => "was for nothing",
        };
        let explanation =
            format!("{other} drops {object}, so {who}'s statement about its rows {goes}");
        let finding = Finding::new(object, ConflictClass::HiddenDependency, explanation).of(id);
        findings.push(finding.shown_from(who, vec![pair.own.whole(statement)], vec![dropping.by]));
    }
    findings
}

/// Returns what a statement about rows names and the other side drops, if that is no conflict (see `drops`): the rows
/// that it writes are gone themselves, or both sides drop what it reads.
fn lost(pair: Pair<'_>, run: &Run) -> Option<ObjectId> {
    let is_gone = |id: ObjectId| !pair.is_new(id) && pair.other.catalog.get(id).is_none();
    let writes = run.written.is_some_and(|written| !is_gone(written));
    let is_lost = |id: &ObjectId| is_gone(*id) && !(writes && pair.own.catalog.get(*id).is_some());
    run.relied_on().filter(|_| run.is_about_rows).find(is_lost)
}

/// Finds the source's statements that a merge by what differs between schemas leaves out: those about rows, and
/// those whose effects are not known.
///
/// `UPDATE users SET age = 0`; a new `CHECK (age >= 0)` may then find rows that it refuses.
pub(crate) fn without_statements(pair: Pair<'_>) -> Option<Finding> {
    let side = pair.own;
    let is_left_out =
        |run: &Run| run.written.is_some() || (run.unknown.is_some() && !run.is_refused);
    let done = pair.told_twice();
    let runs = side.runs.iter().enumerate().filter(|(statement, _)| !done.contains(statement));
    let mut left_out = runs.filter(|(_, run)| is_left_out(run));
    let (statement, run) = left_out.next()?;
    let object = match run.written {
        Some(written) => pair.described(written),
        None => side.described(statement)?,
    };
    let explanation = format!(
        "a difference of schemas changes no rows and runs no code: {} of the source's statements are left out, the \
         first of them about {object}",
        left_out.count() + 1
    );
    let finding = Finding::new(object, ConflictClass::Unknown, explanation);
    Some(finding.shown_by(vec![side.whole(statement)], Vec::new()))
}

/// Finds statements of this side whose effects are not known, or not all of them.
///
/// `DO $$ … $$`, `SELECT make_partitions('events')`.
fn unknown(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let Some(reason) = &run.unknown else { continue };
        let Some(object) = pair.own.described(statement) else { continue };
        let explanation = match run.is_refused {
            true => format!("{who} has a statement that can't run: {reason}"),
            false => {
                let spoken_of = spoken_of(pair.own, statement, run);
                format!(
                    "{who} has a statement whose effects are not all known: {reason}{spoken_of}"
                )
            }
        };
        let finding = Finding::new(object, ConflictClass::Unknown, explanation);
        findings.push(finding.shown_from(who, vec![pair.own.whole(statement)], Vec::new()));
    }
    findings
}

/// How many of the relations that a statement speaks of are told.
const MOST_TOLD: usize = 12;

/// Tells which relations a statement, or a routine that it calls, seems to speak of: `; it speaks of table users`.
fn spoken_of(side: &Side<'_>, statement: usize, run: &Run) -> String {
    let (catalog, search_path) =
        (&side.catalog, side.settings_before(statement).search_path.as_slice());
    let lookup = Lookup { catalog, search_path, mentions: None };
    let mut told = Vec::new();
    for id in run.words.words().filter_map(|word| lookup.relation_called(word)) {
        told.push(Described::of(catalog, id).to_string());
    }
    let more = told.len().saturating_sub(MOST_TOLD);
    told.truncate(MOST_TOLD);
    match (told.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!("; it speaks of {}", told.join(", ")),
        (false, more) => format!("; it speaks of {} and {more} more", told.join(", ")),
    }
}

/// Finds statements of this side that concern what happens to be there, where that is another thing with the other
/// side's changes: who comes first decides. What the other side did stays as it is.
///
/// `DROP TABLE IF EXISTS receipts` here, where there is none, or `GRANT … ON ALL TABLES IN SCHEMA`; `CREATE TABLE
/// receipts (…)` there. `CREATE TABLE IF NOT EXISTS users (…)` here, where there is one; `DROP TABLE users` there.
fn if_there(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    let passed = OnceCell::new();
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let met = match run.concerns_what_is_there {
            true => met(pair, statement, run, &passed),
            false => None,
        };
        let instead = || found_instead(pair, statement, run);
        let Some((object, by, does)) = met.or_else(instead) else { continue };
        let explanation = format!(
            "{who} has a statement that depends on whether {object} is there, and only {} {does}",
            who.other()
        );
        let finding = Finding::new(object, ConflictClass::OrderDependent, explanation);
        findings.push(finding.shown_from(who, vec![pair.own.whole(statement)], vec![by]));
    }
    findings
}

/// Returns what a statement that asks what is there finds otherwise where the other side's ran first.
fn met(
    pair: Pair<'_>,
    statement: usize,
    run: &Run,
    passed: &OnceCell<BTreeMap<NameKey, Evidence>>,
) -> Option<(Described, Evidence, &'static str)> {
    let tree = pair.own.tree(statement)?;
    let mut catalog = pair.other.catalog.clone();
    catalog.give_from(catalog.next().max(pair.own.catalog.next()));
    let settings = pair.own.settings_before(statement).clone();
    let mut there = Session::new(catalog, settings);
    let outcome = there.execute_parsed(Ok(&tree)).ok()?;
    outcome.effects.iter().find_map(|effect| match effect {
        Effect::Created { object } => {
            let made = there.catalog().get(*object)?;
            let passed = || passed.get_or_init(|| passed_by(pair.flipped()));
            let missed = missed(pair, made).or_else(|| brought(pair, run, made.parent));
            missed.or_else(|| met_in_passing(pair, statement, made, passed))
        }
        effect => found(pair, statement, effect),
    })
}

/// Returns what a statement of this side would make where the other side dropped or renamed it, and found there here.
fn missed(pair: Pair<'_>, made: &Object) -> Option<(Described, Evidence, &'static str)> {
    let (seen, here) = (pair.flipped(), pair.own.catalog.holder_of_names(made)?);
    let object = pair.described(here);
    match pair.other.catalog.get(here) {
        Some(renamed) => Some((object, renamed_by(seen, renamed)?, "takes it elsewhere")),
        None => Some((object, pair.other.accounts.get(&here)?.dropped.as_ref()?.by, "drops it")),
    }
}

/// Returns what a statement of this side did nothing about, and the other side made or brought where it is looked for.
fn brought(pair: Pair<'_>, run: &Run, id: ObjectId) -> Option<(Described, Evidence, &'static str)> {
    let seen = pair.flipped();
    let (by, does) = match seen.is_new(id) {
        true => (seen.own.origin(id).filter(|_| seen.counterpart(id).is_none())?, "makes it"),
        false => (renamed_by(seen, seen.own.catalog.get(id)?)?, "brings it there"),
    };
    (!run.does_something()).then(|| (seen.described(id), by, does))
}

/// Returns what a statement of this side makes where there is nothing, and the other side made and dropped again.
fn met_in_passing<'p>(
    pair: Pair<'_>,
    statement: usize,
    made: &Object,
    passed: impl Fn() -> &'p BTreeMap<NameKey, Evidence>,
) -> Option<(Described, Evidence, &'static str)> {
    let here = pair.own.catalog.holder_of_names(made)?;
    let asks = pair.own.says(pair.own.whole(statement), SyntaxKind::IF_NOT_EXISTS);
    let keys = made.keys(pair.other.catalog.schema_around(made));
    let by = keys.iter().filter(|_| asks).find_map(|key| passed().get(key))?;
    Some((pair.described(here), *by, "makes it, and drops it again"))
}

/// Returns what the other side made where a statement of this side made something, unless it was there or in its place,
/// that this side dropped again: there, that is what would be found, or replaced, and dropped.
fn found_instead(
    pair: Pair<'_>,
    statement: usize,
    run: &Run,
) -> Option<(Described, Evidence, &'static str)> {
    let seen = pair.flipped();
    let (there, by) = run.made().find_map(|id| {
        let gone = pair.own.last_seen(id).filter(|_| pair.own.catalog.get(id).is_none())?;
        let there = seen.own.catalog.holder_of_names(gone).filter(|there| seen.is_new(*there))?;
        Some((there, seen.own.origin(there)?))
    })?;
    let replaces = || pair.own.says(pair.own.whole(statement), SyntaxKind::OR_REPLACE);
    let depends = run.concerns_what_is_there || replaces();
    depends.then(|| (seen.described(there), by, "makes it"))
}

/// Returns the names that this side gave to what it dropped again, and what dropped that.
fn passed_by(pair: Pair<'_>) -> BTreeMap<NameKey, Evidence> {
    let mut passed = BTreeMap::new();
    for (&id, account) in &pair.own.accounts {
        if let Some(dropping) = account.dropped.as_ref().filter(|_| pair.is_new(id))
            && pair.own.catalog.get(id).is_none()
        {
            let schema = pair.own.catalog.schema_around(&dropping.object);
            let keys = dropping.object.keys(schema);
            passed.extend(keys.into_iter().map(|key| (key, dropping.by)));
        }
    }
    passed
}

/// Returns what the other side made, changed, or brought to where a statement of this side would concern it.
fn found(
    pair: Pair<'_>,
    statement: usize,
    effect: &Effect,
) -> Option<(Described, Evidence, &'static str)> {
    let (seen, id) = (pair.flipped(), concerned(effect)?);
    let run = pair.own.runs.get(statement)?;
    if run.effects.iter().filter_map(concerned).any(|own| own == id) {
        return None;
    }
    let object = seen.own.catalog.get(id)?;
    let changed = |attribute: &Attribute| {
        let by = seen.own.accounts.get(&id)?.changes.get(attribute)?;
        Some((*by, "makes it so")).filter(|_| seen.is_net(object, attribute))
    };
    let (by, does) = match effect {
        _ if seen.is_new(id) && seen.counterpart(id).is_some() => return None,
        _ if seen.is_new(id) => (seen.own.origin(id)?, "makes it"),
        Effect::Changed { attribute, .. } if let Some(changed) = changed(attribute) => changed,
        _ => (renamed_by(seen, object)?, "brings it there"),
    };
    Some((seen.described(id), by, does))
}

/// Returns the object that was there before and that an effect is on.
fn concerned(effect: &Effect) -> Option<ObjectId> {
    match effect {
        Effect::Dropped { object, root } => (object.id == *root).then_some(object.id),
        Effect::Changed { object, .. }
        | Effect::Renamed { object, .. }
        | Effect::Moved { object, .. } => Some(*object),
        Effect::Created { .. } | Effect::ReliedOn { .. } => None,
    }
}

/// Finds what this side does to objects of which a statement of the base spoke whose effects are not known: there
/// may be more of them than is known.
///
/// `SELECT make_partitions('events')` in the base, `ALTER TABLE events ADD note text` here: the partitions get the
/// column, too.
fn unsure(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    if pair.ground.session.unsure().words().next().is_none() {
        return findings;
    }
    for (&id, account) in &pair.own.accounts {
        let catalogs = [&pair.own.catalog, &pair.ground.catalog];
        let mut wholes = catalogs.into_iter().filter_map(|catalog| catalog.whole_in_schema(id));
        let Some(whole) = wholes.next() else { continue };
        let by = account.dropped.as_ref().map(|dropping| dropping.by);
        let by = by.or_else(|| pair.own.origin(id));
        if let Some(by) = by
            && pair.ground.session.unsure().speaks_of(&whole.name)
            && told.insert(whole.id)
        {
            let described = pair.described(whole.id);
            let explanation = format!(
                "{who} changes {described}, of which a statement of the base spoke whose effects are not known"
            );
            let finding = Finding::new(described, ConflictClass::Unknown, explanation).of(whole.id);
            findings.push(finding.shown_from(who, vec![by], Vec::new()));
        }
    }
    findings
}
