//! Lines of a history: the entries that lead to a point, and the schema that they make.

use super::lineage::Lineage;
use super::merges::Point;
use super::renames::Renames;
use crate::catalog::{Catalog, ObjectId, Session};
use crate::history::manager::DdlVersioningManager;
use crate::history::{Branch, HistoryResult};
use crate::store::Store;

/// The entries that lead to a point, and what they leave, or leave with what was added to make a base.
pub(crate) struct Line {
    pub(crate) point: Point,
    pub(crate) lineage: Lineage,
    /// The identity that is the next to be given after the entries alone.
    pub(crate) next: ObjectId,
    pub(crate) session: Session,
    /// What was added.
    pub(crate) more: Option<More>,
}

/// What a line has beyond its entries.
pub(crate) struct More {
    /// The point whose objects they are.
    pub(crate) point: Point,
    /// What it calls otherwise: full names there, and here.
    pub(crate) renames: Renames,
}

impl Line {
    pub(crate) fn catalog(&self) -> &Catalog {
        self.session.catalog()
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the line that leads to a point.
    pub(in crate::history) async fn line(&self, point: Point) -> HistoryResult<Line> {
        let lineage = self.lineage(&self.branch_at(point).await?).await?;
        let session = self.replay(&lineage, point.ddl_id).await?.session;
        let next = ObjectId(session.catalog().next());
        Ok(Line { point, lineage, next, session, more: None })
    }

    /// Returns a branch as it was at a point.
    pub(in crate::history) async fn branch_at(&self, point: Point) -> HistoryResult<Branch> {
        let branch = self.branch_by_id(point.branch).await?.value;
        Ok(Branch { head: point.ddl_id.entry(), ..branch })
    }

    /// Returns the identity that was the next to be given when two lines parted: what both had then is known by its
    /// identity.
    pub(in crate::history) async fn parting(
        &self,
        one: &Line,
        other: &Line,
    ) -> HistoryResult<ObjectId> {
        let last = one.lineage.fork_point(&other.lineage);
        let last = last.min(one.point.ddl_id).min(other.point.ddl_id);
        for line in [one, other] {
            if line.point.ddl_id == last {
                return Ok(line.next);
            }
        }
        Ok(ObjectId(self.replay(&one.lineage, last).await?.session.catalog().next()))
    }
}
