//! Commentary that is that of the quarter before, word for word.

use crate::lint::code::{Found, LintCode};
use crate::lint::draft::Shown;
use crate::lint::reading::{Findings, Reading};

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for plan in &reading.draft.plans {
        for item in plan
            .items
            .iter()
            .filter(|item| item.shown != Shown::Complete)
        {
            let (Some(now), Some(before)) = (&item.commentary, &item.commentary_before) else {
                continue;
            };
            if !is_same(now, before) {
                continue;
            }
            let found = Found {
                code: LintCode::CommentaryUnchanged,
                problem: format!(
                    "the commentary on {} is that of the quarter before",
                    item.reference
                ),
                says: now.clone(),
                against: before.clone(),
                remedy: "ask the owner what is new".to_owned(),
            };
            findings.of_item(plan, item, found);
        }
    }
}

/// Whether two comments have the same words, whatever their blanks and case.
pub fn is_same(now: &str, before: &str) -> bool {
    let words = |text: &str| {
        let words = text.split_whitespace().map(str::to_lowercase);
        words.collect::<Vec<_>>()
    };
    let now = words(now);
    !now.is_empty() && now == words(before)
}
