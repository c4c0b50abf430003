//! What to do with the bytes after the last marker when some of them are bad.
//!
//! One write is under way at most, and only its bytes can be torn: they may be
//! missing from some point on, or whole sectors of them may read as zeros. All
//! else is an alteration of bytes that were on disk, and acknowledged; cutting
//! there would lose commits that people were told are kept, so it is refused.
//!
//! A flip of one byte never makes two NUL bytes in a row, nor shortens a file,
//! so it is never taken for a tear; the cases of a single lost byte are told
//! apart by whether the one byte that belongs there makes the line whole again.

use quarterday_proto::record::parse_line;

use super::walk::Walk;

/// Bytes that a disk writes as one.
const SECTOR_BYTES: u64 = 512;

/// The judgement on the end of the last segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tail {
    /// Nothing is wrong.
    Whole,
    /// The last line lacks only its newline: it is kept and gets one.
    NewlineMissing,
    /// One byte of a line whose every other byte is there was lost; it is known
    /// and is written again.
    ByteLost { offset: u64, byte: u8 },
    /// The write was torn at this offset: cut there.
    Torn { offset: u64 },
    /// Acknowledged bytes were altered: refuse.
    Altered { offset: u64, reason: String },
}

/// Judges the end of the last segment, of which every byte below `synced` is
/// known to have been on disk.
pub(crate) fn judge(walk: &Walk, length: u64, synced: u64) -> Tail {
    let Some(bad) = &walk.bad else {
        return match walk.newline_missing {
            true if walk.bytes < synced => altered(walk.bytes, "a newline is missing"),
            true => Tail::NewlineMissing,
            false => Tail::Whole,
        };
    };
    if let Some(place) = bad.marker_after {
        return altered(
            bad.offset,
            &format!("{}, yet place {place} was synced", bad.reason),
        );
    }
    if bad.offset < synced {
        return altered(bad.offset, &format!("{}, yet it was synced", bad.reason));
    }
    if let Some(lost) = lost_byte(&bad.line, bad.offset, bad.terminated, length) {
        return lost;
    }
    if has_lost_sector(&bad.line, bad.offset, length) {
        return Tail::Torn { offset: bad.offset };
    }
    if bad.terminated {
        return altered(bad.offset, &bad.reason);
    }
    match bad.line.split_last() {
        Some((_, line)) if parse_line(line).is_ok() => {
            altered(bad.offset, "the newline after a whole record was altered")
        }
        _ => Tail::Torn { offset: bad.offset },
    }
}

fn altered(offset: u64, reason: &str) -> Tail {
    Tail::Altered {
        offset,
        reason: reason.to_owned(),
    }
}

/// A lost sector of which only one byte belongs to the line: the first byte of
/// the write at the very end of a sector, or the newline at the very begin of
/// the last one.
fn lost_byte(line: &[u8], offset: u64, terminated: bool, length: u64) -> Option<Tail> {
    if line.first() == Some(&0)
        && offset % SECTOR_BYTES == SECTOR_BYTES - 1
        && line.get(1) != Some(&0)
    {
        let mut whole = line.to_vec();
        whole[0] = b'{';
        let kept = parse_line(&whole).is_ok();
        return kept.then_some(Tail::ByteLost { offset, byte: b'{' });
    }
    let (last, rest) = line.split_last()?;
    let at = length - 1;
    let newline_lost = !terminated && *last == 0 && at.is_multiple_of(SECTOR_BYTES);
    (newline_lost && parse_line(rest).is_ok()).then_some(Tail::ByteLost {
        offset: at,
        byte: b'\n',
    })
}

/// Whether a run of NUL bytes fills what one write lost of a sector: it begins
/// at a sector or with the line (where the write began), and ends at a sector
/// or with the file.
fn has_lost_sector(line: &[u8], offset: u64, length: u64) -> bool {
    let mut at = 0;
    while let Some(found) = memchr::memchr(0, &line[at..]) {
        let from = at + found;
        let run = line[from..].iter().take_while(|byte| **byte == 0).count();
        let (begin, end) = (offset + from as u64, offset + (from + run) as u64);
        let begins = from == 0 || begin.is_multiple_of(SECTOR_BYTES);
        let ends = end == length || end.is_multiple_of(SECTOR_BYTES);
        if run >= 2 && begins && ends {
            return true;
        }
        at = from + run;
    }
    false
}
