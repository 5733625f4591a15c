//! What JavaScript asks the catalog for: schemas.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::RawManager;
use super::arguments::Fields;
use super::errors::invalid_argument;
use super::results::{Utf16Offsets, utf16_span, value};
use crate::catalog::{self, Materialized};
use crate::history::{Finding, Schema, SchemaPoint};

/// Returns the schema that a script leaves; offsets are in UTF-16 code units.
#[wasm_bindgen(skip_typescript)]
pub fn materialize(text: &str) -> Result<JsValue, JsValue> {
    materialized_value(catalog::materialize(text), text)
}

#[wasm_bindgen]
impl RawManager {
    /// Reads the schema at a point of a branch.
    #[wasm_bindgen(js_name = schemaAt)]
    pub fn schema_at(&self, branch: String, at: JsValue) -> Result<Promise, JsValue> {
        let at = schema_point(&Fields::of("at", at)?)?;
        Ok(self.promise(async move |it| it.schema_at(&branch, &at).await, schema_value))
    }
}

/// Reads a point of a branch's history.
pub(super) fn schema_point(at: &Fields) -> Result<SchemaPoint, JsValue> {
    let points = [
        at.id("ddlId")?.map(SchemaPoint::Entry),
        at.get("snapshot")?.map(SchemaPoint::Snapshot),
        at.get("timestamp")?.map(SchemaPoint::Time),
        at.get("lsn")?.map(SchemaPoint::Lsn),
    ];
    let mut given = points.into_iter().flatten();
    match (given.next(), given.next()) {
        (point, None) => Ok(point.unwrap_or_default()),
        _ => Err(invalid_argument("at names one point, by one of its members")),
    }
}

/// Returns what a script, read from `text`, leaves, with offsets in UTF-16 code units.
fn materialized_value(mut materialized: Materialized, text: &str) -> Result<JsValue, JsValue> {
    let mut offsets = Utf16Offsets::new(text);
    let opaque = materialized.opaque.iter_mut().map(|opaque| &mut opaque.span);
    let errors = materialized.errors.iter_mut().map(|refused| &mut refused.span);
    for span in opaque.chain(errors) {
        *span = offsets.span(*span);
    }
    value(&materialized)
}

/// Gives what there is to say of a schema's statements offsets in UTF-16 code units.
fn schema_value(mut schema: Schema) -> Result<JsValue, JsValue> {
    for Finding { ddl_statement, finding, .. } in &mut schema.opaque {
        finding.span = utf16_span(ddl_statement, finding.span);
    }
    for Finding { ddl_statement, finding, .. } in &mut schema.errors {
        finding.span = utf16_span(ddl_statement, finding.span);
    }
    value(&schema)
}
