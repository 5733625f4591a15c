//! Dropping: what goes along, and what stands in the way.
//!
//! The rules are those of PostgreSQL's `dependency.c`: parts and what belongs to the dropped goes in
//! silence; what uses it takes `CASCADE`. Never in it: how a kind needs another (see `Kind::tie`).

use std::collections::BTreeMap;

use super::edit::Edit;
use super::kinds::Tie;
use super::lookup::Lookup;
use super::refusal::{Accepted, Refusal};
use super::session::{NOWHERE, Settings};
use super::state::Catalog;
use super::{Attribute, Object, ObjectId};
use crate::map::Map;
use crate::sql::Span;

/// Whether a drop may take along what uses the dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behaviour {
    /// It is refused then.
    Restrict,
    /// All that uses it goes too.
    Cascade,
}

/// What goes with what is dropped.
#[derive(Debug, Default)]
struct Going {
    /// The objects, and whether each may go in silence.
    objects: BTreeMap<ObjectId, bool>,
    /// The root that takes each along.
    roots: BTreeMap<ObjectId, ObjectId>,
    /// What is only no longer said of objects that stay.
    cleared: Map<(ObjectId, Attribute), ()>,
    /// What stands in the way of a drop without `CASCADE`: what is needed, and what needs it.
    in_the_way: Vec<(ObjectId, ObjectId)>,
}

/// Drops objects, and all that goes with them.
///
/// # Errors
///
/// `2BP01` if something uses one of them, unless it is dropped as well or the behaviour is `Cascade`.
pub(crate) fn drop_all(
    edit: &mut Edit<'_>,
    roots: &[ObjectId],
    behaviour: Behaviour,
    span: Span,
) -> Accepted<()> {
    let going = Going::of(edit.catalog(), roots);
    if behaviour == Behaviour::Restrict
        && let Some(refusal) = going.refusal(edit.lookup(), roots, span)
    {
        return Err(refusal);
    }
    for (object, attribute) in going.cleared.keys() {
        if !going.objects.contains_key(object) {
            edit.set(*object, attribute.clone(), None);
        }
    }
    for &object in going.objects.keys() {
        forget(edit, object, &going);
    }
    // Parts were made after their wholes, users mostly after what they use.
    for &object in going.objects.keys().rev() {
        edit.remove_with(object, going.roots.get(&object).copied().unwrap_or(object));
    }
    Ok(())
}

impl Catalog {
    /// Returns the schema without an object and all that needs it.
    pub(crate) fn without(&self, id: ObjectId) -> Catalog {
        let mut settings = Settings::default();
        let mut catalog = self.clone();
        let mut edit = Edit::new(&mut catalog, &mut settings);
        // With `CASCADE` nothing is in the way.
        if drop_all(&mut edit, &[id], Behaviour::Cascade, NOWHERE).is_err() {
            edit.abandon();
        }
        catalog
    }
}

/// Takes the mention of a dropped object out of what only lists it.
fn forget(edit: &mut Edit<'_>, dropped: ObjectId, going: &Going) {
    let listed: Vec<(ObjectId, Attribute)> = edit
        .catalog()
        .users(dropped)
        .filter(|user| !going.objects.contains_key(&user.id))
        .flat_map(|user| mentions(edit.catalog(), user, dropped))
        .filter(|(_, _, tie)| *tie == Tie::Forgets)
        .map(|(user, attribute, _)| (user, attribute))
        .collect();
    for (user, attribute) in listed {
        let Some(value) = edit.get(user).and_then(|user| user.get(&attribute)) else { continue };
        let kept: Vec<ObjectId> = value.objects().filter(|&one| one != dropped).collect();
        let value = (!kept.is_empty()).then(|| super::Value::list(kept));
        edit.set(user, attribute, value);
    }
}

/// Returns the attributes under which an object mentions another, and the ties.
pub(crate) fn mentions(
    catalog: &Catalog,
    user: &Object,
    used: ObjectId,
) -> Vec<(ObjectId, Attribute, Tie)> {
    user.attributes
        .iter()
        .filter(|(_, value)| value.mentions(used))
        .map(|(attribute, _)| {
            (user.id, attribute.clone(), (user.kind.tie)(catalog, user, attribute, used))
        })
        .collect()
}

