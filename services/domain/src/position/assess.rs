//! The facts of an item as at a quarter's end, and the status that they make.

use jiff::Unit;
use jiff::civil::{Date, DateDifference};
use quarterday_proto::item::{Cause, Direction};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::scheme::{Axis, Fact};
use quarterday_proto::target::{Basis, TargetStatus};
use rust_decimal::Decimal;

use crate::facts::{Facts, value};
use crate::scheme::CompiledAssessment;
use crate::state::{Item, ItemVersion, Observed, State, TargetVersion};

/// What is asked of each item.
pub(crate) struct Question<'a> {
    pub(crate) quarter: Quarter,
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
    let axis = question.assessment.source.axis;
    let (first, last) = (question.quarter.first_day(), question.quarter.last_day());
    let version = item.version_as_at(last);
    let target = target_of(item, question);
    let basis = question.basis.or_else(|| target.and_then(|target| target.target.basis));
    // The year-end forecast stands in whatever answer the quarter has.
    let asked = if axis == Axis::Target { basis } else { None };
    let observed = item.observed_in(first, last, asked);
    let completed = item.completed_by(last);
    let mut facts = Facts::default();
    let mut trace = vec![item.added_at, version.place];
    trace.extend(observed.map(|observed| observed.place));
    trace.extend(completed.map(|(observed, _)| observed.place));
    trace.extend(item.ended.as_ref().map(|ended| ended.place));

    let due = version.definition.due;
    facts.set(Fact::Due, due.map_or(value::NONE, |due| {
        if due <= last { value::DUE_PAST } else { value::DUE_FUTURE }
    }));
    facts.set(Fact::Start, start(version.definition.start, question.quarter));
    let mut late = false;
    if let Some((_, on)) = completed {
        late = due.is_some_and(|due| on > due);
        facts.set(
            Fact::Completion,
            if late { value::COMPLETION_LATE } else { value::COMPLETION_ON_TIME },
        );
        facts.set(
            Fact::Completed,
            if on >= first { value::COMPLETED_IN_QUARTER } else { value::COMPLETED_BEFORE },
        );
    }
    facts.set_number(Fact::Slippage, slippage(item.original_due, due));

    // Why something is late is told where its completion is told.
    let told = completed.map(|(observed, _)| observed).or(observed);
    if let Some(cause) = told.and_then(|told| told.observation.cause) {
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
    facts.set(Fact::Answer, answer(observed, axis, figure, question.assessment));
    if let Some(observed) = observed {
        let observation = &observed.observation;
        facts.set(Fact::OnTrack, match observation.on_track {
            None => value::NONE,
            Some(true) => value::YES,
            Some(false) => value::NO,
        });
        facts.set_number(Fact::Progress, observation.percent_complete);
        let rating =
            observation.rating.as_deref().and_then(|word| question.assessment.rating(word));
        facts.set(Fact::Rating, rating.unwrap_or(value::NONE));
        if facts.get(Fact::Answer) == value::ANSWER_UNAVAILABLE {
            reason = observation.unavailable.map(|unavailable| unavailable.label());
        }
    }

    let direction = version.definition.direction.unwrap_or(Direction::Higher);
    trace.extend(target.map(|target| target.place));
    let bounds = target.and_then(Bounds::of);
    if let (Some(target), Some(_)) = (target, &bounds) {
        facts.set(Fact::Target, match target.target.status {
            TargetStatus::Provisional => value::TARGET_PROVISIONAL,
            TargetStatus::Approved => value::TARGET_APPROVED,
        });
    } else if reason.is_none() && matches!(axis, Axis::Target | Axis::Forecast) {
        reason = target.and_then(|target| target.target.no_target_reason).map(|why| why.label());
    }
    if let (Some(bounds), Some(figure)) = (&bounds, figure) {
        facts.set(Fact::Band, bounds.band(figure, direction));
        facts.set_number(Fact::Shortfall, Some(bounds.shortfall(figure, direction)));
    }
    forecast_shortfall(item, question, observed, direction, &mut facts, &mut trace);
    if let Some(figure) = figure {
        for (fact, other) in [
            (Fact::VersusYearAgo, question.quarter.year_ago()),
            (Fact::VersusPrevious, question.quarter.previous()),
        ] {
            versus(state, item, axis, asked, fact, other, figure, direction, &mut facts, &mut trace);
        }
    }

    trace.sort_unstable();
    trace.dedup();
    let status = question.assessment.status_of(&facts);
    Assessed {
        item,
        version,
        status,
        observed: observed.or(told),
        reason,
        late,
        trace,
    }
}

