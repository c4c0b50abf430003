//! Deciding: a command against the state makes events or a rejection.

mod absence;
mod amendment;
mod clearance;
mod conclude;
mod council;
mod denial;
mod digest;
mod import;
mod link;
mod link_over;
mod look;
mod observe;
mod own_step;
mod people;
mod plan;
mod provider;
mod quarter;
mod role;
mod schedule;
mod scheme;
mod sign_in;
mod submit;
mod token;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::event::Event;
use quarterday_proto::id::{ActorId, CommandId, PersonId, SessionId};
use quarterday_proto::role::CouncilRole;

use crate::rejection::{Code, reject};
use crate::state::State;

/// What deciding knows beside state and command.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The time of the decision.
    pub now: Timestamp,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// The events; none if nothing has to change.
    pub events: Vec<Event>,
    /// What the sender should know.
    pub notes: Vec<String>,
}

impl From<Event> for Decided {
    fn from(event: Event) -> Self {
        Self {
            events: vec![event],
            notes: Vec::new(),
        }
    }
}

impl From<Vec<Event>> for Decided {
    fn from(events: Vec<Event>) -> Self {
        Self {
            events,
            notes: Vec::new(),
        }
    }
}

/// Decides a command against the state.
///
/// # Errors
/// A rejection with its stable code; nothing has changed then.
pub fn decide(state: &State, envelope: &Envelope, context: Context) -> Result<Decided, Rejection> {
    let case = Case::of(state, envelope, context);
    if !matches!(envelope.command, Command::EstablishCouncil(_)) {
        state.council()?;
    }
    own_step::check(&case, &envelope.command)?;
    match &envelope.command {
        Command::Observe(command) => observe::observe(&case, command),
        Command::SubmitAnswers(command) => submit::submit(&case, command),
        Command::EstablishCouncil(command) => council::establish(&case, command),
        Command::ConfigureCouncil(command) => council::configure(&case, command),
        Command::SetLook(command) => look::set(&case, command),
        Command::AdoptScheme(command) => scheme::adopt(&case, command),
        Command::Import(command) => import::import(&case, command),
        Command::HandOver(command) => people::hand_over(&case, command),
        Command::ApprovePlan(command) => plan::approve(&case, command),
        Command::ClosePlan(command) => plan::close(&case, command),
        Command::ConcludeItem(command) => conclude::conclude(&case, command),
        Command::OpenQuarter(command) => quarter::open(&case, command),
        Command::CloseQuarter(command) => quarter::close(&case, command),
        Command::ReopenQuarter(command) => quarter::reopen(&case, command),
        Command::PublishQuarter(command) => quarter::publish(&case, command),
        Command::RestateQuarter(command) => quarter::restate(&case, command),
        Command::ProposeAmendment(command) => amendment::propose(&case, command),
        Command::DecideAmendment(command) => amendment::decide(&case, command),
        Command::ApplyAmendment(command) => amendment::apply(&case, command),
        Command::AdoptRoute(command) => clearance::adopt(&case, command),
        Command::AdoptLayout(command) => clearance::adopt_layout(&case, command),
        Command::AppointStatutory(command) => clearance::appoint(&case, command),
        Command::DraftReport(command) => clearance::draft(&case, command),
        Command::ReviseReport(command) => clearance::revise(&case, command),
        Command::CirculateReport(command) => clearance::circulate(&case, command),
        Command::SignOff(command) => clearance::sign_off(&case, command),
        Command::ReturnReport(command) => clearance::return_report(&case, command),
        Command::WithdrawReport(command) => clearance::withdraw(&case, command),
        Command::ReassignStep(command) => clearance::reassign(&case, command),
        Command::RecordBodyDecision(command) => clearance::record_body_decision(&case, command),
        Command::RecordUrgency(command) => clearance::record_urgency(&case, command),
        Command::PublishReport(command) => clearance::publish(&case, command),
        Command::RecordOutcome(command) => clearance::record_outcome(&case, command),
        Command::Delegate(command) => clearance::delegate(&case, command),
        Command::EndDelegation(command) => clearance::end_delegation(&case, command),
        Command::IssueToken(command) => token::issue(&case, command),
        Command::RevokeToken(command) => token::revoke(&case, command),
        Command::AdoptSchedule(command) => schedule::adopt(&case, command),
        Command::RunSchedule(command) => schedule::run(&case, command),
        Command::RecordRun(command) => schedule::record(&case, command),
        Command::ClaimDigest(command) => digest::claim(&case, command),
        Command::RecordDigestSent(command) => digest::sent(&case, command),
        Command::RecordDigestFailed(command) => digest::failed(&case, command),
        Command::DropDigest(command) => digest::give_up(&case, command),
        Command::RecordBounce(command) => absence::bounce(&case, command),
        Command::RestoreMail(command) => absence::restore(&case, command),
        Command::RecordAbsence(command) => absence::absence(&case, command),
        Command::UseLink(command) => link::follow(&case, command),
        Command::GrantRole(command) => role::grant(&case, command),
        Command::RevokeRole(command) => role::revoke(&case, command),
        Command::RequestSignIn(command) => sign_in::request(&case, command),
        Command::RecordSignInMail(command) => sign_in::record_mail(&case, command),
        Command::OpenSession(command) => sign_in::open(&case, command),
        Command::OpenProviderSession(command) => provider::open(&case, command),
        Command::RefuseSignIn(command) => provider::refuse(&case, command),
        Command::RecordRefusals(command) => denial::record(&case, command),
        Command::RecordTokenUse(command) => token::record_use(&case, command),
        Command::EndBinding(command) => provider::end_binding(&case, command),
        Command::RenewSession(command) => sign_in::renew(&case, command),
        Command::EndSession(command) => sign_in::end(&case, command),
        Command::EndSessions(command) => sign_in::end_all(&case, command),
    }
}

