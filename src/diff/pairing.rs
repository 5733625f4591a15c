//! Which object of one catalog is which of the other: by identity, or by kind and name, or by the one as far
//! as it goes and by the other beyond.
//!
//! Never in it: guesses. What is called otherwise is another object unless a rename is given.

use super::compare::Compared;
use crate::catalog::alteration::loses_rows;
use crate::catalog::kinds;
use crate::catalog::{Catalog, IdMap, Object, ObjectId};
use crate::sorted::sorted;

/// Pairs of objects: one of the catalog as it is now, one of the catalog as it is to be.
#[derive(Clone, Debug)]
pub(super) struct Pairs {
    by_to: IdMap<ObjectId>,
    by_now: IdMap<ObjectId>,
}

impl Default for Pairs {
    fn default() -> Pairs {
        Pairs { by_to: IdMap::new(), by_now: IdMap::new() }
    }
}

impl Pairs {
    /// Pairs the objects of two catalogs of one history, or of two whose histories were one as long as they had
    /// no object as young as one; those that came later by their names. What was dropped and made again is
    /// paired too, unless rows were lost on the way, or something that it mentions.
    pub(super) fn shared(
        from: &Catalog,
        to: &Catalog,
        limit: Option<ObjectId>,
        renames: &[(String, String)],
    ) -> Pairs {
        let mut pairs = Pairs::default();
        pairs.join(ObjectId::DATABASE, ObjectId::DATABASE);
        for object in to.objects() {
            let is_shared = limit.is_none_or(|limit| object.id < limit);
            if is_shared && from.get(object.id).is_some_and(|other| other.is(object.kind)) {
                pairs.join(object.id, object.id);
            }
        }
        pairs.by_name(from, to, renames, |pairs, before, after| {
            let are_young = limit.is_some_and(|limit| before.id >= limit && after.id >= limit);
            let mut mentioned = before.attributes.values().flat_map(|value| value.objects());
            let stays = |id| id == before.id || pairs.to_of(id).is_some();
            are_young || !loses_rows(from, before) && mentioned.all(stays)
        })
    }

    /// Pairs the objects that are none yet and are said to be one, and those that have one kind and one name, if the two
    /// may be one.
    pub(super) fn by_name(
        self,
        from: &Catalog,
        to: &Catalog,
        renames: &[(String, String)],
        may_be: impl Fn(&Pairs, &Object, &Object) -> bool,
    ) -> Pairs {
        let mut pairs = self;
        pairs.join(ObjectId::DATABASE, ObjectId::DATABASE);
        let is_free = |pairs: &Pairs, known: &ObjectId| pairs.to_of(*known).is_none();
        let may_be = |pairs: &Pairs, known: &ObjectId, object: &Object| {
            let known = from.get(*known);
            known.is_some_and(|known| is_free(pairs, &known.id) && may_be(pairs, known, object))
        };
        let place = |object: &Object| {
            let depth = depth(to, object);
            let is_part = !object.kind.is_whole || depth > IN_SCHEMA;
            (is_part, is_part.then_some(depth), kinds::rank(object.kind), object.id)
        };
        let unknown = to.objects().filter(|object| pairs.now_of(object.id).is_none());
        let in_order: Vec<_> = unknown.map(|object| (place(object), object)).collect();
        let mut open = sorted(in_order, |one, other| one.0.cmp(&other.0));
        // A signature may speak of what comes after it: what is left comes again as long as some are found.
        let mut count = usize::MAX;
        while open.len() < count {
            count = open.len();
            open.retain(|(_, object)| {
                let given = renamed(from, to, object, &pairs, renames);
                let given = given.filter(|known| is_free(&pairs, known));
                let like = || counterpart(to, object, from, |id| pairs.now_of(id));
                let known = given.or_else(|| like().filter(|like| may_be(&pairs, like, object)));
                known.inspect(|known| pairs.join(*known, object.id)).is_none()
            });
        }
        for object in to.objects() {
            if pairs.now_of(object.id).is_none()
                && let Some(known) = called_otherwise(from, to, object, &pairs)
                && may_be(&pairs, &known, object)
            {
                pairs.join(known, object.id);
            }
        }
        pairs
    }

