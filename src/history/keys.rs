//! Where each part of a history lies in the store, the same in every store.
//!
//! One byte names the table; numbers follow big-endian, so that the order of the keys is theirs.
//!
//! | key | value |
//! |---|---|
//! | `B` branch | [`Branch`](super::Branch) |
//! | `C` | [`Counters`](super::model::Counters) |
//! | `E` branch, ddl id | [`DdlHistoryEntry`](super::DdlHistoryEntry) |
//! | `I` branch, its head after, path | [`ImportRecord`](super::ImportRecord) |
//! | `L` branch, LSN | [`LsnRecord`](super::model::LsnRecord) |
//! | `M` branch, its head after, branch merged from | [`MergeRecord`](super::MergeRecord) |
//! | `N` branch's name | its [`BranchId`] |
//! | `R` branch, its head after | [`RevertRecord`](super::RevertRecord) |
//! | `S` branch, snapshot's name | [`SchemaSnapshot`](super::SchemaSnapshot) |
//!
//! A small letter names what is derived from these and can be made again: it is no part of the history,
//! is not exported, and may be deleted at any time.
//!
//! | key | value |
//! |---|---|
//! | `c` branch, ddl id | [`Checkpoint`](super::schema::checkpoints::Checkpoint) |

use crate::ids::{BranchId, DdlId, Lsn};
use crate::store::KeyRange;

pub(super) const BRANCH: u8 = b'B';
pub(super) const COUNTERS: u8 = b'C';
pub(super) const ENTRY: u8 = b'E';
pub(super) const IMPORT: u8 = b'I';
pub(super) const LSN: u8 = b'L';
pub(super) const MERGE: u8 = b'M';
pub(super) const NAME: u8 = b'N';
pub(super) const REVERT: u8 = b'R';
pub(super) const SNAPSHOT: u8 = b'S';
pub(super) const CHECKPOINT: u8 = b'c';

/// The tables that hold what belongs to one branch, each keyed by its id first.
pub(super) const TABLES_OF_A_BRANCH: [u8; 8] =
    [BRANCH, ENTRY, IMPORT, LSN, MERGE, REVERT, SNAPSHOT, CHECKPOINT];

pub(super) fn counters() -> Vec<u8> {
    vec![COUNTERS]
}

pub(super) fn branch(id: BranchId) -> Vec<u8> {
    in_table(BRANCH, id, &[])
}

pub(super) fn name(name: &str) -> Vec<u8> {
    let mut key = vec![NAME];
    key.extend_from_slice(name.as_bytes());
    key
}

pub(super) fn entry(branch: BranchId, ddl_id: DdlId) -> Vec<u8> {
    in_table(ENTRY, branch, &ddl_id.0.to_be_bytes())
}

pub(super) fn lsn(branch: BranchId, lsn: Lsn) -> Vec<u8> {
    in_table(LSN, branch, &lsn.0.to_be_bytes())
}

/// A migration that was imported, by the entry that it ended with; 0 stands for the start.
pub(super) fn import(branch: BranchId, head: DdlId, path: &str) -> Vec<u8> {
    let mut key = in_table(IMPORT, branch, &head.0.to_be_bytes());
    key.extend_from_slice(path.as_bytes());
    key
}

/// A merge into a branch, by the entry that it ended with; 0 stands for the start.
pub(super) fn merge(target: BranchId, head: DdlId, source: BranchId) -> Vec<u8> {
    let mut key = in_table(MERGE, target, &head.0.to_be_bytes());
    key.extend_from_slice(&source.0.to_be_bytes());
    key
}

/// A revert on a branch, by the entry that it ended with.
pub(super) fn revert(branch: BranchId, head: DdlId) -> Vec<u8> {
    in_table(REVERT, branch, &head.0.to_be_bytes())
}

pub(super) fn snapshot(branch: BranchId, name: &str) -> Vec<u8> {
    in_table(SNAPSHOT, branch, name.as_bytes())
}

pub(super) fn checkpoint(branch: BranchId, ddl_id: DdlId) -> Vec<u8> {
    in_table(CHECKPOINT, branch, &ddl_id.0.to_be_bytes())
}

/// The entries of a branch after one id, up to another and with it.
pub(super) fn entries(branch: BranchId, after: DdlId, last: DdlId) -> KeyRange {
    KeyRange { start: entry(branch, next(after)), end: entry(branch, next(last)) }
}

/// The checkpoints of a branch after one id, up to another and with it.
pub(super) fn checkpoints(branch: BranchId, after: DdlId, last: DdlId) -> KeyRange {
    KeyRange { start: checkpoint(branch, next(after)), end: checkpoint(branch, next(last)) }
}

/// The migrations imported on a branch that ended with an entry or before.
pub(super) fn imports_up_to(branch: BranchId, last: DdlId) -> KeyRange {
    up_to(IMPORT, branch, last)
}

fn up_to(table: u8, branch: BranchId, last: DdlId) -> KeyRange {
    let of_branch = of_branch(table, branch);
    match last.0.checked_add(1) {
        Some(next) => KeyRange { end: in_table(table, branch, &next.to_be_bytes()), ..of_branch },
        None => of_branch,
    }
}

/// The entry that a key of a branch's entries or checkpoints ends with.
pub(super) fn ddl_id(key: &[u8]) -> Option<DdlId> {
    key.last_chunk().map(|id| DdlId(u64::from_be_bytes(*id)))
}

/// The log positions of a branch up to one and with it.
pub(super) fn lsns_up_to(branch: BranchId, last: Lsn) -> KeyRange {
    KeyRange { start: in_table(LSN, branch, &[]), end: lsn(branch, Lsn(last.0.saturating_add(1))) }
}

fn next(id: DdlId) -> DdlId {
    DdlId(id.0.saturating_add(1))
}

/// All that a table holds for a branch.
pub(super) fn of_branch(table: u8, branch: BranchId) -> KeyRange {
    let start = in_table(table, branch, &[]);
    let end = match branch.0.checked_add(1) {
        Some(next) => in_table(table, BranchId(next), &[]),
        None => vec![table + 1],
    };
    KeyRange { start, end }
}

/// All that a table holds.
pub(super) fn table(table: u8) -> KeyRange {
    KeyRange { start: vec![table], end: vec![table + 1] }
}

/// All that a history holds; what is derived from it does not belong.
pub(super) fn everything() -> KeyRange {
    KeyRange { start: vec![BRANCH], end: vec![SNAPSHOT + 1] }
}

fn in_table(table: u8, branch: BranchId, rest: &[u8]) -> Vec<u8> {
    let mut key = Vec::with_capacity(5 + rest.len());
    key.push(table);
    key.extend_from_slice(&branch.0.to_be_bytes());
    key.extend_from_slice(rest);
    key
}
