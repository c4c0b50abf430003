//! What the meeting made of a published report.

use maud::html;
use quarterday_proto::command::{Command, FollowUpRow, RecordOutcome};
use quarterday_proto::plan::Decision;
use quarterday_proto::when;

use super::super::case::Case;
use super::{Act, day, faults, needed, optional, same, typed};
use crate::web::fields::{input, textarea};
use crate::web::form::Form;
use crate::web::parts::FieldError;

/// Follow-ups that the form has fields for.
const FOLLOW_UPS: usize = 3;

pub(super) const ACT: Act = Act {
    key: "outcome",
    title: "Record what the meeting decided",
    about: "The decision, the changes that it asked for, and what is to be done.",
    button: "Record it",
    done: "The outcome is recorded",
    field: "act",
    role: None,
    fits: |report| report.published.is_some(),
    sample: |case| {
        Command::RecordOutcome(RecordOutcome {
            report: case.reference(),
            decision: Decision {
                body: String::new(),
                on: case.today,
                reference: String::new(),
            },
            requested_changes: Vec::new(),
            follow_ups: Vec::new(),
        })
    },
    prefill: |case| {
        let header = &case.report.content().header;
        let body = header.committee.clone().unwrap_or_default();
        let on = header.meeting.map(typed).unwrap_or_default();
        Form::with([("body".to_owned(), body), ("on".to_owned(), on)])
    },
    fields: |_, form, errors| {
        html! {
            (input("body", "The body that met", None, form, errors))
            (input("on", "Day of the meeting", Some("For example 10/11/2021"), form, errors))
            (input("reference", "Reference of the decision", None, form, errors))
            (textarea("changes", "Changes that it asked for (optional)", Some("One on each line"),
                3, form, errors))
            @for number in 1..=FOLLOW_UPS {
                @let of = |what: &str| format!("follow-{number}-{what}");
                h2 class="govuk-heading-s" { "To be done, " (number) " (optional)" }
                (input(&of("action"), "What", None, form, errors))
                (input(&of("owner"), "By whom, by address", None, form, errors))
                (input(&of("due"), "By when", Some("For example 30/11/2021"), form, errors))
            }
        }
    },
    read,
    merge: same,
};

fn read(case: &Case<'_>, form: &Form) -> Result<Command, Vec<FieldError>> {
    let body = needed(form, "body", "the body that met");
    let on = day(form, "on", "the day of the meeting");
    let reference = needed(form, "reference", "the reference of the decision");
    faults([
        body.clone().err(),
        on.clone().err(),
        reference.clone().err(),
    ])?;
    let changes = form.text("changes").lines().map(str::trim);
    let changes = changes.filter(|line| !line.is_empty()).map(str::to_owned);
    let mut follow_ups = Vec::new();
    for number in 1..=FOLLOW_UPS {
        let of = |what: &str| format!("follow-{number}-{what}");
        let Some(action) = optional(form, &of("action")) else {
            continue;
        };
        let due = optional(form, &of("due")).map(|text| when::day(&text));
        let due = due.transpose().map_err(|_| {
            vec![FieldError {
                field: of("due"),
                text: "Enter the day by when, for example 30/11/2021".to_owned(),
            }]
        })?;
        follow_ups.push(FollowUpRow {
            action,
            owner_email: optional(form, &of("owner")),
            due,
        });
    }
    Ok(Command::RecordOutcome(RecordOutcome {
        report: case.reference(),
        decision: Decision {
            body: body.unwrap_or_default(),
            on: on.unwrap_or(case.today),
            reference: reference.unwrap_or_default(),
        },
        requested_changes: changes.collect(),
        follow_ups,
    }))
}
