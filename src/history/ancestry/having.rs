//! What points of a history have, and what two of them both have.
//!
//! What a point *has* is said as the last entry of each branch that reached it, by forks and by merges. A merge that was
//! taken back brings nothing to a point that has the revert, by whichever way either came. Never in it: what a merge does
//! to a schema (see `crate::merge`), and the schema at a point (see `lines`).

use super::lineage::Lineage;
use super::merges::{Past, Point, Seen};
use crate::history::{MergeRecord, Moment, RevertRecord};
use crate::ids::{BranchId, DdlId};
use crate::map::Map;
use crate::sorted::sorted;

/// What a point has: of each branch the last entry of its own that reached it. The entries that a merge
/// appends are not among them: they say again what the merged branches say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Having {
    last: Map<BranchId, DdlId>,
}

impl Having {
    /// Returns the last entry of a branch; 0 where there is none.
    pub(crate) fn of(&self, branch: BranchId) -> DdlId {
        self.last.get(&branch).copied().unwrap_or(DdlId::START)
    }

    /// Returns its last entry of any branch.
    fn newest(&self) -> DdlId {
        self.last.values().copied().max().unwrap_or(DdlId::START)
    }

    fn raise(&mut self, branch: BranchId, ddl_id: DdlId) {
        if ddl_id > self.of(branch) {
            self.last.insert(branch, ddl_id);
        }
    }

    /// Returns what both have.
    pub(crate) fn shared(&self, other: &Having) -> Having {
        let last = self.last.iter().map(|(branch, last)| (*branch, *last.min(&other.of(*branch))));
        Having { last: last.filter(|(_, last)| *last != DdlId::START).collect() }
    }

    /// Tells whether it has all that another has.
    pub(crate) fn covers(&self, other: &Having) -> bool {
        other.last.iter().all(|(branch, last)| *last <= self.of(*branch))
    }

    /// Tells whether it has what another has, and no more.
    pub(crate) fn is_same(&self, other: &Having) -> bool {
        self.covers(other) && other.covers(self)
    }
}

/// What two points have, and what a merge of them starts from.
pub(crate) struct InCommon {
    /// What the one has.
    pub(crate) one: Having,
    /// What the other has.
    pub(crate) other: Having,
    /// What both have, and what both had until one of them took the merge back that had brought it: that it went is what
    /// this one did since.
    pub(crate) shared: Having,
}

impl Past {
    /// Returns what points have together.
    pub(crate) fn having(&self, points: &[Point]) -> Having {
        let reverts = self.reverts_of(points);
        self.having_without(points, &|merge| is_taken_back(merge, &reverts))
    }

    /// Returns what two points have in common.
    pub(crate) fn in_common(&self, one: Point, other: Point) -> InCommon {
        let merged = self.having(&[one, other]);
        let (one, other) = (self.having(&[one]), self.having(&[other]));
        let mut shared = Having::default();
        for (&branch, &last) in one.last.iter().chain(other.last.iter()) {
            let is_lost = last > merged.of(branch);
            shared.raise(branch, if is_lost { last } else { one.of(branch).min(other.of(branch)) });
        }
        InCommon { one, other, shared }
    }

    /// Returns the points that have what is given, and no more: those that stand for it before any merge first, then
    /// those where merges ended.
    pub(crate) fn points_with(&self, given: &Having) -> Vec<Point> {
        let mut found = Vec::new();
        let newest = given.newest();
        let brings_no_more =
            |merge: &&MergeRecord| self.own(Point::source_of(merge)) <= given.of(merge.source);
        for own in self.own_points(given) {
            let ends = self.merges_into(own.branch).filter(brings_no_more).map(Point::end_of);
            found.extend(std::iter::once(own).chain(ends).filter(|point| {
                point.time() >= newest
                    && self.before_merges(*point) == own.ddl_id
                    && self.having(&[*point]).is_same(given)
            }));
        }
        found
    }

    /// Returns the last entry of its own that a branch has at a point; 0 where there is none.
    fn own(&self, point: Point) -> DdlId {
        let Some(branch) = self.branch(point.branch) else { return point.ddl_id };
        let own = self.before_merges(point);
        if own > branch.start() { own } else { DdlId::START }
    }

