//! What can go wrong with a history. After any of these the history is as it was.

use super::{MergePlan, RevertPlan};
use crate::ErrorCode;
use crate::catalog::Refused;
use crate::codec::CodecError;
use crate::ids::{DdlId, Lsn};
use crate::merge::UnknownConflict;
use crate::sql::SqlError;
use crate::store::StoreError;

/// A call on a history failed; nothing of it took effect.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// The SQL text can't be read.
    #[error(transparent)]
    Sql(#[from] SqlError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A value in the store can't be read.
    #[error("{what} can't be read: {source}")]
    Unreadable {
        /// Which value.
        what: String,
        /// Why.
        source: CodecError,
    },
    /// What the store holds contradicts itself.
    #[error("the history is damaged: {reason}; run verify for the whole account")]
    Corrupt {
        /// How.
        reason: String,
    },
    /// A value is larger than the format allows.
    #[error("{what} can't be stored: {source}")]
    Unstorable {
        /// Which value.
        what: String,
        /// Why.
        source: CodecError,
    },
    /// An argument is not what the call takes.
    #[error("{reason}")]
    InvalidArgument {
        /// What is wrong, and what is right.
        reason: String,
    },
    /// There is no branch of that name.
    #[error("there is no branch `{name}`; those there are: {}", named(.known))]
    BranchNotFound {
        /// The name asked for.
        name: String,
        /// Those there are, oldest first.
        known: Vec<String>,
    },
    /// A branch of that name exists.
    #[error("a branch `{name}` exists already: choose another name, or rename or delete that one")]
    BranchExists {
        /// The name.
        name: String,
    },
    /// The branch can't be deleted.
    #[error("branch `{name}` can't be deleted: {reason}")]
    BranchInUse {
        /// Its name.
        name: String,
        /// Why, and what to do.
        reason: String,
    },
    /// There is no such entry on the branch.
    #[error("branch `{branch}` has no entry {ddl_id}")]
    EntryNotFound {
        /// The branch.
        branch: String,
        /// The id asked for.
        ddl_id: DdlId,
    },
    /// A snapshot of that name exists on the branch.
    #[error(
        "branch `{branch}` has a snapshot `{name}` already: choose another name, or ask to replace it"
    )]
    SnapshotExists {
        /// The branch.
        branch: String,
        /// The snapshot's name.
        name: String,
    },
    /// There is no snapshot of that name on the branch.
    #[error(
        "branch `{branch}` has no snapshot `{name}`: list its snapshots to see those there are"
    )]
    SnapshotNotFound {
        /// The branch.
        branch: String,
        /// The name asked for.
        name: String,
    },
    /// PostgreSQL would refuse a statement of the script.
    #[error("{refused}")]
    Refused {
        /// The statement, with its places in the script.
        refused: Box<Refused>,
    },
    /// The log position was recorded before with another statement.
    #[error(
        "LSN {lsn} was recorded on branch `{branch}` as entry {ddl_id}, with another statement"
    )]
    LsnReused {
        /// The branch.
        branch: String,
        /// The position.
        lsn: Lsn,
        /// The first entry recorded for it.
        ddl_id: DdlId,
    },
    /// Two branches do not merge as they stand.
    #[error(
        "`{source_branch}` does not merge into `{target_branch}`: {} to resolve; nothing was changed",
        counted(plan.plan.conflicts.len())
    )]
    MergeConflict {
        /// The branch to be merged.
        source_branch: String,
        /// The branch to be merged into.
        target_branch: String,
        /// What the merge comes to, with what they disagree on.
        plan: Box<MergePlan>,
    },
    /// What is to be taken back was changed since, and what to do was not decided. Nothing was changed.
    #[error(
        "the entries of `{branch}` can't be taken back: {} with later ones to resolve; nothing was \
         changed",
        counted(plan.plan.conflicts.len())
    )]
    RevertConflict {
        /// The branch.
        branch: String,
        /// What the revert comes to, with what it disagrees with.
        plan: Box<RevertPlan>,
    },
    /// A migration says something else than it did when it was imported.
    #[error(
        "{path} was imported already, up to {}, and was edited since: what has run does not run again; write a new \
         migration, or take that one back and import it anew",
        shown(.head)
    )]
    MigrationEdited {
        /// The path of its file.
        path: String,
        /// The entry that it ended with.
        head: Option<DdlId>,
    },
    /// The branch's head is not where the caller expects it.
    #[error("the head of branch `{branch}` has moved to {}: read it and try again", shown(.found))]
    HeadMoved {
        /// The branch.
        branch: String,
        /// Where the head is.
        found: Option<DdlId>,
    },
    /// The bundle can't be imported.
    #[error("this is no whole bundle: {reason}")]
    BundleInvalid {
        /// How that shows.
        reason: String,
    },
    /// The bundle's format is newer than this version.
    #[error("the bundle is in format {found}, newer than this version reads: upgrade schemagraft")]
    BundleTooNew {
        /// The bundle's format version.
        found: u8,
    },
    /// There is a history already where the bundle should go.
    #[error("a bundle can be imported only into an empty history: open another store")]
    HistoryNotEmpty,
}

