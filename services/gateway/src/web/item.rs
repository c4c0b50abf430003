//! An item: what it is, and what happened to it.

use maud::{Markup, html};
use quarterday_domain::{Amendment, Item, State};
use quarterday_proto::event::item_subject;
use quarterday_proto::plan::AmendmentChange;

use super::layout::Page;
use super::{amendments, events, item_lineage, item_quarters, words};
use crate::call::Call;
use crate::endpoint::Answered;
use crate::routes::pages::history;

pub(super) fn show(call: &Call) -> Answered {
    let tenant = call.tenant()?;
    let subject = {
        let state = tenant.view.state();
        let plan = state.plan(call.segment("plan"))?;
        let item = state.item(plan, call.segment("ref"))?;
        item_subject(item.kind, item.id)
    };
    let trail = history(call, &subject)?;
    let (kind, rows) = item_quarters::rows(call)?;
    let state = tenant.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let item = state.item(plan, call.segment("ref"))?;
    let today = state.day_of(call.now());
    let definition = &item.version_as_at(today).definition;
    let title = format!("{}: {}", definition.reference, definition.title);
    let back = format!(
        "/c/{}/plans/{}",
        tenant.id,
        words::encoded(&plan.details.reference)
    );
    let main = html! {
        span class="govuk-caption-l" { (plan.details.title) }
        h1 class="govuk-heading-l" { (title) }
        (facts(&state, item, today))
        (item_quarters::show(kind, &rows))
        (item_lineage::show(&state, tenant.id.as_str(), item))
        (amended(&state, tenant.id.as_str(), item))
        h2 class="govuk-heading-m" { "What happened" }
        p class="govuk-body" { "Newest first." }
        (events::timeline(&state, &trail.entries))
    };
    drop(state);
    Page::new(title, main)
        .back(&back, "Back to the plan")
        .answer(call)
}

/// The amendments that it is or was to be changed by, or that it came from.
fn amended(state: &State, council: &str, item: &Item) -> Markup {
    let mut all: Vec<&Amendment> = state
        .amendments()
        .map(|one| &**one)
        .filter(|one| {
            one.changes.iter().any(|change| {
                let is_part = matches!(change, AmendmentChange::Split { into, .. }
                    if into.iter().any(|part| part.item == item.id));
                is_part || change.item() == item.id
            })
        })
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.changed_at));
    html! {
        h2 class="govuk-heading-m" { "Amendments" }
        @if all.is_empty() { p class="govuk-body" { "None was proposed of it." } }
        @else { (amendments::list(council, &all)) }
    }
}

fn facts(state: &State, item: &Item, today: jiff::civil::Date) -> Markup {
    let definition = &item.version_as_at(today).definition;
    let owner = definition.owner.map(|person| state.post_of(person));
    let original = item.original_due.filter(|day| Some(*day) != definition.due);
    let last = item
        .observations
        .iter()
        .max_by_key(|one| (one.observation.as_at, one.place));
    let commentary = last.and_then(|one| one.observation.commentary.as_deref());
    let is_open =
        item.concluded.is_none() && item.counts_as_at(today) && item.completed_by(today).is_none();
    let due = |day| match is_open {
        true => words::due(day, today),
        false => words::day(day),
    };
    let rows = [
        ("Kind", Some(item.kind.to_string())),
        ("Owner", Some(owner.unwrap_or_else(|| "Nobody".to_owned()))),
        ("Theme", definition.theme.clone()),
        ("Due", definition.due.map(due)),
        ("First due", original.map(words::day)),
        (
            "Last answer",
            last.map(|one| format!("As at {}", words::day(one.observation.as_at))),
        ),
        ("Commentary", commentary.map(str::to_owned)),
    ];
    html! {
        dl class="govuk-summary-list" {
            @for (key, value) in rows {
                @if let Some(value) = value {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (key) }
                        dd class="govuk-summary-list__value" { (value) }
                    }
                }
            }
        }
    }
}
