//! The catalog: a schema as objects, by identity and by name, and who needs whom.
//!
//! It is cheap to copy: copies share all that they have in common (`id_map`, `ordered`). Never in it: SQL, and rules
//! of PostgreSQL beyond one name a namespace.

pub(crate) mod id_map;
pub(crate) mod ordered;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::kinds::{self, Kind};
use super::namespace::{NameKey, Namespace, Place};
use super::{Attribute, Object, ObjectId, Value};
use crate::sorted::{gathered, sorted};
use crate::sql::identifier::quote;
use id_map::IdMap;
use ordered::OrderedMap;

/// A schema: objects with identities, names, attributes and edges.
#[derive(Clone, Debug)]
pub struct Catalog {
    objects: IdMap<Arc<Object>>,
    names: OrderedMap<NameKey, ObjectId>,
    /// The names of what lives in no schema: few, and a schema's is looked up with every name.
    names_outside: OrderedMap<NameKey, ObjectId>,
    /// Whole and part.
    parts: OrderedMap<(ObjectId, ObjectId), ()>,
    /// What is needed, and what needs it.
    uses: OrderedMap<(ObjectId, ObjectId), ()>,
    next: u32,
}

impl Default for Catalog {
    fn default() -> Catalog {
        Catalog::new()
    }
}

impl Catalog {
    /// Returns a catalog without anything in it, not even what every database has.
    pub(crate) fn empty() -> Catalog {
        Catalog {
            objects: IdMap::new(),
            names: OrderedMap::new(),
            names_outside: OrderedMap::new(),
            parts: OrderedMap::new(),
            uses: OrderedMap::new(),
            next: 1,
        }
    }

    /// Returns the catalog of a new database: it has the schema `public`, and nothing in it.
    pub fn new() -> Catalog {
        let mut catalog = Catalog::empty();
        kinds::populate(&mut catalog);
        catalog
    }

    /// Returns a catalog with the objects of one that was kept, and the next identity to give.
    pub(crate) fn restored(objects: Vec<Arc<Object>>, next: u32) -> Catalog {
        let mut catalog = Catalog { next, ..Catalog::empty() };
        // An object may have been moved into one that is younger.
        for object in &objects {
            catalog.objects.insert(object.id, object.clone());
        }
        objects.iter().for_each(|object| catalog.note(object));
        catalog
    }

    /// Returns the identity that the next object will get.
    pub(crate) fn next(&self) -> u32 {
        self.next
    }

    /// Lets the identities of new objects begin at one, so as not to meet those that a branch gave.
    pub(crate) fn give_from(&mut self, next: u32) {
        self.next = self.next.max(next);
    }

    /// Returns an object.
    pub fn get(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(id).map(Arc::as_ref)
    }

    /// Returns an object as the catalog holds it.
    pub(crate) fn shared(&self, id: ObjectId) -> Option<Arc<Object>> {
        self.objects.get(id).cloned()
    }

