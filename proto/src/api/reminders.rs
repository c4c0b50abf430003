//! Schedules, digests and links.

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Owner, VersionView};
use crate::command::Answer;
use crate::digest::{Because, Purpose};
use crate::id::{DigestId, LinkId, NodeId};
use crate::item::{Kind, Observation, word_enum};
use crate::quarter::Quarter;
use crate::schedule::Schedule;
use std::fmt;
use std::str::FromStr;

use crate::id::IdError;

/// The schedules of a council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleList {
    /// By name.
    pub schedules: Vec<ScheduleView>,
}

/// A schedule and its runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleView {
    /// The schedule.
    pub schedule: Schedule,
    /// Place of its adoption; absent: it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_at: Option<u64>,
    /// When it comes next, as far as it can be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    /// When a run was asked for that has not been yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// The last runs, newest first.
    pub runs: Vec<RunView>,
}

/// A run of a schedule, and what became of its digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunView {
    /// The time that it was for.
    pub occurrence: Timestamp,
    /// When all that it asks for was claimed.
    pub at: Timestamp,
    /// How many earlier times were missed.
    pub skipped: u32,
    /// How many people it wrote to.
    pub people: u32,
    /// Place in the log.
    pub place: u64,
}

word_enum!(
    /// Where a digest stands.
    DigestStanding, "standing" {
        /// In the hand of a scheduler.
        Claimed = "claimed",
        /// Handed to a mail server.
        Sent = "sent",
        /// Kept, because no mail server is configured.
        Kept = "kept",
        /// Failed, and to be tried again.
        Waiting = "waiting",
        /// Failed for good.
        Failed = "failed",
        /// Given up.
        Dropped = "dropped",
    }
);

/// How the digests of the last weeks stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestList {
    /// How many there are in all.
    pub totals: DigestTotals,
    /// By day, the newest first.
    pub days: Vec<DigestDay>,
    /// Newest first, as many as were asked for.
    pub digests: Vec<DigestView>,
    /// Posts and addresses that take no mail.
    pub bounced: Vec<BouncedView>,
}

/// How many digests stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestTotals {
    /// Digests in all.
    pub digests: u32,
    /// In the hand of a scheduler.
    pub claimed: u32,
    /// Handed to a mail server.
    pub sent: u32,
    /// Kept.
    pub kept: u32,
    /// Failed, and to be tried again.
    pub waiting: u32,
    /// Failed for good.
    pub failed: u32,
    /// Given up.
    pub dropped: u32,
    /// Attempts begun though the one before may have been handed over.
    pub repeated: u32,
}

/// The digests of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestDay {
    /// The day.
    pub day: Date,
    /// How they stand.
    pub totals: DigestTotals,
}

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigestView {
    /// Which.
    pub digest: DigestId,
    /// Its day.
    pub day: Date,
    /// To whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Owner>,
    /// The schedules that asked.
    pub schedules: Vec<String>,
    /// How many things it asks for.
    pub items: u32,
    /// Where it stands.
    pub standing: DigestStanding,
    /// What was answered, or what went wrong.
    pub detail: String,
    /// Number of the last attempt.
    pub attempt: u32,
    /// Attempts begun though the one before may have been handed over.
    pub repeats: u32,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Timestamp>,
    /// Who has or had it in hand.
    pub node: NodeId,
    /// Its `Message-ID`.
    pub message_id: String,
    /// SHA-256 of what the person reads, in hex.
    pub content_hash: String,
    /// Name and version of its template.
    pub template: String,
    /// The time of the last change.
    pub changed: Timestamp,
    /// Place of the last change.
    pub changed_at: u64,
}

/// An address that takes no mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BouncedView {
    /// Whose.
    pub person: Owner,
    /// Whether for good.
    pub permanent: bool,
    /// What the other side said.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
}

/// What a link asks for. Looking at it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkView {
    /// Which link.
    pub link: LinkId,
    /// What it does.
    pub purpose: Purpose,
    /// Name of the council.
    pub council: String,
    /// Whom it was sent to: nobody else is to use it.
    pub to: Owner,
    /// When it ends.
    pub expires: Timestamp,
    /// What is asked for, and not done yet.
    pub items: Vec<LinkItem>,
    /// The report to read, where a sign-off is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<LinkSignOff>,
}

/// A sign-off that a link asks for, and the version to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkSignOff {
    /// Key of the role.
    pub role: String,
    /// The role as the sign-off table prints it.
    pub label: String,
    /// Last day for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Date>,
    /// For whom it is signed, where another is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Owner>,
    /// The report and all of its text. To sign, send back its `content_hash`.
    pub report: VersionView,
}

/// A sign-off by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSigned {
    /// Hash of the content that was read.
    pub content_hash: String,
    /// A note to the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A return by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkReturned {
    /// Why.
    pub reason: String,
}

/// An item that a link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkItem {
    /// Reference of its plan.
    pub plan: String,
    /// Title of its plan.
    pub plan_title: String,
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The quarter that an answer is asked for; where only its completion is,
    /// the present one.
    pub quarter: Quarter,
    /// The target date by which its completion is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complete_by: Option<Date>,
    /// Whether no quarter's answer is asked for, but only whether it is completed,
    /// or on track to be.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_completion: bool,
    /// Last day for the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Date>,
    /// Its target date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whose it is, where another is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Owner>,
    /// Why another is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
    /// The last answer, of whichever quarter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Observation>,
}

/// The answers to all that a link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkAnswers {
    /// One for each item; two for one that was completed after the quarter: how it
    /// stood at the quarter's end, and the completion as at a later day.
    pub answers: Vec<Answer>,
}
