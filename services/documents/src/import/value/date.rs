//! Dates, in two written forms.

use jiff::civil::Date;

/// First and last year of a date. One outside is a slip of the keyboard or a
/// number that a spreadsheet took for a date.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// Reads `yyyy-mm-dd` or `dd/mm/yyyy`; otherwise gives a hint at what is
/// wrong, where there is one.
///
/// Day and month need both digits: `4/1/2020` is how an American spreadsheet
/// writes 1 April, and taking it for 4 January would be wrong without a sign.
pub(crate) fn parse(text: &str) -> Result<Date, Option<&'static str>> {
    let bytes = text.as_bytes();
    let (year, month, day) = match bytes {
        [_, _, _, _, b'-', _, _, b'-', _, _] => (&bytes[..4], &bytes[5..7], &bytes[8..]),
        [_, _, b'/', _, _, b'/', _, _, _, _] => (&bytes[6..], &bytes[3..5], &bytes[..2]),
        _ => return Err(hint(text)),
    };
    let (Some(year), Some(month), Some(day)) = (digits(year), digits(month), digits(day)) else {
        return Err(None);
    };
    if month > 12 && day <= 12 {
        return Err(Some("the day stands before the month"));
    }
    let date = Date::new(year, month as i8, day as i8)
        .map_err(|_| Some("the calendar has no such day"))?;
    in_range(date)
}

/// Checks the year of a day that a workbook gave.
pub(crate) fn in_range(date: Date) -> Result<Date, Option<&'static str>> {
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err(Some("the year is out of range"))
    }
}

fn digits(bytes: &[u8]) -> Option<i16> {
    bytes.iter().try_fold(0_i16, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i16::from(byte - b'0'))
    })
}

fn hint(text: &str) -> Option<&'static str> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits && (4..=5).contains(&text.len()) {
        return Some(SERIAL_HINT);
    }
    text.contains('/')
        .then_some("day and month have two digits and the year four")
}

/// Hint for a spreadsheet's number of a day.
pub(crate) const SERIAL_HINT: &str = "the cell holds a number: format it as a date";
