//! What has happened, dated outside of the period of the report.

use crate::calendar::in_words;
use crate::lint::code::{Found, LintCode};
use crate::lint::reader::Text;
use crate::lint::reader::dates::{Dated, dates};
use crate::lint::reading::{Findings, Reading};
use crate::lint::topic::Topic;

/// Words between what happened and its day.
const REACH: usize = 10;

/// Verbs of what has happened. `Agreed` and `arranged` are not among them: they
/// are said of what is to come.
const HAPPENED: [&str; 22] = [
    "held",
    "completed",
    "launched",
    "took",
    "taken",
    "approved",
    "opened",
    "signed",
    "delivered",
    "published",
    "started",
    "began",
    "begun",
    "introduced",
    "established",
    "finished",
    "produced",
    "installed",
    "received",
    "appointed",
    "adopted",
    "visited",
];

/// Words by which something is to come, or only compared with.
const TO_COME: [&str; 14] = [
    "will",
    "to",
    "due",
    "expected",
    "planned",
    "scheduled",
    "shall",
    "would",
    "going",
    "hoped",
    "proposed",
    "should",
    "since",
    "until",
];

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    completions(reading, findings);
    let draft = reading.draft;
    for (section, paragraph) in reading.paragraphs() {
        let telling = section.is_for(Topic::Progress) || section.is_for(Topic::Overview);
        let of_plan = section.section.plan.is_some() && section.tells_progress();
        if !(telling || of_plan) {
            continue;
        }
        let text = &paragraph.text;
        for dated in dates(text, draft.last) {
            let outside = dated.last < draft.first || dated.first > draft.last;
            if !outside || !has_happened(text, &dated) {
                continue;
            }
            let (_, words) = text.quote(dated.pieces.clone());
            let found = Found {
                code: LintCode::OutsidePeriod,
                problem: format!("what happened is dated {words}, outside of the report's period"),
                says: words,
                against: period(reading),
                remedy: "take it out, or say why it stands here".to_owned(),
            };
            findings.at(section, paragraph, dated.pieces, found);
        }
    }
}

/// Items shown as complete that were completed after the period.
fn completions(reading: &Reading<'_>, findings: &mut Findings) {
    for plan in &reading.draft.plans {
        for item in &plan.items {
            let Some(on) = item.completed.filter(|on| *on > reading.draft.last) else {
                continue;
            };
            let found = Found {
                code: LintCode::OutsidePeriod,
                problem: format!("{} was completed after the report's period", item.reference),
                says: in_words(on),
                against: period(reading),
                remedy: "show it as it stood on the last day of the period".to_owned(),
            };
            findings.of_item(plan, item, found);
        }
    }
}

fn period(reading: &Reading<'_>) -> String {
    let (first, last) = (reading.draft.first, reading.draft.last);
    format!("{} to {}", in_words(first), in_words(last))
}

/// Whether a date is that of something that has happened: "was held in April",
/// "in August 2021, the board approved".
fn has_happened(text: &Text<'_>, dated: &Dated) -> bool {
    let Some(preposition) = dated.pieces.start.checked_sub(1) else {
        return false;
    };
    let plain = ["in", "on", "during"]
        .iter()
        .any(|word| text.is(preposition, word));
    if !plain {
        return false;
    }
    let sentence = text.sentence_of(preposition);
    let from = sentence.start.max(preposition.saturating_sub(REACH));
    for at in (from..preposition).rev() {
        let word = text.pieces[at].lower.as_str();
        if TO_COME.contains(&word) || is_present(text, at) {
            return false;
        }
        if HAPPENED.contains(&word) {
            return !is_to_come(text, sentence.start, at);
        }
    }
    // A date at the head of a sentence is that of its first verb.
    let heads = preposition == sentence.start;
    let to = sentence.end.min(dated.pieces.end + REACH);
    let mut after = dated.pieces.end..to;
    heads
        && after
            .find_map(|at| {
                let word = text.pieces[at].lower.as_str();
                if TO_COME.contains(&word) || is_present(text, at) {
                    return Some(false);
                }
                let happened = HAPPENED.contains(&word);
                happened.then(|| !is_to_come(text, sentence.start, at))
            })
            .unwrap_or(false)
}

/// Whether a verb is one of what is to come: "to be completed", "will be held".
fn is_to_come(text: &Text<'_>, from: usize, verb: usize) -> bool {
    let mut before = (from..verb).rev().take(3);
    before.any(|at| is_present(text, at) || TO_COME.contains(&text.pieces[at].lower.as_str()))
}

/// "Is included", "are published": said of what is, not of what was.
fn is_present(text: &Text<'_>, at: usize) -> bool {
    ["is", "are", "be", "being"]
        .iter()
        .any(|word| text.is(at, word))
}
