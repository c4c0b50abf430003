//! A board, committee or other body that is named in two ways.

use crate::lint::code::{Found, LintCode};
use crate::lint::reader::Text;
use crate::lint::reader::names::{Name, names, words_of};
use crate::lint::reading::{Findings, ReadParagraph, ReadSection, Reading};

const ENDINGS: [&str; 7] = [
    "board",
    "committee",
    "panel",
    "group",
    "forum",
    "partnership",
    "team",
];

/// Words that two names of one body share at least.
const SHARED_MIN: usize = 3;

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    let registered: Vec<(String, Vec<String>)> = reading
        .draft
        .bodies
        .iter()
        .map(|body| {
            let text = Text::read(body);
            (body.clone(), words_of(&text, 0..text.pieces.len()))
        })
        .collect();
    let mut named: Vec<(&ReadSection<'_>, &ReadParagraph<'_>, Name)> = Vec::new();
    for (section, paragraph) in reading.paragraphs() {
        for name in names(&paragraph.text, &ENDINGS) {
            named.push((section, paragraph, name));
        }
    }
    let mut told: Vec<&[String]> = Vec::new();
    for (index, (section, paragraph, name)) in named.iter().enumerate() {
        let is_registered = registered.iter().any(|(_, words)| *words == name.words);
        if is_registered || told.contains(&name.words.as_slice()) {
            continue;
        }
        let by_right = registered
            .iter()
            .find(|(_, words)| is_alike(&name.words, words));
        let before = || {
            let earlier = named[..index]
                .iter()
                .find(|(.., other)| is_alike(&name.words, &other.words));
            earlier.map(|(_, paragraph, other)| paragraph.text.quote(other.pieces.clone()).1)
        };
        let Some(other) = by_right.map(|(body, _)| body.clone()).or_else(before) else {
            continue;
        };
        told.push(&name.words);
        let (_, words) = paragraph.text.quote(name.pieces.clone());
        let found = Found {
            code: LintCode::BodyTwoNames,
            problem: format!("`{words}` and `{other}` seem to be one body"),
            says: words,
            against: other,
            remedy: "use one name throughout".to_owned(),
        };
        findings.at(section, paragraph, name.pieces.clone(), found);
    }
}

/// Whether one name is the other with one word put in.
fn is_alike(one: &[String], other: &[String]) -> bool {
    let (few, many) = if one.len() < other.len() {
        (one, other)
    } else {
        (other, one)
    };
    few.len() >= SHARED_MIN
        && many.len() == few.len() + 1
        && few.first() == many.first()
        && few.last() == many.last()
        && few.iter().all(|word| many.contains(word))
}
