//! The amendments of a plan.

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Amendment, AmendmentStanding};

use super::layout::Page;
use super::step::plan_address;
use super::words;
use crate::call::Call;
use crate::endpoint::Answered;

pub(super) fn show(call: &Call) -> Answered {
    let address = plan_address(call)?;
    let tenant = call.tenant()?;
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let mut all: Vec<&Amendment> = state
        .amendments()
        .map(|one| &**one)
        .filter(|one| one.plan == plan.id)
        .collect();
    // `A10` after `A2`, the newest first.
    all.sort_by_key(|one| std::cmp::Reverse((one.reference.len(), one.reference.clone())));
    let title = format!("Amendments of {}", plan.details.title);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if plan.approved.is_none() {
            p class="govuk-body" {
                "The plan is not approved yet, so it can be changed without an amendment."
            }
        }
        @if all.is_empty() { p class="govuk-body" { "None was proposed." } }
        @else { (list(tenant.id.as_str(), &all)) }
        @if call.who.may.has(Right::RunCycle) {
            p class="govuk-body" {
                a class="govuk-link" href={ (address) "/amendments/new" } {
                    "Propose an amendment"
                }
            }
        }
    };
    drop(state);
    Page::new(title, main)
        .back(&address, "Back to the plan")
        .answer(call)
}

/// Amendments, with links.
pub(super) fn list(council: &str, all: &[&Amendment]) -> Markup {
    html! {
        ul class="govuk-list govuk-list--spaced" {
            @for amendment in all {
                li {
                    a class="govuk-link" href={
                        "/c/" (council) "/amendments/" (words::encoded(&amendment.reference))
                    } { (amendment.reference) }
                    ", " (words::counted(amendment.changes.len(), "change")) ": "
                    (amendment.rationale) " "
                    (tag(amendment.standing))
                }
            }
        }
    }
}

/// Where an amendment stands, in a word.
pub(super) fn tag(standing: AmendmentStanding) -> Markup {
    let (word, colour) = match standing {
        AmendmentStanding::Pending => ("to be decided", "govuk-tag--yellow"),
        AmendmentStanding::Approved => ("approved, to be applied", "govuk-tag--blue"),
        AmendmentStanding::Rejected => ("rejected", "govuk-tag--red"),
        AmendmentStanding::Applied => ("applied", "govuk-tag--green"),
    };
    html! { strong class={ "govuk-tag " (colour) } { (word) } }
}
