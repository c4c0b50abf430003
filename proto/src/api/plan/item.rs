//! Items of a plan.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::ItemId;
use crate::item::{ItemDefinition, Kind, Observation};
use crate::target::Target;

/// A page of the items of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemPage {
    /// In the order they were added.
    pub items: Vec<ItemSummary>,
    /// `after` of the next page, if there is one.
    pub next: Option<String>,
}

/// The owner of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Owner {
    /// Address.
    pub email: String,
    /// Post held.
    pub post: String,
}

/// The owner that an item will have, and from when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComingOwner {
    /// Who.
    #[serde(flatten)]
    pub owner: Owner,
    /// First day.
    pub from: Date,
}

/// An item in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemSummary {
    /// Reference in its plan.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id.
    pub id: ItemId,
    /// Its kind.
    pub kind: Kind,
    /// Title as last defined.
    pub title: String,
    /// Theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Owner today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The next owner, where one is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming_owner: Option<ComingOwner>,
    /// Target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The target date that it was first given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_due: Option<Date>,
    /// The observation of the latest day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Observation>,
    /// Whether it was deleted, split or concluded.
    pub ended: bool,
    /// Place of its last event.
    pub changed_at: u64,
}

/// An item in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemView {
    /// Reference of its plan.
    pub plan: String,
    /// Reference in its plan.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id.
    pub id: ItemId,
    /// Its kind.
    pub kind: Kind,
    /// Title as last defined.
    pub title: String,
    /// Owner today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// The next owner, where one is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming_owner: Option<ComingOwner>,
    /// Target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The target date that it was first given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_due: Option<Date>,
    /// Definitions, oldest first.
    pub versions: Vec<ItemVersion>,
    /// Targets, in the order they were set.
    pub targets: Vec<ItemTarget>,
    /// Observations in effect, by day; those replaced are in the audit trail.
    pub observations: Vec<ItemObservation>,
    /// First day that it counts from, where added by amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_from: Option<Date>,
    /// How it ended by amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<ItemEnd>,
    /// How it left its plan at the year's end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concluded: Option<ItemExit>,
    /// The item that it was split or carried forward from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub descends_from: Option<ItemLink>,
    /// Place that it was added at.
    pub added_at: u64,
    /// Place of its last event; the entity tag of the answer.
    pub changed_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}

/// A definition and the day that it counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemVersion {
    /// First day; absent: from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// The definition.
    pub definition: ItemDefinition,
    /// Place of the event.
    pub place: u64,
}

/// A target and the day that it counts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemTarget {
    /// First day; absent: from the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
    /// The target.
    pub target: Target,
    /// Whether it was set by an amendment.
    pub amended: bool,
    /// Place of the event.
    pub place: u64,
}

/// An observation and where it stands in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemObservation {
    /// The facts.
    pub observation: Observation,
    /// Whom the entry was made for, where an officer made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_for: Option<Owner>,
    /// Place of the event.
    pub place: u64,
}

/// How an item ended by amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemEnd {
    /// First day that it no longer counts.
    pub effective: Date,
    /// The parts that it was split into; none if it was deleted.
    pub into: Vec<ItemLink>,
    /// Place of the event.
    pub place: u64,
}

/// How an item left its plan at the year's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemExit {
    /// `carried_forward`, `ended` or `routine`.
    pub outcome: String,
    /// Reference of the decision, where ended by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The item that it goes on as, where carried forward.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<ItemLink>,
    /// Place of the event.
    pub place: u64,
}

/// Another item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemLink {
    /// Id.
    pub id: ItemId,
    /// Reference of its plan.
    pub plan: String,
    /// Reference in its plan.
    #[serde(rename = "ref")]
    pub reference: String,
}
