//! Entries, branches, snapshots, the hash chain.
//!
//! Never in it: knowledge of a particular store.

mod model;

pub use model::{Branch, DdlHistoryEntry, ForkPoint, SchemaSnapshot};
