//! What is known of reminders: schedules and their runs, digests, links,
//! absences and addresses that take no mail.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::digest::{Claim, DropReason, LinkIssued, Thing, Transport};
use quarterday_proto::id::{DigestId, LinkId, PersonId};
use quarterday_proto::schedule::Schedule;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Days that a digest is remembered for. What is older is in the log.
pub(super) const KEPT_DAYS: i64 = 70;
/// Days that a link can still explain itself after its end.
pub(super) const LINK_KEPT_DAYS: i64 = 120;
/// Runs of a schedule that are remembered.
pub(super) const RUNS_KEPT: usize = 50;

/// What is known of reminders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reminders {
    pub(crate) schedules: BTreeMap<String, AdoptedSchedule>,
    pub(crate) runs: BTreeMap<String, Runs>,
    pub(crate) digests: BTreeMap<DigestId, Arc<Digest>>,
    /// Those that may still be sent.
    pub(crate) open: BTreeSet<DigestId>,
    /// By addressee, oldest first.
    pub(crate) of_person: FxHashMap<PersonId, Vec<DigestId>>,
    pub(crate) links: FxHashMap<LinkId, Arc<Link>>,
    /// First and last days.
    pub(crate) absences: FxHashMap<PersonId, BTreeMap<Date, Date>>,
    pub(crate) bounces: FxHashMap<PersonId, Bounce>,
}

/// The version of a schedule that a council adopted last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdoptedSchedule {
    /// The schedule.
    pub schedule: Schedule,
    /// When it was adopted: it has no times before.
    pub at: Timestamp,
    /// Where.
    pub place: u64,
}

/// The runs of a schedule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    /// When a run was asked for that has not been yet.
    pub asked: Option<Timestamp>,
    /// Whom alone that run is to write to; none: all who are due.
    #[serde(default)]
    pub asked_of: Vec<PersonId>,
    /// The last ones, oldest first.
    pub recent: VecDeque<Run>,
}

/// One run of a schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The time that it was for.
    pub occurrence: Timestamp,
    /// When all that it asks for was claimed.
    pub at: Timestamp,
    /// How many earlier times were missed.
    pub skipped: u32,
    /// How many people were due.
    pub people: u32,
    /// Where.
    pub place: u64,
}

/// A digest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Which.
    pub id: DigestId,
    /// The last claim.
    pub claim: Claim,
    /// Number of the last attempt.
    pub attempt: u32,
    /// How many attempts were begun though the one before may have been handed
    /// over: so often the addressee may have got the same mail again.
    pub repeats: u32,
    /// Where it stands.
    pub standing: Progress,
    /// The time of the first claim.
    pub first_claimed: Timestamp,
    /// The time of the last change.
    pub changed: Timestamp,
    /// Place of the last change.
    pub changed_at: u64,
}

/// Where a digest stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Someone has it in hand, until the lease ends.
    Claimed,
    /// Handed over.
    Sent {
        /// To whom.
        transport: Transport,
        /// What was answered.
        response: String,
    },
    /// The last attempt failed.
    Failed {
        /// Whether another would, too.
        permanent: bool,
        /// Whether it may have been handed over all the same.
        unknown: bool,
        /// What went wrong.
        error: String,
        /// When it is tried again.
        retry_at: Option<Timestamp>,
    },
    /// Given up.
    Dropped {
        /// Why.
        reason: DropReason,
    },
}

/// A link that stands in a mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What it is, and the hash of its token.
    pub issued: LinkIssued,
    /// Its addressee.
    pub person: PersonId,
    /// The digest that it stands in.
    pub digest: DigestId,
    /// Place and time of its use.
    pub used: Option<(u64, Timestamp)>,
}

/// That an address takes no mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bounce {
    /// The address.
    pub email: String,
    /// Whether for good.
    pub permanent: bool,
    /// What the other side said.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
}

impl Digest {
    /// Whether nothing more happens to it.
    pub fn is_final(&self) -> bool {
        match &self.standing {
            Progress::Claimed => false,
            Progress::Failed { permanent, .. } => *permanent,
            Progress::Sent { .. } | Progress::Dropped { .. } => true,
        }
    }

    /// Whether it reached its addressee, or may have, as far as is known.
    pub fn counts_as_told(&self) -> bool {
        match &self.standing {
            Progress::Sent { .. } | Progress::Claimed => true,
            Progress::Failed { permanent, .. } => !permanent,
            Progress::Dropped { .. } => false,
        }
    }

    /// When someone may claim it again; none once it is final.
    pub fn free_at(&self) -> Option<Timestamp> {
        match &self.standing {
            Progress::Claimed => Some(self.claim.lease_until),
            Progress::Failed { retry_at, .. } => *retry_at,
            Progress::Sent { .. } | Progress::Dropped { .. } => None,
        }
    }
}

impl Reminders {
    /// A digest that is remembered.
    pub fn digest(&self, id: DigestId) -> Option<&Arc<Digest>> {
        self.digests.get(&id)
    }

    /// The digests that are remembered, in no order.
    pub fn digests(&self) -> impl Iterator<Item = &Arc<Digest>> {
        self.digests.values()
    }

    /// The digests that may still be sent.
    pub fn open(&self) -> impl Iterator<Item = &Arc<Digest>> {
        self.open.iter().filter_map(|id| self.digests.get(id))
    }

    /// The digests of a person that are remembered, oldest first.
    pub fn digests_of(&self, person: PersonId) -> impl Iterator<Item = &Arc<Digest>> {
        self.of_person
            .get(&person)
            .into_iter()
            .flatten()
            .filter_map(|id| self.digests.get(id))
    }

    /// The digest by which a schedule wrote to a person on a day.
    pub fn written(&self, person: PersonId, schedule: &str, day: Date) -> Option<&Arc<Digest>> {
        self.digests_of(person).find(|digest| {
            digest.claim.day == day && digest.claim.schedules.iter().any(|name| name == schedule)
        })
    }

    /// The digest by which a schedule told a person of a thing.
    pub fn told(&self, person: PersonId, schedule: &str, thing: &Thing) -> Option<&Arc<Digest>> {
        self.digests_of(person).find(|digest| {
            let claim = &digest.claim;
            digest.counts_as_told()
                && claim.schedules.iter().any(|name| name == schedule)
                && claim.items.iter().any(|told| told.thing == *thing)
        })
    }

    /// Whether a schedule wrote to a person for a day or a later one.
    pub fn written_since(&self, person: PersonId, schedule: &str, day: Date) -> bool {
        self.digests_of(person).any(|digest| {
            digest.claim.day >= day && digest.claim.schedules.iter().any(|name| name == schedule)
        })
    }

    /// A link that is remembered.
    pub fn link(&self, id: LinkId) -> Option<&Arc<Link>> {
        self.links.get(&id)
    }

    /// The links that are remembered, in no order.
    pub fn links(&self) -> impl Iterator<Item = &Arc<Link>> {
        self.links.values()
    }

    /// The runs of a schedule.
    pub fn runs(&self, schedule: &str) -> Option<&Runs> {
        self.runs.get(schedule)
    }

    /// The absences of a person: first and last days.
    pub fn absences(&self, person: PersonId) -> impl Iterator<Item = (Date, Date)> {
        let found = self.absences.get(&person).into_iter().flatten();
        found.map(|(first, last)| (*first, *last))
    }

    /// Why a person's address takes no mail, where it does not.
    pub fn bounce(&self, person: PersonId) -> Option<&Bounce> {
        self.bounces.get(&person)
    }
}
