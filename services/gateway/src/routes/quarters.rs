//! Quarters of a plan.

use quarterday_domain::{Plan, QuarterRecord, State, unanswered};
use quarterday_projections::never_opened;
use quarterday_proto::api::{QuarterSummary, QuarterView, RestatementView};
use quarterday_proto::event::quarter_subject;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use crate::answer;
use crate::call::Call;
use crate::endpoint::{Answered, Endpoint};
use crate::problem::Problem;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let path = "/api/v1/{council}/plans/{plan}/quarters/{quarter}";
    vec![
        Endpoint::read(path, "quarter", quarter)
            .about("A quarter of a plan: its closing, its unanswered items and its restatements")
            .gives_json::<QuarterView>(),
    ]
}

/// The quarter that the path names.
pub(crate) fn asked(call: &Call) -> Result<Quarter, Problem> {
    call.segment("quarter").parse().map_err(|error| {
        let detail = format!("the quarter in the path cannot be read: {error}");
        Problem::new(axum::http::StatusCode::NOT_FOUND, "no_such_quarter", detail)
    })
}

/// A quarter in short.
pub(super) fn summary(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    record: &QuarterRecord,
) -> QuarterSummary {
    QuarterSummary {
        quarter,
        state: record.state,
        closing: record.closing,
        answers_due: record.answers_due,
        closed_at: record.closed_at.map(|recorded| recorded.place),
        reason: record.reason.clone(),
        unanswered: without_answer(state, plan, quarter, record),
        restatements: u32::try_from(record.restatements.len()).unwrap_or(u32::MAX),
        candidates: u32::try_from(record.candidates.len()).unwrap_or(u32::MAX),
    }
}

fn quarter(call: &Call) -> Answered {
    let quarter = asked(call)?;
    let state = call.tenant()?.view.state();
    let plan = state.plan(call.segment("plan"))?;
    let record = plan
        .quarters
        .get(&quarter)
        .ok_or_else(|| never_opened(plan, quarter))?;
    let view = view(&state, plan, quarter, record);
    drop(state);
    // While it is open, what is unanswered moves with every observation.
    if view.state == QuarterState::Open {
        return answer::tag(answer::json(&view)?, view.changed_at);
    }
    answer::tagged(call, view.changed_at, &view)
}

fn view(state: &State, plan: &Plan, quarter: Quarter, record: &QuarterRecord) -> QuarterView {
    QuarterView {
        plan: plan.details.reference.clone(),
        quarter,
        first_day: quarter.first_day(),
        last_day: quarter.last_day(),
        state: record.state,
        closing: record.closing,
        answers_due: record.answers_due,
        frozen_at: (record.state != QuarterState::Open).then_some(record.frozen_at),
        closed_at: record.closed_at.map(|recorded| recorded.place),
        closed: record.closed_at.map(|recorded| recorded.at),
        reason: record.reason.clone(),
        unanswered: without_answer(state, plan, quarter, record),
        restatements: restatements(record).collect(),
        candidates: record.candidates.clone(),
        changed_at: record.changed_at,
        subject: quarter_subject(plan.id, quarter),
    }
}

/// The restatements of a quarter, oldest first.
pub(super) fn restatements(record: &QuarterRecord) -> impl Iterator<Item = RestatementView> {
    record.restatements.iter().map(|restated| RestatementView {
        restatement: restated.event.restatement,
        reason: restated.event.reason.clone(),
        known_at: restated.event.known_at,
        place: restated.recorded.place,
        recorded: restated.recorded.at,
        changes: restated.event.changes.clone(),
    })
}

/// References of the items without an answer: now where open, else at the
/// closing.
pub(crate) fn without_answer(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
    record: &QuarterRecord,
) -> Vec<String> {
    let ids = match record.state {
        QuarterState::Open => unanswered(state, plan, quarter),
        QuarterState::Closed | QuarterState::Published => record.unanswered.clone(),
    };
    let items = ids.iter().filter_map(|id| state.item_by_id(*id));
    items.map(|item| item.reference().to_owned()).collect()
}
