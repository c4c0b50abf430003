//! What an amendment changes, before and after.

use maud::{Markup, html};
use quarterday_domain::{Item, State};
use quarterday_proto::id::ItemId;
use quarterday_proto::item::ItemDefinition;
use quarterday_proto::plan::AmendmentChange;
use quarterday_proto::target::Target;

use super::parts::scrolling;
use super::words;

/// The changes of an amendment as a table; the left side is of before, also once
/// it was applied.
pub(super) fn table(state: &State, changes: &[AmendmentChange], heads: [&str; 2]) -> Markup {
    scrolling(
        "What changes",
        html! {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--s" { "What changes" }
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        th scope="col" class="govuk-table__header" { "Change" }
                        @for head in heads {
                            th scope="col" class="govuk-table__header" { (head) }
                        }
                    }
                }
                tbody class="govuk-table__body" {
                    @for change in changes {
                        @let (what, before, after) = sides(state, change);
                        tr class="govuk-table__row" {
                            th scope="row" class="govuk-table__header" { (what) }
                            td class="govuk-table__cell" { (before) }
                            td class="govuk-table__cell" { (after) }
                        }
                    }
                }
            }
        },
    )
}

/// What a change is of, and what is said of that before and after.
fn sides(state: &State, change: &AmendmentChange) -> (String, String, String) {
    let item = state.item_by_id(change.item());
    let known = item.map(|item| before(item, change));
    let named = |what: &str| match known {
        Some(definition) => format!("{what} {}: {}", definition.reference, definition.title),
        None => what.to_owned(),
    };
    let nobody = || "nobody".to_owned();
    let post = |owner: Option<quarterday_proto::id::PersonId>| {
        owner.map_or_else(nobody, |owner| state.post_of(owner))
    };
    let due = |due: Option<jiff::civil::Date>| {
        due.map_or_else(|| "no target date".to_owned(), words::day)
    };
    match change {
        AmendmentChange::Add {
            definition,
            targets,
            ..
        } => {
            let mut after = defined(state, definition);
            for target in targets {
                after.push_str(&format!("; target {}", figure(target)));
            }
            (
                format!("Add {}", definition.reference),
                "\u{2013}".to_owned(),
                after,
            )
        }
        AmendmentChange::Delete { .. } => (
            named("Delete"),
            known.map_or_else(String::new, |one| defined(state, one)),
            "Left out from the day it counts; its history stays".to_owned(),
        ),
        AmendmentChange::Split { into, .. } => {
            let parts = into.iter().map(|part| defined(state, &part.definition));
            (
                named("Split"),
                known.map_or_else(String::new, |one| defined(state, one)),
                parts.collect::<Vec<_>>().join("; "),
            )
        }
        AmendmentChange::Redate { due: new, .. } => (
            named("Re-date"),
            due(known.and_then(|one| one.due)),
            due(Some(*new)),
        ),
        AmendmentChange::Retarget { target, .. } => (
            named("Re-target"),
            item.map_or_else(String::new, |item| targets_of(item, change.item(), target)),
            figure(target),
        ),
        AmendmentChange::Reassign {
            owner, directorate, ..
        } => {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            if owner.is_some() {
                old.push(post(known.and_then(|one| one.owner)));
                new.push(post(*owner));
            }
            if let Some(directorate) = directorate {
                let was = known.and_then(|one| one.directorate.clone());
                old.push(was.unwrap_or_else(|| "the plan\u{2019}s directorate".to_owned()));
                new.push(directorate.clone());
            }
            (named("Move"), old.join(", "), new.join(", "))
        }
        AmendmentChange::Redefine { title, .. } => (
            named("Reword"),
            known.map_or_else(String::new, |one| one.title.clone()),
            title.clone(),
        ),
    }
}

/// The definition before a change: the last that is not yet as the change has
/// it, or the first.
fn before<'a>(item: &'a Item, change: &AmendmentChange) -> &'a ItemDefinition {
    let is_after = |definition: &ItemDefinition| match change {
        AmendmentChange::Redate { due, .. } => definition.due == Some(*due),
        AmendmentChange::Reassign {
            owner, directorate, ..
        } => {
            owner.is_none_or(|owner| definition.owner == Some(owner))
                && (directorate.is_none() || definition.directorate == *directorate)
        }
        AmendmentChange::Redefine { title, .. } => definition.title == *title,
        _ => false,
    };
    let mut versions = item
        .versions
        .iter()
        .rev()
        .map(|version| &version.definition);
    versions
        .find(|definition| !is_after(definition))
        .unwrap_or_else(|| item.latest())
}

fn defined(state: &State, definition: &ItemDefinition) -> String {
    let mut text = format!("{}: {}", definition.reference, definition.title);
    if let Some(owner) = definition.owner {
        text.push_str(&format!(", {}", state.post_of(owner)));
    }
    if let Some(directorate) = &definition.directorate {
        text.push_str(&format!(", {directorate}"));
    }
    if let Some(due) = definition.due {
        text.push_str(&format!(", by {}", words::day(due)));
    }
    text
}

/// The target of the same period that counted before.
fn targets_of(item: &Item, id: ItemId, new: &Target) -> String {
    debug_assert_eq!(item.id, id);
    let mut known = item.targets.iter().rev().map(|version| &version.target);
    let same = known.find(|one| one.period == new.period && one.basis == new.basis && *one != new);
    same.map_or_else(|| "no target".to_owned(), figure)
}

fn figure(target: &Target) -> String {
    let figure = match (target.target, target.low, target.high) {
        (Some(target), _, _) => target.to_string(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) => format!("at least {low}"),
        (None, None, Some(high)) => format!("at most {high}"),
        (None, None, None) => "no target".to_owned(),
    };
    let period = target.period.map(|period| format!(" for {period}"));
    format!("{figure}{}", period.unwrap_or_default())
}
