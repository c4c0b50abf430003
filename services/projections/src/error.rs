//! What can fail in a read model.

use quarterday_ledger::StagedError;
use quarterday_proto::answer::Rejection;

/// What can fail in a read model.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The question cannot be answered as asked.
    #[error("{0}")]
    Rejected(Box<Rejection>),
    /// The log could not be read.
    #[error("the log could not be read: {0}")]
    Ledger(#[from] quarterday_ledger::Error),
    /// A record is intact, but no version of the contract can read it.
    #[error("place {place} cannot be read, perhaps a newer version wrote it: {reason}")]
    Unreadable {
        /// Place of the record.
        place: u64,
        /// Why.
        reason: String,
    },
    /// A snapshot could not be made.
    #[error("the snapshot could not be made")]
    Snapshot(#[source] serde_json::Error),
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection))
    }
}

impl From<StagedError> for Error {
    fn from(error: StagedError) -> Self {
        match error {
            StagedError::Ledger(error) => Self::Ledger(error),
            StagedError::Unreadable { place, reason } => Self::Unreadable { place, reason },
        }
    }
}
