//! The built-in table of bank holidays.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use quarterday_proto::council::Nation;
use serde::Deserialize;

/// The bank holidays of every nation, and the days that they are known for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Table {
    #[serde(rename = "first_day")]
    pub(super) first_day: Date,
    #[serde(rename = "last_day")]
    pub(super) last_day: Date,
    england_and_wales: BTreeMap<Date, String>,
    scotland: BTreeMap<Date, String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let text = include_str!("../../calendar/bank-holidays.toml");
    toml::from_str(text).expect("a test reads the built-in bank holidays")
});

/// The table.
pub(super) fn table() -> &'static Table {
    &TABLE
}

impl Table {
    /// Name of each bank holiday of a nation, by day.
    pub(super) fn of(&self, nation: Nation) -> &BTreeMap<Date, String> {
        match nation {
            Nation::England | Nation::Wales => &self.england_and_wales,
            Nation::Scotland => &self.scotland,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::is_weekend;
    use super::*;

    #[test]
    fn every_bank_holiday_is_a_weekday_of_a_known_year() {
        for nation in Nation::ALL {
            let table = table();
            let days = table.of(*nation);
            for (day, name) in days {
                assert!(!is_weekend(*day), "{day} {name}");
                assert!(table.first_day <= *day && *day <= table.last_day, "{day}");
                assert!(!name.is_empty(), "{day}");
            }
            // England and Wales have eight a year, Scotland nine, and more in
            // the years of a jubilee, a coronation, a funeral or a World Cup.
            let usual = if *nation == Nation::Scotland { 9 } else { 8 };
            for year in table.first_day.year()..=table.last_day.year() {
                let of_year = days.keys().filter(|day| day.year() == year).count();
                let more = match (year, nation) {
                    (2022, _) => 2,
                    (2012 | 2023, _) | (2026, Nation::Scotland) => 1,
                    _ => 0,
                };
                assert_eq!(of_year, usual + more, "{nation} {year}");
            }
        }
    }
}
