//! Which edits are minor corrections: spelling and agenda numbers, never a
//! figure, a status or a recommendation.
//!
//! No dictionary is asked. What is let through is narrow instead: the words stay
//! as many, each differs by a letter or two, and neither digits nor the words
//! that turn a meaning round change. Whoever signed is shown what is left.

use std::collections::BTreeMap;

use quarterday_proto::report::{ReportContent, ReportHeader};

use crate::state::State;

/// Fields of the header whose numbers are given by whoever makes the agenda.
const AGENDA_FIELDS: &[&str] = &["agenda_item", "agenda_number"];
/// How many letters of a word a correction may change.
const LETTERS_MAX: usize = 2;
/// How the key of a section begins that nobody corrects.
const RECOMMENDATION: &str = "recommendation";

/// Words that turn a meaning round, or are figures; a correction neither makes
/// nor unmakes one.
const WEIGHTY: &[&str] = &[
    "not",
    "no",
    "none",
    "nor",
    "never",
    "nil",
    "without",
    "with",
    "all",
    "any",
    "only",
    "must",
    "may",
    "shall",
    "should",
    "can",
    "cannot",
    "is",
    "was",
    "on",
    "off",
    "in",
    "out",
    "above",
    "below",
    "over",
    "under",
    "up",
    "down",
    "more",
    "less",
    "before",
    "after",
    "increase",
    "decrease",
    "increased",
    "decreased",
    "approve",
    "reject",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "half",
    "third",
    "quarter",
    "hundred",
    "thousand",
    "million",
    "billion",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "red",
    "amber",
    "green",
    "purple",
    "blue",
    "track",
    "target",
    "complete",
    "completed",
    "slipped",
    "hold",
    "overdue",
    "late",
    "early",
    "met",
    "missed",
    "escalated",
    "de-escalated",
];

/// Whether what changes is a minor correction.
///
/// # Errors
/// What it changes that such a correction must not.
pub(crate) fn check(
    state: &State,
    before: &ReportContent,
    after: &ReportContent,
) -> Result<(), String> {
    let labels = status_labels(state);
    spelling(&before.title, &after.title, &labels).map_err(|why| format!("the title: {why}"))?;
    header(&before.header, &after.header, &labels)?;
    if before.sections.len() != after.sections.len() {
        return Err("it adds or removes a section".to_owned());
    }
    for (old, new) in before.sections.iter().zip(&after.sections) {
        if old.key != new.key {
            return Err("it changes the order of sections".to_owned());
        }
        if old == new {
            continue;
        }
        let key = &old.key;
        if key.starts_with(RECOMMENDATION) {
            return Err(format!("section `{key}` is what the meeting decides on"));
        }
        if old.exempt_paragraph != new.exempt_paragraph {
            return Err(format!("section `{key}`: it changes whether it is exempt"));
        }
        let heading = spelling(&old.heading, &new.heading, &labels);
        let text = heading.and_then(|()| spelling(&old.text, &new.text, &labels));
        text.map_err(|why| format!("section `{key}`: {why}"))?;
    }
    Ok(())
}

fn header(old: &ReportHeader, new: &ReportHeader, labels: &[String]) -> Result<(), String> {
    let same_facts = old.committee == new.committee
        && old.meeting == new.meeting
        && old.private == new.private
        && old.key_decision == new.key_decision;
    if !same_facts {
        return Err(
            "it changes committee, meeting, privacy or whether it is a key decision".to_owned(),
        );
    }
    let keys: BTreeMap<&String, ()> = old
        .fields
        .keys()
        .chain(new.fields.keys())
        .map(|key| (key, ()))
        .collect();
    for key in keys.into_keys() {
        if AGENDA_FIELDS.contains(&key.as_str()) {
            continue;
        }
        match (old.fields.get(key), new.fields.get(key)) {
            (Some(old), Some(new)) => {
                spelling(old, new, labels).map_err(|why| format!("header field `{key}`: {why}"))?;
            }
            _ => return Err(format!("it adds or removes the header field `{key}`")),
        }
    }
    Ok(())
}

/// Every label and id of a status of the council's schemes, in lower case.
fn status_labels(state: &State) -> Vec<String> {
    let names = state.scheme_names();
    let versions = names.flat_map(|name| state.scheme_versions(name));
    let mut labels: Vec<String> = versions
        .flat_map(|(version, _)| version.source.assessments.clone())
        .flat_map(|assessment| assessment.statuses)
        .flat_map(|status| [status.label.to_lowercase(), status.id.to_lowercase()])
        .collect();
    labels.sort();
    labels.dedup();
    labels
}

fn spelling(old: &str, new: &str, labels: &[String]) -> Result<(), String> {
    if old == new {
        return Ok(());
    }
    if figures(old) != figures(new) {
        return Err("it changes a figure".to_owned());
    }
    let (low_old, low_new) = (old.to_lowercase(), new.to_lowercase());
    let changed = |label: &&String| {
        low_old.matches(label.as_str()).count() != low_new.matches(label.as_str()).count()
    };
    if let Some(label) = labels.iter().find(changed) {
        return Err(format!("it changes the status `{label}`"));
    }
    let (old_words, new_words) = (words(&low_old), words(&low_new));
    if old_words.len() != new_words.len() {
        return Err("it adds or removes a word".to_owned());
    }
    for (old, new) in old_words.iter().zip(&new_words) {
        if old == new {
            continue;
        }
        if WEIGHTY.contains(&bare(old)) || WEIGHTY.contains(&bare(new)) {
            return Err(format!(
                "it changes `{old}` to `{new}`, which changes what is said"
            ));
        }
        let sign = |text: &str| {
            text.chars()
                .filter(|letter| "£$€%+-–".contains(*letter))
                .count()
        };
        let letters = old.chars().count().max(new.chars().count());
        let apart = crate::state::distance(old, new);
        if apart > LETTERS_MAX || apart * 2 > letters || sign(old) != sign(new) {
            return Err(format!(
                "it changes `{old}` to `{new}`, which is another word"
            ));
        }
    }
    Ok(())
}

/// The words of a text that hold a digit, without the marks around them.
fn figures(text: &str) -> Vec<&str> {
    let held = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
    let marks = |letter: char| ".,;:!?()[]\"'“”‘’".contains(letter);
    words(text)
        .into_iter()
        .filter(held)
        .map(|word| word.trim_matches(marks))
        .collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// A word without what stands around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|letter: char| !letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_passes_and_meaning_does_not() {
        let labels = ["on track".to_owned(), "red".to_owned()];
        let check = |old: &str, new: &str, minor: bool| {
            let verdict = spelling(old, new, &labels);
            assert_eq!(verdict.is_ok(), minor, "{old} → {new}: {verdict:?}");
        };
        check("The libary is open.", "The library is open.", true);
        check("It recieved 12 bids.", "It received 12 bids.", true);
        check("the council met.", "The Council met.", true);
        check("It is done", "It is done.", true);
        check("It cost 12.", "It cost 21.", false);
        check("It cost £1.5m.", "It cost £15m.", false);
        check("It cost 1,200.", "It cost 12.00.", false);
        check("It is not done.", "It is now done.", false);
        check("It is not done.", "It is done.", false);
        check("It cost a million.", "It cost a billion.", false);
        check("Due in June.", "Due in July.", false);
        check("A1 is red.", "A1 is rad.", false);
        check("A1 is on track.", "A1 is on trick.", false);
        check("The lease is signed.", "The house is burnt.", false);
        check("Costs rose 5%.", "Costs rose 5.", false);
        check("It is amber.", "It is timber.", false);
        check("The target is met.", "The target is wet.", false);
    }
}
