//! The stores that JavaScript can ask for, as one type.

use std::pin::Pin;

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

/// Hands a call on to whichever store it is, boxed: the manager has many calls to make, and the
/// code of all stores would stand at each.
macro_rules! each {
    ($self:ident, $store:ident => $call:expr) => {
        match $self {
            AnyStore::Memory($store) => Box::pin($call) as Boxed<'_, _>,
            AnyStore::IndexedDb($store) => Box::pin($call),
            AnyStore::Js($store) => Box::pin($call),
        }
    };
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + 'a>>;

impl AnyStore {
    #[inline(never)]
    fn boxed_get<'a>(&'a self, key: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        each!(self, store => store.get(key))
    }

    #[inline(never)]
    fn boxed_scan<'a>(
        &'a self,
        range: &'a KeyRange,
        direction: Direction,
        limit: usize,
    ) -> Boxed<'a, Vec<KeyValue>> {
        each!(self, store => store.scan(range, direction, limit))
    }

    #[inline(never)]
    fn boxed_commit(&self, batch: Batch) -> Boxed<'_, ()> {
        each!(self, store => store.commit(batch))
    }
}

impl Store for AnyStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        self.boxed_get(key).await
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        self.boxed_scan(range, direction, limit).await
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        self.boxed_commit(batch).await
    }

    async fn close(&self) -> StoreResult<()> {
        each!(self, store => store.close()).await
    }
}
