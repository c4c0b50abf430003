//! The facts of an item as at a quarter's end, and the status that they make.

use jiff::civil::Date;
use quarterday_proto::item::{Cause, Direction};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::scheme::{Axis, Fact};
use quarterday_proto::target::{Basis, TargetStatus};
use rust_decimal::Decimal;

use super::figure::{Bounds, Compared, forecast_shortfall, slippage, versus};
use crate::facts::{Facts, possible, value};
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

/// What is known of an item as at a day.
struct Known<'a> {
    facts: Facts,
    observed: Option<&'a Observed>,
    told: Option<&'a Observed>,
    reason: Option<&'static str>,
    late: bool,
    trace: Vec<u64>,
}

/// Works out the facts of an item and finds its status.
pub(crate) fn assess<'a>(state: &State, item: &'a Item, question: &Question<'_>) -> Assessed<'a> {
    let version = item.version_as_at(question.as_at);
    let mut known = known(state, item, version, question);
    debug_assert!(
        possible(&known.facts, |_| true, question.assessment.source.axis),
        "the totality check left these facts out: {:?}",
        known.facts
    );
    known.trace.sort_unstable();
    known.trace.dedup();
    Assessed {
        item,
        version,
        status: question.assessment.status_of(&known.facts),
        observed: known.observed.or(known.told),
        reason: known.reason,
        late: known.late,
        trace: known.trace,
    }
}

/// The observation that answers a question, if any does.
pub(crate) fn answering<'a>(item: &'a Item, question: &Question<'_>) -> Option<&'a Observed> {
    let axis = question.assessment.source.axis;
    let target = target_of(item, question);
    let (first, last) = (question.quarter.first_day(), question.as_at);
    let asked = asked_basis(target, question);
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
    let observed = answering(item, question);
    let figure = observed.and_then(|observed| figure(observed, axis));
    answer(observed, axis, figure, question.assessment) != value::ANSWER_MISSING
}

/// The basis that a figure must have. A forecast stands in whatever answer the
/// quarter has, and a target for every basis takes any.
fn asked_basis(target: Option<&TargetVersion>, question: &Question<'_>) -> Option<Basis> {
    if question.assessment.source.axis != Axis::Target {
        return None;
    }
    question
        .basis
        .or_else(|| target.and_then(|target| target.target.basis))
}

