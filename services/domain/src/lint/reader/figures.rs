//! Finding what a sentence counts: percentages with their counts, in the forms
//! that reports use.

use std::ops::Range;

use quarterday_proto::item::Kind;

use super::numbers::{Percent, count_at, percent_at};
use super::text::{Text, Token, stem};

/// Words between a percentage, or a number, and what belongs to it.
const WINDOW: usize = 8;

/// A number of items, or a percentage of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// The pieces that it is made of.
    pub(crate) pieces: Range<usize>,
    pub(crate) percent: Option<Percent>,
    pub(crate) count: Option<u32>,
    /// What the count is out of, where that is said.
    pub(crate) out_of: Option<u32>,
    /// The same number once more in brackets, where that is another one.
    pub(crate) again: Option<u32>,
    /// The kind of item that is counted, where that is said.
    pub(crate) noun: Option<Kind>,
    /// What is said of them: up to the next number.
    pub(crate) clause: Range<usize>,
}

/// The numbers of items in a sentence.
pub(crate) fn mentions(text: &Text<'_>, sentence: Range<usize>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        match mention(text, at, sentence.end) {
            Some(mention) => {
                at = mention.pieces.end;
                found.push(mention);
            }
            None => at += 1,
        }
    }
    let starts: Vec<usize> = found.iter().map(|mention| mention.pieces.start).collect();
    for (index, mention) in found.iter_mut().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(sentence.end);
        mention.clause = mention.pieces.end.min(end)..end;
        if mention.noun.is_none() {
            let near = mention.clause.start..mention.clause.end.min(mention.clause.start + WINDOW);
            mention.noun = near.clone().find_map(|at| noun(text, at)).or_else(|| {
                // "Of the measures with a target, 78% met it".
                let first = sentence
                    .start
                    .max(mention.pieces.start.saturating_sub(WINDOW * 2));
                let before = first..mention.pieces.start;
                before.rev().find_map(|at| plural(text, at))
            });
        }
    }
    found
}

fn mention(text: &Text<'_>, at: usize, end: usize) -> Option<Mention> {
    if let Some((percent, after)) = percent_at(text, at) {
        return Some(of_percent(text, at, percent, after, end));
    }
    let count = count_at(text, at)?;
    if let Some((percent, after)) = bracketed_percent(text, at + 1) {
        return Some(Mention {
            percent: Some(percent),
            ..counted(at..after, count)
        });
    }
    if let Some(out_of) = out_of(text, at + 1) {
        let (out_of, after) = out_of;
        let kind = (after..end.min(after + 3)).find_map(|at| Some((noun(text, at)?, at + 1)));
        let (kind, after) = kind?;
        return Some(Mention {
            out_of: Some(out_of),
            noun: Some(kind),
            ..counted(at..after, count)
        });
    }
    // "Three of them (3)" is no form that is known; "one action (3)" is.
    let (kind, after) = counted_noun(text, at + 1)?;
    let again = bracketed_count(text, after);
    Some(Mention {
        again: again
            .map(|(again, _)| again)
            .filter(|again| *again != count),
        noun: Some(kind),
        ..counted(at..again.map_or(after, |(_, end)| end), count)
    })
}

fn counted(pieces: Range<usize>, count: u32) -> Mention {
    Mention {
        clause: pieces.end..pieces.end,
        pieces,
        percent: None,
        count: Some(count),
        out_of: None,
        again: None,
        noun: None,
    }
}

/// `97% (29)`, `90% of indicators (44)`, `97% (29 of 30)` or a percentage alone.
fn of_percent(text: &Text<'_>, at: usize, percent: Percent, after: usize, end: usize) -> Mention {
    let alone = Mention {
        percent: Some(percent),
        count: None,
        ..counted(at..after, 0)
    };
    let of = text.is(after, "of");
    let last = if of {
        end.min(after + WINDOW)
    } else {
        after + 1
    };
    for open in after..last {
        let Some(piece) = text.piece(open) else { break };
        if piece.kind == Token::Mark('(') {
            let Some((count, close)) = bracketed_count(text, open) else {
                break;
            };
            let kind = (after..open).find_map(|at| noun(text, at));
            return Mention {
                pieces: at..close,
                count: Some(count),
                out_of: out_of(text, open + 2).map(|(out_of, _)| out_of),
                noun: kind,
                ..alone
            };
        }
        let wordy = matches!(piece.kind, Token::Word | Token::Mark('\''));
        if !wordy {
            break;
        }
    }
    alone
}

