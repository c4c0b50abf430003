//! Deciding: a command against the state makes events or a rejection.

mod amendment;
mod conclude;
mod council;
mod import;
mod observe;
mod people;
mod plan;
mod quarter;
mod scheme;
mod token;

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, Envelope};
use quarterday_proto::event::Event;
use quarterday_proto::id::CommandId;

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
    let case = Case {
        state,
        id: &envelope.id,
        known_at: envelope.known_at,
        today: state.day_of(context.now),
    };
    if !matches!(envelope.command, Command::EstablishCouncil(_)) {
        state.council()?;
    }
    match &envelope.command {
        Command::Observe(command) => observe::observe(&case, command),
        Command::EstablishCouncil(command) => council::establish(&case, command),
        Command::ConfigureCouncil(command) => council::configure(&case, command),
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
        Command::AdoptRoute(_)
        | Command::AppointStatutory(_)
        | Command::DraftReport(_)
        | Command::ReviseReport(_)
        | Command::CirculateReport(_)
        | Command::SignOff(_)
        | Command::ReturnReport(_)
        | Command::WithdrawReport(_)
        | Command::ReassignStep(_)
        | Command::RecordBodyDecision(_)
        | Command::RecordUrgency(_)
        | Command::PublishReport(_)
        | Command::RecordOutcome(_)
        | Command::Delegate(_)
        | Command::EndDelegation(_) => Err(reject(
            Code::NoEffect,
            "this version does not carry out commands on reports yet",
        )),
        Command::IssueToken(command) => token::issue(&case, command),
        Command::RevokeToken(command) => token::revoke(&case, command),
    }
}

/// What every decision looks at.
struct Case<'a> {
    state: &'a State,
    id: &'a CommandId,
    known_at: Option<u64>,
    today: Date,
}

impl Case<'_> {
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
