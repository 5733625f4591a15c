//! Taking entries back: a merge, or a range of a branch's entries, undone by new entries.
//!
//! A revert is a three-way merge whose base is the schema after the entries, whose source is the schema
//! before them, and whose target is the head: so what was changed since is kept, and where that can't be
//! both, it is told. A merge that was taken back counts no longer (see `ancestry::having`): it can be merged again.
//! Never in it: rows; what a drop took with it is told as lost.

use serde::Serialize;

use super::ancestry::comparison::statements;
use super::ancestry::lineage::Lineage;
use super::chain::revert_hash;
use super::entries::record::{Append, Origin};
use super::manager::{DdlVersioningManager, put};
use super::{Branch, DdlHistoryEntry, HistoryError, HistoryResult, RevertRecord, keys};
use crate::catalog::Catalog;
use crate::diff::{Identity, Options, SchemaDiff};
use crate::ids::{DdlId, Hash};
use crate::merge::{self, Change, MergeOptions, Plan, Verdict};
use crate::sql::{self, DdlOperation, Mode, StatementClass};
use crate::store::{Batch, Store};

/// What to take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reverted {
    /// The merge that appended an entry.
    Merge(DdlId),
    /// The entries from one to another, both of them.
    Entries {
        /// The first.
        first: DdlId,
        /// The last.
        last: DdlId,
    },
}

/// What goes with a revert that is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevertMeta {
    /// Where the head must be, as a plan says; the revert fails with `HEAD_MOVED` if it is elsewhere.
    pub head: Option<DdlId>,
    /// Who reverts.
    pub reverted_by: Option<String>,
    /// The git commit that brought it.
    pub git_commit: Option<String>,
}

/// What a revert would do.
///
/// In its conflicts the source is the way back, whose statements all have the id of the last entry that is
/// taken back; the target is what was recorded since.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertPlan {
    /// The head that it goes by.
    pub head: Option<DdlId>,
    /// The entry before the first that is taken back; nothing where that is the first of all.
    pub after: Option<DdlId>,
    /// The last entry that is taken back.
    pub last: DdlId,
    /// What does not come back, in words: rows, and what statements did whose effects are not known.
    pub lost: Vec<String>,
    /// What it comes to.
    #[serde(flatten)]
    pub plan: Plan,
}

/// What a revert did.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertResult {
    /// What the branch got.
    pub entries: Vec<DdlHistoryEntry>,
    /// What is kept of it; nothing where there was nothing left to take back.
    pub revert: Option<RevertRecord>,
    /// What does not come back, in words.
    pub lost: Vec<String>,
    /// What it came to.
    #[serde(flatten)]
    pub plan: Plan,
}

/// The entries to take back: those after one, up to another and with it; 0 stands for the start.
#[derive(Clone, Copy)]
struct Range {
    after: DdlId,
    last: DdlId,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns what taking back a merge, or some entries, would do.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `INVALID_ARGUMENT` where no merge appended the entry, the last
    /// entry comes before the first, or a resolution is of a conflict that there is not.
    pub async fn plan_revert(
        &self,
        branch: &str,
        reverted: Reverted,
        options: &MergeOptions,
    ) -> HistoryResult<RevertPlan> {
        let branch = self.branch(branch).await?.value;
        self.revert_of(&branch, reverted, options).await
    }

    /// Takes back a merge, or some entries: appends the statements that undo them to the branch, and
    /// records that, so that a merge that was taken back can be merged again. Branches that have what it
    /// brought by that merge alone lose it as they merge this one; those that made it, or got it otherwise,
    /// keep it.
    ///
    /// What was changed since stays.
    ///
    /// # Errors
    ///
    /// Those of [`plan_revert`](Self::plan_revert); `MERGE_CONFLICT` where what was changed since can't stay
    /// and that is not resolved; `HEAD_MOVED`.
    pub async fn revert(
        &self,
        branch: &str,
        reverted: Reverted,
        options: &MergeOptions,
        meta: &RevertMeta,
    ) -> HistoryResult<RevertResult> {
        self.commit_planned(async || self.plan_append_revert(branch, reverted, options, meta).await)
            .await
    }

    async fn plan_append_revert(
        &self,
        name: &str,
        reverted: Reverted,
        options: &MergeOptions,
        meta: &RevertMeta,
    ) -> HistoryResult<(Batch, RevertResult)> {
        let branch = self.branch(name).await?;
        let mut counters = self.counters().await?;
        if meta.head.is_some() && meta.head != branch.value.head {
            let found = branch.value.head;
            return Err(HistoryError::HeadMoved { branch: name.to_owned(), found });
        }
        let planned = self.revert_of(&branch.value, reverted, options).await?;
        if planned.plan.verdict == Verdict::Conflict {
            let plan = Box::new(planned);
            return Err(HistoryError::RevertConflict { branch: name.to_owned(), plan });
        }
        let mut append = Append::new(branch.value.clone(), counters.value.ddl, (self.clock)());
        let origin = Origin {
            executed_by: meta.reverted_by.clone(),
            git_commit: meta.git_commit.clone(),
            ..Origin::default()
        };
        append.statements(statements(&planned.plan.ddl)?, &origin)?;
        let record = record(&append, &planned, options, meta);
        let mut batch = Batch::default();
        if let Some(record) = &record {
            append.writes.push(put(keys::revert(record.branch, record.head), record)?);
            counters.value.ddl = append.last;
            append.writes.push(counters.put(&counters.value)?);
            append.writes.push(branch.put(&append.branch)?);
            let expected = vec![counters.expected(), branch.expected()];
            batch = Batch { expected, writes: append.writes };
        }
        let RevertPlan { lost, plan, .. } = planned;
        let entries = append.recorded;
        Ok((batch, RevertResult { entries, revert: record, lost, plan }))
    }

