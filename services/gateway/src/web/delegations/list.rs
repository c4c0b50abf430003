//! The delegations that somebody may see, those that are over last.

use jiff::civil::Date;
use maud::{Markup, html};
use quarterday_domain::{Delegation, State};

use super::{address, is_for_all, is_shown, scope};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;
use crate::query::Parameter;
use crate::web::admin::{DONE, done};
use crate::web::layout::Page;
use crate::web::parts::table;
use crate::web::words;

pub(super) const QUERY: &[Parameter] = &[DONE];

pub(super) fn show(call: &Call) -> Answered {
    let here = address(call)?;
    let state = call.tenant()?.view.state();
    let today = state.day_of(call.now());
    let mut shown = Vec::new();
    for one in state.delegations().iter().rev() {
        if is_shown(call, one)? {
            shown.push(one);
        }
    }
    shown.sort_by_key(|one| is_over(one, today));
    let rows: Vec<Vec<Markup>> = shown
        .iter()
        .map(|one| row(&state, one, today, &here))
        .collect();
    drop(state);
    let main = html! {
        (done(call))
        h1 class="govuk-heading-l" { "Delegations" }
        p class="govuk-body" {
            "A deputy signs what somebody is asked to sign, from a day to a day. The sign-off says \
            who signed and for whom."
        }
        p class="govuk-body" {
            a class="govuk-link" href={ (here) "/new" } { "Delegate sign-offs" }
        }
        @if rows.is_empty() {
            p class="govuk-body" { "There is none." }
        } @else {
            (table(
                if is_for_all(call) { "All delegations" } else { "Yours" },
                &["Reference", "From", "To", "Days", "For", "State"],
                &rows,
            ))
        }
    };
    Page::new("Delegations", main)
        .back(&back(call)?, "Back")
        .answer(call)
}

fn back(call: &Call) -> Result<String, Problem> {
    let council = &call.tenant()?.id;
    Ok(match is_for_all(call) {
        true => format!("/c/{council}/admin"),
        false => format!("/c/{council}/sign-offs"),
    })
}

fn is_over(one: &Delegation, today: Date) -> bool {
    one.ended || one.last < today
}

fn row(state: &State, one: &Delegation, today: Date, here: &str) -> Vec<Markup> {
    let standing = match one {
        one if one.ended => "ended",
        one if one.last < today => "over",
        one if today < one.first => "to come",
        _ => "in force",
    };
    vec![
        html! { (one.reference) },
        html! { (state.post_of(one.from)) },
        html! { (state.post_of(one.to)) },
        html! { (words::day(one.first)) " to " (words::day(one.last)) },
        html! { (scope(state, one)) br; (one.reason) },
        html! {
            (standing)
            @if !is_over(one, today) {
                br;
                a class="govuk-link" href={ (here) "/" (words::encoded(&one.reference)) "/end" } {
                    "End" span class="govuk-visually-hidden" { " delegation " (one.reference) }
                }
            }
        },
    ]
}
