//! A text that says on hold or slipped of an item that is shown as on track.

use std::ops::Range;

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::Shown;
use crate::lint::reader::labels::is_no;
use crate::lint::reader::{Text, stems};
use crate::lint::reading::{Findings, ReadParagraph, Reading, Titled};

/// Wordings for work that does not go on as planned. The noun "delay" is not
/// one: a deadline is put off "due to some delays" elsewhere.
const HELD: [&str; 14] = [
    "on hold",
    "slipped",
    "slippage",
    "paused",
    "stalled",
    "behind schedule",
    "been delayed",
    "is delayed",
    "are delayed",
    "was delayed",
    "postponed",
    "been suspended",
    "not started",
    "put back",
];

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for (section, paragraph) in reading.paragraphs() {
        if !section.tells_progress() {
            continue;
        }
        let text = &paragraph.text;
        for sentence in text.sentences.clone() {
            let Some(at) = held(text, sentence.clone()) else {
                continue;
            };
            let own = section.section.plan.as_deref();
            let Some(found) = spoken_of(reading, own, paragraph, sentence) else {
                continue;
            };
            if !matches!(found.item.shown, Shown::OnTrack | Shown::Complete) {
                continue;
            }
            let (_, words) = text.quote(at.clone());
            let shown = match found.item.shown {
                Shown::Complete => "complete",
                _ => "on track",
            };
            let finding = Found {
                code: LintCode::HoldShownOnTrack,
                problem: format!(
                    "the text says \"{words}\" of what {} of {} shows as {shown}",
                    found.item.reference, found.plan.name
                ),
                says: words,
                against: format!("{} ({shown}): {}", found.item.reference, found.item.title),
                remedy: "correct the answer for the item, or say how it is on track all the same"
                    .to_owned(),
            };
            findings.at(section, paragraph, at, finding);
        }
    }
}

/// Where a sentence says that work is held up, and does not deny it.
fn held(text: &Text<'_>, sentence: Range<usize>) -> Option<Range<usize>> {
    let at = text.has_any(sentence.clone(), &HELD)?;
    let mut before = (sentence.start..at.start).rev().take(3);
    let denied = before.any(|index| is_no(&text.pieces[index].lower));
    (!denied).then_some(at)
}

/// The item that a sentence is about: by its own words, or else with those of
/// the sentence before it.
fn spoken_of<'r, 'a>(
    reading: &'r Reading<'a>,
    plan: Option<&str>,
    paragraph: &ReadParagraph<'_>,
    sentence: Range<usize>,
) -> Option<&'r Titled<'a>> {
    let text = &paragraph.text;
    let (_, own) = text.quote(sentence.clone());
    best_match(reading, plan, &own).or_else(|| {
        let mut before = text.sentences.iter().rev();
        let before = before.find(|other| other.end <= sentence.start)?;
        let (_, both) = text.quote(before.start..sentence.end);
        best_match(reading, plan, &both)
    })
}

/// The item, of one plan or of all, whose title has most of its words in a text:
/// at least two, and at least half.
pub(crate) fn best_match<'r, 'a>(
    reading: &'r Reading<'a>,
    plan: Option<&str>,
    text: &str,
) -> Option<&'r Titled<'a>> {
    let said = stems(text);
    let of_plan = |titled: &&Titled<'_>| plan.is_none_or(|plan| titled.plan.reference == plan);
    let hits = |titled: &Titled<'_>| {
        let words = titled.words.iter();
        words.filter(|word| said.contains(word)).count()
    };
    let named = reading.titles.iter().filter(of_plan).filter_map(|titled| {
        let hits = hits(titled);
        (hits >= 2 && hits * 2 >= titled.words.len()).then_some((hits, titled))
    });
    // Of two that fit, the one with the larger share; of equal shares, the
    // first.
    let best = named.reduce(|best, other| {
        let is_better = other.0 * best.1.words.len() > best.0 * other.1.words.len();
        if is_better { other } else { best }
    });
    best.map(|(_, titled)| titled)
}
