//! Entries, branches, snapshots, the hash chain: what happened to a schema, and where.
//!
//! [`DdlVersioningManager`] is the door. Behind it, `model` says what a history holds, `keys` where
//! each part lies in the store, and `chain` how the entries are sealed; every other file is one
//! group of the manager's calls. Each call reads what it needs, plans one [`Batch`] that says what
//! it relies on, and commits it; when another writer was first it reads and plans again.
//!
//! Never in it: knowledge of a particular store.
//!
//! [`Batch`]: crate::store::Batch

mod bases;
mod branches;
mod bundle;
mod chain;
mod checkpoints;
mod clock;
mod comparison;
mod diffs;
mod error;
mod having;
mod imports;
mod keys;
mod lineage;
mod lines;
mod manager;
mod merges;
mod merging;
mod model;
mod names;
mod query;
mod record;
mod renames;
mod revert;
mod schema;
mod snapshots;
mod verify;

pub use clock::{Clock, system_clock};
pub use diffs::BranchPoint;
pub use error::{HistoryError, HistoryResult};
pub use imports::{Imported, NewMigration};
pub use manager::DdlVersioningManager;
pub use merging::{MergeHeads, MergeMeta, MergePlan, MergeResult};
pub use model::{
    Branch, DdlHistoryEntry, ForkPoint, ImportRecord, MergeRecord, Moment, RevertRecord,
    SchemaSnapshot,
};
pub use query::HistoryQuery;
pub use record::{NewDdlEntry, Origin, RecordMeta};
pub use revert::{RevertMeta, RevertPlan, RevertResult, Reverted};
pub use schema::{Finding, Schema, SchemaPoint};
pub use snapshots::SnapshotOptions;
pub use verify::{VerifyProblem, VerifyReport};

/// The branch that every history starts with.
pub const MAIN: &str = "main";
