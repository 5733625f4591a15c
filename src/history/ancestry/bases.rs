//! The base of two branches: a schema that has what both have, and no more.
//!
//! Mostly some point of the history has just that. Where merges crossed each other, or one was taken back, none may: then
//! the base is made of what there is. Never in it: what each branch did since (see `comparison`).

use super::having::{Having, is_taken_back};
use super::lineage::Lineage;
use super::lines::{Line, More};
use super::merges::{Past, Point};
use crate::history::manager::DdlVersioningManager;
use crate::history::schema::Replay;
use crate::history::{HistoryResult, MergeRecord, RevertRecord};
use crate::ids::DdlId;
use crate::merge::{MergeOptions, Verdict};
use crate::store::Store;

impl<S: Store> DdlVersioningManager<S> {
    /// Returns a line that has what is given, and no more, if there is one or it can be made.
    ///
    /// Where branches merged each other, both results have what both branches have. Where they say
    /// different things, since each was resolved in its own way, neither is the base.
    pub(in crate::history) async fn base(
        &self,
        past: &Past,
        given: &Having,
    ) -> HistoryResult<Option<Line>> {
        let mut lines = Vec::new();
        for point in past.points_with(given) {
            lines.push(self.line(point).await?);
        }
        if lines.is_empty() {
            for point in past.own_points(given) {
                lines.extend(self.line_within(past, point, given).await?);
            }
        }
        if lines.is_empty() {
            lines.extend(self.line_of_two(past, given).await?);
        }
        let alike = |pair: &[Line]| matches!(pair, [one, other] if is_alike(one, other));
        let are_alike = lines.windows(2).all(alike);
        Ok(lines.into_iter().next().filter(|_| are_alike))
    }

    /// Returns the line to a point as it were without the merges that brought it more than is given; nothing where it
    /// does not have what is given then, or needs what they brought.
    async fn line_within(
        &self,
        past: &Past,
        point: Point,
        given: &Having,
    ) -> HistoryResult<Option<Line>> {
        let lineage = past.lineage(point)?;
        let reverts = past.reverts_of(&[point]);
        let beyond = beyond(past, point, &lineage, &reverts, given);
        let having = past.having_without(&[point], &|merge| {
            beyond.contains(&merge) || is_taken_back(merge, &reverts)
        });
        match beyond.first() {
            Some(first) if having.is_same(given) => {
                let first = Point::after(point.branch, first.target_head.unwrap_or(DdlId::START));
                self.line_without(first, point, &lineage, &beyond).await
            }
            _ => Ok(None),
        }
    }

    /// Returns the line to a point, with what comes between it and a later one but for what merges appended; nothing
    /// where that can't run. Its own lineage ends where it begins: what comes then has identities of its own.
    async fn line_without(
        &self,
        first: Point,
        last: Point,
        lineage: &Lineage,
        left_out: &[&MergeRecord],
    ) -> HistoryResult<Option<Line>> {
        let line = self.line(first).await?;
        let mut replay = Replay { session: line.session, ..Replay::default() };
        for segment in &lineage.segments {
            for entry in self.entries(&segment.within(first.ddl_id, last.ddl_id)).await? {
                if !left_out.iter().any(|merge| merge.appended(entry.ddl_id)) {
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
    async fn line_of_two(&self, past: &Past, given: &Having) -> HistoryResult<Option<Line>> {
        let points = past.points_within(given);
        let pairs = points.iter().flat_map(|one| points.iter().map(move |other| (*one, *other)));
        let mut pairs = pairs.filter(|(one, other)| one < other);
        let Some((one, other)) =
            pairs.find(|(one, other)| past.having(&[*one, *other]).is_same(given))
        else {
            return Ok(None);
        };
        let (target, source) = (self.branch_at(one).await?, self.branch_at(other).await?);
        let compared = Box::pin(self.comparison(&source, &target, None)).await?;
        let plan = compared.plan(&MergeOptions::default())?;
        let mut line = self.line(one).await?;
        let runs = plan.verdict != Verdict::Conflict
            && plan.ddl.iter().all(|ddl| line.session.execute_script(ddl).errors.is_empty());
        line.more = Some(More { point: other, renames: plan.renames });
        Ok(runs.then_some(line))
    }
}

/// Returns the merges that brought a point more than is given, and were not taken back.
fn beyond<'a>(
    past: &'a Past,
    point: Point,
    lineage: &Lineage,
    reverts: &[&RevertRecord],
    given: &Having,
) -> Vec<&'a MergeRecord> {
    let mut beyond = Vec::new();
    for segment in &lineage.segments {
        let end = if segment.branch == point.branch { point } else { segment.end() };
        beyond.extend(past.merges_to(end).filter(|merge| {
            merge.head > Some(segment.after)
                && !is_taken_back(merge, reverts)
                && !given.covers(&past.having(&[Point::source_of(merge)]))
        }));
    }
    beyond
}

/// Tells whether two schemas say the same; which of two branches' columns come first, decides who merged whom.
fn is_alike(one: &Line, other: &Line) -> bool {
    one.catalog().hash_of_meaning() == other.catalog().hash_of_meaning()
}
