//! Verifying: is the history what was recorded?

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ancestry::lineage::Ancestry;
use super::chain::{entry_hash, import_hash, merge_hash, revert_hash, schema_hash};
use super::manager::{DdlVersioningManager, decode, missing};
use super::model::Counters;
use super::{
    Branch, DdlHistoryEntry, HistoryError, HistoryResult, ImportRecord, MergeRecord, RevertRecord,
    SchemaSnapshot, keys,
};
use crate::ids::{DdlId, Hash};
use crate::store::{KeyRange, KeyValue, Store};

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
        let content = self.all(keys::everything()).await?;
        // Read last, so that they are ahead of whatever was given out meanwhile.
        let counters = self.counters().await?.value;
        Ok(verify_content(&content, &counters))
    }
}

/// Checks a whole history, given as its keys and values in order, and its counters.
pub(super) fn verify_content(content: &[KeyValue], counters: &Counters) -> VerifyReport {
    let mut verifier = Verifier { content, report: VerifyReport::default() };
    let branches = verifier.branches();
    for branch in &branches {
        verifier.branch(branch);
    }
    verifier.counters(counters, &branches);
    let mut report = verifier.report;
    report.ok = report.problems.is_empty();
    report
}

/// A history while it is checked.
struct Verifier<'a> {
    content: &'a [KeyValue],
    report: VerifyReport,
}

