//! Proofs against the plain recursive definition of RFC 6962.

use std::fs;

use proptest::prelude::*;
use quarterday_ledger::tree::{node_hash, root_of, verify_consistency, verify_inclusion};
use quarterday_ledger::{Ledger, Options};
use quarterday_proto::record::Hash;

use crate::support::{append, files, lines, make, options};

/// MTH of RFC 6962, section 2.1.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => root_of(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&naive_root(left), &naive_root(right))
        }
    }
}

/// PATH of RFC 6962, section 2.1.1.
fn naive_path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut path, other) = if index < left.len() {
        (naive_path(index, left), naive_root(right))
    } else {
        (naive_path(index - left.len(), right), naive_root(left))
    };
    path.push(other);
    path
}

/// SUBPROOF of RFC 6962, section 2.1.2.
fn naive_consistency(old: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut proof, other) = if old <= left.len() {
        (naive_consistency(old, left, whole), naive_root(right))
    } else {
        (
            naive_consistency(old - left.len(), right, false),
            naive_root(left),
        )
    };
    proof.push(other);
    proof
}

fn leaves(count: u64) -> Vec<Hash> {
    lines(0, [0; 32], count)
        .iter()
        .map(|line| line.leaf)
        .collect()
}

fn check(ledger: &Ledger, leaves: &[Hash], old: u64, new: u64) {
    let (old_root, new_root) = (
        naive_root(&leaves[..old as usize]),
        naive_root(&leaves[..new as usize]),
    );
    assert_eq!(ledger.root(new).unwrap(), new_root);
    let proof = ledger.consistency_proof(old, new).unwrap();
    let naive = if old == 0 {
        Vec::new()
    } else {
        naive_consistency(old as usize, &leaves[..new as usize], true)
    };
    assert_eq!(proof, naive, "{old} to {new}");
    verify_consistency(old, &old_root, new, &new_root, &proof).unwrap();
    if old != 0 {
        let leaf = leaves[old as usize - 1];
        let path = ledger.inclusion_proof(old, new).unwrap();
        assert_eq!(path, naive_path(old as usize - 1, &leaves[..new as usize]));
        verify_inclusion(&leaf, old, new, &path, &new_root).unwrap();
        for at in 0..path.len() {
            let mut wrong = path.clone();
            wrong[at][0] ^= 1;
            verify_inclusion(&leaf, old, new, &wrong, &new_root).unwrap_err();
        }
        verify_inclusion(&[1; 32], old, new, &path, &new_root).unwrap_err();
    }
}

#[test]
fn roots_of_all_small_sizes() {
    let leaves = leaves(600);
    for size in 0..=600 {
        assert_eq!(
            root_of(&leaves[..size]),
            naive_root(&leaves[..size]),
            "{size}"
        );
    }
}

#[test]
fn proofs_at_the_edges_of_tiles() {
    let dir = tempfile::tempdir().unwrap();
    let (ledger, mut appender) = Ledger::open(dir.path(), options()).unwrap();
    append(&mut appender, 600).unwrap();
    let leaves = leaves(600);
    let sizes = [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 599, 600];
    for idle in [false, true] {
        // Before and after the full tiles go to files.
        if idle {
            appender.idle().unwrap();
            assert!(dir.path().join("tiles/0/001").exists());
        }
        for new in sizes {
            sizes
                .iter()
                .filter(|old| **old <= new)
                .for_each(|old| check(&ledger, &leaves, *old, new));
        }
    }
    assert!(ledger.consistency_proof(3, 2).is_err());
    assert!(ledger.inclusion_proof(0, 5).is_err() && ledger.inclusion_proof(1, 601).is_err());
}

#[test]
fn wrong_tiles_are_made_again() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = make(dir.path(), options(), &[300; 3], true);
    let leaves = leaves(900);
    let tile = dir.path().join("tiles/0/000");
    for (alter, first_read) in [
        ("flip", "proof"),
        ("cut", "proof"),
        ("remove", "proof"),
        ("flip", "tile"),
        ("cut", "tile"),
        ("remove", "tile"),
    ] {
        let mut bytes = fs::read(&tile).unwrap();
        match alter {
            "flip" => {
                bytes[40] ^= 1;
                fs::write(&tile, &bytes).unwrap();
            }
            "cut" => fs::write(&tile, &bytes[..100]).unwrap(),
            _ => fs::remove_file(&tile).unwrap(),
        }
        if first_read == "proof" {
            check(&ledger, &leaves, 100, 700);
        }
        for width in [256, 7] {
            let read = ledger.tile(0, 0, width).unwrap();
            let expected = leaves[..width as usize].as_flattened();
            assert_eq!(read.as_deref(), Some(expected), "{alter} {width}");
        }
        assert_eq!(fs::read(&tile).unwrap().len(), 8192);
    }
}

#[test]
fn tiles_have_what_the_tree_has_and_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = make(dir.path(), options(), &[300; 3], true);
    let leaves = leaves(900);
    let at = |index: usize| naive_root(&leaves[index * 256..(index + 1) * 256]);
    let check = |level, index, width, expected: Option<&[Hash]>| {
        let read = ledger.tile(level, index, width).unwrap();
        let expected = expected.map(<[Hash]>::as_flattened);
        assert_eq!(read.as_deref(), expected, "{level} {index} {width}");
    };
    check(0, 2, 256, Some(&leaves[512..768]));
    check(0, 3, 132, Some(&leaves[768..]));
    check(1, 0, 3, Some(&[at(0), at(1), at(2)]));
    for (level, index, width) in [
        (0, 3, 133),
        (0, 4, 1),
        (0, 0, 0),
        (0, 0, 257),
        (1, 0, 4),
        (2, 0, 1),
        (7, 0, 1),
        (8, 0, 1),
        (255, 0, 1),
        (0, u64::MAX, 256),
    ] {
        check(level, index, width, None);
    }
    assert!(ledger.entries(3, 132).unwrap().is_some());
    assert!(ledger.entries(3, 133).unwrap().is_none());
}

#[test]
fn a_large_log_resumes_its_tree_from_tiles() {
    let dir = tempfile::tempdir().unwrap();
    let large = Options {
        segment_bytes_max: 60_000,
        verify_all_below_bytes: 0,
        ..options()
    };
    let all = leaves(1600);
    make(dir.path(), large.clone(), &[1; 700], false);
    for size in [700, 1000, 1300, 1600] {
        let (ledger, mut appender) = Ledger::open(dir.path(), large.clone()).unwrap();
        check(&ledger, &all, size / 2, ledger.head().place);
        let left = size - ledger.head().place;
        (0..left / 100).for_each(|_| append(&mut appender, 100).unwrap());
        assert_eq!(ledger.head().root, naive_root(&all[..size as usize]));
        check(&ledger, &all, 300, size);
    }
    for (path, _) in files(dir.path())
        .iter()
        .filter(|(path, _)| path.starts_with(dir.path().join("tiles")))
    {
        fs::remove_file(path).unwrap();
    }
    let (ledger, _appender) = Ledger::open(dir.path(), large).unwrap();
    check(&ledger, &all, 257, 1600);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn proofs_of_any_sizes(size in 1_u64..600, pairs in prop::collection::vec((0_u64..600, 0_u64..600), 30)) {
        let dir = tempfile::tempdir().unwrap();
        let ledger = make(dir.path(), options(), &[size], false);
        let leaves = leaves(size);
        for (one, other) in pairs {
            let (one, other) = (one % (size + 1), other % (size + 1));
            check(&ledger, &leaves, one.min(other), one.max(other));
        }
    }
}
