//! Who may not sign for a role, whatever right they have: roles that check each
//! other, or the author, are signed by different people.

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::id::PersonId;
use quarterday_proto::report::Signatory;
use quarterday_proto::route::{Holder, Role, StatutoryPost};

use crate::rejection::{Code, reject};
use crate::state::{Delegation, Report, State};

/// The posts that whoever is monitoring officer may not hold (Local Government
/// and Housing Act 1989, section 5).
pub(crate) const NOT_WITH_MONITORING_OFFICER: [StatutoryPost; 2] = [
    StatutoryPost::Section151Officer,
    StatutoryPost::HeadOfPaidService,
];

/// Whether nobody may hold the two posts together.
fn conflict(one: StatutoryPost, other: StatutoryPost) -> bool {
    let with_officer = |officer, other| {
        officer == StatutoryPost::MonitoringOfficer && NOT_WITH_MONITORING_OFFICER.contains(&other)
    };
    with_officer(one, other) || with_officer(other, one)
}

impl State {
    /// Refuses the author of a report, and one who signs for another role that
    /// checks the author, for such a role.
    pub(crate) fn independent(
        &self,
        report: &Report,
        role: &Role,
        by: &Signatory,
        day: Date,
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
        let author = self.author_of(report, day);
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
            Some(_) => self.holds_no_other(report, role, *person, day),
            None => Ok(()),
        }
    }

    /// Refuses whoever is asked for another role that checks the author, for
    /// such a role that is not theirs by the route.
    pub(crate) fn holds_no_other(
        &self,
        report: &Report,
        role: &Role,
        person: PersonId,
        day: Date,
    ) -> Result<(), Rejection> {
        if !role.independent {
            return Ok(());
        }
        let others = report.route.iter().flat_map(|route| route.roles());
        let others = others
            .map(|(_, other)| other)
            .filter(|other| other.independent && other.key != role.key);
        for other in others {
            let holders = self.holders(report, other, day);
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
                self.post_of(person),
                other.label,
                role.label
            ),
        )
    }

    /// Refuses the holder of a statutory post for a role that belongs to a post
    /// which the same person may not hold, where they would sign in another's
    /// place.
    pub(crate) fn posts_apart(
        &self,
        role: &Role,
        person: PersonId,
        day: Date,
    ) -> Result<(), Rejection> {
        for holder in &role.holders {
            let Holder::Statutory(post) = holder else {
                continue;
            };
            let others = StatutoryPost::ALL
                .iter()
                .filter(|other| conflict(*post, **other));
            for other in others {
                if self.holder_of_post(*other, day) != Some(person) {
                    continue;
                }
                return Err(reject(
                    Code::PostConflict,
                    format!(
                        "{} is {} and would sign as {} in the place of the {}, which one person \
                         may not be together",
                        self.post_of(person),
                        other.words(),
                        role.label,
                        post.words()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Whether the deputy of a delegation could sign for a role of a report.
    pub(crate) fn may_stand_in(
        &self,
        report: &Report,
        role: &Role,
        delegation: &Delegation,
        day: Date,
    ) -> bool {
        let by = Signatory::Person {
            person: delegation.to,
            acting_for: Some(delegation.from),
            delegation: Some(delegation.id),
        };
        self.independent(report, role, &by, day).is_ok()
            && self.posts_apart(role, delegation.to, day).is_ok()
    }
}
