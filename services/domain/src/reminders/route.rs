//! Who is written to in somebody's place.

use jiff::civil::Date;
use quarterday_proto::digest::Because;
use quarterday_proto::id::PersonId;

use super::settings::settings;
use crate::state::{Bounce, Person, State};

/// Why nobody can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    /// The thing is nobody's, and there is no performance team to tell.
    Nobody,
    /// Neither the person nor anyone in their place takes mail.
    NoneInPlace,
}

/// The person of the performance team's address, where the council has one
/// that is registered.
pub fn performance_team(state: &State) -> Option<PersonId> {
    let email = settings(state)?.performance_team.as_deref()?;
    Some(state.person(email).ok()?.id)
}

/// Who is written to for a person: the person, or while they are away or gone
/// the deputy, or else the line manager; where the address takes no mail, or
/// nobody else is there, the performance team.
///
/// # Errors
/// Where there is nobody.
pub fn addressee(
    state: &State,
    person: PersonId,
    today: Date,
) -> Result<(PersonId, Option<Because>), Unreached> {
    let Some(found) = state.person_by_id(person) else {
        return team(state, today, Because::Unanswerable);
    };
    if !takes_mail(state, person) {
        return team(state, today, Because::Unreachable);
    }
    if is_present(state, found, today) {
        return Ok((person, None));
    }
    let details = &found.details;
    let others = [
        (details.deputy, Because::Deputy),
        (details.line_manager, Because::Manager),
    ];
    for (other, because) in others {
        if let Some(other) = other
            && other != person
            && is_there(state, other, today)
        {
            return Ok((other, Some(because)));
        }
    }
    team(state, today, Because::Unanswerable)
}

/// The line manager of a person who is away, or else the performance team.
pub(super) fn manager_or_team(
    state: &State,
    person: PersonId,
    today: Date,
) -> Result<(PersonId, Option<Because>), Unreached> {
    let found = state.person_by_id(person);
    let manager = found.and_then(|found| found.details.line_manager);
    match manager.filter(|manager| *manager != person && is_there(state, *manager, today)) {
        Some(manager) => Ok((manager, Some(Because::Manager))),
        None => team(state, today, Because::Unanswerable),
    }
}

/// The line manager of a person, or whoever is there in their place; else the
/// performance team.
pub(super) fn manager(
    state: &State,
    person: PersonId,
    today: Date,
) -> Result<(PersonId, Option<Because>), Unreached> {
    let line_manager = state
        .person_by_id(person)
        .and_then(|found| found.details.line_manager)
        .filter(|manager| *manager != person);
    match line_manager {
        Some(manager) => {
            let (found, _) = addressee(state, manager, today)?;
            Ok((found, Some(Because::Escalated)))
        }
        None => team(state, today, Because::Escalated),
    }
}

/// The performance team.
pub(super) fn team(
    state: &State,
    today: Date,
    because: Because,
) -> Result<(PersonId, Option<Because>), Unreached> {
    let team = performance_team(state).ok_or(Unreached::Nobody)?;
    if is_there(state, team, today) {
        Ok((team, Some(because)))
    } else {
        Err(Unreached::NoneInPlace)
    }
}

/// Whether a person is there on a day, and takes mail.
pub(super) fn is_there(state: &State, person: PersonId, today: Date) -> bool {
    let found = state.person_by_id(person);
    found.is_some_and(|found| is_present(state, found, today)) && takes_mail(state, person)
}

/// Why a person's address takes no mail and will not later. A bounce of an
/// address that the person no longer has says nothing of the new one.
pub fn dead_address(state: &State, person: PersonId) -> Option<&Bounce> {
    let email = &state.person_by_id(person)?.details.email;
    let bounce = state.reminders().bounce(person)?;
    (bounce.permanent && bounce.email == *email).then_some(bounce)
}

fn takes_mail(state: &State, person: PersonId) -> bool {
    dead_address(state, person).is_none()
}

fn is_present(state: &State, person: &Person, today: Date) -> bool {
    let details = &person.details;
    let in_post =
        details.from.is_none_or(|from| from <= today) && details.to.is_none_or(|to| today <= to);
    let mut absences = state.reminders().absences(person.id);
    in_post && !absences.any(|(first, last)| (first..=last).contains(&today))
}
