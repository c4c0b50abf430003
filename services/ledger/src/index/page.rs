//! Blocks: the sorted fingerprints of one segment in one kind, in pages.
//!
//! A key a record would cost sled hundreds of bytes; a page of 128 entries has
//! 12 bytes an entry. Each page says its number and where the next begins, so a
//! look-up that finds a page knows that none is missing between.

use std::ops::Range;

/// Entries in a full page.
const PAGE_ENTRIES: usize = 128;
const ENTRY_BYTES: usize = 12;
/// Number, count of pages, first fingerprint of the next page, checksum.
const TRAILER_BYTES: usize = 4 + 4 + 8 + 4;

/// What a block holds: command ids (0) or one dimension of the audit index.
pub(crate) type Kind = u8;

/// The kind of the blocks of command ids.
pub(crate) const COMMANDS: Kind = 0;

/// An entry: fingerprint, and places after the segment's first.
pub(crate) type Entry = (u64, u32);

/// Key of a page: kind, segment, first fingerprint, number.
pub(crate) fn page_key(kind: Kind, segment: u64, fingerprint: u64, number: u32) -> Vec<u8> {
    let mut key = block_prefix(kind, segment);
    key.extend_from_slice(&fingerprint.to_be_bytes());
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// What the keys of all pages of a block begin with.
pub(crate) fn block_prefix(kind: Kind, segment: u64) -> Vec<u8> {
    let mut key = vec![b'p', kind];
    key.extend_from_slice(&segment.to_be_bytes());
    key
}

/// Key of the header of a segment's blocks.
pub(crate) fn header_key(segment: u64) -> Vec<u8> {
    let mut key = vec![b'h'];
    key.extend_from_slice(&segment.to_be_bytes());
    key
}

/// Encodes a block; sorts the entries and leaves out what is there twice.
pub(crate) fn encode(kind: Kind, segment: u64, mut entries: Vec<Entry>) -> Vec<(Vec<u8>, Vec<u8>)> {
    entries.sort_unstable();
    entries.dedup();
    let mut pages: Vec<&[Entry]> = entries.chunks(PAGE_ENTRIES).collect();
    if pages.is_empty() {
        // An empty block has a page too, so that a lost one is noticed.
        pages.push(&[]);
    }
    let count = pages.len() as u32;
    let mut encoded = Vec::with_capacity(pages.len());
    for (number, page) in (0_u32..).zip(&pages) {
        let next = pages
            .get(number as usize + 1)
            .map_or(u64::MAX, |next| next[0].0);
        let mut value = Vec::with_capacity(page.len() * ENTRY_BYTES + TRAILER_BYTES);
        for (fingerprint, after) in *page {
            value.extend_from_slice(&fingerprint.to_le_bytes());
            value.extend_from_slice(&after.to_le_bytes());
        }
        value.extend_from_slice(&number.to_le_bytes());
        value.extend_from_slice(&count.to_le_bytes());
        value.extend_from_slice(&next.to_le_bytes());
        let key = page_key(
            kind,
            segment,
            page.first().map_or(0, |entry| entry.0),
            number,
        );
        value.extend_from_slice(&checksum(&key, &value).to_le_bytes());
        encoded.push((key, value));
    }
    encoded
}

/// The checksum binds a page to its key, so that no page is taken for another.
fn checksum(key: &[u8], value: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(key), value)
}

/// A page that was read.
pub(crate) struct Page {
    value: Vec<u8>,
    pub(crate) number: u32,
    pub(crate) count: u32,
    /// First fingerprint of the page after this.
    pub(crate) next: u64,
}

impl Page {
    /// Checks and reads a page; `None` when it is not what was stored.
    pub(crate) fn decode(key: &[u8], value: Vec<u8>) -> Option<Self> {
        let (rest, stored) = value.split_last_chunk::<4>()?;
        if checksum(key, rest) != u32::from_le_bytes(*stored) {
            return None;
        }
        let (rest, next) = rest.split_last_chunk::<8>()?;
        let (rest, count) = rest.split_last_chunk::<4>()?;
        let (entries, number) = rest.split_last_chunk::<4>()?;
        let next = u64::from_le_bytes(*next);
        let (number, count) = (u32::from_le_bytes(*number), u32::from_le_bytes(*count));
        let length = entries.len();
        let mut value = value;
        value.truncate(length);
        length.is_multiple_of(ENTRY_BYTES).then_some(Self {
            value,
            number,
            count,
            next,
        })
    }

    /// Whether this is the last page of its block.
    pub(crate) fn is_last(&self) -> bool {
        self.number + 1 == self.count
    }

    /// Entries in the page.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        (0..self.value.len() / ENTRY_BYTES).map(|at| self.entry(at))
    }

    /// Where the entries of a fingerprint are in the page.
    pub(crate) fn find(&self, fingerprint: u64) -> impl Iterator<Item = u32> {
        let count = self.value.len() / ENTRY_BYTES;
        let from = partition(0..count, |at| self.entry(at).0 < fingerprint);
        (from..count)
            .map(|at| self.entry(at))
            .take_while(move |entry| entry.0 == fingerprint)
            .map(|entry| entry.1)
    }

    fn entry(&self, at: usize) -> Entry {
        let bytes = &self.value[at * ENTRY_BYTES..(at + 1) * ENTRY_BYTES];
        let (mut fingerprint, mut after) = ([0; 8], [0; 4]);
        fingerprint.copy_from_slice(&bytes[..8]);
        after.copy_from_slice(&bytes[8..]);
        (u64::from_le_bytes(fingerprint), u32::from_le_bytes(after))
    }
}

fn partition(range: Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
