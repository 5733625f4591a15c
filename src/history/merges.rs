//! Which merges there were, and which were taken back.
//!
//! A merge leaves a record beside the entries that it appends, and so does a revert. Never in it: what of each branch
//! another has by them (see `having`), and what a merge does to a schema (see `crate::merge`).

use super::manager::{DdlVersioningManager, decode};
use super::{Branch, ForkPoint, HistoryResult, MergeRecord, Moment, RevertRecord, keys};

use crate::ids::{BranchId, DdlId};
use crate::store::Store;

/// A point of a history: a branch after one of the entries that it has; 0 stands for the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub(super) branch: BranchId,
    pub(super) ddl_id: DdlId,
    /// Up to when merges count that appended nothing after that entry.
    pub(super) moment: Moment,
}

impl Point {
    /// The point after an entry, before the next.
    pub(super) fn after(branch: BranchId, ddl_id: DdlId) -> Point {
        Point { branch, ddl_id, moment: Moment::LAST }
    }

    /// The point where a branch stands.
    pub(super) fn head(branch: &Branch) -> Point {
        Point::after(branch.branch_id, branch.head.unwrap_or(DdlId(0)))
    }

    /// The point where a merge ended.
    pub(super) fn end_of(merge: &MergeRecord) -> Point {
        let ddl_id = merge.head.unwrap_or(DdlId(0));
        Point { branch: merge.target, ddl_id, moment: merge.moment }
    }

    /// The point that a merge took in.
    pub(super) fn source_of(merge: &MergeRecord) -> Point {
        let ddl_id = merge.source_head.unwrap_or(DdlId(0));
        Point { branch: merge.source, ddl_id, moment: merge.moment }
    }

    /// The point of a branch's parent that it has; none where the branch began the history.
    pub(super) fn of_parent(self, branch: &Branch) -> Option<Point> {
        let fork = branch.forked_from?;
        let last = fork.ddl_id.unwrap_or(DdlId(0));
        let moment = if self.ddl_id > last { Moment::LAST } else { self.moment };
        let before = Moment::before(branch.branch_id);
        let moment = Moment { branch_id: moment.branch_id.min(before.branch_id), ..moment };
        Some(Point { branch: fork.branch_id, ddl_id: self.ddl_id.min(last), moment })
    }

    /// Tells whether another point of the same branch has all that this has.
    pub(super) fn is_before(self, other: &Point) -> bool {
        self.branch == other.branch
            && (self.ddl_id < other.ddl_id
                || self.ddl_id == other.ddl_id && self.moment.is_before(other.moment))
    }

    /// Returns the point as the history's records have it.
    pub(super) fn fork_point(self) -> ForkPoint {
        let ddl_id = (self.ddl_id != DdlId(0)).then_some(self.ddl_id);
        ForkPoint { branch_id: self.branch, ddl_id }
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the merges into a branch, oldest first.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn list_merges(&self, branch: &str) -> HistoryResult<Vec<MergeRecord>> {
        let branch = self.branch(branch).await?.value;
        self.merges_into(branch.branch_id, DdlId(u64::MAX)).await
    }

    /// The merges into a branch that ended at an entry or before, oldest first.
    pub(super) async fn merges_into(
        &self,
        branch: BranchId,
        last: DdlId,
    ) -> HistoryResult<Vec<MergeRecord>> {
        let found = self.all(keys::merges_up_to(branch, last)).await?;
        found.iter().map(|(key, bytes)| decode(key, bytes)).collect()
    }

    /// The merges into a branch up to a point, oldest first.
    pub(super) async fn merges_to(&self, point: Point) -> HistoryResult<Vec<MergeRecord>> {
        let mut merges = self.merges_into(point.branch, point.ddl_id).await?;
        merges.retain(|merge| {
            merge.head != merge.target_head || Point::end_of(merge).is_before(&point)
        });
        Ok(merges)
    }

    /// The reverts on a branch that ended at an entry or before, oldest first.
    pub(super) async fn reverts_on(
        &self,
        branch: BranchId,
        last: DdlId,
    ) -> HistoryResult<Vec<RevertRecord>> {
        let found = self.all(keys::reverts_up_to(branch, last)).await?;
        found.iter().map(|(key, bytes)| decode(key, bytes)).collect()
    }
}

/// Returns the last entry at a point or before it that no merge appended, given the merges up to there.
pub(super) fn before_merges(merges: &[MergeRecord], point: DdlId) -> DdlId {
    // Newest first: a merge may begin where another ended.
    merges.iter().rev().fold(point, |at, merge| match merge.head {
        Some(head) if head == at => merge.target_head.unwrap_or(DdlId(0)),
        _ => at,
    })
}
