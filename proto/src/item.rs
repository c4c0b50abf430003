//! Items of a plan: actions, milestones, measures, projects and risks.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{IdError, ItemId, PersonId};
use crate::target::Basis;

macro_rules! word_enum {
    ($(#[doc = $doc:literal])* $name:ident, $kind:literal { $($(#[doc = $vdoc:literal])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[doc = $vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// Every value, in the order of the field notes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for it in sheets, commands and events.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(IdError {
                        kind: $kind,
                        expected: concat!("one of", $(" ", $word),+),
                        text: text.chars().take(40).collect(),
                    }),
                }
            }
        }

        // Written out, not derived: the derived schema spells each word as a
        // `const` of its own, which loses the words where they are keys of a map.
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut text = concat!($($doc, "\n"),*).trim().to_owned();
                for (word, about) in [$(($word, concat!($($vdoc),*))),+] {
                    text.push_str("\n- `");
                    text.push_str(word);
                    text.push_str("`: ");
                    text.push_str(about.trim());
                }
                schemars::json_schema!({
                    "type": "string",
                    "enum": [$($word),+],
                    "description": text,
                })
            }
        }
    };
}
pub(crate) use word_enum;

word_enum!(
    /// What kind of item.
    Kind, "kind" {
        /// Work to be done by a date.
        Action = "action",
        /// A point that work is to reach by a date.
        Milestone = "milestone",
        /// A performance measure or indicator.
        Measure = "measure",
        /// A project, judged on a rating scale.
        Project = "project",
        /// A strategic risk.
        Risk = "risk",
    }
);

word_enum!(
    /// Which way is better for a measure (its polarity).
    Direction, "direction" {
        /// Higher is better.
        Higher = "higher",
        /// Lower is better.
        Lower = "lower",
        /// Between the low and the high target is best.
        Range = "range",
    }
);

word_enum!(
    /// Whose circumstances something is late for. Amber needs `outside`.
    Cause, "cause" {
        /// Within the directorate's control.
        Inside = "inside",
        /// Outside the directorate's control.
        Outside = "outside",
    }
);

word_enum!(
    /// Why there is no figure for a quarter.
    Unavailable, "reason" {
        /// Not collected in the quarter.
        NotCollected = "not-collected",
        /// Collected, but not recorded.
        NotRecorded = "not-recorded",
        /// Recorded by another body that does not publish it.
        NotPublished = "not-published",
        /// A new system does not report it yet.
        SystemChange = "system-change",
        /// The period it is for has not ended.
        NotYetDue = "not-yet-due",
        /// A partner has not supplied it.
        NotSupplied = "not-supplied",
        /// The measure is suspended.
        Suspended = "suspended",
    }
);

impl Unavailable {
    /// The words that a report prints.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotCollected => "not collected",
            Self::NotRecorded => "not recorded",
            Self::NotPublished => "not published",
            Self::SystemChange => "system change",
            Self::NotYetDue => "not yet due",
            Self::NotSupplied => "not supplied by partner",
            Self::Suspended => "suspended",
        }
    }
}

/// What an item is, as defined by its plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemDefinition {
    /// Reference, once in its plan.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What kind of item.
    pub kind: Kind,
    /// Title as printed.
    pub title: String,
    /// Theme, outcome or priority that it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Which way is better; absent: higher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Unit of target and actual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Directorate accountable, where it is not the plan's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Other directorates or posts that contribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contributors: Vec<String>,
    /// Reference of the item that this one belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Other references or names it goes by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Board that a risk came from or is kept by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
    /// Where a measure's data comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// How a measure is worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Paragraph of Schedule 12A to the Local Government Act 1972, where exempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt_paragraph: Option<String>,
}

/// What is known of an item as at a day. The colour is computed from these
/// facts, never typed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// Day that the facts describe, which may be before the day of entry.
    pub as_at: Date,
    /// Which figure `actual` is; absent: that of the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Owner's percentage complete, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_complete: Option<Decimal>,
    /// Day of completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
    /// Whether it will be done by its target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_track: Option<bool>,
    /// Whose circumstances it is late for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Outturn of a measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<Decimal>,
    /// Forecast for the year's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<Decimal>,
    /// Word on the scheme's rating scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<String>,
    /// Why there is no figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Unavailable>,
    /// Commentary as printed.
    // Command, event and every state that knows it share one text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commentary: Option<Arc<str>>,
}

/// How an unfinished item leaves its plan at the year's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Carried forward into another plan, as this item there.
    CarriedForward {
        /// The item in the plan it was carried into.
        into: ItemId,
    },
    /// Ended by a decision.
    Ended {
        /// Reference of the decision.
        reference: String,
    },
    /// Passed to routine work.
    Routine,
}
