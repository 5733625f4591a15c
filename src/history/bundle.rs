//! Bundles: a whole history as bytes, to move it from one store to another.
//!
//! A bundle is `schemagraft bundle`, a version byte, then each key and value of the store behind
//! its length (four bytes, little-endian), in the order of the keys, and the SHA-256 of all that.

use sha2::{Digest, Sha256};

use super::manager::{DdlVersioningManager, decode};
use super::model::Counters;
use super::verify::verify_content;
use super::{HistoryError, HistoryResult, keys};
use crate::ids::{BranchId, DdlId, SnapshotId};
use crate::store::{Batch, KeyValue, Store, Write};

const MAGIC: &[u8] = b"schemagraft bundle";
const VERSION: u8 = 1;
const SEAL_BYTES: usize = 32;

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the whole history as a bundle.
    pub async fn export(&self) -> HistoryResult<Vec<u8>> {
        let content = self.all(keys::everything()).await?;
        write_bundle(&content)
    }

    /// Fills an empty history with a bundle's, after verifying it.
    ///
    /// # Errors
    ///
    /// `BUNDLE_INVALID` for bytes that are cut short, edited or no bundle; `FORMAT_TOO_NEW`;
    /// `HISTORY_NOT_EMPTY` where something was recorded already.
    pub async fn import(&self, bundle: &[u8]) -> HistoryResult<()> {
        let content = read_bundle(bundle)?;
        check_content(&content)?;
        self.commit_planned(async || self.plan_import(&content).await).await
    }

    async fn plan_import(&self, content: &[KeyValue]) -> HistoryResult<(Batch, ())> {
        let counters = self.counters().await?;
        let untouched = Counters { branch: BranchId(1), ddl: DdlId(0), snapshot: SnapshotId(0) };
        let main = self.branch_by_id(untouched.branch).await?;
        if counters.value != untouched {
            return Err(HistoryError::HistoryNotEmpty);
        }
        let put = |(key, value): &KeyValue| Write::Put(key.clone(), value.clone());
        let mut writes: Vec<Write> = content.iter().map(put).collect();
        let old_name = keys::name(&main.value.name);
        if content.iter().all(|(key, _)| *key != old_name) {
            writes.push(Write::Delete(old_name));
        }
        Ok((Batch { expected: vec![counters.expected(), main.expected()], writes }, ()))
    }
}

fn write_bundle(content: &[KeyValue]) -> HistoryResult<Vec<u8>> {
    let mut bundle = MAGIC.to_vec();
    bundle.push(VERSION);
    for part in content.iter().flat_map(|(key, value)| [key, value]) {
        let length = u32::try_from(part.len()).map_err(|_| HistoryError::InvalidArgument {
            reason: "a value takes more than 4 GiB".to_owned(),
        })?;
        bundle.extend_from_slice(&length.to_le_bytes());
        bundle.extend_from_slice(part);
    }
    let seal = Sha256::digest(&bundle);
    bundle.extend_from_slice(&seal);
    Ok(bundle)
}

fn invalid(reason: impl Into<String>) -> HistoryError {
    HistoryError::BundleInvalid { reason: reason.into() }
}

fn read_bundle(bundle: &[u8]) -> HistoryResult<Vec<KeyValue>> {
    let rest = bundle.strip_prefix(MAGIC).ok_or_else(|| invalid("it does not begin as one"))?;
    match rest.first() {
        Some(&VERSION) => {}
        Some(&found) if found > VERSION => return Err(HistoryError::BundleTooNew { found }),
        _ => return Err(invalid("it has no version")),
    }
    let cut = || invalid("it is cut short");
    let (sealed, seal) = bundle.split_last_chunk::<SEAL_BYTES>().ok_or_else(cut)?;
    if Sha256::digest(sealed).as_slice() != seal {
        return Err(invalid("its checksum does not match: it is cut short or was edited"));
    }
    let mut parts = sealed.get(MAGIC.len() + 1..).ok_or_else(cut)?;
    let mut content: Vec<KeyValue> = Vec::new();
    while !parts.is_empty() {
        let key = take_part(&mut parts).ok_or_else(cut)?;
        let value = take_part(&mut parts).ok_or_else(cut)?;
        if content.last().is_some_and(|(last, _)| *last >= key) {
            return Err(invalid("its keys are out of order"));
        }
        content.push((key, value));
    }
    Ok(content)
}

fn take_part(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let (part, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *rest = after;
    Some(part.to_vec())
}

/// A seal can be made anew around edited entries; the hash chain can't.
fn check_content(content: &[KeyValue]) -> HistoryResult<()> {
    let everything = keys::everything();
    let known = |key: &[u8]| *everything.start <= *key && *key < *everything.end;
    if !content.iter().all(|(key, _)| known(key)) {
        return Err(invalid("it holds what no history holds"));
    }
    let counters = content.iter().find(|(key, _)| *key == keys::counters());
    let (key, bytes) = counters.ok_or_else(|| invalid("it holds no history"))?;
    match verify_content(content, &decode(key, bytes)?).problems.first() {
        None => Ok(()),
        Some(problem) => Err(invalid(format!("branch `{}`: {}", problem.branch, problem.message))),
    }
}
