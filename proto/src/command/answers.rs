//! Answers of several items at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Exactly, exactly};
use crate::item::Observation;

/// See [`Command::SubmitAnswers`](super::Command::SubmitAnswers).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitAnswers {
    /// The answers, each item once.
    pub answers: Vec<SubmittedAnswer>,
}

/// One answer of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmittedAnswer {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Address of the owner, where an officer enters for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_for: Option<String>,
    /// The place up to which the sender knew the item's answers: refused as
    /// stale if another was given since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<u64>,
    /// The facts.
    #[serde(deserialize_with = "exactly")]
    #[schemars(with = "Exactly<Observation>")]
    pub observation: Observation,
}