/// The target of the axis: the year's for a forecast, else the quarter's.
fn target_of<'a>(item: &'a Item, question: &Question<'_>) -> Option<&'a TargetVersion> {
    let last = question.quarter.last_day();
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

fn figure(observed: &Observed, axis: Axis) -> Option<Decimal> {
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
    let Some(observed) = observed else { return value::ANSWER_MISSING };
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

/// Whole months between the original and the approved due date.
fn slippage(original: Option<Date>, due: Option<Date>) -> Option<Decimal> {
    let due = due?;
    let original = original.unwrap_or(due);
    let span = original.until(DateDifference::new(due).largest(Unit::Month)).ok()?;
    Some(Decimal::from(span.get_months()))
}

/// What a value is held against.
struct Bounds {
    low: Decimal,
    high: Decimal,
    /// What misses are measured from; for a range its nearer end.
    target: Option<Decimal>,
}

impl Bounds {
    fn of(version: &TargetVersion) -> Option<Self> {
        let (target, low, high) =
            (version.target.target, version.target.low, version.target.high);
        let least = low.or(target).or(high)?;
        let most = high.or(target).or(low)?;
        Some(Self { low: least, high: most, target })
    }

    /// Below, between or above low and high target, in the sense of the
    /// polarity: `above` is good. With one target there is no between.
    fn band(&self, figure: Decimal, direction: Direction) -> u8 {
        match direction {
            Direction::Higher if figure >= self.high => value::BAND_ABOVE,
            Direction::Higher if figure < self.low => value::BAND_BELOW,
            Direction::Lower if figure <= self.low => value::BAND_ABOVE,
            Direction::Lower if figure > self.high => value::BAND_BELOW,
            Direction::Range if figure < self.low || figure > self.high => value::BAND_BELOW,
            Direction::Range => value::BAND_ABOVE,
            Direction::Higher | Direction::Lower => value::BAND_BETWEEN,
        }
    }

    /// Percentage by which the figure misses, 0 when met. A target of zero
    /// leaves nothing to take a percentage of: missed, it counts as 100.
    fn shortfall(&self, figure: Decimal, direction: Direction) -> Decimal {
        let (from, missed) = match direction {
            Direction::Higher => {
                let target = self.target.unwrap_or(self.low);
                (target, target - figure)
            }
            Direction::Lower => {
                let target = self.target.unwrap_or(self.high);
                (target, figure - target)
            }
            Direction::Range if figure < self.low => (self.low, self.low - figure),
            Direction::Range => (self.high, figure - self.high),
        };
        if missed <= Decimal::ZERO {
            Decimal::ZERO
        } else if from.is_zero() {
            Decimal::ONE_HUNDRED
        } else {
            missed * Decimal::ONE_HUNDRED / from.abs()
        }
    }
}

fn forecast_shortfall(
    item: &Item,
    question: &Question<'_>,
    observed: Option<&Observed>,
    direction: Direction,
    facts: &mut Facts,
    trace: &mut Vec<u64>,
) {
    let Some(forecast) = observed.and_then(|observed| observed.observation.forecast) else { return };
    let year = Period::Year(question.quarter.year());
    let target = item.target_for(year, Basis::YearEnd, question.quarter.last_day());
    let Some((target, bounds)) = target.and_then(|target| Some((target, Bounds::of(target)?)))
    else {
        return;
    };
    trace.push(target.place);
    facts.set_number(Fact::ForecastShortfall, Some(bounds.shortfall(forecast, direction)));
}

/// The value against that of another quarter, of this item or of the one it
/// descends from.
#[allow(clippy::too_many_arguments)]
fn versus(
    state: &State,
    item: &Item,
    axis: Axis,
    basis: Option<Basis>,
    fact: Fact,
    other: Option<Quarter>,
    now: Decimal,
    direction: Direction,
    facts: &mut Facts,
    trace: &mut Vec<u64>,
) {
    let Some(other) = other else { return };
    let find = |item: &Item| {
        let observed = item.observed_in(other.first_day(), other.last_day(), basis)?;
        Some((figure(observed, axis)?, observed.place))
    };
    let ancestor = || item.descends_from.and_then(|id| state.item_by_id(id));
    let Some((then, place)) = find(item).or_else(|| ancestor().and_then(|item| find(item))) else {
        return;
    };
    trace.push(place);
    let better = match direction {
        Direction::Higher => now > then,
        Direction::Lower => now < then,
        // Nearer to the middle of a range is not better: only equal compares.
        Direction::Range => false,
    };
    facts.set(fact, if now == then {
        value::VERSUS_SAME
    } else if direction == Direction::Range {
        value::NONE
    } else if better {
        value::VERSUS_BETTER
    } else {
        value::VERSUS_WORSE
    });
}
