//! Handing over what a leaver has.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::HandOver;
use quarterday_proto::event::{Event, PersonHandedOver};
use quarterday_proto::id::{ItemId, PersonId};

use super::{Case, Decided, clearance, counted};
use crate::rejection::{Code, reject};
use crate::state::{Item, Relation};

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
    let line_manager_of = roles(case, Relation::LineManager, command.on, from.id, to.id);
    let deputy_of = roles(case, Relation::Deputy, command.on, from.id, to.id);
    let people = line_manager_of.len() + deputy_of.len();
    if items.is_empty() && reports.is_empty() && people == 0 {
        return Err(reject(
            Code::NoEffect,
            format!(
                "`{}` has nothing to hand over from {} on: no item, no report, nobody to manage \
                 and nobody to stand in for",
                command.from, command.on
            ),
        ));
    }
    let mut handed = counted(items.len(), "item", "items");
    for (people, what) in [
        (&line_manager_of, "the line management of"),
        (&deputy_of, "deputising for"),
    ] {
        if !people.is_empty() {
            let people = counted(people.len(), "person", "people");
            handed.push_str(&format!(", {what} {people}"));
        }
    }
    let mut notes = vec![if command.on > case.today {
        format!("{handed} to be handed over on {}", command.on)
    } else {
        format!("{handed} handed over")
    }];
    if !reports.is_empty() {
        let reports = counted(reports.len(), "report", "reports");
        notes.push(format!("steps or authorship of {reports} passed on"));
    }
    for post in posts {
        notes.push(format!(
            "{} is the {post} until the council appoints another",
            from.details.post
        ));
    }
    let event = Event::PersonHandedOver(PersonHandedOver {
        from: from.id,
        to: to.id,
        on: command.on,
        items,
        reports,
        line_manager_of,
        deputy_of,
    });
    Ok(Decided {
        events: vec![event],
        notes,
    })
}

/// The people for whom the leaver has a role from a day on. The successor's own
/// line manager and deputy stay as they are: nobody is their own.
fn roles(case: &Case<'_>, role: Relation, on: Date, from: PersonId, to: PersonId) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = case
        .state
        .people()
        .filter(|person| person.id != to && person.has_from(role, on, from))
        .map(|person| person.id)
        .collect();
    people.sort_unstable();
    people
}
