//! Handing over what a leaver has.

use std::sync::Arc;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::HandOver;
use quarterday_proto::event::{Event, PersonHandedOver};
use quarterday_proto::id::ItemId;

use super::{Case, Decided, clearance, counted};
use crate::rejection::{Code, reject};
use crate::state::Item;

pub(super) fn hand_over(case: &Case<'_>, command: &HandOver) -> Result<Decided, Rejection> {
    let from = case.state.person(&command.from)?;
    let to = case.state.person(&command.to)?;
    case.fresh(from.changed_at, "the leaver's entry")?;
    if from.id == to.id {
        return Err(reject(
            Code::NoEffect,
            "leaver and successor are the same person",
        ));
    }
    let owned_from_then_on = |item: &&Arc<Item>| {
        let later = item
            .versions
            .iter()
            .filter(|version| version.effective > Some(command.on));
        std::iter::once(item.version_as_at(command.on))
            .chain(later)
            .any(|version| version.definition.owner == Some(from.id))
    };
    let plan_is_open = |item: &&Arc<Item>| {
        let plan = case.state.plan_by_id(item.plan);
        plan.is_some_and(|plan| plan.closed_at.is_none())
    };
    let mut items: Vec<ItemId> = case
        .state
        .all_items()
        .filter(|item| item.concluded.is_none())
        .filter(|item| {
            item.ended
                .as_ref()
                .is_none_or(|ended| ended.effective > command.on)
        })
        .filter(plan_is_open)
        .filter(owned_from_then_on)
        .map(|item| item.id)
        .collect();
    items.sort_unstable();
    let (reports, posts) = clearance::passed_on(case, from.id);
    let mut notes = vec![format!(
        "{} handed over",
        counted(items.len(), "item", "items")
    )];
    if !reports.is_empty() {
        let reports = counted(reports.len(), "report", "reports");
        notes.push(format!("steps or authorship of {reports} passed on"));
    }
    for post in posts {
        notes.push(format!(
            "{} is {post} until the council appoints another",
            from.details.post
        ));
    }
    let event = Event::PersonHandedOver(PersonHandedOver {
        from: from.id,
        to: to.id,
        on: command.on,
        items,
        reports,
    });
    Ok(Decided {
        events: vec![event],
        notes,
    })
}
