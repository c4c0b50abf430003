//! Rows of the people sheet, and people known by their address only.

use quarterday_proto::council::PersonDetails;
use quarterday_proto::event::{Event, PersonRecorded};
use quarterday_proto::id::PersonId;
use quarterday_proto::sheet::{PersonRow, Row};

use super::{CellFault, Effect, Work};
use crate::rejection::Code;

/// Registers everyone of the sheet first, so that rows may name line managers
/// and deputies that stand further down.
pub(super) fn register_all(work: &mut Work<'_>, rows: &[Row<PersonRow>]) {
    for row in rows {
        let email = row.value.email.trim().to_lowercase();
        if !email.is_empty() && work.working.person(&email).is_err() {
            register(work, &email, row.value.post.clone());
        }
    }
}

pub(super) fn row(work: &mut Work<'_>, row: &PersonRow) -> Result<Effect, CellFault> {
    let email = row.email.trim().to_lowercase();
    if !email.contains('@') {
        return Err(CellFault::new(
            "email",
            Code::UnknownPerson,
            &row.email,
            "an address",
        ));
    }
    let line_manager = someone(work, row.line_manager_email.as_deref());
    let deputy = someone(work, row.deputy_email.as_deref());
    let known = work
        .working
        .person(&email)
        .map_err(|rejection| CellFault::of("email", &row.email, rejection))?;
    let is_new = work.case.state.person(&email).is_err();
    let is_first = details_missing(&known.details) && known.details.post == row.post;
    let mut details = known.details.clone();
    details.post.clone_from(&row.post);
    if row.directorate.is_some() {
        details.directorate.clone_from(&row.directorate);
    }
    details.line_manager = line_manager.or(details.line_manager);
    details.deputy = deputy.or(details.deputy);
    details.from = row.from.or(details.from);
    details.to = row.to.or(details.to);
    if details == known.details {
        return Ok(if is_new {
            Effect::Added
        } else {
            Effect::Unchanged
        });
    }
    let person = known.id;
    let recorded = PersonRecorded { person, details };
    if !is_new {
        work.happen(Event::PersonChanged(recorded));
        return Ok(Effect::Changed);
    }
    // Registered by this very import: the event is completed, not followed by
    // another.
    let registered = work.events.iter_mut().find(
        |event| matches!(event, Event::PersonRegistered(registered) if registered.person == person),
    );
    if let Some(event) = registered {
        *event = Event::PersonRegistered(recorded.clone());
    }
    let at = quarterday_proto::event::Recorded {
        place: work.case.state.head() + 1,
        at: work.case.state.recorded().unwrap_or_default(),
    };
    work.working.evolve(&Event::PersonChanged(recorded), at);
    Ok(if is_first {
        Effect::Added
    } else {
        Effect::Changed
    })
}

/// Whether a person is known by address and post only.
fn details_missing(details: &PersonDetails) -> bool {
    details.directorate.is_none()
        && details.line_manager.is_none()
        && details.deputy.is_none()
        && details.from.is_none()
        && details.to.is_none()
}

/// The person of an address; one not known yet is registered with the address
/// only, and that is said.
pub(super) fn someone(work: &mut Work<'_>, email: Option<&str>) -> Option<PersonId> {
    let email = email?.trim().to_lowercase();
    if email.is_empty() {
        return None;
    }
    if let Ok(person) = work.working.person(&email) {
        return Some(person.id);
    }
    let person = register(work, &email, String::new());
    work.strangers.push(email);
    Some(person)
}

/// The most addresses that a note names.
const NAMED_MAX: usize = 20;

/// Says who was registered by address only.
pub(super) fn note(strangers: &[String]) -> Option<String> {
    if strangers.is_empty() {
        return None;
    }
    let mut named = strangers[..strangers.len().min(NAMED_MAX)].join(", ");
    if strangers.len() > NAMED_MAX {
        named.push_str(&format!(" and {} more", strangers.len() - NAMED_MAX));
    }
    Some(format!(
        "on no people sheet, and registered by address only: {named}; import a people sheet to \
         give their posts"
    ))
}

fn register(work: &mut Work<'_>, email: &str, post: String) -> PersonId {
    let person = PersonId::derive(work.case.id, work.next_id());
    let details = PersonDetails {
        email: email.to_owned(),
        post,
        directorate: None,
        line_manager: None,
        deputy: None,
        from: None,
        to: None,
    };
    work.happen(Event::PersonRegistered(PersonRecorded { person, details }));
    person
}
