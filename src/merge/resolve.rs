//! A decision on a conflict → the merged catalog, and which statements are left out.
//!
//! The side that is right keeps what it did; what the other side's statements in the conflict did is taken
//! back. SQL of one's own runs last, on a schema in which the target is right. Never in it: what is a conflict.

use std::collections::BTreeSet;

use super::conflict::DdlConflict;
use super::discords::local;
use super::finding::{Finding, Who};
use super::options::Resolution;
use super::pair::{Pair, said};
use super::side::{Evidence, NAME, SCHEMA};
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
    /// SQL of one's own, and the conflict that it decides.
    pub(super) own_sql: Vec<(String, DdlConflict)>,
    /// What the conflicts are called that were decided.
    ids: BTreeSet<String>,
}

impl Default for Decisions {
    fn default() -> Decisions {
        Decisions {
            is_all_both: true,
            lost_of_source: BTreeSet::new(),
            lost_of_target: BTreeSet::new(),
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
            Resolution::Source => self.lost_of_target.extend::<BTreeSet<usize>>(target),
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
pub(super) fn decided(catalog: Catalog, pair: Pair<'_>, who: Who, finding: &Finding) -> Catalog {
    let (ours, theirs) = match who {
        Who::Source => (&finding.source, &finding.target),
        Who::Target => (&finding.target, &finding.source),
    };
    let mut catalog = catalog;
    take_back(&mut catalog, pair, who, theirs);
    do_again(&mut catalog, pair, who, ours);
    // Things were put in before the schemas that their names are of.
    catalog.renumbered(|id| id)
}

/// Takes back what the wrong side's statements did.
fn take_back(catalog: &mut Catalog, pair: Pair<'_>, who: Who, theirs: &[Evidence]) {
    let wrong = pair.flipped();
    let is_meant = |by: &Evidence| theirs.iter().any(|one| one.covers(by));
    let made = wrong
        .own
        .accounts
        .iter()
        .filter(|(_, account)| account.made.is_some_and(|by| is_meant(&by)));
    let made: Vec<ObjectId> = made.map(|(&id, _)| id).filter(|id| wrong.is_new(*id)).collect();
    // What took the names goes before what gets them back.
    for &id in &made {
        *catalog = catalog.without(in_union(wrong, who.other(), id));
    }
    for id in made {
        restore(catalog, pair, who, id);
    }
    for (&id, account) in &wrong.own.accounts {
        if account.dropped.as_ref().is_some_and(|dropping| is_meant(&dropping.by)) {
            restore(catalog, pair, who, id);
        }
        for (attribute, by) in &account.changes {
            if is_meant(by) && !wrong.is_new(id) {
                reset(catalog, pair, who, id, attribute);
            }
        }
    }
}

/// Does what the right side's statements did and the union left out.
fn do_again(catalog: &mut Catalog, pair: Pair<'_>, who: Who, ours: &[Evidence]) {
    let is_meant = |by: &Evidence| ours.iter().any(|one| one.covers(by));
    for (&id, account) in &pair.own.accounts {
        let here = in_union(pair, who, id);
        let mut changed = account.changes.iter().filter(|(_, by)| is_meant(by));
        if account.dropped.as_ref().is_some_and(|dropping| is_meant(&dropping.by)) {
            if pair.own.catalog.get(id).is_none() {
                *catalog = catalog.without(here);
            }
        } else if catalog.get(here).is_none() {
            if account.made.as_ref().is_some_and(is_meant) || changed.next().is_some() {
                put(catalog, pair, who, id);
            }
        } else if !pair.is_new(id) {
            for (attribute, _) in changed {
                reset(catalog, pair, who, id, attribute);
            }
        }
    }
}

/// Returns the identity in the merged catalog of an object of one side.
fn in_union(pair: Pair<'_>, who: Who, id: ObjectId) -> ObjectId {
    match who {
        Who::Source => pair.translated(id),
        Who::Target => id,
    }
}

/// Puts in what the right side has in the place of an object of the other.
fn restore(catalog: &mut Catalog, pair: Pair<'_>, who: Who, id: ObjectId) {
    let own = match pair.is_new(id) {
        true => pair.flipped().counterpart(id),
        false => Some(id),
    };
    if let Some(own) = own {
        put(catalog, pair, who, own);
    }
}

/// Puts an object of the right side in, with its parts.
fn put(catalog: &mut Catalog, pair: Pair<'_>, who: Who, id: ObjectId) {
    let Some(object) = pair.own.catalog.get(id) else { return };
    let mut object = object.clone();
    object.id = in_union(pair, who, id);
    object.parent = in_union(pair, who, object.parent);
    for value in object.attributes.values_mut() {
        *value = value.with_replaced(|id| in_union(pair, who, id));
    }
    let stands = object.parent == ObjectId::DATABASE || catalog.get(object.parent).is_some();
    if stands && catalog.holder_of_names(&object).is_none() {
        catalog.put(object.clone());
        let parts = pair.own.catalog.parts(id).map(|part| part.id);
        let used = object.attributes.values().flat_map(|value| value.objects());
        for needed in parts.chain(used) {
            if catalog.get(in_union(pair, who, needed)).is_none() {
                put(catalog, pair, who, needed);
            }
        }
    }
}

/// Says of an object under an attribute what the right side says.
fn reset(catalog: &mut Catalog, pair: Pair<'_>, who: Who, id: ObjectId, attribute: &str) {
    let here = match who {
        Who::Source => pair.translated(id),
        Who::Target => local(pair.flipped(), Who::Target, id),
    };
    let Some(mut object) = catalog.get(here).cloned() else { return };
    let Some(own) = pair.own.catalog.get(id) else { return };
    match attribute {
        NAME => object.name = own.name.clone(),
        SCHEMA if !own.has(SCHEMA) => object.parent = in_union(pair, who, own.parent),
        _ => {
            let value = said(Some(own), attribute).0;
            match value.map(|value| value.with_replaced(|id| in_union(pair, who, id))) {
                Some(value) => {
                    object.attributes.insert(Attribute::from(attribute.to_owned()), value);
                }
                None => {
                    object.attributes.remove(attribute);
                }
            }
        }
    }
    catalog.put(Object { ..object });
}
