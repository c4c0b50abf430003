//! Delegations of sign-offs, statutory posts and who followed whom.

use jiff::civil::Date;
use quarterday_proto::id::{DelegationId, PersonId, ReportId};
use quarterday_proto::report::DelegationScope;
use quarterday_proto::route::StatutoryPost;
use serde::{Deserialize, Serialize};

use super::State;

/// The most handovers that are followed from one person to the next.
const HANDOVERS_MAX: usize = 32;

/// A delegation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delegation {
    /// Id.
    pub id: DelegationId,
    /// Reference for people.
    pub reference: String,
    /// The delegator.
    pub from: PersonId,
    /// The deputy.
    pub to: PersonId,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// What for.
    pub scope: DelegationScope,
    /// Why.
    pub reason: String,
    /// Whether it was ended before its last day.
    pub ended: bool,
    /// Place of the last change.
    pub changed_at: u64,
}

/// An appointment to a statutory post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// The post.
    pub post: StatutoryPost,
    /// Who.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Place of the appointment.
    pub place: u64,
}

/// What a leaver's successor took over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Succession {
    pub(crate) to: PersonId,
    pub(crate) on: Date,
}

impl Delegation {
    /// Whether it counts on a day for a role of a report.
    pub fn covers(&self, day: Date, role: &str, report: ReportId) -> bool {
        let in_scope = match &self.scope {
            DelegationScope::All => true,
            DelegationScope::Roles(roles) => roles.iter().any(|named| named == role),
            DelegationScope::Reports(reports) => reports.contains(&report),
            DelegationScope::Steps { roles, reports } => {
                roles.iter().any(|named| named == role) && reports.contains(&report)
            }
        };
        !self.ended && in_scope && (self.first..=self.last).contains(&day)
    }
}

impl State {
    /// Who holds a statutory post on a day.
    pub fn holder_of_post(&self, post: StatutoryPost, day: Date) -> Option<PersonId> {
        self.appointments
            .iter()
            .filter(|known| known.post == post && known.from <= day)
            .max_by_key(|known| (known.from, known.place))
            .map(|known| known.person)
    }

    /// All appointments, in the order they were made.
    pub fn appointments(&self) -> &[Appointment] {
        &self.appointments
    }

    /// All delegations, in the order they were given.
    pub fn delegations(&self) -> &[Delegation] {
        &self.delegations
    }

    /// Who has taken over from a person by a day: the person themself where
    /// nobody has.
    pub(crate) fn successor(&self, person: PersonId, day: Date) -> PersonId {
        let mut current = person;
        for _ in 0..HANDOVERS_MAX {
            match self.successions.get(&current) {
                Some(next) if next.on <= day => current = next.to,
                _ => break,
            }
        }
        current
    }

    /// Last day of a person with the council, where one is recorded.
    pub fn left_on(&self, person: PersonId) -> Option<Date> {
        self.person_by_id(person)?.details.to
    }

    /// Whether a person is in their post on a day.
    pub fn in_post(&self, person: PersonId, day: Date) -> bool {
        self.person_by_id(person).is_some_and(|person| {
            let details = &person.details;
            details.from.is_none_or(|from| from <= day) && details.to.is_none_or(|to| day <= to)
        })
    }
}
