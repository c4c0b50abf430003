//! What somebody may do under their own name: their own steps, and what their
//! roles give.
//!
//! Who has signed in, or holds a token that stands for a person, acts as that
//! person. Officers and operators act for others, and what they record says so.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{Command, Observe, SubmitAnswers};
use quarterday_proto::id::PersonId;

use super::Case;
use crate::rejection::{Code, reject};
use crate::rights;

/// Refuses a person a command that is not theirs to give.
///
/// # Errors
/// `QD0007`.
pub(super) fn check(case: &Case<'_>, command: &Command) -> Result<(), Rejection> {
    let Some(person) = case.person() else {
        return Ok(());
    };
    let is = |email: &str| case.state.person(email).map(|known| known.id == person);
    let writes = |reference: &str| {
        let report = case.state.report(reference)?;
        Ok::<_, Rejection>(case.state.author_of(report, case.today) == person)
    };
    let holds = |session| {
        let session = case.state.access.session(session, case.now);
        session.is_none_or(|session| session.opened.person == person)
    };
    let (own, whose) = match command {
        Command::SignOff(command) => (is(&command.by)?, "whoever signs"),
        Command::ReturnReport(command) => (is(&command.by)?, "whoever returns it"),
        Command::Observe(command) => (observes(case, person, command)?, "the item's owner"),
        Command::SubmitAnswers(command) => (submits(case, person, command)?, "the items' owner"),
        Command::DraftReport(command) => (is(&command.author)?, "the report's author"),
        Command::ReviseReport(command) => match &command.minor {
            Some(minor) => (is(&minor.by)?, "whoever corrects"),
            None => (writes(&command.report)?, "the report's author"),
        },
        Command::CirculateReport(command) => (writes(&command.report)?, "the report's author"),
        Command::WithdrawReport(command) => (writes(&command.report)?, "the report's author"),
        Command::Delegate(command) => (is(&command.from)?, "the delegator"),
        Command::EndDelegation(command) => {
            let known = case.state.delegations().iter();
            let mut known = known.filter(|known| known.reference == command.delegation);
            let own = known.all(|known| known.from == person || known.to == person);
            (own, "the delegator")
        }
        // A link has its own rules of who may use it.
        Command::UseLink(_) => (true, "its addressee"),
        Command::RenewSession(command) => (holds(command.session), "its holder"),
        Command::EndSession(command) => (holds(command.session), "its holder"),
        Command::EndSessions(command) => (is(&command.person)?, "their holder"),
        _ => (false, "an officer or operator"),
    };
    let rights = || rights::of_roles(&case.roles(person));
    let allowed = rights::of_command(command);
    if own || (!allowed.is_empty() && rights().iter().any(|right| allowed.contains(right))) {
        return Ok(());
    }
    Err(reject(
        Code::NotYourStep,
        format!(
            "this is done by {whose}, and is not yours as {}",
            case.state.post_of(person)
        ),
    ))
}

/// Whether an item is the person's to observe.
fn observes(case: &Case<'_>, person: PersonId, command: &Observe) -> Result<bool, Rejection> {
    if command.entered_for.is_some() {
        return Ok(false);
    }
    let plan = case.state.plan(&command.plan)?;
    let item = case.state.item(plan, &command.reference)?;
    Ok(case.state.may_answer(person, item, case.today))
}

/// Whether each answer is of an item that is the person's, or is entered for its
/// owner by who may do that.
fn submits(case: &Case<'_>, person: PersonId, command: &SubmitAnswers) -> Result<bool, Rejection> {
    let rights = rights::of_roles(&case.roles(person));
    for answer in &command.answers {
        let allowed = match &answer.entered_for {
            Some(_) => rights.contains(&rights::Right::RunCycle),
            None => {
                let plan = case.state.plan(&answer.plan)?;
                let item = case.state.item(plan, &answer.reference)?;
                case.state.may_answer(person, item, case.today)
            }
        };
        if !allowed {
            return Ok(false);
        }
    }
    Ok(true)
}
