//! Approving and closing plans.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ApprovePlan, ClosePlan};
use quarterday_proto::event::{Event, PlanApproved, PlanClosed};
use quarterday_proto::position::QuarterState;

use super::{Case, Decided, required};
use crate::rejection::{Code, reject};
use crate::state::Plan;

pub(super) fn approve(case: &Case<'_>, command: &ApprovePlan) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    case.fresh(plan.changed_at, "the plan")?;
    if let Some((decision, _)) = &plan.approved {
        return Err(reject(
            Code::PlanAlreadyApproved,
            format!(
                "plan `{}` was approved by {} on {} ({})",
                command.plan, decision.body, decision.on, decision.reference
            ),
        ));
    }
    required(&command.decision.body, "the body that approves the plan")?;
    required(&command.decision.reference, "the decision's reference")?;
    case.not_in_future(command.decision.on, "the day of the decision")?;
    let decision = command.decision.clone();
    Ok(Event::PlanApproved(PlanApproved {
        plan: plan.id,
        decision,
    })
    .into())
}

/// A plan closes once its year's quarters are closed and every unfinished item
/// was carried forward, ended or passed to routine work.
pub(super) fn close(case: &Case<'_>, command: &ClosePlan) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    case.fresh(plan.changed_at, "the plan")?;
    still_open(plan)?;
    let last = plan.details.year.last_day();
    let open: Vec<String> = (1..=4)
        .filter_map(|number| plan.details.year.quarter(number))
        .filter(|quarter| {
            plan.quarters
                .get(quarter)
                .is_none_or(|record| record.state == QuarterState::Open)
        })
        .map(|quarter| quarter.to_string())
        .collect();
    if !open.is_empty() {
        return Err(reject(
            Code::PlanUnfinished,
            format!(
                "plan `{}` has quarters that are not closed: {}",
                command.plan,
                open.join(", ")
            ),
        ));
    }
    let unfinished: Vec<&str> = case
        .state
        .items_of(plan)
        .filter(|item| item.counts_as_at(last) && item.concluded.is_none())
        .filter(|item| needs_conclusion(item.kind) && item.completed_by(last).is_none())
        .map(|item| item.reference())
        .collect();
    if !unfinished.is_empty() {
        return Err(reject(
            Code::PlanUnfinished,
            format!(
                "plan `{}` has {} unfinished items: carry each forward, end it by decision or \
                 pass it to routine work: {}",
                command.plan,
                unfinished.len(),
                unfinished.join(", ")
            ),
        ));
    }
    Ok(Event::PlanClosed(PlanClosed { plan: plan.id }).into())
}

/// Measures and risks do not finish: they go on or not with the next plan.
fn needs_conclusion(kind: quarterday_proto::item::Kind) -> bool {
    use quarterday_proto::item::Kind;
    matches!(kind, Kind::Action | Kind::Milestone | Kind::Project)
}

/// Refuses what changes a closed plan.
pub(super) fn still_open(plan: &Plan) -> Result<(), Rejection> {
    match plan.closed_at {
        None => Ok(()),
        Some(place) => Err(reject(
            Code::PlanClosed,
            format!(
                "plan `{}` was closed at place {place}",
                plan.details.reference
            ),
        )),
    }
}
