//! Making record lines of what a command did.

use jiff::Timestamp;
use quarterday_proto::command::Envelope;
use quarterday_proto::event::{Applied, Data, Event, Staged};
use quarterday_proto::id::CommandId;
use quarterday_proto::record::{DATA_BYTES_MAX, Entry, Hash, Line, encode_entry};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::rules::Decided;

/// Room that the data of a chunk keeps for what is around its events.
const CHUNK_BYTES: usize = DATA_BYTES_MAX - 1024;

/// The end of the chain as the writer knows it, commits not yet on disk
/// included.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) place: u64,
    pub(crate) leaf: Hash,
    pub(crate) recorded: Timestamp,
}

/// Encodes the commit of one command at the end of the chain: one record, or
/// chunks and the record that applies them. Moves the end.
///
/// # Errors
/// [`Error::TooLarge`]; the end is where it was.
pub(crate) fn encode_commit(
    end: &mut End,
    envelope: &Envelope,
    request: &str,
    decided: &Decided,
    now: Timestamp,
    salt: &mut dyn FnMut() -> [u8; 32],
    lines: &mut Vec<Line>,
) -> Result<(), Error> {
    let first = decided.events.first().expect("a commit has an event");
    let recorded = as_recorded(now).max(end.recorded);
    let subject = first.subject();
    let data = to_json(&Whole {
        request,
        notes: &decided.notes,
        events: &decided.events,
    });
    let decided_at = end.place;
    let mut add = |command: &CommandId, data: &[u8]| {
        let entry = Entry {
            recorded,
            subject: &subject,
            kind: first.name(),
            actor: &envelope.actor,
            command,
            cause: envelope.cause,
            salt: salt(),
            data,
        };
        let line = encode_entry(&entry, end.place + 1, &end.leaf);
        *end = End {
            place: line.place,
            leaf: line.leaf,
            recorded,
        };
        lines.push(line);
    };
    if data.len() <= DATA_BYTES_MAX {
        add(&envelope.id, &data);
        return Ok(());
    }
    let chunks = chunks(&decided.events)?;
    let last = decided_at + chunks.len() as u64;
    for (index, events) in chunks.into_iter().enumerate() {
        let part = u32::try_from(index + 1).expect("a commit has fewer chunks");
        let staged = Some(Staged {
            part,
            events: events.to_vec(),
        });
        let data = Data {
            request: request.to_owned(),
            staged,
            ..Data::default()
        };
        add(&chunk_id(&envelope.id, part), &to_json(&data));
    }
    let applied = Some(Applied {
        first: decided_at + 1,
        last,
        decided_at,
    });
    let data = to_json(&Data {
        request: request.to_owned(),
        notes: decided.notes.clone(),
        applied,
        ..Data::default()
    });
    add(&envelope.id, &data);
    Ok(())
}

/// A time as records hold it, in whole microseconds: answers and views must not
/// know more of it than the log does.
fn as_recorded(now: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(now.as_microsecond()).expect("fewer digits of a time are a time")
}

/// [`Data`] of a commit that fits into one record, borrowed: the events of the
/// common case are not copied to be written. Its field order is that of `Data`.
#[derive(serde::Serialize)]
struct Whole<'a> {
    request: &'a str,
    #[serde(skip_serializing_if = "no_notes")]
    notes: &'a [String],
    events: &'a [Event],
}

fn no_notes(notes: &[String]) -> bool {
    notes.is_empty()
}

/// Splits events into runs that fit into a chunk each.
fn chunks(events: &[Event]) -> Result<Vec<&[Event]>, Error> {
    let mut chunks = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (index, event) in events.iter().enumerate() {
        let size = to_json(event).len() + 1;
        if size > CHUNK_BYTES {
            return Err(Error::TooLarge {
                event: event.name().into(),
                bytes: size,
                max: CHUNK_BYTES,
            });
        }
        if bytes + size > CHUNK_BYTES {
            chunks.push(&events[from..index]);
            (from, bytes) = (index, 0);
        }
        bytes += size;
    }
    chunks.push(&events[from..]);
    Ok(chunks)
}

/// The id that a chunk is written under: the command's own id is only on the
/// record that applies the chunks, because only that one is an acceptance.
fn chunk_id(command: &CommandId, part: u32) -> CommandId {
    let hash = hex::encode(&Sha256::digest(command.as_str())[..20]);
    format!("chunk-{hash}-{part}")
        .parse()
        .expect("hex and digits make a command id")
}

fn to_json<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    serde_json::to_writer(&mut bytes, value).expect("events are made of what JSON can write");
    bytes
}
