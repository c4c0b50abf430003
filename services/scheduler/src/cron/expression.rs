//! An expression, and when it is due.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime as ChronoTime, Datelike as _, TimeZone as _, Timelike as _, Utc};
use cron::{Schedule, TimeUnitSpec as _};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use quarterday_domain::{Code, reject};
use quarterday_proto::answer::Rejection;

use super::fields;
use super::place;

/// The longest expression that is read, in bytes.
const TEXT_BYTES_MAX: usize = 256;

/// The most occurrences that are listed at once.
pub const OCCURRENCES_MAX: usize = 10_000;

/// A cron expression: five fields as in a crontab (`30 7 * * MON-FRI`), six
/// with seconds before them or seven with years behind, or `@daily` and the
/// like.
///
/// In five fields Sunday is 0 or 7, and a day restricted by month and by week
/// fits either (crontab(5)). In six and seven fields, which are read as the
/// crate `cron` reads them, Sunday is 1 and a day fits both.
#[derive(Debug, Clone)]
pub struct Expression {
    text: String,
    schedules: Vec<Schedule>,
    /// Whether it is for every hour, and so goes on by the clock.
    every_hour: bool,
}

impl Expression {
    /// The first time after a moment; none where there is none before the year
    /// 2101.
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if self.every_hour {
            place::next_by_the_clock(self, after, zone)
        } else {
            place::next_once(self, after, zone)
        }
    }

    /// The last time at or before a moment; none where there is none after the
    /// year 1969.
    pub fn previous(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if self.every_hour {
            place::previous_by_the_clock(self, at, zone)
        } else {
            place::previous_once(self, at, zone)
        }
    }

    /// All times after one moment and up to another, the later one too. No more
    /// than [`OCCURRENCES_MAX`] are given: whoever gets so many asks again from
    /// the last one on.
    pub fn between(&self, after: Timestamp, until: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
        let next = |last: &Timestamp| self.next(*last, zone).filter(|at| *at <= until);
        std::iter::successors(next(&after), next)
            .take(OCCURRENCES_MAX)
            .collect()
    }

    /// The first civil time after another.
    pub(super) fn civil_after(&self, after: DateTime) -> Option<DateTime> {
        let after = to_chrono(after)?;
        let next = |schedule: &Schedule| schedule.after(&after).next();
        self.schedules
            .iter()
            .filter_map(next)
            .min()
            .and_then(to_jiff)
    }

    /// The last civil time at or before another.
    pub(super) fn civil_until(&self, until: DateTime) -> Option<DateTime> {
        let until = to_chrono(until)?;
        let last = |schedule: &Schedule| {
            if schedule.includes(until) {
                return Some(until);
            }
            schedule.after(&until).next_back()
        };
        self.schedules
            .iter()
            .filter_map(last)
            .max()
            .and_then(to_jiff)
    }
}

impl FromStr for Expression {
    type Err = Rejection;

    fn from_str(text: &str) -> Result<Self, Rejection> {
        let text = text.trim();
        if text.len() > TEXT_BYTES_MAX {
            return Err(invalid(format!(
                "it has more than {TEXT_BYTES_MAX} characters"
            )));
        }
        let parts: Vec<&str> = text.split_whitespace().collect();
        let readable = match parts.as_slice() {
            [minute, hour, of_month, month, of_week] => {
                let fields = [*minute, *hour, *of_month, *month, *of_week];
                fields::of_five(fields).map_err(|fault| invalid(format!("`{text}`: {fault}")))?
            }
            [word] if word.starts_with('@') => vec![text.to_owned()],
            [_, _, _, _, _, _] | [_, _, _, _, _, _, _] => vec![parts.join(" ")],
            other => {
                return Err(invalid(format!(
                    "`{text}` has {} fields: five are needed (minute, hour, day of the month, \
                     month, day of the week), six with seconds before them, or seven with years \
                     behind them",
                    other.len()
                )));
            }
        };
        let schedules = readable.iter().map(|expression| {
            Schedule::from_str(expression).map_err(|error| {
                let reason = error.to_string();
                let reason = reason.lines().next_back().unwrap_or_default();
                invalid(format!("`{text}` cannot be read: {}", reason.trim()))
            })
        });
        let schedules = schedules.collect::<Result<Vec<_>, _>>()?;
        let every_hour = schedules.iter().all(|schedule| schedule.hours().is_all());
        let expression = Self {
            text: text.to_owned(),
            schedules,
            every_hour,
        };
        if expression.civil_after(DateTime::from(FIRST)).is_none() {
            return Err(invalid(format!(
                "`{text}` never comes: no day from {FIRST} to 2100 fits it"
            )));
        }
        Ok(expression)
    }
}

/// The crate knows the years 1970 to 2100.
const FIRST: Date = jiff::civil::date(1970, 1, 1);

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.schedules == other.schedules
    }
}

fn invalid(detail: String) -> Rejection {
    reject(Code::CronInvalid, format!("the cron expression {detail}"))
}

/// Civil time as the crate takes it: on a calendar whose clocks never change.
fn to_chrono(at: DateTime) -> Option<ChronoTime<Utc>> {
    let part = |number: i8| u32::try_from(number).ok();
    Utc.with_ymd_and_hms(
        i32::from(at.year()),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
    .single()
}

fn to_jiff(at: ChronoTime<Utc>) -> Option<DateTime> {
    let part = |number: u32| i8::try_from(number).ok();
    DateTime::new(
        i16::try_from(at.year()).ok()?,
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
        0,
    )
    .ok()
}