/// Returns what goes with an object, or loses something with it, when it is dropped with `CASCADE`.
pub(crate) fn concerned(catalog: &Catalog, root: ObjectId) -> Vec<ObjectId> {
    let going = Going::of(catalog, &[root]);
    let cleared = going.cleared.iter().map(|((object, _), ())| *object);
    going.objects.keys().copied().chain(cleared).collect()
}

impl Going {
    fn of(catalog: &Catalog, roots: &[ObjectId]) -> Going {
        let mut going = Going::default();
        let mut open: Vec<ObjectId> = Vec::new();
        for &root in roots {
            going.objects.insert(root, true);
            going.roots.insert(root, root);
            open.push(root);
        }
        while let Some(id) = open.pop() {
            let root = going.roots.get(&id).copied().unwrap_or(id);
            for (other, silently) in going.next(catalog, id) {
                match going.objects.get_mut(&other) {
                    Some(silent) => *silent |= silently,
                    None => {
                        going.objects.insert(other, silently);
                        going.roots.insert(other, root);
                        open.push(other);
                    }
                }
            }
        }
        going
    }

    /// Returns what goes because one object goes, and whether in silence.
    fn next(&mut self, catalog: &Catalog, id: ObjectId) -> Vec<(ObjectId, bool)> {
        let mut next = Vec::new();
        for part in catalog.parts(id) {
            let is_own = part_belongs(part);
            if !is_own {
                self.in_the_way.push((id, part.id));
            }
            next.push((part.id, is_own));
        }
        let object = catalog.get(id);
        let also = object.map(|object| (object.kind.also_used_by)(catalog, object));
        for user in also.unwrap_or_default() {
            self.in_the_way.push((id, user));
            next.push((user, false));
        }
        for user in catalog.users(id) {
            for (user, attribute, tie) in mentions(catalog, user, id) {
                match tie {
                    Tie::Belongs => next.push((user, true)),
                    Tie::Uses => {
                        self.in_the_way.push((id, user));
                        next.push((user, false));
                    }
                    Tie::Clears => {
                        self.in_the_way.push((id, user));
                        self.cleared.insert((user, attribute), ());
                    }
                    Tie::Forgets => {}
                }
            }
        }
        next
    }

    fn refusal(&self, lookup: Lookup<'_>, roots: &[ObjectId], span: Span) -> Option<Refusal> {
        let blockers: Vec<&(ObjectId, ObjectId)> = self
            .in_the_way
            .iter()
            .filter(|(_, user)| self.objects.get(user) != Some(&true))
            .collect();
        if blockers.is_empty() {
            return None;
        }
        let message = match roots {
            [root] => {
                let root = description(lookup, *root);
                format!("cannot drop {root} because other objects depend on it")
            }
            _ => "cannot drop desired object(s) because other objects depend on them".to_owned(),
        };
        let detail: Vec<String> = blockers
            .iter()
            .map(|(used, user)| {
                format!("{} depends on {}", description(lookup, *user), description(lookup, *used))
            })
            .collect();
        Some(
            Refusal::dependents(span, message)
                .with_detail(detail.join("\n"))
                .with_hint("Use DROP ... CASCADE to drop the dependent objects too."),
        )
    }
}

/// Tells whether a part goes with its whole in silence: all but what lives in a schema.
pub(crate) fn part_belongs(part: &Object) -> bool {
    let lives_in_schema = part.kind.namespaces.first().is_some_and(|first| first.is_in_schema());
    !(lives_in_schema && part.kind.is_whole)
}

/// Returns an object as PostgreSQL's messages describe it: `column a of table t`.
pub(crate) fn description(lookup: Lookup<'_>, id: ObjectId) -> String {
    let Some(object) = lookup.catalog.get(id) else { return String::new() };
    (object.kind.description)(lookup, object)
}
