//! Days, quarters and counts as people read them.

use jiff::Timestamp;
use jiff::civil::Date;
use quarterday_domain::State;
use quarterday_proto::quarter::Quarter;

/// `30 September 2020`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
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
}
