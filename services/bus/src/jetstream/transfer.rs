//! A council from the embedded bus to NATS and back. The ledger stays as it is,
//! and so does every place, leaf and root.

use std::time::Duration;

use async_nats::StatusCode;
use async_nats::jetstream::stream::{Config, Stream};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};
use quarterday_ledger::{Ledger, tree};
use quarterday_proto::exchange::{self, Report};
use quarterday_proto::id::CouncilId;
use quarterday_proto::record::{Hash, PREV_OF_FIRST};
use quarterday_proto::subject::stream_name;
use tokio::time::Instant;

use super::connection::{Connection, chain};
use super::error::Error;
use super::operating::find;
use super::publish::publish_all;
use super::{lease, stream};

/// How long nodes that run have to say so.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// Records read from the ledger at a time.
const RECORDS_AT_A_TIME: u64 = 4096;

/// What a move ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Records that were published; those that the stream had already are not
    /// counted.
    pub published: u64,
    /// Last place of the stream and of the ledger.
    pub place: u64,
    /// Merkle root over the records as read back from the stream.
    pub root: Hash,
}

/// Makes a council's stream and the bucket of leases, or checks those that are
/// there. An operator's act.
///
/// # Errors
/// [`Error::Nats`], [`Error::Configuration`].
pub async fn create_stream(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
) -> Result<(), Error> {
    let making = async {
        stream::open(connection, council, replicas, true).await?;
        lease::remove_if_in_memory(connection).await?;
        lease::bucket(connection, council, replicas, true).await?;
        Ok(())
    };
    connection.asked(Some(council), making).await
}

/// Publishes a ledger that no process writes into its council's stream, which is
/// made if it is not there, and reads all of it back. Can be run again after a
/// failure: what is there already must be the same.
///
/// # Errors
/// [`Error::NodesRun`]; [`Error::Diverged`] when the stream holds something else.
pub async fn move_in(
    connection: &Connection,
    council: &CouncilId,
    ledger: &Ledger,
    replicas: usize,
) -> Result<Moved, Error> {
    let moving = publish_ledger(connection, council, ledger, replicas);
    connection.asked(Some(council), moving).await
}

async fn publish_ledger(
    connection: &Connection,
    council: &CouncilId,
    ledger: &Ledger,
    replicas: usize,
) -> Result<Moved, Error> {
    let head = ledger.head();
    nobody_has_it(connection, council).await?;
    let stream = open_for_loading(connection, council, replicas, head.place).await?;
    // From now on none writes that had nothing; one may have begun to just before.
    if let Err(error) = nobody_has_it(connection, council).await {
        mark(connection, stream::info(&stream).await?.config, false).await?;
        return Err(error);
    }
    lease::remove_if_in_memory(connection).await?;
    lease::bucket(connection, council, replicas, true).await?;
    let last = stream::info(&stream).await?.state.last_sequence;
    let mut from = last + 1;
    while from <= head.place {
        let to = head.place.min(from + RECORDS_AT_A_TIME - 1);
        let lines = (from..=to).map(|place| Ok(stream::line_of(&ledger.read(place)?)));
        let lines = lines.collect::<Result<Vec<_>, quarterday_ledger::Error>>()?;
        publish_all(connection, council, lines).await?;
        from = to + 1;
    }
    let root = read_back(connection, &stream, ledger).await?;
    let loaded = stream::info(&stream).await?.config;
    mark(connection, loaded, false).await?;
    stream::open(connection, council, replicas, false).await?;
    Ok(Moved {
        published: head.place.saturating_sub(last),
        place: head.place,
        root,
    })
}

/// Gets or makes a council's stream, marked as not loaded yet if it has less than a
/// place. Nodes that find it leave it alone until then: one that took the beginning
/// for all that there is would write after it.
async fn open_for_loading(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
    place: u64,
) -> Result<Stream, Error> {
    let name = stream_name(council);
    let found = match connection.context.get_stream(&name).await {
        Ok(found) => found,
        Err(error) if stream::is_missing(&error) => {
            let config = marked(stream::wanted(council, replicas), true);
            let made = connection.context.create_stream(config).await;
            return made.map_err(|error| Error::of_api("make the council's stream", &error));
        }
        Err(error) => return Err(Error::of_api("find the council's stream", &error)),
    };
    let info = stream::info(&found).await?;
    let config = marked(info.config.clone(), false);
    let faults = stream::faults(&config, council, replicas);
    if !faults.is_empty() {
        return Err(Error::Configuration { name, faults });
    }
    if info.state.last_sequence < place {
        mark(connection, config, true).await?;
    }
    Ok(found)
}

/// A stream's configuration with or without the mark of one that is being loaded.
fn marked(mut config: Config, is_loading: bool) -> Config {
    // What the server notes there itself it does not take back.
    config.metadata.retain(|key, _| !key.starts_with("_nats"));
    config.metadata.remove(stream::LOADING);
    if is_loading {
        let mark = (stream::LOADING.to_owned(), "true".to_owned());
        config.metadata.extend([mark]);
    }
    config
}

