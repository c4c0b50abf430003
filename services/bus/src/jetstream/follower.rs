//! Following the stream in order into this node's ledger.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, ReplayPolicy, push};
use async_nats::jetstream::stream::Stream;
use futures_util::{FutureExt as _, StreamExt as _};
use quarterday_proto::record::{Hash, Line};
use tokio::time::Instant;

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
/// How often in a row the end of the stream is seen ahead, and nothing comes,
/// until it is followed anew.
const UNHEARD_MAX: u32 = 4;
/// After so many times it is followed by another connection. A consumer is led by
/// any server that has a copy of the stream, and the next one perhaps by another.
const STALLS_MAX: u32 = 2;
/// How long ago the last time may be to be counted.
const STALLS_WITHIN: Duration = Duration::from_secs(60);
/// How long a server may leave the state of the stream untold before another is
/// asked.
const UNSEEN_MAX: Duration = Duration::from_secs(10);
/// After so many looks at the stream it is read again where a full disk had no room
/// for what came.
const LOOKS_IF_FULL: u32 = 2;
/// The most records handed on at once.
const RECORDS_MAX: usize = 1024;
/// The most bytes handed on at once, one record beyond it allowed.
const BYTES_MAX: usize = 4 << 20;

/// Follows on and on; ends only with what must stop the node.
pub(super) async fn run(shared: &Shared) -> Error {
    let mut stalls = Stalls::default();
    loop {
        // What was handed on before is stored before it is looked where to go on.
        shared.reached().await;
        let connection = &shared.connection;
        let mut links = connection.links.clone();
        links.mark_unchanged();
        let following = async {
            tokio::select! {
                followed = follow(shared) => followed,
                // What was asked on the old connection is not waited for.
                _ = links.changed() => {
                    shared.look_again.notify_one();
                    Ok(())
                }
            }
        };
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
                let why_to_leave = match error {
                    Error::NotDelivered { .. } => stalls
                        .is_one_too_many()
                        .then_some("it does not deliver the stream"),
                    Error::Nats { .. } => {
                        (shared.progress.unseen_for() > UNSEEN_MAX).then_some("it does not answer")
                    }
                    _ => None,
                };
                if let Some(reason) = why_to_leave {
                    connection.leave(reason).await;
                }
                let said = error.to_string();
                if shared.progress.not_following(error) {
                    tracing::warn!(council = %shared.council, error = said, "the stream is not followed");
                }
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
    let mut unheard = Unheard::default();
    let mut looks = 0;
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
                unheard = Unheard::default();
                shared.progress.read(expected.place - 1);
                if shared.news.send(News::Lines(lines)).await.is_err() {
                    return Ok(());
                }
            }
            _ = look.tick() => {
                looks += 1;
                if shared.is_full() && looks > LOOKS_IF_FULL {
                    // What there was no room for is read again.
                    return settle(shared).await;
                }
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
                let (place, end) = (expected.place - 1, info.state.last_sequence);
                if end < place {
                    shared.look_again.notify_one();
                    return settle(shared).await;
                }
                if unheard.is_too_long(place, end) {
                    shared.look_again.notify_one();
                    return Err(Error::NotDelivered { place, end });
                }
            }
            _ = changes.changed() => {
                shared.look_again.notify_one();
                return settle(shared).await;
            }
        }
    }
}

/// How often in a row the stream was seen to have more, and nothing of it came.
///
/// The consumer's own heartbeat says nothing of this: the server that leads it may
/// have a copy of the stream that stands still.
#[derive(Default)]
struct Unheard {
    times: u32,
    /// Whether there was more when it was looked before.
    was_ahead: bool,
}

impl Unheard {
    fn is_too_long(&mut self, place: u64, end: u64) -> bool {
        // What was there a look ago has had time to come.
        self.times = if self.was_ahead { self.times + 1 } else { 0 };
        self.was_ahead = end > place;
        self.was_ahead && self.times >= UNHEARD_MAX
    }
}

/// How often the stream did not deliver what it had, in the last while.
#[derive(Default)]
struct Stalls {
    times: u32,
    last: Option<Instant>,
}

impl Stalls {
    fn is_one_too_many(&mut self) -> bool {
        let now = Instant::now();
        let lately = self.last.replace(now);
        if lately.is_none_or(|last| now - last > STALLS_WITHIN) {
            self.times = 0;
        }
        self.times += 1;
        self.times.is_multiple_of(STALLS_MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ahead_and_does_not_come_is_noticed() {
        let mut unheard = Unheard::default();
        let looks: Vec<bool> = (0..6).map(|_| unheard.is_too_long(10, 12)).collect();
        assert_eq!(looks, [false, false, false, false, true, true]);
        // At the end nothing is to come, however long that is so.
        let mut unheard = Unheard::default();
        assert!((0..10).all(|_| !unheard.is_too_long(12, 12)));
        // And what is ahead only now may be on its way.
        assert!(!unheard.is_too_long(12, 13));
    }

    #[tokio::test(start_paused = true)]
    async fn every_second_time_is_one_too_many_unless_it_is_long_ago() {
        let mut stalls = Stalls::default();
        let times: Vec<bool> = (0..4).map(|_| stalls.is_one_too_many()).collect();
        assert_eq!(times, [false, true, false, true]);
        assert!(!stalls.is_one_too_many());
        tokio::time::sleep(2 * STALLS_WITHIN).await;
        assert!(!stalls.is_one_too_many());
        assert!(stalls.is_one_too_many());
    }
}
