//! Bytes ↔ values: a frame of format version, CRC-32 and payload; the only file that names bincode.
//!
//! bincode 2.0.1 is the last release of a finished crate (RUSTSEC-2025-0141: unmaintained, no
//! defect). What it lacks is added here: a checksum, a limit, and a refusal of what is left over.

use serde::{Serialize, de::DeserializeOwned};

/// The version that [`encode`] writes and the newest that [`decode`] reads.
pub const FORMAT_VERSION: u8 = 1;

/// No value takes more bytes than this; a claim of more is damage.
pub const MAX_VALUE_BYTES: usize = 256 << 20;

const HEADER_BYTES: usize = 5;

/// The bytes are not a value of this format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// A newer schemagraft wrote them.
    #[error(
        "written in format {found}, this version reads up to {FORMAT_VERSION}: upgrade schemagraft"
    )]
    TooNew {
        /// The format's version.
        found: u8,
    },
    /// They were cut, changed, or are something else.
    #[error("damaged: {reason}")]
    Damaged {
        /// How that shows.
        reason: String,
    },
    /// The value is larger than the format allows.
    #[error("the value takes {bytes} bytes, the limit is {MAX_VALUE_BYTES}")]
    TooLarge {
        /// Its size.
        bytes: usize,
    },
}

fn damaged(reason: impl Into<String>) -> CodecError {
    CodecError::Damaged { reason: reason.into() }
}

/// Fixed for every format version 1 value: changing it makes every store unreadable.
fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_limit::<MAX_VALUE_BYTES>()
}

/// Returns a value's bytes.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut bytes = vec![0; HEADER_BYTES];
    bincode::serde::encode_into_std_write(value, &mut bytes, config())
        .map_err(|error| damaged(error.to_string()))?;
    if bytes.len() > MAX_VALUE_BYTES {
        return Err(CodecError::TooLarge { bytes: bytes.len() });
    }
    let (header, payload) = bytes.split_at_mut(HEADER_BYTES);
    let checksum = crc32fast::hash(payload).to_le_bytes();
    header.copy_from_slice(&[FORMAT_VERSION, checksum[0], checksum[1], checksum[2], checksum[3]]);
    Ok(bytes)
}

/// Returns the value that `bytes` hold.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let (&[version, a, b, c, d], payload) = bytes
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or_else(|| damaged(format!("{} bytes are no value", bytes.len())))?;
    match version {
        FORMAT_VERSION => {}
        0 => return Err(damaged("no format version")),
        found => return Err(CodecError::TooNew { found }),
    }
    if crc32fast::hash(payload) != u32::from_le_bytes([a, b, c, d]) {
        return Err(damaged("the checksum does not match"));
    }
    let (value, read) = bincode::serde::decode_from_slice(payload, config())
        .map_err(|error| damaged(error.to_string()))?;
    if read != payload.len() {
        return Err(damaged(format!("{} bytes too many", payload.len() - read)));
    }
    Ok(value)
}
