//! Two points of a history, compared.

use super::manager::DdlVersioningManager;
use super::{HistoryResult, SchemaPoint};
use crate::diff::{Identity, Options, SchemaDiff};
use crate::store::Store;

/// A branch, and a point of its history.
pub type BranchPoint<'a> = (&'a str, &'a SchemaPoint);

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the statements that take the schema at one point of a history to that at another.
    ///
    /// Where one of them is what became of the other, renames and moves are known; otherwise what has
    /// another name is another object, unless the options say so.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `SNAPSHOT_NOT_FOUND`.
    pub async fn diff(
        &self,
        from: BranchPoint<'_>,
        to: BranchPoint<'_>,
        options: &Options,
    ) -> HistoryResult<SchemaDiff> {
        let identity = match self.are_of_one_line(from, to).await? {
            true => Identity::Shared,
            false => Identity::ByName,
        };
        let from = self.schema_at(from.0, from.1).await?.catalog;
        let to = self.schema_at(to.0, to.1).await?.catalog;
        Ok(SchemaDiff::between(&from, &to, &Options { identity, ..options.clone() }))
    }

    /// Tells whether the entries up to one point are all among those up to the other.
    async fn are_of_one_line(
        &self,
        from: BranchPoint<'_>,
        to: BranchPoint<'_>,
    ) -> HistoryResult<bool> {
        let (from_branch, to_branch) =
            (self.branch(from.0).await?.value, self.branch(to.0).await?.value);
        let is_snapshot = |at: &SchemaPoint| matches!(at, SchemaPoint::Snapshot(_));
        if is_snapshot(from.1) || is_snapshot(to.1) {
            return Ok(false);
        }
        let (one, other) = (self.lineage(&from_branch).await?, self.lineage(&to_branch).await?);
        let first = self.last_at(&from_branch, &one, from.1).await?;
        let last = self.last_at(&to_branch, &other, to.1).await?;
        Ok(match first <= last {
            true => other.shares(&one, first),
            false => one.shares(&other, last),
        })
    }
}
