//! Figures of measures: against targets, forecasts and other quarters.

use jiff::Unit;
use jiff::civil::{Date, DateDifference};
use quarterday_proto::item::Direction;
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::scheme::{Axis, Fact};
use quarterday_proto::target::Basis;
use rust_decimal::Decimal;

use super::Question;
use super::assess::figure;
use crate::facts::{Facts, value};
use crate::state::{Item, Observed, State, TargetVersion};

/// How many ancestors of an item are looked at for a figure to compare with.
const LINEAGE_MAX: usize = 32;

/// Whole months between the original and the approved due date.
pub(super) fn slippage(original: Option<Date>, due: Option<Date>) -> Option<Decimal> {
    let due = due?;
    let original = original.unwrap_or(due);
    let span = original
        .until(DateDifference::new(due).largest(Unit::Month))
        .ok()?;
    Some(Decimal::from(span.get_months()))
}

/// What a value is held against.
pub(super) struct Bounds {
    low: Decimal,
    high: Decimal,
    /// What misses are measured from; for a range its nearer end.
    target: Option<Decimal>,
}

impl Bounds {
    pub(super) fn of(version: &TargetVersion) -> Option<Self> {
        let (target, low, high) = (
            version.target.target,
            version.target.low,
            version.target.high,
        );
        let least = low.or(target).or(high)?;
        let most = high.or(target).or(low)?;
        Some(Self {
            low: least,
            high: most,
            target,
        })
    }

    /// Below, between or above low and high target, in the sense of the
    /// polarity: `above` is good. With one target there is no between.
    pub(super) fn band(&self, figure: Decimal, direction: Direction) -> u8 {
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
    pub(super) fn shortfall(&self, figure: Decimal, direction: Direction) -> Decimal {
        let target = self.target;
        let (from, missed) = match direction {
            Direction::Higher => {
                let target = target.unwrap_or(self.low);
                (target, target.saturating_sub(figure))
            }
            Direction::Lower => {
                let target = target.unwrap_or(self.high);
                (target, figure.saturating_sub(target))
            }
            Direction::Range if figure < self.low => (self.low, self.low.saturating_sub(figure)),
            Direction::Range => (self.high, figure.saturating_sub(self.high)),
        };
        if missed <= Decimal::ZERO {
            Decimal::ZERO
        } else if from.is_zero() {
            Decimal::ONE_HUNDRED
        } else {
            let hundredfold = missed.checked_mul(Decimal::ONE_HUNDRED);
            hundredfold
                .and_then(|missed| missed.checked_div(from.abs()))
                .unwrap_or(Decimal::MAX)
        }
    }
}

pub(super) fn forecast_shortfall(
    item: &Item,
    question: &Question<'_>,
    observed: Option<&Observed>,
    direction: Direction,
    facts: &mut Facts,
    trace: &mut Vec<u64>,
) {
    let Some(forecast) = observed.and_then(|observed| observed.observation.forecast) else {
        return;
    };
    let year = Period::Year(question.quarter.year());
    let target = item.target_for(year, Basis::YearEnd, question.as_at);
    let Some((target, bounds)) = target.and_then(|target| Some((target, Bounds::of(target)?)))
    else {
        return;
    };
    trace.push(target.place);
    facts.set_number(
        Fact::ForecastShortfall,
        Some(bounds.shortfall(forecast, direction)),
    );
}

/// A value to hold against that of another quarter.
pub(super) struct Compared<'a> {
    pub(super) state: &'a State,
    pub(super) item: &'a Item,
    pub(super) axis: Axis,
    pub(super) basis: Option<Basis>,
    pub(super) figure: Decimal,
    pub(super) direction: Direction,
}

/// The value against that of another quarter, of this item or of the nearest
/// one it descends from, and the place of that.
pub(super) fn versus(compared: &Compared<'_>, other: Quarter) -> Option<(u8, u64)> {
    let find = |item: &Item| {
        let observed = item.observed_in(other.first_day(), other.last_day(), compared.basis)?;
        Some((figure(observed, compared.axis)?, observed.place))
    };
    let ancestor = |item: &&Item| Some(&**compared.state.item_by_id(item.descends_from?)?);
    let mut lineage = std::iter::successors(Some(compared.item), ancestor).take(LINEAGE_MAX);
    let (then, place) = lineage.find_map(find)?;
    let now = compared.figure;
    let value = match compared.direction {
        _ if now == then => value::VERSUS_SAME,
        // Nearer to the middle of a range is not better: only equal compares.
        Direction::Range => value::NONE,
        Direction::Higher if now > then => value::VERSUS_BETTER,
        Direction::Lower if now < then => value::VERSUS_BETTER,
        Direction::Higher | Direction::Lower => value::VERSUS_WORSE,
    };
    Some((value, place))
}
