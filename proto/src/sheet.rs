//! Rows of the import sheets, normalised: what a spreadsheet says, as types.

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::item::{Cause, Direction, Kind, Unavailable};
use crate::quarter::{FinancialYear, Period};
use crate::target::{Basis, NoTarget, TargetStatus};

/// All rows of one import. Equal rows make no event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Sheets {
    /// Rows of the plans sheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Row<PlanRow>>,
    /// Rows of the people sheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Row<PersonRow>>,
    /// Rows of the items sheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Row<ItemRow>>,
    /// Rows of the targets sheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Row<TargetRow>>,
    /// Rows of the observations sheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Row<ObservationRow>>,
}

/// A row, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Imported{T}")]
pub struct Row<T> {
    /// Name of the sheet or file.
    pub sheet: String,
    /// Row number as a spreadsheet shows it, the header being 1.
    pub line: u32,
    /// What the row says.
    #[serde(flatten)]
    pub value: T,
}

/// A row of the plans sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanRow {
    /// The council's reference of the plan.
    pub plan: String,
    /// Title as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Directorate that the plan is of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Committee that the plan is reported to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committee: Option<String>,
    /// Portfolio of the cabinet member concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portfolio: Option<String>,
    /// Financial year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<FinancialYear>,
    /// Name of the status scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Decimals of printed percentages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
}

/// A row of the items sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRow {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item, once in its plan.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What kind of item.
    pub kind: Kind,
    /// Title as printed.
    pub title: String,
    /// Theme, outcome or priority that it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Address of the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_email: Option<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Which way is better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Target of every quarter that has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Decimal>,
    /// Lower of two targets, or minimum expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_low: Option<Decimal>,
    /// Higher of two targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_high: Option<Decimal>,
    /// Unit of target and actual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
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

/// A row of the targets sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetRow {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Quarter or year that it is for.
    pub period: Period,
    /// Which figure it is for.
    pub basis: Basis,
    /// The target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Decimal>,
    /// Lower of two targets, or minimum expectation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Decimal>,
    /// Higher of two targets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Decimal>,
    /// Whether it is approved yet.
    #[serde(default)]
    pub status: TargetStatus,
    /// Why there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_target_reason: Option<NoTarget>,
}

/// A row of the observations sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationRow {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Day that the facts describe.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commentary: Option<String>,
}

/// A row of the people sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRow {
    /// Address.
    pub email: String,
    /// Post held.
    pub post: String,
    /// Directorate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directorate: Option<String>,
    /// Address of the line manager.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_manager_email: Option<String>,
    /// Address of the deputy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy_email: Option<String>,
    /// First day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in the post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}
