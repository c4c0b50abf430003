//! Tile files, in the layout of C2SP tlog-tiles with tiles of height 8:
//! `tiles/<level>/x001/x234/067` holds 256 hashes.
//!
//! Only full tiles are kept; the right edge is in memory. Tiles are never
//! synced: they can be made again from the log, a proof is checked against the
//! root before it is handed out, and a missing or wrong tile makes all of them
//! be written again.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use quarterday_proto::record::Hash;
use rustc_hash::FxHashMap;

use super::growing::{FullTile, Tree};
use super::{Nodes, TILE_WIDTH, node_hash};
use crate::disk::{self, Disk};

/// The folder of the tile files.
#[derive(Clone)]
pub(crate) struct TileFiles {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
}

impl TileFiles {
    pub(crate) fn new(disk: Arc<dyn Disk>, dir: &Path) -> Self {
        Self {
            disk,
            dir: dir.join("tiles"),
        }
    }

    /// Writes the full tiles that are in memory, then forgets them there. The
    /// lock is held for copying and forgetting only.
    pub(crate) fn write_full(&self, tree: &RwLock<Tree>) -> io::Result<()> {
        let tiles = crate::read_lock(tree).full_tiles();
        for tile in &tiles {
            self.write(tile)?;
        }
        crate::write_lock(tree).forget(&tiles);
        Ok(())
    }

    /// Writes the full tiles of all leaves that `feed` pushes.
    pub(crate) fn rebuild<E>(
        &self,
        feed: impl FnOnce(&mut dyn FnMut(&Hash) -> io::Result<()>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut tree = Tree::default();
        let mut push = |leaf: &Hash| {
            tree.push(leaf);
            if tree.size().is_multiple_of(TILE_WIDTH as u64) {
                tree.full_tiles()
                    .iter()
                    .try_for_each(|tile| self.write(tile))?;
                tree.forget_full();
            }
            Ok(())
        };
        feed(&mut push)
    }

    fn write(&self, tile: &FullTile) -> io::Result<()> {
        let path = self.path(tile.level, tile.index);
        let bytes = tile.hashes.as_flattened();
        if disk::read_whole(self.disk.as_ref(), &path)?.is_some_and(|stored| stored == bytes) {
            return Ok(());
        }
        let file = match self.disk.create(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(dir) = path.parent() {
                    self.disk.create_dir(dir)?;
                }
                self.disk.create(&path)?
            }
            answer => answer?,
        };
        file.write_at(bytes, 0)
    }

    fn read(&self, level: u8, index: u64) -> io::Result<Vec<u8>> {
        let path = self.path(level, index);
        let bytes = disk::read_whole(self.disk.as_ref(), &path)?
            .ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        if bytes.len() == TILE_WIDTH * size_of::<Hash>() {
            Ok(bytes)
        } else {
            Err(io::Error::from(io::ErrorKind::UnexpectedEof))
        }
    }

    fn path(&self, level: u8, index: u64) -> PathBuf {
        let mut groups = vec![format!("{:03}", index % 1000)];
        let mut rest = index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        let mut path = self.dir.join(level.to_string());
        path.extend(groups.iter().rev());
        path
    }

    /// The tree of `size` leaves, from full tiles and, for the leaves after the
    /// last full tile, from `leaf` (which counts from 0).
    pub(crate) fn resume(
        &self,
        size: u64,
        mut leaf: impl FnMut(u64) -> io::Result<Hash>,
    ) -> io::Result<Tree> {
        let mut tiles: FxHashMap<(u8, u64), Vec<u8>> = FxHashMap::default();
        let mut stored = |level: u8, index: u64| -> io::Result<Hash> {
            let width = TILE_WIDTH as u64;
            let count = size >> (8 * level);
            let in_full_tile = index / width < count / width;
            if level == 0 && !in_full_tile {
                return leaf(index);
            }
            let tile = if in_full_tile {
                (level, index / width)
            } else {
                (level - 1, index)
            };
            let bytes = match tiles.entry(tile) {
                std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
                std::collections::hash_map::Entry::Vacant(entry) => {
                    entry.insert(self.read(tile.0, tile.1)?)
                }
            };
            let (hashes, _) = bytes.as_chunks::<32>();
            if in_full_tile {
                Ok(hashes[(index % width) as usize])
            } else {
                Ok(fold(hashes.to_vec()))
            }
        };
        Tree::resume(size, |height, index| {
            let (level, inside) = (height / 8, height % 8);
            let from = index << inside;
            let hashes = (from..from + (1 << inside)).map(|at| stored(level, at));
            Ok(fold(hashes.collect::<io::Result<Vec<Hash>>>()?))
        })
    }

    /// Reads nodes from memory where they are there, from tiles otherwise.
    pub(crate) fn reader<'a>(&'a self, tree: &'a RwLock<Tree>) -> TileReader<'a> {
        TileReader {
            files: self,
            tree,
            read: RefCell::default(),
        }
    }
}

/// Reads nodes for one proof; keeps the tiles that it has read.
pub(crate) struct TileReader<'a> {
    files: &'a TileFiles,
    tree: &'a RwLock<Tree>,
    read: RefCell<FxHashMap<(u8, u64), Vec<u8>>>,
}

impl TileReader<'_> {
    /// Whether a hash of a tile level is in memory, where none can be altered.
    pub(crate) fn in_memory(&self, level: u8, index: u64) -> bool {
        crate::read_lock(self.tree).hash(level, index).is_some()
    }

    /// The hash over a full tile.
    pub(crate) fn tile_hash(&self, level: u8, index: u64) -> io::Result<Hash> {
        let from = index * TILE_WIDTH as u64;
        let hashes = (from..from + TILE_WIDTH as u64).map(|at| self.hash(level, at));
        Ok(fold(hashes.collect::<io::Result<Vec<Hash>>>()?))
    }

    /// A hash of a tile level.
    pub(crate) fn hash(&self, level: u8, index: u64) -> io::Result<Hash> {
        if let Some(hash) = crate::read_lock(self.tree).hash(level, index) {
            return Ok(hash);
        }
        let tile = (level, index / TILE_WIDTH as u64);
        let at = (index % TILE_WIDTH as u64) as usize * 32;
        let mut read = self.read.borrow_mut();
        let bytes = match read.entry(tile) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(self.files.read(tile.0, tile.1)?)
            }
        };
        let mut hash = [0; 32];
        hash.copy_from_slice(&bytes[at..at + 32]);
        Ok(hash)
    }
}

impl Nodes for TileReader<'_> {
    type Error = io::Error;

    fn node(&self, height: u8, index: u64) -> io::Result<Hash> {
        let (level, inside) = (height / 8, height % 8);
        let from = index << inside;
        let hashes = (from..from + (1 << inside)).map(|at| self.hash(level, at));
        Ok(fold(hashes.collect::<io::Result<Vec<Hash>>>()?))
    }
}

/// Root of a perfect subtree over these hashes, a power of two of them.
fn fold(mut hashes: Vec<Hash>) -> Hash {
    while hashes.len() > 1 {
        hashes = hashes
            .chunks_exact(2)
            .map(|pair| node_hash(&pair[0], &pair[1]))
            .collect();
    }
    hashes[0]
}
