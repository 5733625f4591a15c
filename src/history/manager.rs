//! The manager itself: opening, reading the parts, and committing a plan.

use serde::{Serialize, de::DeserializeOwned};

use super::ancestry::lineage::{Ancestry, Lineage};
use super::clock::{Clock, system_clock};
use super::model::Counters;
use super::{Branch, DdlHistoryEntry, HistoryError, HistoryResult, MAIN, keys};
use crate::codec;
use crate::ids::{BranchId, DdlId, SnapshotId};
use crate::store::{Batch, Direction, Expected, KeyRange, KeyValue, Store, StoreError, Write};

/// How often a plan is made again when another writer was first, before giving up.
const ATTEMPTS: usize = 1000;

/// Records DDL on branches of a history, and answers what happened to the schema.
///
/// It holds no state but the store and the clock, so any number of managers, tabs or processes can
/// work on one history as far as its store lets them. Its futures wait for nothing but the store;
/// over a native store [`crate::store::now`] returns their outputs.
///
/// Each call tells which errors it has of its own. Besides, any may fail with one of its store (`STORE_FULL`,
/// `STORE_CLOSED`, `STORE_FAILED`), with `STORE_CONFLICT` if other writers were first again and again, and with
/// `STORE_CORRUPT` where what it reads is damaged.
///
/// ```
/// use schemagraft::history::{DdlVersioningManager, RecordMeta};
/// use schemagraft::store::{MemoryStore, now};
///
/// let manager = now(DdlVersioningManager::open(MemoryStore::new()))?;
/// let sql = "CREATE TABLE users (id int PRIMARY KEY); CREATE INDEX ON users (id);";
/// let entries = now(manager.record_ddl("main", sql, &RecordMeta::default()))?;
/// assert_eq!(entries[1].object_name, "users_id_idx");
/// # Ok::<(), schemagraft::history::HistoryError>(())
/// ```
pub struct DdlVersioningManager<S> {
    pub(super) store: S,
    pub(super) clock: Clock,
}

/// A value as it was read, with what a commit needs to rely on it or to change it.
pub(super) struct Read<T> {
    key: Vec<u8>,
    bytes: Option<Vec<u8>>,
    pub(super) value: T,
}

impl<T> Read<T> {
    pub(super) fn expected(&self) -> Expected {
        Expected { key: self.key.clone(), value: self.bytes.clone() }
    }

    pub(super) fn put<U: Serialize>(&self, value: &U) -> HistoryResult<Write> {
        put(self.key.clone(), value)
    }
}

/// Expects that a key is not there yet.
pub(super) fn absent(key: Vec<u8>) -> Expected {
    Expected { key, value: None }
}

/// Sets a key to a value.
pub(super) fn put<T: Serialize>(key: Vec<u8>, value: &T) -> HistoryResult<Write> {
    let bytes = codec::encode(value)
        .map_err(|source| HistoryError::Unstorable { what: describe(&key), source })?;
    Ok(Write::Put(key, bytes))
}

/// Returns the value that a key's bytes hold.
pub(super) fn decode<T: DeserializeOwned>(key: &[u8], bytes: &[u8]) -> HistoryResult<T> {
    codec::decode(bytes).map_err(|source| HistoryError::Unreadable { what: describe(key), source })
}

/// The error for a key that must be there.
pub(super) fn missing(key: &[u8]) -> HistoryError {
    HistoryError::Corrupt { reason: format!("{} is missing", describe(key)) }
}

