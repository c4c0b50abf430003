//! The record: one commit as one line of text, the same bytes in a segment and
//! on the wire.
//!
//! A record line is
//! `{"crc":"<8 hex>","head":{…},"salt":"<64 hex>","data":{…}}` followed by a
//! newline, and a marker line is
//! `{"crc":"<8 hex>","marker":{"place":<n>,"root":"<64 hex>"}}`. The CRC-32C
//! is over every byte that follows `{"crc":"xxxxxxxx",` up to, and without, the
//! newline, so a flip of any one byte of a line shows in that line alone. The
//! Merkle leaf (RFC 6962, section 2.1) is `SHA-256(0x00 ‖ head)` over the exact
//! bytes of the head, braces included. The head's digest is
//! `SHA-256(salt ‖ data)` over the 32 salt bytes and the exact bytes of the
//! data, so a redaction can replace salt and data by `null` and every proof
//! still holds.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::digits::{hash_from_hex, hash_to_hex, push_number, push_time, read_time, word_to_hex};
use crate::id::{ActorId, CommandId};

/// A SHA-256 hash, 32 bytes.
pub type Hash = [u8; 32];

/// The most bytes that the data of one record may have (512 KB); larger commits
/// are written as staged chunks.
pub const DATA_BYTES_MAX: usize = 512 * 1024;

/// The most bytes that one line may have, the newline left out: the data, and
/// room for the head, the salt and the checksum.
pub const LINE_BYTES_MAX: usize = DATA_BYTES_MAX + 4096;

/// `prev` of the first record of a log.
pub const PREV_OF_FIRST: Hash = [0; 32];

const CRC_PREFIX: &[u8] = b"{\"crc\":\"";
/// Bytes before those that the checksum covers: `{"crc":"xxxxxxxx",`.
const COVERED_FROM: usize = 18;

/// The head of a record: what is hashed into the tree. It holds no name,
/// reference, address or free text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Position in the log, from 1, without gaps.
    pub place: u64,
    /// Leaf hash of the record before, [`PREV_OF_FIRST`] at place 1.
    pub prev: Hash,
    /// Writer's time, never before that of the record before.
    pub recorded: Timestamp,
    /// Opaque subject of the commit's first event, for example `action.5h2k…`.
    pub subject: String,
    /// Type of the commit's first event, for example `item.observed`.
    pub kind: String,
    /// Who did it.
    pub actor: ActorId,
    /// The command that did it, accepted once for ever.
    pub command: CommandId,
    /// The place of the commit that caused this one, if one did.
    pub cause: Option<u64>,
    /// `SHA-256(salt ‖ data)`.
    pub digest: Hash,
}

/// Everything of a record but its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Writer's time.
    pub recorded: Timestamp,
    /// See [`Head::subject`].
    pub subject: String,
    /// See [`Head::kind`].
    pub kind: String,
    /// See [`Head::actor`].
    pub actor: ActorId,
    /// See [`Head::command`].
    pub command: CommandId,
    /// See [`Head::cause`].
    pub cause: Option<u64>,
    /// 32 random bytes that keep the digest from being guessed.
    pub salt: [u8; 32],
    /// The commit as JSON: [`crate::event::Data`].
    pub data: Vec<u8>,
}

/// A [`Draft`] whose parts belong to others.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Writer's time.
    pub recorded: Timestamp,
    /// See [`Head::subject`].
    pub subject: &'a str,
    /// See [`Head::kind`].
    pub kind: &'a str,
    /// See [`Head::actor`].
    pub actor: &'a ActorId,
    /// See [`Head::command`].
    pub command: &'a CommandId,
    /// See [`Head::cause`].
    pub cause: Option<u64>,
    /// See [`Draft::salt`].
    pub salt: [u8; 32],
    /// See [`Draft::data`].
    pub data: &'a [u8],
}

impl Draft {
    /// The draft as parts to be encoded.
    pub fn entry(&self) -> Entry<'_> {
        Entry {
            recorded: self.recorded,
            subject: &self.subject,
            kind: &self.kind,
            actor: &self.actor,
            command: &self.command,
            cause: self.cause,
            salt: self.salt,
            data: &self.data,
        }
    }
}

/// An encoded record line with its newline, and its leaf hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Place of the record.
    pub place: u64,
    /// Leaf hash of the head.
    pub leaf: Hash,
    /// The exact bytes, the newline included.
    pub bytes: Vec<u8>,
}

/// A checked record line, borrowed from the bytes that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The parsed head.
    pub head: Head,
    /// The exact bytes of the head, what the leaf hash is over.
    pub head_bytes: &'a [u8],
    /// Salt and data; `None` once redacted.
    pub body: Option<Body<'a>>,
}

