//! The state that commands are decided against: all of it derived from events.

mod access;
mod binding;
mod delegation;
mod evolve;
mod find_report;
mod item;
mod lookup;
mod person;
mod reminders;
pub(crate) mod report;
mod scheme_version;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use quarterday_proto::council::{ApiToken, Nation, Settings};
use quarterday_proto::event::{CouncilLookSet, QuarterRestated, Recorded};
use quarterday_proto::id::{AmendmentId, ItemId, PersonId, PlanId, ReportId, TokenId};
use quarterday_proto::plan::{AmendmentChange, AmendmentOutcome, Decision, PlanDetails};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

pub(crate) use access::REFUSALS_COUNTED;
pub use access::{Access, LinkRequest, Session};
pub use binding::Binding;
pub(crate) use delegation::Succession;
pub use delegation::{Appointment, Delegation};
pub use item::{Ended, Item, ItemVersion, Observed, TargetVersion};
pub(crate) use lookup::distance;
pub(crate) use person::{HandedRole, recorded_holder};
pub use person::{Person, Relation};
pub use reminders::{AdoptedSchedule, Bounce, Digest, Link, Progress, Reminders, Run, Runs};
pub use report::{
    Edition, LayoutVersion, Report, Request, Returned, RouteVersion, SentDespiteLint, Signature,
};
pub(crate) use scheme_version::SchemeVersion;

/// Everything known of one council.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(crate) council: Option<Council>,
    pub(crate) schemes: BTreeMap<String, Vec<SchemeVersion>>,
    pub(crate) people: FxHashMap<PersonId, Arc<Person>>,
    pub(crate) people_by_email: FxHashMap<Box<str>, PersonId>,
    pub(crate) plans: FxHashMap<PlanId, Arc<Plan>>,
    pub(crate) plans_by_ref: BTreeMap<String, PlanId>,
    pub(crate) items: FxHashMap<ItemId, Arc<Item>>,
    pub(crate) amendments: FxHashMap<AmendmentId, Arc<Amendment>>,
    pub(crate) amendments_by_ref: BTreeMap<String, AmendmentId>,
    pub(crate) routes: BTreeMap<String, Vec<RouteVersion>>,
    pub(crate) layouts: BTreeMap<String, Vec<LayoutVersion>>,
    pub(crate) reports: FxHashMap<ReportId, Arc<Report>>,
    pub(crate) reports_by_ref: BTreeMap<String, ReportId>,
    pub(crate) delegations: Vec<Delegation>,
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) successions: FxHashMap<PersonId, Succession>,
    pub(crate) tokens: FxHashMap<TokenId, Token>,
    pub(crate) reminders: Reminders,
    pub(crate) access: Access,
    pub(crate) head: u64,
    pub(crate) recorded: Option<Timestamp>,
}

/// The council itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Council {
    /// Name as printed.
    pub name: String,
    /// Nation.
    pub nation: Nation,
    /// IANA name of its time zone.
    pub zone: String,
    /// Settings.
    pub settings: Settings,
    /// How its pages look, where it has set that.
    pub look: Option<CouncilLookSet>,
    /// When it was set up.
    pub established: Timestamp,
    /// Place of the last change.
    pub changed_at: u64,
    #[serde(skip)]
    pub(crate) time_zone: ZoneOnce,
}

/// The zone looked up once. It says no more than the name, so it neither is
/// kept in a snapshot nor tells two states apart.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneOnce(pub(crate) std::sync::OnceLock<TimeZone>);

impl PartialEq for ZoneOnce {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Id.
    pub id: PlanId,
    /// Details.
    pub details: PlanDetails,
    /// The approval, and its place.
    pub approved: Option<(Decision, u64)>,
    /// Place of the year's close.
    pub closed_at: Option<u64>,
    /// Items in the order they were added, those since deleted too.
    pub items: Vec<ItemId>,
    /// Items by reference.
    pub(crate) items_by_ref: FxHashMap<Box<str>, ItemId>,
    /// Quarters that were opened.
    pub quarters: BTreeMap<Quarter, QuarterRecord>,
    /// Place that it was added at.
    pub added_at: u64,
    /// Place of the last event that gave its details.
    pub details_at: u64,
    /// Place of the last change of its details, its standing or its quarters.
    pub changed_at: u64,
    /// Place of the last event that bears on its positions.
    pub touched_at: u64,
}

/// A quarter of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuarterRecord {
    /// Where it stands.
    pub state: QuarterState,
    /// Place that it was opened at.
    pub opened_at: u64,
    /// Number of the last closing, 0 before the first.
    pub closing: u32,
    /// Last day for answers.
    pub answers_due: Option<Date>,
    /// The positions frozen by the last closing.
    pub positions: Arc<Vec<Position>>,
    /// The place that they are frozen at.
    pub frozen_at: u64,
    /// Place of the closing itself.
    pub closed_at: Option<Recorded>,
    /// The officer's reason for closing with unanswered items.
    pub reason: Option<String>,
    /// SHA-256 in hex over the facts of the last closing.
    pub inputs: String,
    /// The items closed without an answer.
    pub unanswered: Vec<ItemId>,
    /// Restatements since publication, oldest first.
    pub restatements: Vec<Restatement>,
    /// Places of observations that bear on it since it was closed.
    pub candidates: Vec<u64>,
    /// Place of the last change.
    pub changed_at: u64,
}

/// A restatement of a published quarter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restatement {
    /// What was restated, and why.
    pub event: QuarterRestated,
    /// Where and when.
    pub recorded: Recorded,
    /// The positions as then known.
    pub positions: Arc<Vec<Position>>,
}

impl QuarterRecord {
    /// The positions as last reported: of the last restatement, or else of the
    /// closing.
    pub fn known_positions(&self) -> &[Position] {
        self.restatements
            .last()
            .map_or(&self.positions, |restated| &restated.positions)
    }
}

/// An amendment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Amendment {
    /// Id.
    pub id: AmendmentId,
    /// Reference for people.
    pub reference: String,
    /// Its plan.
    pub plan: PlanId,
    /// What is to change.
    pub changes: Vec<AmendmentChange>,
    /// Why.
    pub rationale: String,
    /// Where it stands.
    pub standing: AmendmentStanding,
    /// The last decision.
    pub decision: Option<(Decision, AmendmentOutcome)>,
    /// First day that it counts from, once approved.
    pub effective: Option<Date>,
    /// Place of the last change.
    pub changed_at: u64,
}

/// Where an amendment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendmentStanding {
    /// Proposed, or put off.
    Pending,
    /// Approved, not applied yet.
    Approved,
    /// Rejected.
    Rejected,
    /// Applied.
    Applied,
}

/// An API token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Id.
    pub id: TokenId,
    /// What is known of it.
    pub details: ApiToken,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it was last recorded to be used.
    pub used: Option<Timestamp>,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Token {
    /// Whether a use is to be recorded: a day after the one recorded before, or
    /// after it was issued.
    pub fn is_to_record(&self, now: Timestamp) -> bool {
        let day = SignedDuration::from_hours(24);
        now.duration_since(self.used.unwrap_or(self.issued)) >= day
    }
}
