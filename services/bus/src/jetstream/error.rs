//! What can fail between a node and NATS.

use quarterday_proto::id::{CouncilId, NodeId};
use quarterday_proto::subject::ROOT;

use super::connection::chain;
use super::standing::Denied;

/// What can fail between a node and NATS.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection could be made as configured.
    #[error("could not connect to NATS at {servers}: {reason}")]
    Connect {
        /// The addresses that were tried.
        servers: String,
        /// What went wrong.
        reason: String,
    },
    /// The server does not let this user in.
    #[error("NATS at {servers} does not accept the credential: {reason}")]
    Refused {
        /// The addresses that were tried.
        servers: String,
        /// What the server said.
        reason: String,
    },
    /// The server lets this user in, but not do what is needed.
    #[error(
        "could not {action}: NATS does not permit this user to {denied} (deploy/nats/accounts.conf lists what a user needs)"
    )]
    NotPermitted {
        /// What was tried.
        action: &'static str,
        /// What is not permitted.
        denied: Denied,
    },
    /// The server keeps no streams.
    #[error("could not {action}: JetStream is not enabled on the server or for this account")]
    NoJetStream {
        /// What was tried.
        action: &'static str,
    },
    /// A ledger lacks records that its stream has, or has more.
    #[error(
        "the stream has {stream} records and the ledger {ledger}: let the node catch up, then \
         move again"
    )]
    LedgerBehind {
        /// Records in the stream.
        stream: u64,
        /// Records in the ledger.
        ledger: u64,
    },
    /// A credential or certificate cannot be used.
    #[error("the NATS credential {what} cannot be used: {reason}")]
    Credential {
        /// File or variable.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The server is too old to keep what it is told.
    #[error(
        "nats-server {version} is too old: {} or later is needed, because older ones silently \
         ignore settings that keep records safe and are known to have lost data",
        super::connection::SERVER_VERSION_MIN
    )]
    ServerTooOld {
        /// What the server says it is.
        version: String,
    },
    /// There is no such stream and this node may not make it.
    #[error(
        "the stream `{name}` does not exist and this node may not create streams: an operator \
         creates it with `{}`",
        making(council_of(name))
    )]
    NoStream {
        /// Its name.
        name: String,
    },
    /// There is no bucket of leases and this node may not make it.
    #[error(
        "the bucket `{}`, by which nodes agree on who writes, does not exist and this node may \
         not create it: an operator creates it with `{}`, and the nodes go on by themselves",
        super::lease::BUCKET,
        making(council.as_str())
    )]
    NoBucket {
        /// A council that cannot be written to without.
        council: CouncilId,
    },
    /// The servers have no room for another record. It was not stored.
    #[error(
        "the storage of NATS is full ({reason}): an operator makes room on the disk of the \
         servers or raises `max_file_store`"
    )]
    StorageFull {
        /// What the server said.
        reason: String,
    },
    /// The end of the stream is known, and nothing of what it has comes here.
    #[error(
        "the stream has {end} records and delivers none after {place}: the copy that is followed \
         stands still, so it is followed anew, perhaps by another server"
    )]
    NotDelivered {
        /// Last place that came.
        place: u64,
        /// Last place of the stream.
        end: u64,
    },
    /// A stream or consumer is configured so that records could be lost.
    #[error("`{name}` is not configured as it must be: {}", faults.join("; "))]
    Configuration {
        /// Name of the stream, bucket or consumer.
        name: String,
        /// Each difference: what is there and what is needed.
        faults: Vec<String>,
    },
    /// Two histories differ. Nothing is written any more.
    #[error(
        "the histories differ: place {place} is {ours} in the ledger of this node and {theirs} in \
         {other}; nothing was changed (docs/operations.md says how to mend it)"
    )]
    Diverged {
        /// First place known to differ.
        place: u64,
        /// Leaf in our ledger, in hex.
        ours: String,
        /// Leaf of the other, in hex, or what stands there instead.
        theirs: String,
        /// The stream, or a node's ledger.
        other: String,
    },
    /// Two other ledgers, both longer than ours, differ, so that it is not known
    /// what the stream lost. Nothing is written until one of them is mended.
    #[error(
        "the ledgers of the nodes `{one}` and `{other}` differ at place {place}, which the stream \
         lost; nothing was changed (docs/operations.md says how to mend it)"
    )]
    LedgersDiffer {
        /// A place that differs.
        place: u64,
        /// Node with the longest ledger.
        one: NodeId,
        /// Node with another record there.
        other: NodeId,
    },
    /// NATS did not answer, or answered with an error; it may be tried again.
    #[error("could not {action}: {reason}")]
    Nats {
        /// What was tried.
        action: &'static str,
        /// The answer.
        reason: String,
    },
    /// Not enough ledgers answered to know what was acknowledged.
    #[error(
        "{heard} of the {needed} ledgers that are needed answered; missing: {}",
        names(missing)
    )]
    TooFewLedgers {
        /// How many answered, our own among them.
        heard: usize,
        /// How many are needed.
        needed: usize,
        /// Those that did not answer.
        missing: Vec<NodeId>,
    },
    /// The ledger of this node failed.
    #[error(transparent)]
    Ledger(#[from] quarterday_ledger::Error),
    /// Another process runs under the name of this node.
    #[error(
        "another node runs under the name `{node}`: each node has a name of its own \
         (bus.nats.node), and this one ends"
    )]
    NameTaken {
        /// The name.
        node: NodeId,
    },
    /// Nodes run that have the council.
    #[error(
        "{} has this council's ledger and runs: stop all nodes first; nothing was changed",
        node.as_ref().map_or_else(
            || "some node, which does not answer just now,".to_owned(),
            |node| format!("node `{node}`")
        )
    )]
    NodesRun {
        /// One of them, if it answered.
        node: Option<NodeId>,
    },
    /// Settings that make no sense together.
    #[error("{0}")]
    Settings(String),
}

