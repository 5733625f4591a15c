//! The one table of error codes: stable names that callers match on, in Rust and in JavaScript.
//!
//! Each layer has its own error enum; its `code` method names the entry of this table.

/// Declares the codes, each with its wire name, so that the list can't fall behind the enum.
macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// A stable code that says what kind of failure an error is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $variant,)* }

        impl ErrorCode {
            /// Every code there is.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$variant,)*];

            /// Returns the name by which JavaScript and the command line know the code.
            pub fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$variant => $text,)* }
            }
        }
    };
}

error_codes! {
    /// The SQL text does not parse.
    SqlSyntax = "SQL_SYNTAX",
    /// The SQL text is nested deeper, or is longer, than the parser takes.
    SqlLimit = "SQL_LIMIT",
    /// PostgreSQL would refuse the statement.
    SqlRefused = "SQL_REFUSED",
    /// A folder of migrations is in no layout that is known, or contradicts itself or what was imported of it.
    ImportLayout = "IMPORT_LAYOUT",
    /// An argument is not what the call takes.
    InvalidArgument = "INVALID_ARGUMENT",
    /// There is no branch of that name.
    BranchNotFound = "BRANCH_NOT_FOUND",
    /// A branch of that name exists already.
    BranchExists = "BRANCH_EXISTS",
    /// The branch can't be deleted: it is `main`, or another branch starts from it, or it holds
    /// entries that no other branch has.
    BranchInUse = "BRANCH_IN_USE",
    /// There is no such entry on the branch.
    EntryNotFound = "ENTRY_NOT_FOUND",
    /// A snapshot of that name exists already on the branch.
    SnapshotExists = "SNAPSHOT_EXISTS",
    /// There is no snapshot of that name on the branch.
    SnapshotNotFound = "SNAPSHOT_NOT_FOUND",
    /// The log position was recorded before, with another statement.
    LsnReused = "LSN_REUSED",
    /// The branch's head is no longer where the caller expects it.
    HeadMoved = "HEAD_MOVED",
    /// Two branches do not merge as they stand: conflicts are to be resolved.
    MergeConflict = "MERGE_CONFLICT",
    /// The bundle is cut short, edited, or no bundle at all.
    BundleInvalid = "BUNDLE_INVALID",
    /// A bundle can only be imported into a history with no entries.
    HistoryNotEmpty = "HISTORY_NOT_EMPTY",
    /// The history was written by a newer version of schemagraft.
    FormatTooNew = "FORMAT_TOO_NEW",
    /// A value in the store is damaged.
    StoreCorrupt = "STORE_CORRUPT",
    /// Another writer committed first, again and again; nothing was written.
    StoreConflict = "STORE_CONFLICT",
    /// Another process holds the store.
    StoreLocked = "STORE_LOCKED",
    /// The store is full: the disk, or the browser's quota.
    StoreFull = "STORE_FULL",
    /// The store was closed.
    StoreClosed = "STORE_CLOSED",
    /// The store failed for a reason of its own; the cause tells.
    StoreFailed = "STORE_FAILED",
    /// There is no such kind of store here: no IndexedDB, no files, or a package is missing.
    StoreUnavailable = "STORE_UNAVAILABLE",
    /// The WebAssembly module could not be loaded.
    LoadFailed = "LOAD_FAILED",
    /// A defect of schemagraft itself; the message is worth a bug report.
    Panic = "PANIC",
}
