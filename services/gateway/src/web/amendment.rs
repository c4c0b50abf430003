//! An amendment: what it changes before and after, its decision, and applying it.

use axum::body::Body;
use axum::http::StatusCode;
use maud::{Markup, html};
use quarterday_domain::rights::{Right, of_command};
use quarterday_domain::{Amendment, AmendmentStanding, Council, State};
use quarterday_proto::command::{ApplyAmendment, Command, DecideAmendment};
use quarterday_proto::plan::{AmendmentOutcome, Decision};

use super::amendment_words::table;
use super::amendments::tag;
use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::refusal::redirect;
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

pub(super) fn show(call: &Call) -> Answered {
    page(call, &Form::default(), &[])?.answer(call)
}

pub(super) fn decide(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let mut read = Reader::new(&form);
        let decided_by = read.required("body", "Enter the body that decided, like Cabinet");
        let on = read.required_day("on", "Enter the day of the meeting, like 09/11/2020");
        let reference = read.required("reference", "Enter the reference of the decision");
        let outcome = form.text("outcome").parse::<AmendmentOutcome>().ok();
        if outcome.is_none() {
            read.fault("outcome", "Select what was decided");
        }
        let effective = read.day("effective", "Enter a day, like 01/01/2021");
        let errors = read.errors;
        let (Some(on), Some(outcome), true) = (on, outcome, errors.is_empty()) else {
            return refused(&call, &form, &errors);
        };
        let command = Command::DecideAmendment(DecideAmendment {
            amendment: call.segment("amendment").to_owned(),
            decision: Decision {
                body: decided_by,
                on,
                reference,
            },
            outcome,
            effective,
        });
        done(&call, &form, command, "body").await
    })
}

pub(super) fn apply(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let command = Command::ApplyAmendment(ApplyAmendment {
            amendment: call.segment("amendment").to_owned(),
        });
        done(&call, &form, command, "apply").await
    })
}

async fn done(call: &Call, form: &Form, command: Command, field: &str) -> Answered {
    match sent::send(call, form, command).await {
        Ok(_) => Ok(redirect(&address(call)?)),
        Err(problem) => refused(call, form, &[sent::said_against(problem, field)?]),
    }
}

fn refused(call: &Call, form: &Form, errors: &[FieldError]) -> Answered {
    let page = page(call, form, errors)?;
    Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(call)))
}

fn address(call: &Call) -> Result<String, Problem> {
    let council = &call.tenant()?.id;
    let reference = words::encoded(call.segment("amendment"));
    Ok(format!("/c/{council}/amendments/{reference}"))
}

fn page(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Page, Problem> {
    let address = address(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let amendment = state.amendment(call.segment("amendment"))?;
    let plan = state.plan_by_id(amendment.plan);
    let plan = plan.ok_or_else(|| Problem::internal("an amendment without its plan"))?;
    let back = format!(
        "/c/{}/plans/{}/amendments",
        tenant.id,
        words::encoded(&plan.details.reference)
    );
    let title = format!("Amendment {}", amendment.reference);
    let heads = if amendment.standing == AmendmentStanding::Applied {
        ["Before", "Since"]
    } else {
        ["Now", "Then"]
    };
    let main = html! {
        (error_summary(errors))
        span class="govuk-caption-l" { (plan.details.title) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (tag(amendment.standing)) }
        (facts(amendment))
        (table(&state, &amendment.changes, heads))
        @match amendment.standing {
            AmendmentStanding::Pending if may(call, &decision_of_nobody()) => {
                (to_decide(call, state.council()?, amendment, &address, form, errors))
            },
            AmendmentStanding::Approved if call.who.may.has(Right::RunCycle) => {
                (to_apply(call, &state, amendment, &address))
            },
            _ => {}
        }
    };
    drop(state);
    Ok(Page::new(title, main)
        .with_errors(!errors.is_empty())
        .back(&back, "Back to the amendments"))
}

/// Whether somebody may send a command on what is not their own.
fn may(call: &Call, command: &Command) -> bool {
    let rights = of_command(command);
    rights.iter().any(|right| call.who.may.has(*right))
}

/// A command of the kind that records decisions, to ask who may.
fn decision_of_nobody() -> Command {
    Command::DecideAmendment(DecideAmendment {
        amendment: String::new(),
        decision: Decision {
            body: String::new(),
            on: jiff::civil::Date::default(),
            reference: String::new(),
        },
        outcome: AmendmentOutcome::Deferred,
        effective: None,
    })
}

fn facts(amendment: &Amendment) -> Markup {
    let decision = amendment.decision.as_ref();
    let decided = decision.map(|(decision, outcome)| {
        let Decision {
            body,
            on,
            reference,
        } = decision;
        format!("{outcome} by {body} on {}, {reference}", words::day(*on))
    });
    let rows = [
        ("Why", Some(amendment.rationale.clone())),
        ("Decision", decided),
        ("Counts from", amendment.effective.map(words::day)),
    ];
    html! {
        dl class="govuk-summary-list" {
            @for (name, value) in rows {
                @if let Some(value) = value {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (name) }
                        dd class="govuk-summary-list__value" { (value) }
                    }
                }
            }
        }
    }
}

fn to_decide(
    call: &Call,
    council: &Council,
    amendment: &Amendment,
    address: &str,
    form: &Form,
    errors: &[FieldError],
) -> Markup {
    let fields = Fields { form, errors };
    let bodies = &council.settings.amendment_bodies;
    let mut decides: Vec<&str> = amendment
        .changes
        .iter()
        .filter_map(|change| bodies.get(&change.change_kind()).map(String::as_str))
        .collect();
    decides.sort_unstable();
    decides.dedup();
    let hint = match decides.is_empty() {
        true => "For example Cabinet".to_owned(),
        false => format!("Decided by {}", decides.join(", ")),
    };
    let outcomes: Vec<(String, String)> = std::iter::once((String::new(), "Select".to_owned()))
        .chain(AmendmentOutcome::ALL.iter().map(|outcome| {
            let word = outcome.to_string();
            (word.clone(), super::plan::capital(&word))
        }))
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Record the decision" }
        form method="post" action={ (address) "/decide" } novalidate {
            (sent::once_known_at(call, amendment.changed_at))
            (fields.input(named("body", "Body", &hint)))
            (fields.input(named("on", "Day of the meeting", "For example 09/11/2020")))
            (fields.input(named("reference", "Reference of the decision", "")))
            (fields.select(named("outcome", "What was decided", ""), &outcomes))
            (fields.input(named(
                "effective",
                "Counts from (optional)",
                "Without a day: from the quarter after the decision",
            )))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Record the decision" }
        }
    }
}

fn to_apply(call: &Call, state: &State, amendment: &Amendment, address: &str) -> Markup {
    let plan = state.plan_by_id(amendment.plan);
    html! {
        h2 class="govuk-heading-m" id="apply" tabindex="-1" { "Apply it" }
        p class="govuk-body" {
            "The plan then has the changes of the right-hand side, from the day that they count."
            @if let Some(closed) = plan.and_then(|plan| plan.last_closed()) {
                " What is closed stays as it is: " (words::quarter(closed)) " was the last."
            }
        }
        form method="post" action={ (address) "/apply" } {
            (sent::once_known_at(call, amendment.changed_at))
            button type="submit" class="govuk-button" data-module="govuk-button"
                data-prevent-double-click="true" { "Apply the amendment" }
        }
    }
}
