//! Merging one branch into another: planned, applied, recorded.
//!
//! A plan reads and changes nothing. A merge is planned again as it is applied, so that what is appended
//! follows from the heads that it is committed on. Never in it: how two branches are compared (see
//! `comparison`).

use serde::{Deserialize, Serialize};

use super::ancestry::comparison::statements;
use super::chain::merge_hash;
use super::entries::record::{Append, Origin};
use super::manager::{DdlVersioningManager, put};
use super::{
    Branch, DdlHistoryEntry, ForkPoint, HistoryError, HistoryResult, MergeRecord, Moment, keys,
};
use crate::ids::{DdlId, Hash};
use crate::merge::{MergeOptions, Plan, Verdict};
use crate::store::{Batch, Store};

/// The heads of two branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeHeads {
    /// The source's; nothing while it has no entry.
    pub source: Option<DdlId>,
    /// The target's.
    pub target: Option<DdlId>,
}

/// What goes with a merge that is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeMeta {
    /// Where the heads must be, as a plan says; the merge fails with `HEAD_MOVED` if one is elsewhere.
    pub heads: Option<MergeHeads>,
    /// Who merges.
    pub merged_by: Option<String>,
    /// The git commit that brought it.
    pub git_commit: Option<String>,
}

/// What a merge would do.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergePlan {
    /// The heads that it goes by.
    pub heads: MergeHeads,
    /// The state that both branches were compared with.
    pub base: ForkPoint,
    /// What it comes to.
    #[serde(flatten)]
    pub plan: Plan,
}

/// What a merge did.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeResult {
    /// What the target got.
    pub entries: Vec<DdlHistoryEntry>,
    /// What is kept of it; nothing where the target had all of the source before.
    pub merge: Option<MergeRecord>,
    /// What it came to.
    #[serde(flatten)]
    pub plan: Plan,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns what merging one branch into another would do.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `INVALID_ARGUMENT` for the resolution of a conflict that there is not.
    pub async fn plan_merge(
        &self,
        source: &str,
        target: &str,
        options: &MergeOptions,
    ) -> HistoryResult<MergePlan> {
        let source = self.branch(source).await?.value;
        let target = self.branch(target).await?.value;
        let heads = MergeHeads { source: source.head, target: target.head };
        let compared = self.comparison(&source, &target, None).await?;
        let base = compared.base.point.fork_point();
        Ok(MergePlan { heads, base, plan: compared.plan(options)? })
    }

    /// Merges one branch into another: appends what the target lacks to it, and records the merge, so
    /// that the next one starts from there.
    ///
    /// # Errors
    ///
    /// `MERGE_CONFLICT` where a conflict is not resolved; `HEAD_MOVED`; those of
    /// [`plan_merge`](Self::plan_merge).
    pub async fn merge(
        &self,
        source: &str,
        target: &str,
        options: &MergeOptions,
        meta: &MergeMeta,
    ) -> HistoryResult<MergeResult> {
        self.commit_planned(async || self.plan_append_merge(source, target, options, meta).await)
            .await
    }

    async fn plan_append_merge(
        &self,
        source: &str,
        target: &str,
        options: &MergeOptions,
        meta: &MergeMeta,
    ) -> HistoryResult<(Batch, MergeResult)> {
        let from = self.branch(source).await?;
        let into = self.branch(target).await?;
        let mut counters = self.counters().await?;
        let moment = Moment { ddl_id: counters.value.ddl, branch_id: counters.value.branch };
        check_heads(meta, &from.value, &into.value)?;
        let compared = self.comparison(&from.value, &into.value, None).await?;
        let (base, is_contained) = (compared.base.point.fork_point(), compared.is_contained);
        let plan = compared.plan(options)?;
        if plan.verdict == Verdict::Conflict {
            let heads = MergeHeads { source: from.value.head, target: into.value.head };
            return Err(HistoryError::MergeConflict {
                source_branch: source.to_owned(),
                target_branch: target.to_owned(),
                plan: Box::new(MergePlan { heads, base, plan }),
            });
        }
        if is_contained {
            return Ok((Batch::default(), MergeResult { entries: Vec::new(), merge: None, plan }));
        }
        let mut append = Append::new(into.value.clone(), counters.value.ddl, (self.clock)());
        let origin = Origin {
            executed_by: meta.merged_by.clone(),
            git_commit: meta.git_commit.clone(),
            ..Origin::default()
        };
        append.statements(statements(&plan.ddl)?, &origin)?;
        self.keep_imports(&from.value, &into.value, &mut append).await?;
        let mut record = MergeRecord {
            moment,
            target: into.value.branch_id,
            target_head: into.value.head,
            head: append.branch.head,
            source: from.value.branch_id,
            source_head: from.value.head,
            base,
            strategy: options.strategy,
            mode: options.mode,
            resolutions: options.resolutions.clone().into_iter().collect(),
            renames: plan.renames.clone(),
            merged_at: append.now,
            merged_by: meta.merged_by.clone(),
            hash: Hash([0; 32]),
        };
        record.hash = merge_hash(&record, append.branch.head_hash);
        let head = record.head.unwrap_or(DdlId::START);
        append.writes.push(put(keys::merge(record.target, head, record.source), &record)?);
        counters.value.ddl = append.last;
        append.writes.push(counters.put(&counters.value)?);
        append.writes.push(into.put(&append.branch)?);
        let expected = vec![counters.expected(), into.expected(), from.expected()];
        let result = MergeResult { entries: append.recorded, merge: Some(record), plan };
        Ok((Batch { expected, writes: append.writes }, result))
    }
}

fn check_heads(meta: &MergeMeta, source: &Branch, target: &Branch) -> HistoryResult<()> {
    let Some(heads) = meta.heads else { return Ok(()) };
    for (branch, head) in [(source, heads.source), (target, heads.target)] {
        if branch.head != head {
            let (branch, found) = (branch.name.clone(), branch.head);
            return Err(HistoryError::HeadMoved { branch, found });
        }
    }
    Ok(())
}
