//! The hash of a schema: equal for equal schemas, whatever led to them.
//!
//! Each object is hashed by its kind, the names of it and of what is around it, its place among its
//! fellows and its attributes, in whatever words they are written; the hashes are put in order and hashed together. So
//! identities do not count, nor does the order of statements that do not depend on each other. Never in
//! it: anything that knows a kind.

use std::sync::Arc;

use super::kinds::{self, Kind};
use super::state::Catalog;
use super::{Attribute, BODY, Object, ObjectId, Value, privileges};
use crate::digest::Digest;
use crate::ids::Hash;
use crate::map::Map;
use crate::sorted::sorted;
use crate::sql::canonical_part;

impl Catalog {
    /// Returns the hash of the schema: equal schemas have equal hashes, whatever their histories. What only
    /// follows from other objects and no statement says does not count.
    pub fn hash(&self) -> Hash {
        let lasting = self.lasting();
        together(lasting.hashes(&ranks(&lasting), |object, attribute| {
            let Kind { is_derived, is_undecided, .. } = object.kind;
            !(is_derived(object, attribute) && is_undecided(attribute))
        }))
    }

    /// Returns the hash of the schema wherever its columns stand, and without what only follows from
    /// other objects.
    pub(crate) fn hash_of_meaning(&self) -> Hash {
        together(self.meanings())
    }

    /// Tells whether an object is the schema's own: a role of which nothing is said is the server's, and there
    /// whether or not a schema still speaks of it.
    pub(crate) fn is_own(&self, object: &Object) -> bool {
        let is_dropped = (object.kind.dropped)(self, object).is_none_or(|sql| !sql.is_empty());
        is_dropped || object.attributes.iter().count() > 1
    }

    /// Returns what each object puts into the hash of the meaning.
    pub(crate) fn meanings(&self) -> Vec<(ObjectId, Hash)> {
        let lasting = self.lasting();
        let mut ranks = ranks(&lasting);
        ranks.retain(|id, _| self.get(*id).is_some_and(|object| object.kind.is_order_meant));
        lasting.hashes(&ranks, |object, attribute| !(object.kind.is_derived)(object, attribute))
    }

    /// Tells whether another schema is this one under other identities: then both mean the same, and no hash is
    /// needed to know it. Of what stands in both without a change it is not asked what it says.
    pub(crate) fn is_under(&self, other: &Catalog, new: impl Fn(ObjectId) -> ObjectId) -> bool {
        let is_there = |object: &Arc<Object>| {
            let there = other.shared(new(object.id));
            there.is_some_and(|there| {
                Arc::ptr_eq(object, &there) || is_object_under(object, &there, &new)
            })
        };
        self.len() == other.len() && self.all_shared().all(is_there)
    }

    fn hashes(
        &self,
        ranks: &Map<ObjectId, u64>,
        counts: fn(&Object, &str) -> bool,
    ) -> Vec<(ObjectId, Hash)> {
        let hash = |object: &Object| {
            let rank = ranks.get(&object.id).copied();
            (object.id, object_hash(self, object, rank, counts))
        };
        self.objects().map(hash).collect()
    }
}

/// Returns one hash of the hashes of all objects, whatever their order.
fn together(hashes: Vec<(ObjectId, Hash)>) -> Hash {
    let mut digest = Digest::new(b"schemagraft catalog 1");
    for (_, hash) in sorted(hashes, |one, other| one.1.cmp(&other.1)) {
        digest.bytes(&hash.0);
    }
    digest.finish()
}

fn is_object_under(one: &Object, other: &Object, new: &impl Fn(ObjectId) -> ObjectId) -> bool {
    let has_place = !one.kind.is_order_meant || one.position == other.position;
    let is_named_so = one.is(other.kind) && (one.kind.is_nameless || one.name == other.name);
    let ours = decided(one).map(|(attribute, value)| (attribute, value.with_replaced(new)));
    let theirs = decided(other).map(|(attribute, value)| (attribute, value.clone()));
    is_named_so && has_place && new(one.parent) == other.parent && ours.eq(theirs)
}

/// Returns what is said of an object, without what only follows from others.
fn decided(object: &Object) -> impl Iterator<Item = (&Attribute, &Value)> {
    let all = object.attributes.iter();
    all.filter(move |(attribute, _)| !(object.kind.is_derived)(object, attribute))
}

fn object_hash(
    catalog: &Catalog,
    object: &Object,
    rank: Option<u64>,
    counts: fn(&Object, &str) -> bool,
) -> Hash {
    let mut digest = Digest::new(b"object");
    let mut around = Some(object);
    while let Some(one) = around {
        digest.text(one.kind.name);
        if !one.kind.is_nameless {
            digest.text(&one.name);
        }
        around = catalog.get(one.parent);
    }
    digest.optional(rank, Digest::number);
    let named = privileges::by_names(catalog, object);
    for (attribute, value) in named.as_ref().unwrap_or(&object.attributes) {
        if !counts(object, attribute) {
            continue;
        }
        digest.text(attribute);
        let said = match (object.kind.is_unordered)(attribute) {
            true => value.list_to_sql(catalog).join(", "),
            false => value.to_sql(catalog),
        };
        digest.text(&match **attribute == *BODY || said.bytes().all(is_plain) {
            true => said,
            false => canonical_part(&said),
        });
    }
    digest.finish()
}

/// Tells whether a byte is one of words that are their own canonical form.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
}

/// Returns the places of what has an order among its fellows: a dropped column leaves no gap.
fn ranks(catalog: &Catalog) -> Map<ObjectId, u64> {
    let ordered = catalog.objects().filter(|object| object.kind.is_ordered);
    let ordered =
        sorted(ordered.collect(), |one: &&Object, other: &&Object| place(one).cmp(&place(other)));
    let mut ranks = Vec::new();
    for fellows in ordered.chunk_by(|one, other| place(one).0 == place(other).0) {
        ranks.extend(fellows.iter().zip(0..).map(|(object, rank)| (object.id, rank)));
    }
    sorted(ranks, |one, other| one.0.cmp(&other.0)).into_iter().collect()
}

fn place(object: &Object) -> ((ObjectId, usize), u32) {
    ((object.parent, kinds::rank(object.kind)), object.position)
}