async fn mark(connection: &Connection, config: Config, is_loading: bool) -> Result<(), Error> {
    if config.metadata.contains_key(stream::LOADING) == is_loading {
        return Ok(());
    }
    let updated = connection.context.update_stream(marked(config, is_loading));
    let updated = updated.await.map(drop);
    updated.map_err(|error| Error::of_api("mark how far the council's stream is", &error))
}

/// Refuses while a node runs whose ledger has something of the council.
async fn nobody_has_it(connection: &Connection, council: &CouncilId) -> Result<(), Error> {
    let action = "ask whether nodes run";
    let client = &connection.client;
    let inbox = client.new_inbox();
    let answers = client.subscribe(inbox.clone()).await;
    let mut answers = answers.map_err(Error::nats(action))?;
    let asked = client.publish_with_reply(exchange::heads(council), inbox, Bytes::new());
    asked.await.map_err(Error::nats(action))?;
    let until = Instant::now() + ANSWER_WITHIN;
    let mut is_answered = false;
    while let Ok(Some(answer)) = tokio::time::timeout_at(until, answers.next()).await {
        if answer.status == Some(StatusCode::NO_RESPONDERS) {
            return Ok(());
        }
        is_answered = true;
        let report = serde_json::from_slice::<Report>(&answer.payload).ok();
        let node = report.as_ref().map(|report| report.node.clone());
        if report.is_none_or(|report| report.place > 0) {
            return Err(Error::NodesRun { node });
        }
    }
    // Else somebody hears the question, and is perhaps paused.
    is_answered
        .then_some(())
        .ok_or(Error::NodesRun { node: None })
}

/// Makes sure that a ledger has all of its council's stream, and seals the
/// stream so that no node writes it any more.
///
/// # Errors
/// [`Error::NodesRun`]; [`Error::Diverged`]; [`Error::LedgerBehind`] when the ledger
/// lacks records.
pub async fn move_out(
    connection: &Connection,
    council: &CouncilId,
    ledger: &Ledger,
) -> Result<Moved, Error> {
    let moving = seal(connection, council, ledger);
    connection.asked(Some(council), moving).await
}

async fn seal(
    connection: &Connection,
    council: &CouncilId,
    ledger: &Ledger,
) -> Result<Moved, Error> {
    let failed = |action| move |error: &dyn std::error::Error| Error::of_api(action, error);
    nobody_has_it(connection, council).await?;
    let stream = find(connection, council).await?;
    let mut config = stream.cached_info().config.clone();
    if !config.sealed {
        config.sealed = true;
        // A sealed stream takes nothing, so these no longer matter to it.
        config.discard = async_nats::jetstream::stream::DiscardPolicy::New;
        connection
            .context
            .update_stream(config)
            .await
            .map_err(|error| failed("seal the council's stream")(&error))?;
    }
    let root = read_back(connection, &stream, ledger).await?;
    Ok(Moved {
        published: 0,
        place: ledger.head().place,
        root,
    })
}

/// Reads all of a stream and holds it against a ledger; the root of what was
/// read.
async fn read_back(
    connection: &Connection,
    stream: &async_nats::jetstream::stream::Stream,
    ledger: &Ledger,
) -> Result<Hash, Error> {
    use async_nats::jetstream::consumer::push::OrderedConfig;
    let head = ledger.head();
    let last = stream::info(stream).await?.state.last_sequence;
    if last != head.place {
        return Err(Error::LedgerBehind {
            stream: last,
            ledger: head.place,
        });
    }
    let failed = |error: &dyn std::error::Error| Error::Nats {
        action: "read the stream back",
        reason: chain(error),
    };
    let consumer = stream
        .create_consumer(OrderedConfig {
            deliver_subject: connection.client.new_inbox(),
            ..OrderedConfig::default()
        })
        .await
        .map_err(|error| failed(&error))?;
    let messages = consumer.messages().await.map_err(|error| failed(&error))?;
    let mut messages = messages.take(usize::try_from(last).unwrap_or(usize::MAX));
    let mut leaves: Vec<Hash> = Vec::new();
    while let Some(message) = messages.try_next().await.map_err(|error| failed(&error))? {
        let place = leaves.len() as u64 + 1;
        let line = stream::line(place, message.payload.to_vec());
        let line = line.map_err(|reason| Error::Diverged {
            place,
            ours: "a record".to_owned(),
            theirs: reason,
            other: "the stream".to_owned(),
        })?;
        leaves.push(line.leaf);
    }
    let root = tree::root_of(&leaves);
    if root != head.root {
        let ours = hex::encode(head.leaf);
        return Err(Error::Diverged {
            place: head.place,
            ours,
            theirs: hex::encode(leaves.last().unwrap_or(&PREV_OF_FIRST)),
            other: "the stream".to_owned(),
        });
    }
    Ok(root)
}
