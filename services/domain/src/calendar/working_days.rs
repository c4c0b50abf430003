//! Which days are working days, and counting them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::calendar::{CalendarSettings, HolidayKind};
use quarterday_proto::council::Nation;

use super::table::table;
use super::{in_words, is_weekend};
use crate::rejection::{Code, reject};

/// The working days of a council, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDays {
    pub(super) nation: Nation,
    pub(super) first: Date,
    pub(super) last: Date,
    pub(super) days: BTreeMap<Date, (HolidayKind, String)>,
}

impl WorkingDays {
    /// Those of a nation, with what a council's settings say otherwise.
    pub fn of(nation: Nation, settings: Option<&CalendarSettings>) -> Self {
        let table = table();
        let bank = table.of(nation).iter();
        let mut days: BTreeMap<_, _> = bank
            .map(|(day, name)| (*day, (HolidayKind::Bank, name.clone())))
            .collect();
        let mut last = table.last_day;
        if let Some(settings) = settings {
            for added in &settings.added {
                days.insert(added.day, (HolidayKind::Added, added.name.clone()));
            }
            for removed in &settings.removed {
                days.insert(removed.day, (HolidayKind::Worked, removed.name.clone()));
            }
            last = last.max(settings.last_day.unwrap_or(last));
        }
        Self {
            nation,
            first: table.first_day,
            last,
            days,
        }
    }

    /// First day that is known.
    pub fn first_day(&self) -> Date {
        self.first
    }

    /// Last day that is known.
    pub fn last_day(&self) -> Date {
        self.last
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// [`Code::CalendarEnds`] for a day that nothing is known of.
    pub fn is_working_day(&self, day: Date) -> Result<bool, Rejection> {
        self.known(day)?;
        Ok(self.holiday(day).is_none() && !is_weekend(day))
    }

    /// What the council does not work for on a day: the name of the holiday, or
    /// none on another day.
    pub(crate) fn holiday(&self, day: Date) -> Option<&str> {
        match self.days.get(&day) {
            Some((HolidayKind::Bank | HolidayKind::Added, name)) => Some(name),
            Some((HolidayKind::Worked, _)) | None => None,
        }
    }

    /// The n-th working day before a day, which itself does not count; the day
    /// or the last working day before it where n is 0.
    ///
    /// # Errors
    /// [`Code::CalendarEnds`] where the counting leaves the days that are known.
    pub fn before(&self, day: Date, n: u16) -> Result<Date, Rejection> {
        self.count(day, n, Date::yesterday)
    }

    /// The n-th working day after a day, which itself does not count; the day
    /// or the first working day after it where n is 0.
    ///
    /// # Errors
    /// As [`WorkingDays::before`].
    pub fn after(&self, day: Date, n: u16) -> Result<Date, Rejection> {
        self.count(day, n, Date::tomorrow)
    }

    /// How many working days lie between two days, neither of which counts. The
    /// order of the two does not matter.
    ///
    /// # Errors
    /// As [`WorkingDays::before`].
    pub fn clear_between(&self, one: Date, other: Date) -> Result<u32, Rejection> {
        let (from, to) = (one.min(other), one.max(other));
        self.known(from)?;
        self.known(to)?;
        let mut count = 0;
        let mut day = from;
        while let Some(next) = day.tomorrow().ok().filter(|next| *next < to) {
            count += u32::from(self.is_working_day(next)?);
            day = next;
        }
        Ok(count)
    }

    /// The last working day that leaves so many clear working days before a
    /// day: neither it nor the day counts.
    ///
    /// # Errors
    /// As [`WorkingDays::before`].
    pub fn leaving_clear(&self, day: Date, clear: u16) -> Result<Date, Rejection> {
        self.before(day, clear.saturating_add(1))
    }

    fn count(
        &self,
        from: Date,
        n: u16,
        step: impl Fn(Date) -> Result<Date, jiff::Error>,
    ) -> Result<Date, Rejection> {
        let next = |day| step(day).map_err(|_| self.ends(day));
        let mut day = from;
        self.known(day)?;
        if n == 0 {
            while !self.is_working_day(day)? {
                day = next(day)?;
            }
        }
        let mut left = n;
        while left > 0 {
            day = next(day)?;
            left -= u16::from(self.is_working_day(day)?);
        }
        Ok(day)
    }

    fn known(&self, day: Date) -> Result<(), Rejection> {
        if (self.first..=self.last).contains(&day) {
            return Ok(());
        }
        Err(self.ends(day))
    }

    fn ends(&self, day: Date) -> Rejection {
        let nation = match self.nation {
            Nation::England => "England",
            Nation::Wales => "Wales",
            Nation::Scotland => "Scotland",
        };
        let detail = if day < self.first {
            format!(
                "this needs to know whether {} was a working day, and the bank holidays of {nation} \
                 are known from {} on only",
                in_words(day),
                in_words(self.first),
            )
        } else {
            format!(
                "this needs to know whether {} is a working day, and the bank holidays of {nation} \
                 are known up to {}: put those announced since, with the day that they are \
                 complete to, into the council's settings (`calendar`: `added`, `last_day`), or \
                 update quarterday",
                in_words(day),
                in_words(self.last),
            )
        };
        reject(Code::CalendarEnds, detail)
    }
}
