//! Percentages with different numbers of decimals, side by side.

use crate::lint::code::{Found, LintCode};
use crate::lint::reading::{Findings, Reading};

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    // Only shares of items: a measure's own figure has decimals of its own.
    let shares = reading.paragraphs().flat_map(|(section, paragraph)| {
        let told = paragraph.told.iter().filter(|told| {
            let counted = told.mention.count.is_some();
            counted || (told.mention.noun.is_some() && told.said.is_some())
        });
        told.filter_map(move |told| {
            Some((section, paragraph, told, told.mention.percent.as_ref()?))
        })
    });
    let shares: Vec<_> = shares.collect();
    let whole = shares.iter().find(|(.., percent)| percent.decimals == 0);
    let Some((.., whole)) = whole else { return };
    let broken = shares.iter().find(|(.., percent)| percent.decimals > 0);
    let Some((section, paragraph, told, broken)) = broken else {
        return;
    };
    let found = Found {
        code: LintCode::MixedDecimals,
        problem: format!(
            "{}% and {}% have different numbers of decimals",
            broken.text, whole.text
        ),
        says: format!("{}%", broken.text),
        against: format!("{}%", whole.text),
        remedy: "give the plans of one report the same number of decimals".to_owned(),
    };
    findings.at(section, paragraph, told.mention.pieces.clone(), found);
}
