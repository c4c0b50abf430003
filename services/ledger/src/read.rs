//! Reading records. Each is checked on each read: checksum, digest, place.

use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Timestamp;
use quarterday_proto::digits::read_time;
use quarterday_proto::record::{Record, SegmentLine, check_line, parse_line, parse_line_unchecked};

use crate::error::{Damage, Error};
use crate::ledger::{Ledger, Shared};
use crate::peek::peek;
use crate::segment::{self, LineReader, Segment};

/// Bytes that [`Ledger::scan`] reads at a time.
const SCAN_BYTES: usize = 1 << 20;

/// A record with the bytes that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRecord {
    line: Vec<u8>,
}

impl OwnedRecord {
    /// The record.
    pub fn record(&self) -> Record<'_> {
        match parse_line_unchecked(&self.line) {
            Ok(SegmentLine::Record(record)) => record,
            _ => unreachable!("only a line that was read as a record is kept"),
        }
    }

    /// The exact line, without its newline.
    pub fn line(&self) -> &[u8] {
        &self.line
    }
}

/// Some whole lines of the log, as they stand in a segment: records and
/// markers, newlines included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Place of the first record in it.
    pub first_place: u64,
    /// The lines. Not yet checked; [`Chunk::for_each`] does.
    pub bytes: Vec<u8>,
    /// First place of the segment that they are from, and where there.
    segment: u64,
    offset: u64,
}

