//! The root that a log in a folder had at an earlier size, from its segments.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use quarterday_proto::record::{Hash, LINE_BYTES_MAX, SegmentLine, parse_line_unchecked};

use crate::disk::{Disk, File};
use crate::error::Error;
use crate::segment;
use crate::tree::Tree;

/// Bytes read at a time.
const READ_BYTES: usize = 1 << 20;

/// The root over the first `size` places of a log, whether or not a process has
/// it open: to hold against a checkpoint. Reads what [`crate::verify`] has
/// verified and checks no record again.
///
/// # Errors
/// [`Error::NoSuchPlace`] when the log is shorter.
pub fn root_at(disk: &dyn Disk, dir: &Path, size: u64) -> Result<Hash, Error> {
    let mut tree = Tree::default();
    for one in crate::survey::find(disk, dir)? {
        if tree.size() == size {
            break;
        }
        let path = segment::folder(dir).join(segment::file_name(one.first));
        let file = Sequential {
            file: one.file.as_ref(),
            at: 0,
        };
        let mut reader = BufReader::with_capacity(READ_BYTES, file);
        let mut line = Vec::new();
        while tree.size() < size {
            line.clear();
            let mut limited = (&mut reader).take(LINE_BYTES_MAX as u64 + 1);
            limited
                .read_until(b'\n', &mut line)
                .map_err(Error::io("read", &path))?;
            let Some(body) = line.strip_suffix(b"\n") else {
                break;
            };
            if let Ok(SegmentLine::Record(record)) = parse_line_unchecked(body) {
                tree.push(&record.leaf());
            }
        }
        tree.forget_full();
    }
    if tree.size() < size {
        return Err(Error::NoSuchPlace {
            place: size,
            last: tree.size(),
        });
    }
    Ok(tree.root())
}

/// A file read from its beginning.
struct Sequential<'f> {
    file: &'f dyn File,
    at: u64,
}

impl Read for Sequential<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(bytes, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
