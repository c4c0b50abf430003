//! Commands on routes, reports and their clearance.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::layout::Layout;
use crate::plan::Decision;
use crate::quarter::Quarter;
use crate::report::{BodyOutcome, ReportContent};
use crate::route::{Route, StatutoryPost};
use crate::time_of_day::TimeOfDay;

/// See [`Command::AdoptRoute`](super::Command::AdoptRoute).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptRoute {
    /// The version.
    pub route: Route,
}

/// See [`Command::AdoptLayout`](super::Command::AdoptLayout).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptLayout {
    /// The version.
    pub layout: Layout,
}

/// See [`Command::AppointStatutory`](super::Command::AppointStatutory).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppointStatutory {
    /// The post.
    pub post: StatutoryPost,
    /// Address of whoever holds it from then on.
    pub person: String,
    /// First day.
    pub from: Date,
}

/// A quarter of a plan whose figures a report prints, by the plan's reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
}

/// See [`Command::DraftReport`](super::Command::DraftReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftReport {
    /// The report's reference, once in the council.
    pub report: String,
    /// Type of report; absent: `performance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_type: Option<String>,
    /// Name of its route; absent: that of its type, or else `plain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// Address of the author.
    pub author: String,
    /// Address of the sponsor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<String>,
    /// Addresses of those named for roles of its route, by the role's key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signatories: BTreeMap<String, Vec<String>>,
    /// The quarters that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Cover>,
    /// What it says.
    pub content: ReportContent,
}

/// See [`Command::ReviseReport`](super::Command::ReviseReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseReport {
    /// Reference of the report.
    pub report: String,
    /// All that it is to say, what stays too.
    pub content: ReportContent,
    /// All quarters that it is to cover; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Vec<Cover>>,
    /// Address of the new author; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Address of the new sponsor; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<String>,
    /// Its type from now on, of a report that is not circulated; absent: the
    /// same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report_type: Option<String>,
    /// Name of its route from now on, of a report that is not circulated;
    /// absent: the same, or that of a new type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// All whom it names for roles; absent: the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signatories: Option<BTreeMap<String, Vec<String>>>,
    /// Where it is a minor correction, which leaves sign-offs standing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minor: Option<MinorCorrection>,
    /// Why a circulated report is to say so although the linter finds errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_lint: Option<String>,
}

/// A correction of spelling or of an agenda number by democratic services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinorCorrection {
    /// Address of whoever corrects.
    pub by: String,
    /// What is corrected, shown to those who signed.
    pub reason: String,
}

/// See [`Command::CirculateReport`](super::Command::CirculateReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CirculateReport {
    /// Reference of the report.
    pub report: String,
    /// Last day for the first stage's answers; absent: as the route says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Why it goes out although the linter finds errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite_lint: Option<String>,
}

/// See [`Command::SignOff`](super::Command::SignOff).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOff {
    /// Reference of the report.
    pub report: String,
    /// Key of the role.
    pub role: String,
    /// Address of whoever signs.
    pub by: String,
    /// Hash of the content that was read.
    pub content_hash: String,
    /// A note to the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// See [`Command::ReturnReport`](super::Command::ReturnReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnReport {
    /// Reference of the report.
    pub report: String,
    /// Key of the role.
    pub role: String,
    /// Address of whoever returns it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// See [`Command::WithdrawReport`](super::Command::WithdrawReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawReport {
    /// Reference of the report.
    pub report: String,
    /// Why.
    pub reason: String,
}

/// See [`Command::Delegate`](super::Command::Delegate).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delegate {
    /// Address of the delegator.
    pub from: String,
    /// Address of the deputy.
    pub to: String,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// What for.
    pub scope: ScopeOfDelegation,
    /// Why.
    pub reason: String,
}

/// What a delegation is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ScopeOfDelegation {
    /// All that the delegator is asked to sign.
    All,
    /// These roles only, by key.
    Roles(Vec<String>),
    /// These reports only, by reference.
    Reports(Vec<String>),
    /// These roles of these reports only.
    Steps {
        /// Keys of the roles.
        roles: Vec<String>,
        /// References of the reports.
        reports: Vec<String>,
    },
}

/// See [`Command::EndDelegation`](super::Command::EndDelegation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndDelegation {
    /// Reference of the delegation, for example `D1`.
    pub delegation: String,
}

/// See [`Command::ReassignStep`](super::Command::ReassignStep).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReassignStep {
    /// Reference of the report.
    pub report: String,
    /// Key of the role.
    pub role: String,
    /// Address of the holder whose step it is; absent: of the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Address of whoever is asked instead.
    pub to: String,
    /// Why.
    pub reason: String,
}

/// See [`Command::RecordBodyDecision`](super::Command::RecordBodyDecision).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBodyDecision {
    /// Reference of the report.
    pub report: String,
    /// Key of the role.
    pub role: String,
    /// Hash of the content that the body had before it.
    pub content_hash: String,
    /// The body, the day of its meeting and the decision's reference.
    pub decision: Decision,
    /// Time of the meeting, by the council's clock; needed where it must be told
    /// from an edit of the same day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeOfDay>,
    /// What it decided; absent: it approves.
    #[serde(default, skip_serializing_if = "is_approval")]
    pub outcome: BodyOutcome,
    /// Why it returns the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_approval(outcome: &BodyOutcome) -> bool {
    *outcome == BodyOutcome::Approved
}

/// See [`Command::RecordUrgency`](super::Command::RecordUrgency).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUrgency {
    /// Reference of the report.
    pub report: String,
    /// The chair, by post.
    pub chair: String,
    /// The chair's reason.
    pub reason: String,
}

/// See [`Command::PublishReport`](super::Command::PublishReport).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishReport {
    /// Reference of the report.
    pub report: String,
    /// Day of publication.
    pub on: Date,
    /// Why it is recorded on a later day than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// See [`Command::RecordOutcome`](super::Command::RecordOutcome).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOutcome {
    /// Reference of the report.
    pub report: String,
    /// What the meeting decided.
    pub decision: Decision,
    /// Changes that it asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested_changes: Vec<String>,
    /// What is to be done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<FollowUpRow>,
}

/// What is to be done after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUpRow {
    /// What.
    pub action: String,
    /// Address of whoever does it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_email: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}
