//! Being the writer of a council: taking the place, healing what the stream
//! lost, publishing.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use async_nats::jetstream::kv::Store;
use quarterday_proto::exchange::Report;
use quarterday_proto::record::{Hash, Line};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::error::Error;
use super::fence::{Fence, Kept};
use super::keeper::News;
use super::lease::{LEASE, Lease, RENEW_EVERY};
use super::publish::{IN_FLIGHT_MAX, NotStored, Sent, publish_all};
use super::unwritable::Try;
use super::{Role, Shared, follower, forward, heads, lease, peers, stream};
use crate::decider::{Batch, Reply, refuse};

/// How often a node that is not the writer looks whether the place is free.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Time until another try after a failure.
const RETRY_AFTER: Duration = Duration::from_millis(200);
/// Records that are put back into the stream before all is looked at again.
const HEALED_AT_A_TIME: u64 = 4096;
/// How often a would-be writer tries before another node may.
const FAILURES_MAX: u32 = 3;
/// How long what is published may wait for enough ledgers without one more record
/// confirmed, before the writer no longer holds itself for one.
const CONFIRMED_WITHIN: Duration = Duration::from_secs(10);
/// How long the ledger may take to have what the stream has.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(5);

/// Why this node is not the writer any more.
enum Ended {
    /// It is to stop.
    Stopped,
    /// Another node may hold the lease.
    LeaseLost,
    /// Something failed or changed: all is to be looked at anew before the next
    /// publish.
    LookAgain(String),
    /// The servers have no room: from this place on nothing was stored.
    Full { place: u64, error: Error },
}

impl From<NotStored> for Ended {
    fn from(NotStored { place, error }: NotStored) -> Self {
        match error {
            Error::StorageFull { .. } => Self::Full { place, error },
            error => Self::LookAgain(error.to_string()),
        }
    }
}

/// Becomes the writer whenever the place is free, on and on; ends when there
/// are no more batches to come, or with what must stop the node.
pub(super) async fn run(
    shared: Arc<Shared>,
    mut batches: mpsc::Receiver<Batch>,
) -> Result<(), Error> {
    loop {
        let Some(lease) = take_lease(&shared, &mut batches).await? else {
            return Ok(());
        };
        let (mut lost, keeping) = keep(lease, &shared);
        let ended = write(&shared, &mut batches, &mut lost).await;
        shared.role.send_replace(Role::Other);
        // The renewing task gives the lease back when nobody listens any more.
        drop(lost);
        let _ = keeping.await;
        match ended? {
            Ended::Stopped => return Ok(()),
            Ended::LeaseLost => tracing::info!(council = %shared.council, "another node writes"),
            Ended::LookAgain(reason) => {
                tracing::info!(council = %shared.council, reason, "gave the writer's place up");
                tokio::time::sleep(LEASE / 4).await;
            }
            // Dealt with while the place is kept: it is as full for every other node.
            Ended::Full { .. } => {}
        }
    }
}

/// Waits until the place is free and this node fit for it; `None` when the node
/// stops.
async fn take_lease(
    shared: &Shared,
    batches: &mut mpsc::Receiver<Batch>,
) -> Result<Option<Lease>, Error> {
    let mut bucket: Option<Store> = None;
    loop {
        let wait = async {
            let stored = shared.stored.borrow().0;
            if !shared.namesake.is_alone()
                || !shared.joined.counts()
                || !shared.progress.may_take_over(stored)
                || shared.is_full()
            {
                return Ok(None);
            }
            let settings = &shared.settings;
            if bucket.is_none() {
                let Shared {
                    connection,
                    council,
                    ..
                } = shared;
                let opened =
                    lease::bucket(connection, council, settings.replicas, settings.may_create);
                bucket = Some(opened.await?);
            }
            let Some(bucket) = &bucket else {
                return Ok(None);
            };
            let taken = Lease::take(bucket, &shared.council, &settings.node).await?;
            shared.unwritable.went_well(Try::Lease);
            Ok(taken)
        };
        match shared.connection.asked(Some(&shared.council), wait).await {
            Ok(Some(lease)) => return Ok(Some(lease)),
            Ok(None) => {}
            Err(error) if error.is_final() => return Err(error),
            Err(error) => {
                no_lease(shared, error);
                bucket = None;
            }
        }
        let until = tokio::time::sleep(LOOK_EVERY);
        tokio::pin!(until);
        loop {
            tokio::select! {
                () = &mut until => break,
                batch = batches.recv() => match batch {
                    // Decided before the place was lost; nothing of it was sent.
                    Some(batch) => refuse(batch.replies, &crate::Error::Unknown),
                    None => return Ok(None),
                },
            }
        }
    }
}

