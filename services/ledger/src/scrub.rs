//! Verifying closed segments again while the log is open, a little at a time,
//! so that a disk that loses bytes is noticed before they are needed.

use std::sync::Arc;

use quarterday_proto::record::{Hash, SegmentLine, parse_line};
use sha2::{Digest, Sha256};

use crate::error::{Damage, Error};
use crate::ledger::Ledger;
use crate::options::Progress;
use crate::read_lock;
use crate::segment::{self, LineReader, Seal, Segment};

/// Goes over the closed segments, round and round.
pub struct Scrubber {
    ledger: Ledger,
    current: Option<Current>,
    /// First place of the segment done last.
    done: u64,
}

struct Current {
    segment: Arc<Segment>,
    offset: u64,
    next: u64,
    /// Leaf of the record before, once one was read.
    leaf: Option<Hash>,
    hasher: Sha256,
}

impl Ledger {
    /// A scrubber that begins with the first segment.
    pub fn scrubber(&self) -> Scrubber {
        Scrubber {
            ledger: self.clone(),
            current: None,
            done: 0,
        }
    }
}

impl Scrubber {
    /// Verifies the next lines, of about so many bytes. After the last closed
    /// segment the first comes again.
    ///
    /// # Errors
    /// [`Error::Damaged`] at a fault, which [`Ledger::fault`] then names too.
    pub fn scrub_step(&mut self, bytes: u64) -> Result<Progress, Error> {
        let stepped = self.step(bytes);
        if let Err(Error::Damaged {
            place,
            segment,
            offset,
            reason,
        }) = &stepped
        {
            let (place, offset) = (*place, *offset);
            let damage = Damage {
                place,
                segment: segment.clone(),
                offset,
                reason: reason.clone(),
            };
            self.ledger.shared.note_fault(damage);
        }
        stepped
    }

    fn step(&mut self, bytes: u64) -> Result<Progress, Error> {
        let shared = Arc::clone(&self.ledger.shared);
        let closed: Vec<Arc<Segment>> = read_lock(&shared.segments)
            .iter()
            .filter(|one| one.root().is_some())
            .cloned()
            .collect();
        let total = closed
            .last()
            .map_or(0, |last| shared.next_after(last.first) - 1);
        let current = self.current.take();
        // A redaction may have put another file in its place.
        let current =
            current.filter(|current| closed.iter().any(|one| Arc::ptr_eq(one, &current.segment)));
        let next = || {
            closed
                .iter()
                .find(|one| one.first > self.done)
                .or(closed.first())
        };
        let Some(mut current) = current.or_else(|| next().map(Current::new)) else {
            return Ok(Progress {
                what: "scrubbing",
                done: 0,
                total,
            });
        };
        if current.advance(bytes, &shared.dir)? {
            let first = current.segment.first;
            let seal = Seal::read(shared.disk.as_ref(), &shared.dir, first);
            let seal = seal.map_err(Error::io("read a footer in", &shared.dir))?;
            let sha256: Hash = current.hasher.clone().finalize().into();
            let fits = seal.is_some_and(|seal| {
                seal.sha256 == sha256
                    && seal.last + 1 == current.next
                    && Some(seal.leaf) == current.leaf
            });
            // Looked up last: a redaction meanwhile explains any difference.
            let swapped = shared
                .segment_of(first)
                .is_none_or(|now| !Arc::ptr_eq(&now, &current.segment));
            if !fits && !swapped {
                let reason = "the segment is not the one that the footer was written for";
                return Err(Seal::damage(first, current.next - 1, reason).into());
            }
            self.done = if current.next > total { 0 } else { first };
            return Ok(Progress {
                what: "scrubbing",
                done: current.next - 1,
                total,
            });
        }
        let done = current.next - 1;
        self.current = Some(current);
        Ok(Progress {
            what: "scrubbing",
            done,
            total,
        })
    }
}

impl Current {
    fn new(segment: &Arc<Segment>) -> Self {
        let (next, hasher) = (segment.first, Sha256::new());
        Self {
            segment: Arc::clone(segment),
            offset: 0,
            next,
            leaf: None,
            hasher,
        }
    }

    /// Verifies lines of about so many bytes; true at the end of the segment.
    fn advance(&mut self, bytes: u64, dir: &std::path::Path) -> Result<bool, Error> {
        let path = segment::folder(dir).join(self.segment.file_name());
        let stop = self.offset.saturating_add(bytes.max(1));
        let file = Arc::clone(&self.segment.file);
        let mut lines = LineReader::new(file.as_ref(), self.offset, self.segment.length());
        while self.offset < stop {
            let Some(line) = lines.next_line().map_err(Error::io("read", &path))? else {
                return Ok(true);
            };
            self.check(line.bytes).map_err(|reason| Damage {
                place: self.next,
                segment: self.segment.file_name(),
                offset: line.offset,
                reason,
            })?;
            self.hasher.update(line.bytes);
            self.hasher.update(if line.terminated { "\n" } else { "" });
            self.offset = line.offset + line.bytes.len() as u64 + u64::from(line.terminated);
        }
        Ok(self.offset >= self.segment.length())
    }

    fn check(&mut self, line: &[u8]) -> Result<(), String> {
        let SegmentLine::Record(record) = parse_line(line).map_err(|error| error.to_string())?
        else {
            return Ok(());
        };
        record.check_digest().map_err(|error| error.to_string())?;
        if record.head.place != self.next {
            return Err(format!("place {} stands here", record.head.place));
        }
        if self.leaf.is_some_and(|leaf| leaf != record.head.prev) {
            return Err("`prev` is not the hash of the record before".to_owned());
        }
        self.leaf = Some(record.leaf());
        self.next += 1;
        Ok(())
    }
}
