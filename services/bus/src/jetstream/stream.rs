//! The stream of a council: made as it must be, or refused.

use std::time::Duration;

use async_nats::jetstream::stream::{
    Config, DiscardPolicy, Info, RetentionPolicy, StorageType, Stream,
};
use async_nats::jetstream::{self, ErrorCode};
use quarterday_ledger::OwnedRecord;
use quarterday_proto::id::CouncilId;
use quarterday_proto::record::{Hash, Line, SegmentLine, parse_line};
use quarterday_proto::subject::{ROOT, stream_name, wildcard};

use super::connection::Connection;
use super::error::Error;

/// How long the server keeps message ids to know a repetition by. What keeps
/// records from being stored twice is the expected place, not this.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);

/// Key in the metadata of a stream that `quarterday move` has not loaded to its end.
pub(super) const LOADING: &str = "quarterday-loading";

/// The configuration that a council's stream must have.
pub(super) fn wanted(council: &CouncilId, replicas: usize) -> Config {
    Config {
        name: stream_name(council),
        subjects: vec![wildcard(council)],
        description: Some(format!("All that happens in {council}, in order, for ever")),
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        num_replicas: replicas,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        max_message_size: -1,
        max_consumers: -1,
        deny_delete: true,
        deny_purge: true,
        duplicate_window: DUPLICATE_WINDOW,
        ..Config::default()
    }
}

/// In what a stream's configuration could lose or change records.
pub(super) fn faults(found: &Config, council: &CouncilId, replicas: usize) -> Vec<String> {
    let mut faults = Vec::new();
    let mut need = |holds: bool, text: String| {
        if !holds {
            faults.push(text);
        }
    };
    let Config {
        name,
        max_bytes,
        max_messages,
        max_messages_per_subject,
        subjects,
        retention,
        discard,
        max_age,
        max_message_size,
        storage,
        num_replicas,
        no_ack,
        sealed,
        allow_rollup,
        deny_delete,
        deny_purge,
        mirror,
        sources,
        subject_transform,
        persist_mode,
        allow_message_ttl,
        metadata,
        ..
    } = found;
    need(*name == stream_name(council), format!("its name is {name}"));
    let all = wildcard(council);
    need(
        *subjects == [all.clone()],
        format!("it takes {}, not {all}", subjects.join(", ")),
    );
    need(
        matches!(retention, RetentionPolicy::Limits),
        format!("retention is {retention:?}, not limits"),
    );
    for (limit, name) in [
        (*max_bytes, "max_bytes"),
        (*max_messages, "max_msgs"),
        (*max_messages_per_subject, "max_msgs_per_subject"),
        (i64::from(*max_message_size), "max_msg_size"),
    ] {
        need(limit <= 0, format!("{name} is {limit}, not unlimited"));
    }
    // Without a limit nothing is discarded; with one this says what becomes of it.
    let is_limited = [*max_bytes, *max_messages].iter().any(|limit| *limit > 0);
    need(
        !is_limited || *discard == DiscardPolicy::New,
        "discard is old, so what the limit leaves no room for is deleted".to_owned(),
    );
    need(
        max_age.is_zero(),
        format!("max_age is {max_age:?}, not unlimited"),
    );
    need(
        matches!(storage, StorageType::File),
        "it is kept in memory, not in files".to_owned(),
    );
    need(
        *num_replicas >= replicas,
        format!("it has {num_replicas} replicas, not {replicas}"),
    );
    need(!no_ack, "it does not acknowledge (no_ack)".to_owned());
    need(
        !sealed,
        "it is sealed, as a council that moved away leaves it: an operator deletes it with \
         `quarterday nats delete-stream` before the council moves in again"
            .to_owned(),
    );
    need(
        !metadata.contains_key(LOADING),
        "a council is being moved into it, or the move was ended before it was done: then \
         `quarterday move` is run again"
            .to_owned(),
    );
    need(
        !allow_rollup,
        "it allows roll-ups (allow_rollup_hdrs)".to_owned(),
    );
    need(
        *deny_delete,
        "it allows deleting messages (deny_delete is off)".to_owned(),
    );
    need(
        *deny_purge,
        "it allows purging (deny_purge is off)".to_owned(),
    );
    need(
        mirror.is_none() && sources.as_ref().is_none_or(Vec::is_empty),
        "it copies from other streams".to_owned(),
    );
    need(
        subject_transform.is_none(),
        "it changes subjects (subject_transform)".to_owned(),
    );
    need(
        persist_mode
            .as_ref()
            .is_none_or(|mode| matches!(mode, jetstream::stream::PersistenceMode::Default)),
        "it is written behind (persist_mode async)".to_owned(),
    );
    need(
        !allow_message_ttl,
        "messages may expire (allow_msg_ttl)".to_owned(),
    );
    faults
}

