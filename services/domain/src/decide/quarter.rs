//! Opening, closing, reopening, publishing and restating quarters.

use std::collections::BTreeMap;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    CloseQuarter, OpenQuarter, PublishQuarter, ReopenQuarter, RestateQuarter,
};
use quarterday_proto::event::{
    Event, PositionFrozen, QuarterClosed, QuarterOpened, QuarterPublished, QuarterReopened, QuarterRestated,
    StatusChange,
};
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::target::Basis;
use sha2::{Digest as _, Sha256};

use super::plan::still_open;
use super::{Case, Decided, required};
use crate::position::{Selection, check_quarter, positions, unanswered};
use crate::rejection::{Code, reject};
use crate::state::{Plan, QuarterRecord, State};

pub(super) fn open(case: &Case<'_>, command: &OpenQuarter) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    still_open(plan)?;
    check_quarter(plan, command.quarter)?;
    if let Some(record) = plan.quarters.get(&command.quarter) {
        let (code, hint) = match record.state {
            QuarterState::Open => (Code::QuarterAlreadyOpen, ""),
            QuarterState::Closed => (Code::QuarterClosed, ": reopen it, with a reason, to change it"),
            QuarterState::Published => (Code::QuarterPublished, ": restate it to correct it"),
        };
        let state = record.state;
        return Err(reject(
            code,
            format!("{} of plan `{}` is {state} already{hint}", command.quarter, command.plan),
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
            format!("{quarter} ends on {} and today is {}", quarter.last_day(), case.today),
        ));
    }
    if let Some((earlier, _)) =
        plan.quarters.range(..quarter).find(|(_, record)| record.state == QuarterState::Open)
    {
        return Err(reject(
            Code::EarlierQuarterOpen,
            format!("{earlier} of plan `{}` is still open: close it first", command.plan),
        ));
    }
    let missing = unanswered(case.state, plan, quarter);
    let reason = command.reason.clone().filter(|reason| !reason.trim().is_empty());
    if !missing.is_empty() && reason.is_none() {
        let names: Vec<&str> = missing
            .iter()
            .filter_map(|id| case.state.item_by_id(*id))
            .map(|item| item.reference())
            .collect();
        return Err(reject(
            Code::UnansweredItems,
            format!(
                "{} items of plan `{}` have no answer for {quarter}: get answers, or close with \
                 a reason: {}",
                names.len(),
                command.plan,
                names.join(", ")
            ),
        ));
    }
    let closing = record.closing + 1;
    let mut frozen = all_positions(case.state, plan, quarter)?;
    for position in &mut frozen {
        position.state = QuarterState::Closed;
        position.closing = Some(closing);
    }
    let mut notes = vec![format!("{quarter} of plan `{}` closed (closing {closing})", command.plan)];
    if !missing.is_empty() {
        notes.push(format!("{} items had no answer", missing.len()));
    }
    let event = Event::QuarterClosed(QuarterClosed {
        plan: plan.id,
        quarter,
        closing,
        frozen_at: case.state.head(),
        reason,
        unanswered: missing,
        inputs: inputs(&frozen),
    });
    let mut events = vec![event];
    events.extend(freeze(plan, quarter, closing, None, frozen));
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
            format!("{later} is closed and compares with {}: reopen {later} first", command.quarter),
        ));
    }
    Ok(Event::QuarterReopened(QuarterReopened {
        plan: plan.id,
        quarter: command.quarter,
        reason: command.reason.clone(),
    })
    .into())
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
    let mut known = all_positions(case.state, plan, command.quarter)?;
    for position in &mut known {
        position.state = QuarterState::Published;
        position.closing = Some(record.closing);
    }
    let changes = changes(record.known_positions(), &known);
    if changes.is_empty() {
        return Err(reject(
            Code::NothingToRestate,
            format!(
                "what is known now of {} of plan `{}` gives every item the status that was reported",
                command.quarter, command.plan
            ),
        ));
    }
    let restatement = u32::try_from(record.restatements.len()).unwrap_or(u32::MAX) + 1;
    let notes = vec![format!("{} statuses change", changes.len())];
    let event = Event::QuarterRestated(QuarterRestated {
        plan: plan.id,
        quarter: command.quarter,
        restatement,
        reason: command.reason.clone(),
        known_at: case.state.head(),
        changes,
    });
    let mut events = vec![event];
    events.extend(freeze(plan, command.quarter, record.closing, Some(restatement), known));
    Ok(Decided { events, notes })
}

