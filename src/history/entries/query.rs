//! Reading: a branch's entries, from either end, after or before an entry.

use crate::history::ancestry::lineage::Segment;
use crate::history::manager::{DdlVersioningManager, decode};
use crate::history::{Branch, DdlHistoryEntry, HistoryResult, keys};
use crate::ids::DdlId;
use crate::store::{Direction, Store};

/// How many entries are read from the store at a time.
pub(crate) const PAGE: usize = 4096;

/// Which of a branch's entries to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// At most so many.
    pub limit: usize,
    /// Only those after this entry.
    pub after: Option<DdlId>,
    /// Only those before this entry.
    pub before: Option<DdlId>,
    /// From the head back, rather than from the start on.
    pub newest_first: bool,
}

/// Everything, newest first.
impl Default for HistoryQuery {
    fn default() -> Self {
        HistoryQuery { limit: usize::MAX, after: None, before: None, newest_first: true }
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns a branch's entries, those from before its fork included.
    ///
    /// The cost follows the number of entries returned, not the history's length.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND` where `after` or `before` is no entry of the branch
    /// (0 stands for the start).
    pub async fn get_ddl_history(
        &self,
        branch: &str,
        query: &HistoryQuery,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let branch = self.branch(branch).await?.value;
        self.history_of(&branch, query).await
    }

    /// Returns the entries that a branch has after one of its entries, oldest first; 0 stands for
    /// the start.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND` where the branch has no such entry.
    pub async fn get_ddl_since(
        &self,
        branch: &str,
        ddl_id: DdlId,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let after = Some(ddl_id);
        let query = HistoryQuery { after, newest_first: false, ..HistoryQuery::default() };
        self.get_ddl_history(branch, &query).await
    }

    pub(in crate::history) async fn history_of(
        &self,
        branch: &Branch,
        query: &HistoryQuery,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let lineage = self.lineage(branch).await?;
        for bound in [query.after, query.before].into_iter().flatten() {
            if let Some(ddl_id) = bound.entry() {
                self.entry_on(branch, &lineage, ddl_id).await?;
            }
        }
        let after = query.after.unwrap_or(DdlId::START);
        let last = query.before.map_or(DdlId(u64::MAX), |before| DdlId(before.0.saturating_sub(1)));
        let mut segments: Vec<Segment> =
            lineage.segments.iter().map(|segment| segment.within(after, last)).collect();
        let direction = if query.newest_first {
            segments.reverse();
            Direction::Reverse
        } else {
            Direction::Forward
        };
        let mut found = Vec::new();
        for segment in segments {
            self.read_segment(segment, direction, query.limit, &mut found).await?;
        }
        Ok(found)
    }

    /// All entries of a segment, oldest first.
    pub(in crate::history) async fn entries(
        &self,
        segment: &Segment,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let mut found = Vec::new();
        self.read_segment(*segment, Direction::Forward, usize::MAX, &mut found).await?;
        Ok(found)
    }

    /// Reads a segment page by page until `found` holds `limit` entries.
    pub(in crate::history) async fn read_segment(
        &self,
        mut rest: Segment,
        direction: Direction,
        limit: usize,
        found: &mut Vec<DdlHistoryEntry>,
    ) -> HistoryResult<()> {
        while rest.after < rest.last && found.len() < limit {
            let wanted = PAGE.min(limit - found.len());
            let range = keys::entries(rest.branch, rest.after, rest.last);
            let page = self.store.scan(&range, direction, wanted).await?;
            let whole = page.len() < wanted;
            for (key, bytes) in page {
                found.push(decode::<DdlHistoryEntry>(&key, &bytes)?);
            }
            match (found.last(), direction) {
                (Some(entry), Direction::Forward) if !whole => rest.after = entry.ddl_id,
                (Some(entry), Direction::Reverse) if !whole => {
                    rest.last = DdlId(entry.ddl_id.0 - 1)
                }
                _ => break,
            }
        }
        Ok(())
    }
}
