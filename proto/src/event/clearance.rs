//! Events of routes, reports and their clearance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{ActorId, DelegationId, LayoutId, PersonId, PlanId, ReportId, RouteId};
use crate::layout::Layout;
use crate::lint::DespiteLint;
use crate::plan::Decision;
use crate::quarter::Quarter;
use crate::report::{
    ContentChange, CoveredClosing, DelegationScope, FollowUp, HashOf, ReportContent, ReportDetails,
    SignOffRequest, SignOffRow, Signatory,
};
use crate::route::{Route, StatutoryPost};

/// See [`Event::RouteAdopted`](super::Event::RouteAdopted).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteAdopted {
    /// Id of the route over all its versions.
    pub id: RouteId,
    /// The version.
    pub route: Route,
}

/// See [`Event::LayoutAdopted`](super::Event::LayoutAdopted).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LayoutAdopted {
    /// Id of the layout over all its versions.
    pub id: LayoutId,
    /// The version.
    pub layout: Layout,
}

/// See [`Event::PostAppointed`](super::Event::PostAppointed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostAppointed {
    /// The post.
    pub post: StatutoryPost,
    /// Who holds it from then on.
    pub person: PersonId,
    /// First day.
    pub from: Date,
}

/// See [`Event::ReportDrafted`](super::Event::ReportDrafted).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportDrafted {
    /// Which report.
    pub report: ReportId,
    /// What it is.
    pub details: ReportDetails,
    /// What it says: its version 1.
    pub content: ReportContent,
    /// Hash of content and figures.
    pub hash: String,
    /// What the hash covers.
    #[serde(default, skip_serializing_if = "covers_content")]
    pub hash_of: HashOf,
}

/// See [`Event::ReportRevised`](super::Event::ReportRevised).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportRevised {
    /// Which report.
    pub report: ReportId,
    /// Number of this version, from 2.
    pub version: u32,
    /// Keys of the sections that changed, and `figures` and `header`.
    pub changed: Vec<String>,
    /// What changed.
    pub change: ContentChange,
    /// The new author, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<PersonId>,
    /// The new sponsor, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<PersonId>,
    /// The new type, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_type: Option<String>,
    /// Name of the new route, where it changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Those named for roles, where they change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatories: Option<BTreeMap<String, Vec<PersonId>>>,
    /// Where it is a minor correction: by whom, and what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor: Option<Correction>,
    /// Keys of the roles whose sign-off it voids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub voids: Vec<String>,
    /// Hash of the new content and figures.
    pub hash: String,
    /// What the hash covers.
    #[serde(default, skip_serializing_if = "covers_content")]
    pub hash_of: HashOf,
    /// Where it was circulated and the linter found errors in what is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_lint: Option<DespiteLint>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn covers_content(hash_of: &HashOf) -> bool {
    *hash_of == HashOf::Content
}

/// A minor correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// By whom.
    pub by: PersonId,
    /// What was corrected.
    pub reason: String,
}

/// See [`Event::ReportCirculated`](super::Event::ReportCirculated).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportCirculated {
    /// Which report.
    pub report: ReportId,
    /// Number of this circulation, from 1.
    pub circulation: u32,
    /// Version of the content.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// Version of the route, for example `derby@2021-04-01`.
    pub route: String,
    /// Day of the circulation.
    pub day: Date,
    /// Where the linter found errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_lint: Option<DespiteLint>,
}

/// See [`Event::SignOffRequested`](super::Event::SignOffRequested).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffRequested {
    /// Which report.
    pub report: ReportId,
    /// Version of the content.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// Day of the request.
    pub day: Date,
    /// The roles asked.
    pub requests: Vec<SignOffRequest>,
}

/// See [`Event::ReportSignedOff`](super::Event::ReportSignedOff).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportSignedOff {
    /// Which report.
    pub report: ReportId,
    /// Key of the role.
    pub role: String,
    /// Who signed.
    pub by: Signatory,
    /// Version of the content.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// Day of the sign-off, or of the body's decision.
    pub day: Date,
    /// A note to the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who recorded it, where not the signatory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<ActorId>,
}

/// See [`Event::SignOffsVoided`](super::Event::SignOffsVoided).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffsVoided {
    /// Which report.
    pub report: ReportId,
    /// Keys of the roles.
    pub roles: Vec<String>,
    /// Plan of the quarter that was reopened.
    pub plan: PlanId,
    /// The quarter.
    pub quarter: Quarter,
}

/// See [`Event::ReportReturned`](super::Event::ReportReturned).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportReturned {
    /// Which report.
    pub report: ReportId,
    /// Key of the role.
    pub role: String,
    /// Who returned it.
    pub by: Signatory,
    /// Why.
    pub reason: String,
    /// Version of the content.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// Day of the return.
    pub day: Date,
    /// Who recorded it, where not whoever returned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<ActorId>,
}

/// See [`Event::ReportWithdrawn`](super::Event::ReportWithdrawn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportWithdrawn {
    /// Which report.
    pub report: ReportId,
    /// Why.
    pub reason: String,
}

/// See [`Event::StepReassigned`](super::Event::StepReassigned).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepReassigned {
    /// Which report.
    pub report: ReportId,
    /// Key of the role.
    pub role: String,
    /// The holder whose step it was; absent: all of the role was passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PersonId>,
    /// Who is asked from now on.
    pub to: PersonId,
    /// Why.
    pub reason: String,
}

/// See [`Event::UrgencyRecorded`](super::Event::UrgencyRecorded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UrgencyRecorded {
    /// Which report.
    pub report: ReportId,
    /// The chair, by post.
    pub chair: String,
    /// The chair's reason.
    pub reason: String,
    /// Day that it was recorded.
    pub day: Date,
}

/// See [`Event::ReportPublished`](super::Event::ReportPublished).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportPublished {
    /// Which report.
    pub report: ReportId,
    /// Day of publication.
    pub on: Date,
    /// Why it was recorded on a later day than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Last day that publication was in time, where the meeting gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish_by: Option<Date>,
    /// Version of the content.
    pub version: u32,
    /// Hash of content and figures.
    pub hash: String,
    /// The figures that it prints.
    pub closings: Vec<CoveredClosing>,
    /// The sign-off table as printed.
    pub table: Vec<SignOffRow>,
}

/// See [`Event::OutcomeRecorded`](super::Event::OutcomeRecorded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeRecorded {
    /// Which report.
    pub report: ReportId,
    /// What the meeting decided.
    pub decision: Decision,
    /// Changes that it asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested_changes: Vec<String>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUp>,
}

/// See [`Event::DelegationGiven`](super::Event::DelegationGiven).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationGiven {
    /// Which delegation.
    pub delegation: DelegationId,
    /// Its reference for people, for example `D1`.
    pub reference: String,
    /// The delegator.
    pub from: PersonId,
    /// The deputy.
    pub to: PersonId,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// What for.
    pub scope: DelegationScope,
    /// Why.
    pub reason: String,
}

/// See [`Event::DelegationEnded`](super::Event::DelegationEnded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationEnded {
    /// Which delegation.
    pub delegation: DelegationId,
    /// The delegator.
    pub from: PersonId,
    /// The deputy.
    pub to: PersonId,
}
