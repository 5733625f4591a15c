//! How entries are sealed: each hash covers the entry's content and its parent's hash.
//!
//! What is hashed is laid out here and nowhere else, apart from the store's encoding.

use super::DdlHistoryEntry;
use crate::digest::Digest;
use crate::ids::Hash;

/// Names the layout; another layout gets another name.
const LAYOUT: &[u8] = b"schemagraft entry 1";

/// Returns the hash that seals `entry`, whatever its own `hash` says.
pub(super) fn entry_hash(entry: &DdlHistoryEntry, parent: Option<Hash>) -> Hash {
    let mut digest = Digest::new(LAYOUT);
    digest.optional(parent, |digest, hash| digest.bytes(&hash.0));
    digest.number(entry.ddl_id.0);
    digest.number(entry.branch_id.0.into());
    digest.optional(entry.parent_ddl_id, |digest, id| digest.number(id.0));
    digest.optional(entry.lsn, |digest, lsn| digest.number(lsn.0));
    digest.text(entry.operation.as_str());
    digest.text(entry.object_type.as_str());
    digest.text(&entry.object_name);
    digest.text(&entry.ddl_statement);
    digest.number(entry.executed_at);
    digest.optional(entry.executed_by.as_deref(), Digest::text);
    digest.optional(entry.git_commit.as_deref(), Digest::text);
    digest.optional(entry.transaction_id, Digest::number);
    digest.finish()
}

/// Returns the hash of a schema given as ordered statements.
pub(super) fn schema_hash(statements: &[String]) -> Hash {
    let mut digest = Digest::new(b"schemagraft schema 1");
    statements.iter().for_each(|statement| digest.text(statement));
    digest.finish()
}
