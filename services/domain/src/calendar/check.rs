//! A council's holidays, checked before they count.

use std::collections::BTreeSet;

use quarterday_proto::answer::Rejection;
use quarterday_proto::calendar::{CalendarSettings, Holiday};
use quarterday_proto::council::Nation;

use super::table::table;
use super::{in_words, is_weekend};
use crate::rejection::{Code, reject};

/// The most days that settings may add, and take away.
const DAYS_MAX: usize = 1000;

/// The most years after the built-in table that settings may extend it by.
const YEARS_MAX: i16 = 20;

/// Checks a council's own holidays against the built-in table.
///
/// # Errors
/// [`Code::CalendarInvalid`], naming the day and what is wrong with it.
pub fn check(nation: Nation, settings: &CalendarSettings) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for (list, name) in [(&settings.added, "added"), (&settings.removed, "removed")] {
        if list.len() > DAYS_MAX {
            return Err(invalid(format!(
                "`{name}` has {} days, and at most {DAYS_MAX} may be given",
                list.len()
            )));
        }
        for holiday in list {
            if holiday.name.trim().is_empty() {
                return Err(invalid(format!(
                    "{} has no name: say what the day is",
                    in_words(holiday.day)
                )));
            }
            if !seen.insert(holiday.day) {
                return Err(invalid(format!(
                    "{} is given twice, among `added` and `removed` together",
                    in_words(holiday.day)
                )));
            }
        }
    }
    settings.added.iter().try_for_each(addable)?;
    let bank = table().of(nation);
    for removed in &settings.removed {
        if !bank.contains_key(&removed.day) {
            return Err(invalid(format!(
                "{} is no bank holiday of the table, so it cannot be taken away",
                in_words(removed.day)
            )));
        }
    }
    complete(settings)
}

fn addable(added: &Holiday) -> Result<(), Rejection> {
    if is_weekend(added.day) {
        return Err(invalid(format!(
            "{} ({}) is no working day anyway: is another day meant?",
            in_words(added.day),
            added.name
        )));
    }
    Ok(())
}

/// Every year that the settings say is known has holidays: a year without any
/// was forgotten, and deadlines in it would be guesses.
fn complete(settings: &CalendarSettings) -> Result<(), Rejection> {
    let Some(last) = settings.last_day else {
        return Ok(());
    };
    let table_ends = table().last_day.year();
    if last.year() - table_ends > YEARS_MAX {
        return Err(invalid(format!(
            "`last_day` is {}, more than {YEARS_MAX} years after the built-in table ends",
            in_words(last)
        )));
    }
    for year in table_ends + 1..=last.year() {
        if !settings.added.iter().any(|added| added.day.year() == year) {
            return Err(invalid(format!(
                "`last_day` says that holidays are known up to {}, and `added` gives none of \
                 {year}: no year is without",
                in_words(last)
            )));
        }
    }
    Ok(())
}

fn invalid(detail: String) -> Rejection {
    reject(Code::CalendarInvalid, detail)
}
