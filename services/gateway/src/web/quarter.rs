//! The dashboard of a plan's quarter: its positions, and who has not answered.

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Plan, State};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;

use super::layout::Page;
use super::{figures, quarters, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::query::{Parameter, Shape};
use crate::routes::pages::{positions, quarter, without_answer};

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "known_at",
    shape: Shape::Text,
    about: "As known at a place, a day or a moment",
}];

pub(super) fn show(call: &Call) -> Answered {
    let quarter = quarter(call)?;
    let positions = positions(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let address = format!(
        "/c/{}/plans/{}",
        tenant.id,
        words::encoded(&plan.details.reference)
    );
    let here = format!("{address}/quarters/{quarter}");
    let items = format!("{address}/items");
    let known_at = call.query.text("known_at");
    let title = format!("{}, {}", plan.details.title, words::quarter(quarter));
    let main = html! {
        span class="govuk-caption-l" { (words::period(quarter)) }
        h1 class="govuk-heading-l" { (title) }
        (standing(&state, plan, quarter, &positions, known_at.is_some()))
        @for position in &positions { (figures::show(position, &here, &items, known_at)) }
        @if known_at.is_none() { (unanswered(&state, plan, quarter, &items)) }
        @if let Some(record) = plan.quarters.get(&quarter)
            && call.who.may.has(Right::RunCycle) {
            h2 class="govuk-heading-m" { "What can be done" }
            (quarters::steps(plan, record.state, &here))
        }
        (chooser(&here, known_at))
        @if call.who.may.has(Right::Audit) {
            p class="govuk-body" {
                a class="govuk-link" href={
                    "/c/" (tenant.id) "/audit?subject=" (words::encoded(&format!(
                        "{}/{quarter}", plan.details.reference
                    )))
                } { "What happened to this quarter" }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&address, "Back to the plan")
        .answer(call)
}

/// Whether figures move, and as known when.
fn standing(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    positions: &[Position],
    then: bool,
) -> Markup {
    let Some(record) = plan.quarters.get(&quarter) else {
        return html! {};
    };
    let known = positions.first().map(|position| position.known_at);
    let text = match (record.state, record.closed_at) {
        _ if then => {
            let at = known.and_then(|known| known.time);
            let at = at.map_or("the beginning".to_owned(), |at| words::moment(state, at));
            format!("Worked out as known on {at}.")
        }
        (QuarterState::Open, _) => match record.answers_due {
            Some(due) => format!(
                "Open: figures move with each answer. Answers are due by {}.",
                words::day(due)
            ),
            None => "Open: figures move with each answer.".to_owned(),
        },
        (closed, at) => {
            let at = at.map_or(String::new(), |at| words::moment(state, at.at));
            let what = if closed == QuarterState::Published {
                "Published"
            } else {
                "Closed"
            };
            format!("{what}: figures are as they were frozen on {at}.")
        }
    };
    html! {
        div class="govuk-inset-text" {
            (text)
            @if !record.restatements.is_empty() {
                " It was restated "
                (words::counted(record.restatements.len(), "time")) " since."
            }
        }
    }
}

fn unanswered(state: &State, plan: &Plan, quarter: Quarter, items: &str) -> Markup {
    let Some(record) = plan.quarters.get(&quarter) else {
        return html! {};
    };
    let references = without_answer(state, plan, quarter, record);
    let last = quarter.last_day();
    let owner = |reference: &str| {
        let item = state.item(plan, reference).ok()?;
        let owner = item.owner_on(last).map(|person| state.post_of(person));
        Some((item.latest().title.clone(), owner))
    };
    html! {
        h2 class="govuk-heading-m" { "Not answered" }
        @if references.is_empty() {
            p class="govuk-body" { "Every item has an answer." }
        } @else {
            p class="govuk-body" {
                (words::counted(references.len(), "item")) " without an answer:"
            }
            ul class="govuk-list govuk-list--bullet" {
                @for reference in &references {
                    @if let Some((title, owner)) = owner(reference) {
                        li {
                            a class="govuk-link"
                                href={ (items) "/" (words::encoded(reference)) } {
                                (reference) ": " (title)
                            }
                            ", " (owner.as_deref().unwrap_or("nobody owns it"))
                        }
                    }
                }
            }
        }
        @if let Some(reason) = &record.reason {
            p class="govuk-body" { "Closed all the same: " (reason) }
        }
    }
}

/// Asks what was known at another time.
fn chooser(here: &str, known_at: Option<&str>) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "As known at another time" }
        form method="get" action=(here) {
            div class="govuk-form-group" {
                label class="govuk-label" for="known_at" { "Day" }
                div class="govuk-hint" id="known_at-hint" {
                    "For example 10/11/2020: the end of that day. Leave it empty for now."
                }
                input class="govuk-input govuk-input--width-10" id="known_at" name="known_at"
                    type="text" aria-describedby="known_at-hint" value=[known_at];
            }
            button class="govuk-button govuk-button--secondary" data-module="govuk-button" {
                "Show"
            }
        }
    }
}
