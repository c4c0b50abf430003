//! Events: what happened, in the past tense.
//!
//! An event is written as `{"<name>":{…}}`. A published event never changes
//! shape: a new shape is a new name (`item.observed.2`), and the old one is
//! lifted to it in [`crate::upcast`] when read.

mod access;
mod amendment;
mod clearance;
mod council;
mod plan;
mod quarter;
mod reminders;
mod subject;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use access::*;
pub use amendment::*;
pub use clearance::*;
pub use council::*;
pub use plan::*;
pub use quarter::*;
pub use reminders::*;
pub use subject::{item_subject, quarter_subject, report_subject};

macro_rules! events {
    ($($(#[$doc:meta])* $variant:ident($body:ident) = $name:literal),+ $(,)?) => {
        /// Something that happened.
        // Boxing the large variants would cost an allocation for each event of
        // a rebuild, and the common one is the largest.
        #[allow(clippy::large_enum_variant)]
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum Event {
            $($(#[$doc])* #[serde(rename = $name)] $variant($body)),+
        }

        impl Event {
            /// Every event name, current versions only.
            pub const NAMES: &'static [&'static str] = &[$($name),+];

            /// The name that the event is written under.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name),+ }
            }
        }
    };
}

events! {
    /// A council was set up: always the first event of its log.
    CouncilEstablished(CouncilEstablished) = "council.established",
    /// A council's settings were changed.
    CouncilConfigured(CouncilConfigured) = "council.configured",
    /// The name, colour or logo of its pages changed.
    CouncilLookSet(CouncilLookSet) = "council.look_set",
    /// A version of a status scheme was adopted.
    SchemeAdopted(SchemeAdopted) = "scheme.adopted",
    /// A person was registered.
    PersonRegistered(PersonRecorded) = "person.registered",
    /// A person's details changed.
    PersonChanged(PersonRecorded) = "person.changed",
    /// All that a leaver had was handed over.
    PersonHandedOver(PersonHandedOver) = "person.handed_over",
    /// A plan was added.
    PlanAdded(PlanRecorded) = "plan.added",
    /// A plan's details changed.
    PlanChanged(PlanRecorded) = "plan.changed",
    /// A plan was approved: from here on it changes by amendment.
    PlanApproved(PlanApproved) = "plan.approved",
    /// A plan's year was closed.
    PlanClosed(PlanClosed) = "plan.closed",
    /// An item was added to a plan.
    ItemAdded(ItemRecorded) = "item.added",
    /// An item of a plan not yet approved was changed, or an administrative
    /// fact of an item.
    ItemChanged(ItemRecorded) = "item.changed",
    /// A target was set.
    TargetSet(TargetSet) = "item.target_set",
    /// Facts of an item were observed.
    ItemObserved(ItemObserved) = "item.observed",
    /// An unfinished item left its plan.
    ItemConcluded(ItemConcluded) = "item.concluded",
    /// A quarter of a plan was opened for answers.
    QuarterOpened(QuarterOpened) = "quarter.opened",
    /// A quarter of a plan was closed. The commit goes on with its frozen
    /// positions.
    QuarterClosed(QuarterClosed) = "quarter.closed",
    /// A position of a quarter was frozen, by its closing or a restatement.
    PositionFrozen(PositionFrozen) = "quarter.position_frozen",
    /// A closed quarter was reopened before publication.
    QuarterReopened(QuarterReopened) = "quarter.reopened",
    /// A closed quarter's positions were published.
    QuarterPublished(QuarterPublished) = "quarter.published",
    /// A published quarter was restated. The commit goes on with the positions
    /// as now known.
    QuarterRestated(QuarterRestated) = "quarter.restated",
    /// An amendment was proposed.
    AmendmentProposed(AmendmentProposed) = "amendment.proposed",
    /// An amendment was decided.
    AmendmentDecided(AmendmentDecided) = "amendment.decided",
    /// An approved amendment was applied to its plan.
    AmendmentApplied(AmendmentApplied) = "amendment.applied",
    /// A version of a route of clearance was adopted.
    RouteAdopted(RouteAdopted) = "route.adopted",
    /// A version of a layout of reports was adopted.
    LayoutAdopted(LayoutAdopted) = "layout.adopted",
    /// Someone was appointed to a statutory post.
    PostAppointed(PostAppointed) = "post.appointed",
    /// A report was drafted.
    ReportDrafted(ReportDrafted) = "report.drafted",
    /// A report was revised.
    ReportRevised(ReportRevised) = "report.revised",
    /// A report was circulated. The commit goes on with the requests.
    ReportCirculated(ReportCirculated) = "report.circulated",
    /// Roles were asked to sign: by a circulation, because the stage before
    /// them is done, or again because their sign-off was voided.
    SignOffRequested(SignOffRequested) = "report.sign_off_requested",
    /// A role signed a report off.
    ReportSignedOff(ReportSignedOff) = "report.signed_off",
    /// Sign-offs were voided because figures may change.
    SignOffsVoided(SignOffsVoided) = "report.sign_offs_voided",
    /// A report was returned to its author.
    ReportReturned(ReportReturned) = "report.returned",
    /// A circulated report was withdrawn.
    ReportWithdrawn(ReportWithdrawn) = "report.withdrawn",
    /// Another person was asked to sign for a role.
    StepReassigned(StepReassigned) = "report.step_reassigned",
    /// The chair's reason of urgency was recorded.
    UrgencyRecorded(UrgencyRecorded) = "report.urgency_recorded",
    /// A report was published.
    ReportPublished(ReportPublished) = "report.published",
    /// What the meeting made of a report was recorded.
    OutcomeRecorded(OutcomeRecorded) = "report.outcome_recorded",
    /// Sign-offs were delegated for a period.
    DelegationGiven(DelegationGiven) = "delegation.given",
    /// A delegation was ended before its last day.
    DelegationEnded(DelegationEnded) = "delegation.ended",
    /// An API token was issued.
    TokenIssued(TokenIssued) = "token.issued",
    /// An API token was revoked.
    TokenRevoked(TokenRevoked) = "token.revoked",
    /// A token was used, for the first time in a day.
    TokenUsed(TokenUsed) = "token.used",
    /// A version of a schedule was adopted.
    ScheduleAdopted(ScheduleAdopted) = "schedule.adopted",
    /// A run of a schedule was asked for, beside those that it has by itself.
    ScheduleAsked(ScheduleAsked) = "schedule.asked",
    /// A schedule ran: all that it asked for was claimed.
    ScheduleRan(ScheduleRan) = "schedule.ran",
    /// A scheduler took it on itself to send a digest.
    DigestClaimed(DigestClaimed) = "digest.claimed",
    /// A digest was handed over.
    DigestSent(DigestSent) = "digest.sent",
    /// An attempt to hand a digest over failed.
    DigestFailed(DigestFailed) = "digest.failed",
    /// A digest is not sent any more.
    DigestDropped(DigestDropped) = "digest.dropped",
    /// A mail to a person came back.
    PersonMailBounced(PersonMailBounced) = "person.mail_bounced",
    /// A person's address takes mail again.
    PersonMailRestored(PersonMailRestored) = "person.mail_restored",
    /// A person's absence was recorded.
    PersonAbsenceRecorded(PersonAbsenceRecorded) = "person.absence_recorded",
    /// A link did what it is for.
    LinkUsed(LinkUsed) = "link.used",
    /// A role was granted to a person.
    RoleGranted(RoleChanged) = "person.role_granted",
    /// A role of a person was revoked.
    RoleRevoked(RoleChanged) = "person.role_revoked",
    /// A link to sign in by was made.
    SignInRequested(SignInRequested) = "sign_in.requested",
    /// The mail with such a link was handed over, kept, or not taken.
    SignInMailed(SignInMailed) = "sign_in.mailed",
    /// Nobody was let in.
    SignInRefused(SignInRefused) = "sign_in.refused",
    /// An account at an OpenID provider signs a person in from now on.
    AccountBound(AccountBound) = "sign_in.bound",
    /// It does no longer.
    AccountUnbound(AccountUnbound) = "sign_in.unbound",
    /// Somebody was refused what they have no right to.
    AccessRefused(AccessRefused) = "access.refused",
    /// A session was opened.
    SessionOpened(SessionOpened) = "session.opened",
    /// A session was used a while after it was last recorded to be.
    SessionRenewed(SessionRenewed) = "session.renewed",
    /// A session ended before its time.
    SessionEnded(SessionEnded) = "session.ended",
}

/// The data of a record: what one command did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Data {
    /// First 16 bytes, in hex, of the SHA-256 of the request.
    pub request: String,
    /// What was said to whoever sent the command, beside the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The events, of a commit that fits into one record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// A chunk of a larger commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<Staged>,
    /// The chunks that now take effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
}

/// A chunk of a commit too large for one record: without effect until applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Staged {
    /// Number of the chunk, from 1.
    pub part: u32,
    /// Its events.
    pub events: Vec<Event>,
}

/// The chunks before this record take effect, in order, at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    /// Place of the first chunk.
    pub first: u64,
    /// Place of the last chunk.
    pub last: u64,
    /// The place that the decision was checked against.
    pub decided_at: u64,
}

/// The time that a record's events happened at, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Place of the commit.
    pub place: u64,
    /// Writer's time.
    pub at: Timestamp,
}