    /// Returns the last point of each branch that has some of what is given, and no more.
    pub(crate) fn points_within(&self, given: &Having) -> Vec<Point> {
        let mut found = Vec::new();
        for own in self.own_points(given) {
            let ends = self.merges_into(own.branch).rev().map(Point::end_of);
            let ends = ends.filter(|end| end.ddl_id >= own.ddl_id);
            found.extend(ends.chain([own]).find(|point| given.covers(&self.having(&[*point]))));
        }
        found
    }

    /// Returns the points after the last entries of their own that branches have, of those that were not deleted.
    pub(crate) fn own_points(&self, having: &Having) -> Vec<Point> {
        let kept = having.last.iter().filter(|(branch, _)| self.branch(**branch).is_some());
        let point = |(&branch, &ddl_id)| Point { branch, ddl_id, moment: Moment::FIRST };
        kept.map(point).collect()
    }

    /// Returns the entry with which a line last came to have, or lost, some of what is given.
    pub(crate) fn since_when(&self, lineage: &Lineage, head: Point, given: &Having) -> DdlId {
        let has = self.having(&[head]).shared(given);
        let mut since = head.ddl_id;
        for segment in lineage.segments.iter().rev() {
            let (branch, own) = (segment.branch, given.of(segment.branch));
            let own = Point { branch, ddl_id: own, moment: Moment::FIRST };
            let merges = self.merges_to(segment.end()).map(Point::end_of);
            let reverts = self.reverts_on(branch, segment.last);
            let reverts = reverts.map(|revert| Point { ddl_id: revert.head, ..own });
            // A merge may have appended nothing since the fork.
            let is_here = |at: &Point| segment.after <= at.ddl_id && at.ddl_id <= segment.last;
            let changes = merges.chain(reverts).chain([own]).filter(is_here).collect();
            for change in sorted(changes, |one: &Point, other| other.cmp(one)) {
                if !self.having(&[change]).shared(given).is_same(&has) {
                    return since;
                }
                since = change.ddl_id;
            }
        }
        if has.last.is_empty() { DdlId::START } else { since }
    }

    /// Returns the reverts that points ever had together, oldest first.
    pub(crate) fn reverts_had(&self, points: &[Point]) -> Vec<&RevertRecord> {
        if !self.has_reverts() {
            return Vec::new();
        }
        let all = self.having_without(points, &|_| false);
        let had = all.last.iter().flat_map(|(&branch, &last)| self.reverts_on(branch, last));
        sorted(had.collect(), |one: &&RevertRecord, other| one.head.cmp(&other.head))
    }

    /// Returns the reverts that points have together, without those that were taken back themselves.
    pub(crate) fn reverts_of(&self, points: &[Point]) -> Vec<&RevertRecord> {
        let mut had = self.reverts_had(points);
        let mut standing = Vec::new();
        // Newest first: what takes a revert back, or the merge that brought it, is younger.
        while let Some(revert) = had.pop() {
            let having = self.having_without(points, &|merge| is_taken_back(merge, &standing));
            let is_had = revert.head <= having.of(revert.branch);
            if is_had && !standing.iter().any(|other| takes_back(other, revert)) {
                standing.push(revert);
            }
        }
        standing
    }

    /// Returns what points have together, were it not for some merges.
    pub(crate) fn having_without(
        &self,
        points: &[Point],
        is_left_out: &dyn Fn(&MergeRecord) -> bool,
    ) -> Having {
        let mut having = Having::default();
        let mut seen = Seen::default();
        let mut open = points.to_vec();
        while let Some(point) = open.pop() {
            if !seen.add(point) {
                continue;
            }
            having.raise(point.branch, self.own(point));
            let Some(branch) = self.branch(point.branch) else { continue };
            open.extend(point.of_parent(branch));
            let standing = self.merges_to(point).filter(|merge| !is_left_out(merge));
            open.extend(standing.map(Point::source_of));
        }
        having
    }
}

/// Tells whether one of some reverts took a merge back.
pub(crate) fn is_taken_back(merge: &MergeRecord, reverts: &[&RevertRecord]) -> bool {
    let is_in =
        |revert: &&RevertRecord| revert.took_back(merge.target, merge.target_head, merge.head);
    merge.head != merge.target_head && reverts.iter().any(is_in)
}

/// Tells whether a revert takes another back.
fn takes_back(one: &RevertRecord, other: &RevertRecord) -> bool {
    one.branch == other.branch && one.after <= Some(other.last) && other.head <= one.last
}
