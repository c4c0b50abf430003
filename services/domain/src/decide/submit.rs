//! Answers of several items at once: all are right, or nothing is stored and
//! every fault is said.

use std::sync::Arc;

use quarterday_proto::answer::{Rejection, RowFault};
use quarterday_proto::command::{SubmitAnswers, SubmittedAnswer};
use quarterday_proto::event::{Event, ItemObserved};
use quarterday_proto::id::{ItemId, PersonId};
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use super::{Case, Decided, counted, observe};
use crate::rejection::{Code, reject};
use crate::state::{Item, Plan, Relation};

pub(super) fn submit(case: &Case<'_>, command: &SubmitAnswers) -> Result<Decided, Rejection> {
    if command.answers.is_empty() {
        return Err(reject(Code::AnswersMissing, "there is no answer to store"));
    }
    let mut events = Vec::new();
    let mut faults = Vec::new();
    let mut answered = Vec::new();
    for (answer, row) in command.answers.iter().zip(1..) {
        match one(case, answer, &mut answered) {
            Ok(event) => events.extend(event),
            Err(rejection) => faults.push(RowFault {
                sheet: "answers".to_owned(),
                row: Some(row),
                column: Some(answer.reference.clone()),
                code: rejection.name,
                found: rejection.code,
                expected: rejection.detail,
            }),
        }
    }
    if !faults.is_empty() {
        let mut rejection = reject(
            Code::ImportFaults,
            format!(
                "nothing was stored: {} to be put right",
                counted(faults.len(), "answer is", "answers are")
            ),
        );
        rejection.faults = faults;
        return Err(rejection);
    }
    let notes = vec![format!(
        "{} recorded",
        counted(events.len(), "answer", "answers")
    )];
    Ok(Decided { events, notes })
}

/// One answer; no event where the same was said before.
fn one(
    case: &Case<'_>,
    answer: &SubmittedAnswer,
    answered: &mut Vec<ItemId>,
) -> Result<Option<Event>, Rejection> {
    let plan = case.state.plan(&answer.plan)?;
    let item = case.state.item(plan, &answer.reference)?;
    let entered_for = entered_for(case, answer, item)?;
    let observation = &answer.observation;
    if answered.contains(&item.id) {
        return Err(reject(
            Code::AnsweredTwice,
            format!("item `{}` is answered twice at once", answer.reference),
        ));
    }
    answered.push(item.id);
    let known = item.observed_at(observation.as_at, observation.basis);
    if known.is_some_and(|known| known.observation == *observation) {
        return Ok(None);
    }
    let last = item.observations.iter().map(|known| known.place).max();
    if let (Some(known), Some(last)) = (answer.known_at, last)
        && known < last
    {
        return Err(reject(
            Code::StaleRevision,
            format!(
                "item `{}` was answered at place {last}, after place {known} that you read: read \
                 that answer and repeat what is still wanted",
                answer.reference
            ),
        ));
    }
    is_open(plan, observation.as_at)?;
    if let Some(first) = observe::unfit(case.state, plan, item, observation)
        .into_iter()
        .next()
    {
        return Err(first.rejection);
    }
    observe::check(case, plan, item, observation)?;
    Ok(Some(Event::ItemObserved(ItemObserved {
        item: item.id,
        kind: item.kind,
        observation: observation.clone(),
        entered_for,
        restates: observe::restates(plan, observation),
    })))
}

/// Whom an answer is entered for: whom the officer names, or, where a deputy
/// answers, the owner.
fn entered_for(
    case: &Case<'_>,
    answer: &SubmittedAnswer,
    item: &Arc<Item>,
) -> Result<Option<PersonId>, Rejection> {
    if let Some(email) = &answer.entered_for {
        return Ok(Some(case.state.person(email)?.id));
    }
    let owner = item.owner_on(case.today);
    let owner = owner.and_then(|owner| case.state.person_by_id(owner));
    let is_deputy = |owner: &crate::state::Person| {
        let deputy = owner.holder_on(Relation::Deputy, case.today);
        case.person() != Some(owner.id) && deputy.is_some() && deputy == case.person()
    };
    Ok(owner.filter(|owner| is_deputy(owner)).map(|owner| owner.id))
}

/// An answer is for a quarter that takes answers.
fn is_open(plan: &Plan, as_at: jiff::civil::Date) -> Result<(), Rejection> {
    let quarter = Quarter::of(as_at);
    let record = quarter.and_then(|quarter| plan.quarters.get(&quarter));
    let (code, how) = match record.map(|record| record.state) {
        Some(QuarterState::Open) => return Ok(()),
        Some(QuarterState::Closed) => (Code::QuarterClosed, "closed"),
        Some(QuarterState::Published) => (Code::QuarterPublished, "published"),
        None => (Code::QuarterNotOpen, "not open"),
    };
    let name = quarter.map_or_else(|| as_at.to_string(), |quarter| quarter.to_string());
    Err(reject(
        code,
        format!(
            "{name} of plan `{}` is {how}, so it takes no answers",
            plan.details.reference
        ),
    ))
}
