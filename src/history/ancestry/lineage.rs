//! Which entries a branch has: its own, and those of the branches it came from, up to each fork.

use super::merges::Point;
use crate::history::{Branch, HistoryError, HistoryResult, Moment};
use crate::ids::{BranchId, DdlId};

/// The entries that one branch contributes: those after `after`, up to `last` and with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) branch: BranchId,
    pub(crate) after: DdlId,
    pub(crate) last: DdlId,
    /// Up to when merges count that appended nothing after `last`.
    pub(crate) moment: Moment,
}

impl Segment {
    /// The point that it leads to.
    pub(crate) fn end(&self) -> Point {
        Point { branch: self.branch, ddl_id: self.last, moment: self.moment }
    }

    pub(crate) fn contains(&self, ddl_id: DdlId) -> bool {
        self.after < ddl_id && ddl_id <= self.last
    }

    /// The part of it after one id and before another.
    pub(crate) fn within(&self, after: DdlId, last: DdlId) -> Segment {
        Segment { after: self.after.max(after), last: self.last.min(last), ..*self }
    }
}

/// A branch's entries as segments, oldest first.
///
/// Ids increase over all branches and a branch's entries are younger than its fork point, so the
/// segments' ids increase too, and each id lies in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lineage {
    pub(crate) segments: Vec<Segment>,
}

/// A lineage while it is looked up: from the branch itself back, one branch after the other.
pub(crate) struct Ancestry {
    segments: Vec<Segment>,
    last: DdlId,
    moment: Moment,
    parent: Option<BranchId>,
}

impl Ancestry {
    /// The part that a branch knows of itself.
    pub(crate) fn of(branch: &Branch) -> HistoryResult<Self> {
        let last = branch.end();
        let mut ancestry =
            Ancestry { segments: Vec::new(), last, moment: Moment::LAST, parent: None };
        ancestry.add(branch)?;
        Ok(ancestry)
    }

    /// The branch to add next; none where the lineage began.
    pub(crate) fn parent(&self) -> Option<BranchId> {
        self.parent
    }

    pub(crate) fn add(&mut self, branch: &Branch) -> HistoryResult<()> {
        let after = branch.start();
        let (last, moment) = (self.last, self.moment);
        self.segments.push(Segment { branch: branch.branch_id, after, last, moment });
        self.moment = Moment::before(branch.branch_id);
        self.last = self.last.min(after);
        self.parent = branch.forked_from.map(|fork| fork.branch_id);
        if self.parent.is_some_and(|parent| parent >= branch.branch_id) {
            let reason = format!("branch {} forks from a younger one", branch.branch_id);
            return Err(HistoryError::Corrupt { reason });
        }
        Ok(())
    }

    pub(crate) fn lineage(mut self) -> Lineage {
        self.segments.reverse();
        Lineage { segments: self.segments }
    }
}

impl Lineage {
    /// The segment in which an id lies, if there is an entry of that id.
    pub(crate) fn segment_of(&self, ddl_id: DdlId) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.contains(ddl_id))
    }

    /// Tells whether an entry of another lineage is one of this; 0 stands for the start, which all have.
    pub(crate) fn shares(&self, other: &Lineage, ddl_id: DdlId) -> bool {
        let owner = |lineage: &Lineage| lineage.segment_of(ddl_id).map(|segment| segment.branch);
        ddl_id == DdlId::START || owner(self).is_some_and(|branch| owner(other) == Some(branch))
    }

    /// The last entry that two branches share; 0 where they share none.
    pub(crate) fn fork_point(&self, other: &Lineage) -> DdlId {
        let pairs = self.segments.iter().zip(&other.segments);
        pairs
            .take_while(|(mine, theirs)| mine.branch == theirs.branch && mine.after == theirs.after)
            .map(|(mine, theirs)| mine.last.min(theirs.last))
            .last()
            .unwrap_or(DdlId::START)
    }
}
