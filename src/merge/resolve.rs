//! A decision on a conflict → the merged catalog, and which statements are left out.
//!
//! The side that is right keeps what it did; what the other side's statements in the conflict did is taken
//! back. SQL of one's own runs last, on a schema in which the target is right. Never in it: what is a conflict.

use std::collections::BTreeSet;

use super::conflicts::conflict::DdlConflict;
use super::conflicts::finding::Finding;
use super::options::Resolution;
use super::sides::Who;
use super::sides::pair::Pair;
use super::sides::side::{Evidence, NAME, SCHEMA, Side};
use crate::catalog::{Attribute, Catalog, Object, ObjectId, Session};
use crate::sorted::gathered;
use crate::sql::{Mode, parse_script};

/// What was decided about the conflicts of a merge.
pub(super) struct Decisions {
    /// Whether each side keeps all that it did.
    pub(super) is_all_both: bool,
    /// The source's statements that are to have no effect.
    pub(super) lost_of_source: BTreeSet<usize>,
    /// The target's statements that are taken back.
    pub(super) lost_of_target: BTreeSet<usize>,
    /// What is taken back in them.
    pub(super) taken_back: Vec<Evidence>,
    /// The source's statements for which it is taken back.
    pub(super) right_of_source: BTreeSet<usize>,
    /// SQL of one's own, and the conflict that it decides.
    pub(super) own_sql: Vec<(String, DdlConflict)>,
    /// What the conflicts are called that were decided.
    pub(super) ids: BTreeSet<String>,
}

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions {
            is_all_both: true,
            lost_of_source: BTreeSet::new(),
            lost_of_target: BTreeSet::new(),
            taken_back: Vec::new(),
            right_of_source: BTreeSet::new(),
            own_sql: Vec::new(),
            ids: BTreeSet::new(),
        }
    }
}

impl Decisions {
    /// Gives a conflict a name that none has that was decided.
    pub(super) fn name(&self, conflict: &mut DdlConflict) {
        let mut count = 1;
        while self.ids.contains(&conflict.id) {
            count += 1;
            let name = conflict.id.split(" #").next().unwrap_or_default();
            conflict.id = format!("{name} #{count}");
        }
    }

    /// Notes what was decided about a conflict.
    pub(super) fn note(&mut self, resolution: &Resolution, of: DdlConflict, finding: &Finding) {
        self.is_all_both &= *resolution == Resolution::Both;
        self.ids.insert(of.id.clone());
        let statements = |side: &[Evidence]| gathered(side.iter().map(|one| one.statement));
        let (source, target) = (statements(&finding.source), statements(&finding.target));
        match resolution {
            Resolution::Source => {
                self.lost_of_target.extend::<BTreeSet<usize>>(target);
                self.taken_back.extend(&finding.target);
                self.right_of_source.extend(source);
            }
            Resolution::Target | Resolution::Sql(_) => self.lost_of_source.extend(source),
            Resolution::Both => {}
        }
        if let Resolution::Sql(sql) = resolution {
            self.own_sql.push((sql.clone(), of));
        }
    }
}

/// Runs SQL of one's own; returns its statements.
///
/// # Errors
///
/// Why it is refused, in words.
pub(super) fn run(session: &mut Session, sql: &str) -> Result<Vec<String>, String> {
    let script = parse_script(sql, Mode::Strict).map_err(|error| error.to_string())?;
    let statements: Vec<String> = script.statements.into_iter().map(|one| one.text).collect();
    for statement in &statements {
        session.execute(statement).map_err(|refusal| refusal.to_string())?;
    }
    Ok(statements)
}

/// Makes one side right in a conflict; `pair` is seen from that side.
pub(super) fn decide(catalog: &mut Catalog, pair: Pair<'_>, finding: &Finding) {
    let (ours, theirs) = match pair.who() {
        Who::Source => (&finding.source, &finding.target),
        Who::Target => (&finding.target, &finding.source),
    };
    take_back(catalog, pair, theirs);
    do_again(catalog, pair, ours);
}

/// What statements in a conflict did to one object of their side.
struct Deed<'a> {
    id: ObjectId,
    is_making: bool,
    is_dropping: bool,
    changes: Vec<&'a Attribute>,
}

/// Returns what statements did on their side.
fn deeds<'a>(side: &'a Side<'_>, by: &[Evidence]) -> Vec<Deed<'a>> {
    let is_meant = |one: &Evidence| by.iter().any(|by| by.covers(one));
    let deeds = side.accounts.iter().map(|(&id, account)| Deed {
        id,
        is_making: account.made.as_ref().is_some_and(is_meant),
        is_dropping: account.dropped.as_ref().is_some_and(|dropping| is_meant(&dropping.by)),
        changes: account.changes.iter().filter(|(_, by)| is_meant(by)).map(|it| it.0).collect(),
    });
    deeds.collect()
}

