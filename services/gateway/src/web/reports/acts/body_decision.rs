//! The decision of a body: the sign-off of its role, or the return of the report.

use maud::{Markup, html};
use quarterday_proto::command::{Command, RecordBodyDecision};
use quarterday_proto::plan::Decision;
use quarterday_proto::report::{BodyOutcome, ReportState};
use quarterday_proto::route::Holder;

use super::super::case::Case;
use super::{Act, day, faults, needed, optional, same};
use crate::web::fields::{Choices, input, radios, select, textarea};
use crate::web::form::Form;
use crate::web::parts::FieldError;

pub(super) const ACT: Act = Act {
    key: "body-decision",
    title: "Record the decision of a body",
    about: "What a body decided at a meeting after the report read as it does now.",
    button: "Record it",
    done: "The decision is recorded",
    field: "act",
    role: None,
    fits: |report| {
        let roles = report.route.iter().flat_map(|route| route.roles());
        let mut holders = roles.flat_map(|(_, role)| &role.holders);
        report.state == ReportState::Circulated
            && holders.any(|holder| matches!(holder, Holder::Body(_)))
    },
    sample: |case| {
        Command::RecordBodyDecision(RecordBodyDecision {
            report: case.reference(),
            role: String::new(),
            content_hash: String::new(),
            decision: Decision {
                body: String::new(),
                on: case.today,
                reference: String::new(),
            },
            time: None,
            outcome: BodyOutcome::Approved,
            reason: None,
        })
    },
    prefill: |case| {
        let hash = case.report.hash().to_owned();
        Form::with([("content_hash".to_owned(), hash)])
    },
    fields: |case, form, errors| {
        let outcomes: Choices<'_> = vec![
            ("approved", "It signs the report off".to_owned()),
            ("returned", "It returns the report to its author".to_owned()),
        ];
        html! {
            input type="hidden" name="content_hash" value=(form.text("content_hash"));
            (select("step", "Which body", None, &steps(case), form, errors))
            (input("on", "Day of its meeting", Some("For example 25/10/2021"), form, errors))
            (input("time", "Time of its meeting (optional)", Some(
                "For example 14:30. Needed where the report was changed on the same day."
            ), form, errors))
            (input("reference", "Reference of the decision", None, form, errors))
            (radios("outcome", "What did it decide?", None, outcomes, form, errors))
            (textarea("reason", "If it returns the report: why", None, 3, form, errors))
        }
    },
    read,
    merge: |case, form| {
        // A body decides on what it had before it, so the version is not moved on.
        same(case, form)
    },
};

/// Who records a body's decision, for the author, who takes the report to it and
/// may not record it.
pub(in crate::web::reports) fn decided_elsewhere(case: &Case<'_>) -> Markup {
    let is_author = case.state.author_of(case.report, case.today) == case.person;
    if !is_author || super::may(case, &ACT).is_ok() {
        return html! {};
    }
    let open = case.state.open_requests_of(case.report, case.today);
    let bodies: Vec<String> = open.into_iter().flat_map(|open| open.bodies).collect();
    html! {
        @if !bodies.is_empty() {
            p class="govuk-body" id="body-decision" {
                "It waits for the decision of " (bodies.join(" and ")) ". Democratic services or \
                the performance team record it: tell them the day of the meeting and the \
                reference of the decision."
            }
        }
    }
}

/// The roles that a body holds, each with the body.
fn steps(case: &Case<'_>) -> Vec<(String, String)> {
    let roles = case.report.route.iter().flat_map(|route| route.roles());
    let mut steps = Vec::new();
    for (_, role) in roles {
        let holders = case.state.holders(case.report, role, case.today);
        for body in holders.bodies {
            let label = format!("{body}, as {}", role.label);
            steps.push((format!("{}/{body}", role.key), label));
        }
    }
    steps
}

fn read(case: &Case<'_>, form: &Form) -> Result<Command, Vec<FieldError>> {
    let error = |field: &str, text: &str| FieldError {
        field: field.to_owned(),
        text: text.to_owned(),
    };
    let step = form.text("step").split_once('/');
    let on = day(form, "on", "the day of its meeting");
    let reference = needed(form, "reference", "the reference of the decision");
    let outcome = match form.text("outcome") {
        "approved" => Ok(BodyOutcome::Approved),
        "returned" => Ok(BodyOutcome::Returned),
        _ => Err(error("outcome", "Select what it decided")),
    };
    let time = optional(form, "time").map(|text| text.parse()).transpose();
    let time = time.map_err(|_| error("time", "Enter the time as hours and minutes, like 14:30"));
    let reason = match (&outcome, optional(form, "reason")) {
        (Ok(BodyOutcome::Returned), None) => {
            Err(error("reason", "Enter why it returns the report"))
        }
        (_, reason) => Ok(reason),
    };
    faults([
        step.is_none().then(|| error("step", "Select the body")),
        on.clone().err(),
        time.clone().err(),
        reference.clone().err(),
        outcome.clone().err(),
        reason.clone().err(),
    ])?;
    let (role, body) = step.unwrap_or_default();
    Ok(Command::RecordBodyDecision(RecordBodyDecision {
        report: case.reference(),
        role: role.to_owned(),
        content_hash: form.text("content_hash").to_owned(),
        decision: Decision {
            body: body.to_owned(),
            on: on.unwrap_or(case.today),
            reference: reference.unwrap_or_default(),
        },
        time: time.unwrap_or_default(),
        outcome: outcome.unwrap_or_default(),
        reason: reason.unwrap_or_default(),
    }))
}
