//! Working days: neither weekend nor holiday of the council.
//!
//! Which days are holidays is data with a first and a last day (field notes,
//! "Time"): the bank holidays of the nation, changed by the council's settings.
//! Outside those days nothing is known, and every question that touches one of
//! them is refused with [`Code::CalendarEnds`](crate::Code::CalendarEnds).

mod check;
mod clear;
mod table;
mod working_days;
mod year;

pub use check::check;
pub use clear::{clear_days_between, leaving_clear_days};
pub use working_days::WorkingDays;

use jiff::civil::{Date, Weekday};

use crate::state::Council;

impl Council {
    /// The council's working days.
    pub fn working_days(&self) -> WorkingDays {
        WorkingDays::of(self.nation, self.settings.calendar.as_ref())
    }
}

/// The day of the week in words.
pub(crate) fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// A day as people read it: `Friday 21 July 2023`.
pub(crate) fn in_words(day: Date) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
