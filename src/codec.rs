//! Bytes ↔ values: a frame of format version, CRC-32 and payload; the only file that names bincode.
//!
//! bincode 2.0.1 is the last release of a finished crate (RUSTSEC-2025-0141: unmaintained, no
//! defect). What it lacks is added here: a checksum, a limit, and a refusal of what is left over.
//! One thing stays: on a 32-bit target it cuts the length of a list to 32 bits, so that a forged one
//! of 2^32 can decode to an empty list there instead of an error.

use bincode::config::{self, Configuration, Limit, LittleEndian, Varint};
use bincode::de::read::Reader;
use bincode::de::{Decode, Decoder, DecoderImpl};
use bincode::enc::write::Writer;
use bincode::error::{DecodeError, EncodeError};
use bincode::serde::Compat;
use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Serialize, de::DeserializeOwned};

/// The version that [`encode`] writes and the newest that [`decode`] reads.
pub const FORMAT_VERSION: u8 = 1;

/// No value takes more bytes than this; a longer one is refused, before it is written or decoded.
pub const MAX_VALUE_BYTES: usize = 64 << 20;

/// bincode counts an integer as its full eight bytes against the limit though it may take one,
/// so a value of n bytes can count as eight times n. (No value of this crate has a 128-bit integer.)
const COUNTED_PER_BYTE: usize = 8;

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
    /// The type of the value has no form in this format: a defect, whatever the value.
    #[error("can't be encoded: {reason}")]
    Unencodable {
        /// What bincode misses.
        reason: String,
    },
}

fn damaged(reason: impl Into<String>) -> CodecError {
    CodecError::Damaged { reason: reason.into() }
}

/// Fixed for every value of format version 1: changing it makes every store unreadable.
const CONFIG: Configuration = config::standard();

/// Small and slow rather than fast: a value is a few hundred bytes, and tables make up the module.
static CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Returns a value's bytes.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut frame = Frame(vec![0; HEADER_BYTES]);
    bincode::serde::encode_into_writer(value, &mut frame, CONFIG).map_err(unencodable)?;
    frame.sealed()
}

/// A value's bytes while they are written, behind room for the header.
struct Frame(Vec<u8>);

impl Writer for Frame {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

impl Frame {
    fn sealed(self) -> Result<Vec<u8>, CodecError> {
        let Frame(mut bytes) = self;
        if bytes.len() > MAX_VALUE_BYTES {
            return Err(CodecError::TooLarge { bytes: bytes.len() });
        }
        let (header, payload) = bytes.split_at_mut(HEADER_BYTES);
        let [a, b, c, d] = CHECKSUM.checksum(payload).to_le_bytes();
        header.copy_from_slice(&[FORMAT_VERSION, a, b, c, d]);
        Ok(bytes)
    }
}

fn unencodable(error: EncodeError) -> CodecError {
    let reason = match error {
        EncodeError::OtherString(reason) => reason,
        EncodeError::Other(reason) => reason.to_owned(),
        _ => "the encoder does not take it".to_owned(),
    };
    CodecError::Unencodable { reason }
}

/// Returns the value that `bytes` hold.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    let mut decoder = decoder(payload(bytes)?)?;
    let Compat(value) = Compat::<T>::decode(&mut decoder).map_err(undecodable)?;
    match decoder.reader().0.len() {
        0 => Ok(value),
        left => Err(damaged(format!("{left} bytes too many"))),
    }
}

/// Takes the header off, if it is that of a whole value.
fn payload(bytes: &[u8]) -> Result<&[u8], CodecError> {
    let (&[version, a, b, c, d], payload) = bytes
        .split_first_chunk::<HEADER_BYTES>()
        .ok_or_else(|| damaged(format!("{} bytes are no value", bytes.len())))?;
    match version {
        FORMAT_VERSION => {}
        0 => return Err(damaged("no format version")),
        found => return Err(CodecError::TooNew { found }),
    }
    if bytes.len() > MAX_VALUE_BYTES {
        return Err(CodecError::TooLarge { bytes: bytes.len() });
    }
    if CHECKSUM.checksum(payload) != u32::from_le_bytes([a, b, c, d]) {
        return Err(damaged("the checksum does not match"));
    }
    Ok(payload)
}