impl<'a> Verifier<'a> {
    fn get(&self, key: &[u8]) -> Option<&'a [u8]> {
        let at = self.content.binary_search_by(|(other, _)| other.as_slice().cmp(key)).ok()?;
        self.content.get(at).map(|(_, bytes)| bytes.as_slice())
    }

    fn range(&self, range: &KeyRange) -> &'a [KeyValue] {
        let at = |bound: &[u8]| self.content.partition_point(|(key, _)| key.as_slice() < bound);
        self.content.get(at(&range.start)..at(&range.end)).unwrap_or_default()
    }

    fn read<T: DeserializeOwned>(&self, key: &[u8]) -> HistoryResult<Option<T>> {
        self.get(key).map(|bytes| decode(key, bytes)).transpose()
    }

    fn branches(&mut self) -> Vec<Branch> {
        let mut branches = Vec::new();
        for (key, bytes) in self.range(&keys::table(keys::BRANCH)) {
            self.report.branches += 1;
            match decode(key, bytes) {
                Ok(branch) => branches.push(branch),
                Err(error) => self.report.problem("?", None, error.to_string()),
            }
        }
        branches
    }

    /// Ids that were given out may never be given out again.
    fn counters(&mut self, counters: &Counters, branches: &[Branch]) {
        for branch in branches {
            if branch.branch_id > counters.branch || branch.head > Some(counters.ddl) {
                let message = "the counters lie behind the ids that were given out".to_owned();
                self.report.problem(&branch.name, branch.head, message);
            }
        }
    }

    fn branch(&mut self, branch: &Branch) {
        let key = keys::name(&branch.name);
        if !self.read(&key).is_ok_and(|id| id == Some(branch.branch_id)) {
            self.report.problem(&branch.name, None, "the branch's name leads elsewhere".to_owned());
        }
        let start = self.link_at_fork(branch);
        let end = self.entries(branch, start);
        if (end.ddl_id, end.hash) != (branch.head, branch.head_hash) {
            let message = "the branch's head is not its last entry".to_owned();
            self.report.problem(&branch.name, branch.head, message);
        }
        self.imports(branch);
        self.merges(branch);
        self.reverts(branch);
        self.snapshots(branch);
    }

    /// What the branch's first entry must continue.
    fn link_at_fork(&mut self, branch: &Branch) -> Link {
        let Some(fork) = branch.forked_from.and_then(|fork| fork.ddl_id) else {
            return Link { ddl_id: None, hash: None };
        };
        let hash = match self.entry_at(branch, fork) {
            Ok(entry) => Some(entry.hash),
            Err(error) => {
                let message = format!("its fork point is lost: {error}");
                self.report.problem(&branch.name, Some(fork), message);
                None
            }
        };
        Link { ddl_id: Some(fork), hash }
    }

    fn entry_at(&self, branch: &Branch, ddl_id: DdlId) -> HistoryResult<DdlHistoryEntry> {
        let mut ancestry = Ancestry::of(branch)?;
        while let Some(parent) = ancestry.parent() {
            let key = keys::branch(parent);
            ancestry.add(&self.read(&key)?.ok_or_else(|| missing(&key))?)?;
        }
        let not_found = || HistoryError::EntryNotFound { branch: branch.name.clone(), ddl_id };
        let lineage = ancestry.lineage();
        let segment = lineage.segment_of(ddl_id).ok_or_else(not_found)?;
        self.read(&keys::entry(segment.branch, ddl_id))?.ok_or_else(not_found)
    }

    fn entries(&mut self, branch: &Branch, mut link: Link) -> Link {
        for (key, bytes) in self.range(&keys::of_branch(keys::ENTRY, branch.branch_id)) {
            self.report.entries += 1;
            match decode::<DdlHistoryEntry>(key, bytes) {
                Ok(entry) => {
                    if let Some(message) = broken(&entry, key, link) {
                        self.report.problem(&branch.name, Some(entry.ddl_id), message.to_owned());
                    }
                    link = Link { ddl_id: Some(entry.ddl_id), hash: Some(entry.hash) };
                }
                Err(error) => self.report.problem(&branch.name, None, error.to_string()),
            }
        }
        link
    }

    fn imports(&mut self, branch: &Branch) {
        for (key, bytes) in self.range(&keys::of_branch(keys::IMPORT, branch.branch_id)) {
            let checked = decode::<ImportRecord>(key, bytes).and_then(|import| {
                let head = import.head.map(|head| self.entry_at(branch, head)).transpose()?;
                let lies_at =
                    keys::import(import.branch, import.head.unwrap_or(DdlId::START), &import.path);
                let hash = import_hash(&import, head.map(|entry| entry.hash));
                Ok((import.head, *key == lies_at && hash == import.hash))
            });
            self.sealed(branch, checked, "an import");
        }
    }

    /// Notes a record that can't be read, or does not match its hash.
    fn sealed(
        &mut self,
        branch: &Branch,
        checked: HistoryResult<(Option<DdlId>, bool)>,
        what: &str,
    ) {
        match checked {
            Ok((_, true)) => {}
            Ok((head, false)) => {
                let message = format!("{what} does not match its hash: it was edited");
                self.report.problem(&branch.name, head, message);
            }
            Err(error) => self.report.problem(&branch.name, None, error.to_string()),
        }
    }

    fn merges(&mut self, branch: &Branch) {
        for (key, bytes) in self.range(&keys::of_branch(keys::MERGE, branch.branch_id)) {
            let checked = decode::<MergeRecord>(key, bytes).and_then(|merge| {
                let head = merge.head.map(|head| self.entry_at(branch, head)).transpose()?;
                let lies_at =
                    keys::merge(merge.target, merge.head.unwrap_or(DdlId::START), merge.source);
                let hash = merge_hash(&merge, head.map(|entry| entry.hash));
                Ok((merge.head, *key == lies_at && hash == merge.hash))
            });
            self.sealed(branch, checked, "a merge");
        }
    }

    fn reverts(&mut self, branch: &Branch) {
        for (key, bytes) in self.range(&keys::of_branch(keys::REVERT, branch.branch_id)) {
            let checked = decode::<RevertRecord>(key, bytes).and_then(|revert| {
                let head = self.entry_at(branch, revert.head)?;
                let lies_here = *key == keys::revert(revert.branch, revert.head);
                let is_sealed = revert_hash(&revert, head.hash) == revert.hash;
                Ok((Some(revert.head), lies_here && is_sealed))
            });
            self.sealed(branch, checked, "a revert");
        }
    }

    fn snapshots(&mut self, branch: &Branch) {
        for (key, bytes) in self.range(&keys::of_branch(keys::SNAPSHOT, branch.branch_id)) {
            self.report.snapshots += 1;
            match decode::<SchemaSnapshot>(key, bytes) {
                Ok(snapshot) if schema_hash(&snapshot.schema_ddl) == snapshot.schema_hash => {}
                Ok(snapshot) => {
                    let message = format!("snapshot `{}` does not match its hash", snapshot.name);
                    self.report.problem(&branch.name, snapshot.last_ddl_id, message);
                }
                Err(error) => self.report.problem(&branch.name, None, error.to_string()),
            }
        }
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
