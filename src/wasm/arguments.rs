//! What JavaScript hands in, checked. The facade has made an LSN text, whatever it was.

use js_sys::Function;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use super::errors::invalid_argument;
use crate::history::{Clock, HistoryQuery, NewDdlEntry, Origin, RecordMeta, SnapshotOptions};
use crate::ids::{DdlId, Lsn, Timestamp};
use crate::sql::{DdlObjectType, DdlOperation, Mode};

/// The greatest integer that a JavaScript number holds exactly.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Reads an options object; `undefined` and `null` stand for one without members.
pub(super) fn read<T: DeserializeOwned + Default>(
    what: &str,
    options: JsValue,
) -> Result<T, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(T::default());
    }
    serde_wasm_bindgen::from_value(options)
        .map_err(|error| invalid_argument(&format!("{what}: {error}")))
}

pub(super) fn ddl_id(what: &str, number: f64) -> Result<DdlId, JsValue> {
    if number.fract() == 0.0 && (0.0..=MAX_SAFE_INTEGER).contains(&number) {
        return Ok(DdlId(number as u64));
    }
    Err(invalid_argument(&format!("{what} must be an integer from 0 on, not {number}")))
}

/// Reads the option `clock`, a function that returns milliseconds since 1970.
pub(super) fn clock_of(options: &JsValue) -> Result<Option<Clock>, JsValue> {
    if !options.is_object() {
        return Ok(None);
    }
    let clock = js_sys::Reflect::get(options, &JsValue::from_str("clock"))?;
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

/// Where a statement came from.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Meta {
    lenient: bool,
    ddl_only: bool,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    expected_head: JsValue,
    lsn: Option<Lsn>,
    executed_at: Option<Timestamp>,
    executed_by: Option<String>,
    git_commit: Option<String>,
    transaction_id: Option<u64>,
}

impl Meta {
    pub(super) fn mode(&self) -> Mode {
        if self.lenient { Mode::Lenient } else { Mode::Strict }
    }

    pub(super) fn into_meta(self) -> Result<RecordMeta, JsValue> {
        let expected_head = match &self.expected_head {
            head if head.is_undefined() => None,
            head if head.is_null() => Some(None),
            head => Some(Some(ddl_id("expectedHead", head.as_f64().unwrap_or(f64::NAN))?)),
        };
        let origin = Origin {
            lsn: self.lsn,
            executed_at: self.executed_at,
            executed_by: self.executed_by.clone(),
            git_commit: self.git_commit.clone(),
            transaction_id: self.transaction_id,
        };
        Ok(RecordMeta { mode: self.mode(), ddl_only: self.ddl_only, expected_head, origin })
    }
}

/// A statement that the caller classifies.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Entry {
    operation: Option<DdlOperation>,
    object_type: Option<DdlObjectType>,
    object_name: Option<String>,
    ddl_statement: Option<String>,
    lsn: Option<Lsn>,
    executed_at: Option<Timestamp>,
    executed_by: Option<String>,
    git_commit: Option<String>,
    transaction_id: Option<u64>,
}

impl Entry {
    pub(super) fn into_entry(self) -> Result<NewDdlEntry, JsValue> {
        let missing = |what: &str| invalid_argument(&format!("entry.{what} is missing"));
        Ok(NewDdlEntry {
            operation: self.operation.ok_or_else(|| missing("operation"))?,
            object_type: self.object_type.ok_or_else(|| missing("objectType"))?,
            object_name: self.object_name.ok_or_else(|| missing("objectName"))?,
            ddl_statement: self.ddl_statement.ok_or_else(|| missing("ddlStatement"))?,
            origin: Origin {
                lsn: self.lsn,
                executed_at: self.executed_at,
                executed_by: self.executed_by,
                git_commit: self.git_commit,
                transaction_id: self.transaction_id,
            },
        })
    }
}

/// Which entries to read.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct HistoryOptions {
    limit: Option<f64>,
    after: Option<f64>,
    before: Option<f64>,
    newest_first: Option<bool>,
}

impl HistoryOptions {
    pub(super) fn into_query(self) -> Result<HistoryQuery, JsValue> {
        let id = |what, number: Option<f64>| number.map(|number| ddl_id(what, number)).transpose();
        Ok(HistoryQuery {
            limit: id("limit", self.limit)?.map_or(usize::MAX, |limit| limit.0 as usize),
            after: id("after", self.after)?,
            before: id("before", self.before)?,
            newest_first: self.newest_first.unwrap_or(true),
        })
    }
}

/// What goes with a snapshot.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Snapshot {
    schema_ddl: Option<Vec<String>>,
    comment: Option<String>,
    git_commit: Option<String>,
    mvcc_snapshot_id: Option<u64>,
    replace: bool,
}

impl Snapshot {
    pub(super) fn into_options(self) -> SnapshotOptions {
        SnapshotOptions {
            schema_ddl: self.schema_ddl,
            comment: self.comment,
            git_commit: self.git_commit,
            mvcc_snapshot_id: self.mvcc_snapshot_id,
            replace: self.replace,
        }
    }
}
