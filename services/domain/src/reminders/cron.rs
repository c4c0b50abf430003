//! Whether a text is a cron expression. What its times are is worked out by
//! whoever runs schedules; here it is only kept from being adopted misspelt.

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// A field of an expression.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    words: &'static [&'static str],
}

const FIELDS: [Field; 7] = [
    field("seconds", 0, 59, &[]),
    field("minutes", 0, 59, &[]),
    field("hours", 0, 23, &[]),
    field("day of month", 1, 31, &[]),
    field("month", 1, 12, &MONTHS),
    field("day of week", 1, 7, &WEEKDAYS),
    field("year", 1970, 2100, &[]),
];

const fn field(name: &'static str, least: u32, most: u32, words: &'static [&'static str]) -> Field {
    Field {
        name,
        least,
        most,
        words,
    }
}

/// Checks an expression of seconds, minutes, hours, day of month, month, day of
/// week and perhaps year.
///
/// # Errors
/// What is wrong with which field.
pub(super) fn check(expression: &str) -> Result<(), String> {
    let given: Vec<&str> = expression.split_whitespace().collect();
    if !matches!(given.len(), 6 | 7) {
        return Err(format!(
            "`{expression}` has {} fields: a cron expression has six (seconds, minutes, hours, \
             day of month, month, day of week) and perhaps a seventh, the year",
            given.len()
        ));
    }
    if given[0].parse::<u32>().is_err() {
        return Err(format!(
            "the seconds of `{expression}` are one number: nobody is reminded more than once a \
             minute"
        ));
    }
    for (field, text) in FIELDS.iter().zip(given) {
        let sound = text.split(',').all(|part| field.takes(part));
        if !sound {
            return Err(format!(
                "`{text}` is no {} of a cron expression: expected `*`, numbers from {} to {}{}, \
                 ranges such as 1-5, steps such as */2, or several of them with commas",
                field.name,
                field.least,
                field.most,
                if field.words.is_empty() {
                    String::new()
                } else {
                    format!(", names such as {}", field.words[1])
                },
            ));
        }
    }
    Ok(())
}

impl Field {
    fn takes(&self, part: &str) -> bool {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let step_is_sound = step.is_none_or(|step| {
            let step = step.parse::<u32>().unwrap_or(0);
            step >= 1 && step <= self.most
        });
        let range_is_sound = match range.split_once('-') {
            Some((first, last)) => match (self.value(first), self.value(last)) {
                (Some(first), Some(last)) => first <= last,
                _ => false,
            },
            None => range == "*" || self.value(range).is_some(),
        };
        step_is_sound && range_is_sound
    }

    fn value(&self, text: &str) -> Option<u32> {
        let word = text.to_lowercase();
        if let Some(index) = self.words.iter().position(|known| *known == word) {
            return Some(u32::try_from(index).ok()? + self.least);
        }
        let number: u32 = text.parse().ok()?;
        (self.least..=self.most).contains(&number).then_some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_no_expression_is_said_to_be_none() {
        for text in [
            "0 0 9 * * Mon",
            "0 0 9 * * Mon-Fri",
            "0 */15 8-18 * * 2-6",
            "0 30 9 1,15 Jan-Mar *",
            "0 0 9 * * * 2026-2030",
        ] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for (text, named) in [
            ("", "0 fields"),
            ("0 9 * * Mon", "5 fields"),
            ("* 0 9 * * Mon", "one number"),
            ("0 60 9 * * Mon", "minutes"),
            ("0 0 24 * * Mon", "hours"),
            ("0 0 9 0 * Mon", "day of month"),
            ("0 0 9 * 13 Mon", "month"),
            ("0 0 9 * * Moon", "day of week"),
            ("0 0 9 * * Fri-Mon", "day of week"),
            ("0 0 9 * * */0", "day of week"),
            ("0 0 9,, * * *", "hours"),
            ("0 0 9 * * * 1066", "year"),
        ] {
            let error = check(text).unwrap_err();
            assert!(error.contains(named), "{text}: {error}");
        }
    }
}
