//! Days, quarters and counts as people read them.

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_proto::quarter::Quarter;

/// `30 September 2020`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// `30 September 2020`, or that it is over: `30 September 2020, overdue by 3 days`.
pub(crate) fn due(day_due: Date, today: Date) -> String {
    let over = today
        .since(day_due)
        .map_or(0, |span| span.get_days().max(0));
    match usize::try_from(over) {
        Ok(days) if days > 0 => format!("{}, overdue by {}", day(day_due), counted(days, "day")),
        _ => day(day_due),
    }
}

/// A sentence of the rules as pages print it: days in words, and what stands
/// between backticks between quotation marks.
pub(crate) fn plain(text: &str) -> String {
    let (mut plain, mut rest, mut is_open) = (String::new(), text, false);
    while let Some(letter) = rest.chars().next() {
        let begins = plain.is_empty() || plain.ends_with([' ', '(', '\u{201c}']);
        if let Some(found) = begins.then(|| leading_day(rest)).flatten() {
            plain.push_str(&day(found));
            rest = &rest[DAY_BYTES..];
            continue;
        }
        if letter == '`' {
            plain.push(if is_open { '\u{201d}' } else { '\u{201c}' });
            is_open = !is_open;
        } else {
            plain.push(letter);
        }
        rest = &rest[letter.len_utf8()..];
    }
    plain
}

/// Bytes of `2020-09-30`.
const DAY_BYTES: usize = 10;

/// The day that a text begins with, written `2020-09-30`, not as part of a word.
fn leading_day(text: &str) -> Option<Date> {
    let (first, after) = (text.get(..DAY_BYTES)?, &text[DAY_BYTES..]);
    let ends = !after.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '-');
    first.parse().ok().filter(|_| ends)
}

/// `30 September 2020 at 14:05`, in the council's zone.
pub(crate) fn moment(state: &State, at: Timestamp) -> String {
    let clock = state.clock_of(at);
    clock.strftime("%-d %B %Y at %H:%M").to_string()
}

/// `1 July to 30 September 2020`.
pub(crate) fn period(quarter: Quarter) -> String {
    let first = quarter.first_day().strftime("%-d %B");
    format!("{first} to {}", day(quarter.last_day()))
}

/// `quarter 2 of 2020-21`.
pub(crate) fn quarter(quarter: Quarter) -> String {
    format!("quarter {} of {}", quarter.number(), quarter.year())
}

/// `1 item`, `2 items`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {one}{ending}")
}

/// A text as part of an address.
pub(crate) fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_in_words() {
        let second: Quarter = "2020-21-Q2".parse().unwrap();
        assert_eq!(quarter(second), "quarter 2 of 2020-21");
        assert_eq!(period(second), "1 July to 30 September 2020");
        assert_eq!(counted(1, "item"), "1 item");
        assert_eq!(counted(0, "item"), "0 items");
        assert_eq!(encoded("a b/c+d"), "a%20b%2Fc%2Bd");
    }

    #[test]
    fn days_that_are_over_are_called_overdue() {
        let check = |due_on: &str, today: &str, expected: &str| {
            assert_eq!(
                due(due_on.parse().unwrap(), today.parse().unwrap()),
                expected
            );
        };
        check("2021-10-12", "2021-10-12", "12 October 2021");
        check("2021-10-12", "2021-10-01", "12 October 2021");
        check(
            "2021-10-12",
            "2021-10-13",
            "12 October 2021, overdue by 1 day",
        );
        check(
            "2021-10-12",
            "2021-12-12",
            "12 October 2021, overdue by 61 days",
        );
    }

    #[test]
    fn sentences_of_the_rules_are_made_plain() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected);
        check("used on 2021-10-12: done", "used on 12 October 2021: done");
        check("2021-10-12.", "12 October 2021.");
        check(
            "report `q2/cabinet` is",
            "report \u{201c}q2/cabinet\u{201d} is",
        );
        check(
            "resources-2020-10-12 and 2020-21-Q2",
            "resources-2020-10-12 and 2020-21-Q2",
        );
        check("at 2021-10-12T09:00", "at 2021-10-12T09:00");
        check("derby@2021-04-01", "derby@2021-04-01");
        check("2021-13-45 \u{2013} no day", "2021-13-45 \u{2013} no day");
    }
}
