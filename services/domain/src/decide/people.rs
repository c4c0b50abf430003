//! Handing over what a leaver has.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::HandOver;
use quarterday_proto::event::{Event, PersonHandedOver};
use quarterday_proto::id::ItemId;

use super::{Case, Decided};
use crate::rejection::{Code, reject};

pub(super) fn hand_over(case: &Case<'_>, command: &HandOver) -> Result<Decided, Rejection> {
    let from = case.state.person(&command.from)?;
    let to = case.state.person(&command.to)?;
    case.fresh(from.changed_at, "the leaver's entry")?;
    if from.id == to.id {
        return Err(reject(Code::NoEffect, "leaver and successor are the same person"));
    }
    let mut items: Vec<ItemId> = case
        .state
        .all_items()
        .filter(|item| item.concluded.is_none() && item.ended.is_none())
        .filter(|item| item.version_as_at(command.on).definition.owner == Some(from.id))
        .map(|item| item.id)
        .collect();
    items.sort_unstable();
    let notes = vec![format!("{} items handed over", items.len())];
    let event = Event::PersonHandedOver(PersonHandedOver {
        from: from.id,
        to: to.id,
        on: command.on,
        items,
    });
    Ok(Decided { events: vec![event], notes })
}
