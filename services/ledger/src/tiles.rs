//! The tree as others read it: tiles of hashes and bundles of entries, as C2SP
//! tlog-tiles lays them out. A checkpoint names the size and root that they lead
//! to.

use std::io;
use std::ops::ControlFlow;

use quarterday_proto::record::Hash;

use crate::error::Error;
use crate::ledger::Ledger;
use crate::tree::{TILE_WIDTH, TileReader};

/// Levels of tiles that a tree can have.
const LEVELS: u8 = 8;
/// Hashes or entries in a full tile.
const WIDTH: u64 = TILE_WIDTH as u64;

impl Ledger {
    /// The first `width` hashes, 1 to 256, of a tile; none where the tree has
    /// not so many. Level 0 has the leaf hashes.
    ///
    /// # Errors
    /// What reading fails with.
    pub fn tile(&self, level: u8, index: u64, width: u64) -> Result<Option<Vec<u8>>, Error> {
        if level >= LEVELS || !has(self.head().place >> (8 * level), index, width) {
            return Ok(None);
        }
        let hashes = self.with_tiles(|ledger| {
            let reader = ledger.shared.tiles.reader(&ledger.shared.tree);
            let first = index * WIDTH;
            let hashes = (first..first + width).map(|at| reader.hash(level, at));
            let hashes: Vec<Hash> = hashes.collect::<io::Result<_>>()?;
            let holds = leads_to_memory(&reader, level, index)?;
            Ok(holds.then_some(hashes))
        })?;
        Ok(Some(hashes.as_flattened().to_vec()))
    }

    /// The first `width` entries, 1 to 256, of the bundle that belongs to a tile
    /// of leaf hashes; none where the log has not so many. An entry is the exact
    /// bytes of a record's head, its length before it in two bytes, big-endian.
    ///
    /// # Errors
    /// What reading fails with.
    pub fn entries(&self, index: u64, width: u64) -> Result<Option<Vec<u8>>, Error> {
        if !has(self.head().place, index, width) {
            return Ok(None);
        }
        let (first, last) = (index * WIDTH + 1, index * WIDTH + width);
        let mut bundle = Vec::new();
        let _ = self.scan(first, |record| {
            let head = record.head_bytes;
            let length = u16::try_from(head.len()).expect("a head is a few hundred bytes");
            bundle.extend_from_slice(&length.to_be_bytes());
            bundle.extend_from_slice(head);
            match record.head.place {
                place if place < last => ControlFlow::Continue(()),
                _ => ControlFlow::Break(()),
            }
        })?;
        Ok(Some(bundle))
    }
}

/// Whether there are so many at an index of a level that has `count`.
fn has(count: u64, index: u64, width: u64) -> bool {
    let end = index
        .checked_mul(WIDTH)
        .and_then(|first| first.checked_add(width));
    (1..=WIDTH).contains(&width) && end.is_some_and(|end| end <= count)
}

/// Whether a tile is what the tree in memory was made of: tiles in files may be
/// altered, so each must have the hash that the tile above has for it.
fn leads_to_memory(reader: &TileReader<'_>, level: u8, index: u64) -> io::Result<bool> {
    let (mut level, mut index) = (level, index);
    while !reader.in_memory(level, index * WIDTH) {
        let hash = reader.tile_hash(level, index)?;
        level += 1;
        if reader.hash(level, index)? != hash {
            return Ok(false);
        }
        index /= WIDTH;
    }
    Ok(true)
}
