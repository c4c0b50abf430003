//! "None" under risk, where another paragraph states one.

use crate::lint::code::{Found, LintCode};
use crate::lint::reader::labels::is_no;
use crate::lint::reader::nothing::says_none;
use crate::lint::reader::{Text, Token};
use crate::lint::reading::{Findings, Reading};
use crate::lint::topic::Topic;

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let nothing = reading
        .paragraphs()
        .find(|(section, paragraph)| section.is_for(Topic::Risk) && says_none(&paragraph.text));
    let Some((risk, none)) = nothing else { return };
    for (section, paragraph) in reading.paragraphs() {
        let Some(at) = stated(&paragraph.text).filter(|_| !section.is_for(Topic::Risk)) else {
            continue;
        };
        let number = paragraph
            .paragraph
            .number
            .as_deref()
            .unwrap_or(&section.section.heading);
        let (_, words) = paragraph.text.quote(paragraph.text.sentence_of(at));
        let found = Found {
            code: LintCode::NoneBesideRisk,
            problem: format!("no risk is stated here, and {number} states one"),
            says: none.paragraph.text.trim().to_owned(),
            against: format!("{number}: {words}"),
            remedy: "state the risk here too, with what is done about it".to_owned(),
        };
        findings.at(risk, none, 0..none.text.pieces.len(), found);
        return;
    }
}

/// Where a text states a risk: "the risk at present is that", "there is a risk".
fn stated(text: &Text<'_>) -> Option<usize> {
    (0..text.pieces.len()).find(|at| {
        if !text.is(*at, "risk") || text.pieces[*at].kind != Token::Word {
            return false;
        }
        let sentence = text.sentence_of(*at);
        let before = (sentence.start..*at).rev().take(3);
        if before
            .map(|index| &text.pieces[index].lower)
            .any(|word| is_no(word))
        {
            return false;
        }
        let after = *at + 1..sentence.end.min(*at + 6);
        let article = *at > 0
            && ["a", "the", "one"]
                .iter()
                .any(|word| text.is(*at - 1, word));
        let asserts = text
            .has_any(after.clone(), &["is that", "that", "is"])
            .is_some();
        article && asserts && !text.is(*at + 1, "register")
    })
}
