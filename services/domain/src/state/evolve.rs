//! How each event changes the state.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::event::{Data, Event, Recorded, TargetSet};
use quarterday_proto::id::{ItemId, PlanId};
use quarterday_proto::item::{ItemDefinition, Outcome};
use quarterday_proto::plan::{AmendmentChange, AmendmentOutcome};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::{
    Amendment, AmendmentStanding, Council, Ended, Item, ItemVersion, Observed, Person, Plan,
    QuarterRecord, Restatement, SchemeVersion, State, TargetVersion, Token,
};
use crate::scheme::load;

impl State {
    /// Applies the events of a commit, in order. Staged chunks have no events
    /// of their own; whoever reads the log hands them over when they take
    /// effect.
    pub fn apply(&mut self, data: &Data, recorded: Recorded) {
        for event in &data.events {
            self.evolve(event, recorded);
        }
        self.advance(recorded);
    }

    /// Notes that the log was read up to a place.
    pub fn advance(&mut self, recorded: Recorded) {
        self.head = recorded.place;
        self.recorded = Some(recorded.at);
    }

    /// Applies one event.
    pub fn evolve(&mut self, event: &Event, recorded: Recorded) {
        let place = recorded.place;
        match event {
            Event::ItemObserved(event) => {
                let Some(item) = self.items.get_mut(&event.item) else { return };
                let item = Arc::make_mut(item);
                item.observe(Observed {
                    observation: event.observation.clone(),
                    place,
                    entered_for: event.entered_for,
                });
                item.changed_at = place;
                let plan = item.plan;
                let restates = event.restates;
                self.with_plan(plan, |plan| {
                    plan.touched_at = place;
                    if let Some(quarter) = restates.and_then(|q| plan.quarters.get_mut(&q)) {
                        quarter.candidates.push(place);
                    }
                });
            }
            Event::CouncilEstablished(event) => {
                self.council = Some(Council {
                    name: event.name.clone(),
                    nation: event.nation,
                    zone: event.zone.clone(),
                    settings: event.settings.clone(),
                    changed_at: place,
                    time_zone: std::sync::OnceLock::new(),
                });
            }
            Event::CouncilConfigured(event) => {
                if let Some(council) = &mut self.council {
                    council.settings = event.settings.clone();
                    council.changed_at = place;
                }
            }
            Event::SchemeAdopted(event) => {
                // Deciding checked it; a scheme that no longer loads would be a
                // bug of this version, and figures would silently change.
                let compiled = load(event.scheme.clone())
                    .unwrap_or_else(|rejection| panic!("an adopted scheme loads: {rejection}"));
                self.schemes
                    .entry(event.scheme.scheme.clone())
                    .or_default()
                    .push(SchemeVersion { compiled: Arc::new(compiled), place });
                let name = &event.scheme.scheme;
                for plan in self.plans.values_mut().filter(|plan| plan.details.scheme == *name) {
                    Arc::make_mut(plan).touched_at = place;
                }
            }
            Event::PersonRegistered(event) | Event::PersonChanged(event) => {
                if let Some(before) = self.people.get(&event.person) {
                    self.people_by_email.remove(before.details.email.as_str());
                }
                self.people_by_email
                    .insert(event.details.email.as_str().into(), event.person);
                let person =
                    Person { id: event.person, details: event.details.clone(), changed_at: place };
                self.people.insert(event.person, Arc::new(person));
            }
            Event::PersonHandedOver(event) => {
                for id in &event.items {
                    self.with_item(*id, |item| {
                        let mut definition = item.version_as_at(event.on).definition.clone();
                        definition.owner = Some(event.to);
                        add_version(item, Some(event.on), definition, place);
                    });
                }
            }
            Event::PlanAdded(event) => {
                self.plans_by_ref.insert(event.details.reference.clone(), event.plan);
                let plan = Plan {
                    id: event.plan,
                    details: event.details.clone(),
                    approved: None,
                    closed_at: None,
                    items: Vec::new(),
                    items_by_ref: Default::default(),
                    quarters: Default::default(),
                    added_at: place,
                    changed_at: place,
                    touched_at: place,
                };
                self.plans.insert(event.plan, Arc::new(plan));
            }
            Event::PlanChanged(event) => self.with_plan(event.plan, |plan| {
                plan.details = event.details.clone();
                plan.changed_at = place;
                plan.touched_at = place;
            }),
            Event::PlanApproved(event) => self.with_plan(event.plan, |plan| {
                plan.approved = Some((event.decision.clone(), place));
                plan.changed_at = place;
            }),
            Event::PlanClosed(event) => self.with_plan(event.plan, |plan| {
                plan.closed_at = Some(place);
                plan.changed_at = place;
            }),
            Event::ItemAdded(event) => {
                self.add_item(event.plan, event.item, &event.definition, None, None, place);
            }
            Event::ItemChanged(event) => {
                self.with_item(event.item, |item| {
                    let first = item.versions.len() == 1;
                    let effective = item.versions.last().and_then(|version| version.effective);
                    if first {
                        item.original_due = event.definition.due;
                    }
                    add_version(item, effective, event.definition.clone(), place);
                });
            }
            Event::TargetSet(event) => self.set_target(event, None, place),
            Event::ItemConcluded(event) => {
                self.with_item(event.item, |item| {
                    item.concluded = Some((event.outcome.clone(), place));
                    item.changed_at = place;
                });
                if let Outcome::CarriedForward { into } = event.outcome {
                    let from = event.item;
                    self.with_item(into, |item| item.descends_from = Some(from));
                }
            }
            Event::QuarterOpened(event) => self.with_plan(event.plan, |plan| {
                plan.changed_at = place;
                plan.touched_at = place;
                plan.quarters.entry(event.quarter).or_insert_with(|| QuarterRecord {
                    state: QuarterState::Open,
                    closing: 0,
                    answers_due: event.answers_due,
                    positions: Arc::default(),
                    frozen_at: 0,
                    closed_at: None,
                    reason: None,
                    unanswered: Vec::new(),
                    restatements: Vec::new(),
                    candidates: Vec::new(),
                    changed_at: place,
                });
            }),
            Event::QuarterClosed(event) => self.with_quarter(event.plan, event.quarter, place, |quarter| {
                quarter.state = QuarterState::Closed;
                quarter.closing = event.closing;
                quarter.frozen_at = event.frozen_at;
                quarter.closed_at = Some(recorded);
                quarter.reason = event.reason.clone();
                quarter.unanswered = event.unanswered.clone();
                quarter.positions = Arc::default();
                quarter.candidates.clear();
            }),
            Event::PositionFrozen(event) => self.with_quarter(event.plan, event.quarter, place, |quarter| {
                let mut position = event.position.clone();
                position.restore_traces();
                let positions = match (event.restatement, quarter.restatements.last_mut()) {
                    (Some(_), Some(restatement)) => &mut restatement.positions,
                    _ => &mut quarter.positions,
                };
                Arc::make_mut(positions).push(position);
            }),
            Event::QuarterReopened(event) => self.with_quarter(event.plan, event.quarter, place, |quarter| {
                quarter.state = QuarterState::Open;
            }),
            Event::QuarterPublished(event) => self.with_quarter(event.plan, event.quarter, place, |quarter| {
                quarter.state = QuarterState::Published;
            }),
            Event::QuarterRestated(event) => self.with_quarter(event.plan, event.quarter, place, |quarter| {
                quarter.restatements.push(Restatement {
                    event: event.clone(),
                    recorded,
                    positions: Arc::default(),
                });
                quarter.candidates.clear();
            }),
            Event::AmendmentProposed(event) => {
                self.amendments_by_ref.insert(event.reference.clone(), event.amendment);
                let amendment = Amendment {
                    id: event.amendment,
                    reference: event.reference.clone(),
                    plan: event.plan,
                    changes: event.changes.clone(),
                    rationale: event.rationale.clone(),
                    standing: AmendmentStanding::Pending,
                    decision: None,
                    effective: None,
                    changed_at: place,
                };
                self.amendments.insert(event.amendment, Arc::new(amendment));
            }
            Event::AmendmentDecided(event) => {
                if let Some(amendment) = self.amendments.get_mut(&event.amendment) {
                    let amendment = Arc::make_mut(amendment);
                    amendment.standing = match event.outcome {
                        AmendmentOutcome::Approved => AmendmentStanding::Approved,
                        AmendmentOutcome::Rejected => AmendmentStanding::Rejected,
                        AmendmentOutcome::Deferred => AmendmentStanding::Pending,
                    };
                    amendment.decision = Some((event.decision.clone(), event.outcome));
                    amendment.effective = event.effective;
                    amendment.changed_at = place;
                }
            }
            Event::AmendmentApplied(event) => {
                for change in &event.changes {
                    self.apply_change(event.plan, change, event.effective, place);
                }
                if let Some(amendment) = self.amendments.get_mut(&event.amendment) {
                    let amendment = Arc::make_mut(amendment);
                    amendment.standing = AmendmentStanding::Applied;
                    amendment.changed_at = place;
                }
            }
            Event::TokenIssued(event) => {
                let token = Token { id: event.token, details: event.details.clone(), revoked: false };
                self.tokens.insert(event.token, token);
            }
            Event::TokenRevoked(event) => {
                if let Some(token) = self.tokens.get_mut(&event.token) {
                    token.revoked = true;
                }
            }
        }
    }

