//! Reports, their routes and sign-offs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Owner;
use crate::command::Cover;
use crate::id::{ActorId, ReportId};
use crate::layout::Layout;
use crate::lint::{DespiteLint, Finding};
use crate::plan::Decision;
use crate::quarter::Quarter;
use crate::report::{ReportContent, ReportHeader, ReportState, Section, SignOffRow};
use crate::route::{Route, StatutoryPost};

/// The reports of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportList {
    /// By reference.
    pub reports: Vec<ReportSummary>,
    /// Reference that the next page begins after; null on the last page.
    pub next: Option<String>,
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportSummary {
    /// Reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Id.
    pub id: ReportId,
    /// Title.
    pub title: String,
    /// Type of report.
    pub report_type: String,
    /// Name of its route.
    pub route: String,
    /// Where it stands.
    pub state: ReportState,
    /// Author.
    pub author: Owner,
    /// Sponsor, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sponsor: Option<Owner>,
    /// Day of the meeting, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Date>,
    /// Number of its version.
    pub version: u32,
    /// Hash of what it says now: what a sign-off names.
    pub content_hash: String,
    /// Place of the last change.
    pub changed_at: u64,
    /// Subject in the audit trail.
    pub subject: String,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportView {
    /// What it is.
    #[serde(flatten)]
    pub summary: ReportSummary,
    /// The quarters that it covers, and their closings.
    pub covers: Vec<CoverView>,
    /// Those whom it names for roles, by role.
    pub signatories: BTreeMap<String, Vec<Owner>>,
    /// What it says.
    pub content: ReportContent,
    /// Every version, oldest first.
    pub versions: Vec<VersionSummary>,
    /// The version of its route, from its last circulation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route_version: Option<String>,
    /// The sign-off table as it would be printed now.
    pub table: Vec<SignOffRow>,
    /// Every sign-off, those that do not stand any more too.
    pub sign_offs: Vec<SignOffView>,
    /// What is asked today.
    pub requests: Vec<RequestView>,
    /// Returns to the author, oldest first.
    pub returns: Vec<ReturnView>,
    /// The chair's reason of urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<UrgencyView>,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Date>,
    /// What meetings made of it.
    pub outcomes: Vec<OutcomeView>,
    /// Where it was sent out although the linter found errors, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub despite_lint: Vec<DespiteLintView>,
}

/// A text that was sent out although the linter found errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DespiteLintView {
    /// Why, and the errors that stood.
    #[serde(flatten)]
    pub despite: DespiteLint,
    /// Number of the text.
    pub version: u32,
    /// Place of the commit.
    pub place: u64,
}

/// What the linter finds in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LintView {
    /// Reference of the report, where it is drafted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Hash of the content that was read, where it is drafted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    /// How many of the findings are errors.
    pub errors: u32,
    /// How many are warnings.
    pub warnings: u32,
    /// What it finds, in the order of the report.
    pub findings: Vec<Finding>,
}

/// A text for the linter that is not drafted yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LintText {
    /// What it says.
    pub content: ReportContent,
    /// The quarters that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Cover>,
}

/// A quarter that a report covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverView {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of the closing whose figures it prints; 0 while it is open.
    pub closing: u32,
}

/// A version of a report: its text, or the figures of a quarter that it covers,
/// were other before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionSummary {
    /// Number of the text.
    pub version: u32,
    /// Hash of text and figures.
    pub content_hash: String,
    /// What changed: keys of sections, `figures` and `header`.
    pub changed: Vec<String>,
    /// Where it came of a minor correction: by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<Owner>,
    /// Where it came of a minor correction: what was corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
    /// Place that it was made at.
    pub place: u64,
    /// When it was made.
    pub at: Timestamp,
}

/// What a version of a report says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionView {
    /// Reference of the report.
    pub report: String,
    /// Which version.
    #[serde(flatten)]
    pub summary: VersionSummary,
    /// What it says.
    pub content: ReportContent,
}

/// What two versions of a report say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportDifference {
    /// Reference of the report.
    pub report: String,
    /// Hash of the one version.
    pub from: String,
    /// Hash of the other.
    pub to: String,
    /// Title, header, author and sponsor, where one of them differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderChange>,
    /// The sections that differ, are new or are gone.
    pub sections: Vec<SectionChange>,
    /// Whether the order of the sections differs.
    pub reordered: bool,
    /// Whether the figures differ.
    pub figures: bool,
}

/// What stands above the text of two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeaderChange {
    /// Title of the one.
    pub old_title: String,
    /// Title of the other.
    pub new_title: String,
    /// Header of the one.
    pub old: ReportHeader,
    /// Header of the other.
    pub new: ReportHeader,
    /// Author of the one.
    pub old_author: Owner,
    /// Author of the other.
    pub new_author: Owner,
    /// Sponsor of the one, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_sponsor: Option<Owner>,
    /// Sponsor of the other, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_sponsor: Option<Owner>,
}

