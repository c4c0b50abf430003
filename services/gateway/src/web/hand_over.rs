//! A leaver's handover: all that is theirs, shown before it goes to a successor
//! in one step.

use axum::body::Body;
use axum::http::StatusCode;
use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::State;
use quarterday_proto::command::{Command, HandOver};
use quarterday_proto::event::{Event, PersonHandedOver};

use super::chase_reassign::people;
use super::form::Form;
use super::inputs::{Fields, Reader, named};
use super::layout::{Around, Page};
use super::parts::{FieldError, error_summary};
use super::{sent, words};
use crate::call::Call;
use crate::endpoint::{Answered, Reply};
use crate::problem::Problem;

pub(super) fn show(call: &Call) -> Answered {
    page(call, &Form::default(), &[], None)?.answer(call)
}

pub(super) fn send(call: Call, body: Body) -> Reply {
    Box::pin(async move {
        let form = Form::read(&call.headers, body).await?;
        let mut read = Reader::new(&form);
        let from = read.required("from", "Select who leaves");
        let to = read.required("to", "Select who comes after");
        let on = read.required_day(
            "on",
            "Enter the first day of the successor, like 01/11/2020",
        );
        let mut errors = read.errors;
        if let (true, Some(on)) = (errors.is_empty(), on) {
            let command = Command::HandOver(HandOver { from, to, on });
            let done = match form.text("step") {
                "send" => sent::send(&call, &form, command).await.map(|_| None),
                _ => sent::tried(&call, command).map(Some),
            };
            match done {
                Ok(None) => return thanks(&call, &form),
                Ok(Some(decided)) => {
                    let handed = decided.events.into_iter().find_map(|event| match event {
                        Event::PersonHandedOver(event) => Some(event),
                        _ => None,
                    });
                    let shown = handed.map(|event| (event, decided.notes));
                    let page = page(&call, &form, &[], shown.as_ref())?;
                    return Ok(page.into_response(StatusCode::OK, &Around::of(&call)));
                }
                Err(problem) => errors.push(sent::said_against(problem, "from")?),
            }
        }
        let page = page(&call, &form, &errors, None)?;
        Ok(page.into_response(StatusCode::UNPROCESSABLE_ENTITY, &Around::of(&call)))
    })
}

fn page(
    call: &Call,
    form: &Form,
    errors: &[FieldError],
    shown: Option<&(PersonHandedOver, Vec<String>)>,
) -> Result<Page, Problem> {
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let title = if shown.is_some() {
        "Check the handover"
    } else {
        "Hand over what a leaver has"
    };
    let people = people(&state, state.day_of(call.now()));
    let fields = Fields { form, errors };
    let main = html! {
        (error_summary(errors))
        h1 class="govuk-heading-l" { (title) }
        @match shown {
            None => {
                p class="govuk-body" {
                    "Items, requests to sign, reports, and whom they manage and stand in for, go \
                    to a successor from a day on. Each is shown before anything is done."
                }
                form method="post" action=(call.requested) novalidate {
                    (fields.select(named("from", "Who leaves", ""), &people))
                    (fields.select(named("to", "Who comes after", ""), &people))
                    (fields.input(named(
                        "on",
                        "First day of the successor",
                        "For example 01/11/2020",
                    )))
                    button type="submit" name="step" value="preview" class="govuk-button"
                        data-module="govuk-button" { "Show what goes over" }
                }
            },
            Some((handed, notes)) => {
                (what_goes_over(&state, handed, state.day_of(call.now())))
                @for note in notes { p class="govuk-body" { (super::refusal::sentence(note)) } }
                form method="post" action=(call.requested) {
                    (sent::once(call))
                    @for name in ["from", "to", "on"] {
                        input type="hidden" name=(name) value=(form.text(name));
                    }
                    div class="govuk-button-group" {
                        button type="submit" name="step" value="send" class="govuk-button"
                            data-module="govuk-button" data-prevent-double-click="true" {
                            "Hand over"
                        }
                        a class="govuk-link" href=(call.requested) { "Change it" }
                    }
                }
            }
        }
    };
    drop(state);
    Ok(Page::new(title, main).with_errors(!errors.is_empty()).back(
        &format!("/c/{}/quarters", tenant.id),
        "Back to the quarters",
    ))
}

fn what_goes_over(state: &State, handed: &PersonHandedOver, today: Date) -> Markup {
    let items: Vec<String> = handed
        .items
        .iter()
        .filter_map(|id| {
            let item = state.item_by_id(*id)?;
            let plan = state.plan_by_id(item.plan)?;
            let (reference, title) = (item.reference(), &item.latest().title);
            Some(format!("{reference}: {title}, {}", plan.details.title))
        })
        .collect();
    let requests: Vec<String> = state
        .open_requests(today)
        .iter()
        .filter(|request| request.people.contains(&handed.from))
        .map(|request| {
            let report = &request.report.content().title;
            format!("{}, for {}", report, request.role.label)
        })
        .collect();
    let reports: Vec<String> = handed
        .reports
        .iter()
        .filter_map(|id| Some(state.report_by_id(*id)?.content().title.clone()))
        .collect();
    let posts = |people: &[quarterday_proto::id::PersonId]| -> Vec<String> {
        people.iter().map(|one| state.post_of(*one)).collect()
    };
    let lists = [
        ("Items", items),
        ("Open requests to sign", requests),
        ("Reports whose steps or authorship go over", reports),
        ("People whom they manage", posts(&handed.line_manager_of)),
        ("People for whom they stand in", posts(&handed.deputy_of)),
    ];
    html! {
        p class="govuk-body" {
            "From " (state.post_of(handed.from)) " to " (state.post_of(handed.to)) ", from "
            (words::day(handed.on)) " on:"
        }
        @for (name, entries) in &lists {
            h2 class="govuk-heading-m" { (name) " (" (entries.len()) ")" }
            @if entries.is_empty() { p class="govuk-body" { "None." } }
            @else {
                ul class="govuk-list govuk-list--bullet" {
                    @for entry in entries { li { (entry) } }
                }
            }
        }
    }
}

fn thanks(call: &Call, form: &Form) -> Answered {
    let tenant = call.tenant()?;
    let (from, to) = {
        let state = tenant.view.state();
        let post = |name: &str| {
            let person = state.person(form.text(name)).ok();
            person.map_or_else(String::new, |person| person.details.post.clone())
        };
        (post("from"), post("to"))
    };
    let main = html! {
        div class="govuk-panel govuk-panel--confirmation" {
            h1 class="govuk-panel__title" { "Handed over" }
            div class="govuk-panel__body" { (from) " to " (to) }
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/c/" (tenant.id) "/quarters" } { "Back to the quarters" }
        }
    };
    Page::new("Handed over", main).answer(call)
}
