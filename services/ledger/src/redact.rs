//! Redaction: taking salt and data out of records, for good.

use std::collections::BTreeSet;
use std::sync::Arc;

use quarterday_proto::record::{SegmentLine, encode_redacted, parse_line};

use crate::appender::Appender;
use crate::disk;
use crate::error::{Damage, Error};
use crate::keeper;
use crate::ledger::Shared;
use crate::segment::{self, LineReader, Offsets, Seal, Segment, Synced};
use crate::write_lock;

impl Appender {
    /// Takes salt and data out of the records at these places; heads, and so
    /// every root and proof, stay. Nothing else is ever removed from a log.
    ///
    /// Segments are rewritten one by one, by a synced copy put in their place,
    /// then indexes, snapshots and kept torn tails go, since they may hold what
    /// is to be forgotten. A crash leaves each segment old or new, and a call
    /// with the same places completes the work: call again at the next start
    /// until it has returned. Readers that hold a chunk keep its bytes.
    ///
    /// # Errors
    /// [`Error::NoSuchPlace`] before anything is changed; otherwise what
    /// reading and writing fail with.
    pub fn redact(&mut self, places: &[u64]) -> Result<(), Error> {
        let places: BTreeSet<u64> = places.iter().copied().collect();
        let last = self.head().place;
        if let Some(place) = places.iter().find(|place| !(1..=last).contains(*place)) {
            return Err(Error::NoSuchPlace {
                place: *place,
                last,
            });
        }
        self.idle()?;
        self.keeper.pause();
        let redacted = self.redact_segments(&places);
        self.keeper.resume();
        redacted
    }

    fn redact_segments(&mut self, places: &BTreeSet<u64>) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        // Segments get shorter, which `synced` would take for a loss.
        Synced::remove(shared.disk.as_ref(), &shared.dir)?;
        let segments = crate::read_lock(&shared.segments).clone();
        for (at, old) in segments.iter().enumerate() {
            let end = shared.next_after(old.first);
            if places.range(old.first..end).next().is_none() {
                continue;
            }
            let Some(new) = rewrite(&shared, old, places)? else {
                continue;
            };
            let new = Arc::new(new);
            write_lock(&shared.segments)[at] = Arc::clone(&new);
            if old.first == self.segment.first {
                self.segment = new;
                // Other bytes than were written stand there now.
                self.writing = None;
            } else {
                keeper::seal(&shared, &new)?;
            }
        }
        forget_cut(&shared)?;
        shared.index.rebuild(&shared, false)?;
        self.write_synced()
    }
}

/// Rewrites one segment; `None` if there is nothing left to take out.
fn rewrite(
    shared: &Shared,
    old: &Segment,
    places: &BTreeSet<u64>,
) -> Result<Option<Segment>, Error> {
    let path = segment::folder(&shared.dir).join(old.file_name());
    let mut bytes = Vec::with_capacity(usize::try_from(old.length()).unwrap_or(0));
    let mut offsets = Offsets::default();
    let mut changed = false;
    let mut place = old.first;
    let mut lines = LineReader::new(old.file.as_ref(), 0, old.length());
    while let Some(line) = lines.next_line().map_err(Error::io("read", &path))? {
        let parsed = parse_line(line.bytes).map_err(|error| {
            let (segment, reason) = (old.file_name(), error.to_string());
            Damage {
                place,
                segment,
                offset: line.offset,
                reason,
            }
        })?;
        if let SegmentLine::Record(record) = parsed {
            offsets.note(place - old.first, bytes.len() as u64);
            place = record.head.place + 1;
            if record.body.is_some() && places.contains(&record.head.place) {
                bytes.extend(encode_redacted(record.head.place, record.head_bytes).bytes);
                changed = true;
                continue;
            }
        }
        bytes.extend_from_slice(line.bytes);
        bytes.push(b'\n');
    }
    if !changed {
        return Ok(None);
    }
    let disk = shared.disk.as_ref();
    // First, so that no footer ever stands beside bytes that it is not over.
    Seal::remove(disk, &shared.dir, old.first)?;
    disk::replace(disk, &path, &bytes).map_err(Error::io("rewrite", &path))?;
    let file = disk.open(&path).map_err(Error::io("open", &path))?;
    Ok(Some(Segment::new(
        old.first,
        file,
        bytes.len() as u64,
        offsets,
    )))
}

/// Removes the copies of torn tails.
fn forget_cut(shared: &Shared) -> Result<(), Error> {
    let folder = shared.dir.join("cut");
    for name in shared
        .disk
        .list(&folder)
        .map_err(Error::io("list", &folder))?
    {
        let path = folder.join(name);
        tracing::warn!(path = %path.display(), "a kept torn tail goes with the redaction");
        disk::remove_if_there(shared.disk.as_ref(), &path).map_err(Error::io("remove", &path))?;
    }
    Ok(())
}
