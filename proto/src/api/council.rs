//! Councils, and whether the service is ready.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::council::{Nation, Settings};
use crate::id::{CouncilId, NodeId};

/// The process answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// Always `up`.
    pub status: String,
}

/// Whether requests can be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Readiness {
    /// Whether they can.
    pub ready: bool,
    /// Why not.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// The councils that are open.
    #[serde(default)]
    pub councils: Vec<ReadyCouncil>,
}

/// A council that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadyCouncil {
    /// Its id.
    pub id: CouncilId,
    /// Last place of its log.
    pub place: u64,
    /// The node that writes, on NATS, as far as this node has heard of one lately.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer: Option<NodeId>,
    /// Why this council cannot be asked or changed at this node, where it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The councils that the asker may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilList {
    /// By id.
    pub councils: Vec<CouncilEntry>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
    /// Why there may be others that are not known yet; left out once all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<String>,
}

/// A council in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilEntry {
    /// Its id.
    pub id: CouncilId,
    /// Name as printed; absent until it is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Nation; absent until it is set up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nation: Option<Nation>,
    /// Last place of its log.
    pub place: u64,
    /// Root of the Merkle tree at that place.
    pub root: String,
}

/// Asks for a council to be set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCouncil {
    /// Its id.
    pub id: CouncilId,
    /// Name as printed.
    pub name: String,
    /// Nation.
    pub nation: Nation,
    /// IANA time zone; absent: `Europe/London`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Settings.
    #[serde(default)]
    pub settings: Settings,
}

/// A council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilDetails {
    /// Its id.
    pub id: CouncilId,
    /// Name as printed.
    pub name: String,
    /// Nation.
    pub nation: Nation,
    /// IANA time zone.
    pub zone: String,
    /// Settings.
    pub settings: Settings,
    /// Last place of its log.
    pub place: u64,
    /// When that was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Timestamp>,
    /// Root of the Merkle tree at that place.
    pub root: String,
    /// How much there is.
    pub counts: Counts,
}

/// How much a council has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Plans.
    pub plans: u64,
    /// Items of all plans, ended ones too.
    pub items: u64,
    /// People.
    pub people: u64,
    /// Amendments.
    pub amendments: u64,
    /// Schemes adopted.
    pub schemes: u64,
    /// Tokens that were not revoked.
    pub tokens: u64,
}
