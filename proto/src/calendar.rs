//! Days that are no working days, and what a council says of them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::council::Nation;
use crate::id::IdError;
use crate::item::word_enum;

/// What a council knows of its holidays beyond the built-in table of its
/// nation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarSettings {
    /// Days without work that the table lacks: a local holiday, a closure, or
    /// the bank holidays of years after the table's last day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Holiday>,
    /// Bank holidays of the table that are working days here, each with the
    /// reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Holiday>,
    /// The day up to which table and additions together are complete; it counts
    /// only where it is later than the table's own last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Date>,
}

/// A day with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// What it is called, or why it counts as it does.
    pub name: String,
}

word_enum!(
    /// Why a day from Monday to Friday is no working day, or a bank holiday is
    /// one.
    HolidayKind, "kind of holiday" {
        /// A bank holiday of the nation.
        Bank = "bank",
        /// A day that the council's settings add.
        Added = "added",
        /// A bank holiday on which the council works, by its settings.
        Worked = "worked",
    }
);

/// The holidays of a calendar year in one council. Saturdays and Sundays are no
/// working days either and are not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarView {
    /// The council's nation.
    pub nation: Nation,
    /// The calendar year.
    pub year: i16,
    /// First day that is known.
    pub first_day: Date,
    /// Last day that is known: a deadline past it is refused.
    pub last_day: Date,
    /// How many working days the year has.
    pub working_days: u32,
    /// By day.
    pub holidays: Vec<CalendarDay>,
}

/// A day of a council's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalendarDay {
    /// The day.
    pub day: Date,
    /// Day of the week, in words.
    pub weekday: String,
    /// What it is called.
    pub name: String,
    /// Why it is listed.
    pub kind: HolidayKind,
}
