//! The feed: all commits of a council, those to come included, as server-sent
//! events.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use axum::response::IntoResponse as _;
use axum::response::sse::{Event as Sent, Sse};
use quarterday_domain::rights::Right;
use quarterday_proto::api::FeedEntry;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use super::audit::{Whole, whole};
use crate::call::Call;
use crate::endpoint::{Endpoint, Handler, Needs, Reply};
use crate::gateway::one_of;
use crate::limits::{HEARTBEAT_SECONDS, STREAM_RECORDS_MAX, STREAM_WAITING_MAX};
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

const LAST_EVENT_ID: &str = "last-event-id";

const QUERY: &[Parameter] = &[Parameter {
    name: "from",
    shape: Shape::Whole,
    about: "First place, at most the one after the last; the log's first unless given. `Last-Event-ID` goes before it",
}];

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/events";
    vec![
        Endpoint::new(Method::GET, path, "events", Needs::Right(Right::Audit), Handler::Waiting(events))
            .about("All commits from a place on, those to come included: `id` is the place, `event` the type")
            .query(QUERY)
            .headers(&[(LAST_EVENT_ID, "The last place that was received")])
            .streams::<FeedEntry>(),
    ]
}

fn events(mut call: Call, _: Body) -> Reply {
    Box::pin(async move {
        let from = first(&call)?;
        let permit = one_of(&call.gateway.streams, "streams of events")?;
        // It lasts; the streams have a limit of their own.
        call.permit = None;
        // A slow client lets this fill up, and then the log is read no further.
        let (sender, receiver) = mpsc::channel(STREAM_WAITING_MAX);
        let _ended_by_client = tokio::spawn(
            Stream {
                call,
                next: from,
                sender,
                permit,
            }
            .run(),
        );
        Ok(Sse::new(ReceiverStream::new(receiver)).into_response())
    })
}

/// The place to begin at: one that there is, or the next.
fn first(call: &Call) -> Result<u64, Problem> {
    let mut from = call.query.whole("from", 1..=u64::MAX)?.unwrap_or(1);
    if let Some(last) = call.header(LAST_EVENT_ID) {
        let expected = || Problem::header("Last-Event-ID", "the place that was received last");
        let last: u64 = last.parse().map_err(|_| expected())?;
        from = last.checked_add(1).ok_or_else(expected)?;
    }
    let next = call.tenant()?.log.ledger().head().place.saturating_add(1);
    if from > next {
        // Whoever waited here would wait for ever, and then miss what is
        // between: this is another log than the one that was read before.
        let detail = format!(
            "the log ends at place {}: ask from {next} for what comes next",
            next - 1
        );
        return Err(Problem::new(
            axum::http::StatusCode::NOT_FOUND,
            "no_such_place",
            detail,
        ));
    }
    Ok(from)
}

/// One stream, as long as somebody takes it and may.
struct Stream {
    call: Call,
    next: u64,
    sender: mpsc::Sender<Result<Sent, Infallible>>,
    #[allow(dead_code, reason = "counted among the streams until it ends")]
    permit: OwnedSemaphorePermit,
}

impl Stream {
    async fn run(mut self) {
        if let Err(problem) = self.send_all().await {
            // The answer has begun, so it can only end; the client comes back
            // with the last id that it had.
            let _told = problem.into_answer("urn:quarterday:stream");
        }
    }

    async fn send_all(&mut self) -> Result<(), Problem> {
        loop {
            let tenant = self.call.tenant()?;
            if !self.call.who.still_may(tenant, self.call.now()) {
                return Ok(());
            }
            if self.next > tenant.log.ledger().head().place {
                if !self.wait().await? {
                    return Ok(());
                }
                continue;
            }
            let (from, read) = (self.next, |from| move |call: &Call| batch(call, from));
            let (sent, next) = self.call.blocking(read(from)).await?;
            self.next = next;
            for event in sent {
                if self.sender.send(Ok(event)).await.is_err() {
                    return Ok(());
                }
            }
        }
    }

    /// Waits for a commit, with signs of life; false where it is over.
    async fn wait(&self) -> Result<bool, Problem> {
        let mut follow = self.call.tenant()?.log.follow(self.next);
        let heartbeat = Duration::from_secs(HEARTBEAT_SECONDS);
        tokio::select! {
            () = self.sender.closed() => Ok(false),
            waited = tokio::time::timeout(heartbeat, follow.next()) => match waited {
                Ok(Ok(Some(_))) => Ok(true),
                Ok(Ok(None)) => Ok(false),
                Ok(Err(error)) => Err(error.into()),
                Err(_) => {
                    let alive = Sent::default().comment("alive");
                    Ok(self.sender.send(Ok(alive)).await.is_ok())
                }
            },
        }
    }
}

/// Some commits from a place on, and the place to go on at. A chunk comes with
/// the record that applies it.
fn batch(call: &Call, from: u64) -> Result<(Vec<Sent>, u64), Problem> {
    let ledger = call.tenant()?.log.ledger();
    let last = ledger
        .head()
        .place
        .min(from.saturating_add(STREAM_RECORDS_MAX - 1));
    let head = ledger.head().place;
    let (mut sent, mut place) = (Vec::new(), from);
    while place <= last {
        match whole(ledger, place, head)? {
            // A chunk that nothing applies yet, or ever.
            None => place += 1,
            Some(found) => {
                place = found.place() + 1;
                sent.push(event(found)?);
            }
        }
    }
    Ok((sent, place))
}

fn event(found: Whole) -> Result<Sent, Problem> {
    let head = found.record.record().head;
    let entry = FeedEntry {
        place: head.place,
        recorded: head.recorded,
        subject: head.subject,
        actor: head.actor,
        events: found.into_events()?,
    };
    let sent = Sent::default().id(entry.place.to_string()).event(head.kind);
    sent.json_data(&entry).map_err(Problem::internal)
}
