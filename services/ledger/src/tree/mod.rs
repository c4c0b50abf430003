//! The Merkle tree of RFC 6962 over the heads of all records.
//!
//! Everything public here works on hashes alone, so that a proof can be
//! checked offline, by people who hold nothing of the log.

mod files;
mod growing;
mod proof;

use quarterday_proto::record::Hash;
use sha2::{Digest, Sha256};

pub(crate) use files::{TileFiles, TileReader};
pub(crate) use growing::Tree;
pub(crate) use proof::{Nodes, prove_consistency, prove_inclusion, root_of_prefix};
pub use proof::{ProofError, verify_consistency, verify_inclusion};

/// Hashes in a full tile: 2 to the height of 8 that tlog-tiles prescribes.
pub(crate) const TILE_WIDTH: usize = 256;

/// Root of the empty tree: the hash of nothing (RFC 6962, section 2.1).
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Hash of an inner node (RFC 6962, section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1_u8; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// Root of a tree over these leaf hashes.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Tree::default();
    for leaf in leaves {
        tree.push(leaf);
    }
    tree.root()
}
