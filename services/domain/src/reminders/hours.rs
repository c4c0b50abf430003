//! When nobody is written to.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan as _};
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::{ReminderSettings, TimeOfDay};

use super::settings::settings;
use crate::state::State;

const QUIET_FROM: TimeOfDay = TimeOfDay::new(19, 0).expect("it is a time of day");
const QUIET_TO: TimeOfDay = TimeOfDay::new(7, 0).expect("it is a time of day");
/// The most mails to one person on one day, unless the council says otherwise.
const DAILY_CAP: u8 = 3;

/// When the quiet hours end that a moment lies in; none outside of them.
pub fn quiet_until(state: &State, now: Timestamp) -> Option<Timestamp> {
    let zone = state.council.as_ref()?.time_zone();
    let (from, to) = quiet_hours(settings(state));
    let local = zone.to_datetime(now);
    let time = local.time();
    let begins = if from < to {
        (from..to).contains(&time).then_some(local.date())
    } else if from > to {
        // Over midnight: in the evening they end on the next day.
        let tomorrow = local.date().checked_add(1.day()).ok()?;
        if time >= from {
            Some(tomorrow)
        } else {
            (time < to).then_some(local.date())
        }
    } else {
        None
    };
    let ends = begins?.to_datetime(to).to_zoned(zone.clone()).ok()?;
    // Where the clocks go back within them the end may seem to be over.
    Some(ends.timestamp().max(now))
}

/// Whether a person was written to on a day as often as is allowed, and how
/// often that is.
pub fn is_capped(state: &State, person: PersonId, today: Date) -> (bool, usize) {
    let cap = settings(state)
        .and_then(|settings| settings.daily_cap)
        .unwrap_or(DAILY_CAP);
    let written = state
        .reminders()
        .digests_of(person)
        .filter(|digest| state.day_of(digest.first_claimed) == today)
        .count();
    (written >= usize::from(cap), written)
}

fn quiet_hours(settings: Option<&ReminderSettings>) -> (Time, Time) {
    let from = settings.and_then(|settings| settings.quiet_from);
    let to = settings.and_then(|settings| settings.quiet_to);
    (
        from.unwrap_or(QUIET_FROM).time(),
        to.unwrap_or(QUIET_TO).time(),
    )
}