/// Takes back what the wrong side's statements did; `pair` is seen from the right side.
pub(super) fn take_back(catalog: &mut Catalog, pair: Pair<'_>, theirs: &[Evidence]) {
    let wrong = pair.flipped();
    let (new, old): (Vec<Deed<'_>>, Vec<Deed<'_>>) =
        deeds(wrong.own, theirs).into_iter().partition(|deed| wrong.is_new(deed.id));
    // What took the names goes before what gets them back.
    for made in new.iter().filter(|deed| deed.is_making) {
        *catalog = catalog.without(wrong.in_union(made.id));
    }
    for deed in new.iter().filter(|deed| deed.is_making || deed.is_dropping) {
        restore(catalog, pair, deed.id);
    }
    for deed in old.iter().filter(|deed| deed.is_dropping) {
        restore(catalog, pair, deed.id);
    }
    for deed in &old {
        reset(catalog, pair, deed);
    }
    for deed in new.iter().filter(|deed| !deed.is_making && !deed.is_dropping) {
        unsay(catalog, pair, deed);
    }
}

/// Says of an object that only the wrong side made what it said of it before its statements changed it; what both made is
/// as the right side has it.
fn unsay(catalog: &mut Catalog, pair: Pair<'_>, deed: &Deed<'_>) {
    let wrong = pair.flipped();
    if let Some(twin) = wrong.counterpart(deed.id) {
        if let Some(own) = pair.own.catalog.get(twin) {
            say(catalog, pair, own, &deed.changes);
        }
        return;
    }
    let Some(account) = wrong.own.accounts.get(&deed.id) else { return };
    let by = deed.changes.iter().filter_map(|attribute| account.changes.get(*attribute));
    let Some(first) = by.map(|by| by.statement).min() else { return };
    let before = wrong.own.catalog_before(wrong.ground, first);
    if let Some(own) = before.get(deed.id) {
        say(catalog, wrong, own, &deed.changes);
    }
}

/// Does what the right side's statements did and the union left out.
fn do_again(catalog: &mut Catalog, pair: Pair<'_>, ours: &[Evidence]) {
    let deeds = deeds(pair.own, ours);
    for deed in &deeds {
        let here = pair.in_union(deed.id);
        if deed.is_dropping {
            if pair.own.catalog.get(deed.id).is_none() {
                *catalog = catalog.without(here);
            }
        } else if catalog.get(here).is_none() && (deed.is_making || !deed.changes.is_empty()) {
            put(catalog, pair, deed.id);
        }
    }
    for deed in deeds.iter().filter(|deed| !deed.is_dropping && !pair.is_new(deed.id)) {
        reset(catalog, pair, deed);
    }
}

/// Puts in what the right side has in the place of an object of the other.
fn restore(catalog: &mut Catalog, pair: Pair<'_>, id: ObjectId) {
    let own = match pair.is_new(id) {
        true => pair.flipped().counterpart(id),
        false => Some(id),
    };
    if let Some(own) = own {
        put(catalog, pair, own);
    }
}

/// Puts an object of the right side in, with its parts.
fn put(catalog: &mut Catalog, pair: Pair<'_>, id: ObjectId) {
    let Some(object) = pair.own.catalog.get(id) else { return };
    let mut object = object.clone();
    object.id = pair.in_union(id);
    object.parent = pair.in_union(object.parent);
    object.relink(&mut |id| pair.in_union(id));
    let stands = object.parent == ObjectId::DATABASE || catalog.get(object.parent).is_some();
    if stands && catalog.holder_of_names(&object).is_none() {
        catalog.put(object.clone());
        let parts = pair.own.catalog.parts(id).map(|part| part.id);
        let used = object.attributes.values().flat_map(|value| value.objects());
        for needed in parts.chain(used) {
            if catalog.get(pair.in_union(needed)).is_none() {
                put(catalog, pair, needed);
            }
        }
    }
}

/// Says of an object what the right side says of it under the attributes that statements changed; until it drops it,
/// that is what the base says.
fn reset(catalog: &mut Catalog, pair: Pair<'_>, deed: &Deed<'_>) {
    let before = || pair.ground.catalog.get(deed.id);
    if let Some(own) = pair.own.catalog.get(deed.id).or_else(before) {
        say(catalog, pair, own, &deed.changes);
    }
}

/// Says under some attributes of an object what a side says, or said.
fn say(catalog: &mut Catalog, pair: Pair<'_>, own: &Object, attributes: &[&Attribute]) {
    let Some(mut object) = catalog.get(pair.in_union(own.id)).cloned() else { return };
    for &attribute in attributes {
        match &**attribute {
            NAME => object.name = own.name.clone(),
            SCHEMA if !own.has(SCHEMA) => object.parent = pair.in_union(own.parent),
            _ => match own.get(attribute) {
                Some(value) => {
                    let value = value.with_replaced(|id| pair.in_union(id));
                    object.attributes.insert(attribute.clone(), value);
                }
                None => {
                    object.attributes.remove(attribute);
                }
            },
        }
    }
    catalog.put(object);
}
