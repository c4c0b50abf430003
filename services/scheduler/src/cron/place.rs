//! Civil times in a zone whose clocks change.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, ToSpan as _};

use super::expression::Expression;

/// The most civil times that are looked at for one occurrence. The times of a
/// rule for certain hours that come to nothing are those of one hour that is
/// repeated, one a second at most; zones have gone back by a day, no more.
const LOOKED_AT_MAX: usize = 90_000;

/// The most changes of the clocks that are passed in looking for one
/// occurrence: two a year, and zones with more, for all years that there are.
const CHANGES_MAX: usize = 1_000;

/// The first occurrence after a moment, each civil time once.
///
/// Later civil times are never at earlier moments, so only times after that of
/// the moment itself can come after it.
pub(super) fn next_once(
    expression: &Expression,
    after: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let mut civil = zone.to_datetime(after);
    for _ in 0..LOOKED_AT_MAX {
        civil = expression.civil_after(civil)?;
        let at = moment(civil, zone)?;
        if at > after {
            return Some(at);
        }
    }
    None
}

/// The last occurrence at or before a moment, each civil time once.
pub(super) fn previous_once(
    expression: &Expression,
    at: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    // When a time comes round again, all times of the hour have been already.
    let local = zone.to_datetime(at);
    let mut civil = match zone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Fold { before, after } if zone.to_offset(at) == after => {
            let repeated = SignedDuration::from_secs(i64::from(before.seconds() - after.seconds()));
            let change = zone.preceding(at.checked_add(1.second()).ok()?).next()?;
            let first_free = after.to_datetime(change.timestamp()).checked_add(repeated);
            first_free.ok()?.checked_sub(1.second()).ok()?
        }
        _ => local,
    };
    for _ in 0..LOOKED_AT_MAX {
        civil = expression.civil_until(civil)?;
        let found = moment(civil, zone)?;
        if found <= at {
            return Some(found);
        }
        civil = civil.checked_sub(1.second()).ok()?;
    }
    None
}

/// The moment of a civil time: the first of two, and the end of a gap for all
/// times within it.
fn moment(civil: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(civil).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(civil).ok(),
        AmbiguousOffset::Gap { after, .. } => {
            // Under the offset of after the gap, a time within it is a moment
            // from before the change.
            let before_change = after.to_timestamp(civil).ok()?;
            let change = zone.following(before_change).next()?;
            Some(change.timestamp())
        }
    }
}

/// The first occurrence after a moment for a rule that goes on by the clock:
/// between two changes of the clocks, civil time and moments go together.
pub(super) fn next_by_the_clock(
    expression: &Expression,
    after: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let mut from = after;
    for _ in 0..CHANGES_MAX {
        let offset = zone.to_offset(from);
        let change = zone.following(from).next().map(|change| change.timestamp());
        let civil = expression.civil_after(offset.to_datetime(from))?;
        let found = offset.to_timestamp(civil).ok()?;
        match change {
            // At the change itself the new offset counts.
            Some(change) if found >= change => {
                let offset = zone.to_offset(change);
                let first = offset.to_datetime(change);
                if expression.civil_until(first) == Some(first) {
                    return Some(change);
                }
                from = change;
            }
            _ => return Some(found),
        }
    }
    None
}

/// The last occurrence at or before a moment for a rule that goes on by the
/// clock.
pub(super) fn previous_by_the_clock(
    expression: &Expression,
    at: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let mut until = at;
    for _ in 0..CHANGES_MAX {
        let offset = zone.to_offset(until);
        let just_after = until.checked_add(1.second()).ok()?;
        let change = zone
            .preceding(just_after)
            .map(|change| change.timestamp())
            .find(|change| *change <= until);
        let civil = expression.civil_until(offset.to_datetime(until))?;
        let found = offset.to_timestamp(civil).ok()?;
        match change {
            Some(change) if found < change => until = change.checked_sub(1.second()).ok()?,
            _ => return Some(found),
        }
    }
    None
}
