//! Why a command was not answered with a place.

use std::borrow::Cow;
use std::sync::Arc;

use quarterday_proto::answer::Rejection;

/// Why a command was not answered with a place.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule refused it. Nothing was stored.
    #[error("{0}")]
    Rejected(Box<Rejection>),
    /// Too many commands are waiting. Nothing was stored.
    #[error("too many commands are waiting: try again in {retry_after_seconds} s")]
    Busy {
        /// When to come back.
        retry_after_seconds: u32,
    },
    /// The disk is full. Nothing was stored.
    #[error("the disk that holds the log is full: nothing was stored; make room and try again")]
    DiskFull,
    /// NATS has no room for more. Nothing was stored.
    #[error(
        "the storage of NATS is full, and nothing was stored: an operator makes room on the disk \
         of its servers or raises `max_file_store`; then send it again"
    )]
    NatsFull,
    /// One event is larger than a record may be. Nothing was stored.
    #[error(
        "event `{event}` has {bytes} bytes, more than the {max} that a record may have: nothing was stored"
    )]
    TooLarge {
        /// Name of the event.
        event: Cow<'static, str>,
        /// Its size as JSON.
        bytes: usize,
        /// The most there may be.
        max: usize,
    },
    /// Writing failed in a way that leaves the end of the log unknown. The
    /// process ends; what became of the command shows when it is sent again
    /// with the same id.
    #[error(
        "the log could not be written and this process ends: send the command again with the same id"
    )]
    Broken,
    /// What became of the command is not known: the writer changed, or did not
    /// answer. Sent again with the same id it gives the one answer.
    #[error("what became of the command is not known yet: send it again with the same id")]
    Unknown,
    /// NATS is away, or what it keeps of the council cannot be used. Nothing was
    /// stored.
    #[error("{0}; nothing was stored")]
    Unavailable(Arc<crate::jetstream::Error>),
    /// No node writes at the moment. Nothing was stored.
    #[error("no node writes for this council at the moment; nothing was stored")]
    NoWriter,
    /// The log is of a node on NATS that does not run. Nothing was stored.
    #[error(
        "the log is carried by NATS, and no node runs on this folder: start the node and ask \
         again, or bring the council back with `quarterday move --to embedded`; nothing was stored"
    )]
    Stopped,
    /// The log is being closed.
    #[error("the log is being closed: send the command again with the same id")]
    Closed,
}
