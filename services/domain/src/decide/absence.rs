//! People who are away, and addresses that take no mail.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{RecordAbsence, RecordBounce, RestoreMail};
use quarterday_proto::event::{
    Event, PersonAbsenceRecorded, PersonMailBounced, PersonMailRestored,
};

use super::{Case, Decided, required};
use crate::rejection::{Code, reject};

/// The longest absence that can be recorded at once.
const ABSENCE_DAYS_MAX: i32 = 800;

pub(super) fn absence(case: &Case<'_>, command: &RecordAbsence) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.email)?;
    if let Some(last) = command.last {
        let days = (last - command.first).get_days();
        if !(0..=ABSENCE_DAYS_MAX).contains(&days) {
            return Err(reject(
                Code::AbsenceInvalid,
                format!(
                    "an absence from {} to {last} is none: it ends on its first day or later, \
                     and within {ABSENCE_DAYS_MAX} days",
                    command.first
                ),
            ));
        }
    }
    let known = case
        .state
        .reminders()
        .absences(person.id)
        .find(|(first, _)| *first == command.first)
        .map(|(_, last)| last);
    if known == command.last {
        return Ok(Decided::default());
    }
    Ok(Event::PersonAbsenceRecorded(PersonAbsenceRecorded {
        person: person.id,
        first: command.first,
        last: command.last,
    })
    .into())
}

pub(super) fn bounce(case: &Case<'_>, command: &RecordBounce) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.email)?;
    required(&command.reason, "what the other side said")?;
    let known = case.state.reminders().bounce(person.id);
    let same = known.is_some_and(|bounce| {
        bounce.permanent == command.permanent && bounce.reason == command.reason
    });
    if same {
        return Ok(Decided::default());
    }
    Ok(Event::PersonMailBounced(PersonMailBounced {
        person: person.id,
        permanent: command.permanent,
        reason: command.reason.clone(),
        digest: command.digest,
    })
    .into())
}

pub(super) fn restore(case: &Case<'_>, command: &RestoreMail) -> Result<Decided, Rejection> {
    let person = case.state.person(&command.email)?;
    if case.state.reminders().bounce(person.id).is_none() {
        return Ok(Decided::default());
    }
    Ok(Event::PersonMailRestored(PersonMailRestored { person: person.id }).into())
}
