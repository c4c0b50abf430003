//! A field above the text that is always filled in, left blank.

use crate::lint::code::{Found, LintCode};
use crate::lint::reading::{Findings, Reading};

/// Whether a report is public or private decides who may read it.
const NEVER_BLANK: [&str; 1] = ["public_or_private"];

pub(crate) fn check(reading: &Reading<'_>, findings: &mut Findings) {
    for key in NEVER_BLANK {
        let field = reading.draft.field(key);
        let Some(field) = field.filter(|field| field.value.trim().is_empty()) else {
            continue;
        };
        let found = Found {
            code: LintCode::FieldBlank,
            problem: format!("`{}` says nothing", field.label),
            says: String::new(),
            against: "public, or private and why".to_owned(),
            remedy: "say whether the report is public or private".to_owned(),
        };
        findings.in_field(field, found);
    }
}
