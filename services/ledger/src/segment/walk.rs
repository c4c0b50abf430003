//! Checking one segment from its first line to its last.
//!
//! A walk holds every record to its checksum, its digest, its place, its `prev`
//! and its time. It needs nothing of the segments before, so segments are
//! walked side by side; how they join, and the roots that markers name, are
//! held against each other afterwards, in order.

use jiff::Timestamp;
use quarterday_proto::record::{Hash, Record, SegmentLine, parse_line};
use sha2::{Digest, Sha256};

use super::{LineReader, Offsets};
use crate::disk::File;
use crate::error::{Damage, Error};

/// A marker met on a walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MarkerAt {
    pub(crate) place: u64,
    pub(crate) root: Hash,
    pub(crate) offset: u64,
    /// End of the marker's line.
    pub(crate) end: u64,
}

/// A first line that cannot be what was written.
#[derive(Debug, Clone)]
pub(crate) struct Bad {
    pub(crate) offset: u64,
    pub(crate) reason: String,
    pub(crate) line: Vec<u8>,
    pub(crate) terminated: bool,
    /// Place of a good marker found further on, which proves that the bad
    /// bytes had been synced.
    pub(crate) marker_after: Option<u64>,
}

/// What a walk found.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    pub(crate) first: u64,
    /// The place that would come next; `first` when there is no record.
    pub(crate) next: u64,
    /// `prev` and time of the first record.
    pub(crate) opening: Option<(Hash, Timestamp)>,
    /// Leaf and time of the last record.
    pub(crate) closing: Option<(Hash, Timestamp)>,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) markers: Vec<MarkerAt>,
    pub(crate) offsets: Offsets,
    /// Length of the good lines.
    pub(crate) bytes: u64,
    /// SHA-256 over the good lines.
    pub(crate) sha256: Hash,
    /// Whether the last good line lacks its newline.
    pub(crate) newline_missing: bool,
    pub(crate) bad: Option<Bad>,
}

/// Walks a segment of `length` bytes whose first place is `first`.
pub(crate) fn walk(file: &dyn File, length: u64, first: u64) -> std::io::Result<Walk> {
    walk_each(file, length, first, |_| {})
}

/// As [`walk`]; gives each good record to a function too.
pub(crate) fn walk_each(
    file: &dyn File,
    length: u64,
    first: u64,
    mut each: impl FnMut(&Record<'_>),
) -> std::io::Result<Walk> {
    let mut walk = Walk {
        first,
        next: first,
        opening: None,
        closing: None,
        leaves: Vec::new(),
        markers: Vec::new(),
        offsets: Offsets::default(),
        bytes: 0,
        sha256: [0; 32],
        newline_missing: false,
        bad: None,
    };
    let mut hasher = Sha256::new();
    let mut lines = LineReader::new(file, 0, length);
    while let Some(line) = lines.next_line()? {
        if let Some(bad) = &mut walk.bad {
            if let Ok(SegmentLine::Marker { place, .. }) = parse_line(line.bytes) {
                bad.marker_after.get_or_insert(place);
            }
            continue;
        }
        let end = line.offset + line.bytes.len() as u64 + u64::from(line.terminated);
        match walk.take(line.bytes, line.offset, end, &mut each) {
            Ok(()) => {
                hasher.update(line.bytes);
                hasher.update(if line.terminated { "\n" } else { "" });
                walk.bytes = end;
                walk.newline_missing = !line.terminated;
            }
            Err(reason) => {
                walk.bad = Some(Bad {
                    offset: line.offset,
                    reason,
                    line: line.bytes.to_vec(),
                    terminated: line.terminated,
                    marker_after: None,
                });
            }
        }
    }
    walk.sha256 = hasher.finalize().into();
    Ok(walk)
}

impl Walk {
    fn take(
        &mut self,
        line: &[u8],
        offset: u64,
        end: u64,
        each: &mut impl FnMut(&Record<'_>),
    ) -> Result<(), String> {
        match parse_line(line).map_err(|error| error.to_string())? {
            SegmentLine::Marker { place, root } => {
                if place + 1 != self.next {
                    return Err(format!("a marker names place {place}"));
                }
                self.markers.push(MarkerAt {
                    place,
                    root,
                    offset,
                    end,
                });
            }
            SegmentLine::Record(record) => {
                record.check_digest().map_err(|error| error.to_string())?;
                let head = &record.head;
                if head.place != self.next {
                    return Err(format!(
                        "place {} stands where {} is due",
                        head.place, self.next
                    ));
                }
                if let Some((leaf, recorded)) = self.closing {
                    check_link(&leaf, recorded, &head.prev, head.recorded)?;
                }
                let leaf = record.leaf();
                self.opening.get_or_insert((head.prev, head.recorded));
                self.closing = Some((leaf, head.recorded));
                self.leaves.push(leaf);
                self.offsets.note(self.next - self.first, offset);
                self.next += 1;
                each(&record);
            }
        }
        Ok(())
    }

    /// Leaf and time after this segment, given those before it.
    pub(crate) fn after(&self, before: (Hash, Timestamp)) -> (Hash, Timestamp) {
        self.closing.unwrap_or(before)
    }

    /// Holds the first record against what came before the segment.
    pub(crate) fn check_opening(&self, before: (Hash, Timestamp)) -> Result<(), Damage> {
        let Some((prev, recorded)) = self.opening else {
            return Ok(());
        };
        check_link(&before.0, before.1, &prev, recorded)
            .map_err(|reason| self.damage(self.first, 0, reason))
    }

    /// A fault in this segment.
    pub(crate) fn damage(&self, place: u64, offset: u64, reason: impl Into<String>) -> Damage {
        let segment = super::file_name(self.first);
        Damage {
            place,
            segment,
            offset,
            reason: reason.into(),
        }
    }

    /// The fault of a segment that others follow, which must be whole and end
    /// with a marker.
    pub(crate) fn check_sealed(&self) -> Result<(), Error> {
        if let Some(bad) = &self.bad {
            return Err(self
                .damage(self.next, bad.offset, bad.reason.clone())
                .into());
        }
        let marked = self
            .markers
            .last()
            .is_some_and(|marker| marker.end == self.bytes);
        if self.newline_missing || !marked {
            let reason = "the segment does not end with a marker, though another follows it";
            return Err(self.damage(self.next - 1, self.bytes, reason).into());
        }
        Ok(())
    }
}

fn check_link(
    leaf: &Hash,
    recorded_before: Timestamp,
    prev: &Hash,
    recorded: Timestamp,
) -> Result<(), String> {
    if prev != leaf {
        return Err("`prev` is not the hash of the record before".to_owned());
    }
    if recorded < recorded_before {
        return Err("the recorded time is before that of the record before".to_owned());
    }
    Ok(())
}
