//! Why a request was not done.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::answer::RowFault;

/// Why a request was not done (RFC 9457), as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `urn:quarterday:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The name in words, the same for every occurrence.
    pub title: String,
    /// Status of the HTTP answer.
    pub status: u16,
    /// What was refused, where, and what to do.
    pub detail: String,
    /// Stable code: of a rule, for example `QD0007`, or of the API, for example
    /// `malformed`.
    pub code: String,
    /// Stable name, for example `command_id_reused`; the code where that is a
    /// word.
    pub name: String,
    /// Every single fault, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<RowFault>,
    /// How many faults there are beyond those listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub more: Option<u64>,
    /// Names this request in the service's own log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}
