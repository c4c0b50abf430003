//! Digests: what one person is asked for on one day, in one mail.
//!
//! The mail itself is not in the log, its hash is.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{DigestId, IdError, ItemId, LinkId, NodeId, PersonId, PlanId, ReportId};
use crate::item::word_enum;
use crate::quarter::Quarter;

word_enum!(
    /// Why a digest is not sent any more.
    DropReason, "reason" {
        /// All that it asks for is done.
        Done = "done",
        /// It was tried as often as it may be.
        Attempts = "attempts",
        /// The address does not take mail.
        Unreachable = "unreachable",
        /// It is too late for what it says.
        Late = "late",
    }
);

word_enum!(
    /// Whom a digest was handed to.
    Transport, "transport" {
        /// A mail server.
        Smtp = "smtp",
        /// Nobody: no mail server is configured, and the mail is kept to be
        /// looked at.
        Kept = "kept",
    }
);

word_enum!(
    /// What a link does.
    Purpose, "purpose" {
        /// Answer for the items that are asked for.
        Answers = "answers",
        /// Read, and sign or return.
        SignOff = "sign-off",
    }
);

word_enum!(
    /// Why somebody is asked for what is another's.
    Because, "because" {
        /// The other is away, and this is the deputy.
        Deputy = "deputy",
        /// The other is away or has left, and this is the line manager.
        Manager = "manager",
        /// The other did not do it in time.
        Escalated = "escalated",
        /// The other's address does not take mail.
        Unreachable = "unreachable",
        /// The other is away or has left, and there is neither deputy nor
        /// manager to ask.
        Unanswerable = "unanswerable",
    }
);

/// A thing that can be asked for.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Thing {
    /// The answer of an item for a quarter.
    Answer {
        /// Its plan.
        plan: PlanId,
        /// Which item.
        item: ItemId,
        /// Which quarter.
        quarter: Quarter,
    },
    /// The completion of an item by its target date.
    Completion {
        /// Its plan.
        plan: PlanId,
        /// Which item.
        item: ItemId,
        /// The target date.
        due: Date,
    },
    /// A sign-off of a report for a role.
    SignOff {
        /// Which report.
        report: ReportId,
        /// Key of the role.
        role: String,
        /// Place of the request: one that is made again is another.
        asked_at: u64,
        /// The bodies that have to decide, where no person signs: the author is
        /// asked to take the report to them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
    },
    /// The revision of a report that was returned to its author.
    Revision {
        /// Which report.
        report: ReportId,
        /// Place of the return.
        returned_at: u64,
    },
    /// A report that was published, which whoever it is of is told.
    Publication {
        /// Which report.
        report: ReportId,
        /// Place of the publication.
        published_at: u64,
    },
}

impl Thing {
    /// The report that it is about, where it is about one.
    pub fn report(&self) -> Option<ReportId> {
        match self {
            Self::SignOff { report, .. }
            | Self::Revision { report, .. }
            | Self::Publication { report, .. } => Some(*report),
            Self::Answer { .. } | Self::Completion { .. } => None,
        }
    }

    /// Place of what made it a thing to be asked for, where that is one event.
    pub fn since(&self) -> Option<u64> {
        match self {
            Self::SignOff { asked_at, .. } => Some(*asked_at),
            Self::Revision { returned_at, .. } => Some(*returned_at),
            Self::Publication { published_at, .. } => Some(*published_at),
            Self::Answer { .. } | Self::Completion { .. } => None,
        }
    }
}

/// A thing that is asked for, of whom and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// What.
    pub thing: Thing,
    /// By when, where a day is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// Whose it is, where another is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PersonId>,
    /// Why another is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<Because>,
}

/// What a scheduler takes on itself to send, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// To whom.
    pub person: PersonId,
    /// The day that it is the digest of, in the council's time zone.
    pub day: Date,
    /// The schedules that ask, the one that names the digest first.
    pub schedules: Vec<String>,
    /// What is asked for.
    pub items: Vec<Asked>,
    /// Where the first schedule writes at once: the place of what it writes
    /// about, which tells the day's digests apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<u64>,
    /// Who claims it.
    pub node: NodeId,
    /// Nobody else sends it before this.
    pub lease_until: Timestamp,
    /// Name and version of the mail's template.
    pub template: String,
    /// SHA-256 of the mail as it is sent, in hex.
    pub content_hash: String,
    /// Its `Message-ID`, without the angle brackets: that of every attempt.
    pub message_id: String,
}

impl Claim {
    /// The digest that is claimed.
    pub fn digest(&self) -> Option<DigestId> {
        let schedule = self.schedules.first()?;
        Some(DigestId::of(self.person, schedule, self.day, self.about))
    }
}

/// A link that stands in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkIssued {
    /// Which link.
    pub link: LinkId,
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
