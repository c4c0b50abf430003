//! The ordinary five fields, in the words of the crate `cron`.
//!
//! The two disagree silently: in the ordinary form Sunday is 0 or 7 and Monday
//! 1, for the crate Sunday is 1; and a day that is restricted by month and by
//! week is ordinarily one that fits either, for the crate one that fits both.

/// Names of the days of the week, in the ordinary order.
const WEEKDAYS: [&str; 7] = [
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
];

/// The expressions of the crate that stand together for five fields: one, or
/// one for the days of the month and one for those of the week.
pub(super) fn of_five(fields: [&str; 5]) -> Result<Vec<String>, String> {
    let [minute, hour, of_month, month, of_week] = fields;
    let of_week = weekdays(of_week)?;
    let expression =
        |of_month: &str, of_week: &str| format!("0 {minute} {hour} {of_month} {month} {of_week}");
    // A field that begins with a star leaves its days open (crontab(5)).
    let is_open = |field: &str| field.starts_with(['*', '?']);
    if is_open(of_month) || is_open(fields[4]) {
        return Ok(vec![expression(of_month, &of_week)]);
    }
    Ok(vec![expression(of_month, "*"), expression("*", &of_week)])
}

/// A field of days of the week with names for numbers.
fn weekdays(field: &str) -> Result<String, String> {
    if matches!(field, "*" | "?") {
        return Ok("*".to_owned());
    }
    let mut chosen = [false; 7];
    for part in field.split(',') {
        choose(part, &mut chosen).ok_or_else(|| {
            format!(
                "`{part}` is no day of the week: write MON to SUN or 0 to 7 (0 and 7 are Sunday), \
                 ranges such as MON-FRI, steps such as */2"
            )
        })?;
    }
    let names = WEEKDAYS.iter().zip(chosen);
    let names: Vec<&str> = names.filter(|day| day.1).map(|day| *day.0).collect();
    Ok(names.join(","))
}

fn choose(part: &str, chosen: &mut [bool; 7]) -> Option<()> {
    let (days, step) = match part.split_once('/') {
        Some((days, step)) => (days, Some(number(step).filter(|step| *step > 0)?)),
        None => (part, None),
    };
    let (first, last) = match days.split_once('-') {
        _ if days == "*" => (0, 6),
        Some((first, last)) => {
            let first = weekday(first)?;
            // The week may end with Sunday as well as begin with it.
            let last = match weekday(last)? {
                0 if first > 0 => 7,
                last => last,
            };
            (first, last)
        }
        // Only a range has steps.
        None if step.is_some() => return None,
        None => (weekday(days)?, weekday(days)?),
    };
    if first > last {
        return None;
    }
    for day in (first..=last).step_by(step.unwrap_or(1)) {
        chosen[day % 7] = true;
    }
    Some(())
}

/// A day by number, Sunday being 0 or 7, or by name, in full or its first three
/// letters.
fn weekday(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let named = WEEKDAYS
        .iter()
        .position(|name| *name == lower || name[..3] == lower);
    named.or_else(|| number(text).filter(|day| *day <= 7))
}

fn number(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}
