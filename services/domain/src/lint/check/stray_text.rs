//! A field or paragraph that is a lone letter, left over from an edit.

use crate::lint::code::{Found, LintCode};
use crate::lint::reading::{Findings, Reading};

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for field in reading
        .draft
        .fields
        .iter()
        .filter(|field| is_lone_letter(&field.value))
    {
        findings.in_field(field, found(&field.label, &field.value));
    }
    for (section, paragraph) in reading.paragraphs() {
        let text = &paragraph.paragraph.text;
        if is_lone_letter(text) {
            let found = found(&section.section.heading, text.trim());
            findings.at(section, paragraph, 0..paragraph.text.pieces.len(), found);
        }
    }
}

fn found(heading: &str, text: &str) -> Found {
    Found {
        code: LintCode::StrayText,
        problem: format!("all that stands under `{heading}` is a lone letter"),
        says: text.to_owned(),
        against: "what the heading asks for, or `None`".to_owned(),
        remedy: "write what belongs there, or `None`".to_owned(),
    }
}

fn is_lone_letter(text: &str) -> bool {
    let mut signs = text.trim().trim_end_matches('.').chars();
    signs.next().is_some_and(char::is_alphabetic) && signs.next().is_none()
}