/// Salt and data of a record that is not redacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// The 32 salt bytes.
    pub salt: [u8; 32],
    /// The exact bytes of the data.
    pub data: &'a [u8],
}

/// A line of a segment.
// Markers are few; boxing each record would cost an allocation.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SegmentLine<'a> {
    /// A commit.
    Record(Record<'a>),
    /// A place up to which everything was on disk, with the tree's root there.
    Marker {
        /// Last place synced.
        place: u64,
        /// Root of the Merkle tree over places 1 to `place`.
        root: Hash,
    },
}

/// Why bytes are no line of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The line does not begin as a line of a log does, or is cut short.
    #[error("the line has not the shape of a log line")]
    Shape,
    /// The checksum does not fit the bytes.
    #[error("the checksum does not fit the line")]
    Checksum,
    /// The checksum fits but the head cannot be read.
    #[error("the head of the record cannot be read")]
    Head,
    /// The digest in the head does not fit salt and data.
    #[error("the digest does not fit salt and data")]
    Digest,
}

/// RFC 6962 leaf hash of a record's head bytes.
pub fn leaf_hash(head_bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(head_bytes);
    hasher.finalize().into()
}

/// The digest of salt and data that the head names.
pub fn digest(salt: &[u8; 32], data: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(data);
    hasher.finalize().into()
}

/// Encodes a draft at a place of the chain.
pub fn encode(draft: &Draft, place: u64, prev: &Hash) -> Line {
    encode_entry(&draft.entry(), place, prev)
}

/// As [`encode`], of parts that belong to others.
pub fn encode_entry(entry: &Entry<'_>, place: u64, prev: &Hash) -> Line {
    let mut bytes = Vec::with_capacity(entry.data.len() + 512);
    bytes.extend_from_slice(b"{\"crc\":\"00000000\",\"head\":");
    let head_from = bytes.len();
    write_head(&mut bytes, entry, place, prev);
    let leaf = leaf_hash(&bytes[head_from..]);
    bytes.extend_from_slice(b",\"salt\":\"");
    write_hex(&mut bytes, &entry.salt);
    bytes.extend_from_slice(b"\",\"data\":");
    bytes.extend_from_slice(entry.data);
    bytes.push(b'}');
    fill_checksum(&mut bytes);
    bytes.push(b'\n');
    Line { place, leaf, bytes }
}

/// Encodes a marker line, newline included.
pub fn encode_marker(place: u64, root: &Hash) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128);
    bytes.extend_from_slice(b"{\"crc\":\"00000000\",\"marker\":{\"place\":");
    push_number(&mut bytes, place);
    bytes.extend_from_slice(b",\"root\":\"");
    write_hex(&mut bytes, root);
    bytes.extend_from_slice(b"\"}}");
    fill_checksum(&mut bytes);
    bytes.push(b'\n');
    bytes
}

/// Encodes a record whose data and salt were redacted; the head, and so the
/// leaf, stay byte for byte.
pub fn encode_redacted(place: u64, head_bytes: &[u8]) -> Line {
    let mut bytes = Vec::with_capacity(head_bytes.len() + 64);
    bytes.extend_from_slice(b"{\"crc\":\"00000000\",\"head\":");
    bytes.extend_from_slice(head_bytes);
    bytes.extend_from_slice(b",\"salt\":null,\"data\":null}");
    fill_checksum(&mut bytes);
    bytes.push(b'\n');
    Line {
        place,
        leaf: leaf_hash(head_bytes),
        bytes,
    }
}

/// Reads one line, given without its newline, and checks its checksum. Salt
/// and data are held against the digest by [`Record::check_digest`].
///
/// # Errors
/// [`LineError`] when the bytes are no intact line.
pub fn parse_line(line: &[u8]) -> Result<SegmentLine<'_>, LineError> {
    check_line(line)?;
    parse_checked(&line[COVERED_FROM..])
}

/// Reads one line without its newline, leaving the checksum unread. For
/// re-reading bytes that this process has checked before.
///
/// # Errors
/// [`LineError`] when the bytes have not the shape of a line.
pub fn parse_line_unchecked(line: &[u8]) -> Result<SegmentLine<'_>, LineError> {
    if line.len() < COVERED_FROM || !line.starts_with(CRC_PREFIX) {
        return Err(LineError::Shape);
    }
    parse_checked(&line[COVERED_FROM..])
}

impl Record<'_> {
    /// Leaf hash of the head.
    pub fn leaf(&self) -> Hash {
        leaf_hash(self.head_bytes)
    }

    /// Holds salt and data against the digest in the head. A redacted record
    /// has nothing to hold and passes.
    ///
    /// # Errors
    /// [`LineError::Digest`].
    pub fn check_digest(&self) -> Result<(), LineError> {
        match &self.body {
            Some(body) if digest(&body.salt, body.data) != self.head.digest => {
                Err(LineError::Digest)
            }
            _ => Ok(()),
        }
    }
}

