//! Amendments of plans: proposed with a rationale, decided by a body, applied.

mod propose;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ApplyAmendment, DecideAmendment};
use quarterday_proto::event::{AmendmentApplied, AmendmentDecided, Event};
use quarterday_proto::plan::{AmendmentChange, AmendmentOutcome};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::plan::still_open;
use super::{Case, Decided, required};
use crate::rejection::{Code, reject};
use crate::state::{AmendmentStanding, Item, Plan};
pub(super) use propose::propose;

pub(super) fn decide(case: &Case<'_>, command: &DecideAmendment) -> Result<Decided, Rejection> {
    let amendment = case.state.amendment(&command.amendment)?;
    case.fresh(amendment.changed_at, "the amendment")?;
    if amendment.standing != AmendmentStanding::Pending {
        return Err(reject(
            Code::AmendmentNotPending,
            format!("amendment `{}` is decided already", command.amendment),
        ));
    }
    required(&command.decision.body, "the body that decides")?;
    required(&command.decision.reference, "the decision's reference")?;
    case.not_in_future(command.decision.on, "the day of the decision")?;
    let bodies = &case.state.council()?.settings.amendment_bodies;
    for change in &amendment.changes {
        if let Some(body) = bodies.get(&change.change_kind())
            && !body.eq_ignore_ascii_case(command.decision.body.trim())
        {
            return Err(reject(
                Code::WrongBody,
                format!(
                    "{} is decided by {body}, not by {}",
                    change.change_kind(),
                    command.decision.body
                ),
            ));
        }
    }
    let mut effective = None;
    if command.outcome == AmendmentOutcome::Approved {
        let day = command
            .effective
            .or_else(|| after(command.decision.on))
            .ok_or_else(|| {
                reject(
                    Code::AmendmentInvalid,
                    "the decision's day is in no financial year",
                )
            })?;
        let plan = case
            .state
            .plan_by_id(amendment.plan)
            .expect("an amendment has its plan");
        not_in_closed_quarter(plan, day)?;
        effective = Some(day);
    }
    Ok(Event::AmendmentDecided(AmendmentDecided {
        amendment: amendment.id,
        plan: amendment.plan,
        decision: command.decision.clone(),
        outcome: command.outcome,
        effective,
    })
    .into())
}

pub(super) fn apply(case: &Case<'_>, command: &ApplyAmendment) -> Result<Decided, Rejection> {
    let amendment = case.state.amendment(&command.amendment)?;
    case.fresh(amendment.changed_at, "the amendment")?;
    let (AmendmentStanding::Approved, Some(effective)) = (amendment.standing, amendment.effective)
    else {
        return Err(reject(
            Code::AmendmentNotApproved,
            format!(
                "amendment `{}` is not approved, or applied already",
                command.amendment
            ),
        ));
    };
    let plan = case
        .state
        .plan_by_id(amendment.plan)
        .expect("an amendment has its plan");
    still_open(plan)?;
    let approved_for = effective;
    let effective = first_open_day(plan, effective)?;
    for change in &amendment.changes {
        let is_new = matches!(change, AmendmentChange::Add { .. });
        let item = case.state.item_by_id(change.item());
        if let Some(item) = item.filter(|_| !is_new) {
            not_ended(plan, item)?;
        }
        for definition in new_definitions(change) {
            if plan.items_by_ref.contains_key(definition) {
                return Err(taken_already(plan, definition));
            }
        }
    }
    let mut notes = Vec::new();
    if effective != approved_for {
        notes.push(format!(
            "amendment {} was to count from {approved_for}, but that quarter is closed: it counts \
             from {effective}, the first day that is open",
            amendment.reference
        ));
    }
    let event = Event::AmendmentApplied(AmendmentApplied {
        amendment: amendment.id,
        plan: amendment.plan,
        effective,
        changes: amendment.changes.clone(),
    });
    Ok(Decided {
        events: vec![event],
        notes,
    })
}

fn new_definitions(change: &AmendmentChange) -> Vec<&str> {
    match change {
        AmendmentChange::Add { definition, .. } => vec![definition.reference.as_str()],
        AmendmentChange::Split { into, .. } => into
            .iter()
            .map(|part| part.definition.reference.as_str())
            .collect(),
        _ => Vec::new(),
    }
}

fn not_ended(plan: &Plan, item: &Item) -> Result<(), Rejection> {
    match &item.ended {
        None if item.concluded.is_some() => Err(reject(
            Code::ItemEnded,
            format!(
                "item `{}` of plan `{}` was concluded at the year's end",
                item.reference(),
                plan.details.reference
            ),
        )),
        None => Ok(()),
        Some(ended) => Err(reject(
            Code::ItemEnded,
            format!(
                "item `{}` of plan `{}` ends on {}",
                item.reference(),
                plan.details.reference,
                ended.effective
            ),
        )),
    }
}

fn taken_already(plan: &Plan, reference: &str) -> Rejection {
    reject(
        Code::ReferenceTaken,
        format!(
            "plan `{}` has or is to have an item `{reference}` already",
            plan.details.reference
        ),
    )
}

/// Amendments count from the quarter after the decision.
fn after(decided_on: Date) -> Option<Date> {
    Some(Quarter::of(decided_on)?.next()?.first_day())
}

/// The day that an approved change counts from: the one decided on or, where
/// that lies in a quarter closed since, the first day after.
fn first_open_day(plan: &Plan, decided: Date) -> Result<Date, Rejection> {
    let Some(closed) = plan.last_closed().filter(|last| last.last_day() >= decided) else {
        return Ok(decided);
    };
    let next = closed
        .next()
        .filter(|next| next.year() == plan.details.year);
    let next = next.map(Quarter::first_day).ok_or_else(|| {
        reject(
            Code::QuarterClosed,
            format!(
                "it would count from {decided}, and every quarter of plan `{}` from then on is \
                 closed",
                plan.details.reference
            ),
        )
    })?;
    Ok(next.max(decided))
}

/// A change cannot count from a day of a quarter that is closed.
fn not_in_closed_quarter(plan: &Plan, day: Date) -> Result<(), Rejection> {
    let closed = plan
        .quarters
        .iter()
        .find(|(quarter, record)| quarter.last_day() >= day && record.state != QuarterState::Open);
    match closed {
        None => Ok(()),
        Some((quarter, record)) => Err(reject(
            Code::QuarterClosed,
            format!(
                "it would count from {day}, and {quarter} is {}: name a later day that it counts from",
                record.state
            ),
        )),
    }
}
