//! Indexes over the log: command ids, audit postings, snapshots. All of them
//! can be made again from the log, and are whenever they do not match it.

mod blocks;
mod bloom;
mod build;
mod key;
mod page;
mod part;
mod snapshot;
mod store;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, RwLockReadGuard};

use bloom::Bloom;
use page::{COMMANDS, Kind};
pub(crate) use part::Part;
use store::{Memory, Sled, Store};

pub(crate) use key::fingerprint;
pub use key::{Dimension, IndexKey, Keyed, head_keys};
pub use snapshot::Snapshot;

use crate::options::IndexPlace;
use crate::{read_lock, write_lock};

/// Folders of set-aside indexes that are kept, for whoever wants to know why.
const SET_ASIDE_MAX: usize = 2;

/// The indexes of one log.
pub(crate) struct Index {
    dir: PathBuf,
    place: IndexPlace,
    state: RwLock<State>,
    /// Held for reading while the log and its index take a step together and
    /// while the index is asked, for writing while all is built anew, so that
    /// nothing falls between and nobody is answered from half an index.
    gate: RwLock<()>,
}

/// A failure of the store: all is then built anew.
pub(crate) type Broken = String;

struct State {
    store: Arc<dyn Store>,
    bloom: Bloom,
    /// First places of the segments that have stored blocks.
    stored: Vec<u64>,
    /// The other segments, the one that is written last.
    parts: Vec<Arc<Part>>,
}

impl Index {
    /// Opens the store of a log. A sled that cannot be opened is set aside.
    pub(crate) fn open(log: &Path, place: IndexPlace) -> Self {
        let dir = log.join("index");
        let store = open_store(&dir, place);
        let state = State {
            store,
            bloom: Bloom::new(0),
            stored: Vec::new(),
            parts: Vec::new(),
        };
        Self {
            dir,
            place,
            state: RwLock::new(state),
            gate: RwLock::default(),
        }
    }

    /// To be held while the log grows and the index is told of it.
    pub(crate) fn step(&self) -> RwLockReadGuard<'_, ()> {
        read_lock(&self.gate)
    }

    /// Adds the segment that is now written.
    pub(crate) fn begin_part(&self, first: u64) {
        let mut state = write_lock(&self.state);
        let part = match state.parts.last() {
            Some(before) => Part::after(before, first),
            None => Part::new(first),
        };
        state.parts.push(Arc::new(part));
    }

    /// Notes new records from `place` on: their commands, and their keys in the
    /// audit index.
    pub(crate) fn note(&self, place: u64, commands: &[u64], keys: &[(u64, IndexKey)]) {
        let mut state = write_lock(&self.state);
        let Some(part) = state.parts.last_mut() else {
            return;
        };
        // Only parts of closed segments are held by others.
        let part = Arc::make_mut(part);
        let next = place + commands.len() as u64;
        part.note_new_keys(place..next, keys);
        for (place, fingerprint) in (place..).zip(commands) {
            part.note_command(*fingerprint, place);
        }
    }

    /// The index in memory of a segment, if it is not stored yet.
    pub(crate) fn part(&self, first: u64) -> Option<Arc<Part>> {
        let state = read_lock(&self.state);
        let part = state.parts.iter().find(|part| part.first == first);
        part.map(Arc::clone)
    }

    /// Places whose command has this fingerprint, few and nearly always none.
    pub(crate) fn command_places(&self, fingerprint: u64) -> Result<Vec<u64>, Broken> {
        let _gate = read_lock(&self.gate);
        let state = read_lock(&self.state);
        let mut places = Vec::new();
        for part in &state.parts {
            places.extend(part.commands(fingerprint));
        }
        if state.bloom.may_hold(fingerprint) {
            for segment in &state.stored {
                let found = blocks::places(state.store.as_ref(), COMMANDS, *segment, fingerprint);
                places.extend(found?);
            }
        }
        Ok(places)
    }

    /// Places in one segment that have a key, in order.
    pub(crate) fn places(&self, segment: u64, key: IndexKey) -> Result<Vec<u64>, Broken> {
        let _gate = read_lock(&self.gate);
        let state = read_lock(&self.state);
        if let Some(part) = state.parts.iter().find(|part| part.first == segment) {
            return Ok(part.places(key));
        }
        blocks::places(
            state.store.as_ref(),
            key.dimension as Kind,
            segment,
            key.fingerprint,
        )
    }

    /// Starts over with an empty store; the old one is set aside, or removed
    /// when nothing of it may be kept.
    pub(crate) fn reset(&self, keep: bool) {
        let mut state = write_lock(&self.state);
        state.store = Arc::new(Memory::default());
        state.stored.clear();
        state.parts.clear();
        state.bloom = Bloom::new(0);
        if self.place == IndexPlace::Folder {
            if keep {
                set_aside(&self.dir);
            } else {
                let folders = set_aside_folders(&self.dir);
                for dir in folders.iter().chain([&self.dir]) {
                    remove_folder(dir);
                }
            }
            state.store = open_store(&self.dir, self.place);
        }
    }
}

fn open_store(dir: &Path, place: IndexPlace) -> Arc<dyn Store> {
    if place == IndexPlace::Memory {
        return Arc::new(Memory::default());
    }
    for _ in 0..2 {
        match Sled::open(dir) {
            Ok(sled) => return Arc::new(sled),
            Err(reason) => {
                tracing::warn!(dir = %dir.display(), reason, "the indexes cannot be opened");
                set_aside(dir);
            }
        }
    }
    tracing::warn!(dir = %dir.display(), "the indexes are kept in memory until the next start");
    Arc::new(Memory::default())
}

/// Renames a folder of indexes that is of no use; the oldest such go.
fn set_aside(dir: &Path) {
    let mut folders = set_aside_folders(dir);
    let number = folders
        .last()
        .and_then(|last| number_of(last))
        .map_or(1, |last| last + 1);
    let aside = dir.with_extension(format!("bad-{number}"));
    match std::fs::rename(dir, &aside) {
        Ok(()) => folders.push(aside),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(dir = %dir.display(), %error, "could not set indexes aside"),
    }
    let gone = folders.len().saturating_sub(SET_ASIDE_MAX);
    folders[..gone].iter().for_each(|dir| remove_folder(dir));
}

fn remove_folder(dir: &Path) {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(dir = %dir.display(), %error, "could not remove old indexes");
        }
        _ => {}
    }
}

/// Set-aside folders beside the one in use, the oldest first.
fn set_aside_folders(dir: &Path) -> Vec<PathBuf> {
    let entries = dir
        .parent()
        .and_then(|parent| std::fs::read_dir(parent).ok());
    let paths = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let stem = dir.file_stem();
    let mut folders: Vec<PathBuf> = paths
        .filter(|path| path.file_stem() == stem && number_of(path).is_some())
        .collect();
    folders.sort_by_key(|path| number_of(path));
    folders
}

fn number_of(path: &Path) -> Option<u64> {
    path.extension()?
        .to_str()?
        .strip_prefix("bad-")?
        .parse()
        .ok()
}
