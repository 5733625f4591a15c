//! The changes that one statement makes to a catalog, noted as they are made.
//!
//! An edit keeps what it changes, as it was: a statement that is refused leaves nothing behind. (It could
//! work on a copy instead; but then the catalog would share all with the original, and each change would
//! copy the paths to what it changes.) Never in it: how a statement is read, and what is special about a
//! kind.

use std::sync::Arc;

use super::kinds::{Kind, extension, schema};
use super::lookup::{Lookup, Mentions, Name};
use super::namespace::{NameKey, Namespace};
use super::refusal::{Accepted, Refusal};
use super::session::{Outcome, Settings};
use super::state::Catalog;
use super::value::Value;
use super::{Attribute, Effect, Object, ObjectId};
use crate::sql::Span;

/// A catalog while a statement is applied to it.
pub(crate) struct Edit<'a> {
    catalog: &'a mut Catalog,
    /// The settings of the session; a statement may change them.
    pub(crate) settings: &'a mut Settings,
    effects: Vec<Effect>,
    /// Where in the statement each effect is said.
    places: Vec<Span>,
    mentions: Mentions,
    /// The part of the statement that is read: an action of an `ALTER`, a column or a constraint of a new table, or
    /// all of it.
    pub(crate) place: Span,
    /// The objects that were changed, each as it was before the change, or absent.
    journal: Vec<(ObjectId, Option<Arc<Object>>)>,
    /// The first identity that was given since the last mark.
    made_since: u32,
    /// Whether the statement stands between a `BEGIN` and its end.
    pub(crate) in_transaction: bool,
    /// Whether the statement stands in a `DO` block.
    pub(crate) is_in_block: bool,
    /// What of the statement's effects can't be known, if something can't.
    pub(crate) opaque: Option<String>,
    /// Whether the statement may have made, changed or dropped any object.
    pub(crate) is_unsure: bool,
}

/// A point in an edit to go back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    changes: usize,
    effects: usize,
}

/// An object about to be made.
pub(crate) struct New<'n> {
    pub(crate) kind: &'static Kind,
    pub(crate) parent: ObjectId,
    pub(crate) name: &'n str,
    pub(crate) attributes: Vec<(Attribute, Value)>,
}

