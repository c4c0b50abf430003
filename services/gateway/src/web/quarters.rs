//! The quarters of a council for whoever runs them: where each plan stands, and
//! what can be done with it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use quarterday_domain::{Plan, QuarterRecord, State};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::layout::Page;
use super::parts::scrolling;
use super::plan::{capital, colour};
use super::words;
use crate::call::Call;
use crate::endpoint::Answered;
use crate::routes::pages::without_answer;

/// Quarters that are listed, the newest first.
const QUARTERS_SHOWN: usize = 8;

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let state = tenant.view.state();
    let all: BTreeSet<Quarter> = state
        .plans()
        .flat_map(|plan| plan.quarters.keys().copied())
        .collect();
    let main = html! {
        h1 class="govuk-heading-l" { "Quarters" }
        @if all.is_empty() { p class="govuk-body" { "No quarter was opened yet." } }
        @for quarter in all.iter().rev().take(QUARTERS_SHOWN) {
            (of_quarter(&state, council, *quarter))
        }
        h2 class="govuk-heading-m" { "Open a quarter" }
        ul class="govuk-list govuk-list--spaced" {
            @for plan in state.plans().filter(|plan| plan.closed_at.is_none()) {
                li {
                    a class="govuk-link" href={ (address(council, plan)) "/open-quarter" } {
                        "Open a quarter of " (plan.details.title)
                    }
                }
            }
        }
        h2 class="govuk-heading-m" { "People" }
        p class="govuk-body" {
            a class="govuk-link" href={ "/c/" (council) "/hand-over" } {
                "Hand over what a leaver has"
            }
        }
    };
    drop(state);
    Page::new("Quarters", main).answer(call)
}

fn address(council: &str, plan: &Plan) -> String {
    let plan = words::encoded(&plan.details.reference);
    format!("/c/{council}/plans/{plan}")
}

fn of_quarter(state: &State, council: &str, quarter: Quarter) -> Markup {
    let plans: Vec<(&Plan, &QuarterRecord)> = state
        .plans()
        .filter_map(|plan| Some((&**plan, plan.quarters.get(&quarter)?)))
        .collect();
    let is_open = plans
        .iter()
        .any(|(_, record)| record.state == QuarterState::Open);
    let name = words::quarter(quarter);
    html! {
        h2 class="govuk-heading-m" { (capital(&name)) ", " (words::period(quarter)) }
        (table(state, council, quarter, &plans))
        @if is_open {
            ul class="govuk-list" {
                li {
                    a class="govuk-link" href={ "/c/" (council) "/quarters/" (quarter) "/chase" } {
                        "Chase answers for " (name)
                    }
                }
                li {
                    a class="govuk-link"
                        href={ "/c/" (council) "/quarters/" (quarter) "/workbook" } {
                        "Workbook for " (name) ": send it out and take it back"
                    }
                }
            }
        }
    }
}

fn table(
    state: &State,
    council: &str,
    quarter: Quarter,
    plans: &[(&Plan, &QuarterRecord)],
) -> Markup {
    let title = format!("Plans in {}", words::quarter(quarter));
    let table = html! {
        table class="govuk-table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (title) }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    @for name in ["Plan", "State", "Without an answer", "What can be done"] {
                        th scope="col" class="govuk-table__header" { (name) }
                    }
                }
            }
            tbody class="govuk-table__body" {
                @for (plan, record) in plans {
                    @let here = format!("{}/quarters/{quarter}", address(council, plan));
                    tr class="govuk-table__row" {
                        th scope="row" class="govuk-table__header qd-wide" {
                            a class="govuk-link" href=(here) { (plan.details.title) }
                        }
                        td class="govuk-table__cell" {
                            strong class={ "govuk-tag " (colour(record.state)) } { (record.state) }
                        }
                        td class="govuk-table__cell" {
                            (without_answer(state, plan, quarter, record).len())
                        }
                        td class="govuk-table__cell" { (steps(plan, record.state, &here)) }
                    }
                }
            }
        }
    };
    scrolling(&title, table)
}

/// The steps that a quarter can take from where it stands.
pub(super) fn steps(plan: &Plan, stands: QuarterState, here: &str) -> Markup {
    let steps: &[(&str, &str)] = match stands {
        QuarterState::Open => &[("close", "Close")],
        QuarterState::Closed => &[("reopen", "Reopen"), ("publish", "Record publication")],
        QuarterState::Published => &[("restate", "Restate")],
    };
    html! {
        ul class="govuk-list govuk-!-margin-bottom-0" {
            @for (path, label) in steps {
                li {
                    a class="govuk-link" href={ (here) "/" (path) } {
                        (label)
                        span class="govuk-visually-hidden" { ": " (plan.details.title) }
                    }
                }
            }
        }
    }
}
