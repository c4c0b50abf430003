//! Opening, closing, reopening, publishing and restating quarters.

mod freeze;
mod restated;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    CloseQuarter, OpenQuarter, PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::event::{
    Event, QuarterClosed, QuarterOpened, QuarterPublished, QuarterReopened, QuarterRestated,
};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;
use rustc_hash::FxHashSet;

use super::plan::still_open;
use super::{Case, Decided, clearance, counted, required};
use crate::position::{check_quarter, unanswered};
use crate::rejection::{Code, reject};
use crate::state::{Plan, QuarterRecord};
use freeze::{all_positions, freeze, inputs};
use restated::Compared;

pub(super) fn open(case: &Case<'_>, command: &OpenQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    still_open(plan)?;
    check_quarter(plan, command.quarter)?;
    if let Some(record) = plan.quarters.get(&command.quarter) {
        let (code, hint) = match record.state {
            QuarterState::Open => (Code::QuarterAlreadyOpen, ""),
            QuarterState::Closed => (
                Code::QuarterClosed,
                ": reopen it, with a reason, to change it",
            ),
            QuarterState::Published => (Code::QuarterPublished, ": restate it to correct it"),
        };
        let state = record.state;
        return Err(reject(
            code,
            format!(
                "{} of plan `{}` is {state} already{hint}",
                command.quarter, command.plan
            ),
        ));
    }
    Ok(Event::QuarterOpened(QuarterOpened {
        plan: plan.id,
        quarter: command.quarter,
        answers_due: command.answers_due,
    })
    .into())
}

pub(super) fn close(case: &Case<'_>, command: &CloseQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    let quarter = command.quarter;
    check_quarter(plan, quarter)?;
    let record = in_state(plan, quarter, QuarterState::Open)?;
    case.fresh(plan.touched_at, "the plan")?;
    if case.today <= quarter.last_day() {
        return Err(reject(
            Code::QuarterNotOver,
            format!(
                "{quarter} ends on {} and today is {}",
                quarter.last_day(),
                case.today
            ),
        ));
    }
    if let Some((earlier, _)) = plan
        .quarters
        .range(..quarter)
        .find(|(_, record)| record.state == QuarterState::Open)
    {
        return Err(reject(
            Code::EarlierQuarterOpen,
            format!(
                "{earlier} of plan `{}` is still open: close it first",
                command.plan
            ),
        ));
    }
    let missing = unanswered(case.state, plan, quarter);
    let reason = command
        .reason
        .clone()
        .filter(|reason| !reason.trim().is_empty());
    if !missing.is_empty() && reason.is_none() {
        let names: Vec<&str> = missing
            .iter()
            .filter_map(|id| case.state.item_by_id(*id))
            .map(|item| item.reference())
            .collect();
        return Err(reject(
            Code::UnansweredItems,
            format!(
                "{} of plan `{}` {} no answer for {quarter}: get answers, or close with a reason: {}",
                counted(names.len(), "item", "items"),
                command.plan,
                if names.len() == 1 { "has" } else { "have" },
                names.join(", ")
            ),
        ));
    }
    let closing = record.closing + 1;
    let (scheme, place) = case.state.scheme_for(&plan.details.scheme, quarter)?;
    let mut frozen = all_positions(case.state, plan, quarter, scheme, place);
    for position in &mut frozen {
        position.state = QuarterState::Closed;
        position.closing = Some(closing);
    }
    let mut notes = vec![format!(
        "{quarter} of plan `{}` closed (closing {closing})",
        command.plan
    )];
    if !missing.is_empty() {
        notes.push(format!(
            "{} had no answer",
            counted(missing.len(), "item", "items")
        ));
    }
    let event = QuarterClosed {
        plan: plan.id,
        quarter,
        closing,
        frozen_at: case.state.head(),
        reason,
        unanswered: missing,
        inputs: inputs(&frozen),
    };
    let asked = clearance::closed(case, &event)?;
    let mut events = vec![Event::QuarterClosed(event)];
    events.extend(freeze(plan, quarter, closing, None, frozen));
    events.extend(asked);
    Ok(Decided { events, notes })
}

pub(super) fn reopen(case: &Case<'_>, command: &ReopenQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    still_open(plan)?;
    let record = in_state(plan, command.quarter, QuarterState::Closed)?;
    case.fresh(record.changed_at, "the quarter")?;
    required(&command.reason, "a reason for reopening")?;
    if let Some((later, _)) = plan
        .quarters
        .range(command.quarter..)
        .skip(1)
        .find(|(_, record)| record.state != QuarterState::Open)
    {
        return Err(reject(
            Code::QuarterClosed,
            format!(
                "{later} is closed and compares with {}: reopen {later} first",
                command.quarter
            ),
        ));
    }
    let mut events = vec![Event::QuarterReopened(QuarterReopened {
        plan: plan.id,
        quarter: command.quarter,
        reason: command.reason.clone(),
    })];
    events.extend(clearance::reopened(case, plan.id, command.quarter));
    Ok(events.into())
}

