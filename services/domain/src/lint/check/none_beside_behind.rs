//! "None" under performance issues, where items are red or amber.

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::Shown;
use crate::lint::reader::nothing::says_none;
use crate::lint::reading::{Findings, Reading};
use crate::lint::topic::Topic;

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for (section, paragraph) in reading.paragraphs() {
        if !section.is_for(Topic::Issues) || !says_none(&paragraph.text) {
            continue;
        }
        let items = reading
            .draft
            .plans_of(section.section)
            .flat_map(|plan| &plan.items);
        let behind: Vec<String> = items
            .filter(|item| item.shown.is_behind())
            .map(|item| {
                let colour = match item.shown {
                    Shown::BehindOutside => "amber",
                    _ => "red",
                };
                format!("{} ({colour}): {}", item.reference, item.title)
            })
            .collect();
        if behind.is_empty() {
            continue;
        }
        let found = Found {
            code: LintCode::NoneBesideBehind,
            problem: "no performance issue is stated, and items are behind".to_owned(),
            says: paragraph.paragraph.text.trim().to_owned(),
            against: behind.join("; "),
            remedy: "say what is behind, why, and what is done about it".to_owned(),
        };
        findings.at(section, paragraph, 0..paragraph.text.pieces.len(), found);
    }
}