/// Whether whoever sends a command may send it, whatever comes of it: under a
/// person's own name only what is theirs, or what their roles give.
///
/// # Errors
/// `QD0007`; or what the command names is not known.
pub fn may_send(state: &State, envelope: &Envelope, context: Context) -> Result<(), Rejection> {
    own_step::check(&Case::of(state, envelope, context), &envelope.command)
}

/// What every decision looks at.
struct Case<'a> {
    state: &'a State,
    id: &'a CommandId,
    actor: &'a ActorId,
    known_at: Option<u64>,
    session: Option<SessionId>,
    now: Timestamp,
    today: Date,
}

/// Who schedulers are in the log.
const SCHEDULER: &str = "system";

impl<'a> Case<'a> {
    fn of(state: &'a State, envelope: &'a Envelope, context: Context) -> Self {
        Self {
            state,
            id: &envelope.id,
            actor: &envelope.actor,
            known_at: envelope.known_at,
            session: envelope.session,
            now: context.now,
            today: state.day_of(context.now),
        }
    }
}

impl Case<'_> {
    /// The person whose token sends the command, where it stands for one.
    fn person(&self) -> Option<PersonId> {
        self.actor.as_str().strip_prefix("person.")?.parse().ok()
    }

    /// The roles of a person: those of the session too, where it is theirs.
    fn roles(&self, person: PersonId) -> BTreeSet<CouncilRole> {
        self.state.roles_in(person, self.session, self.now)
    }

    /// Refuses a command whose sender did not know the subject's last change.
    fn fresh(&self, changed_at: u64, what: &str) -> Result<(), Rejection> {
        match self.known_at {
            Some(known) if known < changed_at => Err(reject(
                Code::StaleRevision,
                format!(
                    "{what} changed at place {changed_at}, after place {known} that you read: \
                     read it again and repeat what is still wanted"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Refuses everyone but schedulers. No token and no door of the network can
    /// send a command as one.
    fn scheduler_only(&self) -> Result<(), Rejection> {
        if self.actor.as_str() == SCHEDULER {
            return Ok(());
        }
        Err(reject(
            Code::SchedulerOnly,
            "this is recorded by schedulers alone",
        ))
    }

    /// Refuses a day after today.
    fn not_in_future(&self, day: Date, what: &str) -> Result<(), Rejection> {
        if day <= self.today {
            return Ok(());
        }
        Err(reject(
            Code::FutureDate,
            format!(
                "{what} is {day}, and today is {}: facts of the future cannot be recorded",
                self.today
            ),
        ))
    }
}

/// `1 item`, `2 items`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Refuses an empty text.
fn required(text: &str, what: &str) -> Result<(), Rejection> {
    if text.trim().is_empty() {
        return Err(reject(
            Code::TextRequired,
            format!("{what} is needed and was left empty"),
        ));
    }
    Ok(())
}
