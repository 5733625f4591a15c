//! Two branches, compared: what each ran since they last agreed, and what disagrees.

use super::manager::DdlVersioningManager;
use super::{Branch, HistoryError, HistoryResult};
use crate::ids::DdlId;
use crate::merge::DdlConflict;
use crate::store::Store;

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
}
