//! In whose right somebody signs or returns.

use quarterday_proto::answer::Rejection;
use quarterday_proto::id::{ActorId, PersonId};
use quarterday_proto::report::Signatory;
use quarterday_proto::route::{Needs, Role};

use super::super::Case;
use crate::rejection::{Code, reject};
use crate::state::{Delegation, Report};

impl Case<'_> {
    /// The person as a signatory of a role: as a holder, or as the deputy of
    /// one.
    ///
    /// # Errors
    /// `QD0007` for somebody else, `QD0064` for a deputy's deputy.
    pub(super) fn signatory(
        &self,
        report: &Report,
        role: &Role,
        person: PersonId,
    ) -> Result<Signatory, Rejection> {
        let holders = self.state.holders(report, role, self.today);
        let own = holders.people.contains(&person);
        let done = |holder| {
            role.needs == Needs::All && self.state.signed_for(report, role, holder, self.today)
        };
        let mut delegations = self.delegations_to(person, report, role);
        delegations.retain(|delegation| holders.people.contains(&delegation.from));
        // Who has signed for themself may still sign for another.
        let delegation = delegations.iter().find(|delegation| !done(delegation.from));
        match delegation {
            Some(delegation) if !own || done(person) => Ok(Signatory::Person {
                person,
                acting_for: Some(delegation.from),
                delegation: Some(delegation.id),
            }),
            _ if own => Ok(Signatory::Person {
                person,
                acting_for: None,
                delegation: None,
            }),
            _ => match delegations.first() {
                Some(delegation) => Ok(Signatory::Person {
                    person,
                    acting_for: Some(delegation.from),
                    delegation: Some(delegation.id),
                }),
                None => Err(self.not_theirs(report, role, person)),
            },
        }
    }

    fn delegations_to(&self, person: PersonId, report: &Report, role: &Role) -> Vec<&Delegation> {
        self.state
            .delegations_to(person, report.id, &role.key, self.today)
    }

    fn not_theirs(&self, report: &Report, role: &Role, person: PersonId) -> Rejection {
        let holders = self.state.holders(report, role, self.today);
        let post = self.state.post_of(person);
        let from_deputy =
            self.delegations_to(person, report, role)
                .into_iter()
                .find(|delegation| {
                    let first = self.delegations_to(delegation.from, report, role);
                    first
                        .iter()
                        .any(|first| holders.people.contains(&first.from))
                });
        if let Some(delegation) = from_deputy {
            return reject(
                Code::DelegatedOn,
                format!(
                    "{} is a deputy for {} and cannot pass that on to {post}: the holder \
                     delegates to whoever is to sign",
                    self.state.post_of(delegation.from),
                    role.label
                ),
            );
        }
        let mut asked: Vec<String> = holders
            .people
            .iter()
            .map(|holder| self.state.post_of(*holder))
            .collect();
        asked.extend(holders.bodies.iter().map(|body| {
            format!("{body}, whose decision is recorded with its meeting and reference")
        }));
        let asked = if asked.is_empty() {
            "nobody today".to_owned()
        } else {
            asked.join(" or ")
        };
        reject(
            Code::NotYourStep,
            format!(
                "{post} cannot answer for {}: it is held by {asked}",
                role.label
            ),
        )
    }

    /// As [`State::independent`].
    pub(super) fn independent(
        &self,
        report: &Report,
        role: &Role,
        by: &Signatory,
    ) -> Result<(), Rejection> {
        self.state.independent(report, role, by, self.today)
    }

    /// Whoever records it, where that is not the signatory.
    pub(super) fn recorder(&self, person: PersonId) -> Option<ActorId> {
        (self.person() != Some(person)).then(|| self.actor.clone())
    }
}
