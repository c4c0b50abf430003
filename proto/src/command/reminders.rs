//! Commands of reminders: schedules, digests, bounces, absences and links.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Exactly, exactly};
use crate::digest::{Claim, DropReason, Purpose, Thing, Transport};
use crate::id::{DigestId, LinkId};
use crate::item::Observation;
use crate::schedule::Schedule;

/// See [`Command::AdoptSchedule`](super::Command::AdoptSchedule).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptSchedule {
    /// The version.
    #[serde(deserialize_with = "exactly")]
    #[schemars(with = "Exactly<Schedule>")]
    pub schedule: Schedule,
}

/// See [`Command::RunSchedule`](super::Command::RunSchedule).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunSchedule {
    /// Name of the schedule.
    pub schedule: String,
    /// Addresses of those who are to be written to; none: all who are due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
}

/// See [`Command::RecordRun`](super::Command::RecordRun). Schedulers send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRun {
    /// Name of the schedule.
    pub schedule: String,
    /// The time that it ran for.
    pub occurrence: Timestamp,
    /// How many earlier times were missed and are not made up for.
    pub skipped: u32,
    /// How many people were due.
    pub people: u32,
}

/// See [`Command::ClaimDigest`](super::Command::ClaimDigest). Schedulers send it. The links' ids derive from
/// the id of this command, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimDigest {
    /// The claim.
    #[serde(deserialize_with = "exactly")]
    #[schemars(with = "Exactly<Claim>")]
    pub claim: Claim,
    /// The links in the mail.
    #[serde(default)]
    pub links: Vec<LinkOffered>,
}

/// A link that a claim is to issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkOffered {
    /// SHA-256 of the whole link token, in hex: the token itself stands in the
    /// mail alone.
    pub hash: String,
    /// What it does.
    pub purpose: Purpose,
    /// What it is for, where that is not all that the mail asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Thing>,
    /// When it ends.
    pub expires: Timestamp,
}

/// See [`Command::RecordDigestSent`](super::Command::RecordDigestSent). Schedulers send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDigestSent {
    /// Which digest.
    pub digest: DigestId,
    /// Number of the attempt.
    pub attempt: u32,
    /// Whom it was handed to.
    pub transport: Transport,
    /// What was answered.
    pub response: String,
}

/// See [`Command::RecordDigestFailed`](super::Command::RecordDigestFailed). Schedulers send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDigestFailed {
    /// Which digest.
    pub digest: DigestId,
    /// Number of the attempt.
    pub attempt: u32,
    /// Whether another attempt would fail too.
    pub permanent: bool,
    /// Whether it may have been handed over all the same.
    #[serde(default)]
    pub unknown: bool,
    /// Whether it was the address that was refused for good: recorded as a
    /// bounce then.
    #[serde(default)]
    pub address_refused: bool,
    /// What went wrong.
    pub error: String,
    /// When it is to be tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
}

/// See [`Command::DropDigest`](super::Command::DropDigest). Schedulers send it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropDigest {
    /// Which digest.
    pub digest: DigestId,
    /// Why.
    pub reason: DropReason,
}

/// See [`Command::RecordBounce`](super::Command::RecordBounce).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordBounce {
    /// The address that the mail went to.
    pub email: String,
    /// Whether the address will not take mail later either.
    pub permanent: bool,
    /// What the other side said.
    pub reason: String,
    /// The digest that came back, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<DigestId>,
}

/// See [`Command::RestoreMail`](super::Command::RestoreMail).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreMail {
    /// The person's address.
    pub email: String,
}

/// See [`Command::RecordAbsence`](super::Command::RecordAbsence).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAbsence {
    /// The person's address.
    pub email: String,
    /// First day.
    pub first: Date,
    /// Last day; absent: there is no absence from that day after all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Date>,
}

/// See [`Command::UseLink`](super::Command::UseLink). The actor is the link's addressee, which the
/// gateway says who checked the link's token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UseLink {
    /// Which link.
    pub link: LinkId,
    /// What is done.
    pub act: LinkAct,
}

/// What a link's addressee does with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum LinkAct {
    /// Answer for several items at once: all of them or none.
    Answer {
        /// The answers.
        answers: Vec<Answer>,
    },
    /// Sign what was read.
    SignOff {
        /// Hash of the content that was read.
        content_hash: String,
        /// A note to the author.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// Return the report to its author.
    Return {
        /// Why.
        reason: String,
    },
}

/// The answer for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Reference of the plan.
    pub plan: String,
    /// Reference of the item.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The facts.
    #[serde(deserialize_with = "exactly")]
    #[schemars(with = "Exactly<Observation>")]
    pub observation: Observation,
}
