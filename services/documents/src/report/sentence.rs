//! Sentences that agree with their counts, and days in words.

use jiff::civil::Date;
use quarterday_proto::item::Kind;
use quarterday_proto::quarter::Quarter;

const WORDS: [&str; 10] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
];

/// A count in a sentence: up to nine as a word, where the layout has it so.
pub(super) fn number(count: u32, as_words: bool) -> String {
    match WORDS.get(count as usize) {
        Some(word) if as_words => (*word).to_owned(),
        _ => count.to_string(),
    }
}

/// A count and what is counted: `one action`, `12 actions`.
pub(super) fn counted(count: u32, what: &str, as_words: bool) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", number(count, as_words))
}

/// A kind of item in the plural, or alone.
pub(super) fn kind_word(kind: Kind, count: u32) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{kind}{plural}")
}

/// A sentence begins with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Words with commas between, and `and` before the last.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A day in words, for example `24 November 2020`.
pub(super) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// Days from one to another; the year of the first only where it is another.
pub(super) fn days(first: Date, last: Date) -> String {
    let begin = if first.year() == last.year() {
        first.strftime("%-d %B").to_string()
    } else {
        day(first)
    };
    format!("{begin} to {}", day(last))
}

/// The first and last day of a quarter.
pub(super) fn period(quarter: Quarter) -> String {
    days(quarter.first_day(), quarter.last_day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn counts_agree_with_what_is_counted() {
        let check = |count, words, expected: &str| {
            assert_eq!(counted(count, "action", words), expected);
        };
        check(0, true, "no actions");
        check(1, true, "one action");
        check(2, true, "two actions");
        check(9, true, "nine actions");
        check(10, true, "10 actions");
        check(1, false, "1 action");
        assert_eq!(kind_word(Kind::Measure, 2), "measures");
    }

    #[test]
    fn lists_and_days_read_as_people_say_them() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(list(&words("a")), "a");
        assert_eq!(list(&words("a b")), "a and b");
        assert_eq!(list(&words("a b c")), "a, b and c");
        assert_eq!(
            days(date(2020, 7, 1), date(2020, 9, 30)),
            "1 July to 30 September 2020"
        );
        assert_eq!(
            days(date(2020, 4, 1), date(2021, 3, 31)),
            "1 April 2020 to 31 March 2021"
        );
    }
}
