//! SHA-256 over framed values: numbers big-endian, texts behind their length, and a byte before whatever
//! may be absent.
//!
//! Never in it: what is hashed, and in which order.

use sha2::{Digest as _, Sha256};

use crate::ids::Hash;

/// A SHA-256 over values whose ends can't be mistaken.
pub(crate) struct Digest(Sha256);

impl Digest {
    /// Begins with the name of the layout; another layout gets another name.
    pub(crate) fn new(layout: &[u8]) -> Self {
        let mut digest = Digest(Sha256::new());
        digest.bytes(layout);
        digest
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.bytes(&number.to_be_bytes());
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.bytes(&[u8::from(value.is_some())]);
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(crate) fn finish(self) -> Hash {
        Hash(self.0.finalize().into())
    }
}