/// bincode's limit, which is a constant, so that each type's decoder is compiled once: no value
/// counts more.
const LIMIT: usize = COUNTED_PER_BYTE * MAX_VALUE_BYTES;

type Limited = Configuration<LittleEndian, Varint, Limit<LIMIT>>;

/// Returns a decoder for a payload.
///
/// bincode allocates what a length claims before it looks whether as many bytes are there, so the
/// limit is all that stands between a forged length and the end of the process. What the payload
/// can't count is therefore counted beforehand, which leaves it a limit of its own.
fn decoder(payload: &[u8]) -> Result<DecoderImpl<Payload<'_>, Limited, ()>, CodecError> {
    let mut decoder = DecoderImpl::new(Payload(payload), CONFIG.with_limit::<LIMIT>(), ());
    let beyond = LIMIT - COUNTED_PER_BYTE * payload.len();
    decoder.claim_bytes_read(beyond).map_err(undecodable)?;
    Ok(decoder)
}

/// The bytes of a payload that are not read yet.
struct Payload<'a>(&'a [u8]);

impl Reader for Payload<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> Result<(), DecodeError> {
        let additional = bytes.len().saturating_sub(self.0.len());
        let (read, rest) = self
            .0
            .split_at_checked(bytes.len())
            .ok_or(DecodeError::UnexpectedEnd { additional })?;
        bytes.copy_from_slice(read);
        self.0 = rest;
        Ok(())
    }
}

