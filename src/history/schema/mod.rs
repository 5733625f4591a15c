//! The schema at any point of a branch: its entries, replayed through the catalog.
//!
//! Recording takes statements as they come, so a replay may meet some that the catalog refuses, or can't
//! tell the effects of: they are reported and never make it fail. Never in it: rules of PostgreSQL.

pub(super) mod checkpoints;
mod diffs;
mod snapshots;

pub use diffs::BranchPoint;
pub use snapshots::SnapshotOptions;

use serde::Serialize;

use super::ancestry::lineage::{Lineage, Segment};
use super::entries::query::PAGE;
use super::manager::{DdlVersioningManager, decode};
use super::model::LsnRecord;
use super::{Branch, DdlHistoryEntry, HistoryError, HistoryResult, SchemaSnapshot, keys};
use crate::catalog::{Catalog, Findings, Groups, Opaque, Refused, Session, Settings, Trial};
use crate::ids::{DdlId, Hash, Lsn, Timestamp};
use crate::store::{Direction, Store};
use checkpoints::is_due;

/// A point of a branch's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SchemaPoint {
    /// Its head.
    #[default]
    Head,
    /// After an entry; 0 stands for the start.
    Entry(DdlId),
    /// What a snapshot says.
    Snapshot(String),
    /// After the last entry that ran no later than at this moment.
    Time(Timestamp),
    /// After the last entry whose log position is no higher than this one.
    Lsn(Lsn),
}

/// A schema, and what of its history was not understood or refused.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// The last entry that it has; nothing at the start.
    pub ddl_id: Option<DdlId>,
    /// The statements, in an order that runs, that make it in an empty database.
    pub ddl: Vec<String>,
    /// Its hash, which equal schemas share.
    pub hash: Hash,
    /// The statements whose effects can't be told from their text.
    pub opaque: Vec<Finding<Opaque>>,
    /// The statements that PostgreSQL would refuse, and which so changed nothing.
    pub errors: Vec<Finding<Refused>>,
    /// Its objects: `schemas`, `tables`, `views`, ….
    #[serde(flatten)]
    pub structure: Groups,
    /// The schema itself.
    #[serde(skip)]
    pub catalog: Catalog,
}

/// What there is to say of a statement, with places in its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding<T> {
    /// The entry; nothing in a snapshot's schema, where the statement's number tells.
    pub ddl_id: Option<DdlId>,
    /// The text that the places are in.
    pub ddl_statement: String,
    /// What there is to say.
    #[serde(flatten)]
    pub finding: T,
}

impl<T> Finding<T> {
    pub(super) fn new(ddl_id: Option<DdlId>, text: &str, finding: T) -> Finding<T> {
        Finding { ddl_id, ddl_statement: text.to_owned(), finding }
    }
}

/// A schema on its way through the entries.
#[derive(Clone, Debug)]
pub(super) struct Replay {
    pub(super) session: Session,
    pub(super) opaque: Vec<Finding<Opaque>>,
    pub(super) errors: Vec<Finding<Refused>>,
}

impl Default for Replay {
    fn default() -> Self {
        let session = Session::new(Catalog::new(), Settings::of_recorded());
        Replay { session, opaque: Vec::new(), errors: Vec::new() }
    }
}

impl Replay {
    pub(super) fn run(&mut self, entry: &DdlHistoryEntry) {
        let findings = self.session.execute_script(&entry.ddl_statement);
        self.note(Some(entry.ddl_id), &entry.ddl_statement, findings);
    }

    fn note(&mut self, ddl_id: Option<DdlId>, text: &str, Findings { opaque, errors }: Findings) {
        self.opaque.extend(opaque.into_iter().map(|opaque| Finding::new(ddl_id, text, opaque)));
        self.errors.extend(errors.into_iter().map(|refused| Finding::new(ddl_id, text, refused)));
    }

    /// Tells whether every statement was understood and accepted, so that nothing else can be there.
    pub(super) fn is_complete(&self) -> bool {
        self.opaque.is_empty() && self.errors.is_empty()
    }

