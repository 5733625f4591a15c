//! A branch's entries: recorded, imported from migrations, read again.
//!
//! `record` appends statements at a branch's head, for itself, for merges and for reverts; `imports` appends migrations,
//! each of them once, by it; `query` reads. Never in it: which entries a branch has from others (see `ancestry`).

pub(super) mod imports;
pub(super) mod query;
pub(super) mod record;

pub use imports::{Imported, NewMigration};
pub use query::HistoryQuery;
pub use record::{NewDdlEntry, Origin, RecordMeta};
