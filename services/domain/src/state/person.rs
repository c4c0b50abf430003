//! People, and who manages and stands in for them on which day.

use jiff::civil::Date;
use quarterday_proto::council::PersonDetails;
use quarterday_proto::id::PersonId;
use serde::{Deserialize, Serialize};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Id.
    pub id: PersonId,
    /// Details, as last recorded.
    pub details: PersonDetails,
    /// Line managers and deputies that follow those of the details, by day.
    pub(crate) handed_roles: Vec<HandedRole>,
    /// Place of the last change.
    pub changed_at: u64,
}

/// What someone is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The line manager.
    LineManager,
    /// The deputy.
    Deputy,
}

/// A role that a leaver hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HandedRole {
    pub(crate) role: Relation,
    /// First day of the successor.
    pub(crate) on: Date,
    pub(crate) from: PersonId,
    pub(crate) to: PersonId,
}

impl Person {
    /// Who has a role for the person on a day.
    pub fn holder_on(&self, role: Relation, day: Date) -> Option<PersonId> {
        let handed = self
            .holders(role)
            .take_while(|(from, _)| *from <= Some(day));
        handed.last().and_then(|(_, holder)| holder)
    }

    /// Who is next to have a role, and from when.
    pub fn coming(&self, role: Relation, day: Date) -> Option<(Date, PersonId)> {
        let mut later = self.holders(role).filter(|(from, _)| *from > Some(day));
        later.find_map(|(from, holder)| from.zip(holder))
    }

    /// Whether someone has a role for the person on a day or after.
    pub(crate) fn has_from(&self, role: Relation, day: Date, holder: PersonId) -> bool {
        let mut later = self.holders(role).filter(|(from, _)| *from > Some(day));
        self.holder_on(role, day) == Some(holder) || later.any(|(_, who)| who == Some(holder))
    }

    /// The holders of a role in turn, each with its first day where that is
    /// known.
    fn holders(&self, role: Relation) -> impl Iterator<Item = (Option<Date>, Option<PersonId>)> {
        let mut holder = recorded_holder(&self.details, role);
        let handed = self
            .handed_roles
            .iter()
            .filter(move |handed| handed.role == role)
            .filter_map(move |handed| {
                if holder != Some(handed.from) {
                    return None;
                }
                holder = Some(handed.to);
                Some((Some(handed.on), holder))
            });
        std::iter::once((None, recorded_holder(&self.details, role))).chain(handed)
    }
}

/// The holder of a role as recorded in someone's details.
pub(crate) fn recorded_holder(details: &PersonDetails, role: Relation) -> Option<PersonId> {
    match role {
        Relation::LineManager => details.line_manager,
        Relation::Deputy => details.deputy,
    }
}
