//! What differs between an object as it is and as it is to be.
//!
//! Values are equal if they say the same of the same objects, whatever those are called; or if they are
//! the same text once all have the names that they are to have. Never in it: what follows from it.

use super::pairing::Pairs;
use crate::catalog::kinds::Kind;
use crate::catalog::{Attribute, BODY, Catalog, Form, Object, ObjectId, Piece, Value, privileges};
use crate::map::Map;
use crate::sorted::sorted;

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
        if self.is_unchanged(before, after) || self.is_same_by_names(before, after) {
            return Vec::new();
        }
        let is_undecided = after.kind.is_undecided;
        let changed = before.attributes.iter().filter(|(attribute, value)| {
            match after.get(attribute) {
                Some(other) if is_undecided(attribute) => !self.stays(value, other),
                Some(other) if (after.kind.is_unordered)(attribute) => !self.is_list(value, other),
                Some(other) if **attribute == *BODY => !self.is_same_text(value, other),
                Some(other) => !self.is_same(value, other),
                // Who owns what nobody is said to own is not known.
                None => *attribute != "owner" && !is_undecided(attribute),
            }
        });
        let added = after.attributes.keys();
        let added = added.filter(|attribute| !before.has(attribute) && !is_undecided(attribute));
        changed.map(|(attribute, _)| attribute).chain(added).cloned().collect()
    }

    /// Tells whether all attributes are the same piece by piece, as those of most objects are.
    fn is_unchanged(self, before: &Object, after: &Object) -> bool {
        let pairs = before.attributes.iter().zip(after.attributes.iter());
        before.attributes.iter().count() == after.attributes.iter().count()
            && pairs.into_iter().all(|((one, value), (other, value_to_be))| {
                one == other && self.is_alike(value, value_to_be)
            })
    }

    /// Tells whether all is the same once privileges go by the names that their roles have by now.
    fn is_same_by_names(self, before: &Object, after: &Object) -> bool {
        let said = privileges::by_names(self.now, before);
        let meant = privileges::by_names(self.to, after);
        if said.is_none() && meant.is_none() {
            return false;
        }
        let said = said.as_ref().unwrap_or(&before.attributes);
        let meant = meant.as_ref().unwrap_or(&after.attributes);
        let is_meant = |(attribute, value): (&Attribute, &Value)| {
            meant.get(&**attribute).is_some_and(|meant| self.is_same(value, meant))
        };
        said.iter().count() == meant.iter().count() && said.iter().all(is_meant)
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

    /// Returns the objects whose parts that stay are in another order than they are to have, with their kind.
    pub(super) fn out_of_order(self) -> Map<ObjectId, &'static Kind> {
        let mut places = Vec::new();
        for object in self.to.objects().filter(|object| object.kind.is_ordered) {
            if let Some(now) = self.pairs.now_of(object.id).and_then(|id| self.now.get(id)) {
                places.push(((object.parent, object.position), now));
            }
        }
        let places = sorted(places, |one, other| one.0.cmp(&other.0));
        let mut found = Map::default();
        for (((whole, _), one), ((other_whole, _), part)) in
            places.iter().zip(places.iter().skip(1))
        {
            if whole == other_whole && one.position > part.position {
                found.add(*whole, part.kind);
            }
        }
        found
    }

    /// Tells whether two values say the same, in whatever words.
    pub(super) fn is_same(self, before: &Value, after: &Value) -> bool {
        self.is_alike(before, after)
            || self.of_the_same(before, after).is_some_and(|known| {
                known.to_sql(self.to) == after.to_sql(self.to) || known.is_same(after)
            })
    }

    /// Tells whether two values are one text.
    fn is_same_text(self, before: &Value, after: &Value) -> bool {
        self.is_alike(before, after)
            || self
                .of_the_same(before, after)
                .is_some_and(|known| known.to_sql(self.to) == after.to_sql(self.to))
    }

    /// Tells whether two values are lists of the same, in one order or not.
    fn is_list(self, before: &Value, after: &Value) -> bool {
        let known = self.known(before);
        self.is_same(before, after)
            || known.is_some_and(|known| known.list_to_sql(self.to) == after.list_to_sql(self.to))
    }

    /// Returns a value of what is to be, if it mentions the same as another one.
    fn of_the_same(self, before: &Value, after: &Value) -> Option<Value> {
        self.known(before).filter(|known| known.objects().eq(after.objects()))
    }

    /// Returns a value of what is to be, if all is that it mentions.
    fn known(self, before: &Value) -> Option<Value> {
        let mut is_known = true;
        let known = before.with_replaced(|id| {
            let to = self.pairs.to_of(id);
            is_known &= to.is_some();
            to.unwrap_or(ObjectId::DATABASE)
        });
        is_known.then_some(known)
    }

    /// Tells whether two values are the same piece by piece, which most are.
    fn is_alike(self, before: &Value, after: &Value) -> bool {
        let (before, after) = (before.pieces(), after.pieces());
        before.len() == after.len()
            && before.iter().zip(after).all(|pieces| match pieces {
                (Piece::Text(one), Piece::Text(other)) => one == other,
                (Piece::Name(_, Form::Columns { .. }), _) => false,
                (Piece::Name(one, form), Piece::Name(other, form_to_be)) => {
                    form == form_to_be && self.pairs.to_of(*one) == Some(*other)
                }
                _ => false,
            })
    }
}

/// Tells whether an attribute of an object is altered alike for all kinds.
pub(super) fn is_general(object: &Object, attribute: &str) -> bool {
    matches!(attribute, "owner" | "comment")
        || object.kind.grantable.is_some() && privileges::is_privilege(attribute)
}
