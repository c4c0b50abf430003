//! An item over its quarters: its status, answer and target of each as a chart
//! and a table, those of the items it descends from too.

use maud::{Markup, html};
use quarterday_domain::{Item, Plan, Selection, State};
use quarterday_projections::PositionQuery;
use quarterday_proto::item::Kind;
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::{Period, Quarter};

use super::parts::scrolling;
use super::plan::capital;
use super::{chart, item_lineage, words};
use crate::call::Call;
use crate::problem::Problem;

/// Quarters that are shown, the newest.
const QUARTERS_SHOWN: usize = 16;

/// One quarter of an item.
pub(super) struct Row {
    quarter: Quarter,
    state: QuarterState,
    /// Where the quarter is shown.
    address: String,
    /// What it is called on each axis that assesses it, and its colour.
    statuses: Vec<(String, Option<String>)>,
    answer: Option<Figure>,
    target: Option<Figure>,
}

/// A figure as it is printed, and as long as its bar is.
struct Figure {
    printed: String,
    size: f64,
}

impl Figure {
    /// Of a decimal number without zeros at its end.
    fn of(printed: String) -> Self {
        let size = printed.parse().unwrap_or(0.0);
        Self { printed, size }
    }
}

/// A quarter that is still open: its positions are worked out.
struct Open {
    plan: String,
    quarter: Quarter,
    positions: Vec<Position>,
}

/// The quarters of the item that a request names, oldest first, and its kind.
pub(super) fn rows(call: &Call) -> Result<(Kind, Vec<Row>), Problem> {
    let tenant = call.tenant()?;
    let open: Vec<(String, Quarter)> = {
        let state = tenant.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let item = state.item(plan, call.segment("ref"))?;
        let line = item_lineage::line(&state, item);
        let all = line.iter().filter_map(|item| state.plan_by_id(item.plan));
        let open = all.flat_map(|plan| {
            let open = plan
                .quarters
                .iter()
                .filter(|(_, record)| record.state == QuarterState::Open);
            open.map(|(quarter, _)| (plan.details.reference.clone(), *quarter))
        });
        open.collect()
    };
    // Worked out without the state in hand: whoever works it out asks for it, too.
    let mut worked_out = Vec::with_capacity(open.len());
    for (plan, quarter) in open {
        let query = PositionQuery {
            plan: plan.clone(),
            quarter,
            selection: Selection::default(),
            known_at: None,
            unopened: false,
        };
        worked_out.push(Open {
            plan,
            quarter,
            positions: tenant.view.positions(&query)?,
        });
    }
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let item = state.item(plan, call.segment("ref"))?;
    let council = tenant.id.as_str();
    let mut rows: Vec<Row> = Vec::new();
    for item in item_lineage::line(&state, item) {
        if let Some(plan) = state.plan_by_id(item.plan) {
            rows.extend(of_plan(&state, council, plan, item, &worked_out));
        }
    }
    rows.sort_by_key(|row| row.quarter);
    let first = rows.len().saturating_sub(QUARTERS_SHOWN);
    Ok((item.kind, rows.split_off(first)))
}

fn of_plan(state: &State, council: &str, plan: &Plan, item: &Item, open: &[Open]) -> Vec<Row> {
    let reference = &plan.details.reference;
    let rows = plan.quarters.iter().filter_map(|(quarter, record)| {
        let quarter = *quarter;
        let last = quarter.last_day();
        if !item.counts_as_at(last) {
            return None;
        }
        let worked_out = open
            .iter()
            .find(|one| one.plan == *reference && one.quarter == quarter);
        let positions = match worked_out {
            Some(one) => one.positions.as_slice(),
            None => record.known_positions(),
        };
        let whole = positions
            .iter()
            .filter(|one| one.kind == item.kind && one.theme.is_none() && one.basis.is_none());
        let statuses: Vec<_> = whole
            .filter_map(|position| status(position, &item.version_as_at(last).definition.reference))
            .collect();
        let observed = item.observed_in(quarter.first_day(), last, None);
        let answer = observed.and_then(|one| match item.kind {
            Kind::Measure => one.observation.actual,
            _ => one.observation.percent_complete,
        });
        let basis = observed.and_then(|one| one.observation.basis);
        let bases = basis.map_or_else(
            || quarterday_domain::bases(state, plan, quarter),
            |basis| vec![basis],
        );
        let mut targets = bases.into_iter().filter_map(|basis| {
            item.target_for(Period::Quarter(quarter), basis, last)?
                .target
                .target
        });
        Some(Row {
            quarter,
            state: record.state,
            address: format!(
                "/c/{council}/plans/{}/quarters/{quarter}",
                words::encoded(reference)
            ),
            statuses,
            answer: answer.map(|figure| Figure::of(figure.normalize().to_string())),
            target: targets
                .next()
                .filter(|_| item.kind == Kind::Measure)
                .map(|figure| Figure::of(figure.normalize().to_string())),
        })
    });
    rows.collect()
}

