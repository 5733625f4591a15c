//! Two branches, compared: their base, what each ran since, and what disagrees.
//!
//! Never in it: what the branches' changes do to each other (see `crate::merge`), and which points have what both have
//! (see `having`).

use super::having::{Having, InCommon};
use super::lines::Line;
use super::merges::{Past, Point};
use crate::catalog::Catalog;
use crate::diff::{self, Identity, diff};
use crate::history::manager::DdlVersioningManager;
use crate::history::{Branch, DdlHistoryEntry, HistoryError, HistoryResult, RevertRecord};
use crate::ids::DdlId;
use crate::merge::{self, Change, DdlConflict, MergeOptions, Plan};
use crate::sql::{self, Mode, Statement};
use crate::store::Store;

/// What a branch did since the base.
pub(crate) struct Since {
    /// What a merge made of the base before the branch got it, as statements of that merge's last entry.
    merged: Vec<Statement>,
    merged_by: DdlId,
    /// What the branch ran since.
    entries: Vec<DdlHistoryEntry>,
}

impl Since {
    pub(crate) fn changes(&self) -> Vec<Change<'_>> {
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
    pub(in crate::history) fn change(&self) -> Change<'_> {
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
pub(crate) struct Comparison {
    pub(crate) base: Line,
    pub(crate) source: Since,
    pub(crate) target: Since,
    /// Whether the target has all that the source has.
    pub(crate) is_contained: bool,
}

impl Comparison {
    /// Returns what a merge comes to.
    pub(crate) fn plan(self, options: &MergeOptions) -> HistoryResult<Plan> {
        let (source, target) = (self.source.changes(), self.target.changes());
        let plan = merge::plan_on(self.base.session, &source, &target, options);
        // A merge that is asked for again, as it was, has no conflicts left.
        if !self.is_contained {
            plan.check_resolutions(options)?;
        }
        Ok(plan)
    }

    /// Returns what the branches disagree on.
    pub(crate) fn conflicts(self) -> Vec<DdlConflict> {
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
        let Some(ddl_id) = since.and_then(DdlId::entry) else { return Ok(()) };
        let (one, other) = (self.lineage(source).await?, self.lineage(target).await?);
        match one.segment_of(ddl_id).or(other.segment_of(ddl_id)) {
            Some(_) => Ok(()),
            None => Err(HistoryError::EntryNotFound { branch: source.name.clone(), ddl_id }),
        }
    }

    /// Compares two branches with their base, or, with `since`, from that entry of either branch on.
    pub(in crate::history) async fn comparison(
        &self,
        source: &Branch,
        target: &Branch,
        since: Option<DdlId>,
    ) -> HistoryResult<Comparison> {
        let past = self.past().await?;
        let InCommon { one: of_source, other: of_target, shared } =
            past.in_common(Point::head(source), Point::head(target));
        let is_contained = of_target.covers(&of_source);
        let after = since.unwrap_or(DdlId::START);
        if let Some(base) = self.base(&past, &shared).await? {
            let source = self.since(&past, source, &base, &shared, after).await?;
            let target = self.since(&past, target, &base, &shared, after).await?;
            return Ok(Comparison { base, source, target, is_contained });
        }
        let fork_point = self.lineage(source).await?.fork_point(&self.lineage(target).await?);
        let base = self.line(Point::after(source.branch_id, fork_point)).await?;
        let source = self.since_entry(source, fork_point.max(after)).await?;
        let target = self.since_entry(target, fork_point.max(after)).await?;
        Ok(Comparison { base, source, target, is_contained })
    }

    /// Returns what a branch did since the base: its entries after it; or, from where it came to have as much, or as much of
    /// that as was not taken back, what differs there, and its entries after that.
    async fn since(
        &self,
        past: &Past,
        branch: &Branch,
        base: &Line,
        shared: &Having,
        after: DdlId,
    ) -> HistoryResult<Since> {
        let lineage = self.lineage(branch).await?;
        let head = Point::head(branch);
        let is_on_line = lineage.shares(&base.lineage, base.point.ddl_id) && base.more.is_none();
        let reverts = past.reverts_of(&[head]);
        let start = match is_on_line && reverts.is_empty() {
            true => base.point.ddl_id,
            false => past.since_when(&lineage, head, shared),
        };
        if is_on_line && start <= base.point.ddl_id {
            let since = self.since_entry(branch, base.point.ddl_id.max(after)).await?;
            return Ok(without_what_was_taken_back(&reverts, base, since));
        }
        let here = self.line(Point::after(branch.branch_id, start)).await?;
        let merged = self.merged(past, base, &here).await?;
        let since = self.since_entry(branch, start.max(after)).await?;
        let since = without_what_was_taken_back(&reverts, &here, since);
        Ok(Since { merged, merged_by: start, ..since })
    }

    /// Returns what a branch did after an entry.
    async fn since_entry(&self, branch: &Branch, after: DdlId) -> HistoryResult<Since> {
        let mut entries = Vec::new();
        for segment in &self.lineage(branch).await?.segments {
            entries.extend(self.entries(&segment.within(after, DdlId(u64::MAX))).await?);
        }
        Ok(Since { merged: Vec::new(), merged_by: after, entries })
    }

    /// Returns what merges made of a base on the way to a point of another line.
    async fn merged(&self, past: &Past, base: &Line, here: &Line) -> HistoryResult<Vec<Statement>> {
        let identity = Identity::SharedBefore(self.parting(base, here).await?);
        let renames = self.renames(past, base, here).await?;
        let options = diff::Options { identity, renames, ..Default::default() };
        statements(&diff(base.catalog(), here.catalog(), &options).into_ddl())
    }
}

/// Leaves out the entries that were taken back since a line, and those that did that, if the others come to the same alone.
fn without_what_was_taken_back(reverts: &[&RevertRecord], line: &Line, since: Since) -> Since {
    let start = line.point.ddl_id.max(since.merged_by);
    let is_since = |revert: &&RevertRecord| {
        revert.after.unwrap_or(DdlId::START) >= start
            && since.entries.iter().any(|entry| entry.ddl_id == revert.head)
    };
    let reverts: Vec<&RevertRecord> = reverts.iter().copied().filter(is_since).collect();
    if reverts.is_empty() {
        return since;
    }
    let is_left_out = |entry: &&DdlHistoryEntry| {
        let id = Some(entry.ddl_id);
        reverts.iter().any(|revert| {
            revert.after < id && id <= Some(revert.last)
                || revert.head_before < id && id <= Some(revert.head)
        })
    };
    let left: Vec<DdlHistoryEntry> =
        since.entries.iter().filter(|entry| !is_left_out(entry)).cloned().collect();
    let is_same = || {
        let (all, alone) = (run(line, &since.entries)?, run(line, &left)?);
        Some(all.hash_of_meaning() == alone.hash_of_meaning())
    };
    match left.len() < since.entries.len() && is_same() == Some(true) {
        true => Since { entries: left, ..since },
        false => since,
    }
}

/// Returns what entries make of a line, if none of them is refused.
fn run(line: &Line, entries: &[DdlHistoryEntry]) -> Option<Catalog> {
    let mut session = line.session.clone();
    let runs =
        |entry: &DdlHistoryEntry| session.execute_script(&entry.ddl_statement).errors.is_empty();
    entries.iter().all(runs).then(|| session.catalog().clone())
}

pub(crate) fn statements(ddl: &[String]) -> HistoryResult<Vec<Statement>> {
    let mut statements = Vec::with_capacity(ddl.len());
    for text in ddl {
        statements.extend(sql::parse_script(text, Mode::Lenient)?.statements);
    }
    Ok(statements)
}