fn known<'a>(
    state: &State,
    item: &'a Item,
    version: &'a ItemVersion,
    question: &Question<'_>,
) -> Known<'a> {
    let axis = question.assessment.source.axis;
    let (first, last) = (question.quarter.first_day(), question.as_at);
    let target = target_of(item, question);
    let asked = asked_basis(target, question);
    let observed = answering(item, question);
    let completed = item.completed_by(last);
    let mut facts = Facts::default();
    let mut trace = Vec::with_capacity(8);
    trace.push(item.added_at);
    let counting = |version: &&ItemVersion| version.effective.is_none_or(|from| from <= last);
    trace.extend(
        item.versions
            .iter()
            .filter(counting)
            .map(|version| version.place),
    );
    trace.extend(observed.map(|observed| observed.place));
    trace.extend(completed.map(|(observed, _)| observed.place));
    trace.extend(item.ended.as_ref().map(|ended| ended.place));

    let due = version.definition.due;
    facts.set(
        Fact::Due,
        due.map_or(value::NONE, |due| {
            if due <= last {
                value::DUE_PAST
            } else {
                value::DUE_FUTURE
            }
        }),
    );
    facts.set(
        Fact::Start,
        start(version.definition.start, question.quarter),
    );
    let mut late = false;
    if let Some((_, on)) = completed {
        late = due.is_some_and(|due| on > due);
        facts.set(
            Fact::Completion,
            if late {
                value::COMPLETION_LATE
            } else {
                value::COMPLETION_ON_TIME
            },
        );
        facts.set(
            Fact::Completed,
            if on >= first {
                value::COMPLETED_IN_QUARTER
            } else {
                value::COMPLETED_BEFORE
            },
        );
    }
    facts.set_number(Fact::Slippage, slippage(item.original_due, due));

    let told = completed.map(|(observed, _)| observed);
    let explained = cause_of(item, told, observed, last);
    trace.extend(explained.map(|observed| observed.place));
    if let Some(cause) = explained.and_then(|observed| observed.observation.cause) {
        facts.set(
            Fact::Cause,
            match cause {
                Cause::Inside => value::CAUSE_INSIDE,
                Cause::Outside => value::CAUSE_OUTSIDE,
            },
        );
    }
    let mut reason = None;
    let figure = observed.and_then(|observed| figure(observed, axis));
    facts.set(
        Fact::Answer,
        answer(observed, axis, figure, question.assessment),
    );
    if let Some(observed) = observed {
        let observation = &observed.observation;
        facts.set(
            Fact::OnTrack,
            match observation.on_track {
                None => value::NONE,
                Some(true) => value::YES,
                Some(false) => value::NO,
            },
        );
        facts.set_number(Fact::Progress, observation.percent_complete);
        let rating = observation
            .rating
            .as_deref()
            .and_then(|word| question.assessment.rating(word));
        facts.set(Fact::Rating, rating.unwrap_or(value::NONE));
        if facts.get(Fact::Answer) == value::ANSWER_UNAVAILABLE {
            reason = observation
                .unavailable
                .map(|unavailable| unavailable.label());
        }
    }

    let direction = version.definition.direction.unwrap_or(Direction::Higher);
    trace.extend(target.map(|target| target.place));
    let bounds = target.and_then(Bounds::of);
    if let (Some(target), Some(_)) = (target, &bounds) {
        facts.set(
            Fact::Target,
            match target.target.status {
                TargetStatus::Provisional => value::TARGET_PROVISIONAL,
                TargetStatus::Approved => value::TARGET_APPROVED,
            },
        );
    } else if reason.is_none() && matches!(axis, Axis::Target | Axis::Forecast) {
        reason = target
            .and_then(|target| target.target.no_target_reason)
            .map(|why| why.label());
    }
    if let (Some(bounds), Some(figure)) = (&bounds, figure) {
        facts.set(Fact::Band, bounds.band(figure, direction));
        facts.set_number(Fact::Shortfall, Some(bounds.shortfall(figure, direction)));
    }
    forecast_shortfall(item, question, observed, direction, &mut facts, &mut trace);
    if let (Some(figure), Some(observed)) = (figure, observed) {
        // Figures of one basis only are compared.
        let basis = asked.or(observed.observation.basis);
        let compared = Compared {
            state,
            item,
            axis,
            basis,
            figure,
            direction,
        };
        for (fact, other) in [
            (Fact::VersusYearAgo, question.quarter.year_ago()),
            (Fact::VersusPrevious, question.quarter.previous()),
        ] {
            if let Some((value, place)) = other.and_then(|other| versus(&compared, other)) {
                facts.set(fact, value);
                trace.push(place);
            }
        }
    }

    Known {
        facts,
        observed,
        told,
        reason,
        late,
        trace,
    }
}

/// The observation that says whose circumstances something is late for. Of what
/// is completed it is the latest that says so since the completion was told: a
/// cause may be recorded after. Of all else it is the answer itself.
fn cause_of<'a>(
    item: &'a Item,
    told: Option<&'a Observed>,
    observed: Option<&'a Observed>,
    last: Date,
) -> Option<&'a Observed> {
    let Some(told) = told else { return observed };
    let since = told.observation.as_at;
    item.observations
        .iter()
        .filter(|observed| observed.observation.cause.is_some())
        .filter(|observed| observed.observation.as_at >= since)
        .filter(|observed| observed.observation.as_at <= last.max(since))
        .max_by_key(|observed| (observed.observation.as_at, observed.place))
        .or(Some(told))
}

/// The target of the axis: the year's for a forecast, else the quarter's.
fn target_of<'a>(item: &'a Item, question: &Question<'_>) -> Option<&'a TargetVersion> {
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
fn answer(
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

fn start(start: Option<Date>, quarter: Quarter) -> u8 {
    match start {
        None => value::NONE,
        Some(day) if day > quarter.last_day() => value::START_FUTURE,
        Some(day) if day >= quarter.first_day() => value::START_IN_QUARTER,
        Some(_) => value::START_BEFORE,
    }
}
