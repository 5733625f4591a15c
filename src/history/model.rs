//! What a history holds.

use serde::{Deserialize, Serialize};

use crate::ids::{BranchId, DdlId, Hash, Lsn, SnapshotId, Timestamp};
use crate::merge::{DdlMergeStrategy, MergeMode, Resolution};
use crate::sql::{DdlObjectType, DdlOperation, Position};

/// One recorded statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DdlHistoryEntry {
    /// Its id: from 1, increasing over all branches.
    pub ddl_id: DdlId,
    /// The branch that recorded it.
    pub branch_id: BranchId,
    /// Its position in the write-ahead log, where it came from one.
    pub lsn: Option<Lsn>,
    /// What it does.
    pub operation: DdlOperation,
    /// To what kind of object.
    pub object_type: DdlObjectType,
    /// The object's name; several with commas between (see [`crate::sql::ObjectRef::name`]).
    pub object_name: String,
    /// The exact text.
    pub ddl_statement: String,
    /// When it was recorded, or ran, in milliseconds since 1970.
    pub executed_at: Timestamp,
    /// Who ran it.
    pub executed_by: Option<String>,
    /// The entry before it on its branch, or the fork point.
    pub parent_ddl_id: Option<DdlId>,
    /// The git commit that brought it.
    pub git_commit: Option<String>,
    /// The transaction that ran it.
    pub transaction_id: Option<u64>,
    /// The hash of its content and of its parent's hash.
    pub hash: Hash,
}

/// A line of history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// Its id, which a rename keeps.
    pub branch_id: BranchId,
    /// Its name.
    pub name: String,
    /// Where it forked from; nothing for `main`.
    pub forked_from: Option<ForkPoint>,
    /// The last entry that it has, of its own or from before the fork; nothing while it has none.
    pub head: Option<DdlId>,
    /// The hash of that entry.
    pub head_hash: Option<Hash>,
    /// The highest log position recorded on it, or before the fork.
    pub last_lsn: Option<Lsn>,
    /// When it was created, in milliseconds since 1970.
    pub created_at: Timestamp,
}

impl Branch {
    /// Returns the entry after which its own begin.
    pub(super) fn start(&self) -> DdlId {
        self.forked_from.and_then(|fork| fork.ddl_id).unwrap_or(DdlId::START)
    }

    /// Returns its last entry.
    pub(super) fn end(&self) -> DdlId {
        self.head.unwrap_or(DdlId::START)
    }
}

/// Where a branch forked from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForkPoint {
    /// The branch it forked from.
    pub branch_id: BranchId,
    /// The last entry that both share; nothing when it forked before the first.
    pub ddl_id: Option<DdlId>,
}

/// A named capture of a branch's schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaSnapshot {
    /// Its id: from 1, increasing over all branches.
    pub snapshot_id: SnapshotId,
    /// Its name, unique on its branch.
    pub name: String,
    /// Its branch.
    pub branch_id: BranchId,
    /// The schema, as ordered statements.
    pub schema_ddl: Vec<String>,
    /// When it was taken, in milliseconds since 1970.
    pub created_at: Timestamp,
    /// What it is for.
    pub comment: Option<String>,
    /// The git commit that it belongs to.
    pub git_commit: Option<String>,
    /// The branch's head when it was taken.
    pub last_ddl_id: Option<DdlId>,
    /// The database's own snapshot that goes with it.
    pub mvcc_snapshot_id: Option<u64>,
    /// The hash of `schema_ddl`.
    pub schema_hash: Hash,
}

/// A moment of a history: the last ids that it had given out. It tells what came first where entries don't: a merge may append
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The last entry of any branch; 0 while there was none.
    pub ddl_id: DdlId,
    /// The last branch.
    pub branch_id: BranchId,
}

impl Moment {
    /// Before all else.
    pub(super) const FIRST: Moment = Moment { ddl_id: DdlId(0), branch_id: BranchId(0) };
    /// After all else.
    pub(super) const LAST: Moment =
        Moment { ddl_id: DdlId(u64::MAX), branch_id: BranchId(u32::MAX) };

    /// The last moment before a branch.
    pub(super) fn before(branch: BranchId) -> Moment {
        Moment { branch_id: BranchId(branch.0.saturating_sub(1)), ..Moment::LAST }
    }

