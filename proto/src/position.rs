//! Positions: the figures of a quarter.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::item::{Kind, word_enum};
use crate::quarter::Quarter;
use crate::scheme::Axis;
use crate::target::Basis;

use crate::id::IdError;
use std::fmt;
use std::str::FromStr;

word_enum!(
    /// Where a quarter stands.
    QuarterState, "state" {
        /// Figures move with each answer.
        Open = "open",
        /// Figures are frozen.
        Closed = "closed",
        /// Figures are frozen and were published: corrections are restatements.
        Published = "published",
    }
);

/// The position of one kind of item of a plan in a quarter along one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Position {
    /// Council id.
    pub council: String,
    /// Reference of the plan.
    pub plan: String,
    /// Theme, where the position is of one theme only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Which quarter.
    pub quarter: Quarter,
    /// Which kind of item.
    pub kind: Kind,
    /// Which question.
    pub axis: Axis,
    /// Which figure of a measure; absent: each measure's own, or one that has
    /// no basis.
    pub basis: Option<Basis>,
    /// The bases of the measures' own figures, where these are what counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<Basis>,
    /// Where the quarter stood.
    pub state: QuarterState,
    /// Number of the closing that froze these figures; absent: they were
    /// worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<u32>,
    /// The quarter's last day.
    pub as_at: Date,
    /// What is known: up to this place of the log.
    pub known_at: KnownAt,
    /// Name and first day of the scheme's version, for example
    /// `rochdale@2020-04-01`.
    pub scheme: String,
    /// All items, the excluded ones too.
    pub total: u32,
    /// The items that percentages are of.
    pub denominator: u32,
    /// What was left out of the denominator, and why.
    pub excluded: Vec<Excluded>,
    /// The statuses that count, in the scheme's order; zero counts too.
    pub parts: Vec<Part>,
    /// Groups that the scheme prints.
    pub groups: Vec<GroupFigure>,
    /// Items to be explained.
    pub exceptions: Vec<Exception>,
    /// Every item and its status.
    pub items: Vec<ItemStatus>,
    /// The quarter before, where that is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Comparative>,
    /// The log places behind all of it.
    #[serde(default)]
    pub trace: Vec<u64>,
}

impl Position {
    /// The one basis that all figures of it have: a forecast is always of the
    /// year's end.
    pub fn sole_basis(&self) -> Option<Basis> {
        let own = match (self.axis, self.bases.as_slice()) {
            (Axis::Forecast, _) => Some(Basis::YearEnd),
            (_, [only]) => Some(*only),
            _ => None,
        };
        self.basis.or(own)
    }

    /// Drops the places of parts, exclusions and the whole: those of the items
    /// say the same, and a frozen position is stored once for ever.
    pub fn strip_traces(&mut self) {
        self.trace.clear();
        self.parts.iter_mut().for_each(|part| part.trace.clear());
        self.excluded
            .iter_mut()
            .for_each(|excluded| excluded.trace.clear());
    }

    /// Puts back what [`Position::strip_traces`] dropped, from the items.
    pub fn restore_traces(&mut self) {
        let gather = |keep: &dyn Fn(&ItemStatus) -> bool| {
            let items = self.items.iter().filter(|item| keep(item));
            let mut places: Vec<u64> = items.flat_map(|item| item.trace.iter().copied()).collect();
            places.sort_unstable();
            places.dedup();
            places
        };
        let trace = gather(&|_| true);
        let parts: Vec<Vec<u64>> = self
            .parts
            .iter()
            .map(|part| gather(&|item| item.excluded.is_none() && item.status == part.status))
            .collect();
        let excluded: Vec<Vec<u64>> = self
            .excluded
            .iter()
            .map(|left_out| gather(&|item| item.excluded.as_ref() == Some(&left_out.reason)))
            .collect();
        self.trace = trace;
        self.parts
            .iter_mut()
            .zip(parts)
            .for_each(|(part, trace)| part.trace = trace);
        self.excluded
            .iter_mut()
            .zip(excluded)
            .for_each(|(left_out, trace)| left_out.trace = trace);
    }
}

/// The place, and its time, up to which the log was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownAt {
    /// Place of the log; 0 before its first record.
    pub place: u64,
    /// Recorded time of that place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
}

/// A count left out of the denominator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Excluded {
    /// Why, for example `not collected`.
    pub reason: String,
    /// How many.
    pub count: u32,
    /// The log places behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<u64>,
}

/// A status and how many items have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// Id of the status.
    pub status: String,
    /// What it is called in print.
    pub label: String,
    /// Colour of charts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// How many.
    pub count: u32,
    /// As printed, without the sign: `16.7`. Empty when nothing counts.
    pub percent: String,
    /// The log places behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<u64>,
}

/// A group's figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupFigure {
    /// What it is called.
    pub label: String,
    /// Ids of the statuses that count.
    pub statuses: Vec<String>,
    /// How many.
    pub count: u32,
    /// Of how many.
    pub denominator: u32,
    /// As printed, without the sign. Empty when nothing counts.
    pub percent: String,
}

/// An item to be explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exception {
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title as at the quarter's end.
    pub title: String,
    /// Id of its status.
    pub status: String,
    /// Its commentary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commentary: Option<String>,
    /// Approved target date as at the quarter's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Original target date, where another was approved since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_due: Option<Date>,
    /// More on the status, for example `completed late`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the exempt paragraph is, where exempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt_paragraph: Option<String>,
}

/// An item's status and the places that made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemStatus {
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id of its status.
    pub status: String,
    /// Why it is left out of the denominator, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<String>,
    /// The log places behind it.
    pub trace: Vec<u64>,
}

/// Figures of the quarter before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparative {
    /// Which quarter.
    pub quarter: Quarter,
    /// Where it stood.
    pub state: QuarterState,
    /// Number of the restatement that these figures are of; absent: they are
    /// those of the closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restated: Option<u32>,
    /// The scheme's version.
    pub scheme: String,
    /// The items that percentages are of.
    pub denominator: u32,
    /// The statuses that count.
    pub parts: Vec<Part>,
    /// Groups that the scheme prints.
    pub groups: Vec<GroupFigure>,
}
