//! What is merged, and should be looked at all the same.
//!
//! Never in it: what can't be merged.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::ConflictClass;
use super::drops::METADATA;
use super::finding::{Described, Finding, Who};
use super::pair::Pair;
use super::replay::defines;
use super::side::{Evidence, NAME, SCHEMA};
use super::union::Union;
use crate::catalog::Lookup;
use crate::catalog::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::syntax::SyntaxKind;
use crate::sql::words::words;

/// The attribute that holds a body of which PostgreSQL itself knows no more than the text.
const BODY: &str = "body";

/// Finds all that should be looked at.
pub(super) fn find(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut findings = hidden_dependencies(pair, Who::Source);
    findings.extend(hidden_dependencies(pair.flipped(), Who::Target));
    findings.extend(lost_comments(pair, Who::Source));
    findings.extend(lost_comments(pair.flipped(), Who::Target));
    findings.extend(rows_of_what_is_gone(pair));
    findings.extend(unknown(pair, Who::Source));
    findings.extend(unknown(pair.flipped(), Who::Target));
    findings.extend(unordered(pair, union));
    findings
}

/// Finds bodies of this side that speak of what the other side dropped, renamed or moved.
///
/// `CREATE FUNCTION f() … AS 'SELECT max(age) FROM users'` here, `ALTER TABLE users RENAME age TO years`
/// there: nobody rewrites a text, and the function fails when it is called.
fn hidden_dependencies(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut bodies: Vec<(ObjectId, Evidence, BTreeSet<String>)> = Vec::new();
    for &id in pair.own.accounts.keys() {
        if let Some(object) = pair.own.catalog.get(id)
            && let Some(body) = object.text(BODY).filter(|_| pair.is_net(object, BODY))
            && let Some(by) = pair.own.source_of(id, BODY)
        {
            bodies.push((id, by, words(body).collect()));
        }
    }
    let mut findings = Vec::new();
    if bodies.is_empty() {
        return findings;
    }
    let gone = gone(pair.flipped());
    for (id, by, words) in bodies {
        let names = |name: &str| words.contains(&name.to_ascii_lowercase());
        let lost = words.iter().flat_map(|word| gone.get(word).into_iter().flatten());
        let lost = lost.into_iter().find(|(lost, _)| {
            let object = pair.ground.catalog.get(*lost);
            let whole = object.and_then(|object| pair.ground.catalog.get(object.parent));
            let is_part = object.is_some_and(|object| object.kind.is_defining);
            whole.is_none_or(|whole| !is_part || names(&whole.name))
        });
        let Some((lost, how)) = lost else { continue };
        let (object, routine) = (pair.described(*lost), pair.described(id));
        let other = who.other();
        let explanation = format!(
            "{other} drops, renames or moves {object}, of which the text of {who}'s {routine} seems to speak"
        );
        let finding = Finding::new(routine, ConflictClass::HiddenDependency, explanation);
        findings.push(finding.of(id).shown_from(who, vec![by], vec![*how]));
    }
    findings
}

/// Returns the objects of the base whose names mean nothing any longer, or something else, by these names.
fn gone(pair: Pair<'_>) -> BTreeMap<String, Vec<(ObjectId, Evidence)>> {
    let mut gone: BTreeMap<String, Vec<(ObjectId, Evidence)>> = BTreeMap::new();
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
            gone.entry(object.name.to_ascii_lowercase()).or_default().push((id, how));
        }
    }
    gone
}

/// Finds the source's statements about rows of a table that the target drops: they have nothing to run on,
/// and are left out.
///
/// `UPDATE users SET age = 0` here, `DROP TABLE users` there.
fn rows_of_what_is_gone(pair: Pair<'_>) -> Vec<Finding> {
    let catalog = &pair.ground.catalog;
    let search_path = &pair.own.settings.search_path;
    let lookup = Lookup { catalog, search_path, mentions: None };
    let mut findings = Vec::new();
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let Some(tree) = run.tree.as_ref().filter(|_| run.effects.is_empty()) else { continue };
        if defines(tree) {
            continue;
        }
        let paths = tree.descendants().filter(|node| node.kind() == SyntaxKind::PATH_REF);
        let mut relations = paths.filter_map(|path| lookup.relation_named(&path));
        let dropped = relations.find_map(|id| {
            let dropping = pair.other.accounts.get(&id)?.dropped.as_ref()?;
            pair.other.catalog.get(id).is_none().then_some((id, dropping.by))
        });
        let Some((id, by)) = dropped else { continue };
        let object = pair.described(id);
        let explanation = format!(
            "the target drops {object}, so the source's statement about its rows is left out"
        );
        let span = Span { start: 0, end: pair.own.text(statement).len() };
        let finding = Finding::new(object, ConflictClass::HiddenDependency, explanation);
        findings.push(finding.of(id).shown_by(vec![Evidence { statement, span }], vec![by]));
    }
    findings
}

/// Finds comments of this side on what the other side dropped: they go with it.
fn lost_comments(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (&id, account) in &pair.own.accounts {
        let Some(object) = pair.own.catalog.get(id) else { continue };
        let Some(other) = pair.other.accounts.get(&id) else { continue };
        let Some(dropping) = &other.dropped else { continue };
        if pair.is_new(id) || pair.other.catalog.get(id).is_some() {
            continue;
        }
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

/// Finds statements of this side whose effects are not known, or not all of them.
fn unknown(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (statement, run) in pair.own.runs.iter().enumerate() {
        let Some(reason) = &run.unknown else { continue };
        let Some(change) = pair.own.changes.get(statement) else { continue };
        let by = Evidence { statement, span: Span { start: 0, end: change.statement.len() } };
        let name = change.object_name.to_owned();
        let object = Described { kind: change.object_type, name };
        let explanation = match run.is_refused {
            true => format!("{who} has a statement that can't run: {reason}"),
            false => format!("{who} has a statement whose effects are not all known: {reason}"),
        };
        let finding = Finding::new(object, ConflictClass::Unknown, explanation);
        findings.push(finding.shown_from(who, vec![by], Vec::new()));
    }
    findings
}

/// Finds new parts of both sides in one place, where the order means something: two values of an enum
/// after the same one.
fn unordered(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &(ours, theirs) in &union.unordered {
        let is_meant = |part: &Object| part.kind.is_order_meant;
        if !union.catalog.get(ours).is_some_and(is_meant) {
            continue;
        }
        let (Some(source), Some(target)) = (pair.own.origin(ours), pair.other.origin(theirs))
        else {
            continue;
        };
        let object = Described::of(&union.catalog, ours);
        let other = Described::of(&union.catalog, theirs);
        let explanation = format!(
            "both sides put something in one place, and who comes first decides the order of {object} \
             and {other}"
        );
        let finding = Finding::new(object, ConflictClass::OrderDependent, explanation).of(ours);
        findings.push(finding.shown_by(vec![source], vec![target]));
    }
    findings
}