fn freeze(
    plan: &Plan,
    quarter: Quarter,
    closing: u32,
    restatement: Option<u32>,
    positions: Vec<Position>,
) -> impl Iterator<Item = Event> {
    let plan = plan.id;
    positions.into_iter().map(move |mut position| {
        position.strip_traces();
        Event::PositionFrozen(PositionFrozen { plan, quarter, closing, restatement, position })
    })
}

/// The record of a quarter that must stand in a given state.
fn in_state(
    plan: &Plan,
    quarter: Quarter,
    wanted: QuarterState,
) -> Result<&QuarterRecord, Rejection> {
    let name = format!("{quarter} of plan `{}`", plan.details.reference);
    let Some(record) = plan.quarters.get(&quarter) else {
        return Err(reject(Code::QuarterNotOpen, format!("{name} was not opened: open it first")));
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
        (QuarterState::Open, _) => {
            Err(reject(Code::QuarterAlreadyOpen, format!("{name} is open: close and publish it first")))
        }
        (QuarterState::Closed, _) => Err(reject(Code::QuarterClosed, format!("{name} is closed already"))),
    }
}

/// Every position that may be asked of a closed quarter: of each kind and axis,
/// for the measures' own figures and each basis that has targets, over all and
/// by theme.
fn all_positions(state: &State, plan: &Plan, quarter: Quarter) -> Result<Vec<Position>, Rejection> {
    let mut themes: Vec<Option<String>> = state
        .items_of(plan)
        .filter(|item| item.counts_as_at(quarter.last_day()))
        .map(|item| item.version_as_at(quarter.last_day()).definition.theme.clone())
        .filter(Option::is_some)
        .collect();
    themes.sort();
    themes.dedup();
    themes.insert(0, None);
    let mut made = Vec::new();
    for basis in bases(state, plan, quarter) {
        for theme in &themes {
            let selection = Selection { basis, theme: theme.clone(), ..Selection::default() };
            let all = positions(state, plan, quarter, &selection)?;
            made.extend(all.into_iter().filter(|position| {
                let by_basis = position.axis == quarterday_proto::scheme::Axis::Target;
                (basis.is_none() || by_basis) && (theme.is_none() || position.total > 0)
            }));
        }
    }
    Ok(made)
}

fn bases(state: &State, plan: &Plan, quarter: Quarter) -> Vec<Option<Basis>> {
    let has = |basis| {
        let period = match basis {
            Basis::YearEnd => Period::Year(quarter.year()),
            Basis::InQuarter | Basis::YearToDate => Period::Quarter(quarter),
        };
        state.items_of(plan).any(|item| item.has_target_of(period, basis))
    };
    let given = Basis::ALL.iter().copied().filter(|basis| has(*basis)).map(Some);
    std::iter::once(None).chain(given).collect()
}

/// Digest over every item, its status and the places behind it.
fn inputs(positions: &[Position]) -> String {
    let mut hasher = Sha256::new();
    for position in positions {
        hasher.update(position.scheme.as_bytes());
        for item in &position.items {
            hasher.update([0]);
            hasher.update(item.reference.as_bytes());
            hasher.update([0]);
            hasher.update(item.status.as_bytes());
            for place in &item.trace {
                hasher.update(place.to_be_bytes());
            }
        }
    }
    hex::encode(hasher.finalize())
}

/// The items whose status differs, over all themes and each basis's own.
fn changes(reported: &[Position], known: &[Position]) -> Vec<StatusChange> {
    type Statuses<'a> = BTreeMap<(String, &'a str), &'a str>;
    fn statuses(positions: &[Position]) -> Statuses<'_> {
        let whole = positions.iter().filter(|position| position.theme.is_none());
        whole
            .flat_map(|position| {
                let basis = position.basis.map(|basis| format!("/{basis}")).unwrap_or_default();
                let name = format!("{}/{}{basis}", position.kind, position.axis);
                position
                    .items
                    .iter()
                    .map(move |item| ((name.clone(), item.reference.as_str()), item.status.as_str()))
            })
            .collect()
    }
    let (before, after) = (statuses(reported), statuses(known));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .filter(|key| before.get(key) != after.get(key))
        .map(|key| StatusChange {
            reference: key.1.to_owned(),
            assessment: key.0.clone(),
            reported: before.get(&key).map(|status| (*status).to_owned()),
            known: after.get(&key).map(|status| (*status).to_owned()),
        })
        .collect()
}
