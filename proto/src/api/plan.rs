//! Plans, their items and quarters.

mod item;
mod quarter;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::PlanId;
use crate::item::Kind;
use crate::plan::{Decision, PlanDetails};

pub use item::{
    ComingOwner, ItemEnd, ItemExit, ItemLink, ItemObservation, ItemPage, ItemSummary, ItemTarget,
    ItemVersion, ItemView, Owner,
};
pub use quarter::{
    Figures, PositionList, PositionView, QuarterSummary, QuarterView, RestatementView,
};

/// The plans of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanList {
    /// By reference.
    pub plans: Vec<PlanView>,
    /// `after` of the next page, if there is one.
    #[serde(default)]
    pub next: Option<String>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanView {
    /// Id.
    pub id: PlanId,
    /// What it is.
    pub details: PlanDetails,
    /// Its approval; from then on it changes by amendment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<PlanApproval>,
    /// Place of its year's close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<u64>,
    /// Quarters that were opened, in order.
    pub quarters: Vec<QuarterSummary>,
    /// Items by kind, those that ended left out.
    pub items: BTreeMap<Kind, u64>,
    /// Place of the last change of its details.
    pub changed_at: u64,
    /// Place of the last event that bears on its positions; the entity tag of
    /// the answer.
    pub touched_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}

/// The approval of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanApproval {
    /// By whom, when and under which reference.
    pub decision: Decision,
    /// Place of the commit.
    pub place: u64,
}
