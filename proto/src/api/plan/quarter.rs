//! Quarters of a plan.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::word_enum;
use crate::position::{Position, QuarterState};
use crate::quarter::Quarter;
use crate::restated::StatusChange;

/// A quarter of a plan, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterSummary {
    /// Which quarter.
    pub quarter: Quarter,
    /// Where it stands.
    pub state: QuarterState,
    /// Number of the last closing; 0 before the first.
    pub closing: u32,
    /// Last day for answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_due: Option<Date>,
    /// Place of the closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<u64>,
    /// Why it was closed with unanswered items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// References of the items without an answer: now where open, else at the
    /// closing.
    pub unanswered: Vec<String>,
    /// How often it was restated.
    pub restatements: u32,
    /// How many observations since the closing bear on it.
    pub candidates: u32,
}

/// A quarter of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterView {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// First day.
    pub first_day: Date,
    /// Last day.
    pub last_day: Date,
    /// Where it stands.
    pub state: QuarterState,
    /// Number of the last closing; 0 before the first.
    pub closing: u32,
    /// Last day for answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_due: Option<Date>,
    /// Place that its positions are frozen at; absent while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_at: Option<u64>,
    /// Place of the closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<u64>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Timestamp>,
    /// Why it was closed with unanswered items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// References of the items without an answer: now where open, else at the
    /// closing.
    pub unanswered: Vec<String>,
    /// Restatements since publication, oldest first.
    pub restatements: Vec<RestatementView>,
    /// Places of observations that bear on it since it was closed.
    pub candidates: Vec<u64>,
    /// Place of the last change; the entity tag of the answer.
    pub changed_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}

/// A restatement of a published quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RestatementView {
    /// Its number, from 1.
    pub restatement: u32,
    /// Why.
    pub reason: String,
    /// The place that it is known at.
    pub known_at: u64,
    /// Place of the commit.
    pub place: u64,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// The items of which something printed changed: as reported, and as now known.
    pub changes: Vec<StatusChange>,
}

/// The positions of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionList {
    /// In the order of kinds and of the scheme.
    pub positions: Vec<PositionView>,
}

word_enum!(
    /// Where figures come from.
    Figures, "origin of figures" {
        /// Read as a closing froze them.
        Frozen = "frozen",
        /// Worked out from what is, or was, known.
        WorkedOut = "worked-out",
    }
);

/// A position, and what was restated since of it and of the quarter before.
/// `basis` is the one that all of its figures have; where those of its measures
/// differ it is null, and `bases` lists them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct PositionView {
    /// The position; `state` is that of `known_at` where one was asked for,
    /// else that of now.
    #[serde(flatten)]
    pub position: Position,
    /// Whether the figures were frozen by a closing or worked out.
    pub figures: Figures,
    /// Restatements of the quarter that change something printed here.
    #[serde(default)]
    pub restatements: Vec<RestatementView>,
    /// Restatements of the quarter before; `restated` of `previous` is the last
    /// one that its figures show.
    #[serde(default)]
    pub previous_restatements: Vec<RestatementView>,
}

/// `previous` is named where there is none, too: a frozen position, which is
/// written in the same shape for ever, leaves it out.
impl Serialize for PositionView {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            #[serde(flatten)]
            position: &'a Position,
            #[serde(skip_serializing_if = "Option::is_none")]
            previous: Option<()>,
            figures: Figures,
            restatements: &'a [RestatementView],
            previous_restatements: &'a [RestatementView],
        }
        let Self {
            position,
            figures,
            restatements,
            previous_restatements,
        } = self;
        let previous = position.previous.is_none().then_some(());
        Shown {
            position,
            previous,
            figures: *figures,
            restatements,
            previous_restatements,
        }
        .serialize(serializer)
    }
}

impl std::ops::Deref for PositionView {
    type Target = Position;

    fn deref(&self) -> &Position {
        &self.position
    }
}
