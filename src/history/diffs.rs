//! Two points of a history, compared.

use super::lineage::Lineage;
use super::manager::DdlVersioningManager;
use super::{HistoryResult, SchemaPoint};
use crate::catalog::{Catalog, ObjectId};
use crate::diff::{Identity, Options, SchemaDiff};
use crate::ids::DdlId;
use crate::store::Store;

/// A branch, and a point of its history.
pub type BranchPoint<'a> = (&'a str, &'a SchemaPoint);

/// The entries that lead to a schema: those of a lineage, up to one and with it.
struct Line {
    lineage: Lineage,
    last: DdlId,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the statements that take the schema at one point of a history to that at another.
    ///
    /// What both points had when their histories parted is known by its identity, so renames and moves since
    /// then are known; what came later is another object if it has another name, unless the options say so.
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
        let (from, one) = self.catalog_at(from).await?;
        let (to, other) = self.catalog_at(to).await?;
        let identity = match (one, other) {
            (Some(one), Some(other)) => {
                Identity::SharedBefore(self.parting((&from, &one), (&to, &other)).await?)
            }
            _ => Identity::ByName,
        };
        Ok(SchemaDiff::between(&from, &to, &Options { identity, ..options.clone() }))
    }

    /// Returns the schema at a point, and the entries that lead to it. None lead to that of a snapshot which
    /// says something else than they.
    async fn catalog_at(
        &self,
        (name, at): BranchPoint<'_>,
    ) -> HistoryResult<(Catalog, Option<Line>)> {
        let branch = self.branch(name).await?.value;
        let lineage = self.lineage(&branch).await?;
        let captured = match at {
            SchemaPoint::Snapshot(_) => Some(self.schema_at(name, at).await?),
            _ => None,
        };
        let last = match &captured {
            Some(captured) => captured.ddl_id.unwrap_or(DdlId(0)),
            None => self.last_at(&branch, &lineage, at).await?,
        };
        let catalog = self.replay(&lineage, last).await?.session.catalog().clone();
        match captured.filter(|captured| captured.hash != catalog.hash()) {
            Some(captured) => Ok((captured.catalog, None)),
            None => Ok((catalog, Some(Line { lineage, last }))),
        }
    }

    /// Returns the identity that was the next to be given when two lines parted.
    async fn parting(
        &self,
        (from, one): (&Catalog, &Line),
        (to, other): (&Catalog, &Line),
    ) -> HistoryResult<ObjectId> {
        let last = one.lineage.fork_point(&other.lineage).min(one.last).min(other.last);
        let next = match last {
            last if last == one.last => from.next(),
            last if last == other.last => to.next(),
            last => self.replay(&one.lineage, last).await?.session.catalog().next(),
        };
        Ok(ObjectId(next))
    }
}
