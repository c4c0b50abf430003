//! What the nodes of a cluster tell and ask each other over NATS, beside the
//! records themselves. All payloads are JSON, but for records, which are lines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::{Accepted, Rejection};
use crate::id::{CouncilId, NodeId};
use crate::record::Hash;

/// First token of every subject between nodes.
pub const ROOT: &str = "qdx";

/// How far a node's ledger is on disk, and with what: told after each sync and
/// about once a second, and answered to a question for heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Whose ledger.
    pub node: NodeId,
    /// Last place that is on its disk; 0 for an empty ledger.
    pub place: u64,
    /// Leaf of the record there, in hex; zeros for an empty ledger.
    #[serde(with = "leaf")]
    #[schemars(with = "String")]
    pub leaf: Hash,
    /// Whether this ledger counts: a new or emptied one does only once it has
    /// been as far as enough others, for it may have held records that it no
    /// longer knows of.
    pub counts: bool,
}

/// A request for records that the stream may have lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordsWanted {
    /// First place.
    pub from: u64,
    /// Last place.
    pub to: u64,
}

/// A process that runs under a node's name: its question whether another does,
/// and the answer of one that does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// A text of chance, another for each process.
    pub instance: String,
}

/// That a node is the writer: told when it becomes so and about once a second. A
/// command that was sent on before the term changed, or to a writer that is not
/// heard any more, is sent again with the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Writing {
    /// The writer.
    pub node: NodeId,
    /// A text of its own for each time that a node became the writer.
    pub term: String,
    /// How often it told so since it runs.
    #[serde(default)]
    pub times: u64,
    /// Whether it waits for room in the storage of NATS.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nats_is_full: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What the writer answers to a forwarded command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Stored and acknowledged.
    Accepted(Accepted),
    /// Refused by a rule.
    Rejected(Rejection),
    /// Too much is waiting: come back after so many seconds.
    Busy {
        /// Seconds.
        retry_after_seconds: u32,
    },
    /// One of its events is too large for a record.
    TooLarge {
        /// Name of the event.
        event: String,
        /// Its size as JSON, in bytes.
        bytes: usize,
        /// The most there may be.
        max: usize,
    },
    /// The writer's disk is full; nothing was stored.
    DiskFull,
    /// The storage of NATS is full; nothing was stored.
    NatsFull,
    /// Not known, or not the writer any more: send it again, with the same id.
    Again,
}

/// Where nodes tell how far they are.
pub fn reports(council: &CouncilId) -> String {
    format!("{ROOT}.{council}.report")
}

/// Where all nodes are asked how far they are.
pub fn heads(council: &CouncilId) -> String {
    format!("{ROOT}.{council}.heads")
}

/// Where one node is asked for records.
pub fn records(council: &CouncilId, node: &NodeId) -> String {
    format!("{ROOT}.{council}.records.{node}")
}

/// Where whoever runs under a node's name is asked for it.
pub fn name(council: &CouncilId, node: &NodeId) -> String {
    format!("{ROOT}.{council}.name.{node}")
}

/// Where the writer tells that it is.
pub fn writing(council: &CouncilId) -> String {
    format!("{ROOT}.{council}.writing")
}

/// Where the writer takes commands that others forward.
pub fn commands(council: &CouncilId) -> String {
    format!("{ROOT}.{council}.command")
}

/// Header of a command that comes in parts: an id of the sending.
pub const UPLOAD: &str = "Qd-Upload";
/// Header of a forwarded command: `<times> <term>` of the [`Writing`] that its sender
/// heard last. A writer of another term, or that told so several times since, has
/// the sender send it again.
pub const WRITER: &str = "Qd-Writer";
/// Header of a part: its number from 1, a slash, and how many there are.
pub const PART: &str = "Qd-Part";

mod leaf {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::record::Hash;

    pub(super) fn serialize<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&text, &mut hash).map_err(serde::de::Error::custom)?;
        Ok(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back() {
        let report = Report {
            node: "a".parse().unwrap(),
            place: 7,
            leaf: [3; 32],
            counts: true,
        };
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(
            text,
            format!(
                r#"{{"node":"a","place":7,"leaf":"{}","counts":true}}"#,
                "03".repeat(32)
            )
        );
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }

    #[test]
    fn subjects_are_of_one_council() {
        let council = "rochdale".parse().unwrap();
        assert_eq!(reports(&council), "qdx.rochdale.report");
        assert_eq!(heads(&council), "qdx.rochdale.heads");
        assert_eq!(commands(&council), "qdx.rochdale.command");
        assert_eq!(writing(&council), "qdx.rochdale.writing");
        let node = "a".parse().unwrap();
        assert_eq!(records(&council, &node), "qdx.rochdale.records.a");
        assert_eq!(name(&council, &node), "qdx.rochdale.name.a");
    }
}
