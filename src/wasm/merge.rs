//! What JavaScript asks of two schemas or two branches: differences and merges.

use std::collections::BTreeMap;

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::RawManager;
use super::arguments::Fields;
use super::catalog::schema_point;
use super::errors::{from_refused_of, from_sql_of, invalid_argument};
use super::results::{side_in_utf16, value, with_utf16_spans};
use crate::catalog::{self, Catalog};
use crate::diff::{Options, SchemaDiff};
use crate::history::{MergeMeta, RevertMeta, Reverted};
use crate::ids::DdlId;
use crate::merge::{
    self, DdlMergeStrategy, MergeForm, MergeMode, MergeOptions, MergeText, MergeTexts,
    MergeWarning, Plan, Resolution,
};

/// Returns the statements that take one script's schema to another's.
#[wasm_bindgen(js_name = diffSchemas, skip_typescript)]
pub fn diff_schemas(from: &str, to: &str, options: JsValue) -> Result<JsValue, JsValue> {
    let options = diff_options(&Fields::of("options", options)?)?;
    let (from, to) = (schema("from", from)?, schema("to", to)?);
    value(&SchemaDiff::between(&from, &to, &options))
}

fn schema(which: &str, text: &str) -> Result<Catalog, JsValue> {
    let accepted = catalog::materialize(text).accepted();
    accepted.map_err(|refused| from_refused_of(which, &refused, text))
}

/// Merges texts; offsets are in UTF-16 code units.
#[wasm_bindgen(js_name = mergeSchemas, skip_typescript)]
pub fn merge_schemas(
    base: &str,
    source: &str,
    target: &str,
    options: JsValue,
) -> Result<JsValue, JsValue> {
    let fields = Fields::of("options", options)?;
    let form = fields.get::<MergeForm>("form")?.unwrap_or_default();
    let texts = MergeTexts { base, source, target };
    let options = merge_options(&fields)?;
    let plan = merge::plan_texts(texts, form, &options);
    let plan = plan.map_err(|(which, error)| match which {
        MergeText::Base => from_sql_of("base", &error, base),
        MergeText::Source => from_sql_of("source", &error, source),
        MergeText::Target => from_sql_of("target", &error, target),
    })?;
    plan.check_resolutions(&options).map_err(|unknown| invalid_argument(&unknown.to_string()))?;
    planned(plan, |plan| plan)
}

#[wasm_bindgen]
impl RawManager {
    /// Compares two points of the history.
    pub fn diff(
        &self,
        from: String,
        from_at: JsValue,
        to: String,
        to_at: JsValue,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let from_at = schema_point(&Fields::of("from", from_at)?)?;
        let to_at = schema_point(&Fields::of("to", to_at)?)?;
        let options = diff_options(&Fields::of("options", options)?)?;
        Ok(self.promise(
            async move |it| it.diff((&from, &from_at), (&to, &to_at), &options).await,
            |it| value(&it),
        ))
    }

    /// Plans a merge.
    #[wasm_bindgen(js_name = planMerge)]
    pub fn plan_merge(
        &self,
        source: String,
        target: String,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let options = merge_options(&Fields::of("options", options)?)?;
        Ok(self.promise(
            async move |it| it.plan_merge(&source, &target, &options).await,
            |it| planned(it, |it| &mut it.plan),
        ))
    }

    /// Merges one branch into another.
    pub fn merge(
        &self,
        source: String,
        target: String,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let fields = Fields::of("options", options)?;
        let options = merge_options(&fields)?;
        let meta = merge_meta(&fields)?;
        Ok(self.promise(
            async move |it| it.merge(&source, &target, &options, &meta).await,
            |it| planned(it, |it| &mut it.plan),
        ))
    }

    /// Plans a revert.
    #[wasm_bindgen(js_name = planRevert)]
    pub fn plan_revert(
        &self,
        branch: String,
        what: JsValue,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let what = reverted(&Fields::of("what", what)?)?;
        let options = merge_options(&Fields::of("options", options)?)?;
        Ok(self.promise(
            async move |it| it.plan_revert(&branch, what, &options).await,
            |it| planned(it, |it| &mut it.plan),
        ))
    }

    /// Takes back a merge, or some entries.
    pub fn revert(
        &self,
        branch: String,
        what: JsValue,
        options: JsValue,
    ) -> Result<Promise, JsValue> {
        let what = reverted(&Fields::of("what", what)?)?;
        let fields = Fields::of("options", options)?;
        let options = merge_options(&fields)?;
        let meta = RevertMeta {
            head: fields.get("head")?,
            reverted_by: fields.get("revertedBy")?,
            git_commit: fields.get("gitCommit")?,
        };
        Ok(self.promise(
            async move |it| it.revert(&branch, what, &options, &meta).await,
            |it| planned(it, |it| &mut it.plan),
        ))
    }

    /// Lists the merges into a branch.
    #[wasm_bindgen(js_name = listMerges)]
    pub fn list_merges(&self, branch: String) -> Promise {
        self.promise(async move |it| it.list_merges(&branch).await, |it| value(&it))
    }
}

fn diff_options(options: &Fields) -> Result<Options, JsValue> {
    let renames: BTreeMap<String, String> = options.get("renames")?.unwrap_or_default();
    Ok(Options {
        renames: renames.into_iter().collect(),
        online: options.flag("online")?,
        ..Options::default()
    })
}

fn merge_options(options: &Fields) -> Result<MergeOptions, JsValue> {
    Ok(MergeOptions {
        strategy: options.get::<DdlMergeStrategy>("strategy")?.unwrap_or_default(),
        mode: options.get::<MergeMode>("mode")?.unwrap_or_default(),
        resolutions: options
            .get::<BTreeMap<String, Resolution>>("resolutions")?
            .unwrap_or_default(),
    })
}

/// Reads `{ merge }` or `{ first, last }`; the facade has checked that it is one of them.
fn reverted(what: &Fields) -> Result<Reverted, JsValue> {
    if let Some(entry) = what.get("merge")? {
        return Ok(Reverted::Merge(entry));
    }
    let first = what.get("first")?.unwrap_or(DdlId(0));
    Ok(Reverted::Entries { first, last: what.get("last")?.unwrap_or(first) })
}

fn merge_meta(options: &Fields) -> Result<MergeMeta, JsValue> {
    Ok(MergeMeta {
        heads: options.get("heads")?,
        merged_by: options.get("mergedBy")?,
        git_commit: options.get("gitCommit")?,
    })
}

/// Hands over what has a plan in it; offsets are in UTF-16 code units.
fn planned<T: Serialize>(mut it: T, plan: fn(&mut T) -> &mut Plan) -> Result<JsValue, JsValue> {
    in_utf16(plan(&mut it));
    value(&it)
}

/// Gives a plan offsets in UTF-16 code units.
fn in_utf16(plan: &mut Plan) {
    with_utf16_spans(&mut plan.conflicts);
    for MergeWarning { source, target, .. } in &mut plan.warnings {
        source.iter_mut().chain(target).for_each(side_in_utf16);
    }
}