    /// Pairs what a statement makes into an object of another kind with that object.
    pub(super) fn made_of(mut self, now: &Catalog, to: &Catalog) -> Pairs {
        for object in to.objects() {
            if self.now_of(object.id).is_some() || self.now_of(object.parent).is_none() {
                continue;
            }
            let Some(before) = (object.kind.made_of)(to, object) else { continue };
            if let Some(known) = renamed_part(now, to, &before, &self) {
                self.join(known, object.id);
            }
        }
        self
    }

    /// Notes that an object of now is to be one.
    pub(super) fn join(&mut self, now: ObjectId, to: ObjectId) {
        self.by_now.insert(now, to);
        self.by_to.insert(to, now);
    }

    /// Forgets the pair that an object of now is one of; returns the other.
    pub(super) fn part(&mut self, now: ObjectId) -> Option<ObjectId> {
        let to = self.to_of(now)?;
        self.by_now.remove(now);
        self.by_to.remove(to);
        Some(to)
    }

    /// Returns what an object of now is to be.
    pub(super) fn to_of(&self, now: ObjectId) -> Option<ObjectId> {
        self.by_now.get(now).copied()
    }

    /// Returns what an object is now.
    pub(super) fn now_of(&self, to: ObjectId) -> Option<ObjectId> {
        self.by_to.get(to).copied()
    }

    /// Returns all pairs, of now and to be.
    pub(super) fn all(&self) -> impl Iterator<Item = (ObjectId, ObjectId)> {
        let pairs = self.by_now.values().filter_map(|to| Some((self.now_of(*to)?, *to)));
        pairs.filter(|(now, _)| *now != ObjectId::DATABASE)
    }
}

/// How far what lives in a schema is from the database.
const IN_SCHEMA: usize = 2;

/// How far an object is from the database.
fn depth(catalog: &Catalog, object: &Object) -> usize {
    std::iter::successors(Some(object), |object| catalog.get(object.parent)).take(8).count()
}

/// Returns the object of another catalog that has an object's kind and names; `other_of` tells which
/// objects around it, and in its signature, are which.
pub(super) fn counterpart(
    catalog: &Catalog,
    object: &Object,
    within: &Catalog,
    other_of: impl Fn(ObjectId) -> Option<ObjectId>,
) -> Option<ObjectId> {
    let parent = other_of(object.parent)?;
    // What moved to a schema that is new is looked for where it was.
    let schema = other_of(catalog.schema_of(object.id));
    let schema = schema.unwrap_or_else(|| within.schema_of(parent));
    let known = |id| other_of(id).unwrap_or(NOBODY);
    let mut moved = Object { parent, ..object.clone() };
    moved.relink(&mut |id| known(id));
    let keys = moved.keys(schema);
    if keys.is_empty() {
        let alike = |other: &&Object| other.is(object.kind) && other.name == object.name;
        let parts: Vec<&Object> = within.parts(parent).filter(alike).collect();
        let same = parts.iter().find(|other| other.attributes == moved.attributes);
        return same.or(parts.first()).map(|other| other.id);
    }
    let found = keys.iter().find_map(|key| within.holder(key));
    found.filter(|found| {
        within.get(*found).is_some_and(|found| found.is(object.kind) && found.parent == parent)
    })
}

/// Returns the object of now that is, under another name, what one is to be, where no other can be.
fn called_otherwise(
    from: &Catalog,
    to: &Catalog,
    object: &Object,
    pairs: &Pairs,
) -> Option<ObjectId> {
    if object.kind.is_by_content {
        return renamed_part(from, to, object, pairs);
    }
    // What came along with something is what came along with it before.
    let whole = pairs.now_of((object.kind.brought_by)(to, object)?.id)?;
    let is_like = |other: &&Object| {
        let brought_by = (other.kind.brought_by)(from, other);
        other.is(object.kind) && brought_by.is_some_and(|by| by.id == whole)
    };
    let mut alike = from.users(whole).filter(is_like);
    let found = alike.next().filter(|found| pairs.to_of(found.id).is_none())?;
    alike.next().is_none().then_some(found.id)
}

