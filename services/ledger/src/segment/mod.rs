//! Segments: files of newline-delimited records and markers, named by the first
//! place that they hold.

mod lines;
mod live;
mod seal;
pub(crate) mod side_file;
mod synced;
mod tail;
mod walk;
mod written;

use std::path::{Path, PathBuf};

pub(crate) use lines::LineReader;
pub(crate) use live::{Offsets, Segment};
pub(crate) use seal::Seal;
pub(crate) use synced::Synced;
pub(crate) use tail::{Tail, judge};
pub(crate) use walk::{Walk, walk, walk_each};
pub(crate) use written::{Writing, Written};

/// Width of the place in a file name: every u64 fits, and names sort as places.
const NAME_DIGITS: usize = 20;

/// The folder of the segments of a log.
pub(crate) fn folder(dir: &Path) -> PathBuf {
    dir.join("segments")
}

/// File name of the segment whose first place is `first`.
pub(crate) fn file_name(first: u64) -> String {
    format!("{first:0NAME_DIGITS$}.log")
}

/// The first place that a file name says, if it is one of a segment.
pub(crate) fn first_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".log")?;
    let all_digits =
        digits.len() == NAME_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits {
        digits.parse().ok()
    } else {
        None
    }
}
