//! Observing an item.

mod fitting;

use std::sync::Arc;

use quarterday_proto::answer::Rejection;
use quarterday_proto::command::Observe;
use quarterday_proto::event::{Event, ItemObserved};
use quarterday_proto::item::Observation;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::Axis;
use rust_decimal::Decimal;

use super::plan::still_open;
use super::{Case, Decided};
use crate::position::{Question, assess};
use crate::rejection::{Code, reject};
use crate::state::{Item, Observed, Plan, State};
pub(super) use fitting::{Unfit, unfit};

pub(super) fn observe(case: &Case<'_>, command: &Observe) -> Result<Decided, Rejection> {
    let plan = case.state.plan(&command.plan)?;
    let item = case.state.item(plan, &command.reference)?;
    case.fresh(item.changed_at, "the item")?;
    let entered_for = match &command.entered_for {
        Some(email) => Some(case.state.person(email)?.id),
        None => None,
    };
    let observation = &command.observation;
    if item
        .observed_at(observation.as_at, observation.basis)
        .is_some_and(|known| known.observation == *observation)
    {
        return Ok(Decided::default());
    }
    let unfit = unfit(case.state, plan, item, observation);
    if let Some(first) = unfit.into_iter().next() {
        let mut rejection = first.rejection;
        rejection.detail = format!("`{}`: {}", first.column, rejection.detail);
        return Err(rejection);
    }
    check(case, plan, item, observation)?;
    let event = ItemObserved {
        item: item.id,
        kind: item.kind,
        observation: observation.clone(),
        entered_for,
        restates: restates(plan, observation),
    };
    let notes = match event.restates {
        Some(quarter) => vec![format!(
            "{quarter} is closed: this is kept as a candidate for restatement and changes no \
             reported figure"
        )],
        None => Vec::new(),
    };
    Ok(Decided {
        events: vec![Event::ItemObserved(event)],
        notes,
    })
}

/// Everything that an observation must meet, whichever way it comes in.
pub(super) fn check(
    case: &Case<'_>,
    plan: &Plan,
    item: &Arc<Item>,
    observation: &Observation,
) -> Result<(), Rejection> {
    still_open(plan)?;
    let name = || {
        format!(
            "item `{}` of plan `{}`",
            item.reference(),
            plan.details.reference
        )
    };
    if let Some(ended) = &item.ended
        && observation.as_at >= ended.effective
    {
        return Err(reject(
            Code::ItemEnded,
            format!(
                "{} ended on {}: nothing is observed of it after",
                name(),
                ended.effective
            ),
        ));
    }
    if Quarter::of(observation.as_at).is_none() {
        return Err(reject(
            Code::ObservationInvalid,
            format!(
                "{}: {} is in no financial year that can be reported",
                name(),
                observation.as_at
            ),
        ));
    }
    case.not_in_future(observation.as_at, "the day that the facts describe")?;
    consistent(observation).map_err(|why| {
        reject(
            Code::ObservationInvalid,
            format!("{}, as at {}: {why}", name(), observation.as_at),
        )
    })?;
    against_scheme(case.state, plan, item, observation)
}

/// Facts that cannot go together.
fn consistent(observation: &Observation) -> Result<(), &'static str> {
    let outside = |percent: &Decimal| percent.is_sign_negative() || *percent > Decimal::ONE_HUNDRED;
    if observation.percent_complete.as_ref().is_some_and(outside) {
        return Err("percent complete is from 0 to 100");
    }
    if observation
        .completed_on
        .is_some_and(|on| on > observation.as_at)
    {
        return Err("its completion is after the day that the facts describe");
    }
    if observation.completed_on.is_some() && observation.on_track == Some(false) {
        return Err("what is completed cannot be off track");
    }
    if observation.actual.is_some() && observation.unavailable.is_some() {
        return Err("there is a figure and a reason for having none");
    }
    let silent = observation.percent_complete.is_none()
        && observation.completed_on.is_none()
        && observation.on_track.is_none()
        && observation.cause.is_none()
        && observation.actual.is_none()
        && observation.forecast.is_none()
        && observation.rating.is_none()
        && observation.unavailable.is_none();
    if silent
        && observation
            .commentary
            .as_deref()
            .is_none_or(|text| text.trim().is_empty())
    {
        return Err("it says nothing: give at least one fact");
    }
    Ok(())
}

/// A status that needs commentary must have it.
fn against_scheme(
    state: &State,
    plan: &Plan,
    item: &Arc<Item>,
    observation: &Observation,
) -> Result<(), Rejection> {
    let Some(quarter) = Quarter::of(observation.as_at) else {
        return Ok(());
    };
    // Figures of years before serve comparison only.
    if quarter.year() != plan.details.year {
        return Ok(());
    }
    let Ok((scheme, _)) = state.scheme_for(&plan.details.scheme, quarter) else {
        return Ok(());
    };
    let text = observation.commentary.as_deref().unwrap_or_default();
    let mut assessments = scheme
        .of_kind(item.kind)
        .filter(|a| a.commentary_for != 0)
        .peekable();
    if !text.trim().is_empty() || assessments.peek().is_none() {
        return Ok(());
    }
    let mut with = Item::clone(item);
    with.observe(Observed {
        observation: observation.clone(),
        place: u64::MAX,
        entered_for: None,
    });
    for assessment in assessments {
        let basis = if assessment.source.axis == Axis::Target {
            observation.basis
        } else {
            None
        };
        // What was known then, not what later answers made of it.
        let question = Question {
            quarter,
            as_at: observation.as_at,
            basis,
            assessment,
        };
        let status = assess(state, &with, &question).status;
        if assessment.commentary_for >> status & 1 == 1 {
            let rule = assessment.rule(status);
            return Err(reject(
                Code::CommentaryRequired,
                format!(
                    "item `{}` of plan `{}` would be {} ({}) as at {}, which needs commentary",
                    item.reference(),
                    plan.details.reference,
                    rule.id,
                    rule.label,
                    observation.as_at
                ),
            ));
        }
    }
    Ok(())
}

/// The earliest closed quarter of the plan that an observation bears on.
pub(super) fn restates(plan: &Plan, observation: &Observation) -> Option<Quarter> {
    if plan.quarters.is_empty() {
        return None;
    }
    let first = [Some(observation.as_at), observation.completed_on]
        .into_iter()
        .flatten()
        .filter_map(Quarter::of)
        .min()?;
    let last = Quarter::of(observation.as_at)?;
    plan.quarters
        .range(first..=last)
        .find(|(_, record)| record.state != QuarterState::Open)
        .map(|(quarter, _)| *quarter)
}
