//! Numbers, exact.

use rust_decimal::{Decimal, RoundingStrategy};

/// Digits after the point that a number may have.
const DECIMALS_MAX: u32 = 12;
/// Digits before the point.
const WHOLE_DIGITS_MAX: usize = 15;

/// Hint for too many digits after the point.
const DECIMALS_HINT: &str = "at most 12 digits after the point";
/// Hint for too many digits before the point.
const WHOLE_HINT: &str = "at most 15 digits before the point";

/// Reads `1234.5`, `1,234.5`, `£20`, `-5` or `82%`, which is 82; otherwise
/// gives a hint at what is wrong, where there is one.
///
/// Trailing zeros are dropped, so that the same figure from CSV and from XLSX
/// is the same in an event.
pub(crate) fn parse(text: &str) -> Result<Decimal, Option<&'static str>> {
    let (rest, percent) = match text.strip_suffix('%') {
        Some(rest) => (rest.trim_end(), true),
        None => (text, false),
    };
    let (rest, pounds) = take_prefix(rest, &["£"]);
    let (rest, minus) = take_prefix(rest, &["-", "\u{2212}"]);
    let (rest, plus) = if minus {
        (rest, false)
    } else {
        take_prefix(rest, &["+"])
    };
    let (rest, pounds_after) = if pounds {
        (rest, true)
    } else {
        take_prefix(rest, &["£"])
    };
    if percent && (pounds || pounds_after) || plus && pounds {
        return Err(None);
    }
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let whole = ungrouped(whole).ok_or_else(|| decimal_comma_hint(rest))?;
    let fraction = fraction.unwrap_or("");
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    if !has_digits || rest.ends_with('.') || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(None);
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > DECIMALS_MAX as usize {
        return Err(Some(DECIMALS_HINT));
    }
    if whole.len() > WHOLE_DIGITS_MAX {
        return Err(Some(WHOLE_HINT));
    }
    let sign = if minus { "-" } else { "" };
    let number: Decimal = format!("{sign}0{whole}.{fraction}0")
        .parse()
        .map_err(|_| None)?;
    Ok(number.normalize())
}

/// Takes a number from a workbook: to the 15 significant digits that Excel
/// keeps, and to 12 after the point, for a formula gives a third as
/// 0.333333333333333.
pub(crate) fn from_stored(number: f64) -> Result<Decimal, Option<&'static str>> {
    if !number.is_finite() {
        return Err(None);
    }
    if number.abs() >= 1e15 {
        return Err(Some(WHOLE_HINT));
    }
    if number.abs() < 1e-13 {
        return Ok(Decimal::ZERO);
    }
    let exact = Decimal::from_scientific(&format!("{number:.14e}")).map_err(|_| None)?;
    let rounded =
        exact.round_dp_with_strategy(DECIMALS_MAX, RoundingStrategy::MidpointAwayFromZero);
    Ok(rounded.normalize())
}

/// Takes a number that a workbook shows as a percentage: 0.83 is 83, as it is
/// seen and as `83%` in a CSV file.
pub(crate) fn from_stored_percent(number: f64) -> Result<Decimal, Option<&'static str>> {
    from_stored(number * 100.0)
}

fn take_prefix<'t>(text: &'t str, prefixes: &[&str]) -> (&'t str, bool) {
    match prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
        Some(rest) => (rest.trim_start(), true),
        None => (text, false),
    }
}

/// Drops the thousands commas, which must stand at thousands: `12,5` is
/// twelve and a half to a continental spreadsheet.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    let first_fits = !grouped || (1..=3).contains(&first.len());
    (first_fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

fn decimal_comma_hint(text: &str) -> Option<&'static str> {
    let numeric = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
    (numeric && text.contains(',')).then_some("a comma stands only before three digits")
}
