//! How an unfinished item leaves its plan at the year's end.

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::{ConcludeItem, Conclusion};
use quarterday_proto::event::{Event, ItemConcluded, ItemRecorded};
use quarterday_proto::id::ItemId;
use quarterday_proto::item::Outcome;

use super::plan::still_open;
use super::{Case, Decided, required};
use crate::rejection::{Code, reject};

pub(super) fn conclude(case: &Case<'_>, command: &ConcludeItem) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    still_open(plan)?;
    let item = case.state.item(plan, &command.reference)?;
    case.fresh(item.changed_at, "the item")?;
    if item.concluded.is_some() || item.ended.is_some() {
        return Err(reject(
            Code::ItemEnded,
            format!(
                "item `{}` has left plan `{}` already",
                command.reference, command.plan
            ),
        ));
    }
    if item.completed_by(plan.details.year.last_day()).is_some() {
        return Err(reject(
            Code::NoEffect,
            format!(
                "item `{}` is completed: only unfinished items are concluded",
                command.reference
            ),
        ));
    }
    let concluded = |outcome| {
        Event::ItemConcluded(ItemConcluded {
            item: item.id,
            kind: item.kind,
            outcome,
        })
    };
    match &command.outcome {
        Conclusion::Routine => Ok(concluded(Outcome::Routine).into()),
        Conclusion::End { reference } => {
            required(reference, "the reference of the decision")?;
            Ok(concluded(Outcome::Ended {
                reference: reference.clone(),
            })
            .into())
        }
        Conclusion::CarryForward {
            plan: into,
            reference,
            due,
        } => {
            let into = case.state.plan(into)?;
            still_open(into)?;
            if into.details.year <= plan.details.year {
                return Err(reject(
                    Code::QuarterOutsidePlan,
                    format!(
                        "plan `{}` is of {}: an item is carried forward into a later year",
                        into.details.reference, into.details.year
                    ),
                ));
            }
            let mut definition = item.latest().clone();
            if let Some(reference) = reference {
                definition.reference.clone_from(reference);
            }
            if due.is_some() {
                definition.due = *due;
            }
            if case.state.item(into, &definition.reference).is_ok() {
                return Err(reject(
                    Code::ReferenceTaken,
                    format!(
                        "plan `{}` has an item `{}` already: give another reference",
                        into.details.reference, definition.reference
                    ),
                ));
            }
            let id = ItemId::derive(case.id, 0);
            let added = Event::ItemAdded(ItemRecorded {
                item: id,
                plan: into.id,
                definition: Box::new(definition),
            });
            Ok(vec![added, concluded(Outcome::CarriedForward { into: id })].into())
        }
    }
}
