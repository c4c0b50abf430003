//! Amendments of plans: proposed with a rationale, decided by a body, applied.

use std::collections::BTreeSet;

use jiff::civil::Date;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{
    ApplyAmendment, DecideAmendment, ProposeAmendment, ProposedChange,
};
use quarterday_proto::event::{AmendmentApplied, AmendmentDecided, AmendmentProposed, Event};
use quarterday_proto::id::{AmendmentId, ItemId};
use quarterday_proto::plan::{AmendmentChange, AmendmentOutcome, SplitPart};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::import::{definition_of, target_of};
use super::plan::still_open;
use super::{Case, Decided, required};
use crate::rejection::{Code, reject};
use crate::state::{AmendmentStanding, Item, Plan};

pub(super) fn propose(case: &Case<'_>, command: &ProposeAmendment) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    still_open(plan)?;
    required(&command.rationale, "a rationale")?;
    if command.changes.is_empty() {
        return Err(reject(
            Code::AmendmentInvalid,
            "an amendment needs at least one change",
        ));
    }
    let mut ids = (0..).map(|index| ItemId::derive(case.id, index));
    let mut fresh = || ids.next().expect("ids do not run out");
    let mut taken = BTreeSet::new();
    let mut changes = Vec::with_capacity(command.changes.len());
    for change in &command.changes {
        changes.push(resolve(case, plan, change, &mut fresh, &mut taken)?);
    }
    each_item_ends_once(&changes)?;
    let reference = format!("A{}", case.state.amendments.len() + 1);
    let notes = vec![format!("amendment {reference} proposed")];
    let event = Event::AmendmentProposed(AmendmentProposed {
        amendment: AmendmentId::derive(case.id, 0),
        reference,
        plan: plan.id,
        changes,
        rationale: command.rationale.clone(),
    });
    Ok(Decided {
        events: vec![event],
        notes,
    })
}

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
    not_in_closed_quarter(plan, effective)?;
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
    Ok(Event::AmendmentApplied(AmendmentApplied {
        amendment: amendment.id,
        plan: amendment.plan,
        effective,
        changes: amendment.changes.clone(),
    })
    .into())
}

fn resolve(
    case: &Case<'_>,
    plan: &Plan,
    change: &ProposedChange,
    fresh: &mut impl FnMut() -> ItemId,
    taken: &mut BTreeSet<String>,
) -> Result<AmendmentChange, Rejection> {
    let find = |reference: &str| {
        let item = case.state.item(plan, reference)?;
        not_ended(plan, item)?;
        Ok::<_, Rejection>(item)
    };
    let owner = |email: &Option<String>| match email {
        Some(email) => case.state.person(email).map(|person| Some(person.id)),
        None => Ok(None),
    };
    let mut claim = |reference: &str| {
        required(reference, "the reference of a new item")?;
        if plan.items_by_ref.contains_key(reference) || !taken.insert(reference.to_owned()) {
            return Err(taken_already(plan, reference));
        }
        Ok(())
    };
    Ok(match change {
        ProposedChange::Add { item } => {
            claim(&item.reference)?;
            required(&item.title, "the title of a new item")?;
            if item.target.is_some() || item.target_low.is_some() || item.target_high.is_some() {
                return Err(reject(
                    Code::AmendmentInvalid,
                    format!(
                        "a new item has its targets imported once it is in the plan: leave them \
                         out of `{}` here",
                        item.reference
                    ),
                ));
            }
            let mut definition = definition_of(item);
            definition.owner = owner(&item.owner_email)?;
            AmendmentChange::Add {
                item: fresh(),
                definition: Box::new(definition),
            }
        }
        ProposedChange::Delete { reference } => {
            let item = find(reference)?;
            AmendmentChange::Delete {
                item: item.id,
                kind: item.kind,
            }
        }
        ProposedChange::Split { reference, into } => {
            let item = find(reference)?;
            if into.len() < 2 {
                return Err(reject(
                    Code::AmendmentInvalid,
                    "a split has at least two parts",
                ));
            }
            let mut parts = Vec::with_capacity(into.len());
            for part in into {
                claim(&part.reference)?;
                required(&part.title, "the title of each part")?;
                let mut definition = item.latest().clone();
                definition.reference.clone_from(&part.reference);
                definition.title.clone_from(&part.title);
                definition.owner = owner(&part.owner_email)?.or(definition.owner);
                definition.directorate = part.directorate.clone().or(definition.directorate);
                definition.due = part.due.or(definition.due);
                parts.push(SplitPart {
                    item: fresh(),
                    definition,
                });
            }
            AmendmentChange::Split {
                item: item.id,
                kind: item.kind,
                into: parts,
            }
        }
        ProposedChange::Redate { reference, due } => {
            let item = find(reference)?;
            AmendmentChange::Redate {
                item: item.id,
                kind: item.kind,
                due: *due,
            }
        }
        ProposedChange::Retarget { target } => {
            let item = find(&target.reference)?;
            let target = target_of(target);
            AmendmentChange::Retarget {
                item: item.id,
                kind: item.kind,
                target,
            }
        }
        ProposedChange::Reassign {
            reference,
            owner_email,
            directorate,
        } => {
            let item = find(reference)?;
            if owner_email.is_none() && directorate.is_none() {
                return Err(reject(
                    Code::AmendmentInvalid,
                    format!("moving `{reference}` needs a new owner or a new directorate"),
                ));
            }
            AmendmentChange::Reassign {
                item: item.id,
                kind: item.kind,
                owner: owner(owner_email)?,
                directorate: directorate.clone(),
            }
        }
        ProposedChange::Redefine { reference, title } => {
            let item = find(reference)?;
            required(title, "the new wording")?;
            AmendmentChange::Redefine {
                item: item.id,
                kind: item.kind,
                title: title.clone(),
            }
        }
    })
}

/// An item that is deleted or split has no other change in the same amendment.
fn each_item_ends_once(changes: &[AmendmentChange]) -> Result<(), Rejection> {
    let ends = |change: &&AmendmentChange| {
        matches!(
            change,
            AmendmentChange::Delete { .. } | AmendmentChange::Split { .. }
        )
    };
    for ending in changes.iter().filter(ends) {
        if changes
            .iter()
            .filter(|change| change.item() == ending.item())
            .count()
            > 1
        {
            return Err(reject(
                Code::AmendmentInvalid,
                format!(
                    "an item that the amendment is to {} cannot be changed by it as well",
                    ending.change_kind()
                ),
            ));
        }
    }
    Ok(())
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
                "it would count from {day}, and {quarter} is {}",
                record.state
            ),
        )),
    }
}
