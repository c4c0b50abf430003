//! Events of a plan's quarters.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Event;
use crate::id::{ItemId, PlanId};
use crate::position::Position;
use crate::quarter::Quarter;
use crate::restated::StatusChange;

/// See [`Event::QuarterOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterOpened {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Last day for answers, where one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_due: Option<Date>,
}

/// See [`Event::QuarterClosed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterClosed {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of this closing, from 1; a reopened quarter's next is 2.
    pub closing: u32,
    /// The place that the positions are frozen at.
    pub frozen_at: u64,
    /// The officer's reason for closing with unanswered items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The items without an answer for the quarter.
    pub unanswered: Vec<ItemId>,
    /// SHA-256 in hex over the facts that went into the positions.
    pub inputs: String,
}

/// See [`Event::PositionFrozen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionFrozen {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// The closing that froze it.
    pub closing: u32,
    /// The restatement that froze it, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restatement: Option<u32>,
    /// The position, read from here ever after. The places behind its parts
    /// are those of its items and not written twice.
    pub position: Box<Position>,
}

/// See [`Event::QuarterReopened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterReopened {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Why.
    pub reason: String,
}

/// See [`Event::QuarterPublished`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterPublished {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// The closing that was published.
    pub closing: u32,
    /// Day of publication.
    pub on: Date,
    /// The meeting's or agenda's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// See [`Event::QuarterRestated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterRestated {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of this restatement of the quarter, from 1.
    pub restatement: u32,
    /// Why.
    pub reason: String,
    /// The place that it is known at.
    pub known_at: u64,
    /// The items of which something printed changes.
    pub changes: Vec<StatusChange>,
}