    fn apply_change(&mut self, plan: PlanId, change: &AmendmentChange, effective: Date, place: u64) {
        match change {
            AmendmentChange::Add { item, definition } => {
                self.add_item(plan, *item, definition, Some(effective), None, place);
            }
            AmendmentChange::Delete { item, .. } => self.with_item(*item, |item| {
                item.ended = Some(Ended { effective, into: Vec::new(), place });
                item.changed_at = place;
            }),
            AmendmentChange::Split { item, into, .. } => {
                let parts = into.iter().map(|part| part.item).collect();
                self.with_item(*item, |item| {
                    item.ended = Some(Ended { effective, into: parts, place });
                    item.changed_at = place;
                });
                for part in into {
                    let from = Some(*item);
                    self.add_item(plan, part.item, &part.definition, Some(effective), from, place);
                }
            }
            AmendmentChange::Redate { item, due, .. } => {
                self.redefine(*item, effective, place, |definition| definition.due = Some(*due));
            }
            AmendmentChange::Retarget { item, kind, target } => {
                let set = TargetSet { item: *item, kind: *kind, target: target.clone() };
                self.set_target(&set, Some(effective), place);
            }
            AmendmentChange::Reassign { item, owner, directorate, .. } => {
                self.redefine(*item, effective, place, |definition| {
                    definition.owner = owner.or(definition.owner);
                    if directorate.is_some() {
                        definition.directorate.clone_from(directorate);
                    }
                });
            }
            AmendmentChange::Redefine { item, title, .. } => {
                self.redefine(*item, effective, place, |definition| {
                    definition.title.clone_from(title);
                });
            }
        }
    }