    /// Returns all objects, in the order in which they were made.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values().map(Arc::as_ref)
    }

    /// Returns all objects as the catalog holds them, in the order in which they were made.
    pub(crate) fn all_shared(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.values()
    }

    /// Returns how many objects there are.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Tells whether there is no object at all.
    pub fn is_empty(&self) -> bool {
        self.objects.len() == 0
    }

    /// Returns the parts of an object, in the order in which they were made.
    pub fn parts(&self, whole: ObjectId) -> impl Iterator<Item = &Object> {
        self.beside(&self.parts, whole)
    }

    /// Returns the parts of an object that are of a kind, by their position, then as they were made.
    pub(crate) fn parts_of_kind(&self, whole: ObjectId, kind: &Kind) -> Vec<&Object> {
        let parts = self.parts(whole).filter(|part| part.is(kind)).collect();
        sorted(parts, |one: &&Object, other| one.position.cmp(&other.position))
    }

    /// Returns the objects that mention an object in one of their attributes.
    pub fn users(&self, used: ObjectId) -> impl Iterator<Item = &Object> {
        self.beside(&self.uses, used)
    }

    /// Returns the objects that stand beside one in a list of pairs.
    fn beside<'c>(
        &'c self,
        pairs: &'c OrderedMap<(ObjectId, ObjectId), ()>,
        one: ObjectId,
    ) -> impl Iterator<Item = &'c Object> {
        let pairs = pairs.from(|pair| pair.0 < one).take_while(move |(pair, ())| pair.0 == one);
        pairs.filter_map(|((_, other), ())| self.get(*other))
    }

    /// Returns the object that has a name.
    pub(crate) fn named(
        &self,
        scope: ObjectId,
        namespace: Namespace,
        name: &str,
    ) -> Option<ObjectId> {
        let wanted = Place::of(scope, namespace, name);
        self.names_in(scope).find(|held| held.place().cmp(&wanted)).copied()
    }

    /// Returns the object that has the name of a key.
    pub(crate) fn holder(&self, key: &NameKey) -> Option<ObjectId> {
        self.names_in(key.scope()).get(key).copied()
    }

    fn names_in(&self, scope: ObjectId) -> &OrderedMap<NameKey, ObjectId> {
        if scope == ObjectId::DATABASE { &self.names_outside } else { &self.names }
    }

    fn names_in_mut(&mut self, scope: ObjectId) -> &mut OrderedMap<NameKey, ObjectId> {
        if scope == ObjectId::DATABASE { &mut self.names_outside } else { &mut self.names }
    }

    /// Returns the same schema with other identities, of which no two may become one.
    pub(crate) fn renumbered(&self, new: impl Fn(ObjectId) -> ObjectId) -> Catalog {
        let mut catalog = Catalog::new();
        catalog.give_from(self.next());
        // Names live in the schema around, which must be there by then.
        let by_depth = |one: &&Object, other: &&Object| self.depth(one).cmp(&self.depth(other));
        for object in sorted(self.objects().collect(), by_depth) {
            let mut object = object.clone();
            (object.id, object.parent) = (new(object.id), new(object.parent));
            object.relink(&mut |id| new(id));
            catalog.put(object);
        }
        catalog
    }

    /// Returns how many objects an object is within.
    fn depth(&self, object: &Object) -> usize {
        let around =
            |object: &&Object| self.get(object.parent).filter(|_| object.id != ObjectId::DATABASE);
        std::iter::successors(Some(object), around).count()
    }

    /// Returns the objects whose name in a namespace begins so.
    pub(crate) fn named_from<'a>(
        &'a self,
        scope: ObjectId,
        namespace: Namespace,
        start: &'a str,
    ) -> impl Iterator<Item = ObjectId> + 'a {
        let names = self.names_from(scope, namespace, start);
        names.take_while(move |(key, _)| key.name.starts_with(start)).map(|(_, id)| *id)
    }

    /// Returns the names in a namespace from one on, in their order, with what has them.
    pub(crate) fn names_from<'a>(
        &'a self,
        scope: ObjectId,
        namespace: Namespace,
        start: &'a str,
    ) -> impl Iterator<Item = &'a (NameKey, ObjectId)> + 'a {
        let first = Place::of(scope, namespace, start);
        let names = self.names_in(scope).from(move |held| held.place() < first);
        names.take_while(move |(key, _)| key.scope() == scope && key.namespace == namespace)
    }

    /// Returns the schema that an object lives in, or is a part of something in; the database for what
    /// lives in none.
    pub fn schema_of(&self, id: ObjectId) -> ObjectId {
        let mut schema = ObjectId::DATABASE;
        let mut at = id;
        while let Some(object) = self.get(at)
            && at != ObjectId::DATABASE
        {
            schema = at;
            at = object.parent;
        }
        if schema == id { ObjectId::DATABASE } else { schema }
    }

    /// Returns the thing that an object is, or is a part of: what stands in a schema, or in the database.
    pub(crate) fn whole_of(&self, id: ObjectId) -> ObjectId {
        let around = [self.schema_of(id), ObjectId::DATABASE];
        let mut whole = id;
        while let Some(object) = self.get(whole)
            && !around.contains(&object.parent)
        {
            whole = object.parent;
        }
        whole
    }

    /// Returns the thing in a schema that an object is, or is a part of; nothing if it is in none.
    pub(crate) fn whole_in_schema(&self, id: ObjectId) -> Option<&Object> {
        self.get(self.whole_of(id)).filter(|whole| whole.parent != ObjectId::DATABASE)
    }

    /// Returns a thing and its parts, each after what it is a part of; what stands in a schema is no part of it.
    pub(crate) fn within(&self, thing: ObjectId) -> Vec<&Object> {
        let mut within: Vec<&Object> = self.get(thing).into_iter().collect();
        if self.whole_in_schema(thing).is_none() {
            return within;
        }
        let mut next = 0;
        while let Some(object) = within.get(next) {
            within.extend(self.parts(object.id));
            next += 1;
        }
        within
    }

    /// Returns all objects by their kinds and full names: the objects of two catalogs that are called alike.
    pub(crate) fn by_designation(&self) -> BTreeMap<String, ObjectId> {
        gathered(self.objects().map(|object| (object.designation(self), object.id)))
    }

    /// Returns an object's kind and full name; nothing where it is not there.
    pub(crate) fn designation(&self, id: ObjectId) -> String {
        self.get(id).map(|object| object.designation(self)).unwrap_or_default()
    }

    /// Returns an object's name with its schema's in front, where it lives in one; each in quotes
    /// where it has to be.
    pub fn qualified_name(&self, id: ObjectId) -> String {
        let Some(object) = self.get(id) else { return String::new() };
        let name = quote(&object.name);
        match self.get(self.schema_of(id)) {
            Some(schema) => format!("{}.{name}", quote(&schema.name)),
            None => name.into_owned(),
        }
    }

    /// Gives a new object an identity.
    pub(crate) fn next_id(&mut self) -> ObjectId {
        let id = ObjectId(self.next);
        self.next += 1;
        id
    }

    /// Puts a new object in, under the keys of its names.
    pub(crate) fn add(&mut self, object: Object, keys: Vec<NameKey>) {
        self.note_edges(&object);
        self.take(keys, object.id);
        self.objects.insert(object.id, Arc::new(object));
    }

    /// Puts an object in, new or changed, and keeps names, parts and uses in step.
    pub(crate) fn put(&mut self, object: Object) {
        self.put_shared(Arc::new(object));
    }

    /// As [`Catalog::put`], with an object that another catalog may hold too.
    pub(crate) fn put_shared(&mut self, object: Arc<Object>) {
        match self.objects.get(object.id).cloned() {
            Some(old) if old.parent != object.parent => self.put_elsewhere(&old, object),
            Some(old) => self.put_changed(&old, object),
            None => {
                self.objects.insert(object.id, object.clone());
                self.note(&object);
            }
        }
    }

    fn put_elsewhere(&mut self, old: &Object, object: Arc<Object>) {
        let old_schema = self.schema_of(old.id);
        self.forget(old);
        self.objects.insert(object.id, object.clone());
        self.note(&object);
        self.move_names_of_parts(object.id, old_schema);
    }

    /// Puts in an object that stays where it was; most changes are of one attribute that says no name.
    fn put_changed(&mut self, old: &Object, object: Arc<Object>) {
        let schema = self.schema_of(object.id);
        self.objects.insert(object.id, object.clone());
        if old.name != object.name || object.kind.own_keys.is_some() {
            self.name_anew(&object, schema, old.keys(schema));
        }
        self.place_anew(&object, places(old));
        if used_by(old).eq(used_by(&object)) {
            return;
        }
        for used in used_by(old) {
            self.uses.remove(&(used, object.id));
        }
        for used in used_by(&object) {
            self.uses.insert((used, object.id), ());
        }
    }

    /// Says something of an object, or (with `None`) no longer says it.
    pub(crate) fn say(&mut self, id: ObjectId, attribute: Attribute, value: Option<Value>) {
        let schema = self.schema_of(id);
        let Some(held) = self.objects.get_mut(id) else { return };
        let old_places = places(held);
        let old_keys = held.kind.own_keys.map(|keys| keys(held, schema));
        let object = Arc::make_mut(held);
        let said = value.clone();
        let before = match value {
            Some(value) => object.attributes.insert(attribute, value),
            None => object.attributes.remove(&attribute),
        };
        let mentioned = |used: &ObjectId| object.attributes.values().any(|it| it.mentions(*used));
        for used in before.iter().flat_map(Value::objects).filter(|used| !mentioned(used)) {
            self.uses.remove(&(used, id));
        }
        for used in said.iter().flat_map(Value::objects) {
            self.uses.insert((used, id), ());
        }
        let object = held.clone();
        if let Some(old_keys) = old_keys {
            self.name_anew(&object, schema, old_keys);
        }
        self.place_anew(&object, old_places);
    }

    /// Takes an object out; its parts must be out already.
    pub(crate) fn remove(&mut self, id: ObjectId) -> Option<Arc<Object>> {
        let object = self.objects.get(id).cloned()?;
        self.forget(&object);
        self.objects.remove(id);
        Some(object)
    }

    fn note(&mut self, object: &Object) {
        self.note_edges(object);
        self.take_names(object, self.schema_of(object.id));
    }

    fn note_edges(&mut self, object: &Object) {
        self.parts.insert((object.parent, object.id), ());
        for used in used_by(object) {
            self.uses.insert((used, object.id), ());
        }
    }

    fn forget(&mut self, object: &Object) {
        self.parts.remove(&(object.parent, object.id));
        self.free_names(object, self.schema_of(object.id));
        for used in used_by(object) {
            self.uses.remove(&(used, object.id));
        }
    }

    fn take_names(&mut self, object: &Object, schema: ObjectId) {
        self.take(object.keys(schema), object.id);
        self.take(places(object), object.id);
    }

    fn take(&mut self, keys: Vec<NameKey>, holder: ObjectId) {
        for key in keys {
            self.names_in_mut(key.scope()).insert(key, holder);
        }
    }

    /// Puts an object where it is found, which was elsewhere before.
    fn place_anew(&mut self, object: &Object, before: Vec<NameKey>) {
        let now = places(object);
        if now != before {
            self.free(before, object.id);
            self.take(now, object.id);
        }
    }

    /// Puts an object under the keys of its names, which had others before.
    fn name_anew(&mut self, object: &Object, schema: ObjectId, before: Vec<NameKey>) {
        if object.keys(schema) != before {
            self.free(before, object.id);
            self.take(object.keys(schema), object.id);
        }
    }

    fn free_names(&mut self, object: &Object, schema: ObjectId) {
        self.free(object.keys(schema), object.id);
        self.free(places(object), object.id);
    }

    fn free(&mut self, keys: Vec<NameKey>, holder: ObjectId) {
        for key in keys {
            let names = self.names_in_mut(key.scope());
            if names.get(&key) == Some(&holder) {
                names.remove(&key);
            }
        }
    }

    /// Parts whose names stand in the schema of their whole move with it: an index, with its table.
    fn move_names_of_parts(&mut self, whole: ObjectId, old_schema: ObjectId) {
        let new_schema = self.schema_of(whole);
        let parts: Vec<Object> = self.parts(whole).cloned().collect();
        for part in parts {
            self.free_names(&part, old_schema);
            self.take_names(&part, new_schema);
        }
    }
}

/// Returns the keys under which an object is found beside its names.
fn places(object: &Object) -> Vec<NameKey> {
    (object.kind.places)(object)
}

/// Returns the objects that an object mentions, one as often as it is mentioned.
fn used_by(object: &Object) -> impl Iterator<Item = ObjectId> {
    object.attributes.values().flat_map(Value::objects)
}
