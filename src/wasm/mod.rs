//! The JavaScript face: thin shells over the history and the front end, no logic.
//!
//! The npm package's TypeScript facade wraps what stands here: it loads the module, gives the
//! types, and turns errors into its classes. Every method returns a promise of its own and holds
//! no borrow while it waits, so calls may overlap and the object may be freed at any time.

// wasm-bindgen exports only what is `pub`, though no Rust code reaches it.
#![allow(unreachable_pub)]

mod arguments;
mod catalog;
mod errors;
mod merge;
mod results;
mod store;

use std::pin::Pin;
use std::rc::Rc;

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::history::{Clock, DdlVersioningManager, HistoryResult, system_clock};
use crate::{ErrorCode, migrations, sql};
use arguments::{Fields, ddl_id};
use errors::{from_history, from_import, from_sql};
use results::{script_value, value, with_utf16_spans};
use store::AnyStore;

/// A history over one of the stores.
#[wasm_bindgen(skip_typescript)]
pub struct RawManager {
    manager: Rc<DdlVersioningManager<AnyStore>>,
}

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Returns every error code there is, so that the facade's table can be checked against it.
#[wasm_bindgen(js_name = errorCodes, skip_typescript)]
pub fn error_codes() -> Vec<String> {
    ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect()
}

/// Returns a script's statements, classified; offsets are in UTF-16 code units.
#[wasm_bindgen(js_name = parseDdl, skip_typescript)]
pub fn parse_ddl(text: &str, options: JsValue) -> Result<JsValue, JsValue> {
    let mode = arguments::mode(&Fields::of("options", options)?)?;
    let script = sql::parse_script(text, mode).map_err(|error| from_sql(&error, text))?;
    script_value(script, text)
}

/// Returns a folder's migrations in the order in which their tool runs them.
#[wasm_bindgen(js_name = planImport, skip_typescript)]
pub fn plan_import(files: JsValue) -> Result<JsValue, JsValue> {
    let plan = migrations::plan_import(arguments::source_files(files)?);
    value(&plan.map_err(|error| from_import(&error))?)
}

impl RawManager {
    /// Runs a call and hands its answer, as JavaScript has it, to a promise.
    fn promise<T>(
        &self,
        call: impl AsyncFnOnce(&DdlVersioningManager<AnyStore>) -> HistoryResult<T> + 'static,
        answer: impl FnOnce(T) -> Result<JsValue, JsValue> + 'static,
    ) -> Promise {
        let manager = Rc::clone(&self.manager);
        promise(async move { answer(call(&manager).await.map_err(|error| from_history(&error))?) })
    }
}

/// Hands a future's outcome to a promise. It is boxed, so that the machinery of promises is
/// compiled once rather than for each future.
fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let future: Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>> = Box::pin(future);
    future_to_promise(future)
}

#[wasm_bindgen]
impl RawManager {
    /// Opens a store: `kind` is `memory`, `idb` with a name, or `js` with an object.
    pub fn open(kind: String, name: Option<String>, store: JsValue, options: JsValue) -> Promise {
        promise(async move {
            let clock = arguments::clock(&Fields::of("options", options)?)?;
            let clock: Clock = clock.unwrap_or_else(system_clock);
            let store = AnyStore::open(&kind, name.as_deref(), store).await?;
            let opened = DdlVersioningManager::open_with_clock(store, clock).await;
            let manager = Rc::new(opened.map_err(|error| from_history(&error))?);
            Ok(RawManager { manager }.into())
        })
    }

    /// Records a script on a branch.
    #[wasm_bindgen(js_name = recordDdl)]
    pub fn record_ddl(
        &self,
        branch: String,
        text: String,
        meta: JsValue,
    ) -> Result<Promise, JsValue> {
        let meta = arguments::record_meta(&Fields::of("meta", meta)?)?;
        let manager = Rc::clone(&self.manager);
        Ok(promise(async move {
            let recorded = manager.record_ddl(&branch, &text, &meta).await;
            value(&recorded.map_err(|error| errors::from_recording(&error, &text))?)
        }))
    }

    /// Records one statement as the caller classifies it.
    #[wasm_bindgen(js_name = recordEntry)]
    pub fn record_entry(&self, branch: String, entry: JsValue) -> Result<Promise, JsValue> {
        let entry = arguments::new_entry(&Fields::of("entry", entry)?)?;
        Ok(self.promise(async move |it| it.record_entry(&branch, &entry).await, |it| value(&it)))
    }

