//! Restating a published quarter: what was reported, what is now known, why.

use axum::body::Body;
use maud::{Markup, html};
use quarterday_proto::command::{Command, RestateQuarter};
use quarterday_proto::event::Event;
use quarterday_proto::restated::{StatedFacts, StatusChange};

use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::parts::{FieldError, scrolling};
use super::step::{Step, quarter_address, take};
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;
use crate::routes::pages::quarter;

pub(super) fn show(call: &Call) -> Answered {
    step(call, &Form::default(), &[])?
        .page(call, &[])
        .answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let mut read = Reader::new(&form);
        let reason = read.required("reason", "Say why it is restated");
        let command = match read.errors {
            errors if !errors.is_empty() => Err(errors),
            _ => Ok(command(&call, reason)?),
        };
        let next = quarter_address(&call)?;
        take(&call, &form, command, "reason", &next, step).await
    })
}

fn command(call: &Call, reason: String) -> Result<Command, Problem> {
    Ok(Command::RestateQuarter(RestateQuarter {
        plan: call.segment("plan").to_owned(),
        quarter: quarter(call)?,
        reason,
    }))
}

fn step(call: &Call, form: &Form, errors: &[FieldError]) -> Result<Step, Problem> {
    let quarter = quarter(call)?;
    // As known before it is tried: what comes between makes the form stale.
    let known_at = call.tenant()?.view.state().head();
    let mut obstacle = None;
    let tried = sent::tried(
        call,
        command(call, "a look at what would change".to_owned())?,
    );
    let changes = match tried {
        Ok(decided) => decided.events.into_iter().find_map(|event| match event {
            Event::QuarterRestated(event) => Some(event.changes),
            _ => None,
        }),
        Err(problem) => {
            obstacle = Some(sent::said_against(problem, "reason")?.text);
            None
        }
    };
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let fields = Fields { form, errors };
    let preview = table(changes.as_deref().unwrap_or_default());
    Ok(Step {
        caption: format!("{}, {}", plan.details.title, words::period(quarter)),
        title: format!("Restate {}", words::quarter(quarter)),
        obstacle,
        preview,
        fields: fields.textarea(named(
            "reason",
            "Why it is restated",
            "Shown with the restatement.",
        )),
        button: changes.map(|_| "Restate the quarter".to_owned()),
        known_at: Some(known_at),
        back: (quarter_address(call)?, "Back to the quarter".to_owned()),
    })
}

fn table(changes: &[StatusChange]) -> Markup {
    scrolling(
        "What changes",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" { "What changes" }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for name in ["Item", "As reported", "As now known"] {
                            th scope="col" class="govuk-table__header" { (name) }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for change in changes {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" {
                                (change.reference) " (" (change.assessment) ")"
                            }
                            td class="govuk-table__cell" {
                                (side(change.reported.as_deref(), change.reported_facts.as_ref()))
                            }
                            td class="govuk-table__cell" {
                                (side(change.known.as_deref(), change.known_facts.as_ref()))
                                @if change.commentary_changed { br; "other commentary" }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn side(status: Option<&str>, facts: Option<&StatedFacts>) -> String {
    let mut parts = vec![status.unwrap_or("not counted").to_owned()];
    if let Some(facts) = facts {
        let mut fact = |name: &str, value: Option<String>| {
            parts.extend(value.map(|value| format!("{name} {value}")));
        };
        fact("figure", facts.actual.map(|value| value.to_string()));
        fact("forecast", facts.forecast.map(|value| value.to_string()));
        fact(
            "per cent complete",
            facts.percent_complete.map(|value| value.to_string()),
        );
        fact("rating", facts.rating.clone());
        fact(
            "no figure:",
            facts.unavailable.map(|why| why.label().to_owned()),
        );
        fact("completed on", facts.completed_on.map(words::day));
    }
    parts.join(", ")
}