/// A section in two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SectionChange {
    /// Key.
    pub key: String,
    /// As it was; null where it is new.
    pub old: Option<Section>,
    /// As it is; null where it is gone.
    pub new: Option<Section>,
}

/// The sign-off table of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffTable {
    /// Reference of the report.
    pub report: String,
    /// Hash of what it says now.
    pub content_hash: String,
    /// Whether every required role has signed.
    pub complete: bool,
    /// Labels of the required roles that have not signed, in the order of the
    /// route; none before the report was circulated.
    pub missing: Vec<String>,
    /// A row a role, in the order of the route.
    pub rows: Vec<SignOffRow>,
}

/// A sign-off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignOffView {
    /// Key of the role.
    pub role: String,
    /// Who signed, as the table prints it.
    pub name: String,
    /// Address of whoever signed; absent for a body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A body's decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Day.
    pub date: Date,
    /// Hash of what was signed.
    pub content_hash: String,
    /// A note to the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Who recorded it, where not the signatory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<ActorId>,
    /// Place of the sign-off.
    pub place: u64,
    /// Whether it stands.
    pub stands: bool,
    /// Place of what voided it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided_at: Option<u64>,
}

/// A role that is asked to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestView {
    /// Reference of the report.
    pub report: String,
    /// Title of the report.
    pub title: String,
    /// Key of the role.
    pub role: String,
    /// Label of the role.
    pub label: String,
    /// Whether the report cannot be published without it.
    pub required: bool,
    /// Who may sign in their own right.
    pub people: Vec<Owner>,
    /// Who may sign for them.
    pub deputies: Vec<Deputy>,
    /// Bodies whose decision may be recorded.
    pub bodies: Vec<String>,
    /// Day of the request.
    pub asked_on: Date,
    /// Last day for the answer, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Hash to sign.
    pub content_hash: String,
}

/// A deputy on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Deputy {
    /// Address.
    pub email: String,
    /// Post.
    pub post: String,
    /// Address of whom they act for.
    pub acting_for: String,
}

/// What is asked of people today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestList {
    /// By report, in the order of its route.
    pub requests: Vec<RequestView>,
}

/// A return to the author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnView {
    /// Key of the role.
    pub role: String,
    /// Who returned it, by post.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Day.
    pub date: Date,
    /// Place.
    pub place: u64,
}

/// The chair's reason of urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UrgencyView {
    /// The chair, by post.
    pub chair: String,
    /// Why.
    pub reason: String,
    /// Day that it was recorded.
    pub date: Date,
}

/// What a meeting made of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeView {
    /// What it decided.
    pub decision: Decision,
    /// Changes that it asked for.
    pub requested_changes: Vec<String>,
    /// What is to be done.
    pub follow_ups: Vec<FollowUpView>,
}

/// What is to be done after a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUpView {
    /// What.
    pub action: String,
    /// By whom, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    /// By when, where said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// The routes of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteList {
    /// Those adopted, a version each, by name.
    pub routes: Vec<AdoptedRoute>,
    /// Those that come with the product.
    pub built_in: Vec<Route>,
}

/// A version of a route that was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdoptedRoute {
    /// Place that it was adopted at.
    pub place: u64,
    /// The version.
    #[serde(flatten)]
    pub route: Route,
}

/// Layouts of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LayoutList {
    /// Those adopted, a version each, by name.
    pub layouts: Vec<AdoptedLayout>,
    /// Those that come with the product.
    pub built_in: Vec<Layout>,
}

/// A version of a layout that was adopted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdoptedLayout {
    /// Place that it was adopted at.
    pub place: u64,
    /// The version.
    #[serde(flatten)]
    pub layout: Layout,
}

/// The delegations of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationList {
    /// In the order they were given.
    pub delegations: Vec<DelegationView>,
}

/// A delegation of sign-offs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationView {
    /// Reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The delegator.
    pub from: Owner,
    /// The deputy.
    pub to: Owner,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// Roles that it is for; all where none is named.
    pub roles: Vec<String>,
    /// Reports that it is for, by reference; all where none is named.
    pub reports: Vec<String>,
    /// Why.
    pub reason: String,
    /// `to come`, `in force`, `over` or `ended`.
    pub standing: String,
}

/// Who is appointed to statutory posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostList {
    /// In the order they were appointed.
    pub appointments: Vec<AppointmentView>,
}

/// An appointment to a statutory post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AppointmentView {
    /// The post.
    pub post: StatutoryPost,
    /// Who.
    pub person: Owner,
    /// First day.
    pub from: Date,
    /// Whether the person holds the post today.
    pub current: bool,
    /// Last day of the person with the council, where it is over; the post is
    /// held by nobody until another is appointed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Date>,
}