/// Gets a council's stream, makes it if there is none and that is allowed, and
/// reads its configuration back.
///
/// # Errors
/// [`Error::NoStream`], [`Error::Configuration`], [`Error::NoJetStream`],
/// [`Error::Nats`].
pub(super) async fn open(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
    may_create: bool,
) -> Result<Stream, Error> {
    let name = stream_name(council);
    let stream = match connection.context.get_stream(&name).await {
        Ok(stream) => stream,
        Err(error) if is_missing(&error) && may_create => {
            create(connection, council, replicas).await?;
            connection
                .context
                .get_stream(&name)
                .await
                .map_err(Error::nats("read the stream that was just made"))?
        }
        Err(error) if is_missing(&error) => return Err(Error::NoStream { name }),
        Err(error) => {
            return Err(Error::of_api("look for the council's stream", &error));
        }
    };
    check(stream.cached_info(), council, replicas)?;
    Ok(stream)
}

/// Refuses a stream that could lose or change records.
///
/// # Errors
/// [`Error::Configuration`] names each fault.
pub(super) fn check(info: &Info, council: &CouncilId, replicas: usize) -> Result<(), Error> {
    let faults = faults(&info.config, council, replicas);
    if faults.is_empty() {
        return Ok(());
    }
    let name = stream_name(council);
    Err(Error::Configuration { name, faults })
}

async fn create(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
) -> Result<(), Error> {
    let created = connection
        .context
        .create_stream(wanted(council, replicas))
        .await;
    match created {
        Ok(_) => {
            tracing::info!(%council, replicas, "made the council's stream");
            Ok(())
        }
        Err(error) => Err(Error::of_api("make the council's stream", &error)),
    }
}

pub(super) fn is_missing(error: &jetstream::context::GetStreamError) -> bool {
    match error.kind() {
        jetstream::context::GetStreamErrorKind::JetStream(error) => {
            error.error_code() == ErrorCode::STREAM_NOT_FOUND
        }
        _ => false,
    }
}

/// The councils that have a stream.
///
/// # Errors
/// As a stream is opened with; [`Error::Connect`] and [`Error::Refused`] without
/// a connection.
pub async fn councils(connection: &Connection, within: Duration) -> Result<Vec<CouncilId>, Error> {
    connection.check()?;
    let listed = async {
        let listed = tokio::time::timeout(within, listed(connection)).await;
        listed.unwrap_or_else(|_| {
            Err(Error::Nats {
                action: LIST,
                reason: format!("no answer within {} s", within.as_secs()),
            })
        })
    };
    connection.asked(None, listed).await
}

const LIST: &str = "list the streams";

async fn listed(connection: &Connection) -> Result<Vec<CouncilId>, Error> {
    use futures_util::TryStreamExt as _;
    let prefix = format!("{ROOT}-");
    let mut councils = Vec::new();
    let mut names = connection.context.stream_names();
    while let Some(name) = names
        .try_next()
        .await
        .map_err(|error| Error::of_api(LIST, &error))?
    {
        let id = name.strip_prefix(&prefix).and_then(|id| id.parse().ok());
        councils.extend(id);
    }
    councils.sort();
    Ok(councils)
}

