//! Following the stream in order into this node's ledger.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, ReplayPolicy, push};
use async_nats::jetstream::stream::Stream;
use futures_util::{FutureExt as _, StreamExt as _};
use quarterday_proto::record::{Hash, Line};

use super::connection::chain;
use super::error::Error;
use super::keeper::News;
use super::{Shared, stream};

/// How often the server says that there is nothing new.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long the server keeps a consumer whose node is gone.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60);
/// How often the end of the stream is looked at, to see a lost tail.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Time until another try after a failure.
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// The most records handed on at once.
const RECORDS_MAX: usize = 1024;
/// The most bytes handed on at once, one record beyond it allowed.
const BYTES_MAX: usize = 4 << 20;

/// Follows on and on; ends only with what must stop the node.
pub(super) async fn run(shared: &Shared) -> Error {
    loop {
        let following = follow(shared);
        let connection = &shared.connection;
        match connection.asked(Some(&shared.council), following).await {
            Ok(()) => {}
            Err(error) if error.is_final() => return error,
            Err(
                error
                @ (Error::Connect { .. } | Error::Refused { .. } | Error::ServerTooOld { .. }),
            ) => {
                if matches!(error, Error::ServerTooOld { .. }) {
                    tracing::error!(council = %shared.council, %error, "the stream is not followed");
                }
                // Else said once for all councils, by the connection.
                shared.progress.not_following(error);
                connection.up().await;
            }
            Err(error) => {
                let unsuitable = matches!(error, Error::Configuration { .. });
                tracing::warn!(council = %shared.council, %error, "the stream is not followed");
                shared.progress.not_following(error);
                // What an operator must change does not change at once.
                tokio::time::sleep(if unsuitable { LOOK_EVERY } else { RETRY_AFTER }).await;
            }
        }
    }
}

/// Follows until something has to be looked at anew.
async fn follow(shared: &Shared) -> Result<(), Error> {
    shared.connection.check()?;
    let stream = shared.stream().await?;
    let (stored, leaf) = *shared.stored.borrow();
    let info = stream::info(&stream).await?;
    let leader = stream::leader(&info);
    let last = info.state.last_sequence;
    compare(shared, &stream, stored.min(last)).await?;
    if last < stored {
        // Whoever is the writer heals it; until then there is nothing to read.
        shared.progress.tail_lost(last);
        shared.look_again.notify_one();
        tokio::time::sleep(RETRY_AFTER).await;
        return Ok(());
    }
    shared.progress.stream_ends_at(last);
    let mut messages = consumer(shared, &stream, stored + 1).await?;
    let mut expected = Expected {
        place: stored + 1,
        prev: leaf,
    };
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut changes = shared.connection.changes.clone();
    changes.mark_unchanged();
    loop {
        tokio::select! {
            message = messages.next() => {
                let Some(message) = message else {
                    return Err(Error::Nats {
                        action: "follow the stream",
                        reason: "the subscription ended".to_owned(),
                    });
                };
                let mut next = Some(message);
                let mut lines = Vec::new();
                let mut bytes = 0;
                while let Some(message) = next.take() {
                    let message = message.map_err(Error::nats("follow the stream"))?;
                    let line = expected.take(&message)?;
                    bytes += line.bytes.len();
                    lines.push(line);
                    if lines.len() < RECORDS_MAX && bytes < BYTES_MAX {
                        next = messages.next().now_or_never().flatten();
                    }
                }
                shared.progress.read(expected.place - 1);
                if shared.news.send(News::Lines(lines)).await.is_err() {
                    return Ok(());
                }
            }
            _ = look.tick() => {
                let info = stream::info(&stream).await?;
                shared.progress.stream_ends_at(info.state.last_sequence);
                // Someone with the right to may have changed it meanwhile.
                let checked = stream::check(&info, &shared.council, shared.settings.replicas);
                if checked.is_err() {
                    shared.look_again.notify_one();
                    return checked;
                }
                if stream::leader(&info) != leader {
                    shared.look_again.notify_one();
                    return settle(shared).await;
                }
                if info.state.last_sequence < expected.place - 1 {
                    shared.look_again.notify_one();
                    return settle(shared).await;
                }
            }
            _ = changes.changed() => {
                shared.look_again.notify_one();
                return settle(shared).await;
            }
        }
    }
}

