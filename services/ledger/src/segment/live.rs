//! A segment that is being read, and perhaps written, by this process.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use quarterday_proto::record::Hash;

use super::Written;
use crate::disk::File;
use crate::{read_lock, write_lock};

/// Bytes of lines between two noted offsets: about what one read brings anyway.
const NOTE_EVERY_BYTES: u64 = 16 * 1024;

/// Offsets of some of a segment's records, so that any is found with one read
/// on average. Noted by bytes and not by count, because one record may have
/// 300 bytes or 512 KB.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offsets {
    noted: Vec<(u32, u32)>,
}

impl Offsets {
    /// Notes the record that is `index` records after the segment's first.
    pub(crate) fn note(&mut self, index: u64, offset: u64) {
        let due = self
            .noted
            .last()
            .is_none_or(|(_, last)| offset >= u64::from(*last) + NOTE_EVERY_BYTES);
        if let (true, Ok(index), Ok(offset)) = (due, u32::try_from(index), u32::try_from(offset)) {
            self.noted.push((index, offset));
        }
    }

    /// Offset of a line at or before the record with this index.
    pub(crate) fn at_or_before(&self, index: u64) -> u64 {
        let after = self
            .noted
            .partition_point(|(noted, _)| u64::from(*noted) <= index);
        match after.checked_sub(1) {
            Some(at) => u64::from(self.noted[at].1),
            None => 0,
        }
    }

    pub(crate) fn as_pairs(&self) -> &[(u32, u32)] {
        &self.noted
    }

    pub(crate) fn from_pairs(noted: Vec<(u32, u32)>) -> Self {
        Self { noted }
    }
}

/// A segment as readers see it.
pub(crate) struct Segment {
    pub(crate) first: u64,
    pub(crate) file: Arc<dyn File>,
    /// Bytes that are synced, and so may be read.
    length: AtomicU64,
    offsets: RwLock<Offsets>,
    /// Root of the tree after it, once it is closed and has a footer.
    root: OnceLock<Hash>,
    /// What was written to it, once it is closed by the process that began it.
    written: OnceLock<Written>,
}

impl Segment {
    pub(crate) fn new(first: u64, file: Arc<dyn File>, length: u64, offsets: Offsets) -> Self {
        let (length, offsets) = (AtomicU64::new(length), RwLock::new(offsets));
        Self {
            first,
            file,
            length,
            offsets,
            root: OnceLock::new(),
            written: OnceLock::new(),
        }
    }

    /// Length of what is synced.
    pub(crate) fn length(&self) -> u64 {
        self.length.load(Ordering::Acquire)
    }

    /// Makes lines visible that were synced; `records` are (place, offset).
    pub(crate) fn extend(&self, length: u64, records: &[(u64, u64)]) {
        let mut offsets = write_lock(&self.offsets);
        for (place, offset) in records {
            offsets.note(place - self.first, *offset);
        }
        drop(offsets);
        self.length.store(length, Ordering::Release);
    }

    /// Offset of a line at or before the record at a place.
    pub(crate) fn offset_before(&self, place: u64) -> u64 {
        read_lock(&self.offsets).at_or_before(place - self.first)
    }

    /// The same segment as one that is written on.
    pub(crate) fn unsealed(&self) -> Self {
        Self::new(
            self.first,
            Arc::clone(&self.file),
            self.length(),
            self.offsets(),
        )
    }

    /// The noted offsets.
    pub(crate) fn offsets(&self) -> Offsets {
        read_lock(&self.offsets).clone()
    }

    /// Notes what the closed segment was written as.
    pub(crate) fn note_written(&self, written: Written) {
        // A segment is closed once.
        let _ = self.written.set(written);
    }

    /// What the closed segment was written as, if this process wrote all of it.
    pub(crate) fn written(&self) -> Option<&Written> {
        self.written.get()
    }

    /// Root after this segment, once it has a footer.
    pub(crate) fn root(&self) -> Option<Hash> {
        self.root.get().copied()
    }

    /// Notes that the segment has a footer with this root.
    pub(crate) fn sealed(&self, root: Hash) {
        // A footer made twice names the same root.
        let _ = self.root.set(root);
    }

    pub(crate) fn file_name(&self) -> String {
        super::file_name(self.first)
    }
}
