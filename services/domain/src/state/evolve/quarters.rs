//! How quarters change: opened, closed, frozen, restated.

use std::sync::Arc;

use jiff::civil::Date;
use quarterday_proto::event::{
    PositionFrozen, QuarterClosed, QuarterOpened, QuarterRestated, Recorded,
};
use quarterday_proto::id::PlanId;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::State;
use crate::state::{QuarterRecord, Restatement};

impl State {
    pub(super) fn open_quarter(&mut self, event: &QuarterOpened, place: u64) {
        self.with_plan(event.plan, |plan| {
            plan.changed_at = place;
            plan.touched_at = place;
            plan.quarters
                .entry(event.quarter)
                .or_insert_with(|| QuarterRecord {
                    state: QuarterState::Open,
                    opened_at: place,
                    closing: 0,
                    answers_due: event.answers_due,
                    positions: Arc::default(),
                    frozen_at: 0,
                    closed_at: None,
                    reason: None,
                    inputs: String::new(),
                    unanswered: Vec::new(),
                    restatements: Vec::new(),
                    candidates: Vec::new(),
                    changed_at: place,
                });
        });
    }

    pub(super) fn close_quarter(&mut self, event: &QuarterClosed, recorded: Recorded) {
        self.with_quarter(event.plan, event.quarter, recorded.place, |quarter| {
            quarter.state = QuarterState::Closed;
            quarter.closing = event.closing;
            quarter.frozen_at = event.frozen_at;
            quarter.closed_at = Some(recorded);
            quarter.reason = event.reason.clone();
            quarter.inputs = event.inputs.clone();
            quarter.unanswered = event.unanswered.clone();
            quarter.positions = Arc::default();
            quarter.candidates.clear();
        });
    }

    pub(super) fn freeze_position(&mut self, event: &PositionFrozen, place: u64) {
        let mut position = event.position.clone();
        position.restore_traces();
        // The items say nothing of the scheme's version and the plan's details.
        let plan = self.plans.get(&event.plan);
        let record = plan.and_then(|plan| plan.quarters.get(&event.quarter));
        let frozen_at = record.map_or(0, |record| record.frozen_at);
        position
            .trace
            .extend(self.scheme_place(&position.scheme, frozen_at));
        position
            .trace
            .extend(plan.into_iter().flat_map(|plan| plan.places(event.quarter)));
        position.trace.sort_unstable();
        position.trace.dedup();
        self.with_quarter(event.plan, event.quarter, place, |quarter| {
            let positions = match (event.restatement, quarter.restatements.last_mut()) {
                (Some(_), Some(restatement)) => &mut restatement.positions,
                _ => &mut quarter.positions,
            };
            Arc::make_mut(positions).push(*position);
        });
    }

    pub(super) fn restate_quarter(&mut self, event: &QuarterRestated, recorded: Recorded) {
        self.with_quarter(event.plan, event.quarter, recorded.place, |quarter| {
            quarter.restatements.push(Restatement {
                event: event.clone(),
                recorded,
                positions: Arc::default(),
            });
            quarter.candidates.clear();
        });
    }

    /// Notes an observation that bears on a closed quarter. A completion bears
    /// on the closed quarters after as well.
    pub(super) fn note_candidate(
        &mut self,
        plan: PlanId,
        first: Quarter,
        completed_on: Option<Date>,
        place: u64,
    ) {
        self.with_plan(plan, |plan| {
            let bears_on = |quarter: Quarter| {
                quarter == first || completed_on.is_some_and(|on| on <= quarter.last_day())
            };
            for (quarter, record) in plan.quarters.range_mut(first..) {
                if record.state != QuarterState::Open && bears_on(*quarter) {
                    record.candidates.push(place);
                }
            }
        });
    }

    pub(super) fn with_quarter(
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
