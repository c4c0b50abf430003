//! The times of a schedule: which is due, and which comes next.

use std::str::FromStr as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use quarterday_domain::State;
use quarterday_domain::reminders::{Current, occurrence_days};
use quarterday_proto::answer::Rejection;
use quarterday_proto::id::PersonId;
use quarterday_proto::schedule::{TimeOfDay, Trigger};

use crate::cron::Expression;

/// Days ahead that the next time is looked for.
const AHEAD_DAYS: i64 = 100;

/// The times of a schedule round a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// The time to run for, where there is one that it has not run for.
    pub due: Option<Timestamp>,
    /// How many earlier ones were missed and are not run for.
    pub skipped: u32,
    /// The day that a run would have been before: what is asked for by day is
    /// asked for from the day after it.
    pub after: Date,
    /// The next time, as far as it can be known.
    pub next: Option<Timestamp>,
    /// Who alone is to be written to, where the run was asked for and is none of
    /// the schedule's own; none: all who are due.
    pub only: Vec<PersonId>,
}

/// The times of a schedule round a moment. A time that is longer ago than the
/// schedule's `catch_up_days` is let go.
///
/// # Errors
/// Where its expression cannot be read, or the working days are not known that
/// it counts.
pub fn times(state: &State, current: &Current<'_>, now: Timestamp) -> Result<Times, Rejection> {
    let schedule = current.schedule;
    let zone = state.council()?.time_zone();
    let today = zone.to_datetime(now).date();
    let runs = state.reminders().runs(&schedule.schedule);
    let last_run = runs.and_then(|runs| runs.recent.back());
    let last = last_run.map_or(current.since, |run| run.occurrence.max(current.since));
    let caught_up = SignedDuration::from_hours(24 * i64::from(schedule.catch_up_days));
    let from = last.max(now.checked_sub(caught_up).unwrap_or(last));
    let mut past = Vec::new();
    let mut next = None;
    if schedule.enabled {
        match &schedule.trigger {
            Trigger::Cron {
                expression,
                working_days,
            } => {
                let expression = Expression::from_str(expression)?;
                past = expression.between(from, now, zone);
                if *working_days {
                    past = on_working_days(state, zone, past)?;
                }
                next = next_by_the_clock(state, &expression, *working_days, now, zone)?;
            }
            // It has no times: it runs whenever there is something to ask for.
            Trigger::AtOnce => {}
            Trigger::Relative { at, .. } => {
                let ahead = today.checked_add(AHEAD_DAYS.days()).unwrap_or(today);
                let first = zone.to_datetime(from).date();
                let days = occurrence_days(state, schedule, first, ahead, today)?;
                let moments = days.iter().filter_map(|day| moment(*day, *at, zone));
                let (before, after): (Vec<_>, Vec<_>) = moments.partition(|at| *at <= now);
                past = before;
                past.retain(|at| *at > from);
                next = after.first().copied();
            }
        }
    }
    let skipped = u32::try_from(past.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let asked = runs
        .and_then(|runs| runs.asked)
        .filter(|asked| *asked > last);
    let due = past.last().copied().max(asked);
    let only = match runs {
        Some(runs) if past.is_empty() && asked.is_some() => runs.asked_of.clone(),
        _ => Vec::new(),
    };
    let day_of = |at: Timestamp| zone.to_datetime(at).date();
    let before = |day: Date| day.yesterday().unwrap_or(day);
    let earliest = last_run.map_or(before(day_of(from)), |run| day_of(run.occurrence));
    let after = earliest
        .max(before(day_of(from)))
        .min(due.map_or(today, |due| before(day_of(due))));
    Ok(Times {
        due,
        skipped,
        after,
        next,
        only,
    })
}

fn moment(day: Date, at: TimeOfDay, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = day.to_datetime(at.time()).to_zoned(zone.clone()).ok()?;
    Some(zoned.timestamp())
}

fn on_working_days(
    state: &State,
    zone: &TimeZone,
    all: Vec<Timestamp>,
) -> Result<Vec<Timestamp>, Rejection> {
    if all.is_empty() {
        return Ok(all);
    }
    let working_days = state.council()?.working_days();
    let mut kept = Vec::new();
    for at in all {
        if working_days.is_working_day(zone.to_datetime(at).date())? {
            kept.push(at);
        }
    }
    Ok(kept)
}

fn next_by_the_clock(
    state: &State,
    expression: &Expression,
    working_days: bool,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Option<Timestamp>, Rejection> {
    let mut at = now;
    for _ in 0..AHEAD_DAYS {
        let Some(found) = expression.next(at, zone) else {
            return Ok(None);
        };
        if !working_days {
            return Ok(Some(found));
        }
        match on_working_days(state, zone, vec![found]) {
            Ok(kept) if kept.is_empty() => {}
            Ok(_) => return Ok(Some(found)),
            // Past the table of holidays it is not known, and nothing is wrong yet.
            Err(_) => return Ok(None),
        }
        at = found;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use quarterday_proto::council::{Nation, Settings};
    use quarterday_proto::event::{CouncilEstablished, Event, Recorded, ScheduleAdopted};

    use super::*;

    /// The weekly schedule with another expression of working days, adopted on
    /// 1 September 2026.
    fn adopted(expression: &str) -> State {
        let mut state = State::default();
        let at = "2026-09-01T08:00:00Z".parse().unwrap();
        let established = Event::CouncilEstablished(CouncilEstablished {
            name: "Mytown".to_owned(),
            nation: Nation::England,
            zone: "Europe/London".to_owned(),
            settings: Settings::default(),
        });
        state.evolve(&established, Recorded { place: 1, at });
        let mut schedule = state.schedule("answers-weekly").unwrap().schedule.clone();
        schedule.trigger = Trigger::Cron {
            expression: expression.to_owned(),
            working_days: true,
        };
        let adopted = Event::ScheduleAdopted(ScheduleAdopted { schedule });
        state.evolve(&adopted, Recorded { place: 2, at });
        state
    }

    #[test]
    fn what_lies_past_the_table_of_holidays_is_not_known_and_no_fault() {
        let check = |expression: &str, now: &str, expected: Option<&str>| {
            let state = adopted(expression);
            let current = state.schedule("answers-weekly").unwrap();
            let found = times(&state, &current, now.parse().unwrap()).unwrap();
            let expected = expected.map(|at| at.parse().unwrap());
            assert_eq!(found.next, expected, "{expression} {now}");
        };
        let now = "2026-12-01T12:00:00Z";
        check("0 0 9 * * Mon", now, Some("2026-12-07T09:00:00Z"));
        // As adopted before such expressions were refused: looked at again and
        // again, it never comes.
        check("0 0 9 25 12 *", now, None);
        check("0 0 9 1 1 *", now, None);
        check("0 0 9 4 5 * 2090", now, None);
    }
}
