//! The status of an item as at a quarter's end, and the answer behind it.

use jiff::civil::Date;
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;
use rust_decimal::Decimal;

use super::known::known;
use crate::facts::{possible, value};
use crate::scheme::CompiledAssessment;
use crate::state::{Item, ItemVersion, Observed, State, TargetVersion};

/// What is asked of each item.
pub(crate) struct Question<'a> {
    pub(crate) quarter: Quarter,
    /// The quarter's last day, or a day within it.
    pub(crate) as_at: Date,
    pub(crate) basis: Option<Basis>,
    pub(crate) assessment: &'a CompiledAssessment,
}

/// An item with its status.
pub(crate) struct Assessed<'a> {
    pub(crate) item: &'a Item,
    pub(crate) version: &'a ItemVersion,
    pub(crate) status: usize,
    /// The observation that its commentary is in.
    pub(crate) observed: Option<&'a Observed>,
    /// The item's own reason for having no figure.
    pub(crate) reason: Option<&'static str>,
    pub(crate) late: bool,
    /// Log places behind the status, sorted.
    pub(crate) trace: Vec<u64>,
}

/// Works out the facts of an item and finds its status.
pub(crate) fn assess<'a>(state: &State, item: &'a Item, question: &Question<'_>) -> Assessed<'a> {
    let version = item.version_as_at(question.as_at);
    let assessment = question.assessment;
    let mut known = known(state, item, version, question, |fact| assessment.asks(fact));
    debug_assert!(
        possible(
            &self::known(state, item, version, question, |_| true).facts,
            |_| true,
            assessment.source.axis
        ),
        "the totality check leaves out what is known of item {}",
        version.definition.reference
    );
    known.trace.sort_unstable();
    known.trace.dedup();
    Assessed {
        item,
        version,
        status: assessment.status_of(&known.facts),
        observed: known.observed.or(known.told),
        reason: known.reason,
        late: known.late,
        trace: known.trace,
    }
}

/// The observation that answers a question, if any does.
pub(super) fn answering<'a>(
    item: &'a Item,
    question: &Question<'_>,
    asked: Option<Basis>,
) -> Option<&'a Observed> {
    let axis = question.assessment.source.axis;
    let (first, last) = (question.quarter.first_day(), question.as_at);
    // Of figures given for one day on several bases, the one that answers.
    item.best_observed_in(first, last, asked, |observed| match axis {
        Axis::Status => false,
        Axis::Target => {
            asked.is_none()
                && observed
                    .observation
                    .basis
                    .is_none_or(|basis| basis == Basis::InQuarter)
        }
        Axis::Forecast => observed.observation.forecast.is_some(),
        Axis::Rating => observed.observation.rating.is_some(),
    })
}

/// Whether the question has an answer: a figure, a word, or why there is none.
pub(crate) fn is_answered(item: &Item, question: &Question<'_>) -> bool {
    let axis = question.assessment.source.axis;
    let asked = asked_basis(target_of(item, question), question);
    let observed = answering(item, question, asked);
    let figure = observed.and_then(|observed| figure(observed, axis));
    answer(observed, axis, figure, question.assessment) != value::ANSWER_MISSING
}

/// The basis that a figure must have. A forecast stands in whatever answer the
/// quarter has, and a target for every basis takes any.
pub(super) fn asked_basis(
    target: Option<&TargetVersion>,
    question: &Question<'_>,
) -> Option<Basis> {
    if question.assessment.source.axis != Axis::Target {
        return None;
    }
    question
        .basis
        .or_else(|| target.and_then(|target| target.target.basis))
}

/// The target of the axis: the year's for a forecast, else the quarter's.
pub(super) fn target_of<'a>(item: &'a Item, question: &Question<'_>) -> Option<&'a TargetVersion> {
    let last = question.as_at;
    let quarter = Period::Quarter(question.quarter);
    let year = Period::Year(question.quarter.year());
    if question.assessment.source.axis == Axis::Forecast {
        return item.target_for(year, Basis::YearEnd, last);
    }
    match question.basis {
        Some(Basis::YearEnd) => item.target_for(year, Basis::YearEnd, last),
        Some(basis) => item.target_for(quarter, basis, last),
        None if !item.has_target_of(quarter, Basis::InQuarter)
            && item.has_target_of(quarter, Basis::YearToDate) =>
        {
            item.target_for(quarter, Basis::YearToDate, last)
        }
        None => item.target_for(quarter, Basis::InQuarter, last),
    }
}

pub(super) fn figure(observed: &Observed, axis: Axis) -> Option<Decimal> {
    match axis {
        Axis::Forecast => observed.observation.forecast,
        Axis::Status | Axis::Target | Axis::Rating => observed.observation.actual,
    }
}

/// Whether the answer that the axis asks for was given.
pub(super) fn answer(
    observed: Option<&Observed>,
    axis: Axis,
    figure: Option<Decimal>,
    assessment: &CompiledAssessment,
) -> u8 {
    let Some(observed) = observed else {
        return value::ANSWER_MISSING;
    };
    let given = match axis {
        Axis::Status => observed.observation.unavailable.is_none(),
        Axis::Target | Axis::Forecast => figure.is_some(),
        Axis::Rating => {
            let word = observed.observation.rating.as_deref();
            word.and_then(|word| assessment.rating(word)).is_some()
        }
    };
    if given {
        value::ANSWER_GIVEN
    } else if observed.observation.unavailable.is_some() {
        value::ANSWER_UNAVAILABLE
    } else {
        value::ANSWER_MISSING
    }
}
