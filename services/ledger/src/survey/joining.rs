//! Joining segments in order: each continues the one before, and each marker
//! names the root that the records up to it have.

use jiff::Timestamp;
use quarterday_proto::record::{Hash, PREV_OF_FIRST};

use super::Found;
use crate::error::{Damage, Error};
use crate::segment::{self, Seal, Walk};
use crate::tree::Tree;

/// What is known after some segments.
pub(super) struct State {
    pub(super) next: u64,
    pub(super) before: (Hash, Timestamp),
    /// `None` after a segment that was not walked.
    pub(super) tree: Option<Tree>,
    /// Root that the footer before names.
    pub(super) root_due: Option<Hash>,
    pub(super) markers: u64,
    pub(super) marked: u64,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            next: 1,
            before: (PREV_OF_FIRST, Timestamp::MIN),
            tree: Some(Tree::default()),
            root_due: None,
            markers: 0,
            marked: 0,
        }
    }

    pub(super) fn join(&mut self, found: &Found, walk: &mut Walk, last: bool) -> Result<(), Error> {
        self.check_first(found)?;
        walk.check_opening(self.before)?;
        if !last {
            walk.check_sealed()?;
        }
        let Some(tree) = self.tree.as_mut() else {
            return Ok(());
        };
        let mut leaves = walk.leaves.iter();
        for marker in &walk.markers {
            let due = marker.place.saturating_sub(tree.size());
            leaves
                .by_ref()
                .take(usize::try_from(due).unwrap_or(usize::MAX))
                .for_each(|leaf| tree.push(leaf));
            if tree.root() != marker.root {
                let reason = "the marker names another root than the records have";
                return Err(walk.damage(marker.place, marker.offset, reason).into());
            }
        }
        leaves.for_each(|leaf| tree.push(leaf));
        self.markers += walk.markers.len() as u64;
        if let Some(marker) = walk.markers.last() {
            self.marked = marker.place;
        }
        let seal = found.seal.as_ref().filter(|_| !last);
        if seal.is_some_and(|seal| Seal::of(walk, tree.root()).as_ref() != Some(seal)) {
            let reason = "the segment is not the one that the footer was written for";
            return Err(Seal::damage(found.first, walk.next - 1, reason).into());
        }
        walk.leaves = Vec::new();
        self.before = walk.after(self.before);
        self.next = walk.next;
        Ok(())
    }

    /// Takes a footer's word for its segment.
    pub(super) fn trust(&mut self, found: &Found) -> Result<(), Error> {
        let Some(seal) = &found.seal else {
            return Ok(());
        };
        self.check_first(found)?;
        let joined = seal.first == found.first && seal.prev == self.before.0;
        if !joined || seal.recorded_first < self.before.1 {
            let reason = "the footer does not continue the segment before";
            return Err(Seal::damage(found.first, found.first, reason).into());
        }
        if seal.bytes != found.length {
            let reason = format!(
                "the segment has {} bytes, its footer says {}",
                found.length, seal.bytes
            );
            return Err(Seal::damage(found.first, seal.last, reason).into());
        }
        self.before = (seal.leaf, seal.recorded);
        self.next = seal.last + 1;
        self.tree = None;
        self.root_due = Some(seal.root);
        self.marked = seal.last;
        Ok(())
    }

    fn check_first(&self, found: &Found) -> Result<(), Error> {
        if found.first == self.next {
            return Ok(());
        }
        let segment = segment::file_name(found.first);
        let reason = format!(
            "the segment that begins with place {} is missing",
            self.next
        );
        Err(Damage {
            place: self.next,
            segment,
            offset: 0,
            reason,
        }
        .into())
    }
}
