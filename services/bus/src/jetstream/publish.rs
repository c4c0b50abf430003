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
    ) -> Result<(), Error> {
        let place = line.place;
        let (subject, message) = message(council, line)?;
        let answer: PublishAckFuture = connection
            .context
            .send_publish(subject, message)
            .await
            .map_err(|error| Error::Nats {
                action: "publish a record",
                reason: chain(&error),
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
    pub(super) async fn next(&mut self) -> Result<(), Error> {
        let Some((place, outcome)) = self.answers.next().await else {
            return Ok(());
        };
        let action = "have a record stored";
        match outcome {
            Ok(outcome) if outcome.place == place && !outcome.duplicate => Ok(()),
            // That the id was seen before says nothing of what is stored now:
            // the stream is read to its end.
            Ok(outcome) => Err(Error::Nats {
                action,
                reason: format!(
                    "place {place} was answered with sequence {}{}",
                    outcome.place,
                    if outcome.duplicate { ", duplicate" } else { "" }
                ),
            }),
            Err(reason) => Err(Error::Nats {
                action,
                reason: format!("place {place}: {reason}"),
            }),
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
