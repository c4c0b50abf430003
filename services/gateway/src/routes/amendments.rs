//! Amendments of approved plans.

mod words;

use quarterday_domain::{Amendment, AmendmentStanding, State};
use quarterday_proto::api::{AmendmentList, AmendmentView};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::page;
use crate::problem::Problem;
use crate::query::{Parameter, Shape};

const PLAN: Parameter = Parameter {
    name: "plan",
    shape: Shape::Text,
    about: "Only those of this plan",
};

/// A change in words, for print.
pub(super) fn in_words(state: &State, change: &quarterday_proto::plan::AmendmentChange) -> String {
    words::of(state, change)
}

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/amendments", "amendments", list)
            .about("The amendments of a council, by reference")
            .query(&[PLAN])
            .query(page::QUERY)
            .gives_json::<AmendmentList>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let plan = call
        .query
        .text("plan")
        .map(|plan| state.plan(plan).map(|plan| plan.id));
    let plan = plan.transpose()?;
    let after = match call.query.text("after") {
        Some(after) => {
            state
                .amendment(after)
                .map_err(|_| Problem::query("after", "the reference of an amendment"))?;
            Some(order(after))
        }
        None => None,
    };
    let wanted = state
        .amendments()
        .map(|one| &**one)
        .filter(|one| plan.is_none_or(|plan| one.plan == plan));
    let (wanted, next) = page::of(call, wanted, after, |one| order(&one.reference))?;
    let next = next.map(|(_, reference)| reference.to_owned());
    let amendments = wanted.into_iter().map(|one| view(&state, one)).collect();
    drop(state);
    answer::json(&AmendmentList { amendments, next })
}

/// `A2` before `A10`.
fn order(reference: &str) -> (usize, &str) {
    (reference.len(), reference)
}

fn view(state: &State, amendment: &Amendment) -> AmendmentView {
    let plan = state.plan_by_id(amendment.plan);
    let standing = match amendment.standing {
        AmendmentStanding::Pending => "pending",
        AmendmentStanding::Approved => "approved",
        AmendmentStanding::Rejected => "rejected",
        AmendmentStanding::Applied => "applied",
    };
    AmendmentView {
        id: amendment.id,
        reference: amendment.reference.clone(),
        plan: plan
            .map(|plan| plan.details.reference.clone())
            .unwrap_or_default(),
        standing: standing.to_owned(),
        changes: amendment.changes.clone(),
        in_words: amendment
            .changes
            .iter()
            .map(|change| words::of(state, change))
            .collect(),
        rationale: amendment.rationale.clone(),
        decision: amendment
            .decision
            .as_ref()
            .map(|(decision, _)| decision.clone()),
        outcome: amendment.decision.as_ref().map(|(_, outcome)| *outcome),
        effective: amendment.effective,
        changed_at: amendment.changed_at,
        subject: format!("amendment.{}", amendment.id),
    }
}
