//! The audit trail and the feed.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::id::{ActorId, CommandId};

/// A page of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trail {
    /// Commits, in the order asked for.
    pub entries: Vec<AuditEntry>,
    /// Whether there may be more.
    pub more: bool,
    /// Where to go on: `before` of the next request, in either order; `after` of
    /// that for a trace.
    pub next: Option<u64>,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuditEntry {
    /// Its place in the log. A commit in several records stands at the last.
    pub place: u64,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Subject of its first event.
    pub subject: String,
    /// What the subject is called now, as the audit trail may be asked for it:
    /// `resources-2020-21/R12`; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Who did it.
    pub actor: ActorId,
    /// The command that did it.
    pub command: CommandId,
    /// Place of the commit that caused it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// Name of its first event.
    #[serde(rename = "type")]
    pub kind: String,
    /// Names of all its events, each once.
    pub types: Vec<String>,
    /// Its events: those about what was asked for, where a subject was.
    pub events: Vec<Event>,
    /// How many events it has, those not listed too.
    pub events_total: u64,
    /// What the sender was told.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Leaf hash of its record.
    pub leaf: String,
    /// Whether its data was redacted.
    pub redacted: bool,
}

/// An entry of the feed, the `data` of a server-sent event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedEntry {
    /// Its place in the log.
    pub place: u64,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Subject of its first event.
    pub subject: String,
    /// Who did it.
    pub actor: ActorId,
    /// Its events; none once redacted.
    pub events: Vec<Event>,
}