/// Returns the part of now that is, under another name, what one is to be.
fn renamed_part(from: &Catalog, to: &Catalog, object: &Object, pairs: &Pairs) -> Option<ObjectId> {
    let parent = pairs.now_of(object.parent)?;
    let compared = Compared { now: from, to, pairs };
    let unknown = from.parts(parent).filter(|part| part.is(object.kind));
    let unknown = unknown.filter(|part| pairs.to_of(part.id).is_none());
    let mut same = unknown.filter(|part| compared.is_same_but_general(part, object));
    let found = same.next()?;
    same.next().is_none().then_some(found.id)
}

/// Returns the part to be, of no part of now yet, that says the same as one under another name.
pub(super) fn alike(
    now: &Catalog,
    object: &Object,
    to: &Catalog,
    pairs: &Pairs,
) -> Option<ObjectId> {
    let parent = pairs.to_of(object.parent).filter(|_| object.kind.is_by_content)?;
    let compared = Compared { now, to, pairs };
    let unknown = to.parts(parent).filter(|part| part.is(object.kind));
    let mut unknown = unknown.filter(|part| pairs.now_of(part.id).is_none());
    unknown.find(|part| compared.is_same_but_general(object, part)).map(|part| part.id)
}

/// An object that is not there.
const NOBODY: ObjectId = ObjectId(u32::MAX);

/// Returns the object that is given to be called otherwise in another catalog.
fn renamed(
    from: &Catalog,
    to: &Catalog,
    object: &Object,
    pairs: &Pairs,
    renames: &[(String, String)],
) -> Option<ObjectId> {
    if renames.is_empty() {
        return None;
    }
    let parent = pairs.now_of(object.parent);
    let mut names = names(to, object);
    names.extend(parent.into_iter().flat_map(|parent| names_within(from, parent, &object.name)));
    let before: Vec<&String> = (renames.iter())
        .filter_map(|(before, after)| names.contains(after).then_some(before))
        .collect();
    let is_called =
        |other: &Object| before.iter().any(|name| self::names(from, other).contains(name));
    let mut alike = from.objects().filter(|other| !before.is_empty() && other.is(object.kind));
    alike
        .find(|other| (object.kind.is_whole || Some(other.parent) == parent) && is_called(other))
        .map(|other| other.id)
}

/// Returns the names that people may call an object by: the full one; where the name is one of its schema, as
/// an index's is, that with the schema alone; and both without `public`.
pub(super) fn names(catalog: &Catalog, object: &Object) -> Vec<String> {
    let mut names = vec![full_name(catalog, object)];
    let schema = catalog.schema_of(object.id);
    let is_of_schema = object.keys(schema).iter().any(|key| key.scope() == schema);
    if let Some(schema) = catalog.get(schema).filter(|_| is_of_schema) {
        names.push(format!("{}.{}", schema.name, object.name));
    }
    let short: Vec<String> =
        names.iter().filter_map(|name| name.strip_prefix("public.")).map(str::to_owned).collect();
    names.extend(short);
    names
}

/// Returns the names that people may call a part by who know its whole by the name that it has in a catalog, where
/// the part is called otherwise: `app.users.email` though `app.users` gets another name as well.
pub(super) fn names_within(catalog: &Catalog, whole: ObjectId, part: &str) -> Vec<String> {
    let whole = catalog.get(whole).filter(|whole| whole.kind.is_whole);
    let names = whole.map(|whole| names(catalog, whole)).unwrap_or_default();
    names.into_iter().map(|whole| format!("{whole}.{part}")).collect()
}

/// Returns an object's name with those of all that is around it in front.
pub(crate) fn full_name(catalog: &Catalog, object: &Object) -> String {
    let around = std::iter::successors(Some(object), |object| catalog.get(object.parent));
    let mut names: Vec<&str> = around.map(|object| &*object.name).collect();
    names.reverse();
    names.join(".")
}