    fn schema(self, ddl_id: Option<DdlId>) -> Schema {
        let catalog = self.session.catalog().clone();
        Schema {
            ddl_id,
            ddl: catalog.to_ddl(),
            hash: catalog.hash(),
            opaque: self.opaque,
            errors: self.errors,
            structure: catalog.structure(),
            catalog,
        }
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the schema of a branch at a point of its history.
    ///
    /// The cost follows the number of entries since the nearest checkpoint and the size of the schema,
    /// not the history's length; a moment is looked for from the head back.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `SNAPSHOT_NOT_FOUND`.
    pub async fn schema_at(&self, branch: &str, at: &SchemaPoint) -> HistoryResult<Schema> {
        let branch = self.branch(branch).await?.value;
        if let SchemaPoint::Snapshot(name) = at {
            return self.schema_of_snapshot(&branch, name).await;
        }
        let lineage = self.lineage(&branch).await?;
        let last = self.last_at(&branch, &lineage, at).await?;
        let replay = self.replay(&lineage, last).await?;
        Ok(replay.schema(last.entry()))
    }

    /// The last entry that a branch has at a point; 0 stands for the start.
    pub(super) async fn last_at(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        at: &SchemaPoint,
    ) -> HistoryResult<DdlId> {
        match at {
            SchemaPoint::Entry(DdlId::START) => Ok(DdlId::START),
            SchemaPoint::Entry(id) => Ok(self.entry_on(branch, lineage, *id).await?.ddl_id),
            SchemaPoint::Time(time) => self.last_until(lineage, *time).await,
            SchemaPoint::Lsn(lsn) => self.last_of_lsn(lineage, *lsn).await,
            SchemaPoint::Head | SchemaPoint::Snapshot(_) => Ok(branch.end()),
        }
    }

    async fn schema_of_snapshot(&self, branch: &Branch, name: &str) -> HistoryResult<Schema> {
        let key = keys::snapshot(branch.branch_id, name);
        let snapshot = self.read::<SchemaSnapshot>(key).await?.value;
        let snapshot = snapshot.ok_or_else(|| HistoryError::SnapshotNotFound {
            branch: branch.name.clone(),
            name: name.to_owned(),
        })?;
        let mut replay = Replay::default();
        for (number, statement) in snapshot.schema_ddl.iter().enumerate() {
            let mut findings = replay.session.execute_script(statement);
            findings.opaque.iter_mut().for_each(|opaque| opaque.statement = number);
            findings.errors.iter_mut().for_each(|refused| refused.statement = number);
            replay.note(None, statement, findings);
        }
        Ok(replay.schema(snapshot.last_ddl_id))
    }

    /// Replays a branch's entries up to its head.
    pub(super) async fn replay_branch(&self, branch: &Branch) -> HistoryResult<Replay> {
        let lineage = self.lineage(branch).await?;
        self.replay(&lineage, branch.end()).await
    }

    /// Refuses a script of which PostgreSQL would refuse a statement on a branch's schema.
    pub(super) async fn check(&self, branch: &Branch, script: &str) -> HistoryResult<()> {
        match self.trial(branch).await?.refused(script).into_iter().next() {
            Some(refused) => Err(HistoryError::Refused { refused: Box::new(refused) }),
            None => Ok(()),
        }
    }

    /// Returns for each of several scripts, were they to run one after the other on a branch's schema, the
    /// statements that PostgreSQL would refuse, as far as that is known (see [`Trial`]).
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn unfit(&self, branch: &str, scripts: &[&str]) -> HistoryResult<Vec<Vec<Refused>>> {
        let branch = self.branch(branch).await?.value;
        let mut trial = self.trial(&branch).await?;
        Ok(scripts.iter().map(|script| trial.refused(script)).collect())
    }

    async fn trial(&self, branch: &Branch) -> HistoryResult<Trial> {
        let Replay { session, opaque, errors } = self.replay_branch(branch).await?;
        let mut trial = Trial::after(session, !opaque.is_empty());
        errors.iter().for_each(|one| trial.doubt(&one.ddl_statement, &one.finding));
        Ok(trial)
    }

    /// Replays the entries up to one and with it, from the nearest checkpoint on, leaving checkpoints.
    pub(super) async fn replay(&self, lineage: &Lineage, last: DdlId) -> HistoryResult<Replay> {
        let (start, mut replay) = self.nearest_checkpoint(lineage, last).await?;
        let mut since = 0;
        for segment in &lineage.segments {
            let mut rest = segment.within(start, last);
            while rest.after < rest.last {
                let page = self.page(rest).await?;
                let Some(end) = page.last().map(|entry| entry.ddl_id) else { break };
                for entry in &page {
                    replay.run(entry);
                    since += 1;
                    if is_due(&replay, since) {
                        self.keep_checkpoint(&replay, entry).await;
                        since = 0;
                    }
                }
                rest.after = end;
            }
        }
        Ok(replay)
    }

    async fn page(&self, segment: Segment) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let mut page = Vec::new();
        self.read_segment(segment, Direction::Forward, PAGE, &mut page).await?;
        Ok(page)
    }

    /// The last entry that ran no later than at a moment.
    async fn last_until(&self, lineage: &Lineage, time: Timestamp) -> HistoryResult<DdlId> {
        for segment in lineage.segments.iter().rev() {
            let mut rest = *segment;
            while rest.after < rest.last {
                let mut page = Vec::new();
                self.read_segment(rest, Direction::Reverse, PAGE, &mut page).await?;
                if let Some(entry) = page.iter().find(|entry| entry.executed_at <= time) {
                    return Ok(entry.ddl_id);
                }
                let Some(first) = page.last() else { break };
                rest.last = DdlId(first.ddl_id.0.saturating_sub(1));
            }
        }
        Ok(DdlId::START)
    }

    /// The last entry of the highest log position up to one.
    async fn last_of_lsn(&self, lineage: &Lineage, lsn: Lsn) -> HistoryResult<DdlId> {
        for segment in lineage.segments.iter().rev() {
            let mut range = keys::lsns_up_to(segment.branch, lsn);
            // A parent may have recorded more since the fork.
            while let Some((key, bytes)) =
                self.store.scan(&range, Direction::Reverse, 1).await?.into_iter().next()
            {
                let record = decode::<LsnRecord>(&key, &bytes)?;
                if segment.contains(record.first) {
                    return Ok(DdlId(record.first.0 + u64::from(record.count.saturating_sub(1))));
                }
                range.end = key;
            }
        }
        Ok(DdlId::START)
    }
}
