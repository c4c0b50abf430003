//! Why somebody is not asked themselves, and who is asked in their place.

use jiff::civil::Date;
use quarterday_proto::digest::{Because, Thing};
use quarterday_proto::id::PersonId;

use super::clearance::signatory;
use super::route::{Unreached, addressee, dead_address};
use crate::state::State;

/// Why a person is not asked for what is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAsked {
    /// Their mail came back, on this day.
    MailCameBack(Date),
    /// They are away, until this day at least.
    Away(Date),
    /// They are not in the post.
    NotInPost,
}

/// Why a person is not asked on a day; none where they are.
pub fn not_asked(state: &State, person: PersonId, today: Date) -> Option<NotAsked> {
    if let Some(bounce) = dead_address(state, person) {
        return Some(NotAsked::MailCameBack(state.day_of(bounce.at)));
    }
    let absences = state.reminders().absences(person);
    let now = absences.filter(|(first, last)| (*first..=*last).contains(&today));
    if let Some((_, last)) = now.max_by_key(|(_, last)| *last) {
        return Some(NotAsked::Away(last));
    }
    (!super::route::is_there(state, person, today)).then_some(NotAsked::NotInPost)
}

/// Who is asked on a day for a thing that is a person's: themselves, with no
/// reason, or another and why.
///
/// # Errors
/// Where there is nobody.
pub fn asked_for(
    state: &State,
    thing: &Thing,
    holder: PersonId,
    today: Date,
) -> Result<(PersonId, Option<Because>), Unreached> {
    match thing {
        Thing::SignOff { .. } => signatory(state, thing, holder, today),
        _ => addressee(state, holder, today),
    }
}
