//! What is hazardous about a statement, as far as no kind can tell: who could do what before an object was made
//! anew.
//!
//! Never in it: what is hazardous about making, altering or dropping one object (see `Kind::hazards`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::run::Run;
use crate::catalog::alteration::{Action, Hazard};
use crate::catalog::kinds::Doing;
use crate::catalog::privileges::{gives_more, is_given};
use crate::catalog::{Catalog, Object, ObjectId};

impl Run<'_> {
    /// Returns what is hazardous about making an object that is to be; nothing where its whole is new too.
    pub(super) fn hazards_of_making(&self, object: &Object) -> Vec<Hazard> {
        if self.plan.new.contains(&object.parent) {
            return Vec::new();
        }
        let mut hazards = (object.kind.hazards)(self.to, object, Doing::Make);
        if let Some(before) = self.replaced(object) {
            keep_true(&mut hazards, before, (self.to, object));
        }
        hazards
    }

    /// Returns what is hazardous about joining a new object with others; nothing where one of these is new too.
    pub(super) fn hazards_of_joining(&self, object: &Object) -> Vec<Hazard> {
        let is_new = |id: ObjectId| {
            let is_own = self.to.get(id).is_some_and(|part| part.parent == object.id);
            self.plan.new.contains(&id) && !is_own
        };
        match object.attributes.values().flat_map(|value| value.objects()).any(is_new) {
            true => Vec::new(),
            false => (object.kind.joining)(self.to, object),
        }
    }

    /// Returns what is hazardous about giving an object that is there its owner to be: it is locked as when it is
    /// renamed, and the one may do less, the other more.
    pub(super) fn hazards_of_giving(&self, now: &Object, after: &Object) -> Vec<Hazard> {
        let owner = |catalog: &Catalog, object: &Object| {
            object.get("owner").map(|owner| owner.to_sql(catalog))
        };
        let to_be = owner(self.to, after);
        match self.replaced(after) {
            Some((from, before)) if owner(from, before) == to_be => return Vec::new(),
            None if self.made.contains(&after.id) => return Vec::new(),
            _ => {}
        }
        let mut hazards = (now.kind.hazards)(self.now(), now, Doing::Rename);
        hazards.retain(|hazard| *hazard != Hazard::Renamed);
        hazards.extend([Hazard::PrivilegesWidened, Hazard::PrivilegesLost]);
        hazards
    }

    /// Returns what is hazardous about dropping an object of now.
    pub(super) fn hazards_of_dropping(&self, object: &Object) -> Vec<Hazard> {
        let mut hazards = (object.kind.hazards)(self.now(), object, Doing::Drop);
        let after = self.plan.anew.get(&object.id).and_then(|after| self.to.get(*after));
        if let Some(after) = after {
            let (before, after) = ((self.now(), object), (self.to, after));
            hazards.push(Hazard::Replaced);
            keep_true(&mut hazards, before, after);
            hazards.extend(gives_more(before, after).then_some(Hazard::PrivilegesLost));
        }
        hazards
    }

    /// Leaves out of a `GRANT` or `REVOKE` the hazards that are none: all was so before the object was made anew, or
    /// there was none of which somebody could lose a privilege.
    pub(super) fn with_true_hazards(&self, mut action: Action, object: &Object) -> Action {
        let after = (self.to, object);
        let is_true = |hazard: &Hazard| match (self.replaced(object), hazard) {
            (Some(before), Hazard::PrivilegesWidened) => gives_more(after, before),
            (Some(before), _) => gives_more(before, after),
            (None, Hazard::PrivilegesLost) => !self.made.contains(&object.id),
            (None, _) => true,
        };
        action.hazards.retain(is_true);
        action
    }

    /// Returns what an object was at first that is made anew.
    fn replaced(&self, after: &Object) -> Option<(&Catalog, &Object)> {
        let before = self.replaced.get(&after.id).and_then(|before| self.from.get(*before))?;
        Some((self.from, before))
    }
}

/// Returns a schema without the new things in it that nothing else is made to need, and whose making is no hazard:
/// the hazards of a diff are the same without them, and a merge mostly brings such.
pub(crate) fn without_harmless(from: &Catalog, to: &Catalog) -> Catalog {
    let is_new = |id: ObjectId| from.get(id).is_none();
    let is_as_before = |object: &Arc<Object>| {
        from.shared(object.id).is_some_and(|before| Arc::ptr_eq(&before, object))
    };
    let changed = to.all_shared().filter(|object| !is_as_before(object));
    let concerned = changed.filter_map(|object| {
        let whole = to.whole_of(object.id);
        let is_concerned = !is_new(whole)
            || is_hazardous(to, object, is_new(object.parent))
            || is_made_again(from, to, object);
        is_concerned.then_some(whole)
    });
    let mut open: Vec<ObjectId> = concerned.collect();
    let mut needed: BTreeSet<ObjectId> = BTreeSet::new();
    while let Some(whole) = open.pop() {
        if needed.insert(whole) {
            let used = to.within(whole).into_iter().flat_map(|part| part.attributes.values());
            let used = used.flat_map(|value| value.objects()).map(|used| to.whole_of(used));
            open.extend(used.chain([to.schema_of(whole)]).filter(|used| is_new(*used)));
        }
    }
    let stays = |object: &&Arc<Object>| {
        let whole = to.whole_of(object.id);
        !is_new(whole) || needed.contains(&whole)
    };
    Catalog::restored(to.all_shared().filter(stays).cloned().collect(), to.next())
}

/// Tells whether another object had the name of a new one, or of the new schema that it is in.
fn is_made_again(from: &Catalog, to: &Catalog, object: &Object) -> bool {
    let schema = to.schema_of(object.id);
    let is_new = |schema: &&Object| from.get(schema.id).is_none();
    object.keys(schema).iter().any(|key| from.holder(key).is_some())
        || to.get(schema).filter(is_new).is_some_and(|schema| is_made_again(from, to, schema))
}

/// Tells whether the making of a new object may be a hazard, alone or as a part of what is new.
fn is_hazardous(to: &Catalog, object: &Object, is_of_new: bool) -> bool {
    !is_of_new && !(object.kind.hazards)(to, object, Doing::Make).is_empty()
        || !(object.kind.joining)(to, object).is_empty()
        || object.attributes.keys().any(|attribute| is_given(attribute))
}

/// Leaves out the hazards of privileges where what decides on them is said again as it was: a policy.
fn keep_true(hazards: &mut Vec<Hazard>, before: (&Catalog, &Object), after: (&Catalog, &Object)) {
    let printed = |(catalog, object): (&Catalog, &Object)| (object.kind.print)(catalog, object);
    if printed(before).create == printed(after).create {
        let is_other =
            |hazard: &Hazard| !matches!(hazard, Hazard::PrivilegesWidened | Hazard::PrivilegesLost);
        hazards.retain(is_other);
    }
}