    /// Reads a branch's entries.
    #[wasm_bindgen(js_name = getDdlHistory)]
    pub fn get_ddl_history(&self, branch: String, options: JsValue) -> Result<Promise, JsValue> {
        let query = arguments::history_query(&Fields::of("options", options)?)?;
        Ok(self.promise(async move |it| it.get_ddl_history(&branch, &query).await, |it| value(&it)))
    }

    /// Reads a branch's entries after one of them.
    #[wasm_bindgen(js_name = getDdlSince)]
    pub fn get_ddl_since(&self, branch: String, after: f64) -> Result<Promise, JsValue> {
        let after = ddl_id("ddlId", after)?;
        Ok(self.promise(async move |it| it.get_ddl_since(&branch, after).await, |it| value(&it)))
    }

    /// Creates a branch.
    #[wasm_bindgen(js_name = createBranch)]
    pub fn create_branch(
        &self,
        name: String,
        from: String,
        at: Option<f64>,
    ) -> Result<Promise, JsValue> {
        let at = at.map(|at| ddl_id("at", at)).transpose()?;
        let call = async move |it: &DdlVersioningManager<AnyStore>| {
            it.create_branch(&name, &from, at).await
        };
        Ok(self.promise(call, |it| value(&it)))
    }

    /// Lists the branches.
    #[wasm_bindgen(js_name = listBranches)]
    pub fn list_branches(&self) -> Promise {
        self.promise(async move |it| it.list_branches().await, |it| value(&it))
    }

    /// Renames a branch.
    #[wasm_bindgen(js_name = renameBranch)]
    pub fn rename_branch(&self, name: String, new_name: String) -> Promise {
        self.promise(async move |it| it.rename_branch(&name, &new_name).await, |it| value(&it))
    }

    /// Deletes a branch.
    #[wasm_bindgen(js_name = deleteBranch)]
    pub fn delete_branch(&self, name: String, force: bool) -> Promise {
        self.promise(async move |it| it.delete_branch(&name, force).await, |()| nothing())
    }

    /// Takes a snapshot.
    #[wasm_bindgen(js_name = createSchemaSnapshot)]
    pub fn create_schema_snapshot(
        &self,
        branch: String,
        name: String,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let options = arguments::snapshot_options(&Fields::of("options", options)?)?;
        let call = async move |it: &DdlVersioningManager<AnyStore>| {
            it.create_schema_snapshot(&branch, &name, &options).await
        };
        Ok(self.promise(call, |it| value(&it)))
    }

    /// Reads a snapshot.
    #[wasm_bindgen(js_name = getSchemaSnapshot)]
    pub fn get_schema_snapshot(&self, branch: String, name: String) -> Promise {
        self.promise(async move |it| it.get_schema_snapshot(&branch, &name).await, |it| value(&it))
    }

    /// Lists a branch's snapshots.
    #[wasm_bindgen(js_name = listSnapshots)]
    pub fn list_snapshots(&self, branch: String) -> Promise {
        self.promise(async move |it| it.list_snapshots(&branch).await, |it| value(&it))
    }

    /// Compares two branches; offsets are in UTF-16 code units.
    #[wasm_bindgen(js_name = detectConflicts)]
    pub fn detect_conflicts(
        &self,
        source: String,
        target: String,
        since: Option<f64>,
    ) -> Result<Promise, JsValue> {
        let since = since.map(|since| ddl_id("since", since)).transpose()?;
        let call = async move |it: &DdlVersioningManager<AnyStore>| {
            it.detect_conflicts(&source, &target, since).await
        };
        Ok(self.promise(call, |mut it| {
            with_utf16_spans(&mut it);
            value(&it)
        }))
    }

    /// Verifies the history.
    pub fn verify(&self) -> Promise {
        self.promise(async move |it| it.verify().await, |it| value(&it))
    }

    /// Exports the history.
    pub fn export(&self) -> Promise {
        let answer = |bundle: Vec<u8>| Ok(Uint8Array::from(bundle.as_slice()).into());
        self.promise(async move |it| it.export().await, answer)
    }

    /// Imports a history.
    pub fn import(&self, bundle: Vec<u8>) -> Promise {
        self.promise(async move |it| it.import(&bundle).await, |()| nothing())
    }

    /// Closes the store.
    pub fn close(&self) -> Promise {
        self.promise(async move |it| it.close().await, |()| nothing())
    }
}

fn nothing() -> Result<JsValue, JsValue> {
    Ok(JsValue::UNDEFINED)
}
