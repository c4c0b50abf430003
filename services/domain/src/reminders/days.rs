//! The days that a schedule counts.

use jiff::ToSpan as _;
use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::schedule::{Schedule, Trigger};

use super::thing::anchors;
use crate::calendar::WorkingDays;
use crate::rejection::{Code, reject};
use crate::state::State;

/// Working days and how they are counted, once for many questions.
pub(super) struct Counting {
    working_days: WorkingDays,
}

impl Counting {
    pub(super) fn of(state: &State) -> Result<Self, Rejection> {
        Ok(Self {
            working_days: state.council()?.working_days(),
        })
    }

    /// The day that lies so many days after another, or before it.
    pub(super) fn shifted(&self, day: Date, days: i16, working: bool) -> Result<Date, Rejection> {
        if !working {
            return day.checked_add(i64::from(days).days()).map_err(|_| {
                reject(
                    Code::ScheduleInvalid,
                    format!("{days} days from {day} is no day of the calendar"),
                )
            });
        }
        if days < 0 {
            self.working_days.before(day, days.unsigned_abs())
        } else {
            self.working_days.after(day, days.unsigned_abs())
        }
    }
}

/// The days that a relative schedule has a time on, within a range of days;
/// none for one that has its times by the clock.
///
/// # Errors
/// Where the working days are not known that it counts.
pub fn occurrence_days(
    state: &State,
    schedule: &Schedule,
    first: Date,
    last: Date,
    today: Date,
) -> Result<Vec<Date>, Rejection> {
    let Trigger::Relative {
        to, days, working, ..
    } = &schedule.trigger
    else {
        return Ok(Vec::new());
    };
    let counting = Counting::of(state)?;
    let mut anchors = anchors(state, schedule.asks, *to, today);
    anchors.sort_unstable();
    anchors.dedup();
    let mut found = Vec::new();
    for anchor in anchors {
        // What lies years away need not be in the table of holidays.
        let apart = (first - anchor).get_days().max((anchor - last).get_days());
        if apart > 3 * i32::from(days.unsigned_abs()) + 31 {
            continue;
        }
        let day = counting.shifted(anchor, *days, *working)?;
        if (first..=last).contains(&day) {
            found.push(day);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
