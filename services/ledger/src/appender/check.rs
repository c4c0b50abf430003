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

impl Appender {
    /// Holds lines against the end of the log; the time of the last, and its
    /// text.
    pub(super) fn check(&mut self, lines: &[Line]) -> Result<(Timestamp, Vec<u8>), Error> {
        let (mut place, mut leaf) = (self.head.place, self.head.leaf);
        let mut recorded: &[u8] = &self.recorded;
        self.commands.clear();
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
            self.commands.push(fingerprint(peek.command));
            (place, leaf, recorded) = (line.place, line.leaf, peek.recorded);
        }
        let at = read_time(recorded).ok_or(Error::NotNext {
            place,
            reason: "its time cannot be read",
        })?;
        Ok((at, recorded.to_vec()))
    }
}