    async fn revert_of(
        &self,
        branch: &Branch,
        reverted: Reverted,
        options: &MergeOptions,
    ) -> HistoryResult<RevertPlan> {
        let lineage = self.lineage(branch).await?;
        let range = self.range(branch, &lineage, reverted).await?;
        let after = self.replay(&lineage, range.last).await?;
        let before = self.replay(&lineage, range.after).await?.session.catalog().clone();
        let back = back(after.session.catalog(), &before);
        let (mut taken, mut since) = (Vec::new(), Vec::new());
        for segment in &lineage.segments {
            taken.extend(self.entries(&segment.within(range.after, range.last)).await?);
            since.extend(self.entries(&segment.within(range.last, DdlId(u64::MAX))).await?);
        }
        let source: Vec<Change<'_>> =
            back.ddl.iter().map(|statement| Change::of_text(range.last, statement)).collect();
        let target: Vec<Change<'_>> = since.iter().map(DdlHistoryEntry::change).collect();
        let mut lost = lost_rows(&before, after.session.catalog());
        lost.extend(
            taken.iter().filter(|entry| changes_rows(entry)).map(|entry| {
                format!("entry {} changed rows, which stay as they are", entry.ddl_id)
            }),
        );
        for opaque in &after.opaque {
            let Some(entry) = opaque.ddl_id.filter(|entry| *entry > range.after) else { continue };
            lost.push(format!(
                "what entry {entry} did is not taken back: {}",
                opaque.finding.reason
            ));
        }
        let plan = merge::plan_on(after.session, &source, &target, options);
        plan.check_resolutions(options)?;
        let after = range.after.entry();
        Ok(RevertPlan { head: branch.head, after, last: range.last, lost, plan })
    }

    async fn range(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        reverted: Reverted,
    ) -> HistoryResult<Range> {
        let (first, last) = match reverted {
            Reverted::Merge(entry) => return self.range_of_merge(branch, lineage, entry).await,
            Reverted::Entries { first, last } => (first, last),
        };
        let start = self.entry_on(branch, lineage, first).await?;
        self.entry_on(branch, lineage, last).await?;
        if last < first {
            let reason = format!("entry {last} comes before entry {first}");
            return Err(HistoryError::InvalidArgument { reason });
        }
        Ok(Range { after: start.parent_ddl_id.unwrap_or(DdlId::START), last })
    }

    async fn range_of_merge(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        entry: DdlId,
    ) -> HistoryResult<Range> {
        self.entry_on(branch, lineage, entry).await?;
        let past = self.past().await?;
        for segment in &lineage.segments {
            for merge in past.merges_to(segment.end()) {
                if merge.appended(entry) {
                    let after = merge.target_head.unwrap_or(DdlId::START);
                    return Ok(Range { after, last: merge.head.unwrap_or(entry) });
                }
            }
        }
        let reason = format!("no merge into `{}` appended entry {entry}", branch.name);
        Err(HistoryError::InvalidArgument { reason })
    }
}

/// Returns the way back from one state of a history to an earlier one.
fn back(after: &Catalog, before: &Catalog) -> SchemaDiff {
    SchemaDiff::between(after, before, &of_one_line())
}

fn of_one_line() -> Options {
    Options { identity: Identity::Shared, ..Options::default() }
}

/// Says of which objects the rows went, and don't come back.
fn lost_rows(before: &Catalog, after: &Catalog) -> Vec<String> {
    let forth = SchemaDiff::between(before, after, &of_one_line());
    let lost = forth.hazards.iter().filter(|hazard| hazard.severity == "danger");
    lost.map(|hazard| format!("what {} held does not come back", hazard.object)).collect()
}

/// Tells whether a statement is for rows, and not only reads them.
fn changes_rows(entry: &DdlHistoryEntry) -> bool {
    let script = sql::parse_script(&entry.ddl_statement, Mode::Lenient);
    script.is_ok_and(|script| {
        script.statements.iter().any(|statement| {
            let first = statement.text.split_whitespace().next().unwrap_or_default();
            let reads = ["select", "table", "values"].iter();
            match statement.class {
                StatementClass::Dml => {
                    !reads.into_iter().any(|word| first.eq_ignore_ascii_case(word))
                }
                _ => statement.operation == DdlOperation::Truncate,
            }
        })
    })
}

/// Returns what is kept of a revert; nothing where it appended nothing.
fn record(
    append: &Append,
    planned: &RevertPlan,
    options: &MergeOptions,
    meta: &RevertMeta,
) -> Option<RevertRecord> {
    let head = append.recorded.last()?;
    let mut record = RevertRecord {
        branch: append.branch.branch_id,
        after: planned.after,
        last: planned.last,
        head_before: planned.head,
        head: head.ddl_id,
        reverted_at: append.now,
        reverted_by: meta.reverted_by.clone(),
        resolutions: options.resolutions.clone().into_iter().collect(),
        hash: Hash([0; 32]),
    };
    record.hash = revert_hash(&record, head.hash);
    Some(record)
}
