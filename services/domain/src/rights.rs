//! Who may do what: the rights that roles and scopes give, and the rights that
//! a command needs.
//!
//! Whatever no row here gives is denied. What is somebody's own (an item, a
//! step, a report) needs no row: deciding looks at whose it is.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::command::Command;
use quarterday_proto::council::Scope;
use quarterday_proto::id::{PersonId, SessionId};
use quarterday_proto::report::Signatory;
use quarterday_proto::role::CouncilRole;
use quarterday_proto::sheet::Sheets;

use crate::reminders;
use crate::state::{Relation, State};

/// What somebody may do in a council.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Read plans, items, figures and reports, and the events behind them.
    Read,
    /// Search and export the audit trail, and check the log.
    Audit,
    /// Send commands, those on what is one's own at least.
    Act,
    /// Run the cycle: imports, plans, quarters, amendments, answers for owners.
    RunCycle,
    /// Take reports to their meeting, and record what came of it.
    Clerk,
    /// Keep people, roles, tokens, schemes, routes and settings.
    Administer,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 6] = [
        Self::Read,
        Self::Audit,
        Self::Act,
        Self::RunCycle,
        Self::Clerk,
        Self::Administer,
    ];

    /// The word that stands for it in the documentation.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Audit => "audit",
            Self::Act => "act",
            Self::RunCycle => "run_cycle",
            Self::Clerk => "clerk",
            Self::Administer => "administer",
        }
    }
}

/// The rights that a role gives.
pub fn of_role(role: CouncilRole) -> &'static [Right] {
    use Right::{Act, Administer, Audit, Clerk, Read, RunCycle};
    match role {
        CouncilRole::Viewer => &[Read],
        CouncilRole::Owner | CouncilRole::Signatory => &[Read, Act],
        CouncilRole::PerformanceOfficer => &[Read, Audit, Act, RunCycle],
        CouncilRole::DemocraticServices => &[Read, Audit, Act, Clerk],
        CouncilRole::Auditor => &[Read, Audit],
        CouncilRole::Administrator => &[Read, Audit, Act, Administer],
    }
}

/// The rights that roles give together.
pub fn of_roles(roles: &BTreeSet<CouncilRole>) -> BTreeSet<Right> {
    let roles = roles.iter().copied();
    roles.flat_map(of_role).copied().collect()
}

/// The rights that the scope of a token gives.
pub fn of_scope(scope: Scope) -> &'static [Right] {
    use Right::{Act, Audit, Clerk, Read, RunCycle};
    match scope {
        Scope::Read => &[Read, Audit],
        Scope::Write => &[Read, Audit, Act, RunCycle, Clerk],
        Scope::Admin => &Right::ALL,
    }
}

/// The rights any one of which lets a person send a command on what is not
/// their own; none where nobody may under their own name.
pub fn of_command(command: &Command) -> &'static [Right] {
    use Right::{Administer, Clerk, RunCycle};
    match command {
        // Entered for the owner, which the event says.
        Command::Observe(command) if command.entered_for.is_some() => &[RunCycle],
        Command::Import(command) if is_of_people(&command.sheets) => &[RunCycle, Administer],
        Command::Import(_)
        | Command::ApprovePlan(_)
        | Command::ClosePlan(_)
        | Command::ConcludeItem(_)
        | Command::OpenQuarter(_)
        | Command::CloseQuarter(_)
        | Command::ReopenQuarter(_)
        | Command::PublishQuarter(_)
        | Command::RestateQuarter(_)
        | Command::ProposeAmendment(_)
        | Command::ApplyAmendment(_)
        | Command::DraftReport(_)
        | Command::CirculateReport(_)
        | Command::WithdrawReport(_) => &[RunCycle],
        // A minor correction is made under the name that it gives.
        Command::ReviseReport(command) if command.minor.is_none() => &[RunCycle],
        Command::DecideAmendment(_)
        | Command::ReassignStep(_)
        | Command::RecordBodyDecision(_)
        | Command::RecordUrgency(_)
        | Command::PublishReport(_)
        | Command::RecordOutcome(_) => &[RunCycle, Clerk],
        Command::HandOver(_) | Command::RunSchedule(_) | Command::RecordAbsence(_) => {
            &[RunCycle, Administer]
        }
        Command::ConfigureCouncil(_)
        | Command::SetLook(_)
        | Command::AdoptScheme(_)
        | Command::AdoptRoute(_)
        | Command::AdoptLayout(_)
        | Command::AppointStatutory(_)
        | Command::AdoptSchedule(_)
        | Command::RestoreMail(_)
        | Command::Delegate(_)
        | Command::EndDelegation(_)
        | Command::IssueToken(_)
        | Command::RevokeToken(_)
        | Command::GrantRole(_)
        | Command::RevokeRole(_)
        | Command::EndBinding(_)
        | Command::EndSession(_)
        | Command::EndSessions(_) => &[Administer],
        _ => &[],
    }
}

