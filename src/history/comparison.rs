//! Two branches, compared: their base, what each ran since, and what disagrees.
//!
//! Never in it: what the branches' changes do to each other (see `crate::merge`), and which points have what both have
//! (see `merges`).

use super::lineage::Lineage;
use super::lines::Line;
use super::manager::DdlVersioningManager;
use super::merges::{Having, Point};
use super::{Branch, DdlHistoryEntry, HistoryError, HistoryResult};
use crate::diff::{self, Identity, diff};
use crate::ids::DdlId;
use crate::merge::{self, Change, DdlConflict, MergeOptions, Plan};
use crate::sql::{self, Mode, Statement};
use crate::store::Store;

/// What a branch did since the base.
pub(super) struct Since {
    /// What a merge made of the base before the branch got it, as statements of that merge's last entry.
    merged: Vec<Statement>,
    merged_by: DdlId,
    /// What the branch ran since.
    entries: Vec<DdlHistoryEntry>,
}

impl Since {
    pub(super) fn changes(&self) -> Vec<Change<'_>> {
        let mut changes = Vec::with_capacity(self.merged.len() + self.entries.len());
        for statement in &self.merged {
            changes.push(Change::of_statement(self.merged_by, statement));
        }
        changes.extend(self.entries.iter().map(DdlHistoryEntry::change));
        changes
    }
}

impl DdlHistoryEntry {
    /// Returns the entry as the merge takes it.
    pub(super) fn change(&self) -> Change<'_> {
        Change {
            ddl_id: self.ddl_id,
            operation: self.operation,
            object_type: self.object_type,
            object_name: &self.object_name,
            statement: &self.ddl_statement,
        }
    }
}

/// Two branches over their base.
pub(super) struct Comparison {
    pub(super) base: Line,
    pub(super) source: Since,
    pub(super) target: Since,
    /// Whether the target has all that the source has.
    pub(super) is_contained: bool,
}

impl Comparison {
    /// Returns what a merge comes to.
    pub(super) fn plan(self, options: &MergeOptions) -> HistoryResult<Plan> {
        let (source, target) = (self.source.changes(), self.target.changes());
        let plan = merge::plan_on(self.base.session, &source, &target, options);
        // A merge that is asked for again, as it was, has no conflicts left.
        if !self.is_contained {
            plan.check_resolutions(options)?;
        }
        Ok(plan)
    }

