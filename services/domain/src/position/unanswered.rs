//! What a closing lists as unanswered.

use quarterday_proto::id::ItemId;
use quarterday_proto::quarter::Quarter;

use super::assess::{Question, is_answered};
use crate::state::{Item, Plan, State};

/// The items of a plan that lack an answer for a quarter: counted, not
/// completed, and unanswered on every axis that the scheme assesses their kind
/// on. What was concluded stays in the quarter's figures, so it is listed too;
/// a kind that the scheme does not assess is asked nothing.
pub fn unanswered(state: &State, plan: &Plan, quarter: Quarter) -> Vec<ItemId> {
    state
        .items_of(plan)
        .filter(|item| is_unanswered(state, plan, item, quarter))
        .map(|item| item.id)
        .collect()
}

/// Whether one item lacks an answer for a quarter, as [`unanswered`] has it.
pub(crate) fn is_unanswered(state: &State, plan: &Plan, item: &Item, quarter: Quarter) -> bool {
    let last = quarter.last_day();
    let scheme = state
        .scheme_for(&plan.details.scheme, quarter)
        .ok()
        .map(|(scheme, _)| scheme);
    let is_answered_here = || {
        let mut assessments = scheme
            .into_iter()
            .flat_map(|scheme| scheme.of_kind(item.kind))
            .peekable();
        if assessments.peek().is_none() {
            return true;
        }
        assessments.any(|assessment| {
            is_answered(
                item,
                &Question {
                    quarter,
                    as_at: last,
                    basis: None,
                    assessment,
                },
            )
        })
    };
    item.counts_as_at(last) && item.completed_by(last).is_none() && !is_answered_here()
}
