//! Editing a report: what is above its text, each section and their order, what it
//! covers, who writes and signs it; with the figures that its text may name, and
//! what the linter finds.

mod covers;
mod figures;
mod findings;
mod order;
mod people;

use maud::html;
use quarterday_proto::command::{Command, ReviseReport};

use super::{Act, optional, text};
use crate::web::fields::textarea;
use crate::web::form::Form;
use crate::web::reports::case::Case;

pub(in crate::web::reports) use findings::of_command;

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
    prefill,
    fields: |case, form, errors| {
        html! {
            (findings::shown(case))
            (text::fields(case, form, errors))
            (figures::shown(case))
            (order::fields(case, form, errors))
            (covers::fields(case, form, errors))
            (people::fields(case, form, errors))
            (textarea(
                DESPITE, "Why it is to say so despite the linter (optional)",
                Some("A circulated report takes no new errors without a reason, which is kept \
                    with it."),
                3, form, errors,
            ))
        }
    },
    read: |case, form| {
        let mut content = text::read(case, form)?;
        order::put(&mut content.sections, form)?;
        Ok(Command::ReviseReport(ReviseReport {
            content,
            sponsor: text::sponsor(form),
            covers: covers::read(form),
            author: people::author(form),
            signatories: people::signatories(case, form),
            despite_lint: optional(form, DESPITE),
            ..revision(case)
        }))
    },
    merge: |case, form| {
        let (merged, above) = text::merge(case, form);
        let mut all: Vec<(String, String)> = merged
            .fields()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        // What stands beside the text is as it was chosen here; what was left alone
        // is not sent, and stays as the other has it.
        let own = form.fields().filter(|(name, _)| is_beside(name));
        all.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));
        (Form::with(all), above)
    },
};

/// The field with why it is to say so although the linter finds errors.
const DESPITE: &str = "despite_lint";

/// Whether a field is none of the text's own.
fn is_beside(name: &str) -> bool {
    let begins = [
        order::PLACE,
        covers::COVER,
        people::AUTHOR,
        people::SIGNATORY,
    ];
    name == DESPITE || begins.iter().any(|begin| name.starts_with(begin))
}

fn prefill(case: &Case<'_>) -> Form {
    let text = text::prefill(case);
    let mut all: Vec<(String, String)> = text
        .fields()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    all.extend(order::prefill(case));
    all.extend(covers::prefill(case));
    all.extend(people::prefill(case));
    Form::with(all)
}

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