/// Whether a council has a stream, which then is as it must be.
///
/// # Errors
/// [`Error::Configuration`] where it is not; as a stream is opened with.
pub async fn is_fit(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
) -> Result<bool, Error> {
    connection.check()?;
    let opened = connection.asked(Some(council), open(connection, council, replicas, false));
    match opened.await {
        Ok(_) => Ok(true),
        Err(Error::NoStream { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Reads the stream's state from its leader.
///
/// # Errors
/// [`Error::Nats`].
pub(super) async fn info(stream: &Stream) -> Result<Info, Error> {
    stream
        .get_info()
        .await
        .map_err(Error::nats("read the stream's state"))
}

/// Who leads the stream; empty without a cluster.
pub(super) fn leader(info: &Info) -> String {
    let leader = info
        .cluster
        .as_ref()
        .and_then(|cluster| cluster.leader.clone());
    leader.unwrap_or_default()
}

/// The leaf of the record at a place of the stream; `None` if there is no
/// record of ours.
///
/// # Errors
/// [`Error::Nats`].
pub(super) async fn leaf_at(stream: &Stream, place: u64) -> Result<Option<Hash>, Error> {
    let message = stream
        .get_raw_message(place)
        .await
        .map_err(Error::nats("read a record of the stream"))?;
    Ok(line(place, message.payload.to_vec())
        .map(|line| line.leaf)
        .ok())
}

/// Checks what came from the wire and makes it a line of the log.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn line(place: u64, bytes: Vec<u8>) -> Result<Line, String> {
    let body = bytes
        .strip_suffix(b"\n")
        .ok_or_else(|| "it does not end with a newline".to_owned())?;
    let record = match parse_line(body) {
        Ok(SegmentLine::Record(record)) => record,
        Ok(SegmentLine::Marker { .. }) => return Err("it is a marker".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    record.check_digest().map_err(|error| error.to_string())?;
    if record.head.place != place {
        return Err(format!("it says that it is place {}", record.head.place));
    }
    let leaf = record.leaf();
    Ok(Line { place, leaf, bytes })
}

/// A stored record as a line to send.
pub(super) fn line_of(record: &OwnedRecord) -> Line {
    let mut bytes = record.line().to_vec();
    bytes.push(b'\n');
    let record = record.record();
    Line {
        place: record.head.place,
        leaf: record.leaf(),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_lose_records_is_named() {
        let council: CouncilId = "rochdale".parse().unwrap();
        assert!(faults(&wanted(&council, 3), &council, 3).is_empty());
        let check = |change: fn(&mut Config), expected: &str| {
            let mut config = wanted(&council, 3);
            change(&mut config);
            let faults = faults(&config, &council, 3);
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].contains(expected), "{faults:?}");
        };
        check(|config| config.max_bytes = 1 << 30, "max_bytes");
        check(|config| config.max_messages = 1000, "max_msgs");
        check(
            |config| config.max_messages_per_subject = 1,
            "max_msgs_per_subject",
        );
        check(|config| config.max_age = Duration::from_secs(60), "max_age");
        check(|config| config.storage = StorageType::Memory, "memory");
        check(|config| config.num_replicas = 1, "replicas");
        check(|config| config.deny_delete = false, "deny_delete");
        check(|config| config.deny_purge = false, "deny_purge");
        check(|config| config.allow_rollup = true, "roll-ups");
        check(|config| config.no_ack = true, "no_ack");
        check(
            |config| {
                let mark = (LOADING.to_owned(), "true".to_owned());
                config.metadata.extend([mark]);
            },
            "run again",
        );
        let limited = Config {
            max_bytes: 1 << 30,
            discard: DiscardPolicy::Old,
            ..wanted(&council, 3)
        };
        let both = faults(&limited, &council, 3).join("; ");
        assert!(both.contains("max_bytes") && both.contains("discard is old"));
        check(|config| config.sealed = true, "sealed");
        check(|config| config.subjects = vec!["qd.>".to_owned()], "qd.>");
        check(
            |config| config.retention = RetentionPolicy::WorkQueue,
            "retention",
        );
    }
}
