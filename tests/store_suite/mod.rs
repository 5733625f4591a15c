//! What every store must do: one suite, run against each of them.
//!
//! A store joins by a [`Place`] and one call of `store_suite!`. Never in it: what only one store
//! does, such as how its directory is locked.

mod ranges;
mod writes;

pub(crate) use ranges::*;
pub(crate) use writes::*;

use schemagraft::store::{Batch, Direction, Expected, KeyRange, Store, StoreResult, Write};

/// Somewhere a store can be opened, closed and opened again.
pub(crate) trait Place {
    /// The store that is opened there.
    type Store: Store;

    /// Returns a place that holds nothing yet.
    async fn fresh() -> Self;

    /// Opens a handle on the place.
    async fn open(&self) -> StoreResult<Self::Store>;

    /// Opens a second handle beside an open one, or returns `None` where one handle locks it.
    async fn open_second(&self) -> Option<Self::Store>;

    /// Removes what the place holds.
    async fn destroy(self);
}

/// Makes a test of each function of the suite for one place: `define!(function, place)` for each,
/// where the caller's `define` says how a test is declared and run.
macro_rules! store_suite {
    ($place:ty, $define:ident) => {
        store_suite!(@each $place, $define,
            a_commit_is_whole_or_nothing
            an_expectation_compares_every_byte
            a_batch_mixes_puts_and_deletes
            racing_writers_lose_nothing
            of_two_writers_of_one_value_one_wins
            what_is_committed_is_there_after_reopening
            a_closed_store_says_so
            large_values_come_back_whole
            deleting_is_for_good
            bytes_come_back_as_they_were_put
            binary_keys_are_ordered_by_their_bytes
            a_range_holds_its_start_and_not_its_end
            an_empty_range_holds_nothing
            a_limit_counts_from_the_end_that_is_read
            a_hundred_thousand_entries
        );
    };
    (@each $place:ty, $define:ident, $($name:ident)*) => { $($define!($name, $place);)* };
}
pub(crate) use store_suite;

/// Every key there can be in the suite: no key of it is as long as the end.
pub(crate) fn everything() -> KeyRange {
    KeyRange { start: Vec::new(), end: vec![0xff; 64] }
}

pub(crate) fn range(start: impl AsRef<[u8]>, end: impl AsRef<[u8]>) -> KeyRange {
    KeyRange { start: start.as_ref().to_vec(), end: end.as_ref().to_vec() }
}

pub(crate) fn put(key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Write {
    Write::Put(key.as_ref().to_vec(), value.as_ref().to_vec())
}

pub(crate) fn delete(key: impl AsRef<[u8]>) -> Write {
    Write::Delete(key.as_ref().to_vec())
}

pub(crate) fn expect(key: impl AsRef<[u8]>, value: Option<&[u8]>) -> Expected {
    Expected { key: key.as_ref().to_vec(), value: value.map(<[u8]>::to_vec) }
}

pub(crate) fn batch(expected: impl Into<Vec<Expected>>, writes: impl Into<Vec<Write>>) -> Batch {
    Batch { expected: expected.into(), writes: writes.into() }
}

/// Commits writes that expect nothing.
pub(crate) async fn write(store: &impl Store, writes: impl Into<Vec<Write>>) {
    store.commit(batch([], writes)).await.unwrap();
}

/// Returns the keys of a range, in the order of the scan.
pub(crate) async fn keys(
    store: &impl Store,
    range: &KeyRange,
    direction: Direction,
    limit: usize,
) -> Vec<Vec<u8>> {
    let found = store.scan(range, direction, limit).await.unwrap();
    found.into_iter().map(|(key, _)| key).collect()
}

/// Returns all keys of the store, in order.
pub(crate) async fn all_keys(store: &impl Store) -> Vec<Vec<u8>> {
    keys(store, &everything(), Direction::Forward, usize::MAX).await
}
