//! Snapshots: named captures of a branch's schema.

use crate::history::chain::schema_hash;
use crate::history::manager::{DdlVersioningManager, decode};
use crate::history::{
    Branch, HistoryError, HistoryQuery, HistoryResult, SchemaSnapshot, keys, names,
};
use crate::ids::SnapshotId;
use crate::sorted::sorted;
use crate::store::{Batch, Store};

/// What goes with a snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotOptions {
    /// The schema as ordered statements. Where it is absent, the catalog's; or, if a recorded statement
    /// was opaque or refused, so that the catalog can't know the whole schema, the recorded statements.
    pub schema_ddl: Option<Vec<String>>,
    /// What it is for.
    pub comment: Option<String>,
    /// The git commit that it belongs to.
    pub git_commit: Option<String>,
    /// The database's own snapshot that goes with it.
    pub mvcc_snapshot_id: Option<u64>,
    /// Replaces a snapshot of the same name rather than failing.
    pub replace: bool,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Takes a snapshot of a branch at its head.
    ///
    /// # Errors
    ///
    /// `SNAPSHOT_EXISTS` unless it is to be replaced; `BRANCH_NOT_FOUND`; `INVALID_ARGUMENT` for a
    /// name that is no name.
    pub async fn create_schema_snapshot(
        &self,
        branch: &str,
        name: &str,
        options: &SnapshotOptions,
    ) -> HistoryResult<SchemaSnapshot> {
        names::check("snapshot", name)?;
        self.commit_planned(async || self.plan_snapshot(branch, name, options).await).await
    }

    async fn plan_snapshot(
        &self,
        branch: &str,
        name: &str,
        options: &SnapshotOptions,
    ) -> HistoryResult<(Batch, SchemaSnapshot)> {
        let branch = self.branch(branch).await?;
        let branch_id = branch.value.branch_id;
        let existing = self.read::<SchemaSnapshot>(keys::snapshot(branch_id, name)).await?;
        if existing.value.is_some() && !options.replace {
            let branch = branch.value.name;
            return Err(HistoryError::SnapshotExists { branch, name: name.to_owned() });
        }
        let mut counters = self.counters().await?;
        counters.value.snapshot = SnapshotId(counters.value.snapshot.0 + 1);
        let schema_ddl = match &options.schema_ddl {
            Some(statements) => statements.clone(),
            None => self.schema_of(&branch.value).await?,
        };
        let snapshot = SchemaSnapshot {
            snapshot_id: counters.value.snapshot,
            name: name.to_owned(),
            branch_id,
            schema_hash: schema_hash(&schema_ddl),
            schema_ddl,
            created_at: (self.clock)(),
            comment: options.comment.clone(),
            git_commit: options.git_commit.clone(),
            last_ddl_id: branch.value.head,
            mvcc_snapshot_id: options.mvcc_snapshot_id,
        };
        let writes = vec![counters.put(&counters.value)?, existing.put(&snapshot)?];
        let expected = vec![counters.expected(), branch.expected(), existing.expected()];
        Ok((Batch { expected, writes }, snapshot))
    }

    async fn schema_of(&self, branch: &Branch) -> HistoryResult<Vec<String>> {
        let replay = self.replay_branch(branch).await?;
        match replay.is_complete() {
            true => Ok(replay.session.catalog().to_ddl()),
            false => self.recorded_statements(branch).await,
        }
    }

    async fn recorded_statements(&self, branch: &Branch) -> HistoryResult<Vec<String>> {
        let query = HistoryQuery { newest_first: false, ..HistoryQuery::default() };
        let entries = self.history_of(branch, &query).await?;
        Ok(entries.into_iter().map(|entry| entry.ddl_statement).collect())
    }

    /// Returns a branch's snapshot of that name, if there is one.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn get_schema_snapshot(
        &self,
        branch: &str,
        name: &str,
    ) -> HistoryResult<Option<SchemaSnapshot>> {
        let branch = self.branch(branch).await?.value;
        Ok(self.read(keys::snapshot(branch.branch_id, name)).await?.value)
    }

    /// Returns a branch's snapshots, in the order in which they were taken.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn list_snapshots(&self, branch: &str) -> HistoryResult<Vec<SchemaSnapshot>> {
        let branch = self.branch(branch).await?.value;
        let range = keys::of_branch(keys::SNAPSHOT, branch.branch_id);
        let found = self.all(range).await?;
        let snapshots = found
            .iter()
            .map(|(key, bytes)| decode::<SchemaSnapshot>(key, bytes))
            .collect::<HistoryResult<Vec<_>>>()?;
        Ok(sorted(snapshots, |one, other| one.snapshot_id.cmp(&other.snapshot_id)))
    }
}
