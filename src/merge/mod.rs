//! What two branches' statements do to each other.
//!
//! Never in it: IO, and where the statements are kept.

mod conflict;

pub use conflict::{ConflictClass, ConflictSide, DdlConflict, DdlConflictType};

use crate::ids::DdlId;
use crate::sql::{DdlObjectType, DdlOperation};

/// A statement that a branch ran, as its history has it.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Its entry.
    pub ddl_id: DdlId,
    /// What it does, as it was recorded.
    pub operation: DdlOperation,
    /// To what, as it was recorded.
    pub object_type: DdlObjectType,
    /// The object's name, as it was recorded.
    pub object_name: &'a str,
    /// The text.
    pub statement: &'a str,
}

/// Returns what the statements that `source` and `target` ran on top of `base` do to each other,
/// in the order of the source's statements.
pub fn detect_conflicts(
    _base: &[Change<'_>],
    _source: &[Change<'_>],
    _target: &[Change<'_>],
) -> Vec<DdlConflict> {
    Vec::new()
}
