//! Status schemes as data.
//!
//! A scheme says, per kind of item and axis, which facts make which status. A
//! council changes it without a release: a new version takes effect from a day,
//! and figures of an earlier quarter keep the version of that quarter. The
//! statuses of an assessment are checked when it is loaded: every item that is
//! possible gets exactly one.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::{Kind, word_enum};
use std::fmt;
use std::str::FromStr;

word_enum!(
    /// The question that an assessment answers.
    Axis, "axis" {
        /// How the item itself stands.
        Status = "status",
        /// How the actual stands to the period's target.
        Target = "target",
        /// How the year-end forecast stands to the year-end target.
        Forecast = "forecast",
        /// The word given on a rating scale.
        Rating = "rating",
    }
);

word_enum!(
    /// How a percentage is rounded.
    Rounding, "rounding" {
        /// Halves away from zero, each part on its own: parts may add to 101.
        HalfUp = "half-up",
        /// Halves to the even neighbour, each part on its own.
        HalfEven = "half-even",
        /// Cut off, each part on its own.
        Truncate = "truncate",
        /// Parts made to add to 100 by the largest remainder.
        LargestRemainder = "largest-remainder",
    }
);

// A derived Default would need the attribute inside the macro.
#[allow(clippy::derivable_impls)]
impl Default for Rounding {
    fn default() -> Self {
        Self::HalfUp
    }
}

/// One version of a status scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Name that plans refer to.
    pub scheme: String,
    /// Title for people.
    pub title: String,
    /// First day of this version: it counts for quarters that end on or after.
    pub from: Date,
    /// What is assessed, and how.
    #[serde(rename = "assessment")]
    pub assessments: Vec<Assessment>,
}

/// The statuses of one or more kinds of item along one axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Kinds of item that it is for.
    pub kinds: Vec<Kind>,
    /// The question that it answers.
    pub axis: Axis,
    /// The words of the rating scale, best first, where one is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<String>,
    /// Rounding of its percentages.
    #[serde(default)]
    pub rounding: Rounding,
    /// Decimals of its percentages, unless the plan says otherwise; at most 4.
    #[serde(default)]
    pub decimals: u8,
    /// Ids of statuses whose items need commentary.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commentary_for: Vec<String>,
    /// The statuses, in the order they are printed.
    #[serde(rename = "status")]
    pub statuses: Vec<StatusRule>,
    /// Groups of statuses that a report prints together.
    #[serde(default, rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// A status and the facts that make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusRule {
    /// Id within the assessment, for example `purple`.
    pub id: String,
    /// What it is called in print.
    pub label: String,
    /// Colour name or `#rrggbb` of charts; never the only carrier of meaning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// Whether items of this status count in the denominator; where not, they
    /// are listed as excluded, with the reason.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub counts: bool,
    /// Why items of this status do not count, where the item itself gives no
    /// reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether its items are listed as exceptions.
    #[serde(default, skip_serializing_if = "is_no")]
    pub exception: bool,
    /// The cases that make this status: it holds if any one clause holds.
    pub when: Vec<Clause>,
}

/// A case: it holds if every fact named is as asked. Facts not named do not
/// matter.
pub type Clause = BTreeMap<Fact, Test>;

word_enum!(
    /// What is known of an item as at the quarter's end.
    Fact, "fact" {
        /// `none`, `on-time` or `late`: completion by the quarter's end, against the due date.
        Completion = "completion",
        /// `none`, `in-quarter` or `before`: when it was completed.
        Completed = "completed",
        /// `none`, `future` or `past`: the due date; `past` from the day itself.
        Due = "due",
        /// `none`, `before`, `in-quarter` or `future`: the start.
        Start = "start",
        /// `missing`, `given` or `unavailable`: the answer for the quarter.
        Answer = "answer",
        /// `unstated`, `yes` or `no`: the owner's judgement.
        OnTrack = "on_track",
        /// `unstated`, `inside` or `outside`: whose circumstances.
        Cause = "cause",
        /// `none`, `provisional` or `approved`: the target of the axis.
        Target = "target",
        /// `none`, `below`, `between` or `above`: the value against low and high target.
        Band = "band",
        /// `unknown`, `worse`, `same` or `better`: the value against the same quarter last year.
        VersusYearAgo = "versus_year_ago",
        /// `unknown`, `worse`, `same` or `better`: the value against the quarter before.
        VersusPrevious = "versus_previous",
        /// `none`, or a word of the scale.
        Rating = "rating",
        /// Percentage by which the value misses its target, 0 when met; `none` without either.
        Shortfall = "shortfall",
        /// Percentage by which the forecast misses the year-end target; `none` without either.
        ForecastShortfall = "forecast_shortfall",
        /// Owner's percentage complete; `none` when not given.
        Progress = "progress",
        /// Whole months that the due date has moved from the original; `none` without a due date.
        Slippage = "slippage",
    }
);

/// What a clause asks of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Test {
    /// The fact has this value.
    Is(String),
    /// The fact has one of these values.
    OneOf(Vec<String>),
    /// The fact is a number in this interval.
    Within(Interval),
}

/// An interval of numbers; an end not named is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// From this number on, itself included.
    #[serde(default, with = "number", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "number::schema")]
    pub from: Option<Decimal>,
    /// Above this number.
    #[serde(default, with = "number", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "number::schema")]
    pub over: Option<Decimal>,
    /// Up to this number, itself included.
    #[serde(default, with = "number", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "number::schema")]
    pub up_to: Option<Decimal>,
    /// Below this number.
    #[serde(default, with = "number", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "number::schema")]
    pub below: Option<Decimal>,
}

/// Statuses that are printed as one figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What the figure is called, for example `on or above target`.
    pub label: String,
    /// Ids of the statuses that count.
    pub statuses: Vec<String>,
    /// Ids of the statuses that make the denominator; absent: every status
    /// that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Vec<String>>,
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_yes(value: &bool) -> bool {
    *value
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_no(value: &bool) -> bool {
    !*value
}

/// Thresholds are written as plain numbers in scheme files and kept exact.
mod number {
    use std::str::FromStr as _;

    use rust_decimal::Decimal;
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// A plain number, or its text.
    pub(super) fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "number", "null"],
            "pattern": crate::schema::DECIMAL_PATTERN,
            "minimum": -1_000_000_000_000_i64,
            "maximum": 1_000_000_000_000_i64,
        })
    }

    pub(super) fn serialize<S: Serializer>(
        value: &Option<Decimal>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(number) => serializer.collect_str(number),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Whole(i64),
            Fraction(f64),
            Text(String),
        }
        let text = match Option::<Written>::deserialize(deserializer)? {
            None => return Ok(None),
            Some(Written::Whole(number)) => number.to_string(),
            // The shortest text that reads back as this number is what was typed.
            Some(Written::Fraction(number)) => number.to_string(),
            Some(Written::Text(text)) => text,
        };
        Decimal::from_str(&text)
            .map(Some)
            .map_err(serde::de::Error::custom)
    }
}
