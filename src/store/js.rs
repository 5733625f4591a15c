//! A store that JavaScript hands in: any object with `get`, `scan`, `commit` and maybe `close`.
//!
//! What it returns is foreign: each value is checked, and an answer that breaks the contract is an
//! error that names the method. Never in it: the object's TypeScript type, which the package has.

use std::cell::Cell;
use std::fmt;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    Batch, Direction, Expected, KeyRange, KeyValue, Store, StoreError, StoreResult, Write,
};
use crate::ErrorCode;

#[wasm_bindgen]
extern "C" {
    /// An object of JavaScript that is said to be a store.
    #[derive(Debug)]
    pub type StoreObject;

    #[wasm_bindgen(method, structural, catch)]
    fn get(this: &StoreObject, key: Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, structural, catch)]
    fn scan(this: &StoreObject, range: Object, options: Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, structural, catch)]
    fn commit(this: &StoreObject, batch: Object) -> Result<JsValue, JsValue>;
}

/// A store that JavaScript handed in.
pub struct JsStore {
    object: StoreObject,
    closed: Cell<bool>,
}

impl JsStore {
    /// Returns the store behind an object. Whether it keeps the contract shows with each call.
    pub fn new(object: StoreObject) -> Self {
        JsStore { object, closed: Cell::new(false) }
    }

    fn object(&self) -> StoreResult<&StoreObject> {
        if self.closed.get() { Err(StoreError::Closed) } else { Ok(&self.object) }
    }
}

impl Store for JsStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        let value = settled("get", self.object()?.get(key.into())).await?;
        if value.is_undefined() {
            return Ok(None);
        }
        bytes(&value).map(Some).ok_or_else(|| broken("get", "a Uint8Array or undefined", &value))
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        let store = self.object()?;
        if range.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let bounds = object([("start", js_bytes(&range.start)), ("end", js_bytes(&range.end))]);
        let reverse = direction == Direction::Reverse;
        let options = object([("reverse", reverse.into()), ("limit", limit.into())]);
        let found = settled("scan", store.scan(bounds, options)).await?;
        let found = found
            .dyn_ref::<Array>()
            .ok_or_else(|| broken("scan", "an array of [key, value] pairs", &found))?;
        let found = found.iter().map(|pair| key_value(&pair)).collect::<StoreResult<Vec<_>>>()?;
        check_scan(&found, range, direction, limit)?;
        Ok(found)
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        let expected = batch.expected.iter().map(js_expected).collect::<Array>();
        let writes = batch.writes.iter().map(js_write).collect::<Array>();
        let batch = object([("expected", expected.into()), ("writes", writes.into())]);
        let done = settled("commit", self.object()?.commit(batch)).await?;
        match done.as_bool() {
            Some(true) => Ok(()),
            Some(false) => Err(StoreError::Conflict),
            None => Err(broken("commit", "true or false", &done)),
        }
    }

    async fn close(&self) -> StoreResult<()> {
        if self.closed.replace(true) {
            return Ok(());
        }
        let close = Reflect::get(&self.object, &"close".into())
            .map_err(|thrown| failure("close", thrown))?;
        match close.dyn_ref::<Function>() {
            Some(close) => settled("close", close.call0(&self.object)).await.map(drop),
            None => Ok(()),
        }
    }
}

/// Waits for what a method returned, be it a promise or not.
async fn settled(method: &str, returned: Result<JsValue, JsValue>) -> StoreResult<JsValue> {
    let returned = returned.map_err(|thrown| failure(method, thrown))?;
    let settled = JsFuture::from(Promise::resolve(&returned)).await;
    settled.map_err(|thrown| failure(method, thrown))
}

