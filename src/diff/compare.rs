//! What differs between an object as it is and as it is to be.
//!
//! Values are equal if they say the same of the same objects, whatever those are called; or if they are
//! the same text once all have the names that they are to have. Never in it: what follows from it.

use super::pairing::Pairs;
use crate::catalog::{Attribute, Catalog, Object, ObjectId, Value, privileges};

/// Two catalogs and what of them is the same.
#[derive(Clone, Copy)]
pub(super) struct Compared<'a> {
    pub(super) now: &'a Catalog,
    pub(super) to: &'a Catalog,
    pub(super) pairs: &'a Pairs,
}

impl Compared<'_> {
    /// Returns what is said otherwise, anew or no longer of an object.
    pub(super) fn attributes(self, before: &Object, after: &Object) -> Vec<Attribute> {
        let is_undecided = after.kind.is_undecided;
        let changed = before.attributes.iter().filter(|(attribute, value)| {
            match after.get(attribute) {
                Some(other) if is_undecided(attribute) => !self.stays(value, other),
                Some(other) => !self.is_same(value, other),
                // Who owns what nobody is said to own is not known.
                None => *attribute != "owner" && !is_undecided(attribute),
            }
        });
        let added = after.attributes.keys();
        let added = added.filter(|attribute| !before.has(attribute) && !is_undecided(attribute));
        changed.map(|(attribute, _)| attribute).chain(added).cloned().collect()
    }

    /// Tells whether all that two values mention is there before and after.
    fn stays(self, before: &Value, after: &Value) -> bool {
        before.objects().all(|id| self.pairs.to_of(id).is_some())
            && after.objects().all(|id| self.pairs.now_of(id).is_some())
    }

    /// Tells whether all that a kind alters its own way is said alike.
    pub(super) fn is_same_but_general(self, before: &Object, after: &Object) -> bool {
        self.attributes(before, after).iter().all(|attribute| is_general(after, attribute))
    }

    /// Tells whether two values say the same.
    pub(super) fn is_same(self, before: &Value, after: &Value) -> bool {
        let mut is_known = true;
        let known = before.with_replaced(|id| match self.pairs.to_of(id) {
            Some(to) => to,
            None => {
                is_known = false;
                ObjectId::DATABASE
            }
        });
        let is_same_text = || {
            known.objects().eq(after.objects()) && known.to_sql(self.to) == after.to_sql(self.to)
        };
        is_known && (known == *after || is_same_text())
    }
}

/// Tells whether an attribute of an object is altered alike for all kinds.
pub(super) fn is_general(object: &Object, attribute: &str) -> bool {
    matches!(attribute, "owner" | "comment")
        || object.kind.grantable.is_some() && privileges::is_privilege(attribute)
}