/// Notes why the writer's place cannot be taken, and says it once where somebody
/// must do something.
fn no_lease(shared: &Shared, error: Error) {
    let council = &shared.council;
    let lasts = matches!(error, Error::NoBucket { .. } | Error::StorageFull { .. });
    let said = error.to_string();
    if shared.unwritable.failed(Try::Lease, error) && lasts {
        tracing::warn!(%council, error = said, "no node can write");
    } else {
        tracing::debug!(%council, error = said, "no lease");
    }
}

/// Renews a lease in the background until it is lost, or until nobody asks for
/// it any more; then it is given back.
fn keep(mut lease: Lease, shared: &Shared) -> (watch::Receiver<bool>, JoinHandle<()>) {
    let (told, lost) = watch::channel(false);
    let council = shared.council.clone();
    let unwritable = shared.unwritable.clone();
    let task = tokio::spawn(async move {
        let mut renewed = Instant::now();
        let mut ticks = tokio::time::interval(RENEW_EVERY);
        loop {
            tokio::select! {
                () = told.closed() => return lease.give_back().await,
                _ = ticks.tick() => {}
            }
            let asked = Instant::now();
            match tokio::time::timeout(LEASE, lease.renew()).await {
                Ok(Ok(true)) => renewed = asked,
                Ok(Ok(false)) => break,
                Ok(Err(error)) => {
                    tracing::warn!(%council, %error, "the lease was not renewed");
                    unwritable.failed(Try::Lease, error);
                }
                Err(_) => tracing::warn!(%council, "the lease was not renewed in time"),
            }
            if renewed.elapsed() >= LEASE {
                break;
            }
        }
        told.send_replace(true);
    });
    (lost, task)
}

