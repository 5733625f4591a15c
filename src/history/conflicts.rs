//! Two branches, compared: which statements each ran on top of what they share.

use super::manager::DdlVersioningManager;
use super::{Branch, DdlHistoryEntry, HistoryError, HistoryResult};
use crate::ids::DdlId;
use crate::merge::{self, Change, DdlConflict};
use crate::store::Store;

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the conflicts between what two branches did since they parted, or, with `since`,
    /// after that entry of either branch.
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
        let fork_point = self.fork_point(&source, &target, since).await?;
        let base = self.between(&source, DdlId(0), fork_point).await?;
        let since = since.unwrap_or(fork_point).max(fork_point);
        let source = self.between(&source, since, DdlId(u64::MAX)).await?;
        let target = self.between(&target, since, DdlId(u64::MAX)).await?;
        Ok(merge::detect_conflicts(&changes(&base), &changes(&source), &changes(&target)))
    }

    /// The last entry that two branches share.
    async fn fork_point(
        &self,
        source: &Branch,
        target: &Branch,
        since: Option<DdlId>,
    ) -> HistoryResult<DdlId> {
        let lineage = self.lineage(source).await?;
        let other = self.lineage(target).await?;
        if let Some(since) = since.filter(|&since| since != DdlId(0))
            && lineage.segment_of(since).or(other.segment_of(since)).is_none()
        {
            let branch = source.name.clone();
            return Err(HistoryError::EntryNotFound { branch, ddl_id: since });
        }
        Ok(lineage.fork_point(&other))
    }

    /// A branch's entries after one id, up to another and with it.
    async fn between(
        &self,
        branch: &Branch,
        after: DdlId,
        last: DdlId,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let mut found = Vec::new();
        for segment in self.lineage(branch).await?.segments {
            found.extend(self.entries(&segment.within(after, last)).await?);
        }
        Ok(found)
    }
}

fn changes(entries: &[DdlHistoryEntry]) -> Vec<Change<'_>> {
    entries.iter().map(change).collect()
}

fn change(entry: &DdlHistoryEntry) -> Change<'_> {
    Change {
        ddl_id: entry.ddl_id,
        operation: entry.operation,
        object_type: entry.object_type,
        object_name: &entry.object_name,
        statement: &entry.ddl_statement,
    }
}
