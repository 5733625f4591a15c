//! Where a history is kept: an ordered map of bytes with an atomic commit.
//!
//! [`Store`] is the contract; each other file is one implementation. The suite in
//! `tests/store_suite` runs against every one of them. Never in it: knowledge of DDL, of what the
//! bytes mean, retries, caches.

#[cfg(target_arch = "wasm32")]
mod indexed_db;
#[cfg(target_arch = "wasm32")]
mod js;
mod memory;
#[cfg(all(feature = "rocksdb", not(target_arch = "wasm32")))]
mod rocksdb;

#[cfg(all(feature = "rocksdb", not(target_arch = "wasm32")))]
pub use self::rocksdb::{RocksOptions, RocksStore};
#[cfg(target_arch = "wasm32")]
pub use indexed_db::IndexedDbStore;
#[cfg(target_arch = "wasm32")]
pub use js::{JsCause, JsStore, StoreObject};
pub use memory::MemoryStore;

use crate::ErrorCode;

/// What a store itself said about its failure.
#[cfg(not(target_arch = "wasm32"))]
pub type Cause = Box<dyn std::error::Error + Send + Sync>;
/// What a store itself said about its failure: a value of JavaScript, which stays on its thread.
#[cfg(target_arch = "wasm32")]
pub type Cause = Box<dyn std::error::Error>;

/// A failure of a store. Nothing of the call took effect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// An expectation of the commit did not hold: another writer was first.
    #[error("the store changed since it was read: another writer was first")]
    Conflict,
    /// Another process, or another handle, holds the store.
    #[error("{location} is locked by another process: close it there first")]
    Locked {
        /// Which store.
        location: String,
    },
    /// The disk or the browser's quota is used up.
    #[error("the store is full: {reason}")]
    Full {
        /// What the store said.
        reason: String,
    },
    /// What is in the store can't be read: its files are damaged.
    #[error("{location} is damaged: {reason}")]
    Corrupt {
        /// Which store.
        location: String,
        /// What the store said.
        reason: String,
    },
    /// The store was closed before the call.
    #[error("the store is closed")]
    Closed,
    /// Anything else the store says.
    #[error("the store failed while {doing}")]
    Failed {
        /// What the call was about, such as "opening /var/lib/x".
        doing: String,
        /// What the store said.
        #[source]
        source: Cause,
    },
}

impl StoreError {
    /// Returns the stable code of this error.
    pub fn code(&self) -> ErrorCode {
        match self {
            StoreError::Conflict => ErrorCode::StoreConflict,
            StoreError::Locked { .. } => ErrorCode::StoreLocked,
            StoreError::Full { .. } => ErrorCode::StoreFull,
            StoreError::Corrupt { .. } => ErrorCode::StoreCorrupt,
            StoreError::Closed => ErrorCode::StoreClosed,
            StoreError::Failed { .. } => ErrorCode::StoreFailed,
        }
    }
}

/// What a store's calls return.
pub type StoreResult<T> = Result<T, StoreError>;

/// The keys from `start`, included, to `end`, excluded, in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// The first key that belongs.
    pub start: Vec<u8>,
    /// The first key that no longer belongs.
    pub end: Vec<u8>,
}

impl KeyRange {
    /// Returns whether no key can belong: the end is not after the start.
    pub fn is_empty(&self) -> bool {
        self.start >= self.end
    }
}

/// The end of a range from which a scan reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the smallest key up.
    Forward,
    /// From the greatest key down.
    Reverse,
}

/// A key with its value.
pub type KeyValue = (Vec<u8>, Vec<u8>);

/// One change of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Sets a key's value.
    Put(Vec<u8>, Vec<u8>),
    /// Removes a key; a key that is not there is no error.
    Delete(Vec<u8>),
}

/// What a commit relies on: the key has exactly this value, or (`None`) is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The key.
    pub key: Vec<u8>,
    /// Its value, as it was read.
    pub value: Option<Vec<u8>>,
}

/// Changes that take effect together or not at all, if what they expect still holds.
///
/// Each key stands at most once among the writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What must hold for the batch to take effect.
    pub expected: Vec<Expected>,
    /// The changes.
    pub writes: Vec<Write>,
}

/// An ordered map of bytes with an atomic commit.
///
/// Keys and values are any bytes, none at all included; keys are ordered by their bytes, a prefix
/// before what it begins. Several handles may be open on one place, unless its second opening fails
/// with [`StoreError::Locked`]; each sees what any of them committed.
///
/// A call that fails has changed nothing, and the next call may succeed. The exception is a commit
/// that fails with [`StoreError::Failed`] or [`StoreError::Full`] after the disk itself failed:
/// whether it took effect shows when the store is read again.
///
/// No future is `Send`: in the browser none can be. Stores without anything to wait for return
/// futures that are ready, see [`now`].
#[allow(async_fn_in_trait)]
pub trait Store {
    /// Returns the value of a key.
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>>;

    /// Returns at most `limit` keys of the range with their values, in order, from the end that
    /// `direction` names, all as they were at one moment. A range whose end is not after its start
    /// is empty.
    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>>;

    /// Applies a batch as one atomic step that a crash can't tear and that survives it, or fails
    /// with [`StoreError::Conflict`] if an expectation does not hold.
    async fn commit(&self, batch: Batch) -> StoreResult<()>;

    /// Gives this handle back; every later call fails with [`StoreError::Closed`], except another
    /// `close`, which does nothing. Other handles stay open.
    async fn close(&self) -> StoreResult<()>;
}

/// Returns the output of a future that has nothing to wait for, such as one of a native store's:
/// the synchronous face of this crate's async calls.
///
/// # Panics
///
/// If the future is not ready at once: it belongs to a store that waits, and wants an executor.
pub fn now<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("schemagraft::store::now: this store's futures wait"),
    }
}