/// Says for people what a key stands for.
fn describe(key: &[u8]) -> String {
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |sum, &byte| sum << 8 | u64::from(byte));
    let text = String::from_utf8_lossy;
    match key {
        [keys::COUNTERS] => "the counters".to_owned(),
        [keys::NAME, name @ ..] => format!("the branch name `{}`", text(name)),
        &[table, a, b, c, d, ref rest @ ..] => {
            let branch = number(&[a, b, c, d]);
            match table {
                keys::BRANCH => format!("branch {branch}"),
                keys::ENTRY => format!("entry {} of branch {branch}", number(rest)),
                keys::IMPORT => format!("an import on branch {branch}"),
                keys::LSN => format!("LSN record {} of branch {branch}", number(rest)),
                keys::MERGE => format!("a merge into branch {branch}"),
                keys::REVERT => format!("a revert on branch {branch}"),
                keys::SNAPSHOT => format!("snapshot `{}` of branch {branch}", text(rest)),
                _ => format!("the key {key:?}"),
            }
        }
        _ => format!("the key {key:?}"),
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Opens the history that a store holds; an empty store becomes a history with the branch
    /// `main`.
    ///
    /// # Errors
    ///
    /// `FORMAT_TOO_NEW` for a history that a newer version wrote.
    pub async fn open(store: S) -> HistoryResult<Self> {
        Self::open_with_clock(store, system_clock()).await
    }

    /// Like [`open`](Self::open), with a clock of the caller's.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub async fn open_with_clock(store: S, clock: Clock) -> HistoryResult<Self> {
        let manager = DdlVersioningManager { store, clock };
        manager.commit_planned(async || manager.plan_start().await).await?;
        Ok(manager)
    }

    /// Gives the store back; every later call fails with `STORE_CLOSED`.
    pub async fn close(&self) -> HistoryResult<()> {
        Ok(self.store.close().await?)
    }

    async fn plan_start(&self) -> HistoryResult<(Batch, ())> {
        let key = keys::counters();
        if let Some(bytes) = self.store.get(&key).await? {
            decode::<Counters>(&key, &bytes)?;
            return Ok(Default::default());
        }
        let counters = Counters { branch: BranchId(1), ddl: DdlId(0), snapshot: SnapshotId(0) };
        let main = Branch {
            branch_id: counters.branch,
            name: MAIN.to_owned(),
            forked_from: None,
            head: None,
            head_hash: None,
            last_lsn: None,
            created_at: (self.clock)(),
        };
        let writes = vec![
            put(key.clone(), &counters)?,
            put(keys::branch(main.branch_id), &main)?,
            put(keys::name(&main.name), &main.branch_id)?,
        ];
        Ok((Batch { expected: vec![absent(key)], writes }, ()))
    }

    /// Commits what `plan` returns, planning again while another writer is first. A plan without
    /// writes is only an answer.
    pub(super) async fn commit_planned<T>(
        &self,
        plan: impl AsyncFn() -> HistoryResult<(Batch, T)>,
    ) -> HistoryResult<T> {
        for _ in 0..ATTEMPTS {
            let (batch, answer) = plan().await?;
            if batch.writes.is_empty() {
                return Ok(answer);
            }
            match self.store.commit(batch).await {
                Ok(()) => return Ok(answer),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Conflict.into())
    }

    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        key: Vec<u8>,
    ) -> HistoryResult<Read<Option<T>>> {
        let bytes = self.store.get(&key).await?;
        let value = bytes.as_deref().map(|bytes| decode(&key, bytes)).transpose()?;
        Ok(Read { key, bytes, value })
    }

    /// All keys of a range with their values.
    pub(super) async fn all(&self, range: KeyRange) -> HistoryResult<Vec<KeyValue>> {
        Ok(self.store.scan(&range, Direction::Forward, usize::MAX).await?)
    }

    /// Reads what must be there.
    async fn read_part<T: DeserializeOwned>(&self, key: Vec<u8>) -> HistoryResult<Read<T>> {
        let Read { key, bytes, value } = self.read(key).await?;
        let value = value.ok_or_else(|| missing(&key))?;
        Ok(Read { key, bytes, value })
    }

    pub(super) async fn counters(&self) -> HistoryResult<Read<Counters>> {
        self.read_part(keys::counters()).await
    }

    pub(super) async fn branch_by_id(&self, id: BranchId) -> HistoryResult<Read<Branch>> {
        self.read_part(keys::branch(id)).await
    }

    pub(super) async fn branch(&self, name: &str) -> HistoryResult<Read<Branch>> {
        let id: Read<Option<BranchId>> = self.read(keys::name(name)).await?;
        match id.value {
            Some(id) => self.branch_by_id(id).await,
            None => {
                let known = self.list_branches().await?.into_iter().map(|branch| branch.name);
                let (name, known) = (name.to_owned(), known.collect());
                Err(HistoryError::BranchNotFound { name, known })
            }
        }
    }

    pub(super) async fn lineage(&self, branch: &Branch) -> HistoryResult<Lineage> {
        let mut ancestry = Ancestry::of(branch)?;
        while let Some(parent) = ancestry.parent() {
            ancestry.add(&self.branch_by_id(parent).await?.value)?;
        }
        Ok(ancestry.lineage())
    }

    /// The entry of that id on a branch; id 0 stands for the start, which is no entry.
    pub(super) async fn entry_on(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        ddl_id: DdlId,
    ) -> HistoryResult<DdlHistoryEntry> {
        let not_found = || HistoryError::EntryNotFound { branch: branch.name.clone(), ddl_id };
        let segment = lineage.segment_of(ddl_id).ok_or_else(not_found)?;
        let entry = self.read(keys::entry(segment.branch, ddl_id)).await?;
        entry.value.ok_or_else(not_found)
    }
}
