//! What can fail in the log.

use std::io;
use std::path::{Path, PathBuf};

/// A fault in stored bytes: where it is and what it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("place {place}, segment {segment}, byte {offset}: {reason}")]
pub struct Damage {
    /// The place that cannot be read, or the last good one when a marker or a
    /// side file is at fault.
    pub place: u64,
    /// File name of the segment, or of the side file.
    pub segment: String,
    /// Offset of the bad line in the file, in bytes.
    pub offset: u64,
    /// What is wrong there.
    pub reason: String,
}

/// What can fail in the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The operating system refused something.
    #[error("could not {action} {}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The answer of the system.
        #[source]
        source: io::Error,
    },
    /// Stored bytes that were acknowledged are damaged or missing. Nothing was
    /// changed; see the operator's manual before anything else.
    #[error("the log is damaged at place {place} (segment {segment}, byte {offset}): {reason}")]
    Damaged {
        /// See [`Damage::place`].
        place: u64,
        /// See [`Damage::segment`].
        segment: String,
        /// See [`Damage::offset`].
        offset: u64,
        /// See [`Damage::reason`].
        reason: String,
    },
    /// The disk is full. Nothing of the batch is stored and the log can go on
    /// once there is room.
    #[error("the disk is full; nothing of the batch was stored")]
    Full,
    /// An earlier write or sync failed, so nothing is known of the file's end:
    /// the process must end, and the next start repairs.
    #[error("an earlier write to the log failed; the log takes no more until a restart")]
    Poisoned,
    /// Another process has the log open for writing.
    #[error("the log is in use by another process ({})", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A line was offered that does not continue the log.
    #[error("place {place} does not continue the log: {reason}")]
    NotNext {
        /// Place of the line offered.
        place: u64,
        /// In what it does not fit.
        reason: &'static str,
    },
    /// A place beyond the end of the log, or place 0, was asked for.
    #[error("the log has no place {place}; it ends at {last}")]
    NoSuchPlace {
        /// What was asked for.
        place: u64,
        /// The last place that is visible.
        last: u64,
    },
    /// The tree has no such size or the proof asked for makes no sense.
    #[error("no proof for place or size {from} in a tree of {size} leaves (the log has {last})")]
    NoSuchProof {
        /// Place, or the smaller size.
        from: u64,
        /// Size of the tree that was asked about.
        size: u64,
        /// The last place that is visible.
        last: u64,
    },
    /// The indexes failed; they hold only what can be rebuilt.
    #[error("the indexes in {} failed: {reason}", path.display())]
    Index {
        /// Folder of the indexes.
        path: PathBuf,
        /// What sled said.
        reason: String,
    },
    /// A key or a signed note is not what it should be.
    #[error(transparent)]
    Key(#[from] crate::key::KeyError),
    /// A backup cannot be taken or put back as asked.
    #[error("{0}")]
    Backup(String),
}

impl From<Damage> for Error {
    fn from(damage: Damage) -> Self {
        let Damage {
            place,
            segment,
            offset,
            reason,
        } = damage;
        Self::Damaged {
            place,
            segment,
            offset,
            reason,
        }
    }
}

impl Error {
    /// Wraps an answer of the system, telling a full disk from all else.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| {
            if is_full(&source) {
                Self::Full
            } else {
                Self::Io {
                    action,
                    path,
                    source,
                }
            }
        }
    }
}

/// Whether the system says that there is no room.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
