//! Lines of a history: the entries that lead to a point, and the schema that they make.

use super::lineage::Lineage;
use super::manager::DdlVersioningManager;
use super::merges::Point;
use super::{Branch, HistoryResult};
use crate::catalog::{Catalog, ObjectId, Session};
use crate::ids::DdlId;
use crate::store::Store;

/// The entries that lead to a point, and what they leave.
pub(super) struct Line {
    pub(super) point: Point,
    pub(super) lineage: Lineage,
    pub(super) session: Session,
}

impl Line {
    pub(super) fn catalog(&self) -> &Catalog {
        self.session.catalog()
    }

    /// Tells whether the line begins with all of another.
    pub(super) fn begins_with(&self, other: &Line) -> bool {
        self.lineage.shares(&other.lineage, other.point.ddl_id)
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the line that leads to a point.
    pub(super) async fn line(&self, point: Point) -> HistoryResult<Line> {
        let branch = self.branch_by_id(point.branch).await?.value;
        let head = (point.ddl_id != DdlId(0)).then_some(point.ddl_id);
        let lineage = self.lineage(&Branch { head, ..branch }).await?;
        let session = self.replay(&lineage, point.ddl_id).await?.session;
        Ok(Line { point, lineage, session })
    }

    /// Returns the identity that was the next to be given when two lines parted: what both had then is known by its
    /// identity.
    pub(super) async fn parting(&self, one: &Line, other: &Line) -> HistoryResult<ObjectId> {
        let last = one.lineage.fork_point(&other.lineage);
        let last = last.min(one.point.ddl_id).min(other.point.ddl_id);
        for line in [one, other] {
            if line.point.ddl_id == last {
                return Ok(ObjectId(line.catalog().next()));
            }
        }
        Ok(ObjectId(self.replay(&one.lineage, last).await?.session.catalog().next()))
    }
}
