//! How each event changes the state.

mod clearance;
mod items;
mod people;
mod quarters;
mod reminders;

use std::sync::Arc;

use quarterday_proto::event::{Data, Event, ItemObserved, Recorded};
use quarterday_proto::id::{ItemId, PlanId};
use quarterday_proto::item::Outcome;
use quarterday_proto::plan::AmendmentOutcome;
use quarterday_proto::position::QuarterState;

use super::{
    Amendment, AmendmentStanding, Council, Item, Observed, Plan, SchemeVersion, State, Token,
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

    /// Applies one event that nobody else needs: its texts are taken over, not
    /// copied.
    pub fn evolve_owned(&mut self, event: Event, recorded: Recorded) {
        match event {
            Event::ItemObserved(event) => self.observed(event, recorded.place),
            event => self.evolve(&event, recorded),
        }
    }

    fn observed(&mut self, event: ItemObserved, place: u64) {
        let Some(item) = self.items.get_mut(&event.item) else {
            return;
        };
        let item = Arc::make_mut(item);
        let completed_on = event.observation.completed_on;
        let replaced = item.observe(Observed {
            observation: event.observation,
            place,
            entered_for: event.entered_for,
        });
        item.changed_at = place;
        let plan = item.plan;
        if let Some(replaced) = replaced {
            let closed = self.plans.get(&plan).and_then(|plan| plan.last_closed());
            item.replaced.extend(closed.map(|_| replaced));
        }
        self.with_plan(plan, |plan| plan.touched_at = place);
        if let Some(quarter) = event.restates {
            self.note_candidate(plan, quarter, completed_on, place);
        }
    }

    /// Applies one event.
    pub fn evolve(&mut self, event: &Event, recorded: Recorded) {
        let place = recorded.place;
        match event {
            Event::ItemObserved(event) => self.observed(event.clone(), place),
            Event::CouncilEstablished(event) => {
                self.council = Some(Council {
                    name: event.name.clone(),
                    nation: event.nation,
                    zone: event.zone.clone(),
                    settings: event.settings.clone(),
                    look: None,
                    established: recorded.at,
                    changed_at: place,
                    time_zone: Default::default(),
                });
            }
            Event::CouncilConfigured(event) => {
                if let Some(council) = &mut self.council {
                    council.settings = event.settings.clone();
                    council.changed_at = place;
                }
            }
            Event::CouncilLookSet(event) => {
                if let Some(council) = &mut self.council {
                    council.name = event.name.clone();
                    council.look = Some(event.clone());
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
                    .push(SchemeVersion {
                        id: event.id,
                        compiled: Arc::new(compiled),
                        place,
                    });
                let name = &event.scheme.scheme;
                for plan in self
                    .plans
                    .values_mut()
                    .filter(|plan| plan.details.scheme == *name)
                {
                    Arc::make_mut(plan).touched_at = place;
                }
            }
            Event::PersonRegistered(event) | Event::PersonChanged(event) => {
                if let Some(before) = self.people.get(&event.person) {
                    self.people_by_email.remove(before.details.email.as_str());
                }
                self.people_by_email
                    .insert(event.details.email.as_str().into(), event.person);
                self.register(event, place);
            }
            Event::PersonHandedOver(event) => {
                self.hand_over(event, place);
                self.succeed(event, place);
            }
            Event::PlanAdded(event) => {
                self.plans_by_ref
                    .insert(event.details.reference.clone(), event.plan);
                let plan = Plan {
                    id: event.plan,
                    details: event.details.clone(),
                    approved: None,
                    closed_at: None,
                    items: Vec::new(),
                    items_by_ref: Default::default(),
                    quarters: Default::default(),
                    added_at: place,
                    details_at: place,
                    changed_at: place,
                    touched_at: place,
                };
                self.plans.insert(event.plan, Arc::new(plan));
            }
            Event::PlanChanged(event) => self.with_plan(event.plan, |plan| {
                plan.details = event.details.clone();
                plan.details_at = place;
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
            Event::ItemChanged(event) => self.change_item(event, place),
            Event::TargetSet(event) => self.set_target(event, place),
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
            Event::QuarterOpened(event) => self.open_quarter(event, place),
            Event::QuarterClosed(event) => {
                self.close_quarter(event, recorded);
                self.refigure(event.plan, event.quarter, recorded);
            }
            Event::PositionFrozen(event) => self.freeze_position(event, place),
            Event::QuarterReopened(event) => {
                self.with_quarter(event.plan, event.quarter, place, |quarter| {
                    quarter.state = QuarterState::Open;
                });
                self.refigure(event.plan, event.quarter, recorded);
            }
            Event::QuarterPublished(event) => {
                self.with_quarter(event.plan, event.quarter, place, |quarter| {
                    quarter.state = QuarterState::Published;
                });
            }
            Event::QuarterRestated(event) => self.restate_quarter(event, recorded),
            Event::AmendmentProposed(event) => {
                self.amendments_by_ref
                    .insert(event.reference.clone(), event.amendment);
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
                    amendment.effective = Some(event.effective);
                    amendment.changed_at = place;
                }
            }
            Event::RouteAdopted(_)
            | Event::LayoutAdopted(_)
            | Event::PostAppointed(_)
            | Event::ReportDrafted(_)
            | Event::ReportRevised(_)
            | Event::ReportCirculated(_)
            | Event::SignOffRequested(_)
            | Event::ReportSignedOff(_)
            | Event::SignOffsVoided(_)
            | Event::ReportReturned(_)
            | Event::ReportWithdrawn(_)
            | Event::StepReassigned(_)
            | Event::UrgencyRecorded(_)
            | Event::ReportPublished(_)
            | Event::OutcomeRecorded(_)
            | Event::DelegationGiven(_)
            | Event::DelegationEnded(_) => self.evolve_clearance(event, recorded),
            Event::TokenIssued(event) => {
                let token = Token {
                    id: event.token,
                    details: event.details.clone(),
                    issued: recorded.at,
                    used: None,
                    revoked: false,
                };
                self.tokens.insert(event.token, token);
            }
            Event::RoleGranted(_)
            | Event::RoleRevoked(_)
            | Event::SignInRequested(_)
            | Event::SignInMailed(_)
            | Event::SignInRefused(_)
            | Event::AccountBound(_)
            | Event::AccessRefused(_)
            | Event::AccountUnbound(_)
            | Event::SessionOpened(_)
            | Event::SessionRenewed(_)
            | Event::SessionEnded(_) => self.evolve_access(event, recorded),
            Event::TokenUsed(event) => {
                if let Some(token) = self.tokens.get_mut(&event.token) {
                    token.used = Some(recorded.at);
                }
            }
            Event::TokenRevoked(event) => {
                if let Some(token) = self.tokens.get_mut(&event.token) {
                    token.revoked = true;
                }
            }
            Event::ScheduleAdopted(_)
            | Event::ScheduleAsked(_)
            | Event::ScheduleRan(_)
            | Event::DigestClaimed(_)
            | Event::DigestSent(_)
            | Event::DigestFailed(_)
            | Event::DigestDropped(_)
            | Event::PersonMailBounced(_)
            | Event::PersonMailRestored(_)
            | Event::PersonAbsenceRecorded(_)
            | Event::LinkUsed(_) => self.evolve_reminders(event, recorded),
        }
    }

    fn with_item(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) {
        let Some(item) = self.items.get_mut(&id) else {
            return;
        };
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
}
