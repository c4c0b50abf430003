//! A plan: its quarters and its items.

use maud::{Markup, html};
use quarterday_domain::{Item, Plan, State};
use quarterday_proto::position::QuarterState;

use super::home::item_address;
use super::layout::Page;
use super::parts::scrolling;
use super::words;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::query::{Parameter, Shape};

/// Items that one page of a plan lists.
const ITEMS_SHOWN: usize = 100;

pub(super) const QUERY: &[Parameter] = &[Parameter {
    name: "after",
    shape: Shape::Text,
    about: "The items after this one",
}];

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let details = &plan.details;
    let title = details.title.clone();
    let today = state.day_of(call.now());
    let main = html! {
        @if let Some(directorate) = &details.directorate {
            span class="govuk-caption-l" { (directorate) }
        }
        h1 class="govuk-heading-l" { (title) }
        h2 class="govuk-heading-m" { "Quarters" }
        (quarters(council, plan))
        h2 class="govuk-heading-m" { "Amendments" }
        p class="govuk-body" {
            a class="govuk-link" href={
                "/c/" (council) "/plans/" (words::encoded(&details.reference)) "/amendments"
            } { "What was or is to be changed in this plan" }
        }
        h2 class="govuk-heading-m" { "Items" }
        (items(&state, council, plan, today, call.query.text("after")))
    };
    drop(state);
    let dashboard = format!("/c/{council}/dashboard");
    Page::new(title, main)
        .back(&dashboard, "Back to the dashboard")
        .answer(call)
}

/// Quarters of a plan, newest first.
pub(super) fn quarters(council: &str, plan: &Plan) -> Markup {
    let reference = words::encoded(&plan.details.reference);
    if plan.quarters.is_empty() {
        return html! { p class="govuk-body" { "No quarter was opened yet." } };
    }
    html! {
        ul class="govuk-list govuk-list--spaced" {
            @for (quarter, record) in plan.quarters.iter().rev() {
                li {
                    a class="govuk-link" href={
                        "/c/" (council) "/plans/" (reference) "/quarters/" (quarter)
                    } { (capital(&words::quarter(*quarter))) ", " (words::period(*quarter)) }
                    " "
                    strong class={ "govuk-tag " (colour(record.state)) } { (record.state) }
                }
            }
        }
    }
}

pub(super) fn colour(state: QuarterState) -> &'static str {
    match state {
        QuarterState::Open => "govuk-tag--yellow",
        QuarterState::Closed => "govuk-tag--blue",
        QuarterState::Published => "govuk-tag--green",
    }
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

fn items(
    state: &State,
    council: &str,
    plan: &Plan,
    today: jiff::civil::Date,
    after: Option<&str>,
) -> Markup {
    let all: Vec<&Item> = state.items_of(plan).map(|item| &**item).collect();
    let before = after.and_then(|after| {
        let mut all = all.iter();
        all.position(|item| item.reference() == after)
    });
    let rest = &all[before.map_or(0, |last| last + 1)..];
    let shown = &rest[..rest.len().min(ITEMS_SHOWN)];
    let here = format!(
        "/c/{council}/plans/{}",
        words::encoded(&plan.details.reference)
    );
    html! {
        (table(state, council, plan, today, shown))
        @if let Some(last) = shown.last().filter(|_| rest.len() > shown.len()) {
            p class="govuk-body" {
                a class="govuk-link" href={ (here) "?after=" (words::encoded(last.reference())) } {
                    "The next items"
                }
                ", " (shown.len()) " of " (words::counted(rest.len(), "item")) " are shown."
            }
        }
        @if before.is_some() {
            p class="govuk-body" { a class="govuk-link" href=(here) { "The first items" } }
        }
    }
}

fn table(
    state: &State,
    council: &str,
    plan: &Plan,
    today: jiff::civil::Date,
    shown: &[&Item],
) -> Markup {
    scrolling(
        "Items of the plan",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-visually-hidden" { "Items of the plan" }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Item" }
                        th scope="col" class="govuk-table__header" { "Owner" }
                        th scope="col" class="govuk-table__header" { "Due" }
                    }
                }
                tbody class="govuk-table__body" {
                    @for item in shown {
                        @let definition = &item.version_as_at(today).definition;
                        tr class="govuk-table__row" {
                            td class="govuk-table__cell qd-wide" {
                                a class="govuk-link"
                                    href=(item_address(council, plan, &definition.reference)) {
                                    (definition.reference) ": " (definition.title)
                                }
                                @if item.ended.is_some() || item.concluded.is_some() { " (ended)" }
                            }
                            td class="govuk-table__cell" {
                                (definition.owner.map_or_else(
                                    || "Nobody".to_owned(),
                                    |person| state.post_of(person),
                                ))
                            }
                            td class="govuk-table__cell" {
                                (definition.due.map(words::day).unwrap_or_default())
                            }
                        }
                    }
                }
            }
        },
    )
}
