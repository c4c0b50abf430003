//! The footer of a segment that others follow.
//!
//! It is a side file, `<first place>.seal`, and no last line of the segment: a
//! segment then holds nothing but the lines that also travel over the wire, any
//! prefix of one is itself a good log, and sealing needs no sync on the commit
//! path, since a missing footer is made again by walking the segment. The seal
//! is over every byte, so that one flipped newline or marker shows too.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use quarterday_proto::record::Hash;
use serde::{Deserialize, Serialize};

use super::{Offsets, Segment, Walk, Written, side_file};
use crate::disk::{self, Disk};
use crate::error::{Damage, Error};

/// What the footer says of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seal {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) bytes: u64,
    /// SHA-256 over all bytes of the segment.
    #[serde(with = "side_file::hash")]
    pub(crate) sha256: Hash,
    /// Root of the tree over places 1 to `last`.
    #[serde(with = "side_file::hash")]
    pub(crate) root: Hash,
    /// `prev` of the first record.
    #[serde(with = "side_file::hash")]
    pub(crate) prev: Hash,
    /// Leaf of the last record.
    #[serde(with = "side_file::hash")]
    pub(crate) leaf: Hash,
    /// Time of the first record.
    pub(crate) recorded_first: Timestamp,
    /// Time of the last record.
    pub(crate) recorded: Timestamp,
    /// (Records after the first, offset), about one every 16 KiB.
    pub(crate) offsets: Vec<(u32, u32)>,
}

impl Seal {
    /// The seal of a walked segment, with the root after it.
    pub(crate) fn of(walk: &Walk, root: Hash) -> Option<Self> {
        let ((prev, recorded_first), (leaf, recorded)) = (walk.opening?, walk.closing?);
        Some(Self {
            first: walk.first,
            last: walk.next - 1,
            bytes: walk.bytes,
            sha256: walk.sha256,
            root,
            prev,
            leaf,
            recorded_first,
            recorded,
            offsets: walk.offsets.as_pairs().to_vec(),
        })
    }

    /// The seal of a segment that was read back as it was written.
    pub(crate) fn of_written(segment: &Segment, written: &Written, sha256: Hash) -> Self {
        Self {
            first: segment.first,
            last: written.last,
            bytes: written.bytes,
            sha256,
            root: written.root,
            prev: written.opening.0,
            leaf: written.closing.0,
            recorded_first: written.opening.1,
            recorded: written.closing.1,
            offsets: segment.offsets().as_pairs().to_vec(),
        }
    }

    pub(crate) fn offsets(&self) -> Offsets {
        Offsets::from_pairs(self.offsets.clone())
    }

    /// Reads the seal of a segment; `None` when it is missing or altered.
    pub(crate) fn read(disk: &dyn Disk, dir: &Path, first: u64) -> io::Result<Option<Self>> {
        let bytes = disk::read_whole(disk, &path(dir, first))?;
        Ok(bytes.and_then(|bytes| side_file::decode("seal", &bytes)))
    }

    /// Writes the seal and syncs it.
    pub(crate) fn write(&self, disk: &dyn Disk, dir: &Path) -> Result<(), Error> {
        let path = path(dir, self.first);
        disk::replace(disk, &path, &side_file::encode("seal", self))
            .map_err(Error::io("write the footer", &path))
    }

    /// Removes a seal, as when its segment is to be rewritten or written on.
    pub(crate) fn remove(disk: &dyn Disk, dir: &Path, first: u64) -> Result<(), Error> {
        let path = path(dir, first);
        disk::remove_if_there(disk, &path).map_err(Error::io("remove the footer", &path))
    }

    /// Whether a seal file is there, readable or not.
    pub(crate) fn exists(disk: &dyn Disk, dir: &Path, first: u64) -> io::Result<bool> {
        Ok(disk::read_whole(disk, &path(dir, first))?.is_some())
    }

    /// A fault of this seal.
    pub(crate) fn damage(first: u64, place: u64, reason: impl Into<String>) -> Damage {
        let segment = file_name(first);
        Damage {
            place,
            segment,
            offset: 0,
            reason: reason.into(),
        }
    }
}

fn file_name(first: u64) -> String {
    super::file_name(first).replace(".log", ".seal")
}

fn path(dir: &Path, first: u64) -> PathBuf {
    super::folder(dir).join(file_name(first))
}
