//! One thing that is to come, given two dates.

use std::ops::Range;

use crate::lint::code::{Found, LintCode};
use crate::lint::reader::Text;
use crate::lint::reader::dates::{Dated, dates};
use crate::lint::reading::{Findings, Reading};

/// What is given a date.
const THINGS: [&str; 10] = [
    "publication",
    "completion",
    "launch",
    "adoption",
    "approval",
    "implementation",
    "opening",
    "delivery",
    "installation",
    "go-live",
];

/// Words between a thing and its date.
const REACH: usize = 5;

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for (section, paragraph) in reading.paragraphs() {
        let text = &paragraph.text;
        let dates = dates(text, reading.draft.last);
        let given: Vec<(usize, &Dated)> = (0..text.pieces.len())
            .filter(|at| THINGS.contains(&text.pieces[*at].lower.as_str()))
            .filter_map(|at| Some((at, date_of(text, at, &dates)?)))
            .collect();
        for (index, (at, dated)) in given.iter().enumerate() {
            let thing = &text.pieces[*at].lower;
            let other = given[..index].iter().find(|(other, known)| {
                let apart = known.last < dated.first || dated.last < known.first;
                text.pieces[*other].lower == *thing && apart
            });
            let Some((other, known)) = other else {
                continue;
            };
            let quoted = |at: usize, dated: &Dated| text.quote(at..dated.pieces.end).1;
            let pieces: Range<usize> = *at..dated.pieces.end;
            let found = Found {
                code: LintCode::TwoDates,
                problem: format!("{thing} is given two dates"),
                says: quoted(*at, dated),
                against: quoted(*other, known),
                remedy: "say which date counts, and if it has moved, from when to when".to_owned(),
            };
            findings.at(section, paragraph, pieces, found);
        }
    }
}

/// The date that a thing is given, in the same sentence and soon after it.
fn date_of<'d>(text: &Text<'_>, at: usize, dates: &'d [Dated]) -> Option<&'d Dated> {
    let sentence = text.sentence_of(at);
    let last = sentence.end.min(at + 1 + REACH);
    let next = dates
        .iter()
        .find(|dated| (at + 1..last).contains(&dated.pieces.start))?;
    let between = at + 1..next.pieces.start;
    let leads = text
        .has_any(between.clone(), &["in", "by", "for", "on"])
        .is_some();
    // Another thing in between has the date.
    let other = between
        .into_iter()
        .any(|index| THINGS.contains(&text.pieces[index].lower.as_str()));
    (leads && !other).then_some(next)
}
