//! Verifying: is the history what was recorded?

use serde::Serialize;

use super::chain::{entry_hash, schema_hash};
use super::manager::{DdlVersioningManager, decode};
use super::{Branch, DdlHistoryEntry, HistoryResult, SchemaSnapshot, keys};
use crate::ids::{BranchId, DdlId, Hash};
use crate::store::Store;

/// What was found to be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyProblem {
    /// The branch's name.
    pub branch: String,
    /// The entry concerned, where it is one.
    pub ddl_id: Option<DdlId>,
    /// What is wrong.
    pub message: String,
}

/// The account of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyReport {
    /// Whether nothing is wrong.
    pub ok: bool,
    /// How many branches were read.
    pub branches: usize,
    /// How many entries were read.
    pub entries: usize,
    /// How many snapshots were read.
    pub snapshots: usize,
    /// What is wrong, oldest branch first.
    pub problems: Vec<VerifyProblem>,
}

/// The last entry that is known to be whole.
#[derive(Clone, Copy)]
struct Link {
    ddl_id: Option<DdlId>,
    hash: Option<Hash>,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Reads the whole history and checks the hash chain, the heads, and that every value can be
    /// read. Damage is reported, not returned as an error.
    pub async fn verify(&self) -> HistoryResult<VerifyReport> {
        let mut report = VerifyReport::default();
        for (key, bytes) in self.all(keys::table(keys::BRANCH)).await? {
            report.branches += 1;
            match decode::<Branch>(&key, &bytes) {
                Ok(branch) => self.verify_branch(&branch, &mut report).await?,
                Err(error) => report.problem("?", None, error.to_string()),
            }
        }
        self.verify_counters(&mut report).await?;
        report.ok = report.problems.is_empty();
        Ok(report)
    }

    /// Ids that were given out may never be given out again.
    async fn verify_counters(&self, report: &mut VerifyReport) -> HistoryResult<()> {
        let counters = self.counters().await?.value;
        let last_id = |branch: &Branch| branch.head.unwrap_or(DdlId(0));
        for branch in self.list_branches().await.unwrap_or_default() {
            if branch.branch_id > counters.branch || last_id(&branch) > counters.ddl {
                let message = "the counters lie behind the ids that were given out".to_owned();
                report.problem(&branch.name, branch.head, message);
            }
        }
        Ok(())
    }

    async fn verify_branch(&self, branch: &Branch, report: &mut VerifyReport) -> HistoryResult<()> {
        self.verify_name(branch, report).await?;
        let start = self.link_at_fork(branch, report).await?;
        let end = self.verify_entries(branch, start, report).await?;
        if (end.ddl_id, end.hash) != (branch.head, branch.head_hash) {
            let message = "the branch's head is not its last entry".to_owned();
            report.problem(&branch.name, branch.head, message);
        }
        self.verify_snapshots(branch, report).await
    }

    async fn verify_name(&self, branch: &Branch, report: &mut VerifyReport) -> HistoryResult<()> {
        let named = self.store.get(&keys::name(&branch.name)).await?;
        let id = named.map(|bytes| decode::<BranchId>(&keys::name(&branch.name), &bytes));
        if !matches!(id, Some(Ok(id)) if id == branch.branch_id) {
            report.problem(&branch.name, None, "the branch's name leads elsewhere".to_owned());
        }
        Ok(())
    }

    /// What the branch's first entry must continue.
    async fn link_at_fork(
        &self,
        branch: &Branch,
        report: &mut VerifyReport,
    ) -> HistoryResult<Link> {
        let none = Link { ddl_id: None, hash: None };
        let Some(fork) = branch.forked_from.and_then(|fork| fork.ddl_id) else { return Ok(none) };
        let found = match self.lineage(branch).await {
            Ok(lineage) => self.entry_on(branch, &lineage, fork).await,
            Err(error) => Err(error),
        };
        Ok(match found {
            Ok(entry) => Link { ddl_id: Some(fork), hash: Some(entry.hash) },
            Err(error) => {
                report.problem(
                    &branch.name,
                    Some(fork),
                    format!("its fork point is lost: {error}"),
                );
                Link { ddl_id: Some(fork), hash: None }
            }
        })
    }

    async fn verify_entries(
        &self,
        branch: &Branch,
        mut link: Link,
        report: &mut VerifyReport,
    ) -> HistoryResult<Link> {
        for (key, bytes) in self.all(keys::of_branch(keys::ENTRY, branch.branch_id)).await? {
            report.entries += 1;
            match decode::<DdlHistoryEntry>(&key, &bytes) {
                Ok(entry) => {
                    if let Some(message) = broken(&entry, &key, link) {
                        report.problem(&branch.name, Some(entry.ddl_id), message.to_owned());
                    }
                    link = Link { ddl_id: Some(entry.ddl_id), hash: Some(entry.hash) };
                }
                Err(error) => report.problem(&branch.name, None, error.to_string()),
            }
        }
        Ok(link)
    }

    async fn verify_snapshots(
        &self,
        branch: &Branch,
        report: &mut VerifyReport,
    ) -> HistoryResult<()> {
        for (key, bytes) in self.all(keys::of_branch(keys::SNAPSHOT, branch.branch_id)).await? {
            report.snapshots += 1;
            match decode::<SchemaSnapshot>(&key, &bytes) {
                Ok(snapshot) if schema_hash(&snapshot.schema_ddl) == snapshot.schema_hash => {}
                Ok(snapshot) => {
                    let message = format!("snapshot `{}` does not match its hash", snapshot.name);
                    report.problem(&branch.name, snapshot.last_ddl_id, message);
                }
                Err(error) => report.problem(&branch.name, None, error.to_string()),
            }
        }
        Ok(())
    }
}

/// Says how an entry does not continue the chain, if it does not.
fn broken(entry: &DdlHistoryEntry, key: &[u8], link: Link) -> Option<&'static str> {
    if key != keys::entry(entry.branch_id, entry.ddl_id) {
        Some("the entry lies where another belongs")
    } else if entry.parent_ddl_id != link.ddl_id {
        Some("the entry does not follow the one before it: one is missing or was added")
    } else if entry.hash != entry_hash(entry, link.hash) {
        Some("the entry does not match its hash: it, or the one before it, was edited")
    } else {
        None
    }
}

impl VerifyReport {
    fn problem(&mut self, branch: &str, ddl_id: Option<DdlId>, message: String) {
        self.problems.push(VerifyProblem { branch: branch.to_owned(), ddl_id, message });
    }
}
