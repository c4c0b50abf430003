//! The figures that a report prints: positions of the quarters that it covers,
//! as they were frozen at their closing.

use maud::{Markup, html};
use quarterday_domain::{Selection, State};
use quarterday_projections::PositionQuery;
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;

use crate::call::Call;
use crate::problem::Problem;
use crate::web::chart::figure;
use crate::web::figures::{heading, in_words};
use crate::web::parts::scrolling;
use crate::web::words;

/// A covered quarter with its figures.
pub(in crate::web) struct Covered {
    plan: String,
    title: String,
    quarter: Quarter,
    /// Number of the closing; 0 while it is open.
    closing: u32,
    positions: Vec<Position>,
}

/// The figures that a report prints now.
pub(in crate::web) fn covered(call: &Call, report: &str) -> Result<Vec<Covered>, Problem> {
    let tenant = call.tenant()?;
    let mut covered: Vec<Covered> = {
        let state = tenant.view.state();
        let report = state.report(report)?;
        let figures = report.figures.iter();
        let known = figures.filter_map(|figures| {
            let plan = state.plan_by_id(figures.plan)?;
            Some(Covered {
                plan: plan.details.reference.clone(),
                title: plan.details.title.clone(),
                quarter: figures.quarter,
                closing: figures.closing,
                positions: Vec::new(),
            })
        });
        known.collect()
    };
    for one in covered.iter_mut().filter(|one| one.closing > 0) {
        let query = PositionQuery {
            plan: one.plan.clone(),
            quarter: one.quarter,
            selection: Selection::default(),
            known_at: None,
            unopened: false,
        };
        one.positions = tenant.view.positions(&query)?;
    }
    Ok(covered)
}

/// The figures of covered quarters. Where `council` is given, whoever looks may
/// read the dashboards that they are of.
pub(in crate::web) fn show(state: &State, covered: &[Covered], council: Option<&str>) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Figures that it prints" }
        @if covered.is_empty() {
            p class="govuk-body" { "It covers no quarter of a plan." }
        }
        @for one in covered {
            h3 class="govuk-heading-s" {
                (one.title) ", " (words::quarter(one.quarter)) " (" (words::period(one.quarter)) ")"
            }
            p class="govuk-body" { (standing(state, one)) }
            @for position in &one.positions { (of(position)) }
            @if let Some(council) = council {
                p class="govuk-body" {
                    a class="govuk-link" href={
                        "/c/" (council) "/plans/" (words::encoded(&one.plan)) "/quarters/"
                        (one.quarter)
                    } { "Dashboard of " (one.title) ", " (words::quarter(one.quarter)) }
                }
            }
        }
    }
}

/// Since when the figures stand.
fn standing(state: &State, one: &Covered) -> String {
    let plan = state.plan(&one.plan).ok();
    let record = plan.and_then(|plan| plan.quarters.get(&one.quarter));
    let closed = record.filter(|record| record.state != QuarterState::Open);
    match closed.and_then(|record| record.closed_at) {
        Some(at) if one.closing > 0 => format!(
            "Frozen at closing {} on {}.",
            one.closing,
            words::moment(state, at.at)
        ),
        _ => "The quarter is not closed, so its figures are not frozen yet.".to_owned(),
    }
}

/// One position: a sentence, and counts and percentages by status.
fn of(position: &Position) -> Markup {
    let caption = format!("{}, of {}", heading(position), position.denominator);
    html! {
        p class="govuk-body" { (in_words(position)) }
        @for group in &position.groups {
            p class="govuk-body" {
                @if !group.percent.is_empty() { (group.percent) "% " }
                "(" (group.count) " of " (group.denominator) ") " (group.label)
            }
        }
        (scrolling(&caption, html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" { (caption) }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Status" }
                        th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                            "Figure"
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for part in &position.parts {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" { (part.label) }
                            td class="govuk-table__cell govuk-table__cell--numeric" {
                                (figure(part))
                            }
                        }
                    }
                    @for left_out in &position.excluded {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" {
                                "Left out: " (left_out.reason)
                            }
                            td class="govuk-table__cell govuk-table__cell--numeric" {
                                (left_out.count)
                            }
                        }
                    }
                }
            }
        }))
    }
}
