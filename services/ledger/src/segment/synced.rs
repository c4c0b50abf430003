//! The file `synced`: up to which byte the log was on disk when the writer last
//! had nothing to do or stopped.
//!
//! It makes the very last marker as safe as all others: what lies below its
//! byte must be whole, so nothing there is ever taken for a torn tail. It is
//! written after the bytes that it names are synced and never names more than
//! the log holds, so a `synced` that does is proof of lost commits and refuses
//! the start. There is no lawful way to such a state: repair and a full disk
//! cut only what was never synced, and a redaction, which shortens segments,
//! removes the file first. Whoever puts an older copy of the segments in place
//! must restore into an empty folder. A missing or unreadable file is ignored:
//! the markers then speak alone.

use std::io;
use std::path::{Path, PathBuf};

use quarterday_proto::record::Hash;
use serde::{Deserialize, Serialize};

use super::side_file;
use crate::disk::{self, Disk};
use crate::error::{Damage, Error};

/// How much of the log is known to have been on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Synced {
    /// First place of the segment written last.
    pub(crate) first: u64,
    /// Bytes of that segment, all synced.
    pub(crate) bytes: u64,
    /// Last place.
    pub(crate) place: u64,
    /// Root of the tree at that place.
    #[serde(with = "side_file::hash")]
    pub(crate) root: Hash,
}

impl Synced {
    pub(crate) fn read(disk: &dyn Disk, dir: &Path) -> io::Result<Option<Self>> {
        let bytes = disk::read_whole(disk, &path(dir))?;
        Ok(bytes.and_then(|bytes| side_file::decode("synced", &bytes)))
    }

    pub(crate) fn write(&self, disk: &dyn Disk, dir: &Path) -> Result<(), Error> {
        let path = path(dir);
        disk::replace(disk, &path, &side_file::encode("synced", self))
            .map_err(Error::io("write", &path))
    }

    pub(crate) fn remove(disk: &dyn Disk, dir: &Path) -> Result<(), Error> {
        let path = path(dir);
        disk::remove_if_there(disk, &path).map_err(Error::io("remove", &path))
    }

    /// The fault of a log that holds less than was synced, or something else.
    pub(crate) fn damage(&self, reason: impl Into<String>) -> Damage {
        Damage {
            place: self.place,
            segment: super::file_name(self.first),
            offset: self.bytes,
            reason: reason.into(),
        }
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join("synced")
}
