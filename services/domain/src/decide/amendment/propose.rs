//! Proposing an amendment: references become ids, and each change must fit the
//! plan and the others.

use std::collections::{BTreeMap, BTreeSet};

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ProposeAmendment, ProposedChange};
use quarterday_proto::event::{AmendmentProposed, Event};
use quarterday_proto::id::{AmendmentId, ItemId};
use quarterday_proto::plan::{AmendmentChange, SplitPart};
use quarterday_proto::sheet::{ItemRow, TargetRow};
use quarterday_proto::target::Target;

use super::{not_ended, taken_already};
use crate::decide::import::{
    definition_of, has_targets, says_something, standing_target, target_of,
};
use crate::decide::plan::still_open;
use crate::decide::{Case, Decided, required};
use crate::rejection::{Code, reject};
use crate::state::Plan;

pub(in crate::decide) fn propose(
    case: &Case<'_>,
    command: &ProposeAmendment,
) -> Result<Decided, Rejection> {
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
    parents_fit(case, plan, &changes)?;
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
        ProposedChange::Add { item, targets } => {
            claim(&item.reference)?;
            required(&item.title, "the title of a new item")?;
            let targets = targets_of(item, targets)?;
            let mut definition = definition_of(item);
            definition.owner = owner(&item.owner_email)?;
            AmendmentChange::Add {
                item: fresh(),
                definition: Box::new(definition),
                targets,
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
            says_something(&target)?;
            has_targets(item.kind)?;
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

/// The targets of a new item: the one for every period that its row gives, and
/// those for a period, each once.
fn targets_of(item: &ItemRow, rows: &[TargetRow]) -> Result<Vec<Target>, Rejection> {
    let mut targets: Vec<Target> = standing_target(item).into_iter().collect();
    for row in rows {
        let invalid = |why: &str| {
            let (reference, period) = (&item.reference, row.period);
            let detail = format!("the target of `{reference}` for {period}: {why}");
            reject(Code::AmendmentInvalid, detail)
        };
        if row.reference != item.reference {
            return Err(invalid("its `ref` names another item"));
        }
        let target = target_of(row);
        says_something(&target)?;
        let same = |known: &Target| (known.period, known.basis) == (target.period, target.basis);
        if targets.iter().any(same) {
            return Err(invalid("it is given twice"));
        }
        targets.push(target);
    }
    if !targets.is_empty() {
        has_targets(item.kind)?;
    }
    Ok(targets)
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

/// A new item's parent is in the plan or new as well, and the new ones make no
/// circle.
fn parents_fit(case: &Case<'_>, plan: &Plan, changes: &[AmendmentChange]) -> Result<(), Rejection> {
    let mut parents: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for change in changes {
        match change {
            AmendmentChange::Add { definition, .. } => {
                parents.insert(&definition.reference, definition.parent.as_deref());
            }
            AmendmentChange::Split { into, .. } => {
                let parts = into.iter().map(|part| &part.definition);
                parents.extend(parts.map(|part| (part.reference.as_str(), None)));
            }
            _ => {}
        }
    }
    for reference in parents.keys() {
        // A walk of more steps than there are new items goes round.
        let mut next = parents[reference];
        for _ in 0..parents.len() {
            let Some(parent) = next else { break };
            next = match parents.get(parent) {
                Some(parent) => *parent,
                None => case.state.item(plan, parent).map(|_| None)?,
            };
        }
        if next.is_some() {
            return Err(reject(
                Code::ParentCircle,
                format!("`{reference}` would be a part of itself or of a circle of parents"),
            ));
        }
    }
    Ok(())
}
