//! A year of a council's calendar, for people to check.

use jiff::civil::{Date, date};
use quarterday_proto::answer::Rejection;
use quarterday_proto::calendar::{CalendarDay, CalendarView};

use super::{WorkingDays, weekday};

impl WorkingDays {
    /// The holidays of a calendar year, and how many working days it has.
    ///
    /// # Errors
    /// [`Code::CalendarEnds`](crate::Code::CalendarEnds) for a year that is not
    /// known to its end.
    pub fn year(&self, year: i16) -> Result<CalendarView, Rejection> {
        let (first, last) = (date(year, 1, 1), date(year, 12, 31));
        let working_days = self.clear_between(first, last)?
            + u32::from(self.is_working_day(first)?)
            + u32::from(self.is_working_day(last)?);
        let of_year = self.days.range(first..=last);
        Ok(CalendarView {
            nation: self.nation,
            year,
            first_day: self.first,
            last_day: self.last,
            working_days,
            holidays: of_year
                .map(|(day, (kind, name))| CalendarDay {
                    day: *day,
                    weekday: weekday(*day).to_owned(),
                    name: name.clone(),
                    kind: *kind,
                })
                .collect(),
        })
    }

    /// What keeps a day from being a working day, in words; none on a working
    /// day.
    pub(crate) fn closed(&self, day: Date) -> Option<&str> {
        self.holiday(day)
            .or_else(|| super::is_weekend(day).then(|| weekday(day)))
    }
}
