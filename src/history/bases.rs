//! The base of two branches: a schema that has what both have, and no more.
//!
//! Mostly some point of the history has just that. Where merges crossed each other, or one was taken back, none may: then
//! the base is made of what there is. Never in it: what each branch did since (see `comparison`).

use super::having::{Having, is_taken_back};
use super::lineage::Lineage;
use super::lines::{Line, More};
use super::manager::DdlVersioningManager;
use super::merges::Point;
use super::schema::Replay;
use super::{HistoryResult, MergeRecord, Moment};
use crate::ids::DdlId;
use crate::merge::{MergeOptions, Verdict};
use crate::store::Store;

impl<S: Store> DdlVersioningManager<S> {
    /// Returns a line that has what is given, and no more, if there is one or it can be made.
    ///
    /// Where branches merged each other, both results have what both branches have. Where they say
    /// different things, since each was resolved in its own way, neither is the base.
    pub(super) async fn base(&self, given: &Having) -> HistoryResult<Option<Line>> {
        let mut lines = Vec::new();
        for point in self.points_with(given).await? {
            lines.push(self.line(point).await?);
        }
        if lines.is_empty() {
            for (branch, ddl_id) in given.branches() {
                let own = Point { branch, ddl_id, moment: Moment::FIRST };
                if self.branch_if_kept(branch).await?.is_some() {
                    lines.extend(self.line_within(own, given).await?);
                }
            }
        }
        if lines.is_empty() {
            lines.extend(self.line_of_two(given).await?);
        }
        let alike = |pair: &[Line]| matches!(pair, [one, other] if is_alike(one, other));
        let are_alike = lines.windows(2).all(alike);
        Ok(lines.into_iter().next().filter(|_| are_alike))
    }

    /// Returns the line to a point as it were without the merges that brought it more than is given; nothing where it
    /// does not have what is given then, or needs what they brought.
    ///
    /// Its lineage ends where the first of them is left out: what comes then has identities of its own.
    async fn line_within(&self, point: Point, given: &Having) -> HistoryResult<Option<Line>> {
        let reverts = self.reverts_of(&[point]).await?;
        let lineage = self.lineage(&self.branch_at(point).await?).await?;
        let mut beyond = Vec::new();
        for segment in &lineage.segments {
            let is_last = segment.branch == point.branch;
            let end = if is_last { point } else { segment.end() };
            for merge in self.merges_to(end).await? {
                let is_on_it = merge.head > Some(segment.after) && !is_taken_back(&merge, &reverts);
                if is_on_it && !given.covers(&self.having(&[Point::source_of(&merge)]).await?) {
                    beyond.push(merge);
                }
            }
        }
        let is_left_out =
            |merge: &MergeRecord| beyond.contains(merge) || is_taken_back(merge, &reverts);
        let having = self.having_without(&[point], is_left_out).await?;
        match beyond.first() {
            Some(first) if having.is_same(given) => {
                let first = Point::after(point.branch, first.target_head.unwrap_or(DdlId(0)));
                self.line_without(first, point, &lineage, &beyond).await
            }
            _ => Ok(None),
        }
    }

    /// Returns the line to a point, with what comes between it and a later one but for what merges appended; nothing
    /// where that can't run.
    async fn line_without(
        &self,
        first: Point,
        last: Point,
        lineage: &Lineage,
        left_out: &[MergeRecord],
    ) -> HistoryResult<Option<Line>> {
        let line = self.line(first).await?;
        let mut replay = Replay { session: line.session, ..Replay::default() };
        for segment in &lineage.segments {
            for entry in self.entries(&segment.within(first.ddl_id, last.ddl_id)).await? {
                let is_of = |merge: &MergeRecord| {
                    merge.target_head < Some(entry.ddl_id) && Some(entry.ddl_id) <= merge.head
                };
                if !left_out.iter().any(is_of) {
                    replay.run(&entry);
                }
            }
        }
        let more = Some(More { point: last, renames: Vec::new() });
        let runs = replay.errors.is_empty();
        Ok(runs.then_some(Line { session: replay.session, more, ..line }))
    }

    /// Returns the line to a point with what another point adds to it, where together they have what is given; nothing
    /// where no two do, or these are in conflict.
    async fn line_of_two(&self, given: &Having) -> HistoryResult<Option<Line>> {
        let points = self.points_within(given).await?;
        for (number, one) in points.iter().enumerate() {
            for other in points.iter().skip(number + 1) {
                if !self.having(&[*one, *other]).await?.is_same(given) {
                    continue;
                }
                let (target, source) = (self.branch_at(*one).await?, self.branch_at(*other).await?);
                let compared = Box::pin(self.comparison(&source, &target, None)).await?;
                let plan = compared.plan(&MergeOptions::default())?;
                if plan.verdict == Verdict::Conflict {
                    return Ok(None);
                }
                let mut line = self.line(*one).await?;
                let runs =
                    plan.ddl.iter().all(|ddl| line.session.execute_script(ddl).errors.is_empty());
                line.more = Some(More { point: *other, renames: plan.renames });
                return Ok(runs.then_some(line));
            }
        }
        Ok(None)
    }

    /// Returns the last point of each branch that has some of what is given, and no more.
    async fn points_within(&self, given: &Having) -> HistoryResult<Vec<Point>> {
        let mut points = Vec::new();
        for (branch, last) in given.branches() {
            if self.branch_if_kept(branch).await?.is_none() {
                continue;
            }
            let merges = self.merges_into(branch, DdlId(u64::MAX)).await?;
            let ends = merges.iter().rev().map(Point::end_of).filter(|end| end.ddl_id >= last);
            let own = Point { branch, ddl_id: last, moment: Moment::FIRST };
            for point in ends.chain([own]) {
                if given.covers(&self.having(&[point]).await?) {
                    points.push(point);
                    break;
                }
            }
        }
        Ok(points)
    }
}

/// Tells whether two schemas say the same; which of two branches' columns come first, decides who merged whom.
fn is_alike(one: &Line, other: &Line) -> bool {
    one.catalog().hash_of_meaning() == other.catalog().hash_of_meaning()
}
