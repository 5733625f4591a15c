//! What is merged, and should be looked at all the same.
//!
//! Never in it: what can't be merged, and what is not known (see `doubts`).

use std::collections::BTreeSet;

use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{BODY, Object, ObjectId};
use crate::map::Groups;
use crate::merge::replay::replays::Replays;
use crate::merge::sides::Who;
use crate::merge::sides::described::Described;
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::{Evidence, METADATA, NAME, SCHEMA};
use crate::merge::union::Union;
use crate::sorted::gathered;
use crate::sql::words::{Constants, names, words};

/// Finds all that should be looked at.
pub(crate) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = hidden_dependencies(pair, Who::Source);
    findings.extend(hidden_dependencies(pair.flipped(), Who::Target));
    findings.extend(lost_comments(pair, Who::Source));
    findings.extend(lost_comments(pair.flipped(), Who::Target));
    findings
}

/// A text of which PostgreSQL makes sense only when it runs.
struct Text {
    /// What it is the text of, in words.
    of: Described,
    id: Option<ObjectId>,
    by: Evidence,
    words: BTreeSet<String>,
}

/// Finds texts of this side that speak of what the other side dropped, renamed or moved: bodies of routines,
/// statements whose effects are not known, and statements about rows of which not all names are known.
///
/// `CREATE FUNCTION f() … AS 'SELECT max(age) FROM users'` here, `ALTER TABLE users RENAME age TO years`
/// there: nobody rewrites a text, and the function fails when it is called.
fn hidden_dependencies(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let gone = gone(pair.flipped());
    let mut findings = Vec::new();
    if gone.is_empty() {
        return findings;
    }
    let mut texts = bodies(pair);
    texts.extend(statements(pair));
    for Text { of, id, by, words } in texts {
        let names = |name: &str| words.contains(&name.to_ascii_lowercase());
        let lost = words.iter().flat_map(|word| gone.get(word));
        let lost = lost.into_iter().find(|(lost, _)| {
            let object = pair.ground.catalog.get(*lost);
            let whole = object.and_then(|object| pair.ground.catalog.get(object.parent));
            let is_part = object.is_some_and(|object| object.kind.is_defining);
            whole.is_none_or(|whole| !is_part || names(&whole.name) || is_run_on(pair, id, whole))
        });
        let Some((lost, how)) = lost else { continue };
        let (object, other) = (pair.described(*lost), who.other());
        let explanation = format!(
            "{other} drops, renames or moves {object}, of which the text of {who}'s {of} seems to speak"
        );
        let mut finding = Finding::new(of, ConflictClass::HiddenDependency, explanation);
        finding.id = id;
        let name = pair.ground.catalog.get(*lost).map(|lost| lost.name.to_ascii_lowercase());
        finding.mark(who, by, name.and_then(|name| pair.own.word(by, &name)));
        findings.push(finding.shown_from(who, vec![by], vec![*how]));
    }
    findings
}

/// Tells whether something that belongs to an object calls a routine, whose text need not name that object then: the
/// function of a trigger speaks of `new.age`.
fn is_run_on(pair: Pair<'_>, routine: Option<ObjectId>, whole: &Object) -> bool {
    let calls = |pair: Pair<'_>, routine: ObjectId| {
        let mut parts = pair.own.catalog.parts(whole.id);
        parts.any(|part| part.attributes.values().any(|value| value.mentions(routine)))
    };
    routine.is_some_and(|routine| {
        calls(pair, routine) || calls(pair.flipped(), pair.translated(routine))
    })
}

/// Returns the bodies of routines that this side wrote.
fn bodies(pair: Pair<'_>) -> Vec<Text> {
    let mut bodies = Vec::new();
    for &id in pair.own.accounts.keys() {
        if let Some(object) = pair.own.catalog.get(id)
            && let Some(body) = object.text(BODY).filter(|_| pair.is_net(object, BODY))
            && let Some(by) = pair.own.source_of(id, BODY)
        {
            let is_run = words(body).any(|word| word == "execute");
            let constants = if is_run { Constants::Statements } else { Constants::Names };
            let words = gathered(names(body, constants).into_iter());
            bodies.push(Text { of: pair.described(id), id: Some(id), by, words });
        }
    }
    bodies
}

