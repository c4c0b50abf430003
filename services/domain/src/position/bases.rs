//! Which figures of measures there are.

use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;

use super::assess::{Question, answering, asked_basis, target_of};
use crate::state::{Item, Plan, State};

/// The bases that have targets or figures in a quarter, in their own order.
pub fn bases(state: &State, plan: &Plan, quarter: Quarter) -> Vec<Basis> {
    let has = |basis: &Basis| {
        let period = match basis {
            Basis::YearEnd => Period::Year(quarter.year()),
            Basis::InQuarter | Basis::YearToDate => Period::Quarter(quarter),
        };
        let (first, last) = (quarter.first_day(), quarter.last_day());
        state.items_of(plan).any(|item| {
            let of_quarter = |as_at| (first..=last).contains(&as_at);
            item.has_target_of(period, *basis)
                || item
                    .observations
                    .iter()
                    .map(|observed| &observed.observation)
                    .any(|given| given.basis == Some(*basis) && of_quarter(given.as_at))
        })
    };
    Basis::ALL.iter().copied().filter(has).collect()
}

/// The basis of the figure that is held against an item's target. A figure that
/// names none is of the quarter alone.
pub(super) fn basis_of(item: &Item, question: &Question<'_>) -> Option<Basis> {
    if question.assessment.source.axis != Axis::Target {
        return None;
    }
    let asked = asked_basis(target_of(item, question), question);
    let given = || answering(item, question, asked)?.observation.basis;
    asked.or_else(given).or(Some(Basis::InQuarter))
}
