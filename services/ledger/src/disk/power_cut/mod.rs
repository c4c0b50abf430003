//! A disk in memory that can lose its power, be full, and fail to sync.
//!
//! It keeps for each file what was synced and every write since. A power cut
//! keeps what was synced and, by a seed, any of the sectors written since; lost
//! ones read as zeros, and the file may be shorter than it was. Names made
//! since the last sync of the folder are lost or not, likewise by the seed.

mod surviving;

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Disk, File};
use crate::lock;
use surviving::{Content, Random};

/// The disk. Clones are the same disk.
#[derive(Clone, Default)]
pub struct PowerCut {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Names as a running system sees them.
    names: BTreeMap<PathBuf, Arc<Mutex<Content>>>,
    /// Names as they are on disk.
    synced_names: BTreeMap<PathBuf, Arc<Mutex<Content>>>,
    locked: bool,
    /// Bytes that still fit; none: no limit.
    room: Option<u64>,
    /// Calls of `sync_data` that still succeed; none: all.
    syncs: Option<u64>,
}

impl PowerCut {
    /// An empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves room for so many further bytes, or without end.
    pub fn set_room(&self, room: Option<u64>) {
        lock(&self.state).room = room;
    }

    /// Lets so many further syncs succeed, or all.
    pub fn set_syncs(&self, syncs: Option<u64>) {
        lock(&self.state).syncs = syncs;
    }

    /// A disk with what a process that is killed leaves: every write, no lock.
    pub fn killed(&self) -> Self {
        self.surviving(|_, content| content.now.clone(), true)
    }

    /// A disk with what a power cut at this moment leaves, by a seed.
    pub fn cut(&self, seed: u64) -> Self {
        let mut random = Random(seed);
        let keep_names = random.next().is_multiple_of(2);
        self.surviving(|_, content| content.survive(&mut random), keep_names)
    }

    /// Replaces the content of a file, as if altered behind the log's back.
    pub fn alter(&self, path: &Path, alter: impl FnOnce(&mut Vec<u8>)) {
        if let Some(content) = lock(&self.state).names.get(path) {
            let mut content = lock(content);
            alter(&mut content.now);
            content.synced = content.now.clone();
        }
    }

    /// All files with their contents.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let state = lock(&self.state);
        state
            .names
            .iter()
            .map(|(path, content)| (path.clone(), lock(content).now.clone()))
            .collect()
    }

    fn surviving(
        &self,
        mut survive: impl FnMut(&Path, &Content) -> Vec<u8>,
        all_names: bool,
    ) -> Self {
        let state = lock(&self.state);
        let kept = if all_names {
            &state.names
        } else {
            &state.synced_names
        };
        let names: BTreeMap<_, _> = kept
            .iter()
            .map(|(path, content)| {
                let now = survive(path, &lock(content));
                (
                    path.clone(),
                    Arc::new(Mutex::new(Content {
                        synced: now.clone(),
                        now,
                    })),
                )
            })
            .collect();
        let synced_names = names.clone();
        Self {
            state: Arc::new(Mutex::new(State {
                names,
                synced_names,
                ..State::default()
            })),
        }
    }

    fn content(&self, path: &Path) -> io::Result<Arc<Mutex<Content>>> {
        lock(&self.state)
            .names
            .get(path)
            .cloned()
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn handle(&self, content: Arc<Mutex<Content>>) -> Arc<dyn File> {
        Arc::new(Handle {
            disk: self.clone(),
            content,
        })
    }
}

impl Disk for PowerCut {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(self.handle(self.content(path)?))
    }

    fn create(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let content = Arc::new(Mutex::new(Content::default()));
        lock(&self.state)
            .names
            .insert(path.to_owned(), Arc::clone(&content));
        Ok(self.handle(content))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = lock(&self.state);
        let content = state.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.names.insert(to.to_owned(), content);
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let removed = lock(&self.state).names.remove(path);
        removed
            .map(drop)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let state = lock(&self.state);
        let inside = state.names.keys().filter(|path| path.parent() == Some(dir));
        Ok(inside
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect())
    }

    fn create_dir(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = lock(&self.state);
        let state = &mut *state;
        state
            .synced_names
            .retain(|path, _| path.parent() != Some(dir));
        let inside = state
            .names
            .iter()
            .filter(|(path, _)| path.parent() == Some(dir));
        state
            .synced_names
            .extend(inside.map(|(path, content)| (path.clone(), Arc::clone(content))));
        Ok(())
    }

    fn lock(&self, _path: &Path) -> io::Result<Option<Box<dyn Any + Send + Sync>>> {
        let mut state = lock(&self.state);
        if std::mem::replace(&mut state.locked, true) {
            return Ok(None);
        }
        Ok(Some(Box::new(Unlock(self.clone()))))
    }
}

struct Unlock(PowerCut);

impl Drop for Unlock {
    fn drop(&mut self) {
        lock(&self.0.state).locked = false;
    }
}

struct Handle {
    disk: PowerCut,
    content: Arc<Mutex<Content>>,
}

impl File for Handle {
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = lock(&self.disk.state);
        let fits = state
            .room
            .map_or(bytes.len(), |room| bytes.len().min(room as usize));
        if let Some(room) = &mut state.room {
            *room -= fits as u64;
        }
        drop(state);
        let mut content = lock(&self.content);
        let (from, to) = (offset as usize, offset as usize + fits);
        if content.now.len() < to {
            content.now.resize(to, 0);
        }
        content.now[from..to].copy_from_slice(&bytes[..fits]);
        if fits < bytes.len() {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let content = lock(&self.content);
        let rest = content.now.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn sync_data(&self) -> io::Result<()> {
        if let Some(left) = &mut lock(&self.disk.state).syncs {
            *left = left.checked_sub(1).ok_or(io::ErrorKind::Other)?;
        }
        let mut content = lock(&self.content);
        content.synced = content.now.clone();
        Ok(())
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        lock(&self.content).now.resize(length as usize, 0);
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        Ok(lock(&self.content).now.len() as u64)
    }
}
