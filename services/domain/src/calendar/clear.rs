//! Clear calendar days, for which no holiday matters.

use jiff::Span;
use jiff::civil::Date;

/// How many days lie between two days, neither of which counts. The order of
/// the two does not matter.
pub fn clear_days_between(one: Date, other: Date) -> u32 {
    let apart = (one - other).get_days().unsigned_abs();
    apart.saturating_sub(1)
}

/// The last day that leaves so many clear days before a day: neither it nor the
/// day counts. None where the calendar does not reach.
pub fn leaving_clear_days(day: Date, clear: u16) -> Option<Date> {
    let apart = Span::new().days(i32::from(clear) + 1);
    day.checked_sub(apart).ok()
}
