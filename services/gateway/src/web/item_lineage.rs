//! Where an item comes from and where it went, over the years' plans.

use maud::{Markup, html};
use quarterday_domain::{Item, State};
use quarterday_proto::id::ItemId;
use quarterday_proto::item::Outcome;

use super::home::item_address;
use super::words;

/// Items that are followed back, at most: a plan is of a year.
const LINE_MAX: usize = 12;

/// An item and those that it descends from, the nearest first.
pub(super) fn line<'a>(state: &'a State, item: &'a Item) -> Vec<&'a Item> {
    let mut line = vec![item];
    while line.len() < LINE_MAX
        && let Some(from) = line.last().and_then(|item| item.descends_from)
        && let Some(found) = state.item_by_id(from)
    {
        line.push(found);
    }
    line
}

/// Its lineage with links; nothing where it has none.
pub(super) fn show(state: &State, council: &str, item: &Item) -> Markup {
    let from = line(state, item);
    let into: Vec<ItemId> = item
        .ended
        .iter()
        .flat_map(|ended| ended.into.iter().copied())
        .collect();
    let ended = item.ended.as_ref().map(|ended| {
        let day = words::day(ended.effective);
        match ended.into.is_empty() {
            true => format!("Deleted by an amendment: it does not count from {day}."),
            false => format!("Split by an amendment from {day} into:"),
        }
    });
    let concluded = item.concluded.as_ref().map(|(outcome, _)| outcome);
    if from.len() == 1 && ended.is_none() && concluded.is_none() {
        return html! {};
    }
    html! {
        h2 class="govuk-heading-m" { "Where it comes from and where it went" }
        @if from.len() > 1 {
            p class="govuk-body" { "It descends from:" }
            ul class="govuk-list govuk-list--bullet" {
                @for one in &from[1..] { li { (link(state, council, one)) } }
            }
        }
        @if let Some(text) = ended { p class="govuk-body" { (text) } }
        @if !into.is_empty() {
            ul class="govuk-list govuk-list--bullet" {
                @for part in into.iter().filter_map(|id| state.item_by_id(*id)) {
                    li { (link(state, council, part)) }
                }
            }
        }
        @match concluded {
            Some(Outcome::CarriedForward { into }) => p class="govuk-body" {
                "Carried forward"
                @if let Some(next) = state.item_by_id(*into) { " as " (link(state, council, next)) }
                "."
            },
            Some(Outcome::Ended { reference }) => p class="govuk-body" {
                "Ended by decision " (reference) "."
            },
            Some(Outcome::Routine) => p class="govuk-body" { "Passed to routine work." },
            None => {}
        }
    }
}

fn link(state: &State, council: &str, item: &Item) -> Markup {
    let Some(plan) = state.plan_by_id(item.plan) else {
        return html! { (item.reference()) };
    };
    html! {
        a class="govuk-link" href=(item_address(council, plan, item.reference())) {
            (item.reference()) ": " (item.latest().title)
        }
        " of " (plan.details.title) ", " (plan.details.year)
    }
}
