//! Which entries a branch has: its own, and those of the branches it came from, up to each fork.

use crate::ids::{BranchId, DdlId};

/// The entries that one branch contributes: those after `after`, up to `last` and with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) branch: BranchId,
    pub(super) after: DdlId,
    pub(super) last: DdlId,
}

impl Segment {
    pub(super) fn contains(&self, ddl_id: DdlId) -> bool {
        self.after < ddl_id && ddl_id <= self.last
    }

    /// The part of it after one id and before another.
    pub(super) fn within(&self, after: DdlId, last: DdlId) -> Segment {
        Segment { after: self.after.max(after), last: self.last.min(last), ..*self }
    }
}

/// A branch's entries as segments, oldest first.
///
/// Ids increase over all branches and a branch's entries are younger than its fork point, so the
/// segments' ids increase too, and each id lies in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lineage {
    pub(super) segments: Vec<Segment>,
}

impl Lineage {
    /// The segment in which an id lies, if there is an entry of that id.
    pub(super) fn segment_of(&self, ddl_id: DdlId) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.contains(ddl_id))
    }

    /// The last entry that two branches share; 0 where they share none.
    pub(super) fn fork_point(&self, other: &Lineage) -> DdlId {
        let pairs = self.segments.iter().zip(&other.segments);
        pairs
            .take_while(|(mine, theirs)| mine.branch == theirs.branch && mine.after == theirs.after)
            .map(|(mine, theirs)| mine.last.min(theirs.last))
            .last()
            .unwrap_or(DdlId(0))
    }
}
