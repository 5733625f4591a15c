//! How entries are sealed: each hash covers the entry's content and its parent's hash.
//!
//! What is hashed is laid out here and nowhere else, apart from the store's encoding.

use super::{DdlHistoryEntry, ImportRecord, MergeRecord, RevertRecord};
use crate::digest::Digest;
use crate::ids::{DdlId, Hash};
use crate::merge::{DdlMergeStrategy, MergeMode, Resolution};

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

/// Returns the hash that seals a merge, whatever its own `hash` says; given the hash of the entry that
/// it ended with.
pub(super) fn merge_hash(merge: &MergeRecord, head: Option<Hash>) -> Hash {
    let number = |digest: &mut Digest, id: DdlId| digest.number(id.0);
    let mut digest = Digest::new(b"schemagraft merge 1");
    digest.optional(head, |digest, hash| digest.bytes(&hash.0));
    digest.number(merge.moment.ddl_id.0);
    digest.number(merge.moment.branch_id.0.into());
    digest.number(merge.target.0.into());
    digest.optional(merge.target_head, number);
    digest.optional(merge.head, number);
    digest.number(merge.source.0.into());
    digest.optional(merge.source_head, number);
    digest.number(merge.base.branch_id.0.into());
    digest.optional(merge.base.ddl_id, number);
    digest.text(match merge.strategy {
        DdlMergeStrategy::DdlReplay => "replay",
        DdlMergeStrategy::SchemaDiff => "schema diff",
    });
    digest.text(match merge.mode {
        MergeMode::Strict => "strict",
        MergeMode::Lenient => "lenient",
    });
    resolutions(&mut digest, &merge.resolutions);
    digest.number(merge.renames.len() as u64);
    for (there, here) in &merge.renames {
        digest.text(there);
        digest.text(here);
    }
    digest.number(merge.merged_at);
    digest.optional(merge.merged_by.as_deref(), Digest::text);
    digest.finish()
}

/// Returns the hash that seals a revert, given the hash of the entry that it ended with.
pub(super) fn revert_hash(revert: &RevertRecord, head: Hash) -> Hash {
    let mut digest = Digest::new(b"schemagraft revert 1");
    digest.bytes(&head.0);
    digest.number(revert.branch.0.into());
    digest.optional(revert.after, |digest, id| digest.number(id.0));
    digest.number(revert.last.0);
    digest.optional(revert.head_before, |digest, id| digest.number(id.0));
    digest.number(revert.head.0);
    digest.number(revert.reverted_at);
    digest.optional(revert.reverted_by.as_deref(), Digest::text);
    resolutions(&mut digest, &revert.resolutions);
    digest.finish()
}

/// Returns the hash that seals an import, given the hash of the entry that it ended with.
pub(super) fn import_hash(import: &ImportRecord, head: Option<Hash>) -> Hash {
    let number = |digest: &mut Digest, id: DdlId| digest.number(id.0);
    let mut digest = Digest::new(b"schemagraft import 1");
    digest.optional(head, |digest, hash| digest.bytes(&hash.0));
    digest.number(import.branch.0.into());
    digest.text(&import.path);
    digest.bytes(&import.text.0);
    digest.optional(import.after, number);
    digest.optional(import.head, number);
    digest.number(import.places.len() as u64);
    for place in &import.places {
        digest.number(place.line.into());
        digest.number(place.column.into());
    }
    digest.number(import.imported_at);
    digest.finish()
}

fn resolutions(digest: &mut Digest, resolutions: &[(String, Resolution)]) {
    digest.number(resolutions.len() as u64);
    for (conflict, resolution) in resolutions {
        digest.text(conflict);
        let (kind, sql) = match resolution {
            Resolution::Source => ("source", None),
            Resolution::Target => ("target", None),
            Resolution::Both => ("both", None),
            Resolution::Sql(sql) => ("sql", Some(sql.as_str())),
        };
        digest.text(kind);
        digest.optional(sql, Digest::text);
    }
}

/// Returns the hash of a schema given as ordered statements.
pub(super) fn schema_hash(statements: &[String]) -> Hash {
    let mut digest = Digest::new(b"schemagraft schema 1");
    statements.iter().for_each(|statement| digest.text(statement));
    digest.finish()
}
