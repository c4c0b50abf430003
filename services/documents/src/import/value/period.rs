//! Financial years and quarters, as people write them.

use quarterday_proto::quarter::{FinancialYear, Period};

/// Reads `2020-21`, `2020/21`, `2020-2021` or `2020/2021`.
pub(crate) fn parse_year(text: &str) -> Option<FinancialYear> {
    let (first, last) = text.split_once(['-', '/', '–'])?;
    let first = number_of(first.trim_end(), 4)?;
    let last = last.trim_start();
    let next = first + 1;
    let follows = match last.len() {
        2 => number_of(last, 2)? == next % 100,
        4 => number_of(last, 4)? == next,
        _ => false,
    };
    if follows {
        FinancialYear::starting(first)
    } else {
        None
    }
}

/// Reads a year, or a year with `Q1` to `Q4` before or after it: `2021-22-Q2`,
/// `2021/22 Q2`, `Q2 2021-22`.
pub(crate) fn parse_period(text: &str) -> Option<Period> {
    let Some(at) = text.find(['Q', 'q']) else {
        return parse_year(text).map(Period::Year);
    };
    let (before, after) = (&text[..at], &text[at + 1..]);
    let number = after
        .bytes()
        .next()
        .filter(|byte| (b'1'..=b'4').contains(byte))?;
    let after = &after[1..];
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '-' | '/' | '_' | '–');
    let year = match (before.trim_matches(is_gap), after.trim_matches(is_gap)) {
        (year, "") if after.is_empty() => year,
        ("", year) if before.is_empty() && after.starts_with(is_gap) => year,
        _ => return None,
    };
    parse_year(year)?
        .quarter(number - b'0')
        .map(Period::Quarter)
}

fn number_of(text: &str, length: usize) -> Option<i16> {
    let digits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
