//! Reading the data of one observation, which nearly every record of a log is,
//! without a general JSON reader: a rebuild reads millions.
//!
//! Only the very form that this program writes is read, and whatever differs,
//! be it by a blank, is left to [`crate::upcast::read`]. What is read here is
//! what is read there.

use jiff::civil::Date;

use crate::digits::small_number;
use crate::event::ItemObserved;
use crate::item::Observation;
use crate::quoted::find_mark;

/// Bytes of a request digest in hex.
const REQUEST_BYTES: usize = 32;

/// The one event of data that holds an observation and nothing else; `None`
/// for all other data.
pub fn read(data: &[u8]) -> Option<ItemObserved> {
    let mut text = Text(data);
    text.take(b"{\"request\":\"")?;
    let request = text.skip(REQUEST_BYTES)?;
    // No loop here leaves early: without, many bytes are looked at at once.
    let hex = |byte: &u8| byte.is_ascii_digit() | matches!(byte, b'a'..=b'f');
    if !request.iter().fold(true, |all, byte| all & hex(byte)) {
        return None;
    }
    text.take(b"\",\"events\":[{\"item.observed\":{\"item\":\"")?;
    let item = text.word()?;
    text.take(b",\"kind\":\"")?;
    let kind = text.word()?;
    text.take(b",\"observation\":{\"as_at\":\"")?;
    let observation = Observation {
        as_at: text.date()?,
        basis: text.optional(b",\"basis\":\"", Text::word)?,
        percent_complete: text.optional(b",\"percent_complete\":\"", Text::word)?,
        completed_on: text.optional(b",\"completed_on\":\"", Text::date)?,
        on_track: text.optional(b",\"on_track\":", Text::yes_or_no)?,
        cause: text.optional(b",\"cause\":\"", Text::word)?,
        actual: text.optional(b",\"actual\":\"", Text::word)?,
        forecast: text.optional(b",\"forecast\":\"", Text::word)?,
        rating: text.optional(b",\"rating\":\"", |text| text.plain().map(str::to_owned))?,
        unavailable: text.optional(b",\"unavailable\":\"", Text::word)?,
        commentary: text.optional(b",\"commentary\":\"", |text| text.plain().map(Into::into))?,
    };
    text.take(b"}")?;
    let entered_for = text.optional(b",\"entered_for\":\"", Text::word)?;
    let restates = text.optional(b",\"restates\":\"", Text::word)?;
    text.take(b"}}]}")?;
    text.0.is_empty().then_some(ItemObserved {
        item,
        kind,
        observation,
        entered_for,
        restates,
    })
}

/// What is left to be read.
struct Text<'a>(&'a [u8]);

impl<'a> Text<'a> {
    fn take(&mut self, literal: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    fn skip(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (skipped, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(skipped)
    }

    /// A field that may be absent; `None` where it is there but not readable.
    fn optional<T>(
        &mut self,
        name: &[u8],
        value: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.take(name) {
            Some(()) => value(self).map(Some),
            None => Some(None),
        }
    }

    /// A string, after its first quotation mark, that has no escapes.
    fn plain(&mut self) -> Option<&'a str> {
        let text = self.skip(find_mark(self.0)?)?;
        self.take(b"\"")?;
        // An escaped mark is a mark after a backslash, so this sees it too.
        let plain = |byte: &u8| (*byte >= b' ') & (*byte != b'\\');
        let all_plain = text.iter().fold(true, |all, byte| all & plain(byte));
        all_plain.then(|| std::str::from_utf8(text).ok()).flatten()
    }

    fn word<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.plain()?.parse().ok()
    }

    fn date(&mut self) -> Option<Date> {
        let text = self.skip(11)?;
        if text[4] != b'-' || text[7] != b'-' || text[10] != b'"' {
            return None;
        }
        let year = small_number(&text[..4])?;
        let (month, day) = (small_number(&text[5..7])?, small_number(&text[8..10])?);
        let small = |number: u32| i8::try_from(number).ok();
        Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
    }

    fn yes_or_no(&mut self) -> Option<bool> {
        let yes = self.take(b"true").is_some();
        if !yes {
            self.take(b"false")?;
        }
        Some(yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Data, Event};
    use proptest::prelude::*;

    const PLAIN: &str = concat!(
        r#"{"request":"00112233445566778899aabbccddeeff","events":[{"item.observed":{"#,
        r#""item":"0123456789abc","kind":"measure","observation":{"as_at":"2020-09-30","#,
        r#""basis":"ytd","percent_complete":"97.50","completed_on":"2020-08-31","on_track":true,"#,
        r#""cause":"outside","actual":"-1.5","forecast":"12345678901234567890","#,
        r#""rating":"Amber – green","unavailable":"not-yet-due","commentary":"Well, “so”."},"#,
        r#""entered_for":"0123456789abd","restates":"2020-21-Q2"}}]}"#
    );

    fn slowly(data: &[u8]) -> Option<ItemObserved> {
        let mut read: Data = serde_json::from_slice(data).ok()?;
        match (read.events.pop(), read.events.len(), read.notes.len()) {
            (Some(Event::ItemObserved(event)), 0, 0) => Some(event),
            _ => None,
        }
    }

    #[test]
    fn every_field_is_read_as_elsewhere() {
        let read = read(PLAIN.as_bytes()).expect("it is of the usual form");
        assert_eq!(Some(read), slowly(PLAIN.as_bytes()));
        let least = r#"{"request":"00112233445566778899aabbccddeeff","events":[{"item.observed":{"item":"0123456789abc","kind":"action","observation":{"as_at":"2020-09-30"}}}]}"#;
        assert_eq!(super::read(least.as_bytes()), slowly(least.as_bytes()));
        assert!(super::read(least.as_bytes()).is_some());
    }

    #[test]
    fn other_forms_are_left() {
        for (from, to) in [
            ("Well", "We\\u006cl"),
            ("Well", "We\\\"ll"),
            ("Well", "We\nll"),
            (":true", ": true"),
            ("measure", "thing"),
            ("2020-09-30", "2020-09-31"),
            ("2020-09-30", "+020-09-30"),
            ("0123456789abc", "0123456789abu"),
            ("item.observed", "item.seen"),
            ("]}", "],\"notes\":[\"a\"]}"),
        ] {
            let other = PLAIN.replacen(from, to, 1);
            assert_eq!(read(other.as_bytes()), None, "{other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn what_is_read_is_what_is_read_elsewhere(at in 0..PLAIN.len(), byte: u8, cut: bool) {
            let mut data = PLAIN.as_bytes().to_vec();
            if cut {
                data.remove(at);
            } else {
                data[at] = byte;
            }
            if let Some(read) = read(&data) {
                prop_assert_eq!(Some(read), slowly(&data));
            }
        }
    }
}