/// Takes over and publishes, again after each failure, for as long as the lease
/// is held.
async fn write(
    shared: &Arc<Shared>,
    batches: &mut mpsc::Receiver<Batch>,
    lost: &mut watch::Receiver<bool>,
) -> Result<Ended, Error> {
    let mut failures = 0;
    loop {
        let taken = tokio::select! {
            taken = shared.connection.asked(Some(&shared.council), take_over(shared)) => taken,
            () = until_lost(lost) => return Ok(Ended::LeaseLost),
        };
        let end = match taken {
            Ok(taken) => {
                failures = 0;
                // Whether there is room again shows only when a record is stored.
                if !shared.unwritable.is_full() {
                    shared.unwritable.went_well(Try::Publish);
                }
                taken
            }
            Err(error) if error.is_final() => return Err(error),
            Err(error) => {
                failures += 1;
                let reason = error.to_string();
                let too_few = matches!(error, Error::TooFewLedgers { .. });
                if shared.unwritable.failed(Try::Publish, error) {
                    tracing::warn!(council = %shared.council, error = reason, "cannot write yet");
                }
                while let Ok(batch) = batches.try_recv() {
                    refuse(batch.replies, &crate::Error::Unknown);
                }
                if batches.is_closed() && batches.is_empty() {
                    return Ok(Ended::Stopped);
                }
                if !shared.connection.is_up()
                    || shared.is_full()
                    || too_few
                    || failures >= FAILURES_MAX
                {
                    // Perhaps another node sees more of the cluster.
                    return Ok(Ended::LookAgain(reason));
                }
                tokio::time::sleep(RETRY_AFTER).await;
                continue;
            }
        };
        let epoch = shared.epoch.fetch_add(1, Ordering::AcqRel) + 1;
        if shared.unwritable.is_full() {
            tracing::debug!(council = %shared.council, end, "looking whether there is room");
        } else {
            tracing::info!(council = %shared.council, end, "this node writes");
        }
        let serving = tokio::spawn(forward::serve(shared.clone()));
        shared.role.send_replace(Role::Writer);
        let fence = Fence::after(end);
        let ended = publish(shared, batches, lost, epoch, fence).await;
        shared.role.send_replace(Role::TakingOver);
        serving.abort();
        if matches!(ended, Ended::Stopped) {
            // What was published is answered once enough ledgers have it.
            return Ok(ended);
        }
        let full_from = match &ended {
            Ended::Full { place, .. } => Some(*place),
            _ => None,
        };
        let _ = shared.news.send(News::Abandon { full_from }).await;
        match ended {
            Ended::LookAgain(reason) => {
                tracing::info!(council = %shared.council, reason, "looking again before writing");
            }
            Ended::Full { error, .. } => {
                let reason = error.to_string();
                if shared.unwritable.failed(Try::Publish, error) {
                    tracing::warn!(council = %shared.council, reason, "nothing can be stored");
                }
            }
            ended => return Ok(ended),
        }
    }
}

async fn until_lost(lost: &mut watch::Receiver<bool>) {
    let _ = lost.wait_for(|lost| *lost).await;
}

/// Makes sure that nothing acknowledged is missing from the stream and that this
/// node knows all of it; the stream's last place.
async fn take_over(shared: &Shared) -> Result<u64, Error> {
    loop {
        if shared.is_full() {
            return Err(Error::Nats {
                action: "write",
                reason: "the disk of this node's ledger is full".to_owned(),
            });
        }
        // A server may have been exchanged for one that is too old to be written to.
        shared.connection.check()?;
        // What was to be looked at is looked at now.
        let again = shared.look_again.notified();
        tokio::pin!(again);
        again.as_mut().enable();
        let stream = shared.stream().await?;
        let last = stream::info(&stream).await?.state.last_sequence;
        wait_until(
            &mut shared.stored.clone(),
            "read the stream to its end",
            |stored| stored.0 >= last,
        )
        .await?;
        let (stored, leaf) = *shared.stored.borrow();
        follower::compare(shared, &stream, stored.min(last)).await?;
        let heads = peers::heads(shared, peers::Hearing::All).await?;
        let longest = longest(shared, &heads, stored)?;
        if longest.place <= last && stored <= last {
            wait_until(
                &mut shared.confirmed.clone(),
                "have the stream confirmed",
                |confirmed| *confirmed >= last,
            )
            .await?;
            // Decisions rest on what is shown.
            wait_until(
                &mut shared.shown.clone(),
                "have the stream shown",
                |shown| *shown >= last,
            )
            .await?;
            return Ok(last);
        }
        // The stream lacks what a ledger has: it lost its tail.
        let to = longest.place.max(stored).min(last + HEALED_AT_A_TIME);
        let mut missing = Vec::new();
        for place in last + 1..=to.min(stored) {
            missing.push(stream::line_of(&shared.ledger.read_stored(place)?));
        }
        if to > stored {
            let fetched = peers::fetch(shared, &longest.node, leaf, stored + 1, to).await?;
            same(shared, &heads, &longest, &fetched).await?;
            missing.extend(fetched);
        }
        tracing::warn!(
            council = %shared.council,
            from = last + 1,
            to,
            ledger = %longest.node,
            "the stream lost its tail: publishing it again"
        );
        publish_all(&shared.connection, &shared.council, missing).await?;
    }
}

