//! Events: what happened, in the past tense.
//!
//! An event is written as `{"<name>":{…}}`. A published event never changes
//! shape: a new shape is a new name (`item.observed.2`), and the old one is
//! lifted to it in [`crate::upcast`] when read.

mod access;
mod clearance;
mod reminders;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::council::{ApiToken, Nation, PersonDetails, Settings};
use crate::id::{AmendmentId, ItemId, PersonId, PlanId, ReportId, ScheduleId, SchemeId, TokenId};
use crate::item::{ItemDefinition, Kind, Observation, Outcome};
use crate::plan::{AmendmentChange, AmendmentOutcome, Decision, PlanDetails};
use crate::position::Position;
use crate::quarter::Quarter;
use crate::restated::StatusChange;
use crate::scheme::Scheme;
use crate::target::Target;

pub use access::*;
pub use clearance::*;
pub use reminders::*;

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
    /// A session was opened.
    SessionOpened(SessionOpened) = "session.opened",
    /// A session was used a while after it was last recorded to be.
    SessionRenewed(SessionRenewed) = "session.renewed",
    /// A session ended before its time.
    SessionEnded(SessionEnded) = "session.ended",
}

/// See [`Event::CouncilEstablished`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilEstablished {
    /// Name as printed.
    pub name: String,
    /// Nation: decides bank holidays and publication rules.
    pub nation: Nation,
    /// IANA time zone of its working days.
    pub zone: String,
    /// Settings at the start.
    pub settings: Settings,
}

/// See [`Event::CouncilConfigured`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CouncilConfigured {
    /// All settings, the unchanged ones too.
    pub settings: Settings,
}

/// See [`Event::SchemeAdopted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SchemeAdopted {
    /// Id of the scheme over all its versions.
    pub id: SchemeId,
    /// The version.
    pub scheme: Scheme,
}

/// See [`Event::PersonRegistered`] and [`Event::PersonChanged`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRecorded {
    /// Who.
    pub person: PersonId,
    /// All details.
    pub details: PersonDetails,
}

/// See [`Event::PersonHandedOver`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonHandedOver {
    /// The leaver.
    pub from: PersonId,
    /// The successor.
    pub to: PersonId,
    /// First day of the successor.
    pub on: Date,
    /// The items that change owner.
    pub items: Vec<ItemId>,
    /// The reports of which open steps, authorship or sponsorship pass on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reports: Vec<ReportId>,
    /// Those that the successor becomes the line manager of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line_manager_of: Vec<PersonId>,
    /// Those that the successor becomes the deputy of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deputy_of: Vec<PersonId>,
}

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

/// See [`Event::QuarterOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterOpened {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Last day for answers, where one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers_due: Option<Date>,
}

/// See [`Event::QuarterClosed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterClosed {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of this closing, from 1; a reopened quarter's next is 2.
    pub closing: u32,
    /// The place that the positions are frozen at.
    pub frozen_at: u64,
    /// The officer's reason for closing with unanswered items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The items without an answer for the quarter.
    pub unanswered: Vec<ItemId>,
    /// SHA-256 in hex over the facts that went into the positions.
    pub inputs: String,
}

/// See [`Event::PositionFrozen`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PositionFrozen {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// The closing that froze it.
    pub closing: u32,
    /// The restatement that froze it, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restatement: Option<u32>,
    /// The position, read from here ever after. The places behind its parts
    /// are those of its items and not written twice.
    pub position: Box<Position>,
}

/// See [`Event::QuarterReopened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterReopened {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Why.
    pub reason: String,
}

/// See [`Event::QuarterPublished`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterPublished {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// The closing that was published.
    pub closing: u32,
    /// Day of publication.
    pub on: Date,
    /// The meeting's or agenda's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// See [`Event::QuarterRestated`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarterRestated {
    /// Which plan.
    pub plan: PlanId,
    /// Which quarter.
    pub quarter: Quarter,
    /// Number of this restatement of the quarter, from 1.
    pub restatement: u32,
    /// Why.
    pub reason: String,
    /// The place that it is known at.
    pub known_at: u64,
    /// The items of which something printed changes.
    pub changes: Vec<StatusChange>,
}

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

/// See [`Event::TokenIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenIssued {
    /// Which token.
    pub token: TokenId,
    /// What is known of it; never the token itself.
    pub details: ApiToken,
}