/// What the client says where nobody keeps streams.
const NOBODY_THERE: &str = "requested jetstream resource does not exist";

impl Error {
    /// What the API of streams answered, with its causes.
    pub(crate) fn of_api(action: &'static str, error: &dyn std::error::Error) -> Self {
        let reason = chain(error);
        // Where nobody keeps streams, nobody hears the question.
        let said = reason.to_lowercase();
        if ["no responders", "jetstream not enabled", NOBODY_THERE]
            .iter()
            .any(|words| said.contains(words))
        {
            return Self::NoJetStream { action };
        }
        Self::Nats { action, reason }
    }

    pub(crate) fn nats<E: std::fmt::Display>(action: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Nats {
            action,
            reason: error.to_string(),
        }
    }

    /// Whether a node that begins must stop because of it, rather than try again.
    pub fn is_final_at_start(&self) -> bool {
        self.is_final() || matches!(self, Self::ServerTooOld { .. })
    }

    /// Whether a node that serves must stop because of it, rather than try again.
    /// A server that is too old may be exchanged again: nothing is written to it.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Connect { .. }
            | Self::Refused { .. }
            | Self::NotPermitted { .. }
            | Self::NoJetStream { .. }
            | Self::ServerTooOld { .. }
            | Self::Nats { .. }
            | Self::NoStream { .. }
            | Self::NoBucket { .. }
            | Self::StorageFull { .. }
            | Self::NotDelivered { .. }
            | Self::Configuration { .. }
            | Self::LedgersDiffer { .. }
            | Self::TooFewLedgers { .. } => false,
            Self::Credential { .. }
            | Self::LedgerBehind { .. }
            | Self::NameTaken { .. }
            | Self::NodesRun { .. }
            | Self::Diverged { .. }
            | Self::Ledger(_)
            | Self::Settings(_) => true,
        }
    }
}

/// The command by which an operator makes what a council needs. The file holds
/// the operator's credential, which a node's own configuration should not.
pub fn making(council: &str) -> String {
    format!("quarterday nats create-stream --council {council} --config OPERATOR.toml")
}

/// The council that a stream is named for.
fn council_of(stream: &str) -> &str {
    let id = stream.strip_prefix(ROOT);
    id.and_then(|id| id.strip_prefix('-')).unwrap_or("COUNCIL")
}

fn names(nodes: &[NodeId]) -> String {
    let names: Vec<_> = nodes.iter().map(NodeId::as_str).collect();
    names.join(", ")
}