    /// Tells whether it is another moment, or one before it.
    pub(super) fn is_before(self, other: Moment) -> bool {
        self.ddl_id <= other.ddl_id && self.branch_id <= other.branch_id
    }
}

/// A merge that was applied: since then the target has what the source had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeRecord {
    /// When it was applied, as to what else there was.
    pub moment: Moment,
    /// The branch merged into.
    pub target: BranchId,
    /// Its head before the merge.
    pub target_head: Option<DdlId>,
    /// Its head after: the last entry that the merge appended, or the head before where the target had
    /// everything already.
    pub head: Option<DdlId>,
    /// The branch merged from.
    pub source: BranchId,
    /// Its head, up to which the target has its entries since.
    pub source_head: Option<DdlId>,
    /// The state that both were compared with: a branch, after one of the entries that it has.
    pub base: ForkPoint,
    /// How the target got what the source did.
    pub strategy: DdlMergeStrategy,
    /// What became of doubts.
    pub mode: MergeMode,
    /// What was decided, by the conflict's id.
    pub resolutions: Vec<(String, Resolution)>,
    /// What the target calls otherwise than the source: full names there, and here.
    pub renames: Vec<(String, String)>,
    /// When it was applied, in milliseconds since 1970.
    pub merged_at: Timestamp,
    /// Who applied it.
    pub merged_by: Option<String>,
    /// The hash of all this, and of the entry that it ended with.
    pub hash: Hash,
}

/// What of a branch was taken back: since then the branch is as if those entries, and the merges among
/// them, had not been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertRecord {
    /// The branch.
    pub branch: BranchId,
    /// The entry before the first that was taken back; nothing where that was the first of all.
    pub after: Option<DdlId>,
    /// The last entry that was taken back.
    pub last: DdlId,
    /// The branch's head before.
    pub head_before: Option<DdlId>,
    /// The branch's head after: the last entry that takes something back.
    pub head: DdlId,
    /// When it was done, in milliseconds since 1970.
    pub reverted_at: Timestamp,
    /// Who did it.
    pub reverted_by: Option<String>,
    /// What was decided about conflicts with later entries, by the conflict's id.
    pub resolutions: Vec<(String, Resolution)>,
    /// The hash of all this, and of the entry that it ended with.
    pub hash: Hash,
}

impl MergeRecord {
    /// Tells whether the merge appended an entry of its target.
    pub(super) fn appended(&self, entry: DdlId) -> bool {
        self.target_head < Some(entry) && Some(entry) <= self.head
    }
}

impl RevertRecord {
    /// Tells whether it took back all of a branch's entries after one, up to another and with it.
    pub(super) fn took_back(
        &self,
        branch: BranchId,
        after: Option<DdlId>,
        last: Option<DdlId>,
    ) -> bool {
        self.branch == branch && self.after <= after && last <= Some(self.last)
    }
}

/// A migration that was imported: since then the branch has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportRecord {
    /// The branch.
    pub branch: BranchId,
    /// What it is called in its folder: the path of its file.
    pub path: String,
    /// The hash of what it said.
    pub text: Hash,
    /// The branch's head before it.
    pub after: Option<DdlId>,
    /// The branch's head after: its last entry, or the head before where nothing of it was recorded.
    pub head: Option<DdlId>,
    /// Where in its file each of its entries begins.
    pub places: Vec<Position>,
    /// When it was imported, in milliseconds since 1970.
    pub imported_at: Timestamp,
    /// The hash of all this, and of the entry that it ended with.
    pub hash: Hash,
}

impl ImportRecord {
    /// Returns where in its file an entry begins, if it is one of its entries.
    pub fn place(&self, ddl_id: DdlId) -> Option<Position> {
        let before_end = self.head?.0.checked_sub(ddl_id.0)?;
        let number = self.places.len().checked_sub(usize::try_from(before_end).ok()? + 1)?;
        self.places.get(number).copied()
    }
}

/// The last id given out of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counters {
    pub(super) branch: BranchId,
    pub(super) ddl: DdlId,
    pub(super) snapshot: SnapshotId,
}

/// The entries that one log position brought: `count` ids from `first` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LsnRecord {
    pub(super) first: DdlId,
    pub(super) count: u32,
}
