//! The suite on IndexedDB in a real browser, and what only IndexedDB does: other tabs, quota.
#![cfg(target_arch = "wasm32")]
// A test's helpers may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../store_suite/mod.rs"]
mod store_suite;

use std::cell::Cell;
use std::error::Error;

use schemagraft::store::{IndexedDbStore, Store, StoreError, StoreResult};
use store_suite::{Place, all_keys, batch, put, store_suite, write};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/tests/wasm/indexed_db.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = layOutAnew)]
    async fn lay_out_anew(name: &str, version: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = databaseNames)]
    async fn database_names() -> JsValue;
    #[wasm_bindgen(js_name = exhaustQuota)]
    fn exhaust_quota() -> js_sys::Function;
    #[wasm_bindgen(js_name = failPutAfter)]
    fn fail_put_after(count: u32) -> js_sys::Function;
}

/// A database of its own; each handle is a connection of its own, as another tab has.
struct Named(String);

impl Place for Named {
    type Store = IndexedDbStore;

    async fn fresh() -> Self {
        thread_local!(static NAMES: Cell<u32> = const { Cell::new(0) });
        let number = NAMES.replace(NAMES.get() + 1);
        Named(format!("suite {number} {}", js_sys::Date::now()))
    }

    async fn open(&self) -> StoreResult<IndexedDbStore> {
        IndexedDbStore::open(&self.0).await
    }

    async fn open_second(&self) -> Option<IndexedDbStore> {
        Some(self.open().await.unwrap())
    }

    async fn destroy(self) {
        IndexedDbStore::delete(&self.0).await.unwrap();
        assert!(!exists(&self.0).await, "{} is still there", self.0);
    }
}

async fn exists(name: &str) -> bool {
    let names: js_sys::Array = database_names().await.unchecked_into();
    names.includes(&format!("schemagraft:{name}").into(), 0)
}

macro_rules! browser_test {
    ($name:ident, $place:ty) => {
        #[wasm_bindgen_test]
        async fn $name() {
            crate::store_suite::$name::<$place>().await;
        }
    };
}

mod indexed_db {
    use super::*;
    store_suite!(Named, browser_test);
}

#[wasm_bindgen_test]
async fn an_open_handle_lets_the_store_be_deleted_and_opens_it_anew() {
    let place = Named::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("a", "1")]).await;
    assert!(exists(&place.0).await);

    IndexedDbStore::delete(&place.0).await.unwrap();
    assert!(!exists(&place.0).await);
    assert_eq!(store.get(b"a").await.unwrap(), None);
    write(&store, [put("b", "2")]).await;
    assert_eq!(all_keys(&store).await, [b"b"]);

    IndexedDbStore::delete(&place.0).await.unwrap();
    write(&store, [put("c", "3")]).await;
    assert_eq!(all_keys(&store).await, [b"c"]);
    store.close().await.unwrap();
    place.destroy().await;
}

#[wasm_bindgen_test]
async fn a_closed_handle_is_not_opened_anew() {
    let place = Named::fresh().await;
    let store = place.open().await.unwrap();
    store.close().await.unwrap();
    IndexedDbStore::delete(&place.0).await.unwrap();
    assert!(matches!(store.commit(batch([], [put("a", "1")])).await, Err(StoreError::Closed)));
    assert!(!exists(&place.0).await);
}

#[wasm_bindgen_test]
async fn a_newer_layout_is_told_apart() {
    let place = Named::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("a", "1")]).await;
    lay_out_anew(&format!("schemagraft:{}", place.0), 2).await.expect("the handle was in the way");

    for error in [place.open().await.err().unwrap(), store.get(b"a").await.unwrap_err()] {
        assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
        assert!(error.to_string().contains("newer version of schemagraft"), "{error}");
        assert!(error.to_string().contains(&place.0), "{error}");
    }
    store.close().await.unwrap();
    place.destroy().await;
}

#[wasm_bindgen_test]
async fn a_handle_that_is_dropped_is_out_of_the_way() {
    let place = Named::fresh().await;
    drop(place.open().await.unwrap());
    lay_out_anew(&format!("schemagraft:{}", place.0), 2).await.unwrap();
    place.destroy().await;
}

#[wasm_bindgen_test]
async fn an_exhausted_quota_says_so_and_changes_nothing() {
    let place = Named::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("a", "1")]).await;
    let restore = exhaust_quota();
    let outcome = store.commit(batch([], [put("a", "2"), put("b", "2")])).await;
    restore.call0(&JsValue::NULL).unwrap();

    let error = outcome.unwrap_err();
    assert!(matches!(&error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("quota"), "{error}");
    assert_eq!(all_keys(&store).await, [b"a"]);
    write(&store, [put("b", "2")]).await;
    store.close().await.unwrap();
    place.destroy().await;
}

#[wasm_bindgen_test]
async fn a_write_that_fails_takes_those_before_it_back() {
    let place = Named::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("a", "1")]).await;
    let restore = fail_put_after(2);
    let writes = ["a", "b", "c", "d"].map(|key| put(key, "2"));
    let outcome = store.commit(batch([], writes)).await;
    restore.call0(&JsValue::NULL).unwrap();

    let error = outcome.unwrap_err();
    assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    assert_eq!(error.source().unwrap().to_string(), "no");
    assert_eq!(all_keys(&store).await, [b"a"]);
    assert_eq!(store.get(b"a").await.unwrap().as_deref(), Some(b"1".as_slice()));
    store.close().await.unwrap();
    place.destroy().await;
}