fn undecodable(error: DecodeError) -> CodecError {
    damaged(match error {
        DecodeError::UnexpectedEnd { .. } => "it ends too soon".to_owned(),
        DecodeError::LimitExceeded => "it claims more than it holds".to_owned(),
        DecodeError::Utf8 { .. } => "a text is not UTF-8".to_owned(),
        DecodeError::OtherString(reason) => reason,
        DecodeError::Other(reason) => reason.to_owned(),
        _ => "it is not laid out as such a value is".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    /// A value with everything that histories are made of.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        id: u64,
        name: String,
        parent: Option<u64>,
        hash: [u8; 32],
        kind: Kind,
        bytes: Vec<u8>,
        statements: Vec<(String, u32)>,
        attributes: BTreeMap<String, String>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Kind {
        Create,
        Rename { to: String },
    }

    fn sample() -> Sample {
        Sample {
            id: u64::MAX - 1,
            name: "Größe \u{1f600}".to_owned(),
            parent: Some(300),
            hash: [0xab; 32],
            kind: Kind::Rename { to: "orders".to_owned() },
            bytes: (0..=255).collect(),
            statements: vec![("create table t (id bigint)".to_owned(), 7)],
            attributes: BTreeMap::from([("type".to_owned(), "bigint".to_owned())]),
        }
    }

    /// Frames a payload as `encode` does, checksum and all: what a forger would make.
    fn frame(payload: &[u8]) -> Vec<u8> {
        let checksum = CHECKSUM.checksum(payload).to_le_bytes();
        [&[FORMAT_VERSION], checksum.as_slice(), payload].concat()
    }

    /// A length of 2^40 as bincode writes it.
    fn length_claim() -> Vec<u8> {
        [&[253], (1_u64 << 40).to_le_bytes().as_slice()].concat()
    }

    fn is_damaged<T>(decoded: Result<T, CodecError>) -> bool {
        matches!(decoded, Err(CodecError::Damaged { .. }))
    }

    #[test]
    fn a_value_comes_back() {
        assert_eq!(decode::<Sample>(&encode(&sample()).unwrap()), Ok(sample()));
        let plain = Sample { parent: None, kind: Kind::Create, ..sample() };
        assert_eq!(decode::<Sample>(&encode(&plain).unwrap()), Ok(plain));
        assert_eq!(decode::<()>(&encode(&()).unwrap()), Ok(()));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let whole = encode(&sample()).unwrap();
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << bit;
                let decoded = decode::<Sample>(&bytes);
                let too_new = at == 0 && matches!(decoded, Err(CodecError::TooNew { .. }));
                assert!(too_new || is_damaged(decoded), "bit {bit} of byte {at}");
            }
        }
    }

    #[test]
    fn every_cut_and_every_tail_is_found() {
        let whole = encode(&sample()).unwrap();
        for length in 0..whole.len() {
            assert!(is_damaged(decode::<Sample>(&whole[..length])), "cut at {length}");
        }
        assert!(is_damaged(decode::<Sample>(&[whole.as_slice(), &[0]].concat())));
        let tail = frame(&[&whole[HEADER_BYTES..], &[0]].concat());
        let decoded = decode::<Sample>(&tail);
        assert_eq!(decoded, Err(damaged("1 bytes too many")));
    }

    #[test]
    fn a_newer_format_is_told_from_damage() {
        let mut bytes = encode(&sample()).unwrap();
        bytes[0] = FORMAT_VERSION + 1;
        let decoded = decode::<Sample>(&bytes);
        assert_eq!(decoded, Err(CodecError::TooNew { found: FORMAT_VERSION + 1 }));
        assert!(decoded.unwrap_err().to_string().contains("upgrade schemagraft"));
    }

    #[test]
    fn a_forged_length_is_refused_before_it_is_allocated() {
        for tail in [&[][..], b"abc", &[0; 1_000]] {
            let bytes = frame(&[&length_claim(), tail].concat());
            assert!(is_damaged(decode::<String>(&bytes)));
            assert!(is_damaged(decode::<Vec<u8>>(&bytes)));
            assert!(is_damaged(decode::<Vec<String>>(&bytes)));
            assert!(is_damaged(decode::<BTreeMap<String, u64>>(&bytes)));
        }
        let padded = frame(&[length_claim(), vec![0; 1 << 20]].concat());
        assert!(is_damaged(decode::<String>(&padded)));
    }

    #[test]
    fn what_is_too_large_to_read_is_not_written() {
        let largest = "x".repeat(MAX_VALUE_BYTES - HEADER_BYTES - 5);
        let bytes = encode(&largest).unwrap();
        assert_eq!(bytes.len(), MAX_VALUE_BYTES);
        assert!(decode::<String>(&bytes) == Ok(largest.clone()));
        let refused = encode(&(largest + "x"));
        assert_eq!(refused, Err(CodecError::TooLarge { bytes: MAX_VALUE_BYTES + 1 }));
    }

    /// The worst that the limit can count: each byte an integer of eight.
    #[test]
    fn what_counts_most_against_the_limit_is_read() {
        for count in [1, (1 << 20) - 5, 1 << 20, 4 << 20] {
            let integers = vec![1_u64; count];
            assert!(decode::<Vec<u64>>(&encode(&integers).unwrap()) == Ok(integers), "{count}");
        }
    }

    #[test]
    fn a_type_without_a_form_is_an_error() {
        struct Endless;
        impl Serialize for Endless {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(std::iter::repeat_n(0, 3).filter(|_| true))
            }
        }
        assert!(matches!(encode(&Endless), Err(CodecError::Unencodable { .. })));
    }

    proptest! {
        #[test]
        fn noise_is_no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode::<Sample>(&bytes);
            let _ = decode::<Sample>(&frame(&bytes));
            let _ = decode::<Vec<Sample>>(&frame(&bytes));
        }

        #[test]
        fn an_edit_with_its_checksum_made_right_is_no_panic(
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut payload = encode(&sample()).unwrap()[HEADER_BYTES..].to_vec();
            *at.get_mut(&mut payload) = byte;
            let _ = decode::<Sample>(&frame(&payload));
        }

        #[test]
        fn any_value_comes_back(
            name: String,
            id: u64,
            bytes: Vec<u8>,
            statements: Vec<(String, u32)>,
        ) {
            let value = Sample { name, id, bytes, statements, ..sample() };
            prop_assert_eq!(decode::<Sample>(&encode(&value).unwrap()), Ok(value));
        }
    }
}
