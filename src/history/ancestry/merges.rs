//! Which forks, merges and reverts there were.
//!
//! A merge leaves a record beside the entries that it appends, and so does a revert. All of them are read at once, and what
//! follows from them is told without the store. Never in it: what of each branch another has by them (see `having`), and
//! what a merge does to a schema (see `crate::merge`).

use serde::de::DeserializeOwned;

use super::lineage::{Ancestry, Lineage};
use crate::history::manager::{DdlVersioningManager, decode};
use crate::history::{
    Branch, ForkPoint, HistoryError, HistoryResult, MergeRecord, Moment, RevertRecord, keys,
};
use crate::ids::{BranchId, DdlId};
use crate::map::Map;
use crate::store::{KeyRange, Store};

/// A point of a history: a branch after one of the entries that it has; 0 stands for the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point {
    pub(crate) branch: BranchId,
    pub(crate) ddl_id: DdlId,
    /// Up to when merges count that appended nothing after that entry.
    pub(crate) moment: Moment,
}

impl Point {
    /// The point after an entry, before the next.
    pub(crate) fn after(branch: BranchId, ddl_id: DdlId) -> Point {
        Point { branch, ddl_id, moment: Moment::LAST }
    }

    /// The point where a branch stands.
    pub(crate) fn head(branch: &Branch) -> Point {
        Point::after(branch.branch_id, branch.end())
    }

    /// The point where a merge ended.
    pub(crate) fn end_of(merge: &MergeRecord) -> Point {
        let ddl_id = merge.head.unwrap_or(DdlId::START);
        Point { branch: merge.target, ddl_id, moment: merge.moment }
    }

    /// The point that a merge took in.
    pub(crate) fn source_of(merge: &MergeRecord) -> Point {
        let ddl_id = merge.source_head.unwrap_or(DdlId::START);
        Point { branch: merge.source, ddl_id, moment: merge.moment }
    }

    /// The point of a branch's parent that it has; none where the branch began the history.
    pub(crate) fn of_parent(self, branch: &Branch) -> Option<Point> {
        let fork = branch.forked_from?;
        let last = branch.start();
        let moment = if self.ddl_id > last { Moment::LAST } else { self.moment };
        let before = Moment::before(branch.branch_id);
        let moment = Moment { branch_id: moment.branch_id.min(before.branch_id), ..moment };
        Some(Point { branch: fork.branch_id, ddl_id: self.ddl_id.min(last), moment })
    }

    /// Tells whether another point of the same branch has all that this has.
    pub(crate) fn is_before(self, other: &Point) -> bool {
        self.branch == other.branch
            && (self.ddl_id < other.ddl_id
                || self.ddl_id == other.ddl_id && self.moment.is_before(other.moment))
    }

    /// Returns the last entry of any branch that there was by then.
    pub(crate) fn time(self) -> DdlId {
        self.ddl_id.max(self.moment.ddl_id)
    }

    /// Returns the point as the history's records have it.
    pub(crate) fn fork_point(self) -> ForkPoint {
        ForkPoint { branch_id: self.branch, ddl_id: self.ddl_id.entry() }
    }
}

/// The points that a walk through a history came by: of each branch the one that has all that the others have.
#[derive(Default)]
pub(crate) struct Seen(Map<BranchId, Point>);

impl Seen {
    /// Adds a point; tells whether it has more than those before.
    pub(crate) fn add(&mut self, point: Point) -> bool {
        let seen = self.0.get(&point.branch);
        let is_new = seen.is_none_or(|seen| !point.is_before(seen));
        if is_new {
            self.0.insert(point.branch, point);
        }
        is_new
    }
}

/// The forks, merges and reverts of a history, by branches, and those of each oldest first.
pub(crate) struct Past {
    branches: Vec<Branch>,
    merges: Vec<MergeRecord>,
    reverts: Vec<RevertRecord>,
}

impl Past {
    /// Returns a branch, unless it was deleted since it was merged.
    pub(crate) fn branch(&self, id: BranchId) -> Option<&Branch> {
        let place = self.branches.binary_search_by_key(&id, |branch| branch.branch_id).ok()?;
        self.branches.get(place)
    }

    /// Tells whether anything was ever taken back.
    pub(crate) fn has_reverts(&self) -> bool {
        !self.reverts.is_empty()
    }

    /// Returns the points where the branches stand.
    pub(crate) fn heads(&self) -> impl Iterator<Item = Point> {
        self.branches.iter().map(Point::head)
    }

    /// Returns the entries that lead to a point.
    pub(crate) fn lineage(&self, point: Point) -> HistoryResult<Lineage> {
        let Some(branch) = self.branch(point.branch) else { return Err(unknown(point.branch)) };
        let mut ancestry = Ancestry::of(&Branch { head: Some(point.ddl_id), ..branch.clone() })?;
        while let Some(parent) = ancestry.parent() {
            ancestry.add(self.branch(parent).ok_or_else(|| unknown(parent))?)?;
        }
        Ok(ancestry.lineage())
    }

    /// Returns the merges into a branch.
    pub(crate) fn merges_into(&self, branch: BranchId) -> std::slice::Iter<'_, MergeRecord> {
        let start = self.merges.partition_point(|merge| merge.target < branch);
        let end = self.merges.partition_point(|merge| merge.target <= branch);
        self.merges.get(start..end).unwrap_or_default().iter()
    }

    /// Returns the merges into a branch up to a point.
    pub(crate) fn merges_to(&self, point: Point) -> impl DoubleEndedIterator<Item = &MergeRecord> {
        self.merges_into(point.branch).filter(move |merge| {
            let appended = merge.head != merge.target_head;
            appended && merge.head <= Some(point.ddl_id) || Point::end_of(merge).is_before(&point)
        })
    }

    /// Returns the reverts on a branch that ended at an entry or before.
    pub(crate) fn reverts_on(
        &self,
        branch: BranchId,
        last: DdlId,
    ) -> impl Iterator<Item = &RevertRecord> {
        self.reverts.iter().filter(move |revert| revert.branch == branch && revert.head <= last)
    }

    /// Returns the last entry at a point or before it that no merge appended.
    pub(crate) fn before_merges(&self, point: Point) -> DdlId {
        // Newest first: a merge may begin where another ended.
        self.merges_into(point.branch).rev().fold(point.ddl_id, |at, merge| match merge.head {
            Some(head) if head == at => merge.target_head.unwrap_or(DdlId::START),
            _ => at,
        })
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the merges into a branch, oldest first.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn list_merges(&self, branch: &str) -> HistoryResult<Vec<MergeRecord>> {
        let id = self.branch(branch).await?.value.branch_id;
        self.records(keys::of_branch(keys::MERGE, id)).await
    }

    /// Reads the forks, merges and reverts.
    pub(in crate::history) async fn past(&self) -> HistoryResult<Past> {
        Ok(Past {
            branches: self.records(keys::table(keys::BRANCH)).await?,
            merges: self.records(keys::table(keys::MERGE)).await?,
            reverts: self.records(keys::table(keys::REVERT)).await?,
        })
    }

    async fn records<T: DeserializeOwned>(&self, range: KeyRange) -> HistoryResult<Vec<T>> {
        let found = self.all(range).await?;
        found.iter().map(|(key, bytes)| decode(key, bytes)).collect()
    }
}

fn unknown(branch: BranchId) -> HistoryError {
    HistoryError::Corrupt { reason: format!("there is no branch {branch}") }
}
