//! Rows of the items sheet.

use std::sync::Arc;

use quarterday_proto::event::{Event, ItemRecorded, TargetSet};
use quarterday_proto::id::ItemId;
use quarterday_proto::item::ItemDefinition;
use quarterday_proto::sheet::ItemRow;
use quarterday_proto::target::{Target, TargetStatus};

use super::plans::plan_of;
use super::targets::has_targets;
use super::{CellFault, Effect, Work, people};
use crate::decide::plan::still_open;
use crate::rejection::Code;
use crate::state::{Item, Plan};

pub(super) fn row(work: &mut Work<'_>, row: &ItemRow) -> Result<Effect, CellFault> {
    for (column, text) in [("ref", &row.reference), ("title", &row.title)] {
        if text.trim().is_empty() {
            return Err(CellFault::new(column, Code::TextRequired, text, "a text"));
        }
    }
    if let Some(target) = standing_target(row) {
        let given = [("target", target.target), ("target_low", target.low)];
        let cell = given.iter().find(|(_, figure)| figure.is_some());
        let (column, found) = cell.map_or(("target_high", target.high), |cell| *cell);
        let found = found.map(|figure| figure.to_string()).unwrap_or_default();
        has_targets(row.kind).map_err(|rejection| CellFault::of(column, found, rejection))?;
    }
    let plan = plan_of(work, &row.plan)?;
    let owner = people::someone(work, row.owner_email.as_deref());
    // A new item is no mistake to look for the nearest name of.
    if !plan.items_by_ref.contains_key(row.reference.as_str()) {
        return add(work, row, plan, owner);
    }
    let item = work
        .working
        .item(&plan, &row.reference)
        .map_err(|rejection| CellFault::of("ref", &row.reference, rejection))?
        .clone();
    if row.kind != item.kind {
        return Err(CellFault::new(
            "kind",
            Code::AmendmentInvalid,
            row.kind,
            format!("{}: an item's kind cannot change", item.kind),
        ));
    }
    let mut definition = item.latest().clone();
    merge(&mut definition, row);
    definition.owner = owner.or(definition.owner);
    let targets_changed = standing_target(row).filter(|target| {
        item.target_set(None, None)
            .is_none_or(|known| known.target != *target)
    });
    if definition == *item.latest() && targets_changed.is_none() {
        return Ok(Effect::Unchanged);
    }
    still_open(&plan).map_err(|rejection| CellFault::of("plan", &row.plan, rejection))?;
    if plan.approved.is_some() {
        by_amendment_only(&item, &definition, targets_changed.as_ref())?;
    }
    let (plan, id, kind) = {
        let ids = (plan.id, item.id, item.kind);
        let changed = definition != *item.latest();
        drop((plan, item));
        (changed.then_some(ids.0), ids.1, ids.2)
    };
    if let Some(plan) = plan {
        work.happen(Event::ItemChanged(ItemRecorded {
            item: id,
            plan,
            definition: Box::new(definition),
        }));
    }
    if let Some(target) = targets_changed {
        work.happen(Event::TargetSet(TargetSet {
            item: id,
            kind,
            target,
        }));
    }
    Ok(Effect::Changed)
}

fn add(
    work: &mut Work<'_>,
    row: &ItemRow,
    plan: Arc<Plan>,
    owner: Option<quarterday_proto::id::PersonId>,
) -> Result<Effect, CellFault> {
    still_open(&plan).map_err(|rejection| CellFault::of("plan", &row.plan, rejection))?;
    if plan.approved.is_some() {
        return Err(CellFault::new(
            "ref",
            Code::AmendmentRequired,
            &row.reference,
            format!(
                "an item of the plan: `{}` is approved, so a new item needs an amendment",
                plan.details.reference
            ),
        ));
    }
    let mut definition = definition_of(row);
    definition.owner = owner;
    let plan_id = plan.id;
    // The event changes the plan, which need not be copied for it.
    drop(plan);
    let item = ItemId::derive(work.case.id, work.next_id());
    let kind = definition.kind;
    work.happen(Event::ItemAdded(ItemRecorded {
        item,
        plan: plan_id,
        definition: Box::new(definition),
    }));
    if let Some(target) = standing_target(row) {
        work.happen(Event::TargetSet(TargetSet { item, kind, target }));
    }
    Ok(Effect::Added)
}

/// The definition of a row, without its owner.
pub(in crate::decide) fn definition_of(row: &ItemRow) -> ItemDefinition {
    let mut definition = ItemDefinition {
        reference: row.reference.clone(),
        kind: row.kind,
        title: row.title.clone(),
        theme: None,
        owner: None,
        start: None,
        due: None,
        direction: None,
        unit: None,
        directorate: None,
        contributors: Vec::new(),
        parent: None,
        aliases: Vec::new(),
        board: None,
        source: None,
        method: None,
        exempt_paragraph: None,
    };
    merge(&mut definition, row);
    definition
}

fn merge(definition: &mut ItemDefinition, row: &ItemRow) {
    definition.title.clone_from(&row.title);
    for (known, given) in [
        (&mut definition.theme, &row.theme),
        (&mut definition.unit, &row.unit),
        (&mut definition.parent, &row.parent),
        (&mut definition.board, &row.board),
        (&mut definition.source, &row.source),
        (&mut definition.method, &row.method),
        (&mut definition.exempt_paragraph, &row.exempt_paragraph),
    ] {
        if given.is_some() {
            known.clone_from(given);
        }
    }
    definition.start = row.start.or(definition.start);
    definition.due = row.due.or(definition.due);
    definition.direction = row.direction.or(definition.direction);
    if !row.contributors.is_empty() {
        definition.contributors.clone_from(&row.contributors);
    }
    if !row.aliases.is_empty() {
        definition.aliases.clone_from(&row.aliases);
    }
}

/// The target for every period that an item row gives.
pub(in crate::decide) fn standing_target(row: &ItemRow) -> Option<Target> {
    let (target, low, high) = (row.target, row.target_low, row.target_high);
    if target.is_none() && low.is_none() && high.is_none() {
        return None;
    }
    let status = TargetStatus::Approved;
    Some(Target {
        period: None,
        basis: None,
        target,
        low,
        high,
        status,
        no_target_reason: None,
    })
}

/// Of an approved plan only administrative facts change by import: owner,
/// contributors, aliases, unit, source, method, theme and board.
fn by_amendment_only(
    item: &Item,
    wanted: &ItemDefinition,
    target: Option<&Target>,
) -> Result<(), CellFault> {
    let known = item.latest();
    let refuse = |column: &'static str, found: String| {
        Err(CellFault::new(
            column,
            Code::AmendmentRequired,
            found,
            "what the plan says: it is approved, so this changes by amendment",
        ))
    };
    let text =
        |date: Option<jiff::civil::Date>| date.map(|day| day.to_string()).unwrap_or_default();
    if wanted.title != known.title {
        return refuse("title", wanted.title.clone());
    }
    if wanted.due != known.due {
        return refuse("due", text(wanted.due));
    }
    if wanted.start != known.start {
        return refuse("start", text(wanted.start));
    }
    if wanted.direction != known.direction {
        return refuse(
            "direction",
            wanted
                .direction
                .map(|way| way.to_string())
                .unwrap_or_default(),
        );
    }
    if target.is_some() {
        return refuse("target", String::new());
    }
    Ok(())
}
