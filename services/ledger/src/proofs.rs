//! Roots and proofs of an open log.

use std::io;

use quarterday_proto::record::Hash;

use crate::error::Error;
use crate::ledger::Ledger;
use crate::tree::{
    empty_root, prove_consistency, prove_inclusion, root_of_prefix, verify_consistency,
    verify_inclusion,
};

impl Ledger {
    /// Root of the tree over places 1 to `size`.
    ///
    /// # Errors
    /// [`Error::NoSuchProof`] beyond the head, or what reading fails with.
    pub fn root(&self, size: u64) -> Result<Hash, Error> {
        let head = self.head();
        match size {
            0 => Ok(empty_root()),
            size if size == head.place => Ok(head.root),
            size => Ok(self.prefix(size, head.place, &head.root)?.0),
        }
    }

    /// The audit path of the record at `place` in the tree of `size` leaves,
    /// to be checked by [`crate::tree::verify_inclusion`].
    ///
    /// # Errors
    /// As for [`Ledger::root`].
    pub fn inclusion_proof(&self, place: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let last = self.head().place;
        if place == 0 || place > size || size > last {
            return Err(Error::NoSuchProof {
                from: place,
                size,
                last,
            });
        }
        let root = self.root(size)?;
        let leaf = self.read(place)?.record().leaf();
        self.with_tiles(|ledger| {
            let nodes = ledger.shared.tiles.reader(&ledger.shared.tree);
            let proof = prove_inclusion(&nodes, place - 1, size)?;
            let holds = verify_inclusion(&leaf, place, size, &proof, &root).is_ok();
            Ok(holds.then_some(proof))
        })
    }

    /// The proof that the tree of `old` leaves is a prefix of that of `new`, to
    /// be checked by [`crate::tree::verify_consistency`].
    ///
    /// # Errors
    /// As for [`Ledger::root`].
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, Error> {
        let last = self.head().place;
        if old > new || new > last {
            return Err(Error::NoSuchProof {
                from: old,
                size: new,
                last,
            });
        }
        if old == 0 || old == new {
            return Ok(Vec::new());
        }
        let root = self.root(new)?;
        Ok(self.prefix(old, new, &root)?.1)
    }

    /// Root at `old`, proved to be of a prefix of the tree with a known root.
    fn prefix(&self, old: u64, new: u64, root: &Hash) -> Result<(Hash, Vec<Hash>), Error> {
        if old > new {
            return Err(Error::NoSuchProof {
                from: old,
                size: new,
                last: new,
            });
        }
        self.with_tiles(|ledger| {
            let nodes = ledger.shared.tiles.reader(&ledger.shared.tree);
            let old_root = root_of_prefix(&nodes, old)?;
            let proof = prove_consistency(&nodes, old, new)?;
            let holds = verify_consistency(old, &old_root, new, root, &proof).is_ok();
            Ok(holds.then_some((old_root, proof)))
        })
    }

    /// Works with the tiles, and once more with new ones where they are missing
    /// or wrong.
    pub(crate) fn with_tiles<T>(
        &self,
        work: impl Fn(&Self) -> io::Result<Option<T>>,
    ) -> Result<T, Error> {
        if let Ok(Some(found)) = work(self) {
            return Ok(found);
        }
        tracing::warn!("tiles are missing or wrong; they are made again from the log");
        self.rebuild_tiles()?;
        let dir = self.shared.dir.join("tiles");
        let found = work(self).map_err(Error::io("read tiles in", &dir))?;
        found.ok_or_else(|| {
            let source = io::Error::from(io::ErrorKind::InvalidData);
            Error::Io {
                action: "make tiles again in",
                path: dir,
                source,
            }
        })
    }

    /// Writes all full tiles again from the log.
    fn rebuild_tiles(&self) -> Result<(), Error> {
        let tiles = &self.shared.tiles;
        tiles.rebuild(|push| {
            let each = |record: quarterday_proto::record::Record<'_>| match push(&record.leaf()) {
                Ok(()) => std::ops::ControlFlow::Continue(()),
                Err(error) => std::ops::ControlFlow::Break(error),
            };
            match self.scan(1, each)? {
                std::ops::ControlFlow::Break(error) => {
                    Err(Error::io("write tiles in", &self.shared.dir)(error))
                }
                std::ops::ControlFlow::Continue(()) => Ok(()),
            }
        })
    }
}
