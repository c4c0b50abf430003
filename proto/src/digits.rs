//! Hex digits, numbers and times as records write them. Every commit writes some
//! and every read of the log reads them, so no general formatter is asked.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Length of a time as a head has it: `2026-11-22T14:00:00.123456Z`.
const TIME_LENGTH: usize = 27;

/// Both digits of each byte.
const PAIRS: [[u8; 2]; 256] = {
    let digits = *b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [digits[byte >> 4], digits[byte & 15]];
        byte += 1;
    }
    pairs
};

/// The value of each lower-case hex digit, [`NO_DIGIT`] of all else.
const VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[PAIRS[value as usize][1] as usize] = value;
        value += 1;
    }
    values
};

const NO_DIGIT: u8 = 0xff;

/// A hash in lower-case hex.
pub fn hash_to_hex(hash: &[u8; 32]) -> [u8; 64] {
    // Reckoned and not looked up, so that many digits are made at once.
    let digit = |value: u8| value + b'0' + (9_u8.wrapping_sub(value) >> 7) * 39;
    let mut text = [0; 64];
    for (index, byte) in hash.iter().enumerate() {
        text[2 * index] = digit(byte >> 4);
        text[2 * index + 1] = digit(byte & 15);
    }
    text
}

/// Four bytes in lower-case hex.
pub(crate) fn word_to_hex(word: u32) -> [u8; 8] {
    let mut text = [0; 8];
    for (pair, byte) in text.chunks_exact_mut(2).zip(word.to_be_bytes()) {
        pair.copy_from_slice(&PAIRS[usize::from(byte)]);
    }
    text
}

/// A hash of 64 lower-case hex digits.
pub(crate) fn hash_from_hex(text: &[u8; 64]) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    // All digits are looked at before any is judged.
    let mut all = 0;
    for (byte, pair) in hash.iter_mut().zip(text.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        all |= high | low;
        *byte = high << 4 | (low & 15);
    }
    (all < 16).then_some(hash)
}

/// Writes a number.
pub(crate) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    bytes.extend_from_slice(&digits[from..]);
}

/// Writes a time in UTC with six digits after the second; further ones are
/// left out.
pub(crate) fn push_time(bytes: &mut Vec<u8>, at: Timestamp) {
    let time = Offset::UTC.to_datetime(at);
    let Ok(year) = u32::try_from(time.year()) else {
        // Years before 0 have a sign and six digits.
        use std::io::Write as _;
        return write!(bytes, "{at:.6}").expect("a vector takes every write");
    };
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let mut put = |to: std::ops::Range<usize>, mut number: u32| {
        for digit in text[to].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    // No part of a civil time but the year is ever negative.
    put(0..4, year);
    put(5..7, time.month().unsigned_abs().into());
    put(8..10, time.day().unsigned_abs().into());
    put(11..13, time.hour().unsigned_abs().into());
    put(14..16, time.minute().unsigned_abs().into());
    put(17..19, time.second().unsigned_abs().into());
    put(20..26, time.subsec_nanosecond().unsigned_abs() / 1000);
    bytes.extend_from_slice(&text);
}

/// Reads a time as [`crate::record::encode`] writes it, and in any other form
/// that RFC 3339 knows.
pub fn read_time(text: &[u8]) -> Option<Timestamp> {
    usual_time(text).or_else(|| std::str::from_utf8(text).ok()?.parse().ok())
}

fn usual_time(text: &[u8]) -> Option<Timestamp> {
    let text: &[u8; TIME_LENGTH] = text.try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let last = [(19, b'.'), (26, b'Z')];
    if marks
        .iter()
        .chain(&last)
        .any(|(at, mark)| text[*at] != *mark)
    {
        return None;
    }
    let small = |from: usize| i8::try_from(small_number(&text[from..from + 2])?).ok();
    let micros = i32::try_from(small_number(&text[20..26])?).ok()?;
    let time = DateTime::new(
        i16::try_from(small_number(&text[..4])?).ok()?,
        small(5)?,
        small(8)?,
        small(11)?,
        small(14)?,
        small(17)?,
        micros * 1000,
    );
    Offset::UTC.to_timestamp(time.ok()?).ok()
}

/// A number of at most nine digits and nothing else.
pub(crate) fn small_number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        Some(sum * 10 + digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn times_are_as_jiff_has_them(micros in -200_000_000_000_000_000_i64..250_000_000_000_000_000, nanos in 0..1000_i32) {
            let at = Timestamp::from_microsecond(micros).unwrap();
            let with_nanos = at.checked_add(jiff::Span::new().nanoseconds(nanos)).unwrap_or(at);
            let mut bytes = Vec::new();
            push_time(&mut bytes, with_nanos);
            prop_assert_eq!(std::str::from_utf8(&bytes).unwrap(), format!("{with_nanos:.6}"));
            let read = read_time(&bytes).unwrap();
            let text = std::str::from_utf8(&bytes).unwrap();
            prop_assert_eq!(read, text.parse::<Timestamp>().unwrap());
        }

        #[test]
        fn hashes_and_numbers_read_back(hash: [u8; 32], number: u64, word: u32) {
            let text = hash_to_hex(&hash);
            prop_assert_eq!(std::str::from_utf8(&text).unwrap(), hex::encode(hash));
            prop_assert_eq!(hash_from_hex(&text), Some(hash));
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            prop_assert_eq!(std::str::from_utf8(&bytes).unwrap(), number.to_string());
            let text = word_to_hex(word);
            prop_assert_eq!(std::str::from_utf8(&text).unwrap(), format!("{word:08x}"));
        }

        #[test]
        fn what_is_no_digit_is_refused(at in 0..64_usize, byte: u8) {
            let mut text = [b'0'; 64];
            text[at] = byte;
            let good = matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            prop_assert_eq!(hash_from_hex(&text).is_some(), good);
        }
    }

    #[test]
    fn other_times_are_left_to_jiff() {
        for text in [
            "",
            "2020-02-30T00:00:00.000000Z",
            "2020-02-03 00:00:00",
            "x",
        ] {
            assert_eq!(read_time(text.as_bytes()), text.parse().ok(), "{text}");
        }
        for text in ["2020-02-03T00:00:60.000000Z", "2020-02-03T01:02:03Z"] {
            let read = read_time(text.as_bytes()).expect("jiff reads it");
            assert_eq!(read, text.parse().unwrap(), "{text}");
        }
    }
}
