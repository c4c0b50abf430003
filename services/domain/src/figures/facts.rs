//! The figures that names may stand for.

use std::collections::BTreeMap;

use quarterday_proto::answer::Rejection;
use quarterday_proto::item::Kind;
use quarterday_proto::position::{Position, QuarterState};
use quarterday_proto::quarter::{Period, Quarter};
use quarterday_proto::target::Basis;
use rust_decimal::Decimal;

use crate::position::{Selection, positions};
use crate::state::{Item, Plan, State};

/// The figures of a plan's quarter.
#[derive(Debug, Clone, Default)]
pub struct PlanFigures {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter; absent only where nothing is covered.
    pub quarter: Option<Quarter>,
    /// Its positions, frozen where it is closed.
    pub positions: Vec<Position>,
    /// Figures of its items, by reference.
    pub items: BTreeMap<String, ItemFigures>,
}

/// The figures of an item, as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFigures {
    /// What was measured.
    pub actual: Option<String>,
    /// The target that counts for the quarter.
    pub target: Option<String>,
    /// Whether that is provisional.
    pub provisional: bool,
    /// The target of the year.
    pub annual_target: Option<String>,
    /// The forecast for the year's end.
    pub forecast: Option<String>,
    /// Percent complete.
    pub complete: Option<String>,
}

impl PlanFigures {
    /// The positions of all items by their own figures.
    pub fn own_positions(&self) -> impl Iterator<Item = &Position> {
        let own = |position: &&Position| position.theme.is_none() && position.basis.is_none();
        self.positions.iter().filter(own)
    }
}

/// The figures of a plan's quarter as a state knows them.
///
/// # Errors
/// `QD0010` and `QD0033`.
pub fn plan_figures(
    state: &State,
    plan: &Plan,
    quarter: Quarter,
) -> Result<PlanFigures, Rejection> {
    let record = plan.quarters.get(&quarter);
    let frozen = record.filter(|record| record.state != QuarterState::Open);
    let positions = match frozen {
        Some(record) => record.positions.to_vec(),
        None if plan.items.is_empty() => Vec::new(),
        None => positions(state, plan, quarter, &Selection::default())?,
    };
    let items = state
        .items_of(plan)
        .filter(|item| item.counts_as_at(quarter.last_day()))
        .map(|item| {
            let version = item.version_as_at(quarter.last_day());
            (version.definition.reference.clone(), of_item(item, quarter))
        });
    Ok(PlanFigures {
        plan: plan.details.reference.clone(),
        quarter: Some(quarter),
        positions,
        items: items.collect(),
    })
}

fn of_item(item: &Item, quarter: Quarter) -> ItemFigures {
    let (first, last) = (quarter.first_day(), quarter.last_day());
    let period = Period::Quarter(quarter);
    let basis = match item.has_target_of(period, Basis::InQuarter) {
        false if item.has_target_of(period, Basis::YearToDate) => Basis::YearToDate,
        _ => Basis::InQuarter,
    };
    let target = item.target_for(period, basis, last);
    let annual = item.target_for(Period::Year(quarter.year()), Basis::YearEnd, last);
    let observed = item.observed_in(first, last, None);
    let observed = observed.map(|observed| &observed.observation);
    let unit = item.version_as_at(last).definition.unit.as_deref();
    let printed = |number: Option<Decimal>| number.map(|number| with_unit(number, unit));
    let of_target = |version: Option<&crate::state::TargetVersion>| {
        let target = &version?.target;
        let number = |number: Decimal| with_unit(number, unit);
        match (target.target, target.low, target.high) {
            (Some(target), ..) => Some(number(target)),
            (None, Some(low), Some(high)) => Some(format!("{} to {}", number(low), number(high))),
            (None, Some(low), None) => Some(format!("at least {}", number(low))),
            (None, None, Some(high)) => Some(format!("at most {}", number(high))),
            (None, None, None) => None,
        }
    };
    let provisional = target.is_some_and(|version| {
        version.target.status == quarterday_proto::target::TargetStatus::Provisional
    });
    ItemFigures {
        actual: printed(observed.and_then(|observed| observed.actual)),
        target: of_target(target).filter(|_| item.kind == Kind::Measure),
        provisional: provisional && item.kind == Kind::Measure,
        annual_target: of_target(annual).filter(|_| item.kind == Kind::Measure),
        forecast: printed(observed.and_then(|observed| observed.forecast)),
        complete: observed
            .and_then(|observed| observed.percent_complete)
            .map(|percent| format!("{}%", percent.normalize())),
    }
}

/// A number as printed: thousands set apart, its unit where people write it.
fn with_unit(number: Decimal, unit: Option<&str>) -> String {
    let text = number.normalize().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut grouped = String::from(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    match unit {
        Some("%" | "percent" | "per cent") => format!("{grouped}%"),
        Some(pounds) if pounds.starts_with('£') => {
            let of = pounds.trim_start_matches('£').trim();
            let blank = if of.len() > 1 { " " } else { "" };
            format!("£{grouped}{blank}{of}")
        }
        Some(unit)
            if !unit.is_empty() && unit.len() <= 12 && unit != "number" && unit != "count" =>
        {
            format!("{grouped} {unit}")
        }
        _ => grouped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_people_write_them() {
        let check = |number: &str, unit, expected: &str| {
            let number: Decimal = number.parse().unwrap_or_default();
            assert_eq!(with_unit(number, unit), expected, "{number} {unit:?}");
        };
        check("82", Some("%"), "82%");
        check("42.30", Some("%"), "42.3%");
        check("119260", None, "119,260");
        check("1000", Some("number"), "1,000");
        check("111.34", Some("£m"), "£111.34m");
        check("111.34", Some("£ million"), "£111.34 million");
        check("-1234.5", None, "-1,234.5");
        check("3", Some("days"), "3 days");
    }
}
