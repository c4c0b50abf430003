//! Positions: current, frozen, as known at a time past, and under another
//! scheme.

use std::sync::Arc;

use quarterday_domain::scheme::{CompiledScheme, builtin, load};
use quarterday_domain::{Code, Plan, Selection, State, positions, positions_under, reject};
use quarterday_proto::position::{KnownAt as KnownAtPlace, Position, QuarterState};
use quarterday_proto::quarter::Quarter;

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
}

impl View {
    /// The positions asked for, in the order of kinds and of the scheme.
    ///
    /// A closed quarter's are read as they were frozen. Under another scheme
    /// they are worked out from the facts that they were frozen with.
    ///
    /// # Errors
    /// `QD0006`, `QD0010`, `QD0033`, `QD0038`, or when the log cannot be read.
    pub fn positions(&self, query: &PositionQuery) -> Result<Vec<Position>, Error> {
        if let Some(known_at) = query.known_at {
            let place = self.place_at(known_at)?;
            return self.positions_known(place, query);
        }
        let state = self.state();
        let plan = state.plan(&query.plan)?.clone();
        let record = plan.quarters.get(&query.quarter);
        let frozen = record.filter(|record| record.state != QuarterState::Open);
        match frozen {
            _ if query.selection.scheme.is_some() => {
                let place = frozen.map_or(state.head(), |record| record.frozen_at);
                drop(state);
                self.positions_known(place, query)
            }
            Some(record) => {
                let found = select(&record.positions, &query.selection, record.state);
                if found.is_empty() {
                    return Err(nothing_frozen(&plan, query.quarter).into());
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
                let made = Arc::new(positions(state, plan, query.quarter, &query.selection)?);
                self.cache.keep_positions(key, touched_at, made.clone());
                made
            }
        };
        let mut made = Vec::clone(&made);
        made.iter_mut()
            .for_each(|position| position.known_at = known_at);
        Ok(made)
    }

    /// Positions worked out from what was known at a place. They say how the
    /// quarter stands now, but carry no number of a closing: they were never
    /// the figures of one.
    fn positions_known(&self, place: u64, query: &PositionQuery) -> Result<Vec<Position>, Error> {
        let mut made = self.work_out(place, query)?;
        let state = self.state();
        let record = state.plan(&query.plan)?.quarters.get(&query.quarter);
        let stands = record.map_or(QuarterState::Open, |record| record.state);
        for position in &mut made {
            position.state = stands;
            position.closing = None;
            position.trace.retain(|place| *place > 0);
        }
        Ok(made)
    }

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
        let Some(name) = &query.selection.scheme else {
            return Ok(positions(&state, plan, query.quarter, &query.selection)?);
        };
        let (scheme, adopted_at) = self.scheme_named(name, query.quarter)?;
        let (quarter, selection) = (query.quarter, &query.selection);
        let made = positions_under(&state, plan, quarter, selection, &scheme, adopted_at);
        if made.is_empty() {
            let detail = format!("scheme `{name}` assesses nothing of plan `{}`", query.plan);
            return Err(reject(Code::NothingToAssess, detail).into());
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

/// The frozen positions that are asked for; the quarter may have been published
/// since.
fn select(frozen: &[Position], selection: &Selection, state: QuarterState) -> Vec<Position> {
    frozen
        .iter()
        .filter(|position| selection.kind.is_none_or(|kind| kind == position.kind))
        .filter(|position| selection.axis.is_none_or(|axis| axis == position.axis))
        .filter(|position| position.theme == selection.theme)
        .filter(|position| {
            // Only the target axis differs by basis; the others stand for all.
            position.basis == selection.basis
                || (position.basis.is_none()
                    && position.axis != quarterday_proto::scheme::Axis::Target)
        })
        .map(|position| Position {
            state,
            ..position.clone()
        })
        .collect()
}

fn nothing_frozen(plan: &Plan, quarter: Quarter) -> quarterday_proto::answer::Rejection {
    reject(
        Code::NothingToAssess,
        format!(
            "plan `{}` has no such position among those frozen for {quarter}",
            plan.details.reference
        ),
    )
}
