//! Merging one branch into another: planned, applied, recorded.
//!
//! A plan reads and changes nothing. A merge is planned again as it is applied, so that what is appended
//! follows from the heads that it is committed on. Never in it: what the branches' changes do to each
//! other (see `crate::merge`), and which points have what both have (see `merges`).

use serde::{Deserialize, Serialize};

use super::chain::merge_hash;
use super::lineage::Lineage;
use super::manager::{DdlVersioningManager, put};
use super::merges::{Having, Point};
use super::record::{Append, Origin};
use super::{Branch, DdlHistoryEntry, ForkPoint, HistoryError, HistoryResult, MergeRecord, keys};
use crate::catalog::{ObjectId, Session};
use crate::diff::{self, Identity, diff};
use crate::ids::{DdlId, Hash};
use crate::merge::{self, Change, DdlConflict, MergeOptions, Plan, Verdict};
use crate::sql::{self, Mode, Statement};
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
    pub(super) base: Point,
    pub(super) ground: Session,
    pub(super) source: Since,
    pub(super) target: Since,
    /// Whether the target has all that the source has.
    pub(super) is_contained: bool,
}

impl Comparison {
    /// Returns what a merge comes to.
    fn plan(self, options: &MergeOptions) -> HistoryResult<Plan> {
        let (source, target) = (self.source.changes(), self.target.changes());
        let plan = merge::plan_on(self.ground, &source, &target, options);
        // A merge that is asked for again, as it was, has no conflicts left.
        if !self.is_contained {
            plan.check_resolutions(options)?;
        }
        Ok(plan)
    }

    /// Returns what the branches disagree on.
    pub(super) fn conflicts(self) -> Vec<DdlConflict> {
        merge::detect_conflicts_on(self.ground, &self.source.changes(), &self.target.changes())
    }
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
        let base = compared.base.fork_point();
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
        check_heads(meta, &from.value, &into.value)?;
        let compared = self.comparison(&from.value, &into.value, None).await?;
        let (base, is_contained) = (compared.base.fork_point(), compared.is_contained);
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
        let head = record.head.unwrap_or(DdlId(0));
        append.writes.push(put(keys::merge(record.target, head, record.source), &record)?);
        counters.value.ddl = append.last;
        append.writes.push(counters.put(&counters.value)?);
        append.writes.push(into.put(&append.branch)?);
        let expected = vec![counters.expected(), into.expected(), from.expected()];
        let result = MergeResult { entries: append.recorded, merge: Some(record), plan };
        Ok((Batch { expected, writes: append.writes }, result))
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
        let (base, ground) = self.base(source, target, &shared).await?;
        let since = since.unwrap_or(DdlId(0));
        Ok(Comparison {
            source: self.since(source, base, &ground, &shared, since).await?,
            target: self.since(target, base, &ground, &shared, since).await?,
            base,
            ground,
            is_contained: of_target.covers(&of_source),
        })
    }

    /// Returns the base of two branches, and its schema.
    ///
    /// Where the branches merged each other, both results have what both branches have. Where they say
    /// different things, since each was resolved in its own way, neither is the base, but the fork point
    /// is, so that the difference shows as a conflict.
    async fn base(
        &self,
        source: &Branch,
        target: &Branch,
        shared: &Having,
    ) -> HistoryResult<(Point, Session)> {
        let mut found: Option<(Point, Session)> = None;
        for point in self.points_with(shared).await? {
            let session = self.session_at(point).await?;
            match &found {
                None => found = Some((point, session)),
                Some((_, other)) if is_alike(other, &session) => {}
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
        let point = Point { branch: source.branch_id, ddl_id: fork_point };
        Ok((point, self.session_at(point).await?))
    }

    pub(super) async fn session_at(&self, point: Point) -> HistoryResult<Session> {
        let lineage = self.lineage_at(point).await?;
        Ok(self.replay(&lineage, point.ddl_id).await?.session)
    }

    /// Returns what a branch did since the base: its entries after it, or after that with which it had as much.
    async fn since(
        &self,
        branch: &Branch,
        base: Point,
        ground: &Session,
        shared: &Having,
        since: DdlId,
    ) -> HistoryResult<Since> {
        let lineage = self.lineage(branch).await?;
        let of_base = self.lineage_at(base).await?;
        let mut start = base.ddl_id;
        let mut merged = Vec::new();
        if !lineage.shares(&of_base, base.ddl_id) {
            start = self.first_with(branch, &lineage, shared).await?;
            let then = self.replay(&lineage, start).await?.session;
            let point = Point { branch: branch.branch_id, ddl_id: start };
            let renames = self.renames(base, point).await?;
            let parting = self.replay(&lineage, lineage.fork_point(&of_base).min(start)).await?;
            let identity = Identity::SharedBefore(ObjectId(parting.session.catalog().next()));
            let options = diff::Options { identity, renames, ..Default::default() };
            merged = statements(&diff(ground.catalog(), then.catalog(), &options).into_ddl())?;
        }
        let mut entries = Vec::new();
        for segment in &lineage.segments {
            let last = DdlId(u64::MAX);
            entries.extend(self.entries(&segment.within(start.max(since), last)).await?);
        }
        Ok(Since { merged, merged_by: start, entries })
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
fn is_alike(one: &Session, other: &Session) -> bool {
    one.catalog().hash_of_meaning() == other.catalog().hash_of_meaning()
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

pub(super) fn statements(ddl: &[String]) -> HistoryResult<Vec<Statement>> {
    let mut statements = Vec::with_capacity(ddl.len());
    for text in ddl {
        statements.extend(sql::parse_script(text, Mode::Lenient)?.statements);
    }
    Ok(statements)
}
