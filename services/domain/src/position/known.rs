//! The facts of an item as at a quarter's end.

use jiff::civil::Date;
use quarterday_proto::item::{Cause, Direction};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::{Axis, Fact};
use quarterday_proto::target::TargetStatus;

use super::Question;
use super::assess::{answer, answering, asked_basis, figure, target_of};
use super::figure::{Bounds, Compared, forecast_shortfall, slippage, versus};
use crate::facts::{Facts, value};
use crate::state::{Item, ItemVersion, Observed, State};

/// What is known of an item as at a day.
pub(super) struct Known<'a> {
    pub(super) facts: Facts,
    pub(super) observed: Option<&'a Observed>,
    pub(super) told: Option<&'a Observed>,
    pub(super) reason: Option<&'static str>,
    pub(super) late: bool,
    pub(super) trace: Vec<u64>,
}

/// Works out the facts of an item. Figures that take time or have places of
/// their own are worked out only where the assessment asks for them.
pub(super) fn known<'a>(
    state: &State,
    item: &'a Item,
    version: &'a ItemVersion,
    question: &Question<'_>,
    asks: impl Fn(Fact) -> bool,
) -> Known<'a> {
    let axis = question.assessment.source.axis;
    let (first, last) = (question.quarter.first_day(), question.as_at);
    let target = target_of(item, question);
    let asked = asked_basis(target, question);
    let observed = answering(item, question, asked);
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
    if asks(Fact::Slippage) {
        facts.set_number(Fact::Slippage, slippage(item.original_due, due));
    }

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
        if asks(Fact::Shortfall) {
            facts.set_number(Fact::Shortfall, Some(bounds.shortfall(figure, direction)));
        }
    }
    if asks(Fact::ForecastShortfall) {
        forecast_shortfall(item, question, observed, direction, &mut facts, &mut trace);
    }
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
            let other = other.filter(|_| asks(fact));
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
pub(super) fn cause_of<'a>(
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

fn start(start: Option<Date>, quarter: Quarter) -> u8 {
    match start {
        None => value::NONE,
        Some(day) if day > quarter.last_day() => value::START_FUTURE,
        Some(day) if day >= quarter.first_day() => value::START_IN_QUARTER,
        Some(_) => value::START_BEFORE,
    }
}
