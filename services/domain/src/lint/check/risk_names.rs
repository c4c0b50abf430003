//! A risk whose reference is written in two ways.

use std::ops::Range;

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::Risk;
use crate::lint::reader::{Text, Token};
use crate::lint::reading::{Findings, Reading};

/// Letters of a reference at most.
const LETTERS_MAX: usize = 3;

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let items = reading.draft.plans.iter().flat_map(|plan| &plan.items);
    let mut known: Vec<String> = items.map(|item| plain(&item.reference)).collect();
    for risk in &reading.draft.risks {
        known.push(plain(&risk.reference));
        known.extend(risk.aliases.iter().map(|alias| plain(alias)));
    }
    let mut told: Vec<String> = Vec::new();
    for (section, paragraph) in reading.paragraphs() {
        for (at, written) in references(&paragraph.text) {
            if known.contains(&written) || told.contains(&written) {
                continue;
            }
            let risk = reading
                .draft
                .risks
                .iter()
                .find(|risk| is_slip(&written, &plain(&risk.reference)));
            let Some(risk) = risk else { continue };
            told.push(written);
            let (_, words) = paragraph.text.quote(at.clone());
            findings.at(section, paragraph, at, found(risk, words));
        }
    }
}

fn found(risk: &Risk, words: String) -> Found {
    Found {
        code: LintCode::RiskTwoNames,
        problem: format!(
            "`{words}` is no risk of the register; {} is",
            risk.reference
        ),
        says: words,
        against: format!("{}: {}", risk.reference, risk.title),
        remedy: format!("write {}", risk.reference),
    }
}

/// What is written like a reference: `S10` or `SR 10`, without the blank.
fn references(text: &Text<'_>) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    for (at, piece) in text.pieces.iter().enumerate() {
        if piece.kind != Token::Word || !is_upper(piece.text) {
            continue;
        }
        let reference = plain(piece.text);
        let (letters, digits) = split(&reference);
        let next = text.piece(at + 1).filter(|next| next.kind == Token::Number);
        if letters.is_empty() || letters.len() > LETTERS_MAX {
            continue;
        }
        match next {
            _ if !digits.is_empty() => found.push((at..at + 1, reference)),
            Some(number) => found.push((at..at + 2, format!("{letters}{}", number.text))),
            None => {}
        }
    }
    found
}

/// Whether a reference has the number of another, and letters that lack one or
/// have one too many.
fn is_slip(written: &str, right: &str) -> bool {
    let ((one, number), (other, of)) = (split(written), split(right));
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let lacks_one = many.len() == few.len() + 1 && {
        let mut left = many.chars();
        few.chars().all(|letter| left.any(|other| other == letter))
    };
    !of.is_empty() && number == of && !few.is_empty() && lacks_one
}

fn plain(reference: &str) -> String {
    let signs = reference.chars().filter(|sign| sign.is_alphanumeric());
    signs.collect::<String>().to_uppercase()
}

/// The letters at the beginning, and the digits after them.
fn split(reference: &str) -> (&str, &str) {
    let at = reference.find(|sign: char| sign.is_ascii_digit());
    let (letters, digits) = reference.split_at(at.unwrap_or(reference.len()));
    if digits.chars().all(|sign| sign.is_ascii_digit()) {
        (letters, digits)
    } else {
        (reference, "")
    }
}

fn is_upper(text: &str) -> bool {
    text.chars().all(|sign| !sign.is_lowercase())
}
