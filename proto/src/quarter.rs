//! Financial years and quarters.
//!
//! A local authority's financial year runs from 1 April to 31 March, so
//! quarter 1 ends on 30 June and quarter 4 on 31 March.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::{IdError, text_serde};

/// First year that a financial year may begin in.
pub const YEAR_MIN: i16 = 1990;
/// Last year that a financial year may begin in.
pub const YEAR_MAX: i16 = 2099;

/// A financial year, written `2020-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FinancialYear {
    starts: i16,
}

/// A quarter of a financial year, written `2020-21-Q2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter {
    year: FinancialYear,
    number: u8,
}

/// What a target is for: one quarter, or the whole year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// One quarter.
    Quarter(Quarter),
    /// The financial year.
    Year(FinancialYear),
}

impl FinancialYear {
    /// The financial year that begins on 1 April of the given year, or nothing
    /// where that is outside [`YEAR_MIN`] to [`YEAR_MAX`].
    pub fn starting(year: i16) -> Option<Self> {
        (YEAR_MIN..=YEAR_MAX)
            .contains(&year)
            .then_some(Self { starts: year })
    }

    /// The financial year that a day lies in.
    pub fn of(day: Date) -> Option<Self> {
        Self::starting(if day.month() >= 4 {
            day.year()
        } else {
            day.year() - 1
        })
    }

    /// 1 April.
    pub fn first_day(self) -> Date {
        jiff::civil::date(self.starts, 4, 1)
    }

    /// 31 March.
    pub fn last_day(self) -> Date {
        jiff::civil::date(self.starts + 1, 3, 31)
    }

    /// Quarter `number` (1 to 4) of this year.
    pub fn quarter(self, number: u8) -> Option<Quarter> {
        (1..=4)
            .contains(&number)
            .then_some(Quarter { year: self, number })
    }

    /// The year after.
    pub fn next(self) -> Option<Self> {
        Self::starting(self.starts + 1)
    }
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn of(day: Date) -> Option<Self> {
        let year = FinancialYear::of(day)?;
        let number = match day.month() {
            4..=6 => 1,
            7..=9 => 2,
            10..=12 => 3,
            _ => 4,
        };
        Some(Self { year, number })
    }

    /// The financial year that it belongs to.
    pub fn year(self) -> FinancialYear {
        self.year
    }

    /// 1 to 4.
    pub fn number(self) -> u8 {
        self.number
    }

    /// 1 April, 1 July, 1 October or 1 January.
    pub fn first_day(self) -> Date {
        match self.number {
            1 => jiff::civil::date(self.year.starts, 4, 1),
            2 => jiff::civil::date(self.year.starts, 7, 1),
            3 => jiff::civil::date(self.year.starts, 10, 1),
            _ => jiff::civil::date(self.year.starts + 1, 1, 1),
        }
    }

    /// 30 June, 30 September, 31 December or 31 March.
    pub fn last_day(self) -> Date {
        match self.number {
            1 => jiff::civil::date(self.year.starts, 6, 30),
            2 => jiff::civil::date(self.year.starts, 9, 30),
            3 => jiff::civil::date(self.year.starts, 12, 31),
            _ => jiff::civil::date(self.year.starts + 1, 3, 31),
        }
    }

    /// Whether a day lies in this quarter.
    pub fn contains(self, day: Date) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// The quarter before, in the year before for quarter 1.
    pub fn previous(self) -> Option<Self> {
        match self.number {
            1 => FinancialYear::starting(self.year.starts - 1)?.quarter(4),
            number => self.year.quarter(number - 1),
        }
    }

    /// The quarter after, in the year after for quarter 4.
    pub fn next(self) -> Option<Self> {
        match self.number {
            4 => self.year.next()?.quarter(1),
            number => self.year.quarter(number + 1),
        }
    }

    /// The same quarter of the year before.
    pub fn year_ago(self) -> Option<Self> {
        FinancialYear::starting(self.year.starts - 1)?.quarter(self.number)
    }
}

impl Period {
    /// First day.
    pub fn first_day(self) -> Date {
        match self {
            Self::Quarter(quarter) => quarter.first_day(),
            Self::Year(year) => year.first_day(),
        }
    }

    /// Last day.
    pub fn last_day(self) -> Date {
        match self {
            Self::Quarter(quarter) => quarter.last_day(),
            Self::Year(year) => year.last_day(),
        }
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.starts, (self.starts + 1) % 100)
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => year.fmt(f),
        }
    }
}

impl FromStr for FinancialYear {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        parse_year(text).ok_or_else(|| IdError {
            kind: "financial year",
            expected: "a year such as 2020-21, from 1990-91 to 2099-00",
            text: text.chars().take(40).collect(),
        })
    }
}

impl FromStr for Quarter {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let parsed = text.rsplit_once("-Q").and_then(|(year, number)| {
            let number = number.parse::<u8>().ok().filter(|_| number.len() == 1)?;
            parse_year(year)?.quarter(number)
        });
        parsed.ok_or_else(|| IdError {
            kind: "quarter",
            expected: "a quarter such as 2020-21-Q2",
            text: text.chars().take(40).collect(),
        })
    }
}

impl FromStr for Period {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if let Ok(quarter) = text.parse() {
            return Ok(Self::Quarter(quarter));
        }
        text.parse().map(Self::Year).map_err(|_| IdError {
            kind: "period",
            expected: "a quarter such as 2020-21-Q2 or a year such as 2020-21",
            text: text.chars().take(40).collect(),
        })
    }
}

fn parse_year(text: &str) -> Option<FinancialYear> {
    let (first, last) = text.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if first.len() != 4 || last.len() != 2 || !digits(first) || !digits(last) {
        return None;
    }
    let year = FinancialYear::starting(first.parse().ok()?)?;
    (last.parse::<i16>().ok()? == (year.starts + 1) % 100).then_some(year)
}

text_serde!(
    FinancialYear,
    "financial year",
    "^(199[0-9]|20[0-9]{2})-[0-9]{2}$"
);
text_serde!(
    Quarter,
    "quarter",
    "^(199[0-9]|20[0-9]{2})-[0-9]{2}-Q[1-4]$"
);
text_serde!(
    Period,
    "period",
    "^(199[0-9]|20[0-9]{2})-[0-9]{2}(-Q[1-4])?$"
);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn quarters_end_where_the_field_says() {
        let year: FinancialYear = "2020-21".parse().unwrap();
        let ends: Vec<_> = (1..=4)
            .map(|n| year.quarter(n).unwrap().last_day())
            .collect();
        assert_eq!(
            ends,
            [
                date(2020, 6, 30),
                date(2020, 9, 30),
                date(2020, 12, 31),
                date(2021, 3, 31)
            ]
        );
    }

    #[test]
    fn text_reads_back() {
        for text in ["2020-21-Q2", "1999-00-Q4", "2020-21"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "2020-22-Q2",
            "2020-21-Q5",
            "2020-21-q1",
            "20-21",
            "",
            "1980-81",
            "2020-21-Q01",
            "2000-+1",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_day_lies_in_one_quarter_and_neighbours_meet() {
        let mut quarter = Quarter::of(date(2019, 4, 1)).unwrap();
        let mut day = date(2019, 4, 1);
        for _ in 0..3000 {
            let of = Quarter::of(day).unwrap();
            if of != quarter {
                assert_eq!(quarter.next(), Some(of));
                assert_eq!(of.previous(), Some(quarter));
                quarter = of;
            }
            assert!(of.contains(day));
            day = day.tomorrow().unwrap();
        }
    }
}
