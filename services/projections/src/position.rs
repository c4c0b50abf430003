//! Positions: current, frozen, as known at a time past, and under another
//! scheme.

use std::collections::BTreeSet;
use std::sync::Arc;

use quarterday_domain::scheme::{CompiledScheme, builtin, load};
use quarterday_domain::{
    Code, Plan, Selection, State, bases, listed, positions, positions_under, reject,
};
use quarterday_proto::answer::Rejection;
use quarterday_proto::position::{KnownAt as KnownAtPlace, Position, QuarterState};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::scheme::Axis;
use quarterday_proto::target::Basis;

use crate::error::Error;
use crate::known_at::KnownAt;
use crate::view::View;

/// Which positions are asked for.
#[derive(Debug, Clone)]
pub struct PositionQuery {
    /// Reference of the plan.
    pub plan: String,
    /// Which quarter.
    pub quarter: Quarter,
    /// Which of its positions.
    pub selection: Selection,
    /// As known at a time past, worked out from the facts known then whether
    /// the quarter is closed by now or not; absent: as reported where closed,
    /// else as known now.
    pub known_at: Option<KnownAt>,
    /// Also where the quarter was not opened by then, so that nobody was asked
    /// for answers.
    pub unopened: bool,
}

impl View {
    /// The positions asked for, in the order of kinds and of the scheme.
    ///
    /// A closed quarter's are read as they were frozen. Under another scheme
    /// they are worked out from the facts that they were frozen with. What is
    /// worked out is of no closing.
    ///
    /// # Errors
    /// `QD0006`, `QD0010`, `QD0018`, `QD0033`, `QD0038`, or when the log cannot
    /// be read.
    pub fn positions(&self, query: &PositionQuery) -> Result<Vec<Position>, Error> {
        if let Some(known_at) = query.known_at {
            let place = self.place_at(known_at)?;
            return self.work_out(place, query);
        }
        let state = self.state();
        let plan = state.plan(&query.plan)?.clone();
        let record = plan.quarters.get(&query.quarter);
        if record.is_none() && !query.unopened {
            return Err(never_opened(&plan, query.quarter).into());
        }
        let stands = record.map_or(QuarterState::Open, |record| record.state);
        let frozen = record.filter(|record| record.state != QuarterState::Open);
        match frozen {
            _ if query.selection.scheme.is_some() => {
                let place = frozen.map_or(state.head(), |record| record.frozen_at);
                drop(state);
                let mut made = self.work_out(place, query)?;
                // Known as then, but asked about the quarter as it stands.
                made.iter_mut().for_each(|position| position.state = stands);
                Ok(made)
            }
            Some(record) => {
                let found = select(&record.positions, &query.selection, record.state);
                if let (true, Some(basis)) = (found.is_empty(), query.selection.basis) {
                    let wider = Selection {
                        basis: None,
                        ..query.selection.clone()
                    };
                    let others = select(&record.positions, &wider, record.state);
                    let given = record.positions.iter();
                    let given = given.filter_map(|position| position.basis).collect();
                    if !others.is_empty() {
                        let other = other_basis(&plan, query.quarter, basis, &others, given);
                        return Err(other.into());
                    }
                }
                if found.is_empty() {
                    return Err(nothing_frozen(&plan, query.quarter, &record.positions).into());
                }
                Ok(found)
            }
            None => self.positions_now(&state, &plan, query),
        }
    }

    fn positions_now(
        &self,
        state: &State,
        plan: &Plan,
        query: &PositionQuery,
    ) -> Result<Vec<Position>, Error> {
        let known_at = KnownAtPlace {
            place: state.head(),
            time: state.recorded(),
        };
        let key = (plan.id, query.quarter, query.selection.clone());
        // What descends from items of other plans may change with those.
        let alone = !state
            .items_of(plan)
            .any(|item| item.descends_from.is_some());
        let touched_at = if alone { plan.touched_at } else { state.head() };
        let made = match self.cache.positions(&key, touched_at) {
            Some(made) => made,
            None => {
                let make =
                    |selection: &Selection| Ok(positions(state, plan, query.quarter, selection)?);
                let made = Arc::new(of_basis(state, plan, query, make)?);
                self.cache.keep_positions(key, touched_at, made.clone());
                made
            }
        };
        let mut made = Vec::clone(&made);
        made.iter_mut()
            .for_each(|position| position.known_at = known_at);
        Ok(made)
    }

