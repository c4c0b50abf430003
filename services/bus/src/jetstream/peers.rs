//! What nodes tell and ask each other: how far their ledgers are, and records
//! that the stream may have lost.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use quarterday_proto::exchange::{self, RecordsWanted, Report};
use quarterday_proto::id::NodeId;
use quarterday_proto::record::{Hash, Line, SegmentLine, parse_line_unchecked};
use tokio::time::Instant;

use super::error::Error;
use super::keeper::News;
use super::{Shared, stream, writing};

/// How often a node says how far it is when there is nothing new.
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// How long a would-be writer waits for heads.
const HEADS_WITHIN: Duration = Duration::from_secs(2);
/// How long it waits for the rest once it has heard enough.
const REST_WITHIN: Duration = Duration::from_millis(300);
/// The most bytes of records in one answer, one record beyond it allowed.
const RECORDS_BYTES_MAX: usize = 256 << 10;
/// Time until another try after a failure.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// Whom to wait for when asking for heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hearing {
    /// As many as tell what was acknowledged.
    Enough,
    /// All, for a little longer: the longest ledger is wanted.
    All,
}

/// Tells, hears and answers, on and on.
pub(super) async fn run(shared: &Shared) {
    loop {
        shared.connection.up().await;
        let ended = tokio::select! {
            ended = report(shared) => ended,
            ended = hear(shared) => ended,
            ended = answer_heads(shared) => ended,
            ended = answer_records(shared) => ended,
            ended = join(shared) => ended,
            ended = writing::tell(shared) => ended,
            ended = writing::hear(shared) => ended,
        };
        if let Err(error) = ended {
            tracing::warn!(council = %shared.council, %error, "not in touch with other nodes");
        }
        tokio::time::sleep(RETRY_AFTER).await;
    }
}

fn own(shared: &Shared) -> Report {
    let (place, leaf) = *shared.stored.borrow();
    Report {
        node: shared.settings.node.clone(),
        place,
        leaf,
        counts: shared.joined.counts(),
    }
}

fn to_json<T: serde::Serialize>(value: &T) -> bytes::Bytes {
    let bytes = serde_json::to_vec(value).expect("what nodes tell is what JSON can write");
    bytes.into()
}

/// Waits until this node's ledger counts.
async fn join(shared: &Shared) -> Result<(), Error> {
    while shared.settings.counts() && !shared.joined.counts() {
        let heads = answers(shared, shared.settings.ledgers.len(), Hearing::All).await?;
        let stored = shared.stored.borrow().0;
        let joined = shared.joined.join(&shared.settings, stored, &heads);
        if joined.map_err(Error::nats("note that this ledger counts"))? {
            tracing::info!(council = %shared.council, place = stored, "this ledger counts");
            break;
        }
        tokio::time::sleep(RETRY_AFTER).await;
    }
    std::future::pending().await
}

/// Tells others how far this node's ledger is on disk.
async fn report(shared: &Shared) -> Result<(), Error> {
    if !shared.settings.counts() {
        return std::future::pending().await;
    }
    let subject = exchange::reports(&shared.council);
    let mut stored = shared.stored.clone();
    loop {
        let report = own(shared);
        stored.mark_unchanged();
        if report.counts {
            shared
                .connection
                .client
                .publish(subject.clone(), to_json(&report))
                .await
                .map_err(Error::nats("report how far the ledger is"))?;
        }
        let _ = tokio::time::timeout(REPORT_EVERY, stored.changed()).await;
    }
}

/// Hears how far the others are.
async fn hear(shared: &Shared) -> Result<(), Error> {
    let mut reports = shared
        .connection
        .client
        .subscribe(exchange::reports(&shared.council))
        .await
        .map_err(Error::nats("hear how far others are"))?;
    while let Some(message) = reports.next().await {
        let Ok(report) = serde_json::from_slice::<Report>(&message.payload) else {
            continue;
        };
        shared.ledgers.hear(&report.node);
        if report.node != shared.settings.node
            && shared.news.send(News::Report(report)).await.is_err()
        {
            return Ok(());
        }
    }
    Ok(())
}

async fn answer_heads(shared: &Shared) -> Result<(), Error> {
    if !shared.settings.counts() {
        return std::future::pending().await;
    }
    let client = &shared.connection.client;
    let mut questions = client
        .subscribe(exchange::heads(&shared.council))
        .await
        .map_err(Error::nats("hear questions for heads"))?;
    while let Some(message) = questions.next().await {
        if let Some(reply) = message.reply {
            // What was read from the stream before the question belongs to the
            // answer: whoever asks may publish something else in its place.
            shared.reached().await;
            client
                .publish(reply, to_json(&own(shared)))
                .await
                .map_err(Error::nats("answer a question for heads"))?;
        }
    }
    Ok(())
}

async fn answer_records(shared: &Shared) -> Result<(), Error> {
    let client = &shared.connection.client;
    let mut questions = client
        .subscribe(exchange::records(&shared.council, &shared.settings.node))
        .await
        .map_err(Error::nats("hear questions for records"))?;
    while let Some(message) = questions.next().await {
        let Some(reply) = message.reply else { continue };
        let Ok(wanted) = serde_json::from_slice::<RecordsWanted>(&message.payload) else {
            continue;
        };
        let mut bytes = Vec::new();
        let last = wanted.to.min(shared.stored.borrow().0);
        for place in wanted.from..=last {
            bytes.extend(stream::line_of(&shared.ledger.read_stored(place)?).bytes);
            if bytes.len() >= RECORDS_BYTES_MAX {
                break;
            }
        }
        client
            .publish(reply, bytes.into())
            .await
            .map_err(Error::nats("send records"))?;
    }
    Ok(())
}

