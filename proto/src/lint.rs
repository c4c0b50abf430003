//! What the linter of reports finds.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::IdError;
use crate::item::word_enum;

word_enum!(
    /// How much a finding weighs.
    Severity, "severity" {
        /// The report is not circulated as it is, unless an officer says why.
        Error = "error",
        /// Worth a look; it stops nothing.
        Warning = "warning",
    }
);

/// Something in a drafted report that disagrees with something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable code, for example `QL0001`; `docs/linter.md` has a section for each.
    pub code: String,
    /// Its name, for example `percentage_disagrees_with_count`.
    pub name: String,
    /// How much it weighs.
    pub severity: Severity,
    /// Where.
    pub place: FindingPlace,
    /// What disagrees, as a sentence.
    pub problem: String,
    /// What the report says.
    pub says: String,
    /// What stands against it.
    pub against: String,
    /// What to do about it.
    pub remedy: String,
}

/// A place of a drafted report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingPlace {
    /// Key of the section; absent: `header`, or an item's own commentary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Heading of the section, the field of the header, or the reference of the
    /// item.
    pub heading: String,
    /// Number of the paragraph as printed, or its place in the section from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<String>,
    /// Characters of the paragraph before the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// The words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// A finding as the log keeps it: no words of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingKept {
    /// Code of the finding.
    pub code: String,
    /// Section, or `header`, and paragraph.
    pub place: String,
}

/// A report that was circulated although the linter found errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DespiteLint {
    /// Why.
    pub reason: String,
    /// The errors that stood.
    pub findings: Vec<FindingKept>,
}

impl Finding {
    /// The place in words, for example `section 4.6, "on hold"`.
    pub fn place_in_words(&self) -> String {
        let place = &self.place;
        let at = match (&place.section, &place.paragraph) {
            (Some(_), Some(paragraph)) => format!("{}, paragraph {paragraph}", place.heading),
            _ => place.heading.clone(),
        };
        if place.words.is_empty() {
            return at;
        }
        format!("{at}, \"{}\"", place.words)
    }

    /// What the log keeps of it.
    pub fn kept(&self) -> FindingKept {
        let place = &self.place;
        let section = place.section.as_deref().unwrap_or(&place.heading);
        let place = match &place.paragraph {
            Some(paragraph) => format!("{section} {paragraph}"),
            None => section.to_owned(),
        };
        FindingKept {
            code: self.code.clone(),
            place,
        }
    }
}

/// The errors among findings.
pub fn errors(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    findings.iter().filter(is_error)
}
