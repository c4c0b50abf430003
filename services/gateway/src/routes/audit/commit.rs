//! Commits as the audit trail shows them: one written in several records
//! stands once, at the record that applies them.

use quarterday_ledger::{Ledger, OwnedRecord};
use quarterday_proto::api::AuditEntry;
use quarterday_proto::event::{Data, Event};
use quarterday_proto::record::Record;
use quarterday_proto::upcast;

use crate::limits::ENTRY_EVENTS_MAX;
use crate::problem::Problem;

/// How the id of a chunk's record begins.
const CHUNK_PREFIX: &str = "chunk-";

/// A whole commit.
pub(in crate::routes) struct Whole {
    /// Place of its first record.
    pub(in crate::routes) first: u64,
    /// The record that it stands at, the last.
    pub(in crate::routes) record: OwnedRecord,
    /// Records of its chunks.
    pub(super) chunks: Vec<OwnedRecord>,
    data: Option<Data>,
}

/// The commit that a record belongs to; none where it is a chunk that nothing
/// up to the place `last` applies.
pub(in crate::routes) fn whole(
    ledger: &Ledger,
    place: u64,
    last: u64,
) -> Result<Option<Whole>, Problem> {
    let mut at = place;
    let (record, data) = loop {
        if at > last {
            return Ok(None);
        }
        let record = ledger.read(at)?;
        let data = data_of(&record.record())?;
        if !is_chunk(&record.record(), data.as_ref()) {
            break (record, data);
        }
        at += 1;
    };
    let applied = data.as_ref().and_then(|data| data.applied);
    let mut found = Whole {
        first: at,
        record,
        chunks: Vec::new(),
        data,
    };
    if let Some(applied) = applied {
        found.first = applied.first;
        for place in applied.first..=applied.last {
            found.chunks.push(ledger.read(place)?);
        }
    }
    // A chunk before a commit that does not apply it was never completed.
    Ok((found.first <= place).then_some(found))
}

impl Whole {
    /// The place that it stands at.
    pub(in crate::routes) fn place(&self) -> u64 {
        self.record.record().head.place
    }

    /// Bytes of its records.
    pub(super) fn bytes(&self) -> usize {
        let chunks = self.chunks.iter().map(|chunk| chunk.line().len());
        self.record.line().len() + chunks.sum::<usize>()
    }

    /// Whether the data holds a text, given in small letters and as JSON
    /// writes it.
    pub(super) fn holds(&self, text: &str) -> bool {
        let mut records = self.chunks.iter().chain([&self.record]);
        records.any(|record| {
            let record = record.record();
            let Some(body) = &record.body else {
                return false;
            };
            String::from_utf8_lossy(body.data)
                .to_lowercase()
                .contains(text)
        })
    }

    /// Its events, in order.
    pub(in crate::routes) fn into_events(mut self) -> Result<Vec<Event>, Problem> {
        let mut events = self.data.take().map(|data| data.events).unwrap_or_default();
        for chunk in &self.chunks {
            let staged = data_of(&chunk.record())?.and_then(|data| data.staged);
            events.extend(staged.into_iter().flat_map(|staged| staged.events));
        }
        Ok(events)
    }
}

/// A commit as the trail shows it, with the events that are to be kept.
pub(in crate::routes) fn entry(
    mut whole: Whole,
    keep: impl Fn(&Event) -> bool,
) -> Result<AuditEntry, Problem> {
    let (head, leaf) = {
        let record = whole.record.record();
        let leaf = record.leaf();
        (record.head, leaf)
    };
    let redacted = whole.data.is_none()
        || whole
            .chunks
            .iter()
            .any(|chunk| chunk.record().body.is_none());
    let notes = whole
        .data
        .as_mut()
        .map(|data| std::mem::take(&mut data.notes));
    let mut events = whole.into_events()?;
    let events_total = events.len() as u64;
    let mut types: Vec<String> = Vec::new();
    for event in &events {
        if !types.iter().any(|name| name == event.name()) {
            types.push(event.name().to_owned());
        }
    }
    if types.is_empty() {
        types.push(head.kind.clone());
    }
    events.retain(keep);
    events.truncate(ENTRY_EVENTS_MAX);
    Ok(AuditEntry {
        place: head.place,
        recorded: head.recorded,
        subject: head.subject,
        about: None,
        actor: head.actor,
        command: head.command,
        cause: head.cause,
        kind: head.kind,
        types,
        events,
        events_total,
        notes: notes.unwrap_or_default(),
        leaf: hex::encode(leaf),
        redacted,
    })
}

fn data_of(record: &Record<'_>) -> Result<Option<Data>, Problem> {
    let Some(body) = &record.body else {
        return Ok(None);
    };
    upcast::read(body.data).map(Some).map_err(|error| {
        Problem::internal(format!(
            "place {} cannot be read: {error}",
            record.head.place
        ))
    })
}

/// Whether a record is a chunk. Of a redacted one only its id tells.
fn is_chunk(record: &Record<'_>, data: Option<&Data>) -> bool {
    match data {
        Some(data) => data.staged.is_some(),
        None => record.head.command.as_str().starts_with(CHUNK_PREFIX),
    }
}
