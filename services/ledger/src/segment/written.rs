//! What the appender knows of a segment that it wrote from its first byte on.
//!
//! Every line was checked when it was appended, so closing such a segment need
//! not parse it again: it is enough that the file gives back the bytes that
//! were written. One reading sees to that and makes the footer's hash.

use std::io;

use jiff::Timestamp;
use quarterday_proto::record::Hash;
use sha2::{Digest as _, Sha256};

use crate::disk::File;
use crate::ledger::Head;

/// Bytes read at a time.
const READ_BYTES: usize = 256 * 1024;

/// What was written of a segment so far.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    /// CRC-32C over all bytes.
    checksum: u32,
    bytes: u64,
    /// `prev` and time of the first record.
    opening: Option<(Hash, Timestamp)>,
}

/// What a closed segment was written as.
#[derive(Debug)]
pub(crate) struct Written {
    checksum: u32,
    pub(crate) bytes: u64,
    /// `prev` and time of the first record.
    pub(crate) opening: (Hash, Timestamp),
    /// Last place.
    pub(crate) last: u64,
    /// Leaf and time of the last record.
    pub(crate) closing: (Hash, Timestamp),
    /// Root of the tree after it.
    pub(crate) root: Hash,
}

impl Writing {
    /// Notes bytes that were written and synced after those before.
    pub(crate) fn wrote(&mut self, bytes: &[u8]) {
        self.checksum = crc32c::crc32c_append(self.checksum, bytes);
        self.bytes += bytes.len() as u64;
    }

    /// Notes `prev` and time of a record; that of the first stays.
    pub(crate) fn open(&mut self, opening: (Hash, Timestamp)) {
        self.opening.get_or_insert(opening);
    }

    /// The whole, for a segment that ends with the log's head.
    pub(crate) fn end(self, head: &Head) -> Option<Written> {
        Some(Written {
            checksum: self.checksum,
            bytes: self.bytes,
            opening: self.opening?,
            last: head.place,
            closing: (head.leaf, head.recorded?),
            root: head.root,
        })
    }
}

impl Written {
    /// Reads the segment back; the SHA-256 over it, or `None` when it does not
    /// hold what was written.
    pub(crate) fn read_back(&self, file: &dyn File) -> io::Result<Option<Hash>> {
        let mut hasher = Sha256::new();
        let mut checksum = 0;
        let mut buffer = vec![0; READ_BYTES];
        let mut at = 0;
        while at < self.bytes {
            let left = usize::try_from(self.bytes - at).unwrap_or(READ_BYTES);
            let wanted = left.min(READ_BYTES);
            let read = file.read_at(&mut buffer[..wanted], at)?;
            if read == 0 {
                return Ok(None);
            }
            checksum = crc32c::crc32c_append(checksum, &buffer[..read]);
            hasher.update(&buffer[..read]);
            at += read as u64;
        }
        Ok((checksum == self.checksum).then(|| hasher.finalize().into()))
    }
}