impl From<UnknownConflict> for HistoryError {
    fn from(unknown: UnknownConflict) -> HistoryError {
        HistoryError::InvalidArgument { reason: unknown.to_string() }
    }
}

/// What a history's calls return.
pub type HistoryResult<T> = Result<T, HistoryError>;

fn shown(head: &Option<DdlId>) -> String {
    head.map_or("the start".to_owned(), |ddl_id| format!("entry {ddl_id}"))
}

impl HistoryError {
    /// Returns the stable code of this error.
    pub fn code(&self) -> ErrorCode {
        match self {
            HistoryError::Sql(error) => error.code(),
            HistoryError::Store(error) => error.code(),
            HistoryError::Unreadable { source: CodecError::TooNew { .. }, .. } => {
                ErrorCode::FormatTooNew
            }
            HistoryError::Unreadable { .. } | HistoryError::Corrupt { .. } => {
                ErrorCode::StoreCorrupt
            }
            HistoryError::Unstorable { .. } | HistoryError::InvalidArgument { .. } => {
                ErrorCode::InvalidArgument
            }
            HistoryError::BranchNotFound { .. } => ErrorCode::BranchNotFound,
            HistoryError::BranchExists { .. } => ErrorCode::BranchExists,
            HistoryError::BranchInUse { .. } => ErrorCode::BranchInUse,
            HistoryError::EntryNotFound { .. } => ErrorCode::EntryNotFound,
            HistoryError::SnapshotExists { .. } => ErrorCode::SnapshotExists,
            HistoryError::SnapshotNotFound { .. } => ErrorCode::SnapshotNotFound,
            HistoryError::Refused { refused } => refused.code(),
            HistoryError::MigrationEdited { .. } => ErrorCode::ImportLayout,
            HistoryError::LsnReused { .. } => ErrorCode::LsnReused,
            HistoryError::HeadMoved { .. } => ErrorCode::HeadMoved,
            HistoryError::MergeConflict { .. } | HistoryError::RevertConflict { .. } => {
                ErrorCode::MergeConflict
            }
            HistoryError::BundleInvalid { .. } => ErrorCode::BundleInvalid,
            HistoryError::BundleTooNew { .. } => ErrorCode::FormatTooNew,
            HistoryError::HistoryNotEmpty => ErrorCode::HistoryNotEmpty,
        }
    }
}

/// So many names are listed.
const NAMED: usize = 20;

fn named(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > NAMED { ", …" } else { "" };
    shown.join(", ") + more
}

fn counted(conflicts: usize) -> String {
    match conflicts {
        1 => "there is 1 conflict".to_owned(),
        _ => format!("there are {conflicts} conflicts"),
    }
}
