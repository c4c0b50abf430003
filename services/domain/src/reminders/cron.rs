//! Whether a text is a cron expression that comes again. What its times are is
//! worked out by whoever runs schedules; here it is only kept from being adopted
//! misspelt, or for a day that there is not.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::calendar::WorkingDays;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// A field of an expression.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    words: &'static [&'static str],
}

const FIELDS: [Field; 7] = [
    field("seconds", 0, 59, &[]),
    field("minutes", 0, 59, &[]),
    field("hours", 0, 23, &[]),
    field("day of month", 1, 31, &[]),
    field("month", 1, 12, &MONTHS),
    field("day of week", 1, 7, &WEEKDAYS),
    field("year", 1970, 2100, &[]),
];

const fn field(name: &'static str, least: u32, most: u32, words: &'static [&'static str]) -> Field {
    Field {
        name,
        least,
        most,
        words,
    }
}

/// The last day that expressions are looked at for.
const LAST_DAY: Date = date(2100, 12, 31);

/// Day and month of the bank holidays that come on the same day of every year.
const FIXED_HOLIDAYS: [(i8, i8); 3] = [(1, 1), (25, 12), (26, 12)];

/// Checks an expression of seconds, minutes, hours, day of month, month, day of
/// week and perhaps year: that it can be read, and that it comes on some day
/// from another on, which is a working day where it keeps to those. Past the
/// table of holidays only those count that every year has on the same day.
///
/// # Errors
/// What is wrong with which field, or that it never comes.
pub(super) fn check(
    expression: &str,
    working_days: Option<&WorkingDays>,
    from: Date,
) -> Result<(), String> {
    let given = read(expression)?;
    let fits = |field: usize, value: i16| {
        let text = given.get(field).copied().unwrap_or("*");
        text.split(',').any(|part| FIELDS[field].has(part, value))
    };
    let comes_on = |day: Date| {
        let of_week = day.weekday().to_sunday_one_offset();
        fits(6, day.year())
            && fits(4, day.month().into())
            && fits(3, day.day().into())
            && fits(5, of_week.into())
            && working_days.is_none_or(|days| may_be_worked(days, day))
    };
    if from
        .series(1.day())
        .take_while(|day| *day <= LAST_DAY)
        .any(comes_on)
    {
        return Ok(());
    }
    let which = match working_days {
        Some(_) => "working day",
        None => "day",
    };
    Err(format!(
        "`{expression}` never comes: no {which} from {from} on fits it"
    ))
}

/// Whether a day is a working day, as far as that can be known.
fn may_be_worked(days: &WorkingDays, day: Date) -> bool {
    let of_week = day.weekday().to_sunday_one_offset();
    let is_of_every_year = FIXED_HOLIDAYS.contains(&(day.day(), day.month()));
    let likely = (2..=6).contains(&of_week) && !is_of_every_year;
    days.is_working_day(day).unwrap_or(likely)
}

/// The fields of an expression, each of which can be read.
fn read(expression: &str) -> Result<Vec<&str>, String> {
    let given: Vec<&str> = expression.split_whitespace().collect();
    if !matches!(given.len(), 6 | 7) {
        return Err(format!(
            "`{expression}` has {} field{}: a cron expression has six (seconds, minutes, hours, \
             day of month, month, day of week) and perhaps a seventh, the year",
            given.len(),
            if given.len() == 1 { "" } else { "s" }
        ));
    }
    if given[0].parse::<u32>().is_err() {
        return Err(format!(
            "the seconds of `{expression}` are one number: nobody is reminded more than once a \
             minute"
        ));
    }
    for (field, text) in FIELDS.iter().zip(&given) {
        let sound = text.split(',').all(|part| field.takes(part));
        if !sound {
            return Err(format!(
                "`{text}` is no {} of a cron expression: expected `*`, numbers from {} to {}{}, \
                 ranges such as 1-5, steps such as */2, or several of them with commas",
                field.name,
                field.least,
                field.most,
                if field.words.is_empty() {
                    String::new()
                } else {
                    format!(", names such as {}", field.words[1])
                },
            ));
        }
    }
    Ok(given)
}

impl Field {
    fn takes(&self, part: &str) -> bool {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let step_is_sound = step.is_none_or(|step| {
            let step = step.parse::<u32>().unwrap_or(0);
            step >= 1 && step <= self.most
        });
        let range_is_sound = match range.split_once('-') {
            Some((first, last)) => match (self.value(first), self.value(last)) {
                (Some(first), Some(last)) => first <= last,
                _ => false,
            },
            None => range == "*" || self.value(range).is_some(),
        };
        step_is_sound && range_is_sound
    }

    /// Whether a part that was found sound has a value: one number with a step
    /// goes on to the end of the field.
    fn has(&self, part: &str, value: i16) -> bool {
        let Ok(value) = u32::try_from(value) else {
            return false;
        };
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse().ok()),
            None => (part, None),
        };
        let one = |text: &str| self.value(text).unwrap_or(self.least);
        let (first, last) = match range.split_once('-') {
            Some((first, last)) => (one(first), one(last)),
            None if range == "*" => (self.least, self.most),
            None if step.is_some() => (one(range), self.most),
            None => (one(range), one(range)),
        };
        (first..=last).contains(&value) && (value - first) % step.unwrap_or(1) == 0
    }

    fn value(&self, text: &str) -> Option<u32> {
        let word = text.to_lowercase();
        if let Some(index) = self.words.iter().position(|known| *known == word) {
            return Some(u32::try_from(index).ok()? + self.least);
        }
        let number: u32 = text.parse().ok()?;
        (self.least..=self.most).contains(&number).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use quarterday_proto::council::Nation;

    use super::{WorkingDays, check};

    #[test]
    fn what_is_no_expression_is_said_to_be_none() {
        let check = |text: &str| check(text, None, date(2026, 1, 1));
        for text in [
            "0 0 9 * * Mon",
            "0 0 9 * * Mon-Fri",
            "0 */15 8-18 * * 2-6",
            "0 30 9 1,15 Jan-Mar *",
            "0 0 9 * * * 2026-2030",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for (text, named) in [
            ("", "0 fields"),
            ("daily", "1 field:"),
            ("0 9 * * Mon", "5 fields"),
            ("* 0 9 * * Mon", "one number"),
            ("0 60 9 * * Mon", "minutes"),
            ("0 0 24 * * Mon", "hours"),
            ("0 0 9 0 * Mon", "day of month"),
            ("0 0 9 * 13 Mon", "month"),
            ("0 0 9 * * Moon", "day of week"),
            ("0 0 9 * * Fri-Mon", "day of week"),
            ("0 0 9 * * */0", "day of week"),
            ("0 0 9,, * * *", "hours"),
            ("0 0 9 * * * 1066", "year"),
        ] {
            let error = check(text).unwrap_err();
            assert!(error.contains(named), "{text}: {error}");
        }
    }

    #[test]
    fn what_never_comes_is_said_to_never_come() {
        let check = |text: &str, working_days: bool, comes: bool| {
            let days = WorkingDays::of(Nation::England, None);
            let found = check(text, working_days.then_some(&days), date(2026, 1, 1));
            assert_eq!(found.is_ok(), comes, "{text}: {found:?}");
            if let Err(why) = found {
                assert!(why.contains("never comes"), "{why}");
            }
        };
        check("0 0 9 31 2 *", false, false);
        check("0 0 9 29 2 *", false, true);
        check("0 0 9 29 2 * 2027", false, false);
        check("0 0 9 29 2 * 2028", false, true);
        check("0 0 9 31 4,6,9,11 *", false, false);
        check("0 0 9 31 4-6 *", false, true);
        check("0 0 9 * * * 2025", false, false);
        check("0 0 9 * * * 2020/3", false, true);
        // The first of January 2028 is a Saturday.
        check("0 0 9 1 Jan Sat 2028", false, true);
        check("0 0 9 1 Jan Sat 2028", true, false);
        check("0 0 9 1 Jan Sun 2028", false, false);
        check("0 0 9 * * Sat,Sun", true, false);
        check("0 0 9 * * 1/6", true, false);
        check("0 0 9 * * 1/5", true, true);
        // Holidays of every year; a day that only the table's years have none of
        // may come after them.
        check("0 0 9 25 12 *", true, false);
        check("0 0 9 25-26 12 *", true, false);
        check("0 0 9 1 1 *", true, false);
        check("0 0 9 25 12 *", false, true);
        check("0 0 9 24 12 *", true, true);
        check("0 0 9 29 2 * 2032/4", true, true);
        // Good Friday of a year in the table.
        check("0 0 9 26 3 * 2027", true, false);
    }
}