/// What a position calls an item, and in which colour.
fn status(position: &Position, reference: &str) -> Option<(String, Option<String>)> {
    let item = position
        .items
        .iter()
        .find(|item| item.reference == reference)?;
    if let Some(reason) = &item.excluded {
        return Some((reason.clone(), None));
    }
    let part = position
        .parts
        .iter()
        .find(|part| part.status == item.status);
    Some(part.map_or_else(
        || (item.status.clone(), None),
        |part| (part.label.clone(), part.colour.clone()),
    ))
}

/// The chart and the table.
pub(super) fn show(kind: Kind, rows: &[Row]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Over quarters" }
        @if rows.is_empty() {
            p class="govuk-body" { "No quarter that it counts in was opened yet." }
        } @else {
            (bars(rows))
            (table(kind, rows))
        }
    }
}

/// One bar a quarter: as long as its answer where there are answers, in the colour
/// of its status, which the words above it name.
fn bars(rows: &[Row]) -> Markup {
    let figures = rows.iter().flat_map(|row| [&row.answer, &row.target]);
    let most = figures
        .flatten()
        .map(|figure| figure.size)
        .fold(0.0, f64::max);
    let width = |figure: &Option<Figure>| {
        let size = figure.as_ref().map_or(0.0, |figure| figure.size.max(0.0));
        if most > 0.0 { size / most } else { 0.0 }
    };
    html! {
        figure class="qd-chart" {
            figcaption class="govuk-visually-hidden" { "Chart: status and answer of each quarter" }
            @for row in rows {
                p class="qd-chart__label" {
                    (capital(&words::quarter(row.quarter))) ": " (in_words(row))
                }
                @let colour = row.statuses.first().and_then(|(_, colour)| colour.as_deref());
                @let of = if most > 0.0 { width(&row.answer) } else { 1.0 };
                (chart::bar_to_mark(colour, of, row.target.as_ref().map(|_| width(&row.target))))
            }
        }
    }
}

fn in_words(row: &Row) -> String {
    let statuses: Vec<&str> = row
        .statuses
        .iter()
        .map(|(label, _)| label.as_str())
        .collect();
    let mut text = match statuses.is_empty() {
        true => "not assessed".to_owned(),
        false => statuses.join(", "),
    };
    if let Some(answer) = &row.answer {
        text.push_str(&format!("; {}", answer.printed));
        if let Some(target) = &row.target {
            text.push_str(&format!(" against a target of {}", target.printed));
        }
    }
    text
}

fn table(kind: Kind, rows: &[Row]) -> Markup {
    let is_measure = kind == Kind::Measure;
    let answer = if is_measure {
        "Actual"
    } else {
        "Per cent complete"
    };
    let figure = |figure: &Option<Figure>| match figure {
        Some(figure) => figure.printed.clone(),
        None => "\u{2013}".to_owned(),
    };
    scrolling(
        "Quarters of the item",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" {
                    "Quarters of the item"
                }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Quarter" }
                        th scope="col" class="govuk-table__header" { "Status" }
                        th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                            (answer)
                        }
                        @if is_measure {
                            th scope="col" class="govuk-table__header govuk-table__header--numeric" {
                                "Target"
                            }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for row in rows {
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" {
                                a class="govuk-link" href=(row.address) {
                                    (capital(&words::quarter(row.quarter)))
                                }
                                @if row.state == QuarterState::Open { " (open)" }
                            }
                            td class="govuk-table__cell" {
                                @for (label, _) in &row.statuses { (label) br; }
                                @if row.statuses.is_empty() { "Not assessed" }
                            }
                            td class="govuk-table__cell govuk-table__cell--numeric" {
                                (figure(&row.answer))
                            }
                            @if is_measure {
                                td class="govuk-table__cell govuk-table__cell--numeric" {
                                    (figure(&row.target))
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}
