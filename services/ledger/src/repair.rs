//! Surveying a log at its start, and mending the tail of its last segment.

use std::path::Path;
use std::sync::RwLock;

use crate::disk::{self, Disk};
use crate::error::Error;
use crate::options::Options;
use crate::segment::{self, Synced, Tail};
use crate::survey::{Found, Survey, find, survey};
use crate::tree::{TileFiles, Tree};

/// Times that a tail is repaired in one start: a torn write can have lost one
/// byte and further sectors, so two and one to spare.
const REPAIRS_MAX: usize = 3;

/// Surveys the log and mends its tail until nothing is wrong with it.
pub(crate) fn repaired(dir: &Path, options: &Options, tiles: &TileFiles) -> Result<Survey, Error> {
    let disk = options.disk.as_ref();
    for _ in 0..REPAIRS_MAX {
        let survey = surveyed(dir, options, tiles)?;
        if survey.tail == Tail::Whole {
            return Ok(survey);
        }
        mend(dir, disk, &survey)?;
    }
    let survey = surveyed(dir, options, tiles)?;
    match (&survey.tail, survey.found.last()) {
        (Tail::Whole, _) | (_, None) => Ok(survey),
        (_, Some(last)) => {
            let segment = segment::file_name(last.first);
            let reason = "the tail is torn in more ways than one write can be".to_owned();
            let (place, offset) = (survey.tree.size() + 1, last.length);
            Err(Error::Damaged {
                place,
                segment,
                offset,
                reason,
            })
        }
    }
}

/// Surveys the log, whole if it is small or if the tiles do not fit it.
fn surveyed(dir: &Path, options: &Options, tiles: &TileFiles) -> Result<Survey, Error> {
    let disk = options.disk.as_ref();
    let found = find(disk, dir)?;
    let path = dir.join("synced");
    let synced = Synced::read(disk, dir).map_err(Error::io("read", &path))?;
    let bytes: u64 = found.iter().map(|one| one.length).sum();
    if bytes >= options.verify_all_below_bytes {
        let resume = |size: u64, found: &[Found]| resume(size, found, tiles);
        if let Some(survey) = survey(dir, found, synced.as_ref(), false, resume, |_| Ok(()))? {
            return Ok(survey);
        }
        tracing::warn!("the tiles do not fit the log; they are made again from it");
    }
    let write_tiles = |tree: &mut Tree| {
        let shared = RwLock::new(std::mem::take(tree));
        let written = tiles.write_full(&shared);
        *tree = shared
            .into_inner()
            .unwrap_or_else(|poison| poison.into_inner());
        written.unwrap_or_else(|error| tracing::warn!(%error, "could not write tiles"));
        Ok(())
    };
    let survey = survey(
        dir,
        find(disk, dir)?,
        synced.as_ref(),
        true,
        |_, _| None,
        write_tiles,
    )?;
    Ok(survey.expect("a survey that walks every segment resumes from no tiles"))
}

/// The tree at a size, from tiles and the records after the last full one.
fn resume(size: u64, found: &[Found], tiles: &TileFiles) -> Option<Tree> {
    let mut leaves: Vec<(u64, _)> = Vec::new();
    let width = crate::tree::TILE_WIDTH as u64;
    let wanted_from = size - size % width + 1;
    for (at, one) in found.iter().enumerate() {
        let next = found.get(at + 1).map_or(u64::MAX, |next| next.first);
        if next <= wanted_from || one.first > size {
            continue;
        }
        let offsets = one.seal.as_ref()?.offsets();
        let from = offsets.at_or_before(wanted_from.saturating_sub(one.first));
        let mut lines = segment::LineReader::new(one.file.as_ref(), from, one.length);
        while let Ok(Some(line)) = lines.next_line() {
            use quarterday_proto::record::{SegmentLine, parse_line};
            match parse_line(line.bytes).ok()? {
                SegmentLine::Record(record) => leaves.push((record.head.place, record.leaf())),
                SegmentLine::Marker { .. } => {}
            }
        }
    }
    let leaf = |index: u64| {
        let found = leaves.binary_search_by_key(&(index + 1), |(place, _)| *place);
        found
            .map(|at| leaves[at].1)
            .map_err(|_| std::io::Error::from(std::io::ErrorKind::NotFound))
    };
    tiles.resume(size, leaf).ok()
}

/// Mends the tail of the last segment. Whatever is cut is kept beside the log.
fn mend(dir: &Path, disk: &dyn Disk, survey: &Survey) -> Result<(), Error> {
    let Some(last) = survey.found.last() else {
        return Ok(());
    };
    let path = segment::folder(dir).join(segment::file_name(last.first));
    let place = survey.tree.size() + 1;
    match &survey.tail {
        Tail::Whole | Tail::Altered { .. } => return Ok(()),
        Tail::NewlineMissing => {
            tracing::warn!(
                place = place - 1,
                "the last line lacked its newline; it is kept"
            );
            last.file
                .write_at(b"\n", last.length)
                .map_err(Error::io("write", &path))?;
        }
        Tail::ByteLost { offset, byte } => {
            tracing::warn!(
                place,
                offset,
                "one byte at a sector's edge was lost and is put back"
            );
            last.file
                .write_at(&[*byte], *offset)
                .map_err(Error::io("write", &path))?;
        }
        Tail::Torn { offset } => {
            let count = last.length - offset;
            tracing::warn!(
                place,
                bytes = count,
                "the tail was torn; it is cut and kept in `cut`"
            );
            keep_cut(dir, disk, last, *offset, place)?;
            last.file
                .truncate(*offset)
                .map_err(Error::io("cut", &path))?;
        }
    }
    last.file.sync_data().map_err(Error::io("sync", &path))
}

/// Copies the bytes to be cut to a file of their own.
fn keep_cut(
    dir: &Path,
    disk: &dyn Disk,
    last: &Found,
    offset: u64,
    place: u64,
) -> Result<(), Error> {
    let folder = dir.join("cut");
    disk.create_dir(&folder)
        .map_err(Error::io("create", &folder))?;
    let names = disk.list(&folder).map_err(Error::io("list", &folder))?;
    let path = folder.join(format!("{place:020}-{}.log", names.len() + 1));
    let mut bytes = vec![0; usize::try_from(last.length - offset).unwrap_or(usize::MAX)];
    let read = last
        .file
        .read_at(&mut bytes, offset)
        .map_err(Error::io("read", &path))?;
    bytes.truncate(read);
    disk::replace(disk, &path, &bytes).map_err(Error::io("write", &path))
}
