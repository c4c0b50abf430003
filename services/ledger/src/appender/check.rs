//! Holding lines that are offered against the end of the log, before anything
//! is written. The lines come encoded, since the same bytes travel over the
//! wire, so this compares bytes and parses no more than it must.

use jiff::Timestamp;
use quarterday_proto::digits::{hash_to_hex, read_time};
use quarterday_proto::record::Line;

use super::Appender;
use crate::error::Error;
use crate::index::fingerprint;
use crate::peek::peek;

/// Recorded times of lines that continue the log.
pub(super) struct Times {
    pub(super) first: Timestamp,
    pub(super) last: Timestamp,
    /// The last as it stands in its line.
    pub(super) last_text: Vec<u8>,
}

impl Appender {
    /// Holds lines against the end of the log, and notes what the index is to
    /// know of them.
    pub(super) fn check(&mut self, lines: &[Line]) -> Result<Times, Error> {
        let (mut place, mut leaf) = (self.head.place, self.head.leaf);
        let mut recorded: &[u8] = &self.recorded;
        let mut first_text: &[u8] = &[];
        self.commands.clear();
        self.keys.clear();
        for line in lines {
            let not_next = |reason| Error::NotNext {
                place: line.place,
                reason,
            };
            let body = line
                .bytes
                .strip_suffix(b"\n")
                .ok_or_else(|| not_next("it has no newline"))?;
            let peek = peek(body).ok_or_else(|| not_next("it is no record line"))?;
            if line.place != place + 1 || peek.place != line.place {
                return Err(not_next("its place is not the next"));
            }
            if peek.prev != hash_to_hex(&leaf) {
                return Err(not_next("its `prev` is not the leaf of the record before"));
            }
            // Times of one width and in UTC sort as text.
            let first = recorded.is_empty();
            if !first && (peek.recorded.len() != recorded.len() || peek.recorded < recorded) {
                return Err(not_next("its time is before that of the record before"));
            }
            if memchr::memchr(b'\n', body).is_some() {
                return Err(not_next("it is more than one line"));
            }
            let keyed = peek
                .keyed()
                .ok_or_else(|| not_next("it is no record line"))?;
            self.commands.push(fingerprint(peek.command));
            self.found.clear();
            (self.shared.options.index_keys)(&keyed, &mut self.found);
            self.keys
                .extend(self.found.iter().map(|key| (line.place, *key)));
            if first_text.is_empty() {
                first_text = peek.recorded;
            }
            (place, leaf, recorded) = (line.place, line.leaf, peek.recorded);
        }
        let unreadable = Error::NotNext {
            place,
            reason: "its time cannot be read",
        };
        let times = read_time(first_text).zip(read_time(recorded));
        let (first, last) = times.ok_or(unreadable)?;
        Ok(Times {
            first,
            last,
            last_text: recorded.to_vec(),
        })
    }
}
