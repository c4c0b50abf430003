//! Plans.

use std::collections::BTreeMap;

use quarterday_domain::{Plan, State};
use quarterday_proto::api::{PlanApproval, PlanList, PlanView};
use quarterday_proto::item::Kind;

use super::quarters;
use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::page;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        Endpoint::read("/api/v1/{council}/plans", "plans", list)
            .about("The plans of a council, by reference")
            .query(page::QUERY)
            .gives_json::<PlanList>(),
        Endpoint::read("/api/v1/{council}/plans/{plan}", "plan", plan)
            .about("A plan, its quarters and how many items it has")
            .gives_json::<PlanView>(),
    ]
}

fn list(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let after = call.query.text("after");
    let (plans, next) = page::of(call, state.plans(), after, |plan| {
        plan.details.reference.as_str()
    })?;
    let next = next.map(str::to_owned);
    let plans = plans.into_iter().map(|plan| view(&state, plan)).collect();
    drop(state);
    answer::json(&PlanList { plans, next })
}

fn plan(call: &Call) -> Answered {
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let (view, touched_at) = (view(&state, plan), plan.touched_at);
    drop(state);
    // Whoever knew the last event of it knew the last change of its details.
    answer::tagged(call, touched_at.max(view.changed_at), &view)
}

fn view(state: &State, plan: &Plan) -> PlanView {
    let mut items: BTreeMap<Kind, u64> = BTreeMap::new();
    for item in state.items_of(plan).filter(|item| item.ended.is_none()) {
        *items.entry(item.kind).or_default() += 1;
    }
    let quarters = plan
        .quarters
        .iter()
        .map(|(quarter, record)| quarters::summary(state, plan, *quarter, record));
    PlanView {
        id: plan.id,
        details: plan.details.clone(),
        approved: plan
            .approved
            .as_ref()
            .map(|(decision, place)| PlanApproval {
                decision: decision.clone(),
                place: *place,
            }),
        closed: plan.closed_at,
        quarters: quarters.collect(),
        items,
        changed_at: plan.changed_at,
        touched_at: plan.touched_at,
        subject: format!("plan.{}", plan.id),
    }
}
