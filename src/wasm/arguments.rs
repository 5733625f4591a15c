//! What JavaScript hands in, checked. The facade has made an LSN text, whatever it was.

use js_sys::Function;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::errors::invalid_argument;
use crate::history::{Clock, HistoryQuery, NewDdlEntry, Origin, RecordMeta, SnapshotOptions};
use crate::ids::{DdlId, Timestamp};
use crate::migrations::SourceFile;
use crate::sql::Mode;

/// The greatest integer that a JavaScript number holds exactly.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// An object that was handed in; `undefined` and `null` stand for one without members.
pub(super) struct Fields {
    what: &'static str,
    object: JsValue,
}

impl Fields {
    pub(super) fn of(what: &'static str, object: JsValue) -> Result<Self, JsValue> {
        let is_absent = object.is_undefined() || object.is_null();
        if !is_absent && !object.is_object() {
            return Err(invalid_argument(&format!("{what} must be an object")));
        }
        Ok(Fields { what, object })
    }

    /// The member as it is; `undefined` where it is absent.
    fn raw(&self, name: &str) -> Result<JsValue, JsValue> {
        if !self.object.is_object() {
            return Ok(JsValue::UNDEFINED);
        }
        js_sys::Reflect::get(&self.object, &JsValue::from_str(name))
    }

    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JsValue> {
        let value = self.raw(name)?;
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        let read = serde_wasm_bindgen::from_value(value).map(Some);
        read.map_err(|error| invalid_argument(&format!("{}.{name}: {error}", self.what)))
    }

    fn required<T: DeserializeOwned>(&self, name: &str) -> Result<T, JsValue> {
        let missing = || invalid_argument(&format!("{}.{name} is missing", self.what));
        self.get(name)?.ok_or_else(missing)
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, JsValue> {
        Ok(self.get(name)?.unwrap_or_default())
    }

    pub(super) fn id(&self, name: &str) -> Result<Option<DdlId>, JsValue> {
        self.get(name)?.map(|number| ddl_id(name, number)).transpose()
    }
}

pub(super) fn ddl_id(what: &str, number: f64) -> Result<DdlId, JsValue> {
    if number.fract() == 0.0 && (0.0..=MAX_SAFE_INTEGER).contains(&number) {
        return Ok(DdlId(number as u64));
    }
    Err(invalid_argument(&format!("{what} must be an integer from 0 on, not {number}")))
}

/// Reads the option `clock`, a function that returns milliseconds since 1970.
pub(super) fn clock(options: &Fields) -> Result<Option<Clock>, JsValue> {
    let clock = options.raw("clock")?;
    if clock.is_undefined() {
        return Ok(None);
    }
    let clock: Function =
        clock.dyn_into().map_err(|_| invalid_argument("options.clock must be a function"))?;
    Ok(Some(Box::new(move || {
        let time = clock.call0(&JsValue::UNDEFINED).ok().and_then(|time| time.as_f64());
        time.unwrap_or_else(js_sys::Date::now) as Timestamp
    })))
}

pub(super) fn mode(meta: &Fields) -> Result<Mode, JsValue> {
    Ok(if meta.flag("lenient")? { Mode::Lenient } else { Mode::Strict })
}

/// Reads what goes with a script.
pub(super) fn record_meta(meta: &Fields) -> Result<RecordMeta, JsValue> {
    let expected_head = match meta.raw("expectedHead")? {
        head if head.is_undefined() => None,
        head if head.is_null() => Some(None),
        head => Some(Some(ddl_id("expectedHead", head.as_f64().unwrap_or(f64::NAN))?)),
    };
    Ok(RecordMeta {
        mode: mode(meta)?,
        ddl_only: meta.flag("ddlOnly")?,
        check: meta.flag("check")?,
        expected_head,
        origin: origin(meta)?,
    })
}

/// Reads where statements came from.
fn origin(fields: &Fields) -> Result<Origin, JsValue> {
    Ok(Origin {
        lsn: fields.get("lsn")?,
        executed_at: fields.get("executedAt")?,
        executed_by: fields.get("executedBy")?,
        git_commit: fields.get("gitCommit")?,
        transaction_id: fields.get("transactionId")?,
    })
}

/// Reads a statement that the caller classifies.
pub(super) fn new_entry(entry: &Fields) -> Result<NewDdlEntry, JsValue> {
    Ok(NewDdlEntry {
        operation: entry.required("operation")?,
        object_type: entry.required("objectType")?,
        object_name: entry.required("objectName")?,
        ddl_statement: entry.required("ddlStatement")?,
        origin: origin(entry)?,
    })
}

/// Reads which entries are wanted.
pub(super) fn history_query(options: &Fields) -> Result<HistoryQuery, JsValue> {
    Ok(HistoryQuery {
        limit: options.id("limit")?.map_or(usize::MAX, |limit| limit.0 as usize),
        after: options.id("after")?,
        before: options.id("before")?,
        newest_first: options.get("newestFirst")?.unwrap_or(true),
    })
}

/// Reads what goes with a snapshot.
pub(super) fn snapshot_options(options: &Fields) -> Result<SnapshotOptions, JsValue> {
    Ok(SnapshotOptions {
        schema_ddl: options.get("schemaDdl")?,
        comment: options.get("comment")?,
        git_commit: options.get("gitCommit")?,
        mvcc_snapshot_id: options.get("mvccSnapshotId")?,
        replace: options.flag("replace")?,
    })
}

/// Reads a folder's files.
pub(super) fn source_files(files: JsValue) -> Result<Vec<SourceFile>, JsValue> {
    serde_wasm_bindgen::from_value(files)
        .map_err(|error| invalid_argument(&format!("files: {error}")))
}