/// Returns the error for what a method threw, or rejected with.
fn failure(method: &str, thrown: JsValue) -> StoreError {
    let code = property(&thrown, "code").as_string().unwrap_or_default();
    if code == ErrorCode::StoreLocked.as_str() {
        let location = property(&property(&thrown, "details"), "location").as_string();
        let location = location.unwrap_or_else(|| "the store that was handed in".to_owned());
        StoreError::Locked { location }
    } else if code == ErrorCode::StoreFull.as_str() {
        StoreError::Full { reason: JsCause(thrown).to_string() }
    } else if code == ErrorCode::StoreClosed.as_str() {
        StoreError::Closed
    } else {
        StoreError::Failed { doing: calling(method), source: Box::new(JsCause(thrown)) }
    }
}

fn calling(method: &str) -> String {
    format!("calling `{method}` of the store that was handed in")
}

/// Returns the error for an answer that breaks the contract.
fn broken(method: &str, wanted: &str, found: &JsValue) -> StoreError {
    let found = if found.is_null() { "null".into() } else { found.js_typeof() };
    let found = found.as_string().unwrap_or_default();
    breach(method, format!("it must return {wanted}, and returned {found}"))
}

fn breach(method: &str, complaint: String) -> StoreError {
    StoreError::Failed { doing: calling(method), source: complaint.into() }
}

/// Returns the property of a value, `undefined` if there is none or reading it throws.
fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // A new plain object takes any property.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object
}

fn js_bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn js_expected(expected: &Expected) -> JsValue {
    let value = expected.value.as_deref().map_or(JsValue::UNDEFINED, js_bytes);
    object([("key", js_bytes(&expected.key)), ("value", value)]).into()
}

fn js_write(write: &Write) -> JsValue {
    match write {
        Write::Put(key, value) => {
            object([("type", "put".into()), ("key", js_bytes(key)), ("value", js_bytes(value))])
        }
        Write::Delete(key) => object([("type", "delete".into()), ("key", js_bytes(key))]),
    }
    .into()
}

/// Returns the bytes of a `Uint8Array`, be it of another realm, such as a test runner's sandbox.
fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    let is_bytes = value.is_instance_of::<Uint8Array>()
        || ArrayBuffer::is_view(value) && property(value, "BYTES_PER_ELEMENT") == 1;
    is_bytes.then(|| value.unchecked_ref::<Uint8Array>().to_vec())
}

fn key_value(pair: &JsValue) -> StoreResult<KeyValue> {
    pair.dyn_ref::<Array>()
        .and_then(|pair| Some((bytes(&pair.get(0))?, bytes(&pair.get(1))?)))
        .ok_or_else(|| broken("scan", "pairs of a key and a value, both Uint8Array", pair))
}

/// A scan that strays would pass for a history with other entries.
fn check_scan(
    found: &[KeyValue],
    range: &KeyRange,
    direction: Direction,
    limit: usize,
) -> StoreResult<()> {
    let outside = |(key, _): &KeyValue| *key < range.start || *key >= range.end;
    let in_order = match direction {
        Direction::Forward => found.is_sorted_by(|(one, _), (next, _)| one < next),
        Direction::Reverse => found.is_sorted_by(|(one, _), (next, _)| one > next),
    };
    if found.len() > limit {
        Err(breach("scan", format!("it returned {} pairs, the limit was {limit}", found.len())))
    } else if found.iter().any(outside) {
        Err(breach("scan", "it returned a key outside the range".to_owned()))
    } else if !in_order {
        Err(breach("scan", "it returned keys that are not in the order of their bytes".to_owned()))
    } else {
        Ok(())
    }
}

/// A value that JavaScript threw, kept as it is so that it can be the `cause` of another error.
#[derive(Clone, Debug)]
pub struct JsCause(pub JsValue);

impl fmt::Display for JsCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (property(&self.0, "message").as_string(), self.0.as_string()) {
            (Some(text), _) | (None, Some(text)) => f.write_str(&text),
            (None, None) => write!(f, "{:?}", self.0),
        }
    }
}

impl std::error::Error for JsCause {}
