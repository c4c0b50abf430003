//! Reading the lines of a segment with large reads.

use std::io;

use crate::disk::File;

/// Bytes read at a time.
const READ_BYTES: usize = 1 << 20;

/// Bytes read at a time when one line is looked for: a little more than lie
/// between two noted offsets.
const LOOK_UP_BYTES: usize = 20 * 1024;

/// A line as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawLine<'a> {
    /// Where it begins.
    pub(crate) offset: u64,
    /// Its bytes without the newline.
    pub(crate) bytes: &'a [u8],
    /// Whether a newline ends it; only the last line of a file may lack one.
    pub(crate) terminated: bool,
}

/// Goes through the lines of a part of a file.
pub(crate) struct LineReader<'f> {
    file: &'f dyn File,
    buffer: Vec<u8>,
    /// Offset in the file of `buffer[0]`.
    base: u64,
    /// First byte of the buffer that no line was made of yet.
    at: usize,
    end: u64,
    /// Bytes read at a time.
    step: usize,
}

impl<'f> LineReader<'f> {
    /// Reads from `from`, the begin of a line, up to `end`.
    pub(crate) fn new(file: &'f dyn File, from: u64, end: u64) -> Self {
        Self {
            file,
            buffer: Vec::new(),
            base: from,
            at: 0,
            end,
            step: READ_BYTES,
        }
    }

    /// The same with smaller reads, for looking up one line.
    pub(crate) fn small(file: &'f dyn File, from: u64, end: u64) -> Self {
        Self {
            step: LOOK_UP_BYTES,
            ..Self::new(file, from, end)
        }
    }

    /// The next line; `None` at the end.
    pub(crate) fn next_line(&mut self) -> io::Result<Option<RawLine<'_>>> {
        let mut searched = self.at;
        let (line, terminated) = loop {
            if let Some(found) = memchr::memchr(b'\n', &self.buffer[searched..]) {
                break (self.at..searched + found, true);
            }
            searched = self.buffer.len();
            let kept = searched - self.at;
            if !self.fill()? {
                break (self.at..self.buffer.len(), false);
            }
            searched = self.at + kept;
        };
        if line.is_empty() && !terminated {
            return Ok(None);
        }
        let offset = self.base + line.start as u64;
        self.at = line.end + usize::from(terminated);
        Ok(Some(RawLine {
            offset,
            bytes: &self.buffer[line],
            terminated,
        }))
    }

    /// Moves what is left to the front and reads on; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let held = self.buffer.len();
        let from = self.base + held as u64;
        let wanted = usize::try_from(self.end.saturating_sub(from)).unwrap_or(usize::MAX);
        let wanted = wanted.min(self.step);
        if wanted == 0 {
            return Ok(false);
        }
        self.buffer.resize(held + wanted, 0);
        let read = self.file.read_at(&mut self.buffer[held..], from)?;
        self.buffer.truncate(held + read);
        Ok(read > 0)
    }
}