/// Whether sheets say nothing but who there is: that bears on no plan or figure.
fn is_of_people(sheets: &Sheets) -> bool {
    let others =
        sheets.plans.len() + sheets.items.len() + sheets.targets.len() + sheets.observations.len();
    others == 0 && !sheets.people.is_empty()
}

impl State {
    /// The roles that a person was granted.
    pub fn roles_granted(&self, person: PersonId) -> BTreeSet<CouncilRole> {
        self.access.roles(person).collect()
    }

    /// The roles that a person has on a day: granted, or by what is theirs. None
    /// before the first and after the last day in the post.
    pub fn roles_on(&self, person: PersonId, day: Date) -> BTreeSet<CouncilRole> {
        let Some(known) = self.person_by_id(person) else {
            return BTreeSet::new();
        };
        if !self.in_post(person, day) {
            return BTreeSet::new();
        }
        let mut roles = self.roles_granted(person);
        if !roles.contains(&CouncilRole::Owner) && self.answers_or_writes(person, day) {
            roles.insert(CouncilRole::Owner);
        }
        let signs = || self.asked_to_sign(person, day) || self.has_dealt_with(person, day);
        if !roles.contains(&CouncilRole::Signatory) && signs() {
            roles.insert(CouncilRole::Signatory);
        }
        let named = self.council().ok().map(|council| &council.settings);
        if named.is_some_and(|settings| {
            let mut addresses = settings.democratic_services.iter();
            addresses.any(|email| email.trim().eq_ignore_ascii_case(&known.details.email))
        }) {
            roles.insert(CouncilRole::DemocraticServices);
        }
        if roles.is_empty() && self.may_read_a_report(person, day) {
            roles.insert(CouncilRole::Viewer);
        }
        roles
    }

    /// The roles that a person has now, with those that a session gives: they
    /// count as long as it lasts, and in it alone.
    pub fn roles_in(
        &self,
        person: PersonId,
        session: Option<SessionId>,
        now: Timestamp,
    ) -> BTreeSet<CouncilRole> {
        let day = self.day_of(now);
        let mut roles = self.roles_on(person, day);
        if self.in_post(person, day) {
            roles.extend(self.access.roles_in(person, session, now));
        }
        roles
    }

    /// The rights that a person has on a day.
    pub fn rights_on(&self, person: PersonId, day: Date) -> BTreeSet<Right> {
        of_roles(&self.roles_on(person, day))
    }

    /// Whether a person may answer for an item on a day: as its owner, as the
    /// owner's deputy or as one who contributes.
    pub fn may_answer(&self, person: PersonId, item: &crate::Item, day: Date) -> bool {
        let definition = &item.version_as_at(day).definition;
        let owner = definition.owner.and_then(|owner| self.person_by_id(owner));
        let of_owner = owner.is_some_and(|owner| {
            owner.id == person || owner.holder_on(Relation::Deputy, day) == Some(person)
        });
        let own = self.person_by_id(person);
        of_owner
            || own.is_some_and(|own| {
                let mut named = definition.contributors.iter();
                named.any(|named| named.trim().eq_ignore_ascii_case(&own.details.email))
            })
    }

    /// Whether an item of a plan that is not closed is theirs to answer, or a
    /// report that is not published theirs to write.
    fn answers_or_writes(&self, person: PersonId, day: Date) -> bool {
        let open = |item: &crate::Item| {
            let plan = self.plan_by_id(item.plan);
            plan.is_some_and(|plan| plan.closed_at.is_none())
        };
        let mut reports = self.reports();
        reports.any(|report| report.published.is_none() && self.author_of(report, day) == person)
            || self
                .all_items()
                .any(|item| self.may_answer(person, item, day) && open(item))
    }

    /// Whether a report that is not published is theirs as its sponsor, or was
    /// signed or returned by them: what they put their name to stays theirs to
    /// read.
    fn has_dealt_with(&self, person: PersonId, day: Date) -> bool {
        let is =
            |by: &Signatory| matches!(by, Signatory::Person { person: by, .. } if *by == person);
        let mut reports = self.reports();
        reports.any(|report| {
            report.published.is_none()
                && (self.sponsor_of(report, day) == Some(person)
                    || report.signatures.iter().any(|one| is(&one.by))
                    || report.returns.iter().any(|one| is(&one.by)))
        })
    }

    /// Whether a mail about a report led them to its page, or a published one was
    /// written, sponsored or signed by them.
    fn may_read_a_report(&self, person: PersonId, day: Date) -> bool {
        let mut asked = self
            .reminders()
            .digests_of(person)
            .flat_map(|digest| &digest.claim.items);
        let mut published = self.reports().filter(|report| report.published.is_some());
        asked.any(|asked| asked.thing.report().is_some())
            || published.any(|report| reminders::involved(self, report, day).contains(&person))
    }

    fn asked_to_sign(&self, person: PersonId, day: Date) -> bool {
        let requests = self.open_requests(day);
        requests.iter().any(|request| {
            request.people.contains(&person)
                || request
                    .deputies
                    .iter()
                    .any(|(deputy, ..)| *deputy == person)
        })
    }
}
