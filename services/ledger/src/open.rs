//! Opening a log: lock, survey, repair of a torn tail or refusal.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, RwLock};

use crate::appender::Appender;
use crate::disk::Disk;
use crate::error::Error;
use crate::index::Index;
use crate::keeper::{self, Fault};
use crate::ledger::{Head, Ledger, Shared};
use crate::options::Options;
use crate::repair::repaired;
use crate::segment::{self, Offsets, Seal, Segment};
use crate::survey::{Found, Survey};
use crate::tree::TileFiles;

impl Ledger {
    /// Opens the log in a folder, which is made if it is not there, for the one
    /// process that writes it.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process has it open; [`Error::Damaged`]
    /// when bytes that were acknowledged are altered or missing, in which case
    /// nothing was changed.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, Appender), Error> {
        let disk = Arc::clone(&options.disk);
        let folder = segment::folder(dir);
        disk.create_dir(&folder)
            .map_err(Error::io("create", &folder))?;
        let lock_path = dir.join("lock");
        let lock = disk
            .lock(&lock_path)
            .map_err(Error::io("lock", &lock_path))?;
        let lock = lock.ok_or(Error::Locked { path: lock_path })?;
        remove_leftovers(disk.as_ref(), &folder)?;
        let tiles = TileFiles::new(Arc::clone(&disk), dir);
        let survey = repaired(dir, &options, &tiles)?;

        let last_marked = ends_with_marker(&survey);
        let before = survey.closing;
        let place = survey.tree.size();
        let head = Head {
            place,
            root: survey.tree.root(),
            leaf: before.0,
            recorded: (place > 0).then_some(before.1),
        };
        let segments = live_segments(dir, disk.as_ref(), survey.found, survey.walks)?;
        let index = Index::open(dir, options.index);
        let tree = RwLock::new(survey.tree);
        let shared = Arc::new(Shared {
            dir: dir.to_owned(),
            disk,
            options,
            segments: RwLock::new(segments),
            tree,
            tiles,
            head: Mutex::new(head),
            published: Condvar::new(),
            listeners: RwLock::default(),
            index,
            fault: Fault::default(),
        });
        let last = shared
            .segment_of(u64::MAX)
            .ok_or(Error::NoSuchPlace { place: 1, last: 0 })?;
        // What a killed process wrote may be in the system's memory only, and
        // must not be shown before it is on disk.
        let path = folder.join(last.file_name());
        last.file.sync_data().map_err(Error::io("sync", &path))?;
        shared
            .disk
            .sync_dir(&folder)
            .map_err(Error::io("sync", &folder))?;
        close_segments(&shared)?;
        shared.index.load(&shared)?;
        let mut appender = Appender::new(Arc::clone(&shared), last, lock);
        if !last_marked {
            appender.mark()?;
        }
        Ok((Self { shared }, appender))
    }
}

/// Removes what a crash left of a file that was being written beside its name.
fn remove_leftovers(disk: &dyn Disk, folder: &Path) -> Result<(), Error> {
    let names = disk.list(folder).map_err(Error::io("list", folder))?;
    names
        .iter()
        .filter(|name| name.ends_with(".tmp"))
        .try_for_each(|name| {
            let path = folder.join(name);
            disk.remove(&path).map_err(Error::io("remove", &path))
        })
}

/// Gives closed segments the footers that they lack.
fn close_segments(shared: &Shared) -> Result<(), Error> {
    let segments = crate::read_lock(&shared.segments).clone();
    let closed = segments.split_last().map_or(&[][..], |(_, closed)| closed);
    closed
        .iter()
        .filter(|segment| segment.root().is_none())
        .try_for_each(|segment| keeper::seal(shared, segment).map(drop))
}

/// Whether the log ends with a marker, or is empty.
fn ends_with_marker(survey: &Survey) -> bool {
    match survey.walks.last() {
        Some(Some(walk)) => {
            walk.bytes == 0
                || walk
                    .markers
                    .last()
                    .is_some_and(|marker| marker.end == walk.bytes)
        }
        _ => true,
    }
}

/// Segments as readers see them; the first is made if there is none, and
/// footers that are missing are written.
fn live_segments(
    dir: &Path,
    disk: &dyn Disk,
    found: Vec<Found>,
    walks: Vec<Option<segment::Walk>>,
) -> Result<Vec<Arc<Segment>>, Error> {
    let mut segments = Vec::with_capacity(found.len().max(1));
    for (one, walk) in found.into_iter().zip(walks) {
        let (length, offsets) = match (walk, &one.seal) {
            (Some(walk), _) => (walk.bytes, walk.offsets),
            (None, Some(seal)) => (seal.bytes, seal.offsets()),
            (None, None) => (one.length, Offsets::default()),
        };
        let segment = Segment::new(one.first, one.file, length, offsets);
        if let Some(seal) = &one.seal {
            segment.sealed(seal.root);
        }
        segments.push(Arc::new(segment));
    }
    match segments.last_mut() {
        // A footer of the segment that is written on would soon be wrong.
        Some(last) => {
            Seal::remove(disk, dir, last.first)?;
            *last = Arc::new(last.unsealed());
        }
        None => {
            let folder = segment::folder(dir);
            let path = folder.join(segment::file_name(1));
            let file = disk.create(&path).map_err(Error::io("create", &path))?;
            disk.sync_dir(&folder).map_err(Error::io("sync", &folder))?;
            segments.push(Arc::new(Segment::new(1, file, 0, Offsets::default())));
        }
    }
    Ok(segments)
}
