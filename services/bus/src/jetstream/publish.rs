//! Records over the wire into the stream, each to its place or nowhere.

use std::future::Future;
use std::pin::Pin;

use async_nats::jetstream::context::PublishAckFuture;
use async_nats::jetstream::message::PublishMessage;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use quarterday_proto::headers;
use quarterday_proto::id::CouncilId;
use quarterday_proto::record::{Line, SegmentLine, parse_line_unchecked};
use quarterday_proto::subject::wire_subject;

use super::connection::{Connection, chain};
use super::error::Error;

/// Records on their way to the stream that no answer has come for.
pub const IN_FLIGHT_MAX: usize = 256;

/// Publishes records that the stream has not, byte for byte, each at its place.
///
/// # Errors
/// [`Error::Nats`] at the first that the stream did not take.
pub(super) async fn publish_all(
    connection: &Connection,
    council: &CouncilId,
    lines: impl IntoIterator<Item = Line>,
) -> Result<(), Error> {
    let mut sent = Sent::default();
    let all = async {
        for line in lines {
            sent.send(connection, council, line).await?;
            while sent.len() >= IN_FLIGHT_MAX {
                sent.next().await?;
            }
        }
        while !sent.is_empty() {
            sent.next().await?;
        }
        Ok(())
    };
    all.await.map_err(|NotStored { error, .. }| error)
}

/// The first record that the stream did not take. It expects all before it, and
/// all after it expect it, so none of those was taken either.
pub(super) struct NotStored {
    pub(super) place: u64,
    pub(super) error: Error,
}

impl NotStored {
    /// Something failed once all up to a place was stored.
    pub(super) fn after(place: u64, error: Error) -> Self {
        let place = place + 1;
        Self { place, error }
    }
}

/// What servers say that have no room: `insufficient resources`, `resource limits
/// exceeded for account`, `insufficient storage`.
const FULL: [&str; 3] = ["error code 10023", "error code 10002", "error code 10047"];
/// What they say of a stream whose file cannot grow, with the code of any failure.
const NO_ROOM: [&str; 2] = ["no space left", "maximum bytes exceeded"];

/// What an answer to a message that was to be stored means.
pub(super) fn not_stored(action: &'static str, reason: String) -> Error {
    let is_full = FULL
        .iter()
        .chain(&NO_ROOM)
        .any(|said| reason.contains(said));
    if is_full {
        Error::StorageFull { reason }
    } else {
        Error::Nats { action, reason }
    }
}

type Stored = Pin<Box<dyn Future<Output = (u64, Result<Outcome, String>)> + Send>>;

/// What a server said of a record.
struct Outcome {
    place: u64,
    duplicate: bool,
}

/// Records on their way, in order.
#[derive(Default)]
pub(super) struct Sent {
    answers: FuturesOrdered<Stored>,
}

impl Sent {
    /// Sends a record; the answer is waited for by [`Sent::next`].
    pub(super) async fn send(
        &mut self,
        connection: &Connection,
        council: &CouncilId,
        line: Line,
    ) -> Result<(), NotStored> {
        let place = line.place;
        let failed = |error| NotStored { place, error };
        let (subject, message) = message(council, line).map_err(failed)?;
        let sent = connection.context.send_publish(subject, message).await;
        let answer: PublishAckFuture = sent.map_err(|error| {
            failed(Error::Nats {
                action: "publish a record",
                reason: chain(&error),
            })
        })?;
        self.answers.push_back(Box::pin(async move {
            let outcome = answer.await.map_err(|error| chain(&error));
            let outcome = outcome.map(|stored| Outcome {
                place: stored.sequence,
                duplicate: stored.duplicate,
            });
            (place, outcome)
        }));
        Ok(())
    }

    /// Records that no answer has come for.
    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// Waits for the next answer.
    pub(super) async fn next(&mut self) -> Result<(), NotStored> {
        let Some((place, outcome)) = self.answers.next().await else {
            return Ok(());
        };
        let action = "have a record stored";
        match outcome {
            Ok(outcome) if outcome.place == place && !outcome.duplicate => Ok(()),
            // That the id was seen before says nothing of what is stored now:
            // the stream is read to its end.
            Ok(outcome) => {
                let error = Error::Nats {
                    action,
                    reason: format!(
                        "place {place} was answered with sequence {}{}",
                        outcome.place,
                        if outcome.duplicate { ", duplicate" } else { "" }
                    ),
                };
                Err(NotStored { place, error })
            }
            Err(reason) => {
                let error = not_stored(action, format!("place {place}: {reason}"));
                Err(NotStored { place, error })
            }
        }
    }
}

/// A record as it goes over the wire.
fn message(council: &CouncilId, line: Line) -> Result<(String, PublishMessage), Error> {
    let body = line.bytes.strip_suffix(b"\n").unwrap_or(&line.bytes);
    let Ok(SegmentLine::Record(record)) = parse_line_unchecked(body) else {
        return Err(Error::Nats {
            action: "publish a record",
            reason: format!("place {} is no record", line.place),
        });
    };
    let subject = wire_subject(council, &record.head.subject);
    let mut message = PublishMessage::build();
    for (name, value) in headers::of(council, &record.head, &line.leaf) {
        message = message.header(name, value);
    }
    Ok((subject, message.payload(line.bytes.into())))
}
