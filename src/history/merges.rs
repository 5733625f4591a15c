//! Which merges there were, and so what of each branch another has.
//!
//! A merge leaves a record beside the entries that it appends. From the forks and the records follows
//! what a point of a branch *has*: of every branch, the last entry that reached it. The base of two
//! branches is a point that has what both have, and no more. Never in it: what a merge does to a schema
//! (see `crate::merge`).

use super::manager::{DdlVersioningManager, decode};
use super::{Branch, ForkPoint, HistoryResult, MergeRecord, RevertRecord, keys};
use crate::ids::{BranchId, DdlId};
use crate::store::Store;

/// A point of a history: a branch after one of the entries that it has; 0 stands for the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) branch: BranchId,
    pub(super) ddl_id: DdlId,
}

impl Point {
    /// The point where a branch stands.
    pub(super) fn head(branch: &Branch) -> Point {
        Point { branch: branch.branch_id, ddl_id: branch.head.unwrap_or(DdlId(0)) }
    }

    /// Returns the point as the history's records have it.
    pub(super) fn fork_point(self) -> ForkPoint {
        let ddl_id = (self.ddl_id != DdlId(0)).then_some(self.ddl_id);
        ForkPoint { branch_id: self.branch, ddl_id }
    }
}

/// What a point has: of each branch the last entry of its own that reached it. The entries that a merge
/// appends are not among them: they say again what the merged branches say.
#[derive(Clone, Debug, Default)]
pub(super) struct Having {
    last: Vec<(BranchId, DdlId)>,
}

impl Having {
    /// Returns the last entry of a branch; 0 where there is none.
    pub(super) fn of(&self, branch: BranchId) -> DdlId {
        let found = self.last.iter().find(|(other, _)| *other == branch);
        found.map_or(DdlId(0), |(_, last)| *last)
    }

    fn raise(&mut self, branch: BranchId, ddl_id: DdlId) {
        match self.last.iter_mut().find(|(other, _)| *other == branch) {
            Some((_, last)) => *last = ddl_id.max(*last),
            None => self.last.push((branch, ddl_id)),
        }
    }

    /// Returns what both have.
    pub(super) fn shared(&self, other: &Having) -> Having {
        let last = self.last.iter().map(|&(branch, last)| (branch, last.min(other.of(branch))));
        Having { last: last.filter(|(_, last)| *last != DdlId(0)).collect() }
    }

    /// Tells whether it has all that another has.
    pub(super) fn covers(&self, other: &Having) -> bool {
        other.last.iter().all(|&(branch, last)| last <= self.of(branch))
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

    /// The reverts on a branch that ended at an entry or before, oldest first.
    pub(super) async fn reverts_on(
        &self,
        branch: BranchId,
        last: DdlId,
    ) -> HistoryResult<Vec<RevertRecord>> {
        let found = self.all(keys::reverts_up_to(branch, last)).await?;
        found.iter().map(|(key, bytes)| decode(key, bytes)).collect()
    }

    /// The merges into a branch that count at an entry: those that were not taken back by then.
    pub(super) async fn merges_at(
        &self,
        branch: BranchId,
        last: DdlId,
    ) -> HistoryResult<Vec<MergeRecord>> {
        let reverts = standing(self.reverts_on(branch, last).await?);
        let mut merges = self.merges_into(branch, last).await?;
        merges.retain(|merge| {
            let is_in = |revert: &RevertRecord| {
                revert.after <= merge.target_head && merge.head <= Some(revert.last)
            };
            merge.head == merge.target_head || !reverts.iter().any(is_in)
        });
        Ok(merges)
    }

    /// Returns what a point has.
    pub(super) async fn having(&self, point: Point) -> HistoryResult<Having> {
        let mut having = Having::default();
        let mut seen: Vec<Point> = Vec::new();
        let mut open = vec![point];
        while let Some(point) = open.pop() {
            let Point { branch: id, ddl_id } = point;
            if seen.iter().any(|seen| seen.branch == id && ddl_id <= seen.ddl_id) {
                continue;
            }
            seen.push(point);
            // A branch may be deleted once it is merged.
            let Some(branch) = self.read::<Branch>(keys::branch(id)).await?.value else { continue };
            let merges = self.merges_at(id, ddl_id).await?;
            let own = before_merges(&merges, ddl_id);
            let fork = branch.forked_from.map_or(DdlId(0), |fork| fork.ddl_id.unwrap_or(DdlId(0)));
            if own > fork {
                having.raise(id, own);
            }
            if let Some(parent) = branch.forked_from {
                open.push(Point { branch: parent.branch_id, ddl_id: ddl_id.min(fork) });
            }
            open.extend(merges.iter().map(source_of));
        }
        Ok(having)
    }

    /// Returns the points that have what two branches both have, and no more: those that stand for it
    /// before any merge first, then those where merges ended that were not taken back.
    pub(super) async fn points_with(&self, shared: &Having) -> HistoryResult<Vec<Point>> {
        let mut found = Vec::new();
        for &(branch, last) in &shared.last {
            let merges = self.merges_into(branch, DdlId(u64::MAX)).await?;
            let standing = self.merges_at(branch, DdlId(u64::MAX)).await?;
            let ends = standing.iter().map(|merge| merge.head.unwrap_or(DdlId(0)));
            let same = ends.filter(|&end| end > last && before_merges(&merges, end) == last);
            for ddl_id in std::iter::once(last).chain(same) {
                let point = Point { branch, ddl_id };
                let having = self.having(point).await?;
                if having.covers(shared) && shared.covers(&having) {
                    found.push(point);
                }
            }
        }
        Ok(found)
    }
}

/// Returns the reverts that were not taken back themselves.
pub(super) fn standing(mut reverts: Vec<RevertRecord>) -> Vec<RevertRecord> {
    let mut standing: Vec<RevertRecord> = Vec::new();
    // Newest first: what takes a revert back is younger.
    while let Some(revert) = reverts.pop() {
        let is_in =
            |other: &RevertRecord| other.after <= Some(revert.last) && revert.head <= other.last;
        if !standing.iter().any(is_in) {
            standing.push(revert);
        }
    }
    standing
}

/// The point that a merge took in.
pub(super) fn source_of(merge: &MergeRecord) -> Point {
    Point { branch: merge.source, ddl_id: merge.source_head.unwrap_or(DdlId(0)) }
}

/// Returns the last entry at a point or before it that no merge appended, given the merges up to there.
fn before_merges(merges: &[MergeRecord], point: DdlId) -> DdlId {
    // Newest first: a merge may begin where another ended.
    merges.iter().rev().fold(point, |at, merge| match merge.head {
        Some(head) if head == at => merge.target_head.unwrap_or(DdlId(0)),
        _ => at,
    })
}