/// The report of the longest ledger, held against ours.
fn longest(shared: &Shared, reports: &[Report], stored: u64) -> Result<Report, Error> {
    let leaf_of = |place| Ok(shared.ledger.read_stored(place)?.record().leaf());
    let longest = heads::longest(reports, stored, leaf_of).map_err(Error::Ledger)?;
    let longest = longest.map_err(|differs| Error::Diverged {
        place: differs.place,
        ours: hex::encode(differs.ours),
        theirs: hex::encode(differs.theirs),
        other: format!("the ledger of node `{}`", differs.node),
    })?;
    longest.cloned().ok_or(Error::TooFewLedgers {
        heard: 0,
        needed: shared.settings.heads_needed(),
        missing: shared.settings.ledgers.clone(),
    })
}

/// Makes sure that every other ledger longer than ours has what was fetched from
/// the longest.
async fn same(
    shared: &Shared,
    heads: &[Report],
    longest: &Report,
    fetched: &[Line],
) -> Result<(), Error> {
    let (Some(first), Some(last)) = (fetched.first(), fetched.last()) else {
        return Ok(());
    };
    let mut others = Vec::new();
    for head in heads {
        let mut head = head.clone();
        if head.place > last.place && head.node != longest.node {
            head.leaf = peers::leaf_of(shared, &head.node, last.place).await?;
            head.place = last.place;
        }
        others.push(head);
    }
    let leaves: Vec<Hash> = fetched.iter().map(|line| line.leaf).collect();
    heads::same(&others, first.place, &leaves).map_err(|differs| Error::LedgersDiffer {
        place: differs.place,
        one: longest.node.clone(),
        other: differs.node,
    })
}

async fn wait_until<T>(
    value: &mut watch::Receiver<T>,
    action: &'static str,
    reached: impl FnMut(&T) -> bool,
) -> Result<(), Error> {
    match tokio::time::timeout(CATCH_UP_WITHIN, value.wait_for(reached)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(_)) => Err(Error::Nats {
            action,
            reason: "this node stops".to_owned(),
        }),
        Err(_) => Err(Error::Nats {
            action,
            reason: format!("not done within {} s", CATCH_UP_WITHIN.as_secs()),
        }),
    }
}

/// Publishes batches in order until something fails or changes.
async fn publish(
    shared: &Shared,
    batches: &mut mpsc::Receiver<Batch>,
    lost: &mut watch::Receiver<bool>,
    epoch: u64,
    mut fence: Fence,
) -> Ended {
    let mut sent = Sent::default();
    let mut end = 0;
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut confirmed, mut moved) = (0, Instant::now());
    loop {
        tokio::select! {
            biased;
            stored = sent.next(), if !sent.is_empty() => {
                if let Err(not_stored) = stored {
                    return not_stored.into();
                }
                for Kept { replies, end } in fence.pass() {
                    tell(shared, replies, end).await;
                }
                if shared.unwritable.went_well(Try::Publish) {
                    tracing::info!(council = %shared.council, "records are stored again");
                }
            }
            () = until_lost(lost) => return Ended::LeaseLost,
            () = shared.look_again.notified() => {
                return Ended::LookAgain("the connection or the stream changed".to_owned());
            }
            _ = looks.tick() => {
                if shared.is_full() {
                    return Ended::LookAgain("the disk of this node's ledger is full".to_owned());
                }
                for Kept { replies, end } in fence.pass_if_old() {
                    if let Err(not_stored) = confirm_nothing_newer(shared, &mut sent, end.0).await {
                        refuse(replies, &crate::Error::Unknown);
                        return not_stored.into();
                    }
                    tell(shared, replies, end).await;
                }
                let now = *shared.confirmed.borrow();
                if now >= end || now > confirmed {
                    (confirmed, moved) = (now, Instant::now());
                } else if moved.elapsed() >= CONFIRMED_WITHIN {
                    // Perhaps what is stored does not come here, or to too few.
                    return Ended::LookAgain(format!(
                        "what was published is not confirmed: {now} of {end} records"
                    ));
                }
            }
            batch = batches.recv(), if sent.len() < IN_FLIGHT_MAX => {
                let Some(batch) = batch else {
                    while !sent.is_empty() {
                        if let Err(not_stored) = sent.next().await {
                            return not_stored.into();
                        }
                    }
                    let all = &mut shared.confirmed.clone();
                    let all = wait_until(all, "have all confirmed", |place| *place >= end);
                    if let Err(error) = all.await {
                        tracing::warn!(council = %shared.council, %error, "stopping");
                    }
                    return Ended::Stopped;
                };
                end = end.max(batch.end.0);
                if let Err(not_stored) = send(shared, batch, epoch, &mut sent, &mut fence).await {
                    return not_stored.into();
                }
            }
        }
    }
}