fn write_head(bytes: &mut Vec<u8>, entry: &Entry<'_>, place: u64, prev: &Hash) {
    bytes.extend_from_slice(b"{\"place\":");
    push_number(bytes, place);
    bytes.extend_from_slice(b",\"prev\":\"");
    write_hex(bytes, prev);
    bytes.extend_from_slice(b"\",\"recorded\":\"");
    push_time(bytes, entry.recorded);
    bytes.extend_from_slice(b"\",\"subject\":\"");
    bytes.extend_from_slice(entry.subject.as_bytes());
    bytes.extend_from_slice(b"\",\"type\":\"");
    bytes.extend_from_slice(entry.kind.as_bytes());
    bytes.extend_from_slice(b"\",\"actor\":\"");
    bytes.extend_from_slice(entry.actor.as_str().as_bytes());
    bytes.extend_from_slice(b"\",\"command\":\"");
    bytes.extend_from_slice(entry.command.as_str().as_bytes());
    bytes.push(b'"');
    if let Some(cause) = entry.cause {
        bytes.extend_from_slice(b",\"cause\":");
        push_number(bytes, cause);
    }
    bytes.extend_from_slice(b",\"digest\":\"");
    write_hex(bytes, &digest(&entry.salt, entry.data));
    bytes.extend_from_slice(b"\"}");
}

fn write_hex(bytes: &mut Vec<u8>, value: &[u8; 32]) {
    bytes.extend_from_slice(&hash_to_hex(value));
}

fn fill_checksum(bytes: &mut [u8]) {
    let crc = crc32c::crc32c(&bytes[COVERED_FROM..]);
    bytes[8..16].copy_from_slice(&word_to_hex(crc));
}

/// Checks the checksum of a line, given without its newline, and nothing else.
///
/// # Errors
/// [`LineError::Shape`] and [`LineError::Checksum`].
pub fn check_line(line: &[u8]) -> Result<(), LineError> {
    if line.len() < COVERED_FROM || !line.starts_with(CRC_PREFIX) || &line[16..18] != b"\"," {
        return Err(LineError::Shape);
    }
    let crc = crc32c::crc32c(&line[COVERED_FROM..]);
    if word_to_hex(crc) == line[8..16] {
        Ok(())
    } else {
        Err(LineError::Checksum)
    }
}

fn parse_checked(rest: &[u8]) -> Result<SegmentLine<'_>, LineError> {
    let mut cursor = Cursor { rest };
    if cursor.take(b"\"marker\":{\"place\":").is_ok() {
        let place = cursor.number()?;
        cursor.take(b",\"root\":\"")?;
        let root = cursor.hash()?;
        cursor.take(b"\"}}")?;
        return cursor.end(SegmentLine::Marker { place, root });
    }
    cursor.take(b"\"head\":")?;
    let from = cursor.rest;
    let head = parse_head(&mut cursor)?;
    let head_bytes = &from[..from.len() - cursor.rest.len()];
    cursor.take(b",\"salt\":")?;
    let body = if cursor.take(b"null,\"data\":null}").is_ok() {
        if !cursor.rest.is_empty() {
            return Err(LineError::Shape);
        }
        None
    } else {
        cursor.take(b"\"")?;
        let salt = cursor.hash()?;
        cursor.take(b"\",\"data\":")?;
        let data = cursor.rest.strip_suffix(b"}").ok_or(LineError::Shape)?;
        Some(Body { salt, data })
    };
    Ok(SegmentLine::Record(Record {
        head,
        head_bytes,
        body,
    }))
}

fn parse_head(cursor: &mut Cursor<'_>) -> Result<Head, LineError> {
    cursor.take(b"{\"place\":")?;
    let place = cursor.number()?;
    cursor.take(b",\"prev\":\"")?;
    let prev = cursor.hash()?;
    cursor.take(b"\",\"recorded\":\"")?;
    let recorded = read_time(cursor.text()?.as_bytes()).ok_or(LineError::Head)?;
    cursor.take(b"\",\"subject\":\"")?;
    let subject = cursor.text()?.to_owned();
    cursor.take(b"\",\"type\":\"")?;
    let kind = cursor.text()?.to_owned();
    cursor.take(b"\",\"actor\":\"")?;
    let actor = cursor.text()?.parse().map_err(|_| LineError::Head)?;
    cursor.take(b"\",\"command\":\"")?;
    let command = cursor.text()?.parse().map_err(|_| LineError::Head)?;
    cursor.take(b"\"")?;
    let cause = match cursor.take(b",\"cause\":") {
        Ok(()) => Some(cursor.number()?),
        Err(_) => None,
    };
    cursor.take(b",\"digest\":\"")?;
    let digest = cursor.hash()?;
    cursor.take(b"\"}")?;
    Ok(Head {
        place,
        prev,
        recorded,
        subject,
        kind,
        actor,
        command,
        cause,
        digest,
    })
}

