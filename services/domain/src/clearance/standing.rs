//! Which roles of a report have signed, and which may.

use jiff::civil::Date;
use quarterday_proto::id::PersonId;
use quarterday_proto::report::Signatory;
use quarterday_proto::route::{Needs, Role};

use super::Holders;
use crate::state::{Report, Signature, State};

/// How a role of a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is needed any more.
    Signed,
    /// It may sign now.
    Open,
    /// Required roles of an earlier stage come first.
    Waiting,
}

/// A role of a circulated report.
#[derive(Debug, Clone)]
pub struct RoleStanding<'a> {
    /// The role.
    pub role: &'a Role,
    /// Index of its stage.
    pub stage: usize,
    /// How it stands.
    pub standing: Standing,
    /// Who may sign for it.
    pub holders: Holders,
}

impl State {
    /// How each role of a report stands on a day, in the order of its route;
    /// nothing before it was circulated.
    pub fn role_standings<'a>(&self, report: &'a Report, day: Date) -> Vec<RoleStanding<'a>> {
        let Some(route) = &report.route else {
            return Vec::new();
        };
        let mut open = true;
        let mut stages = Vec::new();
        for stage in &route.stages {
            stages.push(open);
            let done = stage
                .roles
                .iter()
                .filter(|role| role.required)
                .all(|role| self.has_signed(report, role, day));
            open &= done;
        }
        let standing = |(stage, role): (usize, &'a Role)| RoleStanding {
            role,
            stage,
            standing: match stages[stage] {
                _ if self.has_signed(report, role, day) => Standing::Signed,
                true => Standing::Open,
                false => Standing::Waiting,
            },
            holders: self.holders(report, role, day),
        };
        route.roles().map(standing).collect()
    }

    /// Whether a role has all the sign-offs that it needs.
    pub(crate) fn has_signed(&self, report: &Report, role: &Role, day: Date) -> bool {
        if report.standing(&role.key).next().is_none() {
            return false;
        }
        match role.needs {
            Needs::Any => true,
            Needs::All => {
                let holders = self.holders(report, role, day);
                let people = holders.people.iter();
                let bodies = holders.bodies.iter();
                people
                    .copied()
                    .all(|holder| self.signed_for(report, role, holder, day))
                    && bodies
                        .into_iter()
                        .all(|body| body_signed(report, role, body))
            }
        }
    }

    /// Whether a role's sign-off stands that a holder gave, in person or by a
    /// deputy, or that the holder's predecessor gave.
    pub(crate) fn signed_for(
        &self,
        report: &Report,
        role: &Role,
        holder: PersonId,
        day: Date,
    ) -> bool {
        report
            .standing(&role.key)
            .filter_map(in_whose_right)
            .any(|signed| signed == holder || self.successor(signed, day) == holder)
    }
}

/// Whether a body's decision stands as a role's sign-off.
pub(crate) fn body_signed(report: &Report, role: &Role, body: &str) -> bool {
    report
        .standing(&role.key)
        .any(|signature| match &signature.by {
            Signatory::Body { decision, .. } => {
                decision.body.trim().eq_ignore_ascii_case(body.trim())
            }
            Signatory::Person { .. } => false,
        })
}

/// The holder in whose right a sign-off was given.
fn in_whose_right(signature: &Signature) -> Option<PersonId> {
    match &signature.by {
        Signatory::Person {
            person, acting_for, ..
        } => Some(acting_for.unwrap_or(*person)),
        Signatory::Body { .. } => None,
    }
}
