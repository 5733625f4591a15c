//! A session as plain values, to be kept and taken up again: the objects, with kinds by name, and the
//! settings. Names, parts and uses follow from the objects.
//!
//! Never in it: bytes (see `codec`), and where they are kept.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::unsure::Unsure;
use super::{Session, Settings};
use crate::catalog::kinds::{self, Kind};
use crate::catalog::state::Catalog;
use crate::catalog::value::Value;
use crate::catalog::{Object, ObjectId};

/// A session outside of a transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSession {
    settings: Settings,
    unsure: Unsure,
    next: u32,
    kinds: Vec<String>,
    objects: Vec<StoredObject>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredObject {
    id: ObjectId,
    /// Its place among the kinds of the session.
    kind: u16,
    parent: ObjectId,
    name: String,
    position: u32,
    attributes: Vec<(String, Value)>,
}

impl StoredSession {
    /// Returns a session's values; nothing within a transaction, which can't be taken up again.
    pub fn of(session: &Session) -> Option<StoredSession> {
        if session.is_in_transaction() {
            return None;
        }
        let catalog = session.catalog();
        let mut kinds = Vec::new();
        let objects = catalog.objects().map(|object| stored(object, &mut kinds)).collect();
        let kinds = kinds.into_iter().map(|kind| kind.name.to_owned()).collect();
        let (settings, unsure) = (session.settings().clone(), session.unsure().clone());
        Some(StoredSession { settings, unsure, next: catalog.next(), kinds, objects })
    }

    /// Returns the session; nothing where the values speak of kinds that there are not.
    pub fn session(self) -> Option<Session> {
        let kinds: Option<Vec<&'static Kind>> =
            self.kinds.iter().map(|name| kinds::of_name(name)).collect();
        let kinds = kinds?;
        let objects: Option<Vec<Arc<Object>>> =
            self.objects.into_iter().map(|object| restored(object, &kinds).map(Arc::new)).collect();
        let catalog = Catalog::restored(objects?, self.next);
        Some(Session::restored(catalog, self.settings, self.unsure))
    }
}

fn stored(object: &Object, kinds: &mut Vec<&'static Kind>) -> StoredObject {
    let kind = kinds.iter().position(|kind| object.is(kind)).unwrap_or_else(|| {
        kinds.push(object.kind);
        kinds.len() - 1
    });
    let attributes = object.attributes.iter();
    StoredObject {
        id: object.id,
        kind: kind as u16,
        parent: object.parent,
        name: object.name.to_string(),
        position: object.position,
        attributes: attributes.map(|(name, value)| (name.to_string(), value.clone())).collect(),
    }
}

fn restored(object: StoredObject, kinds: &[&'static Kind]) -> Option<Object> {
    let attributes = object.attributes.into_iter();
    Some(Object {
        id: object.id,
        kind: kinds.get(usize::from(object.kind))?,
        parent: object.parent,
        name: object.name.into(),
        position: object.position,
        attributes: attributes.map(|(name, value)| (name.into(), value)).collect(),
    })
}
