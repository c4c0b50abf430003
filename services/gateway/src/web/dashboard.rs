//! The dashboard of a council: each plan's last quarter in words.

use maud::{Markup, html};
use quarterday_domain::Selection;
use quarterday_projections::PositionQuery;
use quarterday_proto::quarter::Quarter;

use super::layout::Page;
use super::plan::capital;
use super::{figures, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::problem::Problem;

/// A plan on the dashboard.
struct Shown {
    reference: String,
    title: String,
    quarter: Option<Quarter>,
}

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let council = tenant.id.as_str();
    let plans: Vec<Shown> = {
        let state = tenant.view.state();
        let plans = state.plans().map(|plan| Shown {
            reference: plan.details.reference.clone(),
            title: plan.details.title.clone(),
            quarter: plan.quarters.keys().next_back().copied(),
        });
        plans.collect()
    };
    let mut sections = Vec::new();
    for plan in &plans {
        sections.push(section(call, council, plan)?);
    }
    let main = html! {
        h1 class="govuk-heading-l" { "Dashboard" }
        @if plans.is_empty() { p class="govuk-body" { "There is no plan yet." } }
        @for section in sections { (section) }
    };
    Page::new("Dashboard", main).answer(call)
}

fn section(call: &Call, council: &str, plan: &Shown) -> Result<Markup, Problem> {
    let address = format!("/c/{council}/plans/{}", words::encoded(&plan.reference));
    let Some(quarter) = plan.quarter else {
        return Ok(html! {
            h2 class="govuk-heading-m" { a class="govuk-link" href=(address) { (plan.title) } }
            p class="govuk-body" { "No quarter was opened yet." }
        });
    };
    let query = PositionQuery {
        plan: plan.reference.clone(),
        quarter,
        selection: Selection::default(),
        known_at: None,
        unopened: false,
    };
    let positions = call.tenant()?.view.positions(&query)?;
    Ok(html! {
        h2 class="govuk-heading-m" { a class="govuk-link" href=(address) { (plan.title) } }
        p class="govuk-body" {
            a class="govuk-link" href={ (address) "/quarters/" (quarter) } {
                (capital(&words::quarter(quarter)))
                span class="govuk-visually-hidden" { " of " (plan.title) }
            }
            ", " (words::period(quarter)) ":"
        }
        ul class="govuk-list govuk-list--bullet" {
            @for position in &positions {
                li { (capital(position.axis.as_str())) ": " (figures::in_words(position)) }
            }
        }
    })
}