/// A strict reader of the one form that [`encode`] writes.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, literal: &[u8]) -> Result<(), LineError> {
        self.rest = self.rest.strip_prefix(literal).ok_or(LineError::Head)?;
        Ok(())
    }

    fn number(&mut self) -> Result<u64, LineError> {
        let digits = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        if number.len() > 1 && number[0] == b'0' {
            return Err(LineError::Head);
        }
        let text = std::str::from_utf8(number).map_err(|_| LineError::Head)?;
        text.parse().map_err(|_| LineError::Head)
    }

    fn hash(&mut self) -> Result<Hash, LineError> {
        let (text, rest) = self.rest.split_first_chunk().ok_or(LineError::Head)?;
        let hash = hash_from_hex(text).ok_or(LineError::Head)?;
        self.rest = rest;
        Ok(hash)
    }

    fn text(&mut self) -> Result<&'a str, LineError> {
        let end = memchr::memchr(b'"', self.rest).ok_or(LineError::Head)?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        std::str::from_utf8(text).map_err(|_| LineError::Head)
    }

    fn end(self, line: SegmentLine<'a>) -> Result<SegmentLine<'a>, LineError> {
        if self.rest.is_empty() {
            Ok(line)
        } else {
            Err(LineError::Shape)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft(data: &str, cause: Option<u64>) -> Draft {
        Draft {
            recorded: "2020-10-12T09:30:00.123456Z".parse().unwrap(),
            subject: "action.0123456789abc".into(),
            kind: "item.observed".into(),
            actor: "operator".parse().unwrap(),
            command: "c-0001".parse().unwrap(),
            cause,
            salt: [7; 32],
            data: data.as_bytes().to_vec(),
        }
    }

    #[test]
    fn a_record_reads_back_as_written() {
        for cause in [None, Some(11)] {
            let line = encode(&draft(r#"{"events":[]}"#, cause), 12, &[9; 32]);
            let body = line.bytes.strip_suffix(b"\n").unwrap();
            let SegmentLine::Record(record) = parse_line(body).unwrap() else {
                panic!("a record was written")
            };
            assert_eq!(record.head.place, 12);
            assert_eq!(record.head.prev, [9; 32]);
            assert_eq!(record.head.cause, cause);
            assert_eq!(
                record.head.recorded.to_string(),
                "2020-10-12T09:30:00.123456Z"
            );
            assert_eq!(record.body.unwrap().data, br#"{"events":[]}"#);
            assert_eq!(record.leaf(), line.leaf);
            record.check_digest().unwrap();
            let json: serde_json::Value = serde_json::from_slice(body).unwrap();
            assert_eq!(json["head"]["place"], 12);
        }
    }

    #[test]
    fn a_redacted_record_keeps_its_leaf() {
        let line = encode(&draft(r#"{"events":["a name"]}"#, None), 1, &PREV_OF_FIRST);
        let SegmentLine::Record(record) =
            parse_line(line.bytes.strip_suffix(b"\n").unwrap()).unwrap()
        else {
            panic!("a record was written")
        };
        let redacted = encode_redacted(1, record.head_bytes);
        assert_eq!(redacted.leaf, line.leaf);
        let SegmentLine::Record(read) =
            parse_line(redacted.bytes.strip_suffix(b"\n").unwrap()).unwrap()
        else {
            panic!("a record was written")
        };
        assert_eq!(read.body, None);
        read.check_digest().unwrap();
    }

    #[test]
    fn a_marker_reads_back_as_written() {
        let bytes = encode_marker(77, &[3; 32]);
        assert_eq!(
            parse_line(bytes.strip_suffix(b"\n").unwrap()).unwrap(),
            SegmentLine::Marker {
                place: 77,
                root: [3; 32]
            }
        );
    }

    proptest! {
        #[test]
        fn a_flip_of_any_byte_is_seen(at in 0_usize..500, mask in 1_u8..=255) {
            let line = encode(&draft(r#"{"events":[{"x":"some text"}]}"#, Some(3)), 12, &[9; 32]);
            let mut bytes = line.bytes.strip_suffix(b"\n").unwrap().to_vec();
            let at = at % bytes.len();
            bytes[at] ^= mask;
            prop_assert!(parse_line(&bytes).is_err());
        }
    }
}
