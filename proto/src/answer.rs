//! What is answered to a command.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A command was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// Place of the commit; the head of the log where nothing had to change.
    pub place: u64,
    /// When it was recorded; absent where nothing had to change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Timestamp>,
    /// How many events it made.
    pub events: u32,
    /// What the sender should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Whether this is the answer to an earlier sending of the same command.
    #[serde(default)]
    pub repeated: bool,
}

/// A command was refused by a rule. Nothing was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rejection {
    /// Stable code, for example `QD0007`.
    pub code: String,
    /// Stable name, for example `command_id_reused`.
    pub name: String,
    /// What was refused, where, and what to do.
    pub detail: String,
    /// Every single fault, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RowFault>,
}

/// A fault of one row of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowFault {
    /// Name of the sheet or file.
    pub sheet: String,
    /// Row number as a spreadsheet shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Stable code of the fault.
    pub code: String,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.code, self.name, self.detail)
    }
}

impl std::error::Error for Rejection {}