    /// Positions worked out from what was known at a place, and the quarter's
    /// state then. They are of no closing, even where there was one: they were
    /// never the figures of it.
    fn work_out(&self, place: u64, query: &PositionQuery) -> Result<Vec<Position>, Error> {
        let id = self.state().plan(&query.plan)?.id;
        let state = self.known(place, id)?;
        let plan = state.plan(&query.plan).map_err(|_| {
            let plan = &query.plan;
            reject(
                Code::UnknownPlan,
                format!("nothing of plan `{plan}` was known yet at place {place} of the log"),
            )
        })?;
        if !plan.quarters.contains_key(&query.quarter) && !query.unopened {
            let mut rejection = never_opened(plan, query.quarter);
            rejection
                .detail
                .push_str(&format!(" by place {place} of the log"));
            return Err(rejection.into());
        }
        let (quarter, selection) = (query.quarter, &query.selection);
        let scheme = match &selection.scheme {
            Some(name) => Some(self.scheme_named(name, quarter)?),
            None => None,
        };
        let make = |selection: &Selection| match &scheme {
            None => Ok(positions(&state, plan, quarter, selection)?),
            Some((scheme, adopted_at)) => {
                let made = positions_under(&state, plan, quarter, selection, scheme, *adopted_at);
                if made.is_empty() {
                    let name = &scheme.source.scheme;
                    let plan = &query.plan;
                    let detail = format!("scheme `{name}` assesses nothing of plan `{plan}`");
                    return Err(Error::from(reject(Code::NothingToAssess, detail)));
                }
                Ok(made)
            }
        };
        let mut made = of_basis(&state, plan, query, make)?;
        for position in &mut made {
            position.closing = None;
            position.trace.retain(|place| *place > 0);
        }
        Ok(made)
    }

    /// A scheme to look at a quarter under: one that the council has adopted by
    /// now, or a built-in one, whose place is 0.
    fn scheme_named(
        &self,
        name: &str,
        quarter: Quarter,
    ) -> Result<(Arc<CompiledScheme>, u64), Error> {
        let unknown = match self.state().scheme_for(name, quarter) {
            Ok((scheme, place)) => return Ok((scheme.clone(), place)),
            Err(rejection) => rejection,
        };
        let mut versions = builtin(name).into_iter();
        let version = versions.rfind(|version| version.from <= quarter.last_day());
        let version = version.ok_or(unknown)?;
        Ok((Arc::new(load(version)?), 0))
    }
}

/// Positions worked out of the basis asked for.
fn of_basis(
    state: &State,
    plan: &Plan,
    query: &PositionQuery,
    make: impl Fn(&Selection) -> Result<Vec<Position>, Error>,
) -> Result<Vec<Position>, Error> {
    let Some(basis) = query.selection.basis else {
        return make(&query.selection);
    };
    let wider = Selection {
        basis: None,
        ..query.selection.clone()
    };
    let others = make(&wider)?;
    let mut given: BTreeSet<Basis> = bases(state, plan, query.quarter).into_iter().collect();
    given.extend(others.iter().flat_map(|position| &position.bases));
    let mut made = make(&query.selection)?;
    made.retain(|position| {
        position.sole_basis() == Some(basis)
            && (position.axis != Axis::Target || given.contains(&basis))
    });
    if made.is_empty() {
        return Err(other_basis(plan, query.quarter, basis, &others, given).into());
    }
    Ok(made)
}

/// The frozen positions that are asked for; the quarter may have been published
/// since.
fn select(frozen: &[Position], selection: &Selection, state: QuarterState) -> Vec<Position> {
    // Where all measures' own figures are of one basis, that position and the
    // one of the basis are the same.
    let twice = |own: &Position| {
        frozen.iter().any(|other| {
            other.basis == selection.basis
                && (other.kind, other.axis) == (own.kind, own.axis)
                && other.theme == own.theme
        })
    };
    frozen
        .iter()
        .filter(|position| selection.kind.is_none_or(|kind| kind == position.kind))
        .filter(|position| selection.axis.is_none_or(|axis| axis == position.axis))
        .filter(|position| position.theme == selection.theme)
        .filter(|position| {
            position.basis == selection.basis
                || (position.sole_basis() == selection.basis && !twice(position))
        })
        .map(|position| Position {
            state,
            ..position.clone()
        })
        .collect()
}

/// Refuses a basis that nothing is of, and says which there are.
fn other_basis(
    plan: &Plan,
    quarter: Quarter,
    asked: Basis,
    others: &[Position],
    given: BTreeSet<Basis>,
) -> Rejection {
    let given: Vec<&str> = given.into_iter().map(Basis::as_str).collect();
    let there_is = others.iter().map(|position| {
        let on = match position.axis {
            Axis::Target => given.join(" or "),
            Axis::Forecast => Basis::YearEnd.to_string(),
            Axis::Status | Axis::Rating => "of no basis".to_owned(),
        };
        format!("{}s by {} ({on})", position.kind, position.axis)
    });
    let there_is: Vec<String> = there_is.collect();
    reject(
        Code::NothingToAssess,
        format!(
            "plan `{}` has no `{asked}` figures of what is asked for in {quarter}; there are {}",
            plan.details.reference,
            there_is.join(", ")
        ),
    )
}

/// Refuses a quarter that nobody was asked for answers of.
pub fn never_opened(plan: &Plan, quarter: Quarter) -> Rejection {
    let (reference, year) = (&plan.details.reference, plan.details.year);
    if quarter.year() == year {
        let detail = format!("{quarter} of plan `{reference}` was never opened");
        return reject(Code::QuarterNotOpen, detail);
    }
    let detail = format!("{quarter} is no quarter of plan `{reference}`, which is of {year}");
    reject(Code::QuarterOutsidePlan, detail)
}

fn nothing_frozen(plan: &Plan, quarter: Quarter, frozen: &[Position]) -> Rejection {
    reject(
        Code::NothingToAssess,
        format!(
            "plan `{}` has no such position among those frozen for {quarter}; there are: {}",
            plan.details.reference,
            listed(frozen)
        ),
    )
}
