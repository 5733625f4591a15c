//! The suite on the stores that run in Node.js: memory, and what JavaScript hands in.
#![cfg(target_arch = "wasm32")]
// A test's helpers may panic as the test itself may.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "../store_suite/mod.rs"]
mod store_suite;

use std::error::Error;

use schemagraft::store::{
    Batch, Direction, JsCause, JsStore, MemoryStore, Store, StoreError, StoreObject, StoreResult,
};
use store_suite::{Place, all_keys, everything, put, range, store_suite, write};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(module = "/tests/wasm/stores.js")]
extern "C" {
    type MapPlace;
    #[wasm_bindgen(constructor)]
    fn new() -> MapPlace;
    #[wasm_bindgen(method)]
    fn open(this: &MapPlace) -> StoreObject;

    fn evaluate(expression: &str) -> JsValue;
}

macro_rules! node_test {
    ($name:ident, $place:ty) => {
        #[wasm_bindgen_test]
        async fn $name() {
            crate::store_suite::$name::<$place>().await;
        }
    };
}

mod memory {
    use super::*;

    struct InMemory(MemoryStore);

    impl Place for InMemory {
        type Store = MemoryStore;

        async fn fresh() -> Self {
            InMemory(MemoryStore::new())
        }

        async fn open(&self) -> StoreResult<MemoryStore> {
            Ok(self.0.clone())
        }

        async fn open_second(&self) -> Option<MemoryStore> {
            Some(self.0.clone())
        }

        async fn destroy(self) {}
    }

    store_suite!(InMemory, node_test);
}

mod handed_in {
    use super::*;

    impl Place for MapPlace {
        type Store = JsStore;

        async fn fresh() -> Self {
            MapPlace::new()
        }

        async fn open(&self) -> StoreResult<JsStore> {
            Ok(JsStore::new(MapPlace::open(self)))
        }

        async fn open_second(&self) -> Option<JsStore> {
            Some(JsStore::new(MapPlace::open(self)))
        }

        async fn destroy(self) {}
    }

    store_suite!(MapPlace, node_test);
}

/// Returns the store that an expression of JavaScript makes.
fn store(expression: &str) -> JsStore {
    JsStore::new(evaluate(expression).unchecked_into())
}

/// Returns what a failure says, with what the store said.
fn complaint<T: std::fmt::Debug>(outcome: StoreResult<T>) -> String {
    let error = outcome.unwrap_err();
    assert!(matches!(error, StoreError::Failed { .. }), "{error:?}");
    format!("{error}: {}", error.source().unwrap())
}

async fn scan_two(store: &JsStore) -> StoreResult<Vec<(Vec<u8>, Vec<u8>)>> {
    store.scan(&range("b", "d"), Direction::Forward, 2).await
}

#[wasm_bindgen_test]
async fn what_is_returned_need_be_no_promise() {
    let store = store(
        "{ get: (key) => key, scan: () => [], commit: () => ({ then: (done) => done(true) }) }",
    );
    assert_eq!(store.get(&[1, 2]).await.unwrap(), Some(vec![1, 2]));
    assert_eq!(all_keys(&store).await, Vec::<Vec<u8>>::new());
    write(&store, [put("a", "1")]).await;
    store.close().await.expect("`close` may be missing");
    assert!(matches!(store.get(b"a").await, Err(StoreError::Closed)));
}

#[wasm_bindgen_test]
async fn any_value_that_is_not_bytes_is_refused() {
    for (value, kind) in [
        ("null", "null"),
        ("'text'", "string"),
        ("[1, 2]", "object"),
        ("new ArrayBuffer(2)", "object"),
        ("new Uint16Array(2)", "object"),
        ("new DataView(new ArrayBuffer(2))", "object"),
        ("7n", "bigint"),
        ("Symbol()", "symbol"),
    ] {
        let get = complaint(store(&format!("{{ get: () => {value} }}")).get(b"a").await);
        let wanted = "it must return a Uint8Array or undefined, and returned";
        assert!(get.contains("`get`") && get.contains(&format!("{wanted} {kind}")), "{get}");

        let pair = format!("{{ scan: () => [['b', {value}]] }}");
        let scan = complaint(scan_two(&store(&pair)).await);
        assert!(scan.contains("`scan`") && scan.contains("both Uint8Array"), "{scan}");
    }
}

#[wasm_bindgen_test]
async fn bytes_of_another_realm_are_bytes() {
    let realm = "process.getBuiltinModule?.('node:vm') ?? require('node:vm')";
    let foreign = format!("{{ get: () => ({realm}).runInNewContext('Uint8Array.of(1, 255)') }}");
    assert_eq!(store(&foreign).get(b"a").await.unwrap(), Some(vec![1, 255]));
    let buffer = "{ get: () => Buffer.from([9, 1, 255]).subarray(1) }";
    assert_eq!(store(buffer).get(b"a").await.unwrap(), Some(vec![1, 255]));
}

