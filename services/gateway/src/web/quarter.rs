//! The dashboard of a plan's quarter: its positions, and who has not answered.

use std::collections::BTreeSet;

use maud::{Markup, html};
use quarterday_domain::rights::Right;
use quarterday_domain::{Plan, State};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::Quarter;

use super::choosers::{self, AS_AT, Chooser, KNOWN_AT, List, THEME, carried};
use super::layout::Page;
use super::parts::{FieldError, error_summary};
use super::refusal::redirect;
use super::{figures, quarters, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::query::Parameter;
use crate::routes::pages::{positions, quarter, without_answer};

/// Items without an answer that are listed.
const UNANSWERED_SHOWN: usize = 100;

pub(super) const QUERY: &[Parameter] = &[AS_AT, KNOWN_AT, THEME];

pub(super) fn show(call: &Call) -> Answered {
    let quarter = quarter(call)?;
    let tenant = call.tenant()?;
    let plan = words::encoded(call.segment("plan"));
    let address = format!("/c/{}/plans/{plan}", tenant.id);
    let here = format!("{address}/quarters/{quarter}");
    // As at another quarter's end is the page of that quarter.
    if let Some(other) = choosers::as_at(call)?.filter(|other| *other != quarter) {
        let carried = carried(call, &[KNOWN_AT.name, THEME.name]);
        return Ok(redirect(&format!("{address}/quarters/{other}{carried}")));
    }
    let errors: Vec<_> = choosers::known(call)?.err().into_iter().collect();
    let positions = match errors.is_empty() {
        true => positions(call)?,
        false => Vec::new(),
    };
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let items = format!("{address}/items");
    let known_at = call.query.text("known_at");
    let title = format!("{}, {}", plan.details.title, words::quarter(quarter));
    let main = html! {
        (error_summary(&errors))
        span class="govuk-caption-l" { (words::period(quarter)) }
        h1 class="govuk-heading-l" { (title) }
        (chooser(&state, plan, call, &here, &errors))
        @if errors.is_empty() {
            (standing(&state, plan, quarter, &positions, known_at.is_some()))
        }
        @for position in &positions { (figures::show(position, &here, &items, known_at)) }
        @if known_at.is_none() { (unanswered(&state, plan, quarter, &items)) }
        @if let Some(record) = plan.quarters.get(&quarter)
            && call.who.may.has(Right::RunCycle) {
            h2 class="govuk-heading-m" { "What can be done" }
            (quarters::steps(plan, record.state, &here))
        }
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
        .with_errors(!errors.is_empty())
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
                @for reference in references.iter().take(UNANSWERED_SHOWN) {
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
        @let more = references.len().saturating_sub(UNANSWERED_SHOWN);
        @if more > 0 { p class="govuk-body" { "And " (words::counted(more, "item")) " more." } }
        @if let Some(reason) = &record.reason {
            p class="govuk-body" { "Closed all the same: " (reason) }
        }
    }
}

/// Asks for another quarter of the plan, another time or one theme.
fn chooser(state: &State, plan: &Plan, call: &Call, here: &str, errors: &[FieldError]) -> Markup {
    let quarters: Vec<Quarter> = plan.quarters.keys().copied().collect();
    let themes = state.items_of(plan);
    let mut themes: BTreeSet<&str> = themes
        .filter_map(|item| item.latest().theme.as_deref())
        .collect();
    themes.extend(call.query.text(THEME.name));
    let themes = List {
        name: THEME.name,
        label: "Theme",
        all: "All themes",
        choices: themes,
    };
    let chooser = Chooser {
        call,
        action: here,
        errors,
    };
    chooser.show(&quarters, &[themes])
}
