//! Finding dates: days, months and quarters, in the forms that are written in
//! English.

use std::ops::Range;

use jiff::civil::Date;

use super::numbers::count_at;
use super::text::{Text, Token};

const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sept"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];

/// What a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Day,
    Month,
    Quarter,
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) pieces: Range<usize>,
    pub(crate) unit: Unit,
    pub(crate) first: Date,
    pub(crate) last: Date,
}

/// The dates of a text. A month or quarter without a year is taken to be of the
/// financial year of a day.
pub(crate) fn dates(text: &Text<'_>, of_year: Date) -> Vec<Dated> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.pieces.len() {
        let dated = in_digits(text, at)
            .or_else(|| with_month(text, at, of_year))
            .or_else(|| quarter(text, at, of_year));
        at = dated.as_ref().map_or(at + 1, |dated| dated.pieces.end);
        found.extend(dated);
    }
    found
}

/// `30/06/2021`, `30.6.2021` or `2021-06-30`.
fn in_digits(text: &Text<'_>, at: usize) -> Option<Dated> {
    let number = |index: usize| count_at(text, index).filter(|_| is_number(text, index));
    let mark = |index: usize| {
        ['/', '-']
            .into_iter()
            .find(|mark| text.is_mark(index, *mark))
    };
    let (one, two, three) = (number(at)?, number(at + 2)?, number(at + 4)?);
    if mark(at + 1)? != mark(at + 3)? {
        return None;
    }
    let (year, month, day) = if one > 31 {
        (one, two, three)
    } else {
        (three, two, one)
    };
    day_of(year, month, day, at..at + 5)
}

/// `1 July 2020`, `6th October`, `March 2021`, `Dec 19` or `April`.
fn with_month(text: &Text<'_>, at: usize, of_year: Date) -> Option<Dated> {
    let (month, day, month_at) = match month(text, at) {
        Some(month) => (month, None, at),
        None => {
            let day = text
                .piece(at)
                .filter(|piece| matches!(piece.kind, Token::Number | Token::Ordinal));
            let digits: String = day?.text.chars().take_while(char::is_ascii_digit).collect();
            let of = usize::from(text.is(at + 1, "of"));
            (
                month(text, at + 1 + of)?,
                Some(digits.parse::<u32>().ok()?),
                at + 1 + of,
            )
        }
    };
    let after = month_at + 1;
    let year =
        count_at(text, after).filter(|year| is_number(text, after) && (1900..2200).contains(year));
    let end = after + usize::from(year.is_some());
    let year = match year {
        Some(year) => i16::try_from(year).ok()?,
        None => year_of(month, of_year),
    };
    if let Some(day) = day {
        return day_of(
            u32::try_from(year).ok()?,
            u32::try_from(month).ok()?,
            day,
            at..end,
        );
    }
    // May is a month only where it cannot be the verb.
    if month == 5 && end == after && !follows_preposition(text, at) {
        return None;
    }
    let first = Date::new(year, month, 1).ok()?;
    Some(Dated {
        pieces: at..end,
        unit: Unit::Month,
        first,
        last: first.last_of_month(),
    })
}

/// `Q3`, `quarter three` or `Quarter 2`.
fn quarter(text: &Text<'_>, at: usize, of_year: Date) -> Option<Dated> {
    let piece = text.piece(at)?;
    let (number, end) = match piece.lower.as_str() {
        "q1" => (1, at + 1),
        "q2" => (2, at + 1),
        "q3" => (3, at + 1),
        "q4" => (4, at + 1),
        "quarter" => (
            count_at(text, at + 1).filter(|number| (1..=4).contains(number))?,
            at + 2,
        ),
        _ => return None,
    };
    let start_month = i8::try_from(number * 3 + 1).ok()?;
    let month = if start_month > 12 {
        start_month - 12
    } else {
        start_month
    };
    let first = Date::new(year_of(month, of_year), month, 1).ok()?;
    let end_month = Date::new(first.year(), month + 2, 1).ok()?;
    Some(Dated {
        pieces: at..end,
        unit: Unit::Quarter,
        first,
        last: end_month.last_of_month(),
    })
}

/// The year in which a month lies in the financial year of a day.
fn year_of(month: i8, of_year: Date) -> i16 {
    let began = of_year.year() - i16::from(of_year.month() < 4);
    began + i16::from(month < 4)
}

fn month(text: &Text<'_>, at: usize) -> Option<i8> {
    let piece = text.piece(at).filter(|piece| piece.kind == Token::Word)?;
    let name = piece.text.strip_prefix("mid-").unwrap_or(piece.text);
    let is = |(long, short): &(&str, &str)| {
        name == *long || name == *short || (name == "Sep" && *short == "Sept")
    };
    let place = MONTHS.iter().position(is)?;
    i8::try_from(place + 1).ok()
}

fn follows_preposition(text: &Text<'_>, at: usize) -> bool {
    const BEFORE: [&str; 12] = [
        "in", "of", "by", "since", "from", "until", "to", "during", "early", "late", "and", "for",
    ];
    at > 0 && BEFORE.iter().any(|word| text.is(at - 1, word))
}

fn is_number(text: &Text<'_>, at: usize) -> bool {
    text.piece(at)
        .is_some_and(|piece| piece.kind == Token::Number)
}

fn day_of(year: u32, month: u32, day: u32, pieces: Range<usize>) -> Option<Dated> {
    let date = Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    let date = date.ok()?;
    Some(Dated {
        pieces,
        unit: Unit::Day,
        first: date,
        last: date,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_have_their_forms() {
        let year = date(2020, 9, 30);
        let check = |text: &str, expected: &[(Date, Date)]| {
            let found = dates(&Text::read(text), year);
            let found: Vec<(Date, Date)> = found
                .iter()
                .map(|dated| (dated.first, dated.last))
                .collect();
            assert_eq!(found, expected, "{text}");
        };
        let day = |year, month, day| (date(year, month, day), date(year, month, day));
        check("on 17th September with", &[day(2020, 9, 17)]);
        check("1<sup>st</sup> July 2020", &[day(2020, 7, 1)]);
        check("1 <sup>st</sup> July", &[day(2020, 7, 1)]);
        check("until 30/06/2021", &[day(2021, 6, 30)]);
        check("until 2021-06-30.", &[day(2021, 6, 30)]);
        check("the 3rd of October", &[day(2020, 10, 3)]);
        check("in February", &[(date(2021, 2, 1), date(2021, 2, 28))]);
        check("by mid-October", &[(date(2020, 10, 1), date(2020, 10, 31))]);
        check("in Q3", &[(date(2020, 10, 1), date(2020, 12, 31))]);
        check("quarter four", &[(date(2021, 1, 1), date(2021, 3, 31))]);
        check("we May and may; march on", &[]);
        check("in May", &[(date(2020, 5, 1), date(2020, 5, 31))]);
        check("2020/21 and 19/20", &[]);
        check("31 February 2021", &[(date(2021, 2, 1), date(2021, 2, 28))]);
    }
}
