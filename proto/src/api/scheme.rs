//! Status schemes.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::item::Kind;
use crate::scheme::{Axis, Scheme};

/// The schemes of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemeList {
    /// Those adopted, by name.
    pub schemes: Vec<AdoptedScheme>,
    /// Those that come with the product, by name.
    pub built_in: Vec<BuiltInScheme>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
}

/// A scheme that was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdoptedScheme {
    /// Name that plans refer to.
    pub name: String,
    /// Its versions, in the order they were adopted.
    pub versions: Vec<SchemeVersion>,
}

/// A version of an adopted scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemeVersion {
    /// First day that it counts from.
    pub from: Date,
    /// Title for people.
    pub title: String,
    /// Place that it was adopted at.
    pub place: u64,
}

/// A scheme that comes with the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuiltInScheme {
    /// Name that plans refer to.
    pub name: String,
    /// Title of its newest version.
    pub title: String,
    /// First days of its versions.
    pub from: Vec<Date>,
}

/// All versions of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemeView {
    /// Name that plans refer to.
    pub name: String,
    /// Whether the council adopted it; a built-in one is until then shown as it
    /// comes.
    pub adopted: bool,
    /// Its versions as data, oldest first.
    pub versions: Vec<Scheme>,
}

/// A scheme that was checked: every possible item gets exactly one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckedScheme {
    /// Name that plans refer to.
    pub scheme: String,
    /// Title for people.
    pub title: String,
    /// First day of this version.
    pub from: Date,
    /// What it assesses.
    pub assessments: Vec<AssessmentSummary>,
}

/// An assessment of a scheme, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssessmentSummary {
    /// Kinds of item that it is for.
    pub kinds: Vec<Kind>,
    /// The question that it answers.
    pub axis: Axis,
    /// Its statuses, in order.
    pub statuses: Vec<StatusSummary>,
    /// Labels of the groups that it prints.
    pub groups: Vec<String>,
}

/// A status of a scheme, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusSummary {
    /// Id.
    pub id: String,
    /// What it is called in print.
    pub label: String,
    /// Whether its items count in the denominator.
    pub counts: bool,
    /// Whether its items are listed as exceptions.
    pub exception: bool,
}