/// See [`Event::TokenRevoked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenRevoked {
    /// Which token.
    pub token: TokenId,
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

impl Event {
    /// The opaque subject that the event belongs to, for example
    /// `action.5h2k0c1m9v3xy`.
    pub fn subject(&self) -> String {
        match self {
            Self::CouncilEstablished(_) | Self::CouncilConfigured(_) => "council".to_owned(),
            Self::SchemeAdopted(event) => format!("scheme.{}", event.id),
            Self::PersonRegistered(event) | Self::PersonChanged(event) => {
                format!("person.{}", event.person)
            }
            Self::PersonHandedOver(event) => format!("person.{}", event.from),
            Self::PlanAdded(event) | Self::PlanChanged(event) => format!("plan.{}", event.plan),
            Self::PlanApproved(event) => format!("plan.{}", event.plan),
            Self::PlanClosed(event) => format!("plan.{}", event.plan),
            Self::ItemAdded(event) | Self::ItemChanged(event) => {
                item_subject(event.definition.kind, event.item)
            }
            Self::TargetSet(event) => item_subject(event.kind, event.item),
            Self::ItemObserved(event) => item_subject(event.kind, event.item),
            Self::ItemConcluded(event) => item_subject(event.kind, event.item),
            Self::QuarterOpened(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterClosed(event) => quarter_subject(event.plan, event.quarter),
            Self::PositionFrozen(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterReopened(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterPublished(event) => quarter_subject(event.plan, event.quarter),
            Self::QuarterRestated(event) => quarter_subject(event.plan, event.quarter),
            Self::AmendmentProposed(event) => format!("amendment.{}", event.amendment),
            Self::AmendmentDecided(event) => format!("amendment.{}", event.amendment),
            Self::AmendmentApplied(event) => format!("amendment.{}", event.amendment),
            Self::RouteAdopted(event) => format!("route.{}", event.id),
            Self::PostAppointed(event) => format!("post.{}", event.post),
            Self::ReportDrafted(event) => report_subject(event.report),
            Self::ReportRevised(event) => report_subject(event.report),
            Self::ReportCirculated(event) => report_subject(event.report),
            Self::SignOffRequested(event) => report_subject(event.report),
            Self::ReportSignedOff(event) => report_subject(event.report),
            Self::SignOffsVoided(event) => report_subject(event.report),
            Self::ReportReturned(event) => report_subject(event.report),
            Self::ReportWithdrawn(event) => report_subject(event.report),
            Self::StepReassigned(event) => report_subject(event.report),
            Self::UrgencyRecorded(event) => report_subject(event.report),
            Self::ReportPublished(event) => report_subject(event.report),
            Self::OutcomeRecorded(event) => report_subject(event.report),
            Self::DelegationGiven(event) => format!("delegation.{}", event.delegation),
            Self::DelegationEnded(event) => format!("delegation.{}", event.delegation),
            Self::TokenIssued(event) => format!("token.{}", event.token),
            Self::TokenRevoked(event) => format!("token.{}", event.token),
            Self::ScheduleAdopted(event) => schedule_subject(&event.schedule.schedule),
            Self::ScheduleAsked(event) => schedule_subject(&event.schedule),
            Self::ScheduleRan(event) => schedule_subject(&event.schedule),
            Self::DigestClaimed(event) => format!("digest.{}", event.digest),
            Self::DigestSent(event) => format!("digest.{}", event.digest),
            Self::DigestFailed(event) => format!("digest.{}", event.digest),
            Self::DigestDropped(event) => format!("digest.{}", event.digest),
            Self::PersonMailBounced(event) => format!("person.{}", event.person),
            Self::PersonMailRestored(event) => format!("person.{}", event.person),
            Self::PersonAbsenceRecorded(event) => format!("person.{}", event.person),
            Self::LinkUsed(event) => format!("link.{}", event.link),
            Self::RoleGranted(event) | Self::RoleRevoked(event) => {
                format!("person.{}", event.person)
            }
            Self::SignInRequested(event) => format!("person.{}", event.person),
            Self::SignInMailed(event) => format!("person.{}", event.person),
            Self::SignInRefused(event) => match event.person {
                Some(person) => format!("person.{person}"),
                None => "council".to_owned(),
            },
            Self::AccountBound(event) => format!("person.{}", event.person),
            Self::AccountUnbound(event) => format!("person.{}", event.person),
            Self::SessionOpened(event) => format!("session.{}", event.session),
            Self::SessionRenewed(event) => format!("session.{}", event.session),
            Self::SessionEnded(event) => format!("session.{}", event.session),
        }
    }

    /// The other subjects that the event bears on, for the audit trail: the
    /// items of an amendment, the plan of a quarter, an item or an amendment,
    /// the quarters of a report, and the people who sign, return or delegate.
    pub fn also_concerns(&self, mut add: impl FnMut(String)) {
        match self {
            Self::PersonHandedOver(event) => {
                add(format!("person.{}", event.to));
                let others = event.line_manager_of.iter().chain(&event.deputy_of);
                others.for_each(|person| add(format!("person.{person}")));
                for report in &event.reports {
                    add(report_subject(*report));
                }
            }
            Self::PostAppointed(event) => add(format!("person.{}", event.person)),
            Self::SessionOpened(event) => add(format!("person.{}", event.person)),
            Self::SessionRenewed(event) => add(format!("person.{}", event.person)),
            Self::SessionEnded(event) => add(format!("person.{}", event.person)),
            Self::ReportDrafted(event) => {
                for covered in &event.details.covers {
                    add(quarter_subject(covered.plan, covered.quarter));
                }
            }
            Self::ReportSignedOff(event) => event.by.subjects(&mut add),
            Self::ReportReturned(event) => event.by.subjects(&mut add),
            Self::SignOffsVoided(event) => add(quarter_subject(event.plan, event.quarter)),
            Self::StepReassigned(event) => add(format!("person.{}", event.to)),
            Self::ReportPublished(event) => {
                for closing in &event.closings {
                    add(quarter_subject(closing.plan, closing.quarter));
                }
            }
            Self::DelegationGiven(event) => {
                add(format!("person.{}", event.from));
                add(format!("person.{}", event.to));
            }
            Self::DelegationEnded(event) => {
                add(format!("person.{}", event.from));
                add(format!("person.{}", event.to));
            }
            Self::ItemAdded(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterOpened(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterClosed(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterReopened(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterPublished(event) => add(format!("plan.{}", event.plan)),
            Self::QuarterRestated(event) => add(format!("plan.{}", event.plan)),
            Self::AmendmentProposed(event) => {
                add(format!("plan.{}", event.plan));
                event
                    .changes
                    .iter()
                    .for_each(|change| change.subjects(&mut add));
            }
            Self::AmendmentDecided(event) => add(format!("plan.{}", event.plan)),
            Self::AmendmentApplied(event) => {
                add(format!("plan.{}", event.plan));
                event
                    .changes
                    .iter()
                    .for_each(|change| change.subjects(&mut add));
            }
            Self::DigestClaimed(event) => {
                add(format!("person.{}", event.claim.person));
                event
                    .links
                    .iter()
                    .for_each(|link| add(format!("link.{}", link.link)));
            }
            Self::PersonMailBounced(event) => {
                event
                    .digest
                    .iter()
                    .for_each(|digest| add(format!("digest.{digest}")));
            }
            Self::LinkUsed(event) => {
                add(format!("person.{}", event.person));
                add(format!("digest.{}", event.digest));
            }
            _ => {}
        }
    }
}

/// The subject of a schedule.
fn schedule_subject(name: &str) -> String {
    format!("schedule.{}", ScheduleId::of(name))
}

/// The subject of an item.
pub fn item_subject(kind: Kind, item: ItemId) -> String {
    // Written for every observation: no formatter is asked.
    let mut subject = String::with_capacity(32);
    subject.push_str(kind.as_str());
    subject.push('.');
    item.push_to(&mut subject);
    subject
}

/// The subject of a report.
pub fn report_subject(report: ReportId) -> String {
    format!("report.{report}")
}

/// The subject of a plan's quarter.
pub fn quarter_subject(plan: PlanId, quarter: Quarter) -> String {
    format!("quarter.{plan}-{quarter}").to_lowercase()
}

/// The time that a record's events happened at, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Place of the commit.
    pub place: u64,
    /// Writer's time.
    pub at: Timestamp,
}
