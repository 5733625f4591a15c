//! An object of a schema: an identity, a kind, a name, attributes.
//!
//! Never in it: what a kind of object means (see `kinds`).

use std::borrow::Cow;
use std::sync::Arc;

use super::kinds::Kind;
use super::namespace::NameKey;
use super::state::Catalog;
use super::value::Value;
use crate::map::Map;
use crate::sql::DdlObjectType;

/// The identity of an object: it stays when the object is renamed or moved; what is dropped and made
/// again gets another.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct ObjectId(pub(crate) u32);

impl ObjectId {
    /// What stands around schemas, roles and all else that lives in no schema.
    pub const DATABASE: ObjectId = ObjectId(0);
}

/// What is said of an object: "type", "default", "comment", "option fillfactor", ….
pub type Attribute = Cow<'static, str>;

/// The attribute that holds a body of which PostgreSQL itself knows no more than the text: every letter of it counts.
pub(crate) const BODY: &str = "body";

/// An object of a schema.
#[derive(Clone, Debug)]
pub struct Object {
    /// Its identity.
    pub id: ObjectId,
    /// What it is.
    pub(crate) kind: &'static Kind,
    /// The object it is a part of: a column's table, a table's schema.
    pub parent: ObjectId,
    /// Its name, as PostgreSQL keeps it.
    pub name: Arc<str>,
    /// Its place among its fellows, for what has an order: columns, the labels of an enum.
    pub position: u32,
    /// What is said of it; what is not said is not there.
    pub attributes: Map<Attribute, Value>,
}

impl Object {
    /// Returns what it is, as the history's entries call it.
    pub fn object_type(&self) -> DdlObjectType {
        self.kind.object_type
    }

    /// Returns what an attribute says.
    pub fn get(&self, attribute: &str) -> Option<&Value> {
        self.attributes.get(attribute)
    }

    /// Tells whether something is said under an attribute.
    pub fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }

    /// Tells whether all that is said of it is said of another, too; what only follows from others does not count.
    pub(crate) fn is_said_of(&self, other: &Object) -> bool {
        self.attributes.iter().all(|(attribute, value)| {
            (self.kind.is_derived)(self, attribute)
                || other.get(attribute).is_some_and(|said| said.is_same(value))
        })
    }

    /// Returns its kind and full name, as a statement names it.
    pub(crate) fn designation(&self, catalog: &Catalog) -> String {
        (self.kind.designation)(catalog, self)
    }

    /// Lets all that is said of it name other objects.
    pub(crate) fn relink(&mut self, new: &mut dyn FnMut(ObjectId) -> ObjectId) {
        for value in self.attributes.values_mut() {
            if value.objects().next().is_some() {
                *value = value.with_replaced(&mut *new);
            }
        }
    }

    /// Returns what an attribute says, where that is mere text.
    pub fn text(&self, attribute: &str) -> Option<&str> {
        self.get(attribute)?.as_text()
    }

    /// Returns the one object that an attribute names.
    pub fn object(&self, attribute: &str) -> Option<ObjectId> {
        self.get(attribute)?.objects().next()
    }

    /// Returns the objects that an attribute names, in order.
    pub fn objects(&self, attribute: &str) -> Vec<ObjectId> {
        self.get(attribute).map(|value| value.objects().collect()).unwrap_or_default()
    }

    /// Returns the keys of its names; `schema` is the schema that it lives in.
    pub(crate) fn keys(&self, schema: ObjectId) -> Vec<NameKey> {
        match self.kind.own_keys {
            Some(keys) => keys(self, schema),
            None => NameKey::of(self, schema, self.kind.namespaces),
        }
    }

    /// Returns the keys that must be free as it is made, though it does not take them; `schema` as for
    /// [`Object::keys`].
    pub(crate) fn avoided_keys(&self, schema: ObjectId) -> Vec<NameKey> {
        NameKey::of(self, schema, self.kind.avoids)
    }

    /// Tells whether the object is of a kind.
    pub(crate) fn is(&self, kind: &Kind) -> bool {
        std::ptr::eq(self.kind, kind)
    }
}

/// Returns what attributes of an object to be say under one.
pub(crate) fn said_in<'a>(
    attributes: &'a [(Attribute, Value)],
    attribute: &str,
) -> Option<&'a Value> {
    attributes.iter().find(|(said, _)| said == attribute).map(|(_, value)| value)
}
