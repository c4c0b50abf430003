//! Amendments of approved plans.

use quarterday_domain::{Amendment, AmendmentStanding, State};
use quarterday_proto::api::{AmendmentList, AmendmentView};

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::query::{Parameter, Shape};

const QUERY: &[Parameter] = &[Parameter {
    name: "plan",
    shape: Shape::Text,
    about: "Only those of this plan",
}];

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/amendments", "amendments", list)
            .about("The amendments of a council, by reference")
            .query(QUERY)
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
    let wanted = state
        .amendments()
        .filter(|one| plan.is_none_or(|plan| one.plan == plan));
    let amendments = wanted.map(|amendment| view(&state, amendment)).collect();
    drop(state);
    answer::json(&AmendmentList { amendments })
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