pub(super) fn publish(case: &Case<'_>, command: &PublishQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    let record = in_state(plan, command.quarter, QuarterState::Closed)?;
    case.fresh(record.changed_at, "the quarter")?;
    case.not_in_future(command.on, "the day of publication")?;
    Ok(Event::QuarterPublished(QuarterPublished {
        plan: plan.id,
        quarter: command.quarter,
        closing: record.closing,
        on: command.on,
        reference: command.reference.clone(),
    })
    .into())
}

pub(super) fn restate(case: &Case<'_>, command: &RestateQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    let record = in_state(plan, command.quarter, QuarterState::Published)?;
    case.fresh(record.changed_at, "the quarter")?;
    required(&command.reason, "a reason for the restatement")?;
    // Figures of an earlier quarter keep the scheme of that quarter.
    let reported = record.positions.first();
    let kept = reported.and_then(|position| {
        case.state
            .scheme_version(&position.scheme, record.frozen_at)
    });
    let (scheme, place) = match kept {
        Some(version) => (&version.compiled, version.place),
        None => case
            .state
            .scheme_for(&plan.details.scheme, command.quarter)?,
    };
    let reported = as_reported(case, plan, record);
    let mut known = all_positions(case.state, &reported, command.quarter, scheme, place);
    for position in &mut known {
        position.state = QuarterState::Published;
        position.closing = Some(record.closing);
    }
    let last = record.restatements.last();
    let compared = Compared {
        state: case.state,
        plan: &reported,
        quarter: command.quarter,
        scheme,
        reported: record.known_positions(),
        reported_at: last.map_or(record.frozen_at, |last| last.event.known_at),
        known: &known,
    };
    let changes = compared.changes();
    if changes.is_empty() {
        return Err(reject(
            Code::NothingToRestate,
            format!(
                "what is known now of {} of plan `{}` gives every item the status, the figures and \
                 the commentary that were reported",
                command.quarter, command.plan
            ),
        ));
    }
    let restatement = u32::try_from(record.restatements.len()).unwrap_or(u32::MAX) + 1;
    let items: FxHashSet<&str> = changes.iter().map(|change| &*change.reference).collect();
    let statuses = changes
        .iter()
        .filter(|change| change.reported != change.known);
    let notes = vec![format!(
        "{} restated, {} changed",
        counted(items.len(), "item", "items"),
        counted(statuses.count(), "status", "statuses")
    )];
    let event = Event::QuarterRestated(QuarterRestated {
        plan: plan.id,
        quarter: command.quarter,
        restatement,
        reason: command.reason.clone(),
        known_at: case.state.head(),
        changes,
    });
    let mut events = vec![event];
    events.extend(freeze(
        plan,
        command.quarter,
        record.closing,
        Some(restatement),
        known,
    ));
    Ok(Decided { events, notes })
}

/// The plan with only the items that a closing counted or left out: one added
/// since was no part of what was reported, so there is nothing of it to correct.
fn as_reported(case: &Case<'_>, plan: &Plan, record: &QuarterRecord) -> Plan {
    let statuses = record.positions.iter().flat_map(|position| &position.items);
    let references: FxHashSet<&str> = statuses.map(|item| item.reference.as_str()).collect();
    let mut reported = plan.clone();
    reported.items.retain(|id| {
        let item = case.state.item_by_id(*id);
        item.is_some_and(|item| references.contains(item.reference()))
    });
    reported
}

/// The record of a quarter that must stand in a given state.
fn in_state(
    plan: &Plan,
    quarter: Quarter,
    wanted: QuarterState,
) -> Result<&QuarterRecord, Rejection> {
    let name = format!("{quarter} of plan `{}`", plan.details.reference);
    let Some(record) = plan.quarters.get(&quarter) else {
        return Err(reject(
            Code::QuarterNotOpen,
            format!("{name} was not opened: open it first"),
        ));
    };
    match (record.state, wanted) {
        (state, wanted) if state == wanted => Ok(record),
        (QuarterState::Open, QuarterState::Closed) => Err(reject(
            Code::QuarterAlreadyOpen,
            format!("{name} is open: close it first"),
        )),
        (QuarterState::Published, _) => Err(reject(
            Code::QuarterPublished,
            format!("{name} is published: what was reported stays; corrections are restatements"),
        )),
        (QuarterState::Closed, QuarterState::Published) => Err(reject(
            Code::QuarterClosed,
            format!("{name} is closed but not published: reopen it, with a reason, to change it"),
        )),
        (QuarterState::Open, _) => Err(reject(
            Code::QuarterAlreadyOpen,
            format!("{name} is open: close and publish it first"),
        )),
        (QuarterState::Closed, _) => Err(reject(
            Code::QuarterClosed,
            format!("{name} is closed already"),
        )),
    }
}
