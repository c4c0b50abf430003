//! Commits as read models see them.

use std::sync::Arc;

use quarterday_ledger::Ledger;
use quarterday_proto::event::{Event, Recorded};
use quarterday_proto::record::Record;
use quarterday_proto::upcast;

/// An acknowledged commit.
#[derive(Debug, Clone)]
pub struct Commit {
    /// Place and time.
    pub recorded: Recorded,
    /// Its events, in order; none for a chunk that waits to be applied, and
    /// for a record that was redacted.
    pub events: Arc<[Event]>,
}

/// Makes commits of records: the events of chunks come out with the record
/// that applies them.
#[derive(Debug, Default)]
pub struct Assembler;

impl Assembler {
    /// The commit of a record that was read.
    ///
    /// # Errors
    /// What could not be read, in words.
    pub fn commit(&self, record: &Record<'_>, ledger: &Ledger) -> Result<Commit, String> {
        let recorded = Recorded {
            place: record.head.place,
            at: record.head.recorded,
        };
        let Some(body) = &record.body else {
            return Ok(Commit {
                recorded,
                events: Arc::default(),
            });
        };
        let data = upcast::read(body.data).map_err(|error| error.to_string())?;
        let events = match data.applied {
            Some(applied) => ledger
                .staged_events(&applied)
                .map_err(|error| error.to_string())?,
            None => data.events,
        };
        Ok(Commit {
            recorded,
            events: events.into(),
        })
    }
}
