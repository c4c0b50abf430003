//! Editing a report: what is above its text, and each section.

use maud::html;
use quarterday_proto::command::{Command, ReviseReport};

use super::{Act, text};
use crate::web::reports::case::Case;

pub(super) const ACT: Act = Act {
    key: "edit",
    title: "Edit the report",
    about: "What you save is a new version. Sign-offs of the roles that it concerns are voided; \
            you are shown which before it is saved.",
    button: "Save this version",
    done: "A new version is saved",
    field: "act",
    role: None,
    fits: |report| report.published.is_none(),
    sample: |case| Command::ReviseReport(revision(case)),
    prefill: text::prefill,
    fields: |case, form, errors| {
        html! { (text::fields(case, form, errors)) }
    },
    read: |case, form| {
        let content = text::read(case, form)?;
        Ok(Command::ReviseReport(ReviseReport {
            content,
            sponsor: text::sponsor(form),
            ..revision(case)
        }))
    },
    merge: text::merge,
};

/// A revision that changes nothing.
pub(super) fn revision(case: &Case<'_>) -> ReviseReport {
    ReviseReport {
        report: case.reference(),
        content: case.report.content().clone(),
        covers: None,
        author: None,
        sponsor: None,
        report_type: None,
        route: None,
        signatories: None,
        minor: None,
        despite_lint: None,
    }
}
