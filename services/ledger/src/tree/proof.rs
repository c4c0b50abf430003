//! Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2; the
//! checks follow RFC 9162, sections 2.1.3.2 and 2.1.4.2).

use quarterday_proto::record::Hash;

use super::node_hash;

/// Where the hashes of perfect subtrees come from.
pub(crate) trait Nodes {
    /// What reading may fail with.
    type Error;

    /// Hash of the perfect subtree of 2^height leaves at this index.
    fn node(&self, height: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Place or sizes make no sense together.
    #[error("the place or the sizes make no sense together")]
    Range,
    /// The proof has too few or too many hashes.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The proof leads to another root.
    #[error("the proof leads to another root")]
    Root,
}

/// Root over the first `size` leaves, at least one.
pub(crate) fn root_of_prefix<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    subtree(nodes, 0, size)
}

/// Hash over the leaves `from..to`, counted from 0; `from` is a multiple of the
/// greatest power of two below the width, as in every split of the RFC.
fn subtree<N: Nodes>(nodes: &N, from: u64, to: u64) -> Result<Hash, N::Error> {
    let width = to - from;
    if width.is_power_of_two() {
        let height = width.trailing_zeros() as u8;
        return nodes.node(height, from >> height);
    }
    let middle = from + split(width);
    Ok(node_hash(
        &subtree(nodes, from, middle)?,
        &subtree(nodes, middle, to)?,
    ))
}

/// The audit path of leaf `index` (from 0) in the tree of `size` leaves.
pub(crate) fn prove_inclusion<N: Nodes>(
    nodes: &N,
    index: u64,
    size: u64,
) -> Result<Vec<Hash>, N::Error> {
    let mut path = Vec::new();
    let (mut from, mut to) = (0, size);
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(subtree(nodes, middle, to)?);
            to = middle;
        } else {
            path.push(subtree(nodes, from, middle)?);
            from = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `old` leaves is a prefix of that of `new`.
pub(crate) fn prove_consistency<N: Nodes>(
    nodes: &N,
    old: u64,
    new: u64,
) -> Result<Vec<Hash>, N::Error> {
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let (mut from, mut to) = (0, new);
    // Until the old tree is exactly the subtree looked at.
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            proof.push(subtree(nodes, middle, to)?);
            to = middle;
        } else {
            proof.push(subtree(nodes, from, middle)?);
            from = middle;
        }
    }
    // The verifier knows the old root, but only as a whole.
    if from != 0 {
        proof.push(subtree(nodes, from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that `leaf` is at `place` (from 1) of the tree of `size` leaves with
/// this root.
///
/// # Errors
/// [`ProofError`] when the proof does not hold.
pub fn verify_inclusion(
    leaf: &Hash,
    place: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if place == 0 || place > size {
        return Err(ProofError::Range);
    }
    let (mut node, mut last) = (place - 1, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// Checks that the tree of `old` leaves with root `old_root` is a prefix of the
/// tree of `new` leaves with root `new_root`. Every tree continues the empty
/// one.
///
/// # Errors
/// [`ProofError`] when the proof does not hold.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Range);
    }
    if old == new || old == 0 {
        let known = if old == 0 {
            super::empty_root()
        } else {
            *new_root
        };
        return match (proof.is_empty(), known == *old_root) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Root),
            (true, true) => Ok(()),
        };
    }
    let mut rest = proof.iter();
    // The old root itself is the first node where the old tree is perfect.
    let first = if old.is_power_of_two() {
        Some(old_root)
    } else {
        rest.next()
    };
    let first = first.ok_or(ProofError::Length)?;
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash == *old_root && new_hash == *new_root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// The greatest power of two below the width.
fn split(width: u64) -> u64 {
    1 << (u64::BITS - 1 - (width - 1).leading_zeros())
}
