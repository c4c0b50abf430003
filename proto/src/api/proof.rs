//! Records, proofs and verification.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::Data;
use crate::id::{ActorId, CommandId};

/// A record as it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordView {
    /// Its place.
    pub place: u64,
    /// The exact line, without its newline. Hashes are over these bytes.
    pub line: String,
    /// The head, read.
    pub head: RecordHead,
    /// Leaf hash of the head.
    pub leaf: String,
    /// The data, read; null once redacted.
    pub data: Option<Data>,
}

/// The head of a record, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordHead {
    /// Its place.
    pub place: u64,
    /// Leaf hash of the record before.
    pub prev: String,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Subject of its first event.
    pub subject: String,
    /// Name of its first event.
    #[serde(rename = "type")]
    pub kind: String,
    /// Who did it.
    pub actor: ActorId,
    /// The command that did it.
    pub command: CommandId,
    /// Place of the commit that caused it, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<u64>,
    /// `SHA-256(salt || data)`.
    pub digest: String,
}

/// Proves offline that a record is in the log: the leaf is
/// `SHA-256(0x00 || head)`, the path leads from it to the root (RFC 9162,
/// section 2.1.3.2), and the checkpoint signs that root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InclusionProof {
    /// Place of the record, from 1.
    pub place: u64,
    /// Index of the leaf, from 0.
    pub index: u64,
    /// Leaves in the tree that is proved.
    pub size: u64,
    /// Leaf hash.
    pub leaf: String,
    /// The exact bytes of the head.
    pub head: String,
    /// Hashes from the leaf to the root.
    pub path: Vec<String>,
    /// Root of the tree of that size.
    pub root: String,
    /// Signed note (C2SP tlog-checkpoint) over that size and root.
    pub checkpoint: String,
    /// Key that the note is signed by; compare it with one had from elsewhere.
    pub verifier_key: String,
}

/// Proves that a tree is a prefix of a later one (RFC 9162, section 2.1.4.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConsistencyProof {
    /// Smaller size.
    pub from: u64,
    /// Larger size.
    pub to: u64,
    /// The hashes.
    pub path: Vec<String>,
    /// Roots of the smaller and the larger tree.
    pub roots: Vec<String>,
}

/// What a verification of every byte of a log found in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// Records, all intact.
    pub places: u64,
    /// Root of the tree over them.
    pub root: String,
    /// Markers, each naming the right root.
    pub markers: u64,
    /// Last place that a marker vouches for.
    pub marked: u64,
    /// Segment files.
    pub segments: u64,
    /// Bytes of a write under way.
    pub tail_bytes: u64,
}