impl<'a> Edit<'a> {
    pub(crate) fn new(catalog: &'a mut Catalog, settings: &'a mut Settings) -> Edit<'a> {
        Edit {
            made_since: catalog.next(),
            catalog,
            settings,
            effects: Vec::new(),
            places: Vec::new(),
            place: super::session::NOWHERE,
            mentions: Mentions::default(),
            journal: Vec::new(),
            in_transaction: false,
            is_in_block: false,
            opaque: None,
            is_unsure: false,
        }
    }

    /// Returns what came of it.
    pub(crate) fn finish(self) -> Outcome {
        let Edit { effects, places, mentions, opaque, .. } = self;
        Outcome { effects, places, mentions: mentions.into_inner(), opaque }
    }

    fn note(&mut self, effect: Effect) {
        self.effects.push(effect);
        self.places.push(self.place);
    }

    /// Makes changes that a part of the statement says.
    pub(crate) fn within<T>(&mut self, place: Span, change: impl FnOnce(&mut Self) -> T) -> T {
        let around = std::mem::replace(&mut self.place, place);
        let changed = change(self);
        self.place = around;
        changed
    }

    /// Says where in the statement all that was done since a point comes from.
    pub(crate) fn place_since(&mut self, mark: Mark, place: Span) {
        self.places.iter_mut().skip(mark.effects).for_each(|it| *it = place);
    }

    /// Takes everything back: the catalog is as it was.
    pub(crate) fn abandon(mut self) {
        self.roll_back_to(Mark { changes: 0, effects: 0 });
    }

    /// Returns this point, to go back to.
    pub(crate) fn mark(&mut self) -> Mark {
        self.made_since = self.catalog.next();
        Mark { changes: self.journal.len(), effects: self.effects.len() }
    }

    /// Tells whether the statement made an object.
    pub(crate) fn is_new(&self, id: ObjectId) -> bool {
        self.journal.iter().any(|(other, before)| *other == id && before.is_none())
    }

    /// Takes back what was done since a point.
    pub(crate) fn roll_back_to(&mut self, mark: Mark) {
        while self.journal.len() > mark.changes
            && let Some((id, before)) = self.journal.pop()
        {
            match before {
                Some(object) => self.catalog.put_shared(object),
                None => drop(self.catalog.remove(id)),
            }
        }
        self.effects.truncate(mark.effects);
        self.places.truncate(mark.effects);
    }

    fn put(&mut self, object: Object) {
        self.journal.push((object.id, self.catalog.shared(object.id)));
        self.catalog.put(object);
    }

    /// Returns the catalog as it is by now.
    pub(crate) fn catalog(&self) -> &Catalog {
        self.catalog
    }

    /// Returns the catalog to look names up in.
    pub(crate) fn lookup(&self) -> Lookup<'_> {
        let search_path = &self.settings.search_path;
        Lookup { catalog: self.catalog, search_path, mentions: Some(&self.mentions) }
    }

    /// Returns an object that is there.
    pub(crate) fn get(&self, id: ObjectId) -> Option<&Object> {
        self.catalog.get(id)
    }

    /// Notes that not all of what the statement does can be known, and why.
    pub(crate) fn be_opaque(&mut self, reason: impl Into<String>) {
        self.opaque.get_or_insert_with(|| reason.into());
    }

    /// Notes that the statement may have made, changed or dropped any object, and why that is not known.
    pub(crate) fn be_unsure(&mut self, reason: impl Into<String>) {
        self.is_unsure = true;
        self.be_opaque(reason);
    }

    /// Tells whether the statement made an object.
    pub(crate) fn has_made(&self, id: ObjectId) -> bool {
        self.effects
            .iter()
            .any(|effect| matches!(effect, Effect::Created { object } if *object == id))
    }

    /// Notes that the statement relied on an object being there.
    pub(crate) fn rely_on(&mut self, id: ObjectId) {
        self.note(Effect::ReliedOn { object: id });
    }

    /// Makes an object; what has an order comes after its fellows.
    ///
    /// # Errors
    ///
    /// PostgreSQL's "already exists", with the code that the namespace has for it.
    pub(crate) fn create(&mut self, new: New<'_>, span: Span) -> Accepted<ObjectId> {
        let id = self.add(new, span)?;
        self.note(Effect::Created { object: id });
        Ok(id)
    }

    /// Takes up an object that is there without having been made, and relies on it.
    ///
    /// # Errors
    ///
    /// As [`Edit::create`].
    pub(crate) fn assume(&mut self, new: New<'_>, span: Span) -> Accepted<ObjectId> {
        let id = self.add(new, span)?;
        self.rely_on(id);
        Ok(id)
    }

    fn add(&mut self, new: New<'_>, span: Span) -> Accepted<ObjectId> {
        let id = self.catalog.next_id();
        let position = self.next_position(new.parent, new.kind);
        let mut object = Object {
            id,
            kind: new.kind,
            parent: new.parent,
            name: new.name.into(),
            position,
            attributes: new.attributes.into_iter().collect(),
        };
        let schema = self.catalog.schema_around(&object);
        let keys = object.keys(schema);
        self.check_keys(&keys, &object, Some(id), span)?;
        let avoided = object.avoided_keys(schema);
        self.check_keys(&avoided, &object, Some(id), span)?;
        super::privileges::of_new(self, &mut object);
        self.journal.push((id, None));
        self.catalog.add(object, keys);
        Ok(id)
    }

    fn next_position(&self, parent: ObjectId, kind: &Kind) -> u32 {
        if !kind.is_ordered {
            return 0;
        }
        let last =
            self.catalog.parts(parent).filter(|part| part.is(kind)).map(|part| part.position).max();
        last.map_or(1, |last| last + 1)
    }

    /// Says something of an object, or (with `None`) no longer says it.
    pub(crate) fn set(
        &mut self,
        id: ObjectId,
        attribute: impl Into<Attribute>,
        value: impl Into<Option<Value>>,
    ) {
        let (attribute, value) = (attribute.into(), value.into());
        let Some(object) = self.catalog.get(id) else { return };
        if object.get(&attribute) == value.as_ref() {
            return;
        }
        let before = object.get(&attribute).cloned();
        self.say(id, attribute.clone(), value.clone());
        self.note(Effect::Changed { object: id, attribute, before, after: value });
    }

    /// Notes of an object, or (with `None`) no longer, what no statement says of it: it is no effect.
    pub(crate) fn remember(
        &mut self,
        id: ObjectId,
        attribute: &'static str,
        value: impl Into<Option<Value>>,
    ) {
        let value = value.into();
        let says = self.catalog.get(id).is_some_and(|object| object.has(attribute));
        if says || value.is_some() {
            self.say(id, attribute.into(), value);
        }
    }

    /// Of what was made since the last mark no one has to know how it was: to take it back is to take it out.
    fn say(&mut self, id: ObjectId, attribute: Attribute, value: Option<Value>) {
        if id.0 < self.made_since {
            self.journal.push((id, self.catalog.shared(id)));
        }
        self.catalog.say(id, attribute, value);
    }

    /// Gives an object another place among its fellows.
    pub(crate) fn reposition(&mut self, id: ObjectId, position: u32) {
        if let Some(object) = self.catalog.get(id) {
            self.put(Object { position, ..object.clone() });
        }
    }

    /// Gives an object another name.
    ///
    /// # Errors
    ///
    /// PostgreSQL's "already exists".
    pub(crate) fn rename(&mut self, id: ObjectId, name: &str, span: Span) -> Accepted<()> {
        let Some(object) = self.catalog.get(id) else { return Ok(()) };
        let (before, renamed) =
            (object.name.clone(), Object { name: name.into(), ..object.clone() });
        // Its own name is taken by itself, which PostgreSQL refuses too.
        let keys = renamed.keys(self.catalog.schema_around(&renamed));
        let taken = self.check_keys(&keys, &renamed, None, span);
        let is_told_where = matches!(renamed.kind.namespaces.first(), Some(Namespace::InSchema(_)));
        taken.map_err(|refusal| match is_told_where {
            true => self.elsewhere(refusal, renamed.parent),
            false => refusal,
        })?;
        self.put(renamed);
        self.note(Effect::Renamed { object: id, before, after: name.into() });
        Ok(())
    }

    /// Moves an object, with its parts, to another schema.
    ///
    /// # Errors
    ///
    /// PostgreSQL's "already exists".
    pub(crate) fn move_to(&mut self, id: ObjectId, schema: ObjectId, span: Span) -> Accepted<()> {
        let Some(object) = self.catalog.get(id) else { return Ok(()) };
        let before = object.parent;
        let is_temporary = |id| schema::is_temporary(self.catalog, id);
        if is_temporary(before) || is_temporary(schema) {
            let message = "cannot move objects into or out of temporary schemas";
            return Err(Refusal::not_supported(span, message));
        }
        if before == schema {
            return Ok(());
        }
        let moved = Object { parent: schema, ..object.clone() };
        // Indexes have names of the schema, too.
        for moved in std::iter::once(&moved).chain(self.catalog.parts(id)) {
            let keys = moved.keys(schema);
            self.check_keys(&keys, moved, Some(moved.id), span)
                .map_err(|refusal| self.elsewhere(refusal, schema))?;
        }
        self.put(moved);
        self.note(Effect::Moved { object: id, before, after: schema });
        Ok(())
    }

    /// Takes an object out, with its parts, whatever needs it (see `drop` for who may not be needed).
    pub(crate) fn remove(&mut self, id: ObjectId) {
        self.remove_with(id, id);
    }

    /// Takes an object out because another goes, the root of the drop.
    pub(crate) fn remove_with(&mut self, id: ObjectId, root: ObjectId) {
        let parts: Vec<ObjectId> = self.catalog.parts(id).map(|part| part.id).collect();
        for part in parts {
            self.remove_with(part, root);
        }
        if let Some(object) = self.catalog.remove(id) {
            self.journal.push((id, Some(object.clone())));
            self.note(Effect::Dropped { object, root });
        }
    }

    /// Tells whether one of an object's names is another's.
    pub(crate) fn is_taken(&self, scope: ObjectId, namespace: Namespace, name: &str) -> bool {
        self.catalog.named(scope, namespace, name).is_some()
    }

    fn check_keys(
        &self,
        keys: &[NameKey],
        object: &Object,
        own: Option<ObjectId>,
        span: Span,
    ) -> Accepted<()> {
        for key in keys {
            let holder = self.catalog.holder(key);
            if let Some(holder) = holder.filter(|holder| Some(*holder) != own) {
                return Err(self.taken(object, key, holder, span));
            }
            if key.namespace == Namespace::Type
                && extension::brought_type(self.catalog, key.scope(), &key.name)
            {
                return Err(self.taken(object, key, object.id, span));
            }
        }
        Ok(())
    }

    /// Adds to the words for a taken name in which schema it is, as PostgreSQL does for what moves.
    fn elsewhere(&self, mut refusal: Refusal, schema: ObjectId) -> Refusal {
        let schema = self.catalog.get(schema).map(|schema| &*schema.name).unwrap_or_default();
        if refusal.message.ends_with("already exists") {
            refusal.message.push_str(&format!(" in schema \"{schema}\""));
        }
        refusal
    }

    /// Returns the refusal where a name is taken, as PostgreSQL puts it for the namespace.
    fn taken(&self, object: &Object, key: &NameKey, holder: ObjectId, span: Span) -> Refusal {
        match key.namespace {
            Namespace::Relation => {
                Refusal::duplicate_table(span, format!("relation \"{}\" already exists", key.name))
            }
            Namespace::Type => {
                Refusal::duplicate_object(span, format!("type \"{}\" already exists", key.name))
            }
            Namespace::Routine => {
                let name = &object.name;
                let message =
                    format!("function \"{name}\" already exists with same argument types");
                Refusal::duplicate_function(span, message)
            }
            _ => {
                let parent = self.catalog.get(object.parent).map(|parent| &*parent.name);
                let kind = self.catalog.get(holder).map_or(object.kind, |holder| holder.kind);
                (kind.taken)(span, kind, &object.name, parent.unwrap_or_default())
            }
        }
    }

    /// Returns the schema for a new object of a name.
    ///
    /// # Errors
    ///
    /// See [`Lookup::schema_for_new`].
    pub(crate) fn schema_for_new(&mut self, name: &Name) -> Accepted<ObjectId> {
        if name.schema.as_deref() == Some(schema::TEMPORARY) {
            return schema::temporary(self, name.span);
        }
        self.lookup().schema_for_new(name)
    }
}
