//! What a restatement changes: as it was reported, and as it is now known.

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::item::{Cause, Kind, Unavailable};
use crate::scheme::Axis;
use crate::target::Basis;

/// An item of a published quarter of which something printed changes: its
/// status, or a fact that is printed beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusChange {
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Kind and axis of the position, for example `action/status`.
    pub assessment: String,
    /// Status as reported; absent: it was not counted among the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported: Option<String>,
    /// Status as now known; absent: it no longer counts among the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// The facts as reported; absent: there were none, or the restatement is
    /// older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_facts: Option<StatedFacts>,
    /// The facts as now known; absent as for those reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_facts: Option<StatedFacts>,
    /// Whether the commentary is another. Both texts are in the observations
    /// at the places of the facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub commentary_changed: bool,
}

/// The facts of an item that are printed beside its status. A figure is stated
/// on the axis that it is held against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatedFacts {
    /// Outturn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Decimal>,
    /// Forecast for the year's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Decimal>,
    /// Owner's percentage complete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_complete: Option<Decimal>,
    /// Word on the rating scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// Why there is no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Unavailable>,
    /// Day of completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
    /// Whose circumstances it is late for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Place of the observation that has the commentary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
}

impl StatusChange {
    /// What [`StatusChange::assessment`] is called: `action/status`, or with a
    /// basis `measure/target/ytd`.
    pub fn assessment_of(kind: Kind, axis: Axis, basis: Option<Basis>) -> String {
        match basis {
            Some(basis) => format!("{kind}/{axis}/{basis}"),
            None => format!("{kind}/{axis}"),
        }
    }
}

impl StatedFacts {
    /// Whether another says the same, from whatever place.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let here = Self {
            place: other.place,
            ..self.clone()
        };
        here == *other
    }
}
