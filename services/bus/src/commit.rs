//! Commits as read models see them, and putting staged ones together.

use std::sync::Arc;

use quarterday_ledger::Ledger;
use quarterday_proto::event::{Applied, Data, Event, Recorded};
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
            Some(applied) => staged(&applied, ledger)?,
            None => data.events,
        };
        Ok(Commit {
            recorded,
            events: events.into(),
        })
    }
}

/// The events of the chunks that a record applies, in order.
pub(crate) fn staged(applied: &Applied, ledger: &Ledger) -> Result<Vec<Event>, String> {
    let mut events = Vec::new();
    for place in applied.first..=applied.last {
        let record = ledger.read(place).map_err(|error| error.to_string())?;
        let record = record.record();
        // A redacted chunk has lost its events; what is left still counts.
        let Some(body) = &record.body else { continue };
        let data: Data = upcast::read(body.data).map_err(|error| error.to_string())?;
        let chunk = data
            .staged
            .ok_or_else(|| format!("place {place} holds no chunk"))?;
        events.extend(chunk.events);
    }
    Ok(events)
}
