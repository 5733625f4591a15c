//! The suite on the package's Node.js store: LevelDB through `pkg/src/level-store.ts`.
#![cfg(target_arch = "wasm32")]
// A test's helpers may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../store_suite/mod.rs"]
mod store_suite;

use schemagraft::store::{JsStore, StoreObject, StoreResult};
use store_suite::{Place, store_suite};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/wasm/level.js")]
extern "C" {
    type LevelPlace;
    #[wasm_bindgen(constructor)]
    fn new() -> LevelPlace;
    #[wasm_bindgen(method, catch)]
    async fn open(this: &LevelPlace) -> Result<StoreObject, JsValue>;
    #[wasm_bindgen(method)]
    fn destroy(this: &LevelPlace);
}

impl Place for LevelPlace {
    type Store = JsStore;

    async fn fresh() -> Self {
        LevelPlace::new()
    }

    async fn open(&self) -> StoreResult<JsStore> {
        Ok(JsStore::new(LevelPlace::open(self).await.unwrap()))
    }

    async fn open_second(&self) -> Option<JsStore> {
        let refused = LevelPlace::open(self).await.expect_err("a second handle was opened");
        assert_eq!(js_sys::Reflect::get(&refused, &"code".into()).unwrap(), "STORE_LOCKED");
        None
    }

    async fn destroy(self) {
        LevelPlace::destroy(&self);
    }
}

macro_rules! level_test {
    ($name:ident, $place:ty) => {
        #[wasm_bindgen_test]
        async fn $name() {
            crate::store_suite::$name::<$place>().await;
        }
    };
}

store_suite!(LevelPlace, level_test);
