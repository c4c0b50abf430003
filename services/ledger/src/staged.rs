//! Putting the chunks of a large commit together.

use quarterday_proto::event::{Applied, Event};
use quarterday_proto::upcast;

use crate::error::Error;
use crate::ledger::Ledger;

/// Why chunks could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum StagedError {
    /// The log could not be read.
    #[error(transparent)]
    Ledger(#[from] Error),
    /// A record is intact, but holds no chunk that can be read.
    #[error("place {place} holds no chunk of a commit: {reason}")]
    Unreadable {
        /// Place of the record.
        place: u64,
        /// Why.
        reason: String,
    },
}

impl Ledger {
    /// The events of the chunks that a record applies, in order. A redacted
    /// chunk has lost its events; those of the others still count.
    ///
    /// # Errors
    /// [`StagedError`].
    pub fn staged_events(&self, applied: &Applied) -> Result<Vec<Event>, StagedError> {
        let mut events = Vec::new();
        for place in applied.first..=applied.last {
            let record = self.read(place)?;
            let record = record.record();
            let Some(body) = &record.body else { continue };
            let unreadable = |reason: String| StagedError::Unreadable { place, reason };
            let data = upcast::read(body.data).map_err(|error| unreadable(error.to_string()))?;
            let chunk = data.staged;
            let chunk = chunk.ok_or_else(|| unreadable("it is a commit of its own".to_owned()))?;
            events.extend(chunk.events);
        }
        Ok(events)
    }
}