/// Asks all ledgers that count how far they are, until enough have answered
/// that one of them has everything that was ever acknowledged. Ours is among
/// them if it counts.
///
/// # Errors
/// [`Error::TooFewLedgers`], [`Error::Nats`].
pub(super) async fn heads(shared: &Shared, hearing: Hearing) -> Result<Vec<Report>, Error> {
    let settings = &shared.settings;
    let mut heads = answers(shared, settings.heads_needed(), hearing).await?;
    heads.retain(|head| head.counts);
    if heads.len() < settings.heads_needed() {
        let heard = |node: &&NodeId| heads.iter().any(|head| head.node == **node);
        let missing = settings.ledgers.iter().filter(|node| !heard(node)).cloned();
        return Err(Error::TooFewLedgers {
            heard: heads.len(),
            needed: settings.heads_needed(),
            missing: missing.collect(),
        });
    }
    Ok(heads)
}

/// Asks all ledgers how far they are: once so many that count have answered, it
/// waits no longer, or only for those that answer soon.
async fn answers(shared: &Shared, enough: usize, hearing: Hearing) -> Result<Vec<Report>, Error> {
    let settings = &shared.settings;
    let client = &shared.connection.client;
    let inbox = client.new_inbox();
    let failed = Error::nats("ask other ledgers how far they are");
    let mut answers = client.subscribe(inbox.clone()).await.map_err(failed)?;
    client
        .publish_with_reply(exchange::heads(&shared.council), inbox, Default::default())
        .await
        .map_err(Error::nats("ask other ledgers how far they are"))?;
    let mut heads = BTreeMap::new();
    if settings.counts() {
        heads.insert(settings.node.clone(), own(shared));
    }
    let mut until = Instant::now() + HEADS_WITHIN;
    let mut hurry = false;
    while heads.len() < settings.ledgers.len() {
        let counting = heads.values().filter(|head: &&Report| head.counts).count();
        if counting >= enough && !hurry {
            if hearing == Hearing::Enough {
                break;
            }
            hurry = true;
            until = until.min(Instant::now() + REST_WITHIN);
        }
        let Ok(Some(message)) = tokio::time::timeout_at(until, answers.next()).await else {
            break;
        };
        let Ok(report) = serde_json::from_slice::<Report>(&message.payload) else {
            continue;
        };
        if settings.ledgers.contains(&report.node) && report.node != settings.node {
            heads.insert(report.node.clone(), report);
        }
    }
    Ok(heads.into_values().collect())
}

/// The leaf that another ledger has at a place.
///
/// # Errors
/// [`Error::Nats`].
pub(super) async fn leaf_of(shared: &Shared, node: &NodeId, place: u64) -> Result<Hash, Error> {
    let wanted = RecordsWanted {
        from: place,
        to: place,
    };
    let message = shared
        .connection
        .client
        .request(exchange::records(&shared.council, node), to_json(&wanted))
        .await
        .map_err(Error::nats("fetch a record from another ledger"))?;
    let line = stream::line(place, message.payload.to_vec())
        .map_err(Error::nats("read a record of another ledger"))?;
    Ok(line.leaf)
}

/// Fetches records that another ledger has and ours does not, checked and
/// chained to `prev`.
///
/// # Errors
/// [`Error::Nats`]; [`Error::Diverged`] when they do not follow what we have.
pub(super) async fn fetch(
    shared: &Shared,
    node: &NodeId,
    mut prev: Hash,
    from: u64,
    to: u64,
) -> Result<Vec<Line>, Error> {
    let mut lines: Vec<Line> = Vec::new();
    let mut next = from;
    while next <= to {
        let wanted = RecordsWanted { from: next, to };
        let message = shared
            .connection
            .client
            .request(exchange::records(&shared.council, node), to_json(&wanted))
            .await
            .map_err(Error::nats("fetch records from another ledger"))?;
        let before = next;
        for bytes in message.payload.split_inclusive(|byte| *byte == b'\n') {
            let line = stream::line(next, bytes.to_vec())
                .map_err(Error::nats("read records of another ledger"))?;
            let follows = prev_of(&line);
            if follows != Some(prev) {
                return Err(Error::Diverged {
                    place: next - 1,
                    ours: hex::encode(prev),
                    theirs: follows.map_or_else(String::new, hex::encode),
                    other: format!("the ledger of node `{node}`"),
                });
            }
            prev = line.leaf;
            next += 1;
            lines.push(line);
        }
        if next == before {
            return Err(Error::Nats {
                action: "fetch records from another ledger",
                reason: format!("node `{node}` sent none from place {next}"),
            });
        }
    }
    Ok(lines)
}

fn prev_of(line: &Line) -> Option<Hash> {
    let body = line.bytes.strip_suffix(b"\n")?;
    match parse_line_unchecked(body) {
        Ok(SegmentLine::Record(record)) => Some(record.head.prev),
        _ => None,
    }
}
