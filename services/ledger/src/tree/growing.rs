//! The right edge of the tree, in memory, with the hashes that have not yet
//! reached a tile file.

use quarterday_proto::record::Hash;

use super::{TILE_WIDTH, empty_root, node_hash};

/// Tile levels that a tree of 2^64 leaves can have.
const TILE_LEVELS: usize = 8;

/// A tree that leaves are added to.
///
/// `peaks[b]` is the root of the perfect subtree of 2^b leaves that ends the
/// tree when bit b of the size is set; so a root costs one hash a set bit, and
/// a push one hash on average.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    size: u64,
    peaks: [Hash; 64],
    levels: [Level; TILE_LEVELS],
}

/// The hashes of one tile level from the first that is in no tile file.
#[derive(Debug, Clone, Default)]
struct Level {
    first: u64,
    hashes: Vec<Hash>,
}

/// A full tile that waits to be written.
#[derive(Debug)]
pub(crate) struct FullTile {
    pub(crate) level: u8,
    pub(crate) index: u64,
    pub(crate) hashes: Vec<Hash>,
}

impl Default for Tree {
    fn default() -> Self {
        Self {
            size: 0,
            peaks: [[0; 32]; 64],
            levels: Default::default(),
        }
    }
}

impl Tree {
    /// Leaves in the tree.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf hash at the right.
    pub(crate) fn push(&mut self, leaf: &Hash) {
        self.levels[0].hashes.push(*leaf);
        let mut hash = *leaf;
        let mut rest = self.size;
        let mut height = 0;
        while rest & 1 == 1 {
            hash = node_hash(&self.peaks[height], &hash);
            rest >>= 1;
            height += 1;
            if height.is_multiple_of(8) {
                self.levels[height / 8].hashes.push(hash);
            }
        }
        self.peaks[height] = hash;
        self.size += 1;
    }

    /// Root over all leaves.
    pub(crate) fn root(&self) -> Hash {
        let mut root: Option<Hash> = None;
        let mut rest = self.size;
        while rest != 0 {
            let height = rest.trailing_zeros() as usize;
            let peak = &self.peaks[height];
            root = Some(match root {
                Some(right) => node_hash(peak, &right),
                None => *peak,
            });
            rest &= rest - 1;
        }
        root.unwrap_or_else(empty_root)
    }

    /// A hash of a tile level, if it is still in memory.
    pub(crate) fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        let level = &self.levels[usize::from(level)];
        let at = usize::try_from(index.checked_sub(level.first)?).ok()?;
        level.hashes.get(at).copied()
    }

    /// Copies of all full tiles in memory.
    pub(crate) fn full_tiles(&self) -> Vec<FullTile> {
        let mut tiles = Vec::new();
        for (number, level) in (0_u8..).zip(&self.levels) {
            for (offset, hashes) in (0_u64..).zip(level.hashes.chunks_exact(TILE_WIDTH)) {
                let index = level.first / TILE_WIDTH as u64 + offset;
                tiles.push(FullTile {
                    level: number,
                    index,
                    hashes: hashes.to_vec(),
                });
            }
        }
        tiles
    }

    /// Forgets the hashes of tiles that are in files now; the tiles are those
    /// that [`Tree::full_tiles`] gave.
    pub(crate) fn forget(&mut self, tiles: &[FullTile]) {
        let mut ends = [0_u64; TILE_LEVELS];
        for tile in tiles {
            let end = &mut ends[usize::from(tile.level)];
            *end = (*end).max((tile.index + 1) * TILE_WIDTH as u64);
        }
        for (level, end) in self.levels.iter_mut().zip(ends) {
            let gone = usize::try_from(end.saturating_sub(level.first)).unwrap_or(usize::MAX);
            let gone = gone.min(level.hashes.len());
            if gone > 0 {
                level.hashes.drain(..gone);
                level.hashes.shrink_to_fit();
                level.first = end;
            }
        }
    }

    /// Forgets all full tiles, where no proof will be asked for.
    pub(crate) fn forget_full(&mut self) {
        for level in &mut self.levels {
            let full = level.hashes.len() - level.hashes.len() % TILE_WIDTH;
            level.hashes.drain(..full);
            level.first += full as u64;
        }
    }

    /// A tree of `size` leaves whose full tiles are all in files. `node` gives
    /// the hash of the perfect subtree at a height and index.
    pub(crate) fn resume<E>(
        size: u64,
        mut node: impl FnMut(u8, u64) -> Result<Hash, E>,
    ) -> Result<Self, E> {
        let mut tree = Self {
            size,
            ..Self::default()
        };
        for height in 0..64_u8 {
            if (size >> height) & 1 == 1 {
                tree.peaks[usize::from(height)] = node(height, (size >> height) - 1)?;
            }
        }
        for number in 0..8_u8 {
            let count = size >> (8 * number);
            let level = &mut tree.levels[usize::from(number)];
            level.first = count - count % TILE_WIDTH as u64;
            for index in level.first..count {
                level.hashes.push(node(8 * number, index)?);
            }
        }
        Ok(tree)
    }
}
