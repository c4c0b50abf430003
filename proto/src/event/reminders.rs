//! Events of reminders: schedules, digests, bounces, absences and links.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::digest::{Claim, DropReason, LinkIssued, Transport};
use crate::id::{DigestId, LinkId, PersonId};
use crate::schedule::Schedule;

/// See [`Event::ScheduleAdopted`](super::Event::ScheduleAdopted).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleAdopted {
    /// The version.
    pub schedule: Schedule,
}

/// See [`Event::ScheduleAsked`](super::Event::ScheduleAsked).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleAsked {
    /// Name of the schedule.
    pub schedule: String,
    /// Who alone is to be written to; none: all who are due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
}

/// See [`Event::ScheduleRan`](super::Event::ScheduleRan).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleRan {
    /// Name of the schedule.
    pub schedule: String,
    /// The time that it ran for.
    pub occurrence: Timestamp,
    /// How many earlier times were missed and are not made up for.
    pub skipped: u32,
    /// How many people were due.
    pub people: u32,
}

/// See [`Event::DigestClaimed`](super::Event::DigestClaimed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestClaimed {
    /// Which digest.
    pub digest: DigestId,
    /// All of the claim.
    pub claim: Box<Claim>,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// The links in it.
    pub links: Vec<LinkIssued>,
}

/// See [`Event::DigestSent`](super::Event::DigestSent).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestSent {
    /// Which digest.
    pub digest: DigestId,
    /// Number of the attempt.
    pub attempt: u32,
    /// Whom it was handed to.
    pub transport: Transport,
    /// What was answered.
    pub response: String,
}

/// See [`Event::DigestFailed`](super::Event::DigestFailed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestFailed {
    /// Which digest.
    pub digest: DigestId,
    /// Number of the attempt.
    pub attempt: u32,
    /// Whether another attempt would fail too.
    pub permanent: bool,
    /// Whether it may have been handed over all the same.
    pub unknown: bool,
    /// What went wrong.
    pub error: String,
    /// When it is tried again, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
}

/// See [`Event::DigestDropped`](super::Event::DigestDropped).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestDropped {
    /// Which digest.
    pub digest: DigestId,
    /// Why.
    pub reason: DropReason,
}

/// See [`Event::PersonMailBounced`](super::Event::PersonMailBounced).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonMailBounced {
    /// Who.
    pub person: PersonId,
    /// Whether the address will not take mail later either.
    pub permanent: bool,
    /// What the other side said.
    pub reason: String,
    /// The digest that came back, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<DigestId>,
}

/// See [`Event::PersonMailRestored`](super::Event::PersonMailRestored).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonMailRestored {
    /// Who.
    pub person: PersonId,
}

/// See [`Event::PersonAbsenceRecorded`](super::Event::PersonAbsenceRecorded).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonAbsenceRecorded {
    /// Who.
    pub person: PersonId,
    /// First day; it replaces what was recorded from that day.
    pub first: Date,
    /// Last day; absent: there is no absence from that day after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// See [`Event::LinkUsed`](super::Event::LinkUsed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkUsed {
    /// Which link.
    pub link: LinkId,
    /// Its addressee.
    pub person: PersonId,
    /// The digest that it stands in.
    pub digest: DigestId,
}
