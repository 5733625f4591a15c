//! The stores that JavaScript can ask for, as one type.

use wasm_bindgen::{JsCast, JsValue};

use super::errors::{from_store, invalid_argument};
use crate::store::{
    Batch, Direction, IndexedDbStore, JsStore, KeyRange, KeyValue, MemoryStore, Store, StoreResult,
};

/// One of the stores.
pub(super) enum AnyStore {
    Memory(MemoryStore),
    IndexedDb(IndexedDbStore),
    Js(JsStore),
}

impl AnyStore {
    pub(super) async fn open(
        kind: &str,
        name: Option<&str>,
        object: JsValue,
    ) -> Result<Self, JsValue> {
        match (kind, name) {
            ("memory", _) => Ok(AnyStore::Memory(MemoryStore::new())),
            ("idb", Some(name)) => {
                let opened = IndexedDbStore::open(name).await;
                opened.map(AnyStore::IndexedDb).map_err(|error| from_store(&error))
            }
            ("js", _) => Ok(AnyStore::Js(JsStore::new(object.unchecked_into()))),
            _ => Err(invalid_argument(&format!("there is no store of the kind `{kind}`"))),
        }
    }
}

/// Hands a call on to whichever store it is.
macro_rules! each {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            AnyStore::Memory($store) => $call,
            AnyStore::IndexedDb($store) => $call,
            AnyStore::Js($store) => $call,
        }
    };
}

impl Store for AnyStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        each!(self, store => store.get(key).await)
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        each!(self, store => store.scan(range, direction, limit).await)
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        each!(self, store => store.commit(batch).await)
    }

    async fn close(&self) -> StoreResult<()> {
        each!(self, store => store.close().await)
    }
}
