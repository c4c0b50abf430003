//! Events of plans and items.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Event;
use crate::id::{ItemId, PersonId, PlanId};
use crate::item::{ItemDefinition, Kind, Observation, Outcome};
use crate::plan::{Decision, PlanDetails};
use crate::quarter::Quarter;
use crate::target::Target;

/// See [`Event::PlanAdded`] and [`Event::PlanChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanRecorded {
    /// Which plan.
    pub plan: PlanId,
    /// All details.
    pub details: PlanDetails,
}

/// See [`Event::PlanApproved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanApproved {
    /// Which plan.
    pub plan: PlanId,
    /// By whom, when and under which reference.
    pub decision: Decision,
}

/// See [`Event::PlanClosed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanClosed {
    /// Which plan.
    pub plan: PlanId,
}

/// See [`Event::ItemAdded`] and [`Event::ItemChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemRecorded {
    /// Which item.
    pub item: ItemId,
    /// Its plan.
    pub plan: PlanId,
    /// All of its definition.
    pub definition: Box<ItemDefinition>,
}

/// See [`Event::TargetSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TargetSet {
    /// Which item.
    pub item: ItemId,
    /// Its kind, for its subject.
    pub kind: Kind,
    /// The target.
    pub target: Target,
}

/// See [`Event::ItemObserved`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemObserved {
    /// Which item.
    pub item: ItemId,
    /// Its kind, for its subject.
    pub kind: Kind,
    /// The facts.
    pub observation: Observation,
    /// Whom the entry was made for, where an officer made it for the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_for: Option<PersonId>,
    /// The closed quarter that it bears on: a candidate for restatement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restates: Option<Quarter>,
}

/// See [`Event::ItemConcluded`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemConcluded {
    /// Which item.
    pub item: ItemId,
    /// Its kind, for its subject.
    pub kind: Kind,
    /// How it left.
    pub outcome: Outcome,
}
