//! Days and moments as people write them.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// A day as it is written: `2020-09-30` or `30/09/2020`.
///
/// Day and month need both digits: `4/1/2020` is how an American writes
/// 1 April, and taking it for 4 January would be wrong without a sign.
///
/// # Errors
/// What was expected.
pub fn day(text: &str) -> Result<Date, String> {
    let iso = || (text.len() == 10).then(|| text.parse().ok()).flatten();
    iso().or_else(|| british(text)).ok_or_else(|| {
        format!("`{text}` is no day of the calendar such as 2020-09-30 or 30/09/2020")
    })
}

fn british(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let mut part = |digits: usize| {
        let part = parts.next()?;
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
        (part.len() == digits && is_number).then(|| part.parse::<i16>().ok())?
    };
    let (day, month, year) = (part(2)?, part(2)?, part(4)?);
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    let date = Date::new(year, month, day).ok()?;
    parts.next().is_none().then_some(date)
}

/// A point in time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A moment that names its zone: `2020-11-10T09:00:00Z`.
    Moment(Timestamp),
    /// A time of day in the council's zone: `2020-11-10 09:00`.
    Local(DateTime),
    /// A whole day in the council's zone.
    Day(Date),
}

impl When {
    /// The moment in a council's zone; of a day, at a time of it. None where
    /// the calendar of the machine does not reach.
    pub fn moment(self, zone: &TimeZone, of_day: Time) -> Option<Timestamp> {
        let local = match self {
            Self::Moment(moment) => return Some(moment),
            Self::Local(local) => local,
            Self::Day(day) => day.to_datetime(of_day),
        };
        let zoned = local.to_zoned(zone.clone()).ok()?;
        Some(zoned.timestamp())
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(day) = day(text) {
            return Ok(Self::Day(day));
        }
        if let Ok(moment) = text.parse() {
            return Ok(Self::Moment(moment));
        }
        let local = text.split_once([' ', 'T']).and_then(|(written, time)| {
            let time: Time = time.parse().ok()?;
            Some(day(written).ok()?.to_datetime(time))
        });
        local.map(Self::Local).ok_or_else(|| {
            format!(
                "`{text}` is no day (2020-11-10 or 10/11/2020) and no moment (2020-11-10T09:00 in \
                 the council's zone, 2020-11-10T09:00:00Z)"
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_written_forms_are_days_and_no_others() {
        let right = "2020-09-30".parse::<Date>().unwrap();
        for text in ["2020-09-30", "30/09/2020"] {
            assert_eq!(day(text), Ok(right), "{text}");
        }
        for text in [
            "",
            "30/9/2020",
            "09/30/2020",
            "31/02/2020",
            "2020-02-31",
            "30/09/20",
            "30/09/2020/1",
            "+3/09/2020",
            "2020-9-30",
            "30.09.2020",
            "20200930",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_without_a_zone_is_in_that_of_the_council() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for (text, expected) in [
            ("2020-06-30T09:00:00Z", "2020-06-30T09:00:00Z"),
            ("2020-06-30T09:00:00+02:00", "2020-06-30T07:00:00Z"),
            ("2020-06-30T09:00", "2020-06-30T08:00:00Z"),
            ("2020-06-30 09:00:30", "2020-06-30T08:00:30Z"),
            ("30/06/2020 09:00", "2020-06-30T08:00:00Z"),
            ("2020-12-30T09:00", "2020-12-30T09:00:00Z"),
            ("30/06/2020", "2020-06-29T23:00:00Z"),
        ] {
            let when: When = text.parse().unwrap();
            let moment = when.moment(&zone, Time::midnight());
            assert_eq!(moment, Some(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "soon", "2020-06-30T25:00", "2020-06-31", "412"] {
            assert!(text.parse::<When>().is_err(), "{text}");
        }
    }
}
