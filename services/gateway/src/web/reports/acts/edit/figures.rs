//! The figures that the text may name, each with what it prints now.

use maud::{Markup, html};
use quarterday_domain::figures::{PlanFigures, figure, plan_figures};

use crate::web::parts::table;
use crate::web::reports::case::Case;

pub(super) fn shown(case: &Case<'_>) -> Markup {
    let covers = case.report.details.covers.iter();
    let plans: Vec<PlanFigures> = covers
        .filter_map(|one| {
            let plan = case.state.plan_by_id(one.plan)?;
            plan_figures(case.state, plan, one.quarter).ok()
        })
        .collect();
    let names = names(&plans);
    let rows: Vec<Vec<Markup>> = names
        .iter()
        .map(|(name, value)| vec![html! { code { "{" (name) "}" } }, html! { (value) }])
        .collect();
    html! {
        details class="govuk-details" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { "Figures to put into the text" }
            }
            div class="govuk-details__text" {
                @if rows.is_empty() {
                    p class="govuk-body" {
                        "There are none: tick a quarter that it covers, and save."
                    }
                } @else {
                    p class="govuk-body" {
                        "Copy a name into the text, with its braces. Until the quarter is closed it \
                        prints the figure of the day. " code { "percent" } " or " code { "count" }
                        " in the place of " code { "figure" } " prints one of both, and "
                        code { "before figure" } " the one of the quarter before."
                    }
                    (table("Figures", &["Write", "Prints now"], &rows))
                }
            }
        }
    }
}

/// Each name that stands for exactly one figure, with that figure.
fn names(plans: &[PlanFigures]) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut take = |name: String| {
        let value = figure(&name, plans, None).ok();
        let value = value.filter(|_| !found.iter().any(|(known, _)| *known == name));
        let is_one = value.is_some();
        found.extend(value.map(|value| (name, value)));
        is_one
    };
    for plan in plans {
        let of = match plans.len() {
            1 => String::new(),
            _ => format!(" of {}", plan.plan),
        };
        for position in plan.own_positions() {
            let kind = position.kind;
            take(format!("total {kind}s{of}"));
            let parts = position.parts.iter().map(|part| part.label.as_str());
            let groups = position.groups.iter().map(|group| group.label.as_str());
            for label in parts.chain(groups) {
                // With its kind where two kinds of item have the label.
                let _ = take(format!("figure {label}{of}"))
                    || take(format!("figure {kind}s {label}{of}"));
            }
        }
    }
    found
}
