//! Making indexes from the log.

use std::path::Path;
use std::sync::Arc;

use quarterday_proto::record::{Hash, SegmentLine, parse_line};

use super::bloom::Bloom;
use super::page::COMMANDS;
use super::part::Part;
use super::store::Store;
use super::{Broken, Index, Keyed, blocks};
use crate::error::{Damage, Error};
use crate::ledger::Shared;
use crate::options::{Options, Progress};
use crate::segment::{self, LineReader, Segment};
use crate::{read_lock, write_lock};

/// Fingerprints that enter the filter while its lock is held once.
const FILTERED_AT_ONCE: usize = 1024;

impl Index {
    /// Brings the indexes to the state of the log: checks what is stored,
    /// builds what is not.
    pub(crate) fn load(&self, shared: &Shared) -> Result<(), Error> {
        if let Err(reason) = self.try_load(shared)? {
            tracing::warn!(
                reason,
                "the indexes do not match the log and are built anew"
            );
            self.rebuild(shared, true)?;
        }
        Ok(())
    }

    /// Builds all anew; what there was is set aside, or removed.
    pub(crate) fn rebuild(&self, shared: &Shared, keep: bool) -> Result<(), Error> {
        let _gate = write_lock(&self.gate);
        self.reset(keep);
        self.try_load(shared)?.map_err(|reason| Error::Index {
            path: self.dir.clone(),
            reason,
        })
    }

    fn try_load(&self, shared: &Shared) -> Result<Result<(), Broken>, Error> {
        let head = shared.head().place;
        let segments = read_lock(&shared.segments).clone();
        for segment in &segments {
            let done = segment.first - 1;
            report(
                &shared.options,
                Progress {
                    what: "indexing",
                    done,
                    total: head,
                },
            );
            let Some(root) = segment.root() else {
                let part = part_of(segment, shared)?;
                write_lock(&self.state).parts.push(Arc::new(part));
                continue;
            };
            match self.load_stored(segment.first, &root, shared) {
                Ok(true) => {}
                Ok(false) => {
                    let part = part_of(segment, shared)?;
                    if let Err(broken) = self.store_now(&part, &root, shared) {
                        return Ok(Err(broken));
                    }
                }
                Err(broken) => return Ok(Err(broken)),
            }
        }
        Ok(Ok(()))
    }

    /// Takes stored blocks of a segment into use; false when there are none of
    /// this version.
    fn load_stored(&self, segment: u64, root: &Hash, shared: &Shared) -> Result<bool, Broken> {
        let mut state = write_lock(&self.state);
        let state = &mut *state;
        let next = shared
            .segment_after(segment)
            .map_or(shared.head().place + 1, |next| next.first);
        let count = next - segment;
        let header = blocks::header(shared.options.index_version, root, count);
        if !blocks::are_stored(state.store.as_ref(), segment, &header)? {
            return Ok(false);
        }
        let mut fingerprints = Vec::with_capacity(count as usize);
        let found = blocks::each(state.store.as_ref(), COMMANDS, segment, |fingerprint| {
            fingerprints.push(fingerprint);
        });
        if found? != count {
            return Err("a block has not as many entries as its segment".to_owned());
        }
        if !state.bloom.has_room(fingerprints.len()) {
            state.bloom = filter(state.store.as_ref(), &state.stored, shared.head().place)?;
        }
        fingerprints
            .into_iter()
            .for_each(|fingerprint| state.bloom.insert(fingerprint));
        state.stored.push(segment);
        Ok(true)
    }

    /// Stores the blocks of a closed segment and forgets it in memory.
    pub(crate) fn store_part(
        &self,
        part: &Part,
        root: &Hash,
        shared: &Shared,
    ) -> Result<(), Broken> {
        let _gate = read_lock(&self.gate);
        if read_lock(&self.state).stored.contains(&part.first) {
            return Ok(());
        }
        self.store_now(part, root, shared)
    }