/// `(29)` or `(29 of 30)` at an index, and the index after it.
fn bracketed_count(text: &Text<'_>, open: usize) -> Option<(u32, usize)> {
    if !text.is_mark(open, '(') {
        return None;
    }
    let count = count_at(text, open + 1)?;
    if text.is_mark(open + 2, ')') {
        return Some((count, open + 3));
    }
    let (_, after) = out_of(text, open + 2)?;
    text.is_mark(after, ')').then_some((count, after + 1))
}

/// `(90%)` at an index, and the index after it.
fn bracketed_percent(text: &Text<'_>, open: usize) -> Option<(Percent, usize)> {
    if !text.is_mark(open, '(') {
        return None;
    }
    let (percent, after) = percent_at(text, open + 1)?;
    text.is_mark(after, ')').then_some((percent, after + 1))
}

/// `out of 66`, `of 66` or `of the nine`, and the index after it.
fn out_of(text: &Text<'_>, at: usize) -> Option<(u32, usize)> {
    let mut at = at;
    if text.is(at, "out") {
        at += 1;
    }
    if !text.is(at, "of") {
        return None;
    }
    at += 1;
    if text.is(at, "the") {
        at += 1;
    }
    Some((count_at(text, at)?, at + 1))
}

/// The kind of item that a number counts, and the index after its noun:
/// `further actions`, `strategic risks`.
fn counted_noun(text: &Text<'_>, at: usize) -> Option<(Kind, usize)> {
    const BEFORE: [&str; 7] = [
        "further",
        "other",
        "more",
        "of",
        "the",
        "strategic",
        "priority",
    ];
    let mut at = at;
    for _ in 0..3 {
        if !BEFORE.iter().any(|word| text.is(at, word)) {
            break;
        }
        at += 1;
    }
    Some((noun(text, at)?, at + 1))
}

/// The kind of item that a word names.
fn noun(text: &Text<'_>, at: usize) -> Option<Kind> {
    let piece = text.piece(at)?;
    let before = |word: &str| at > 0 && text.is(at - 1, word);
    match stem(&piece.lower).as_str() {
        "action" => Some(Kind::Action),
        "mileston" => Some(Kind::Milestone),
        "measur" | "indicator" | "kpi" => Some(Kind::Measure),
        "project" => Some(Kind::Project),
        "risk" if before("strategic") => Some(Kind::Risk),
        _ => None,
    }
}

/// As [`noun`], of more than one.
fn plural(text: &Text<'_>, at: usize) -> Option<Kind> {
    noun(text, at).filter(|_| text.pieces[at].lower.ends_with('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Seen<'a> = (
        Option<&'a str>,
        Option<u32>,
        Option<u32>,
        Option<u32>,
        Option<Kind>,
    );

    #[test]
    fn every_form_is_read() {
        let check = |text: &str, expected: &[Seen<'_>]| {
            let read = Text::read(text);
            let found = mentions(&read, 0..read.pieces.len());
            let seen: Vec<Seen<'_>> = found
                .iter()
                .map(|mention| {
                    let percent = mention.percent.as_ref().map(Percent::plain);
                    (
                        percent,
                        mention.count,
                        mention.out_of,
                        mention.again,
                        mention.noun,
                    )
                })
                .collect();
            assert_eq!(seen, expected, "{text}");
        };
        let action = Some(Kind::Action);
        let measure = Some(Kind::Measure);
        check(
            "97% (29) of the actions are ongoing",
            &[(Some("97"), Some(29), None, None, action)],
        );
        check(
            "97% (29 of 30) actions",
            &[(Some("97"), Some(29), Some(30), None, action)],
        );
        check(
            "44 (90%) of reported indicators on target and 5 (10%) below",
            &[
                (Some("90"), Some(44), None, None, measure),
                (Some("10"), Some(5), None, None, measure),
            ],
        );
        check(
            "90% of indicators (44) measured",
            &[(Some("90"), Some(44), None, None, measure)],
        );
        check(
            "(17 out of 66 KPI's) of these",
            &[(None, Some(17), Some(66), None, measure)],
        );
        check(
            "There are 18 strategic risks",
            &[(None, Some(18), None, None, Some(Kind::Risk))],
        );
        check(
            "One action (3) has passed",
            &[(None, Some(1), None, Some(3), action)],
        );
        check(
            "One further action is late",
            &[(None, Some(1), None, None, action)],
        );
        check(
            "Of the measures with a target, 78% had met it",
            &[(Some("78"), None, None, None, measure)],
        );
        check("a small number (three) of reviews", &[]);
        check("Three of nine services; 20 grants", &[]);
    }
}
