//! What points of a history have, and what two of them both have.
//!
//! What a point *has* is said as the last entry of each branch that reached it, by forks and by merges. A merge that was
//! taken back brings nothing to a point that has the revert, by whichever way either came. Never in it: what a merge does
//! to a schema (see `crate::merge`), and the schema at a point (see `lines`).

use super::manager::DdlVersioningManager;
use super::merges::{Point, before_merges};
use super::{HistoryResult, MergeRecord, Moment, RevertRecord};
use crate::ids::{BranchId, DdlId};
use crate::store::Store;

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

    /// Returns each branch with its last entry.
    pub(super) fn branches(&self) -> impl Iterator<Item = (BranchId, DdlId)> {
        self.last.iter().copied()
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

    /// Tells whether it has what another has, and no more.
    pub(super) fn is_same(&self, other: &Having) -> bool {
        self.covers(other) && other.covers(self)
    }
}

/// What two points have, and what a merge of them starts from.
pub(super) struct InCommon {
    /// What the one has.
    pub(super) one: Having,
    /// What the other has.
    pub(super) other: Having,
    /// What both have, and what both had until one of them took the merge back that had brought it: that it went is what
    /// this one did since.
    pub(super) shared: Having,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns what points have together.
    pub(super) async fn having(&self, points: &[Point]) -> HistoryResult<Having> {
        let all = self.having_without(points, |_| false).await?;
        let reverts = self.reverts_among(&all, points).await?;
        match reverts.is_empty() {
            true => Ok(all),
            false => self.having_without(points, |merge| is_taken_back(merge, &reverts)).await,
        }
    }

    /// Returns what two points have in common.
    pub(super) async fn in_common(&self, one: Point, other: Point) -> HistoryResult<InCommon> {
        let merged = self.having(&[one, other]).await?;
        let (one, other) = (self.having(&[one]).await?, self.having(&[other]).await?);
        let mut shared = Having::default();
        for &(branch, last) in one.last.iter().chain(&other.last) {
            let (mine, theirs) = (one.of(branch), other.of(branch));
            let is_lost = last > merged.of(branch);
            let last = if is_lost { last } else { mine.min(theirs) };
            if last != DdlId(0) {
                shared.raise(branch, last);
            }
        }
        Ok(InCommon { one, other, shared })
    }

    /// Returns the points that have what is given, and no more: those that stand for it before any merge first, then
    /// those where merges ended.
    pub(super) async fn points_with(&self, shared: &Having) -> HistoryResult<Vec<Point>> {
        let mut found = Vec::new();
        for (branch, last) in shared.branches() {
            if self.branch_if_kept(branch).await?.is_none() {
                continue;
            }
            let merges = self.merges_into(branch, DdlId(u64::MAX)).await?;
            let ends = merges.iter().map(Point::end_of);
            let same = ends.filter(|end| before_merges(&merges, end.ddl_id) == last);
            let own = Point { branch, ddl_id: last, moment: Moment::FIRST };
            for point in std::iter::once(own).chain(same) {
                if self.having(&[point]).await?.is_same(shared) {
                    found.push(point);
                }
            }
        }
        Ok(found)
    }

    /// Returns the reverts that points have together, without those that were taken back themselves.
    pub(super) async fn reverts_of(&self, points: &[Point]) -> HistoryResult<Vec<RevertRecord>> {
        let all = self.having_without(points, |_| false).await?;
        self.reverts_among(&all, points).await
    }

    /// As [`reverts_of`](Self::reverts_of), given what the points would have if nothing had been taken back.
    async fn reverts_among(
        &self,
        all: &Having,
        points: &[Point],
    ) -> HistoryResult<Vec<RevertRecord>> {
        let mut reverts = Vec::new();
        for (branch, last) in all.branches() {
            reverts.extend(self.reverts_on(branch, last).await?);
        }
        reverts.sort_by_key(|revert| revert.head);
        let mut standing: Vec<RevertRecord> = Vec::new();
        // Newest first: what takes a revert back, or the merge that brought it, is younger.
        while let Some(revert) = reverts.pop() {
            let having =
                self.having_without(points, |merge| is_taken_back(merge, &standing)).await?;
            let is_had = revert.head <= having.of(revert.branch);
            if is_had && !standing.iter().any(|other| takes_back(other, &revert)) {
                standing.push(revert);
            }
        }
        Ok(standing)
    }

    /// Returns what points have together, were it not for some merges.
    pub(super) async fn having_without(
        &self,
        points: &[Point],
        is_left_out: impl Fn(&MergeRecord) -> bool,
    ) -> HistoryResult<Having> {
        let mut having = Having::default();
        let mut seen: Vec<Point> = Vec::new();
        let mut open = points.to_vec();
        while let Some(point) = open.pop() {
            if seen.iter().any(|seen| point.is_before(seen)) {
                continue;
            }
            seen.push(point);
            let Point { branch: id, ddl_id, .. } = point;
            let Some(branch) = self.branch_if_kept(id).await? else {
                having.raise(id, ddl_id);
                continue;
            };
            let merges = self.merges_to(point).await?;
            let own = before_merges(&merges, ddl_id);
            let fork = branch.forked_from.map_or(DdlId(0), |fork| fork.ddl_id.unwrap_or(DdlId(0)));
            if own > fork {
                having.raise(id, own);
            }
            open.extend(point.of_parent(&branch));
            let standing = merges.iter().filter(|merge| !is_left_out(merge));
            open.extend(standing.map(Point::source_of));
        }
        Ok(having)
    }
}

/// Tells whether one of some reverts took a merge back.
pub(super) fn is_taken_back(merge: &MergeRecord, reverts: &[RevertRecord]) -> bool {
    let is_in = |revert: &RevertRecord| {
        revert.branch == merge.target
            && revert.after <= merge.target_head
            && merge.head <= Some(revert.last)
    };
    merge.head != merge.target_head && reverts.iter().any(is_in)
}

/// Tells whether a revert takes another back.
pub(super) fn takes_back(one: &RevertRecord, other: &RevertRecord) -> bool {
    one.branch == other.branch && one.after <= Some(other.last) && other.head <= one.last
}
