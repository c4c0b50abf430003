//! In whose right somebody signs or returns.

use quarterday_proto::answer::Rejection;
use quarterday_proto::id::{ActorId, PersonId};
use quarterday_proto::report::Signatory;
use quarterday_proto::route::{Holder, Needs, Role, StatutoryPost};

use super::super::Case;
use super::post::conflict;
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

    /// Refuses the author of a report, and one who signs for another role that
    /// checks the author, for such a role.
    pub(super) fn independent(
        &self,
        report: &Report,
        role: &Role,
        by: &Signatory,
    ) -> Result<(), Rejection> {
        let Signatory::Person {
            person, acting_for, ..
        } = by
        else {
            return Ok(());
        };
        if !role.independent {
            return Ok(());
        }
        let author = self.state.author_of(report, self.today);
        let is_author = |person: PersonId| person == author || report.had_author(person);
        if is_author(*person) || acting_for.is_some_and(is_author) {
            return Err(reject(
                Code::AuthorNotIndependent,
                format!(
                    "{} checks the author, so nobody who is or was the author of report `{}` \
                     signs for it, nor a deputy of theirs",
                    role.label, report.details.reference
                ),
            ));
        }
        let others = report.route.iter().flat_map(|route| route.roles());
        let others = others
            .map(|(_, other)| other)
            .filter(|other| other.independent && other.key != role.key);
        for other in others {
            let signed = report.standing(&other.key).any(|signature| {
                matches!(&signature.by, Signatory::Person { person: signed, acting_for: whose, .. }
                    if signed == person || *whose == Some(*person))
            });
            if signed {
                return Err(self.two_roles(*person, "has signed", other, role));
            }
        }
        // A deputy who holds the other role would be asked for both.
        match acting_for {
            Some(_) => self.holds_no_other(report, role, *person),
            None => Ok(()),
        }
    }

    /// Refuses whoever is asked for another role that checks the author, for
    /// such a role that is not theirs by the route.
    pub(super) fn holds_no_other(
        &self,
        report: &Report,
        role: &Role,
        person: PersonId,
    ) -> Result<(), Rejection> {
        if !role.independent {
            return Ok(());
        }
        let others = report.route.iter().flat_map(|route| route.roles());
        let others = others
            .map(|(_, other)| other)
            .filter(|other| other.independent && other.key != role.key);
        for other in others {
            let holders = self.state.holders(report, other, self.today);
            if holders.people.contains(&person) {
                return Err(self.two_roles(person, "is asked to sign", other, role));
            }
        }
        Ok(())
    }

    fn two_roles(&self, person: PersonId, does: &str, other: &Role, role: &Role) -> Rejection {
        reject(
            Code::TwoIndependentRoles,
            format!(
                "{} {does} as {}: the two roles check each other, so another must sign as {}",
                self.state.post_of(person),
                other.label,
                role.label
            ),
        )
    }

    /// Refuses the holder of a statutory post for a role that belongs to a post
    /// which the same person may not hold, where they would sign in another's
    /// place.
    pub(super) fn posts_apart(&self, role: &Role, person: PersonId) -> Result<(), Rejection> {
        for holder in &role.holders {
            let Holder::Statutory(post) = holder else {
                continue;
            };
            let others = StatutoryPost::ALL
                .iter()
                .filter(|other| conflict(*post, **other));
            for other in others {
                if self.state.holder_of_post(*other, self.today) != Some(person) {
                    continue;
                }
                return Err(reject(
                    Code::PostConflict,
                    format!(
                        "{} is {} and would sign as {} in the place of the {}, which one person \
                         may not be together",
                        self.state.post_of(person),
                        other.words(),
                        role.label,
                        post.words()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Whoever records it, where that is not the signatory.
    pub(super) fn recorder(&self, person: PersonId) -> Option<ActorId> {
        (self.person() != Some(person)).then(|| self.actor.clone())
    }
}
