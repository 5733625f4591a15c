//! How entries are sealed: each hash covers the entry's content and its parent's hash.
//!
//! The bytes that are hashed are laid out here and nowhere else, apart from the store's encoding:
//! numbers big-endian, texts behind their length, and a byte before whatever may be absent.

use sha2::{Digest, Sha256};

use super::DdlHistoryEntry;
use crate::ids::Hash;

/// Names the layout; another layout gets another name.
const LAYOUT: &[u8] = b"schemagraft entry 1";

/// Returns the hash that seals `entry`, whatever its own `hash` says.
pub(super) fn entry_hash(entry: &DdlHistoryEntry, parent: Option<Hash>) -> Hash {
    let mut hasher = Hasher::new(LAYOUT);
    hasher.optional(parent, |hasher, hash| hasher.bytes(&hash.0));
    hasher.number(entry.ddl_id.0);
    hasher.number(entry.branch_id.0.into());
    hasher.optional(entry.parent_ddl_id, |hasher, id| hasher.number(id.0));
    hasher.optional(entry.lsn, |hasher, lsn| hasher.number(lsn.0));
    hasher.text(entry.operation.as_str());
    hasher.text(entry.object_type.as_str());
    hasher.text(&entry.object_name);
    hasher.text(&entry.ddl_statement);
    hasher.number(entry.executed_at);
    hasher.optional(entry.executed_by.as_deref(), Hasher::text);
    hasher.optional(entry.git_commit.as_deref(), Hasher::text);
    hasher.optional(entry.transaction_id, Hasher::number);
    hasher.finish()
}

/// Returns the hash of a schema given as ordered statements.
pub(super) fn schema_hash(statements: &[String]) -> Hash {
    let mut hasher = Hasher::new(b"schemagraft schema 1");
    statements.iter().for_each(|statement| hasher.text(statement));
    hasher.finish()
}

struct Hasher(Sha256);

impl Hasher {
    fn new(layout: &[u8]) -> Self {
        let mut hasher = Hasher(Sha256::new());
        hasher.bytes(layout);
        hasher
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.bytes(&[u8::from(value.is_some())]);
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}
