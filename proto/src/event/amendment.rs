//! Events of amendments.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Event;
use crate::id::{AmendmentId, PlanId};
use crate::plan::{AmendmentChange, AmendmentOutcome, Decision};

/// See [`Event::AmendmentProposed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentProposed {
    /// Which amendment.
    pub amendment: AmendmentId,
    /// Its reference for people, for example `A3`.
    pub reference: String,
    /// Which plan.
    pub plan: PlanId,
    /// What is to change.
    pub changes: Vec<AmendmentChange>,
    /// Why.
    pub rationale: String,
}

/// See [`Event::AmendmentDecided`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentDecided {
    /// Which amendment.
    pub amendment: AmendmentId,
    /// Which plan.
    pub plan: PlanId,
    /// By whom, when and under which reference.
    pub decision: Decision,
    /// What was decided.
    pub outcome: AmendmentOutcome,
    /// First day that it counts from, where approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Date>,
}

/// See [`Event::AmendmentApplied`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AmendmentApplied {
    /// Which amendment.
    pub amendment: AmendmentId,
    /// Which plan.
    pub plan: PlanId,
    /// First day that it counts from.
    pub effective: Date,
    /// What changes.
    pub changes: Vec<AmendmentChange>,
}