/// Waits until all that was handed on is stored, so that following goes on from
/// there.
async fn settle(shared: &Shared) -> Result<(), Error> {
    shared.reached().await;
    Ok(())
}

/// What the next record must be.
struct Expected {
    place: u64,
    prev: Hash,
}

impl Expected {
    fn take(&mut self, message: &async_nats::jetstream::Message) -> Result<Line, Error> {
        let place = message
            .info()
            .map_err(Error::nats("read a record's sequence"))?
            .stream_sequence;
        if place != self.place {
            // Lost on the way, not in the stream: it is read again.
            return Err(Error::Nats {
                action: "follow the stream",
                reason: format!("place {place} came where {} was to come", self.place),
            });
        }
        let line = stream::line(place, message.payload.to_vec()).map_err(|reason| {
            Error::Ledger(quarterday_ledger::Error::Damaged {
                place,
                segment: "the stream".to_owned(),
                offset: 0,
                reason,
            })
        })?;
        self.place += 1;
        self.prev = line.leaf;
        Ok(line)
    }
}

/// Holds the stream against the ledger at a place that both have.
///
/// # Errors
/// [`Error::Diverged`] names the first place that differs.
pub(super) async fn compare(shared: &Shared, stream: &Stream, place: u64) -> Result<(), Error> {
    if place == 0 || differing(shared, stream, place).await?.is_none() {
        return Ok(());
    }
    // Records chain, so all after the first that differs differ too.
    let (mut same, mut differs) = (0, place);
    while differs - same > 1 {
        let middle = same + (differs - same) / 2;
        match differing(shared, stream, middle).await? {
            Some(_) => differs = middle,
            None => same = middle,
        }
    }
    let (ours, theirs) = match differing(shared, stream, differs).await? {
        Some(leaves) => leaves,
        None => return Ok(()),
    };
    Err(Error::Diverged {
        place: differs,
        ours: hex::encode(ours),
        theirs: theirs.map_or_else(|| "no record of ours".to_owned(), hex::encode),
        other: "the stream".to_owned(),
    })
}

async fn differing(
    shared: &Shared,
    stream: &Stream,
    place: u64,
) -> Result<Option<(Hash, Option<Hash>)>, Error> {
    let theirs = stream::leaf_at(stream, place).await?;
    let ours = shared.ledger.read_stored(place)?.record().leaf();
    Ok((theirs != Some(ours)).then_some((ours, theirs)))
}

/// Makes a consumer that delivers in order from a place on, and reads its
/// configuration back.
async fn consumer(shared: &Shared, stream: &Stream, from: u64) -> Result<push::Messages, Error> {
    let wanted = push::Config {
        deliver_subject: shared.connection.client.new_inbox(),
        deliver_policy: DeliverPolicy::ByStartSequence {
            start_sequence: from,
        },
        description: Some(format!("ledger of node {}", shared.settings.node)),
        ack_policy: AckPolicy::None,
        replay_policy: ReplayPolicy::Instant,
        max_deliver: 1,
        flow_control: true,
        idle_heartbeat: HEARTBEAT,
        inactive_threshold: FORGOTTEN_AFTER,
        memory_storage: true,
        num_replicas: 1,
        ..push::Config::default()
    };
    let action = "follow the stream";
    let failed = |error: &dyn std::error::Error| Error::Nats {
        action,
        reason: chain(error),
    };
    let consumer = stream
        .create_consumer(wanted.clone())
        .await
        .map_err(|error| failed(&error))?;
    let found = &consumer.cached_info().config;
    let mut faults = Vec::new();
    if found.deliver_policy != wanted.deliver_policy {
        faults.push(format!("it begins at {:?}", found.deliver_policy));
    }
    if found.ack_policy != AckPolicy::None {
        faults.push(format!("it acknowledges {:?}", found.ack_policy));
    }
    if !found.filter_subject.is_empty() || !found.filter_subjects.is_empty() {
        faults.push("it leaves subjects out".to_owned());
    }
    if !found.flow_control || found.idle_heartbeat != HEARTBEAT {
        faults.push("it has no flow control or heartbeat".to_owned());
    }
    if found.headers_only {
        faults.push("it leaves the records out".to_owned());
    }
    if !faults.is_empty() {
        let name = consumer.cached_info().name.clone();
        return Err(Error::Configuration { name, faults });
    }
    consumer.messages().await.map_err(|error| failed(&error))
}
