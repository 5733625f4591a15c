//! Two points of a history, compared.

use crate::catalog::Catalog;
use crate::diff::{Identity, Options, SchemaDiff};
use crate::history::ancestry::lines::Line;
use crate::history::ancestry::merges::Point;
use crate::history::manager::DdlVersioningManager;
use crate::history::{HistoryResult, SchemaPoint};
use crate::ids::DdlId;
use crate::store::Store;

/// A branch, and a point of its history.
pub type BranchPoint<'a> = (&'a str, &'a SchemaPoint);

/// What a history has at a point.
enum Stand {
    /// What its entries lead to.
    Line(Box<Line>),
    /// What a snapshot says, where that is something else.
    Captured(Catalog),
}

impl Stand {
    fn catalog(&self) -> &Catalog {
        match self {
            Stand::Line(line) => line.catalog(),
            Stand::Captured(catalog) => catalog,
        }
    }
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
        let (from, to) = (self.stand(from).await?, self.stand(to).await?);
        let identity = match (&from, &to) {
            (Stand::Line(from), Stand::Line(to)) => {
                Identity::SharedBefore(self.parting(from, to).await?)
            }
            _ => Identity::ByName,
        };
        let options = Options { identity, ..options.clone() };
        Ok(SchemaDiff::between(from.catalog(), to.catalog(), &options))
    }

    /// Returns what a history has at a point.
    async fn stand(&self, (name, at): BranchPoint<'_>) -> HistoryResult<Stand> {
        let branch = self.branch(name).await?.value;
        let captured = match at {
            SchemaPoint::Snapshot(_) => Some(self.schema_at(name, at).await?),
            _ => None,
        };
        let ddl_id = match &captured {
            Some(captured) => captured.ddl_id.unwrap_or(DdlId::START),
            None => self.last_at(&branch, &self.lineage(&branch).await?, at).await?,
        };
        let line = self.line(Point::after(branch.branch_id, ddl_id)).await?;
        match captured.filter(|captured| captured.hash != line.catalog().hash()) {
            Some(captured) => Ok(Stand::Captured(captured.catalog)),
            None => Ok(Stand::Line(Box::new(line))),
        }
    }
}
