//! How items change: definitions, targets, conclusions.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::event::{ItemRecorded, TargetSet};
use quarterday_proto::id::{ItemId, PlanId};
use quarterday_proto::item::ItemDefinition;
use quarterday_proto::plan::AmendmentChange;
use quarterday_proto::quarter::Period;

use super::State;
use crate::state::{Ended, Item, ItemVersion, TargetVersion};

impl State {
    pub(super) fn apply_change(
        &mut self,
        plan: PlanId,
        change: &AmendmentChange,
        effective: Date,
        place: u64,
    ) {
        match change {
            AmendmentChange::Add {
                item,
                definition,
                targets,
            } => {
                self.add_item(plan, *item, definition, Some(effective), None, place);
                // An item's first targets are its own, as if imported with it.
                self.with_item(*item, |item| {
                    item.targets
                        .extend(targets.iter().map(|target| TargetVersion {
                            effective: None,
                            target: target.clone(),
                            place,
                            amended: false,
                        }));
                });
            }
            AmendmentChange::Delete { item, .. } => self.with_item(*item, |item| {
                item.ended = Some(Ended {
                    effective,
                    into: Vec::new(),
                    place,
                });
                item.changed_at = place;
            }),
            AmendmentChange::Split { item, into, .. } => {
                let parts = into.iter().map(|part| part.item).collect();
                self.with_item(*item, |item| {
                    item.ended = Some(Ended {
                        effective,
                        into: parts,
                        place,
                    });
                    item.changed_at = place;
                });
                for part in into {
                    let from = Some(*item);
                    self.add_item(
                        plan,
                        part.item,
                        &part.definition,
                        Some(effective),
                        from,
                        place,
                    );
                }
            }
            AmendmentChange::Retarget { item, target, .. } => self.with_item(*item, |item| {
                let target = target.clone();
                let effective = Some(effective);
                item.targets.push(TargetVersion {
                    effective,
                    target,
                    place,
                    amended: true,
                });
                item.changed_at = place;
            }),
            AmendmentChange::Redate { item, .. }
            | AmendmentChange::Reassign { item, .. }
            | AmendmentChange::Redefine { item, .. } => self.with_item(*item, |item| {
                let before = item.version_as_at(effective).definition.clone();
                let mut after = before.clone();
                redefine(&mut after, change);
                change_from(item, effective, &before, &after, place);
            }),
        }
    }

    pub(super) fn add_item(
        &mut self,
        plan: PlanId,
        id: ItemId,
        definition: &ItemDefinition,
        counts_from: Option<Date>,
        descends_from: Option<ItemId>,
        place: u64,
    ) {
        let item = Item {
            id,
            plan,
            kind: definition.kind,
            versions: vec![ItemVersion {
                effective: None,
                definition: definition.clone(),
                place,
            }],
            original_due: definition.due,
            targets: Vec::new(),
            observations: Vec::new(),
            replaced: Vec::new(),
            completions: 0,
            counts_from,
            ended: None,
            concluded: None,
            descends_from,
            added_at: place,
            changed_at: place,
        };
        self.items.insert(id, Arc::new(item));
        self.with_plan(plan, |plan| {
            plan.items.push(id);
            plan.items_by_ref
                .insert(definition.reference.as_str().into(), id);
            plan.touched_at = place;
        });
    }

    /// A corrected definition counts from the start, and in every later version
    /// that took the corrected value over. What an amendment or a handover
    /// changed since stays as it is.
    pub(super) fn change_item(&mut self, event: &ItemRecorded, place: u64) {
        self.with_item(event.item, |item| {
            let before = item.latest().clone();
            for version in &mut item.versions {
                follow(&mut version.definition, &before, &event.definition);
            }
            item.versions[0].place = place;
            item.original_due = item.versions[0].definition.due;
            item.changed_at = place;
        });
    }

    /// A target replaces its predecessor outright, but never in a quarter that
    /// is closed: altered after one, it counts from the quarter after.
    pub(super) fn set_target(&mut self, event: &TargetSet, place: u64) {
        let plan = self
            .items
            .get(&event.item)
            .and_then(|item| self.plans.get(&item.plan));
        let closed = plan.and_then(|plan| plan.last_closed());
        let effective = closed
            .filter(|_| !matches!(event.target.period, Some(Period::Quarter(_))))
            .and_then(|quarter| quarter.last_day().tomorrow().ok());
        self.with_item(event.item, |item| {
            let target = event.target.clone();
            item.targets.retain(|old| {
                old.amended
                    || old.effective < effective
                    || old.target.period != target.period
                    || old.target.basis != target.basis
            });
            item.targets.push(TargetVersion {
                effective,
                target,
                place,
                amended: false,
            });
            item.changed_at = place;
        });
    }
}

fn redefine(definition: &mut ItemDefinition, change: &AmendmentChange) {
    match change {
        AmendmentChange::Redate { due, .. } => definition.due = Some(*due),
        AmendmentChange::Reassign {
            owner, directorate, ..
        } => {
            definition.owner = owner.or(definition.owner);
            if directorate.is_some() {
                definition.directorate.clone_from(directorate);
            }
        }
        AmendmentChange::Redefine { title, .. } => definition.title.clone_from(title),
        AmendmentChange::Add { .. }
        | AmendmentChange::Delete { .. }
        | AmendmentChange::Split { .. }
        | AmendmentChange::Retarget { .. } => {}
    }
}

/// Changes the definition from a day on. A version of a later day keeps what it
/// changed itself and takes the rest over, whichever was applied first.
fn change_from(
    item: &mut Item,
    effective: Date,
    before: &ItemDefinition,
    after: &ItemDefinition,
    place: u64,
) {
    for version in item
        .versions
        .iter_mut()
        .filter(|version| version.effective > Some(effective))
    {
        follow(&mut version.definition, before, after);
    }
    add_version(item, effective, after.clone(), place);
    item.changed_at = place;
}

/// Adds a definition behind those of the same day or before.
pub(super) fn add_version(
    item: &mut Item,
    effective: Date,
    definition: ItemDefinition,
    place: u64,
) {
    let effective = Some(effective);
    let index = item
        .versions
        .partition_point(|version| version.effective <= effective);
    item.versions.insert(
        index,
        ItemVersion {
            effective,
            definition,
            place,
        },
    );
}

/// Changes each part of a definition that is as it was `before` to what it is
/// `after`.
fn follow(definition: &mut ItemDefinition, before: &ItemDefinition, after: &ItemDefinition) {
    macro_rules! parts {
        ($($part:ident),+ $(,)?) => {
            $(if before.$part != after.$part && definition.$part == before.$part {
                definition.$part.clone_from(&after.$part);
            })+
        };
    }
    parts!(
        title,
        theme,
        owner,
        start,
        due,
        direction,
        unit,
        directorate,
        contributors,
        parent,
        aliases,
        board,
        source,
        method,
        exempt_paragraph,
    );
}