    fn redefine(
        &mut self,
        item: ItemId,
        effective: Date,
        place: u64,
        change: impl FnOnce(&mut ItemDefinition),
    ) {
        self.with_item(item, |item| {
            let mut definition = item.latest().clone();
            change(&mut definition);
            add_version(item, Some(effective), definition, place);
        });
    }

    fn add_item(
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
            versions: vec![ItemVersion { effective: None, definition: definition.clone(), place }],
            original_due: definition.due,
            targets: Vec::new(),
            observations: Vec::new(),
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
            plan.items_by_ref.insert(definition.reference.as_str().into(), id);
            plan.touched_at = place;
        });
    }

    fn set_target(&mut self, event: &TargetSet, effective: Option<Date>, place: u64) {
        self.with_item(event.item, |item| {
            let version = TargetVersion { effective, target: event.target.clone(), place };
            // A target not bound to a day replaces its predecessor outright.
            if effective.is_none() {
                item.targets.retain(|old| {
                    old.effective.is_some()
                        || old.target.period != version.target.period
                        || old.target.basis != version.target.basis
                });
            }
            item.targets.push(version);
            item.changed_at = place;
        });
    }

    fn with_item(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) {
        let Some(item) = self.items.get_mut(&id) else { return };
        let item = Arc::make_mut(item);
        change(item);
        let (plan, place) = (item.plan, item.changed_at);
        self.with_plan(plan, |plan| plan.touched_at = plan.touched_at.max(place));
    }

    fn with_plan(&mut self, id: PlanId, change: impl FnOnce(&mut Plan)) {
        if let Some(plan) = self.plans.get_mut(&id) {
            change(Arc::make_mut(plan));
        }
    }

    fn with_quarter(
        &mut self,
        plan: PlanId,
        quarter: Quarter,
        place: u64,
        change: impl FnOnce(&mut QuarterRecord),
    ) {
        self.with_plan(plan, |plan| {
            plan.touched_at = place;
            if let Some(record) = plan.quarters.get_mut(&quarter) {
                change(record);
                record.changed_at = place;
            }
        });
    }
}

/// Adds a definition; one of the same day replaces what it follows.
fn add_version(item: &mut Item, effective: Option<Date>, definition: ItemDefinition, place: u64) {
    item.changed_at = place;
    item.versions.retain(|version| version.effective != effective || version.effective.is_some());
    item.versions.push(ItemVersion { effective, definition, place });
    // Of equal days the later place stays behind, and so counts.
    item.versions.sort_by_key(|version| (version.effective, version.place));
}