#[wasm_bindgen_test]
async fn a_scan_that_strays_is_refused() {
    let bytes = "const b = (text) => new TextEncoder().encode(text)";
    let scan = async |pairs: &str| {
        let source = format!("(() => {{ {bytes}; return {{ scan: () => {pairs} }} }})()");
        complaint(scan_two(&store(&source)).await)
    };
    for none in ["undefined", "null", "{}", "'text'", "new Map()"] {
        assert!(scan(none).await.contains("an array of [key, value] pairs"), "{none}");
    }
    for pair in ["7", "null", "[]", "[b('b')]", "{ key: b('b'), value: b('b') }"] {
        assert!(scan(&format!("[{pair}]")).await.contains("pairs of a key and a value"), "{pair}");
    }
    let three = "[['b', 1], ['c', 1], ['ca', 1]].map(([key]) => [b(key), b('')])";
    assert!(scan(three).await.contains("it returned 3 pairs, the limit was 2"));
    for outside in ["a", "d", ""] {
        let pair = format!("[[b('{outside}'), b('')]]");
        assert!(scan(&pair).await.contains("a key outside the range"), "{outside}");
    }
    for unordered in [["c", "b"], ["b", "b"]] {
        let [one, next] = unordered;
        let pairs = format!("[[b('{one}'), b('')], [b('{next}'), b('')]]");
        assert!(scan(&pairs).await.contains("not in the order of their bytes"), "{unordered:?}");
    }
}

#[wasm_bindgen_test]
async fn a_commit_that_says_neither_yes_nor_no_is_refused() {
    for (answer, kind) in [("undefined", "undefined"), ("1", "number"), ("null", "null")] {
        let store = store(&format!("{{ commit: () => {answer} }}"));
        let commit = complaint(store.commit(Batch::default()).await);
        assert!(commit.contains(&format!("true or false, and returned {kind}")), "{commit}");
    }
}

#[wasm_bindgen_test]
async fn methods_that_are_missing_are_an_error() {
    for object in ["{}", "null", "undefined", "7", "{ get: 1, scan: 2, commit: 3, close: 4 }"] {
        let store = store(object);
        assert!(complaint(store.get(b"a").await).contains("calling `get`"), "{object}");
        let scanned = store.scan(&everything(), Direction::Forward, 1).await;
        assert!(complaint(scanned).contains("calling `scan`"), "{object}");
        let committed = store.commit(Batch::default()).await;
        assert!(complaint(committed).contains("calling `commit`"), "{object}");
    }
}

#[wasm_bindgen_test]
async fn codes_are_understood_thrown_or_rejected() {
    for how in
        ["() => { throw error }", "() => Promise.reject(error)", "async () => { throw error }"]
    {
        let failing = async |error: &str| {
            let source = format!("(() => {{ const error = {error}; return {{ get: {how} }} }})()");
            store(&source).get(b"a").await.unwrap_err()
        };
        let full = failing("Object.assign(new Error('no room'), { code: 'STORE_FULL' })").await;
        assert!(matches!(&full, StoreError::Full { reason } if reason == "no room"), "{full:?}");
        assert!(matches!(failing("{ code: 'STORE_CLOSED' }").await, StoreError::Closed));
        let locked = failing("{ code: 'STORE_LOCKED', details: { location: '/var/x' } }").await;
        assert!(
            matches!(&locked, StoreError::Locked { location } if location == "/var/x"),
            "{locked:?}"
        );
        assert!(matches!(failing("{ code: 'STORE_LOCKED' }").await, StoreError::Locked { .. }));
    }
}

#[wasm_bindgen_test]
async fn what_was_thrown_is_kept_as_the_cause() {
    for (thrown, text) in [
        ("new TypeError('broken pipe')", "broken pipe"),
        ("'just text'", "just text"),
        ("{ message: 'an object' }", "an object"),
        ("{ code: 42, message: 'a number for a code' }", "a number for a code"),
        ("{ get code() { throw 1 } }", "Object"),
        ("undefined", "undefined"),
        ("null", "null"),
    ] {
        let thrown = evaluate(thrown);
        let object = evaluate("(thrown) => ({ get() { throw thrown } })");
        let object = object.unchecked_into::<js_sys::Function>().call1(&JsValue::NULL, &thrown);
        let store = JsStore::new(object.unwrap().unchecked_into());
        let error = store.get(b"a").await.unwrap_err();
        let cause = error.source().unwrap().downcast_ref::<JsCause>().unwrap();
        assert!(js_sys::Object::is(&cause.0, &thrown));
        assert!(cause.to_string().contains(text), "{cause}");
    }
}

#[wasm_bindgen_test]
async fn closing_reaches_the_object_once() {
    let object = evaluate("{ closed: 0, close() { this.closed += 1 } }");
    let store = JsStore::new(object.clone().unchecked_into());
    store.close().await.unwrap();
    store.close().await.unwrap();
    assert_eq!(js_sys::Reflect::get(&object, &"closed".into()).unwrap(), 1);

    let failing = self::store("{ async close() { throw new Error('disk gone') } }");
    assert!(complaint(failing.close().await).contains("calling `close`"));
    assert!(matches!(failing.get(b"a").await, Err(StoreError::Closed)));
}