impl Chunk {
    /// Gives each record, checked, to a function until it breaks.
    ///
    /// # Errors
    /// [`Error::Damaged`] at the first record that is not intact.
    pub fn for_each<B>(
        &self,
        mut each: impl FnMut(Record<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, Error> {
        let (mut place, mut at) = (self.first_place, 0);
        while let Some(found) = memchr::memchr(b'\n', &self.bytes[at..]) {
            let line = &self.bytes[at..at + found];
            let offset = self.offset + at as u64;
            if let Some(record) = check(line, place, self.segment, offset)? {
                place += 1;
                if let ControlFlow::Break(value) = each(record) {
                    return Ok(ControlFlow::Break(value));
                }
            }
            at += found + 1;
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Chunk {
    /// Gives place, time and data of each record to a function until it breaks;
    /// no data where it was redacted. Checks each line's checksum and place,
    /// but not the digest over its data: that is for [`crate::verify`], the
    /// scrubber and every single read, and would take as long as all the rest.
    ///
    /// # Errors
    /// [`Error::Damaged`] at the first line that is not intact.
    pub fn for_each_data<B>(
        &self,
        mut each: impl FnMut(u64, Timestamp, Option<&[u8]>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, Error> {
        let (mut place, mut from) = (self.first_place, 0);
        for newline in memchr::memchr_iter(b'\n', &self.bytes) {
            let line = &self.bytes[from..newline];
            let fault = |reason: &str| {
                Error::from(damage(
                    place,
                    self.segment,
                    self.offset + from as u64,
                    reason,
                ))
            };
            check_line(line).map_err(|error| fault(&error.to_string()))?;
            if !is_marker(line) {
                let peek = peek(line).filter(|peek| peek.place == place);
                let peek = peek.ok_or_else(|| fault("another place stands here"))?;
                let data = peek.data().ok_or_else(|| fault("it has no data"))?;
                let recorded =
                    read_time(peek.recorded).ok_or_else(|| fault("its time cannot be read"))?;
                if let ControlFlow::Break(value) = each(place, recorded, data) {
                    return Ok(ControlFlow::Break(value));
                }
                place += 1;
            }
            from = newline + 1;
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Goes through the log in chunks, up to the head at the time it was made.
pub struct Chunks {
    shared: Arc<Shared>,
    segment: Option<Arc<Segment>>,
    offset: u64,
    place: u64,
    last: u64,
    bytes: usize,
}

impl Ledger {
    /// Reads the record at a place.
    ///
    /// # Errors
    /// [`Error::NoSuchPlace`] beyond the head; [`Error::Damaged`] when the
    /// record is not intact.
    pub fn read(&self, place: u64) -> Result<OwnedRecord, Error> {
        let last = self.head().place;
        if place > last {
            return Err(Error::NoSuchPlace { place, last });
        }
        self.read_synced(place)
    }

    /// Reads a record that is on disk, whether or not the head is there yet:
    /// the command index is a moment ahead of it.
    pub(crate) fn read_synced(&self, place: u64) -> Result<OwnedRecord, Error> {
        let Some(segment) = self.shared.segment_of(place).filter(|_| place > 0) else {
            return Err(Error::NoSuchPlace {
                place,
                last: self.head().place,
            });
        };
        let path = segment::folder(&self.shared.dir).join(segment.file_name());
        let from = segment.offset_before(place);
        let mut lines = LineReader::small(segment.file.as_ref(), from, segment.length());
        while let Some(line) = lines.next_line().map_err(Error::io("read", &path))? {
            let found = peek(line.bytes).map(|peek| peek.place);
            // A line before the one asked for is passed by its place alone; any
            // other that is not it, is a fault.
            if found.is_some_and(|found| found < place) || is_marker(line.bytes) {
                continue;
            }
            if check(line.bytes, place, segment.first, line.offset)?.is_some() {
                return Ok(OwnedRecord {
                    line: line.bytes.to_vec(),
                });
            }
        }
        Err(damage(
            place,
            segment.first,
            segment.length(),
            "the record is not there",
        )
        .into())
    }

    /// Reads a record that is stored, whether or not it is shown already (see
    /// [`crate::Appender::hold`]). For nodes among each other, never for
    /// readers.
    ///
    /// # Errors
    /// As for [`Ledger::read`].
    pub fn read_stored(&self, place: u64) -> Result<OwnedRecord, Error> {
        self.read_synced(place)
    }

    /// Gives each record from a place on, in order, to a function until it
    /// breaks or the head at the time of the call is reached.
    ///
    /// # Errors
    /// [`Error::Damaged`] at the first record that is not intact.
    pub fn scan<B>(
        &self,
        from: u64,
        mut each: impl FnMut(Record<'_>) -> ControlFlow<B>,
    ) -> Result<ControlFlow<B>, Error> {
        for chunk in self.chunks(from, SCAN_BYTES) {
            if let ControlFlow::Break(value) = chunk?.for_each(&mut each)? {
                return Ok(ControlFlow::Break(value));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The log from a place on in chunks of about `bytes`, of whole lines, for
    /// a caller that decodes on several threads.
    pub fn chunks(&self, from: u64, bytes: usize) -> Chunks {
        let place = from.max(1);
        let last = self.head().place;
        let shared = Arc::clone(&self.shared);
        Chunks {
            shared,
            segment: None,
            offset: 0,
            place,
            last,
            bytes: bytes.max(4096),
        }
    }
}

impl Iterator for Chunks {
    type Item = Result<Chunk, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.place > self.last {
            return None;
        }
        let chunk = self.read();
        if chunk.is_err() {
            // After a fault there is nothing more to give.
            self.place = self.last + 1;
        }
        Some(chunk)
    }
}

impl Chunks {
    fn read(&mut self) -> Result<Chunk, Error> {
        let fresh = self.segment.is_none();
        let mut segment = match self.segment.take() {
            Some(segment) => segment,
            None => self.shared.segment_of(self.place).ok_or(self.missing())?,
        };
        if fresh {
            self.offset = segment.offset_before(self.place);
        }
        if self.offset >= segment.length() {
            segment = self
                .shared
                .segment_after(segment.first)
                .ok_or(self.missing())?;
            self.offset = 0;
        }
        let path = segment::folder(&self.shared.dir).join(segment.file_name());
        let mut bytes = vec![0; self.bytes];
        let end = loop {
            let left = usize::try_from(segment.length() - self.offset).unwrap_or(usize::MAX);
            let wanted = bytes.len().min(left);
            bytes.truncate(wanted);
            let read = segment.file.read_at(&mut bytes, self.offset);
            bytes.truncate(read.map_err(Error::io("read", &path))?);
            match memchr::memrchr(b'\n', &bytes) {
                Some(newline) => break newline + 1,
                // A line longer than the chunk: read more, to the end if need be.
                None if wanted < left => bytes.resize(bytes.len().max(4096) * 2, 0),
                None => {
                    let reason = "a line has no end";
                    return Err(damage(self.place, segment.first, self.offset, reason).into());
                }
            }
        };
        bytes.truncate(end);
        let (bytes, kept_from, count) = match self.count_by_ends(&bytes) {
            Some(count) => (bytes, 0, count),
            None => self.count_by_lines(bytes),
        };
        let offset = self.offset + kept_from as u64;
        let chunk = Chunk {
            first_place: self.place,
            bytes,
            segment: segment.first,
            offset,
        };
        self.offset += end as u64;
        self.place += count;
        self.segment = Some(segment);
        Ok(chunk)
    }

    /// The count of the records in whole lines, by the places of the first and
    /// the last: all threads of a rebuild wait for their turn here, so the lines
    /// between are not looked at. `None` where not all of them are wanted, or those two are
    /// not what they should be.
    fn count_by_ends(&self, bytes: &[u8]) -> Option<u64> {
        let lines = bytes.strip_suffix(b"\n")?;
        let is_newline = |byte: &u8| *byte == b'\n';
        let first = lines.split(is_newline).find(|line| !is_marker(line))?;
        let last = lines.rsplit(is_newline).find(|line| !is_marker(line))?;
        check_line(last).ok()?;
        let (first, last) = (peek(first)?.place, peek(last)?.place);
        let wanted = first == self.place && (first..=self.last).contains(&last);
        wanted.then(|| last + 1 - first)
    }

    /// The wanted lines of some, where they begin, and the records in them.
    fn count_by_lines(&self, mut bytes: Vec<u8>) -> (Vec<u8>, usize, u64) {
        let (mut at, mut count, mut cut) = (0, 0, None);
        let mut kept_from = 0;
        for newline in memchr::memchr_iter(b'\n', &bytes) {
            let line = &bytes[at..newline];
            // Places are looked at only up to the first that is wanted; whoever
            // goes through the chunk checks them all.
            let before = || peek(line).is_some_and(|peek| peek.place < self.place);
            if count == 0 && before() {
                kept_from = newline + 1;
            } else if self.place + count > self.last {
                cut = Some(at);
                break;
            } else if !is_marker(line) {
                count += 1;
            }
            at = newline + 1;
        }
        bytes.truncate(cut.unwrap_or(bytes.len()));
        bytes.drain(..kept_from);
        (bytes, kept_from, count)
    }

    fn missing(&self) -> Error {
        Error::NoSuchPlace {
            place: self.place,
            last: self.last,
        }
    }
}

fn is_marker(line: &[u8]) -> bool {
    line.get(18..)
        .is_some_and(|rest| rest.starts_with(b"\"marker\":"))
}

/// Checks a line that should be the record at `place`; `None` for a marker.
fn check(line: &[u8], place: u64, segment: u64, offset: u64) -> Result<Option<Record<'_>>, Error> {
    let fault = |reason: String| Error::from(damage(place, segment, offset, reason));
    match parse_line(line).map_err(|error| fault(error.to_string()))? {
        SegmentLine::Marker { .. } => Ok(None),
        SegmentLine::Record(record) => {
            record
                .check_digest()
                .map_err(|error| fault(error.to_string()))?;
            if record.head.place != place {
                return Err(fault(format!("place {} stands here", record.head.place)));
            }
            Ok(Some(record))
        }
    }
}

fn damage(place: u64, segment: u64, offset: u64, reason: impl Into<String>) -> Damage {
    let segment = segment::file_name(segment);
    Damage {
        place,
        segment,
        offset,
        reason: reason.into(),
    }
}
