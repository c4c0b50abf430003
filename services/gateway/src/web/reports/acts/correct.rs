//! A minor correction by democratic services, which leaves sign-offs standing.

use maud::html;
use quarterday_proto::command::{Command, MinorCorrection, ReviseReport};
use quarterday_proto::role::CouncilRole;

use super::{Act, edit, needed, text};
use crate::web::fields::input;
use crate::web::reports::case::Case;

pub(super) const ACT: Act = Act {
    key: "correct",
    title: "Make a minor correction",
    about: "Spelling, or an agenda number; never a figure, a status or a recommendation. \
            Sign-offs stand, and those who signed are shown it.",
    button: "Save the correction",
    done: "The correction is saved",
    field: "act",
    role: Some(CouncilRole::DemocraticServices),
    fits: |report| report.published.is_none() && !report.signatures.is_empty(),
    sample: |case| Command::ReviseReport(correction(case, String::new())),
    prefill: text::prefill,
    fields: |case, form, errors| {
        html! {
            (input("correction", "What is corrected", None, form, errors))
            (text::fields(case, form, errors))
        }
    },
    read: |case, form| {
        let reason = needed(form, "correction", "what is corrected");
        let content = text::read(case, form)?;
        let reason = reason.map_err(|error| vec![error])?;
        Ok(Command::ReviseReport(ReviseReport {
            content,
            ..correction(case, reason)
        }))
    },
    merge: text::merge,
};

/// A correction under the name of whoever asks.
fn correction(case: &Case<'_>, reason: String) -> ReviseReport {
    ReviseReport {
        minor: Some(MinorCorrection {
            by: case.email.clone(),
            reason,
        }),
        ..edit::revision(case)
    }
}
