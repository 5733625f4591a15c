//! What can go wrong when the statements of a merge run on a database in use.
//!
//! `diff` tells what is hazardous about the difference that they make; whose statement does it, a run of them on the
//! target's schema tells. Never in it: what is hazardous about one object (see `Kind::hazards`).

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Effect, ObjectId, Outcome, Session};
use crate::diff::{Identity, Options, SchemaDiff, StatementHazard, without_harmless};
use crate::map::Map;
use crate::sorted::sorted;

/// Returns the hazards of statements that run on a schema, each at its statement.
pub(crate) fn of(target: &Session, ddl: &[String]) -> Vec<StatementHazard> {
    if ddl.is_empty() {
        return Vec::new();
    }
    let mut run = Doings::default();
    let mut session = target.clone();
    for (place, statement) in ddl.iter().enumerate() {
        let before = session.catalog().clone();
        if let Ok(outcome) = session.execute(statement) {
            run.note(place, &outcome, [&before, session.catalog()]);
        }
    }
    let options = Options { identity: Identity::Shared, ..Options::default() };
    let after = without_harmless(target.catalog(), session.catalog());
    let difference = SchemaDiff::between(target.catalog(), &after, &options);
    let mut hazards = difference.hazards;
    let places: Map<&String, usize> = ddl.iter().zip(0..).collect();
    let renaming = hazards.iter().filter(|hazard| hazard.code == "RENAMED");
    let renaming: Vec<usize> = renaming.map(|hazard| hazard.statement).collect();
    for hazard in &mut hazards {
        let same = difference.ddl.get(hazard.statement).and_then(|worded| places.get(worded));
        let is_rename = renaming.contains(&hazard.statement);
        let done = same.copied().or_else(|| run.of(&hazard.object, is_rename));
        hazard.statement = done.unwrap_or(ddl.len() - 1);
    }
    sorted(hazards, |one, other| one.statement.cmp(&other.statement))
}

/// Which statement renames or moves an object, which drops it, or else is the first to change it or a part of it.
#[derive(Default)]
struct Doings {
    /// The objects by what they are called on the way.
    names: BTreeMap<String, ObjectId>,
    renamed: BTreeMap<ObjectId, usize>,
    own: BTreeMap<ObjectId, usize>,
    of_parts: BTreeMap<ObjectId, usize>,
}

impl Doings {
    fn note(&mut self, place: usize, outcome: &Outcome, catalogs: [&Catalog; 2]) {
        for effect in &outcome.effects {
            let Some(object) = object(effect) else { continue };
            match effect {
                Effect::Dropped { .. } => {
                    self.own.insert(object, place);
                }
                Effect::Renamed { .. } | Effect::Moved { .. } => {
                    self.renamed.entry(object).or_insert(place);
                }
                _ => {
                    self.own.entry(object).or_insert(place);
                }
            }
            for catalog in catalogs {
                let Some(found) = catalog.get(object) else { continue };
                self.names.insert(catalog.designation(object), object);
                self.names.insert(catalog.designation(found.parent), found.parent);
                self.of_parts.entry(found.parent).or_insert(place);
            }
        }
    }

    fn of(&self, name: &str, is_rename: bool) -> Option<usize> {
        let object = self.names.get(name)?;
        let [first, second] = match is_rename {
            true => [&self.renamed, &self.own],
            false => [&self.own, &self.renamed],
        };
        let found = first.get(object).or_else(|| second.get(object));
        found.or_else(|| self.of_parts.get(object)).copied()
    }
}

/// Returns the object that an effect changes.
fn object(effect: &Effect) -> Option<ObjectId> {
    match effect {
        Effect::Created { object }
        | Effect::Changed { object, .. }
        | Effect::Renamed { object, .. }
        | Effect::Moved { object, .. } => Some(*object),
        Effect::Dropped { object, .. } => Some(object.id),
        Effect::ReliedOn { .. } => None,
    }
}