/// Returns the statements of this side of which not all names are known.
fn statements(pair: Pair<'_>) -> Vec<Text> {
    let mut texts = Vec::new();
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let is_unread = run.has_unread_names || (run.unknown.is_some() && !run.is_refused);
        if is_unread && let Some(of) = pair.own.described(statement) {
            let names = names(pair.own.text(statement), Constants::Statements);
            let mut words: BTreeSet<String> = gathered(names.into_iter());
            words.extend(run.words.words().map(str::to_owned));
            texts.push(Text { of, id: None, by: pair.own.whole(statement), words });
        }
    }
    texts
}

/// Returns the objects of the base whose names mean nothing any longer, or something else, by these names.
fn gone(pair: Pair<'_>) -> Groups<String, (ObjectId, Evidence)> {
    let mut gone = Vec::new();
    for (&id, account) in &pair.own.accounts {
        if pair.is_new(id) {
            continue;
        }
        let how = match (pair.own.catalog.get(id), &account.dropped) {
            (None, Some(dropping)) => Some(dropping.by),
            (None, None) => None,
            (Some(object), _) => [NAME, SCHEMA].into_iter().find_map(|attribute| {
                let by = account.changes.get(attribute)?;
                pair.is_net(object, attribute).then_some(*by)
            }),
        };
        if let Some(how) = how
            && let Some(object) = pair.ground.catalog.get(id)
        {
            gone.push((object.name.to_ascii_lowercase(), (id, how)));
        }
    }
    Groups::of(gone)
}

/// Finds comments of this side on what the other side dropped: they go with it.
fn lost_comments(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !pair.other.has_dropped {
        return findings;
    }
    for (&id, account) in &pair.own.accounts {
        let Some(object) = pair.own.catalog.get(id) else { continue };
        let Some(dropping) = pair.flipped().dropping(id) else { continue };
        for attribute in METADATA {
            let Some(by) = account.changes.get(*attribute) else { continue };
            if pair.is_net(object, attribute) {
                let described = pair.described(id);
                let explanation =
                    format!("{} drops {described}, and the comment goes with it", who.other());
                let class = ConflictClass::DropVsMetadata;
                let finding = Finding::new(described, class, explanation).of(id).over(attribute);
                findings.push(finding.shown_from(who, vec![*by], vec![dropping.by]));
            }
        }
    }
    findings
}

/// Finds new parts of both sides in one place, where the order means something and only whose statements come first
/// decides it: two values of an enum after the same one.
pub(crate) fn unordered(replays: &Replays<'_>, union: &Union) -> Vec<Finding> {
    let pair = replays.pair;
    let mut findings = Vec::new();
    for &(ours, theirs) in &union.unordered {
        let is_meant = |part: &Object| part.kind.is_order_meant;
        if !union.catalog.get(ours).is_some_and(is_meant) || is_decided(replays, ours, theirs) {
            continue;
        }
        let (Some(source), Some(target)) = (pair.own.origin(ours), pair.other.origin(theirs))
        else {
            continue;
        };
        // Whichever side is the source, the same is told.
        let [mut object, mut other] = [ours, theirs].map(|id| Described::of(&union.catalog, id));
        if other.name < object.name {
            std::mem::swap(&mut object, &mut other);
        }
        let explanation = format!(
            "both sides put something in one place, and who comes first decides the order of {object} \
             and {other}"
        );
        let finding = Finding::new(object, ConflictClass::OrderDependent, explanation).of(ours);
        findings.push(finding.shown_by(vec![source], vec![target]));
    }
    findings
}

/// Tells whether either order of the sides' statements puts two parts into one order: after one value, and before the next.
fn is_decided(replays: &Replays<'_>, ours: ObjectId, theirs: ObjectId) -> bool {
    let [there, back] = [replays.forth(), replays.back()].map(|replay| {
        let place = |id| replay.in_union().get(id).map(|part| part.position);
        place(ours).zip(place(theirs)).map(|(ours, theirs)| ours < theirs)
    });
    there.is_some() && there == back
}