    fn store_now(&self, part: &Part, root: &Hash, shared: &Shared) -> Result<(), Broken> {
        let header = blocks::header(shared.options.index_version, root, part.len() as u64);
        let store = Arc::clone(&read_lock(&self.state).store);
        // Readers go on with the part in memory while this is written.
        blocks::store(store.as_ref(), part, header)?;
        // A larger filter is made before the lock is taken, for appends wait
        // for it; nobody else stores blocks meanwhile.
        let larger = {
            let state = read_lock(&self.state);
            let stored = state.stored.clone();
            let has_room = state.bloom.has_room(part.len());
            drop(state);
            if has_room {
                None
            } else {
                Some(filter(store.as_ref(), &stored, shared.head().place)?)
            }
        };
        if let Some(larger) = larger {
            write_lock(&self.state).bloom = larger;
        }
        // A few at a time: appends wait for the lock. A fingerprint that is in
        // the filter before its block counts is a look into memory, no more.
        let mut fingerprints = part.fingerprints().peekable();
        while fingerprints.peek().is_some() {
            let mut state = write_lock(&self.state);
            let some = fingerprints.by_ref().take(FILTERED_AT_ONCE);
            some.for_each(|fingerprint| state.bloom.insert(fingerprint));
        }
        let mut state = write_lock(&self.state);
        state.parts.retain(|other| other.first != part.first);
        let at = state.stored.partition_point(|first| *first < part.first);
        state.stored.insert(at, part.first);
        Ok(())
    }

    /// Adds what is visible and not yet in the audit postings of segments in
    /// memory: what the append path left to those who ask.
    pub(crate) fn catch_up(&self, shared: &Shared) -> Result<(), Error> {
        let head = shared.head().place;
        let behind: Vec<(u64, u64)> = read_lock(&self.state)
            .parts
            .iter()
            .map(|part| (part.first, part.posted))
            .collect();
        for (first, posted) in behind {
            let from = first + posted;
            let last = head.min(shared.next_after(first) - 1);
            let Some(segment) = shared.segment_of(first).filter(|_| from <= last) else {
                continue;
            };
            // Read before the lock is taken: appends wait for it.
            let mut found = Vec::new();
            each_record(
                &segment,
                segment.offset_before(from),
                &shared.dir,
                |record| {
                    if (from..=last).contains(&record.head.place) {
                        let mut keys = Vec::new();
                        (shared.options.index_keys)(&Keyed::from(record), &mut keys);
                        found.push((record.head.place, keys));
                    }
                },
            )?;
            let mut state = write_lock(&self.state);
            let part = state.parts.iter_mut().find(|part| part.first == first);
            // Another thread may have done the same meanwhile.
            if let Some(part) = part.filter(|part| part.posted == posted) {
                let part = Arc::make_mut(part);
                found
                    .iter()
                    .for_each(|(place, keys)| part.note_keys(*place, keys));
            }
        }
        Ok(())
    }
}

/// The index of a segment, from its records.
fn part_of(segment: &Segment, shared: &Shared) -> Result<Part, Error> {
    let mut part = Part::new(segment.first);
    let mut keys = Vec::new();
    each_record(segment, 0, &shared.dir, |record| {
        keys.clear();
        (shared.options.index_keys)(&Keyed::from(record), &mut keys);
        part.note(record, &keys);
    })?;
    Ok(part)
}

fn each_record(
    segment: &Segment,
    from: u64,
    dir: &Path,
    mut each: impl FnMut(&quarterday_proto::record::Record<'_>),
) -> Result<(), Error> {
    let path = segment::folder(dir).join(segment.file_name());
    let mut lines = LineReader::new(segment.file.as_ref(), from, segment.length());
    let mut place = segment.first;
    while let Some(line) = lines.next_line().map_err(Error::io("read", &path))? {
        match parse_line(line.bytes) {
            Ok(SegmentLine::Record(record)) => {
                place = record.head.place + 1;
                each(&record);
            }
            Ok(SegmentLine::Marker { .. }) => {}
            Err(error) => {
                let (segment, reason) = (segment.file_name(), error.to_string());
                return Err(Damage {
                    place,
                    segment,
                    offset: line.offset,
                    reason,
                }
                .into());
            }
        }
    }
    Ok(())
}

/// A filter over the stored commands with room for all places and half as many
/// more: each time that it is full, it is made anew from all blocks.
fn filter(store: &dyn Store, stored: &[u64], places: u64) -> Result<Bloom, Broken> {
    let mut bloom = Bloom::new(places as usize * 3 / 2);
    for segment in stored {
        blocks::each(store, COMMANDS, *segment, |fingerprint| {
            bloom.insert(fingerprint)
        })?;
    }
    Ok(bloom)
}

fn report(options: &Options, progress: Progress) {
    if let Some(report) = &options.progress {
        report(progress);
    }
}
