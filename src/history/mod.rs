//! Entries, branches, snapshots, the hash chain: what happened to a schema, and where.
//!
//! [`DdlVersioningManager`] is the door. Behind it, `model` says what a history holds, `keys` where
//! each part lies in the store, and `chain` how the entries are sealed. The manager's calls stand in
//! groups: `entries` (recorded, imported, read), `branches`, `schema` (at any point, with its
//! checkpoints and snapshots), `merging` and `revert`, `verify` and `bundle`; `ancestry` answers what
//! a branch has from others. Each call reads what it needs, plans one [`Batch`] that says what
//! it relies on, and commits it; when another writer was first it reads and plans again.
//!
//! Never in it: knowledge of a particular store.
//!
//! [`Batch`]: crate::store::Batch

mod ancestry;
mod branches;
mod bundle;
mod chain;
mod clock;
mod entries;
mod error;
mod keys;
mod manager;
mod merging;
mod model;
mod names;
mod revert;
mod schema;
mod verify;

pub use clock::{Clock, system_clock};
pub use entries::{HistoryQuery, Imported, NewDdlEntry, NewMigration, Origin, RecordMeta};
pub use error::{HistoryError, HistoryResult};
pub use manager::DdlVersioningManager;
pub use merging::{MergeHeads, MergeMeta, MergePlan, MergeResult};
pub use model::{
    Branch, DdlHistoryEntry, ForkPoint, ImportRecord, MergeRecord, Moment, RevertRecord,
    SchemaSnapshot,
};
pub use revert::{RevertMeta, RevertPlan, RevertResult, Reverted};
pub use schema::{BranchPoint, Finding, Schema, SchemaPoint, SnapshotOptions};
pub use verify::{VerifyProblem, VerifyReport};

/// The branch that every history starts with.
pub const MAIN: &str = "main";