/// Makes sure, after something was decided, that nothing was acknowledged beyond
/// the place that it rests on.
///
/// A record that is stored at its place proves that nobody wrote before it; a
/// batch without records has no such proof. Neither the lease nor the stream
/// gives it: this node may have been paused since it last looked, and a stream's
/// leader may have been replaced without knowing. But what was acknowledged is
/// in one of any N − A + 1 ledgers.
async fn confirm_nothing_newer(
    shared: &Shared,
    sent: &mut Sent,
    place: u64,
) -> Result<(), NotStored> {
    // Records on their way may be in other ledgers already.
    while !sent.is_empty() {
        sent.next().await?;
    }
    let heads = peers::heads(shared, peers::Hearing::Enough).await;
    let heads = heads.map_err(|error| NotStored::after(place, error))?;
    if heads.iter().all(|head| head.place <= place) {
        return Ok(());
    }
    let error = Error::Nats {
        action: "confirm an answer that stores nothing",
        reason: format!("the log has gone on from place {place}"),
    };
    Err(NotStored::after(place, error))
}

/// Has the keeper give answers that rest on a place which is stored.
async fn tell(shared: &Shared, replies: Vec<Reply>, end: (u64, Hash)) {
    let (leaves, commits) = (Vec::new(), Vec::new());
    let news = News::Decided {
        leaves,
        commits,
        replies,
        end,
    };
    // Where the keeper has ended, whoever waits is told to ask again.
    let _ = shared.news.send(news).await;
}

/// Has the keeper wait for what a batch decided, and sends its records.
async fn send(
    shared: &Shared,
    mut batch: Batch,
    epoch: u64,
    sent: &mut Sent,
    fence: &mut Fence,
) -> Result<(), NotStored> {
    if batch.failures != epoch {
        // Decided on what was before; nothing of it was sent.
        refuse(batch.replies, &crate::Error::Unknown);
        return Ok(());
    }
    if batch.lines.is_empty() {
        batch.replies = fence.keep(std::mem::take(&mut batch.replies), batch.end);
        if batch.replies.is_empty() {
            return Ok(());
        }
    }
    if batch.lines.is_empty()
        && let Err(error) = confirm_nothing_newer(shared, sent, batch.end.0).await
    {
        refuse(batch.replies, &crate::Error::Unknown);
        return Err(error);
    }
    let lines = std::mem::take(&mut batch.lines);
    let leaves: Vec<Hash> = lines.iter().map(|line| line.leaf).collect();
    let news = News::Decided {
        leaves,
        commits: std::mem::take(&mut batch.commits),
        replies: std::mem::take(&mut batch.replies),
        end: batch.end,
    };
    if shared.news.send(news).await.is_err() {
        let error = Error::Nats {
            action: "publish",
            reason: "this node stops".to_owned(),
        };
        return Err(NotStored::after(batch.end.0, error));
    }
    for line in lines {
        sent.send(&shared.connection, &shared.council, line).await?;
        while sent.len() >= IN_FLIGHT_MAX {
            sent.next().await?;
        }
    }
    Ok(())
}
