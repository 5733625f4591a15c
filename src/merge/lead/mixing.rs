//! The merged schema where neither order of the sides' statements leads to it: of each object, what either order knows.
//!
//! A new partition gets the other side's new column only if it is there first; a new view lets a column's type be
//! changed only if it comes last. Where branches have both, no order runs to its end, but for each of the objects one
//! order does. Never in it: whether the schema is reached (see `lead`).

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Object, ObjectId};
use crate::ids::Hash;
use crate::merge::replay::Replay;
use crate::merge::sides::Who;
use crate::merge::sides::side::Run;
use crate::sorted::{gathered, sorted};

/// Returns a schema in which what only follows from other objects is as it came out where statements were run: the
/// types of a view's columns.
pub(crate) fn following(schema: &Catalog, replays: &[&Replay<'_>]) -> Catalog {
    let mut followed = schema.clone();
    for object in schema.objects() {
        let runs = replays.iter().filter_map(|run| run.in_union().get(object.id));
        let mut changed = object.clone();
        for (attribute, value) in runs.flat_map(|there| &there.attributes) {
            let is_other = object.get(attribute).is_some_and(|said| said != value);
            if is_other && (object.kind.is_derived)(object, attribute) {
                changed.attributes.insert(attribute.clone(), value.clone());
                followed.put(changed.clone());
            }
        }
    }
    followed
}

/// Returns the union with each object as both orders make it, or the one in which no statement about it is refused;
/// `is_kept` tells whether a schema, where a side's statements ran last, has an object as the sides left it.
pub(crate) fn mixed(
    union: &Catalog,
    there: &Replay<'_>,
    back: &Replay<'_>,
    is_kept: impl Fn(&Catalog, Who, ObjectId) -> bool,
) -> Catalog {
    let meant = meanings(union);
    // What came of a run alone has an identity that means something else in the other.
    let first = union.next();
    let [next, after] = [there, back].map(|replay| replay.in_union().next());
    let there = Order::of(there, Who::Source, union, |id| id);
    let back = Order::of(back, Who::Target, union, |id| match union.get(id) {
        None if id.0 >= first => ObjectId(id.0 - first + next),
        _ => id,
    });
    let mut mixed = union.clone();
    mixed.give_from(next + after);
    for (&whole, meaning) in &meant {
        let is_known = |order: &Order| {
            let is_kept = |object: &&Object| is_kept(&order.schema, order.last, object.id);
            !order.failed.contains(&whole) && union.within(whole).iter().all(is_kept)
        };
        let known: Vec<&Order> = [&there, &back].into_iter().filter(|it| is_known(it)).collect();
        let order = match *known {
            [order] => order,
            [order, other] if order.meanings.get(&whole) == other.meanings.get(&whole) => order,
            _ => continue,
        };
        if order.meanings.get(&whole).is_some_and(|there| there != meaning) {
            replace(&mut mixed, whole, &order.schema);
        }
    }
    mixed
}

/// What comes of one order of the sides' statements.
struct Order {
    schema: Catalog,
    /// Whose statements ran last.
    last: Who,
    meanings: BTreeMap<ObjectId, Vec<Hash>>,
    /// What a refused statement is about, and what reads that as it was before.
    failed: BTreeSet<ObjectId>,
}

impl Order {
    fn of(
        replay: &Replay<'_>,
        last: Who,
        union: &Catalog,
        new: impl Fn(ObjectId) -> ObjectId,
    ) -> Order {
        let schema = replay.in_union().renumbered(new);
        let runs = replay.refused.iter().filter_map(|one| replay.pair.own.runs.get(one.statement));
        let objects = runs.flat_map(Run::objects).map(|id| replay.pair.in_union(id));
        let with_users = |id| union.users(id).map(|user| user.id).chain([id]);
        let failed = objects.flat_map(with_users).map(|id| union.whole_of(id));
        Order { meanings: meanings(&schema), failed: gathered(failed), schema, last }
    }
}

/// Returns the hashes of what each thing of a schema says, with its parts.
fn meanings(catalog: &Catalog) -> BTreeMap<ObjectId, Vec<Hash>> {
    let mut meanings: BTreeMap<ObjectId, Vec<Hash>> = BTreeMap::new();
    for (id, hash) in sorted(catalog.meanings(), |one, other| one.1.cmp(&other.1)) {
        meanings.entry(catalog.whole_of(id)).or_default().push(hash);
    }
    meanings
}

/// Makes a thing of a schema what it is in another.
fn replace(schema: &mut Catalog, thing: ObjectId, other: &Catalog) {
    let parts: Vec<ObjectId> = schema.within(thing).iter().map(|object| object.id).collect();
    for part in parts.into_iter().rev().filter(|part| other.get(*part).is_none()) {
        schema.remove(part);
    }
    other.within(thing).into_iter().for_each(|object| schema.put(object.clone()));
}
