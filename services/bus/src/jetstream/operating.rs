//! What an operator sees and does of a council's stream, to mend it.

use async_nats::jetstream::stream::{Info, Stream};
use quarterday_proto::id::CouncilId;
use quarterday_proto::subject::stream_name;

use super::connection::Connection;
use super::error::Error;
use super::stream;

/// What NATS has of a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSeen {
    /// Name of the stream.
    pub name: String,
    /// Records in it.
    pub records: u64,
    /// Their bytes as the servers count them.
    pub bytes: u64,
    /// First place; 1 unless somebody deleted some.
    pub first: u64,
    /// Last place.
    pub last: u64,
    /// Leaf of the last record in hex, to be held against ledgers.
    pub last_leaf: Option<String>,
    /// Each copy of it; none where there is no cluster.
    pub copies: Vec<CopySeen>,
    /// In what it could lose or change records.
    pub faults: Vec<String>,
}

/// One copy of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySeen {
    /// The server that keeps it.
    pub server: String,
    /// How it is, in words.
    pub state: String,
}

/// Looks at a council's stream.
///
/// # Errors
/// [`Error::NoStream`]; as a stream is opened with.
pub async fn look_at_stream(
    connection: &Connection,
    council: &CouncilId,
    replicas: usize,
) -> Result<StreamSeen, Error> {
    let looking = async {
        let stream = find(connection, council).await?;
        let info = stream::info(&stream).await?;
        let last = info.state.last_sequence;
        let leaf = match info.state.messages {
            0 => None,
            _ => stream::leaf_at(&stream, last).await?,
        };
        Ok(StreamSeen {
            name: stream_name(council),
            records: info.state.messages,
            bytes: info.state.bytes,
            first: info.state.first_sequence,
            last,
            last_leaf: leaf.map(hex::encode),
            copies: copies(&info),
            faults: stream::faults(&info.config, council, replicas),
        })
    };
    connection.asked(Some(council), looking).await
}

/// Deletes a council's stream; how many records it had.
///
/// # Errors
/// [`Error::NoStream`], [`Error::NotPermitted`]; as a stream is opened with.
pub async fn delete_stream(connection: &Connection, council: &CouncilId) -> Result<u64, Error> {
    let deleting = async {
        let stream = find(connection, council).await?;
        let records = stream.cached_info().state.messages;
        let deleted = connection.context.delete_stream(stream_name(council)).await;
        deleted.map_err(|error| Error::of_api("delete the council's stream", &error))?;
        Ok(records)
    };
    connection.asked(Some(council), deleting).await
}

/// Gets a council's stream however it is configured.
pub(super) async fn find(connection: &Connection, council: &CouncilId) -> Result<Stream, Error> {
    let name = stream_name(council);
    let found = connection.context.get_stream(&name).await;
    found.map_err(|error| {
        if stream::is_missing(&error) {
            Error::NoStream { name }
        } else {
            Error::of_api("find the council's stream", &error)
        }
    })
}

fn copies(info: &Info) -> Vec<CopySeen> {
    let Some(cluster) = &info.cluster else {
        return Vec::new();
    };
    let leader = cluster.leader.iter().map(|server| CopySeen {
        server: server.clone(),
        state: "leads".to_owned(),
    });
    let others = cluster.replicas.iter().map(|peer| {
        let state = match (peer.offline, peer.current) {
            (true, _) => "away".to_owned(),
            (false, true) => "current".to_owned(),
            (false, false) => {
                let lag = peer.lag.unwrap_or(0);
                format!("not current, {lag} behind: restart that server if it stays so")
            }
        };
        CopySeen {
            server: peer.name.clone(),
            state,
        }
    });
    leader.chain(others).collect()
}
