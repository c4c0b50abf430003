//! Finding what is said of a number: the words for a status or a group.

use std::ops::Range;

use super::text::{Text, Token, stem};

/// Words that may stand between those of a label.
const BETWEEN_MAX: usize = 3;

/// Words that leave the sense of a label as it is.
const PASSED_OVER: [&str; 9] = [
    "the",
    "a",
    "an",
    "their",
    "its",
    "quarterly",
    "been",
    "action",
    "fully",
];

/// What is said of some items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Said<'a> {
    /// That they stand as this label says.
    Label(&'a str),
    /// That they are late or not complete.
    Overdue,
}

/// What a clause says first, by one of some labels.
pub(crate) fn said<'a>(
    text: &Text<'_>,
    clause: Range<usize>,
    labels: &[&'a str],
) -> Option<(usize, Said<'a>)> {
    let words: Vec<(usize, String)> = clause
        .clone()
        .filter(|index| text.pieces[*index].kind == Token::Word)
        .filter(|index| !PASSED_OVER.contains(&text.pieces[*index].lower.as_str()))
        .map(|index| (index, stem(&text.pieces[index].lower)))
        .collect();
    let mut found: Vec<(usize, usize, Said<'a>)> = Vec::new();
    for label in labels {
        let wanted = label_stems(label);
        for (start, length) in starts(&words, &wanted) {
            let at = words[start].0;
            match standing(text, clause.start, at) {
                Standing::Asserted => found.push((at, length, Said::Label(label))),
                Standing::Denied if wanted == [stem("complete")] => {
                    found.push((at, length, Said::Overdue));
                }
                Standing::Denied | Standing::Expected => {}
            }
        }
    }
    let complete = [stem("complete")];
    for (start, length) in starts(&words, &complete) {
        let at = words[start].0;
        if standing(text, clause.start, at) == Standing::Denied {
            found.push((at, length, Said::Overdue));
        }
    }
    if let Some(at) = overdue(text, clause) {
        found.push((at, 1, Said::Overdue));
    }
    // What is said first counts, and of two that begin alike the longer.
    let first = found
        .into_iter()
        .min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)));
    first.map(|(at, _, said)| (at, said))
}

/// The stems of a label.
fn label_stems(label: &str) -> Vec<String> {
    let read = Text::read(label);
    read.pieces
        .iter()
        .filter(|piece| piece.kind == Token::Word)
        .filter(|piece| !PASSED_OVER.contains(&piece.lower.as_str()))
        .map(|piece| stem(&piece.lower))
        .collect()
}

/// Where the words of a label stand in order, with few others between, and how
/// many they are.
fn starts(words: &[(usize, String)], wanted: &[String]) -> Vec<(usize, usize)> {
    let Some(first) = wanted.first() else {
        return Vec::new();
    };
    let fits = |start: &usize| {
        if words[*start].1 != *first {
            return false;
        }
        let (mut at, mut left) = (*start + 1, BETWEEN_MAX);
        for stem in &wanted[1..] {
            let window = words.iter().skip(at).take(left + 1);
            let Some(gap) = window.clone().position(|(_, word)| word == stem) else {
                return false;
            };
            left -= gap;
            at += gap + 1;
        }
        true
    };
    let places = (0..words.len()).filter(fits);
    places.map(|start| (start, wanted.len())).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Asserted,
    Denied,
    Expected,
}

/// Whether what stands at a place is said to be so, not to be so, or to come.
fn standing(text: &Text<'_>, from: usize, at: usize) -> Standing {
    let before = (from..at).rev().take(4);
    let mut words = before.map(|index| text.pieces[index].lower.as_str());
    if words.clone().any(is_no) {
        return Standing::Denied;
    }
    let next = words.next();
    let then = words.next();
    if matches!((next, then), (Some("be"), Some("to")) | (Some("to"), _)) {
        return Standing::Expected;
    }
    Standing::Asserted
}

/// Whether a word denies what follows.
pub(crate) fn is_no(lower: &str) -> bool {
    matches!(lower, "not" | "no" | "never" | "without" | "cannot") || lower.ends_with("n't")
}

/// Where a clause says that a due date is over.
fn overdue(text: &Text<'_>, clause: Range<usize>) -> Option<usize> {
    if let Some(found) = text.has_any(clause.clone(), &["overdue", "late"]) {
        return Some(found.start);
    }
    let passed = text.has_any(clause.clone(), &["passed"])?.start;
    let date = text.has_any(clause, &["due date", "target date"])?;
    Some(passed.min(date.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_found() {
        let labels = [
            "ongoing",
            "complete",
            "on or above target",
            "below target",
            "met or exceeded the target",
            "on track or completed",
            "forecast to achieve annual target",
        ];
        let check = |clause: &str, expected: Option<Said<'_>>| {
            let read = Text::read(clause);
            let found = said(&read, 0..read.pieces.len(), &labels);
            assert_eq!(found.map(|(_, said)| said), expected, "{clause}");
        };
        check("of the actions are on-going", Some(Said::Label("ongoing")));
        check("is now complete", Some(Said::Label("complete")));
        check("has not been fully completed", Some(Said::Overdue));
        check(
            "has passed its due date and isn't complete",
            Some(Said::Overdue),
        );
        check(
            "are ongoing and due to be completed by the due date",
            Some(Said::Label("ongoing")),
        );
        check("are to be completed next year", None);
        check(
            "of reported indicators on or above target and",
            Some(Said::Label("on or above target")),
        );
        check("currently below target", Some(Said::Label("below target")));
        check(
            "had met or exceeded their quarterly target",
            Some(Said::Label("met or exceeded the target")),
        );
        check(
            "were assessed as 'on track' or 'completed'",
            Some(Said::Label("on track or completed")),
        );
        check(
            "are forecasted to achieve annual targets",
            Some(Said::Label("forecast to achieve annual target")),
        );
        check("of the borough", None);
    }
}