    /// Returns what the branches disagree on.
    pub(super) fn conflicts(self) -> Vec<DdlConflict> {
        let (source, target) = (self.source.changes(), self.target.changes());
        merge::detect_conflicts_on(self.base.session, &source, &target)
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the conflicts between what two branches did since they parted or last merged, or, with
    /// `since`, after that entry of either branch.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND` where neither branch has the entry `since`.
    pub async fn detect_conflicts(
        &self,
        source: &str,
        target: &str,
        since: Option<DdlId>,
    ) -> HistoryResult<Vec<DdlConflict>> {
        let source = self.branch(source).await?.value;
        let target = self.branch(target).await?.value;
        self.check_since(&source, &target, since).await?;
        Ok(self.comparison(&source, &target, since).await?.conflicts())
    }

    async fn check_since(
        &self,
        source: &Branch,
        target: &Branch,
        since: Option<DdlId>,
    ) -> HistoryResult<()> {
        let Some(ddl_id) = since.filter(|&since| since != DdlId(0)) else { return Ok(()) };
        let (one, other) = (self.lineage(source).await?, self.lineage(target).await?);
        match one.segment_of(ddl_id).or(other.segment_of(ddl_id)) {
            Some(_) => Ok(()),
            None => Err(HistoryError::EntryNotFound { branch: source.name.clone(), ddl_id }),
        }
    }

    /// Compares two branches with their base, or, with `since`, from that entry of either branch on.
    pub(super) async fn comparison(
        &self,
        source: &Branch,
        target: &Branch,
        since: Option<DdlId>,
    ) -> HistoryResult<Comparison> {
        let of_source = self.having(Point::head(source)).await?;
        let of_target = self.having(Point::head(target)).await?;
        let shared = of_source.shared(&of_target);
        let base = self.base(source, target, &shared).await?;
        let since = since.unwrap_or(DdlId(0));
        Ok(Comparison {
            source: self.since(source, &base, &shared, since).await?,
            target: self.since(target, &base, &shared, since).await?,
            base,
            is_contained: of_target.covers(&of_source),
        })
    }

    /// Returns the base of two branches.
    ///
    /// Where the branches merged each other, both results have what both branches have. Where they say
    /// different things, since each was resolved in its own way, neither is the base, but the fork point
    /// is, so that the difference shows as a conflict.
    async fn base(&self, source: &Branch, target: &Branch, shared: &Having) -> HistoryResult<Line> {
        let mut found: Option<Line> = None;
        for point in self.points_with(shared).await? {
            let line = self.line(point).await?;
            match &found {
                None => found = Some(line),
                Some(other) if is_alike(other, &line) => {}
                Some(_) => {
                    found = None;
                    break;
                }
            }
        }
        if let Some(found) = found {
            return Ok(found);
        }
        let fork_point = self.lineage(source).await?.fork_point(&self.lineage(target).await?);
        self.line(Point { branch: source.branch_id, ddl_id: fork_point }).await
    }

    /// Returns what a branch did since the base: its entries after it, or after that with which it had as much.
    async fn since(
        &self,
        branch: &Branch,
        base: &Line,
        shared: &Having,
        since: DdlId,
    ) -> HistoryResult<Since> {
        let lineage = self.lineage(branch).await?;
        let mut start = base.point.ddl_id;
        let mut merged = Vec::new();
        if !lineage.shares(&base.lineage, start) {
            start = self.first_with(branch, &lineage, shared).await?;
            merged = self.merged(base, Point { branch: branch.branch_id, ddl_id: start }).await?;
        }
        let mut entries = Vec::new();
        for segment in &lineage.segments {
            let last = DdlId(u64::MAX);
            entries.extend(self.entries(&segment.within(start.max(since), last)).await?);
        }
        Ok(Since { merged, merged_by: start, entries })
    }

    /// Returns what merges made of a base on the way to a point of another line.
    async fn merged(&self, base: &Line, point: Point) -> HistoryResult<Vec<Statement>> {
        let here = self.line(point).await?;
        let identity = Identity::SharedBefore(self.parting(base, &here).await?);
        let renames = self.renames(base, &here).await?;
        let options = diff::Options { identity, renames, ..Default::default() };
        statements(&diff(base.catalog(), here.catalog(), &options).into_ddl())
    }

    /// Returns the first entry with which a branch has all that is given, its own or the last of a merge.
    async fn first_with(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        shared: &Having,
    ) -> HistoryResult<DdlId> {
        for segment in &lineage.segments {
            let own = shared.of(segment.branch).min(segment.last);
            let merges = self.merges_at(segment.branch, segment.last).await?;
            let merges = merges.into_iter().map(|merge| merge.head.unwrap_or(DdlId(0)));
            for ddl_id in std::iter::once(own).chain(merges) {
                let point = Point { branch: segment.branch, ddl_id };
                if self.having(point).await?.covers(shared) {
                    return Ok(ddl_id);
                }
            }
        }
        let reason = format!("no entry brought branch `{}` what it has", branch.name);
        Err(HistoryError::Corrupt { reason })
    }
}

/// Tells whether two schemas say the same; which of two branches' columns come first, decides who merged whom.
fn is_alike(one: &Line, other: &Line) -> bool {
    one.catalog().hash_of_meaning() == other.catalog().hash_of_meaning()
}

pub(super) fn statements(ddl: &[String]) -> HistoryResult<Vec<Statement>> {
    let mut statements = Vec::with_capacity(ddl.len());
    for text in ddl {
        statements.extend(sql::parse_script(text, Mode::Lenient)?.statements);
    }
    Ok(statements)
}
