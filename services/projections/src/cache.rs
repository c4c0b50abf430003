//! Answers kept while they hold.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use quarterday_domain::{Selection, State};
use quarterday_proto::id::PlanId;
use quarterday_proto::position::Position;
use quarterday_proto::quarter::Quarter;
use rustc_hash::FxHashMap;

/// Past states that are kept; each is as large as the council was.
const KNOWN_MAX: usize = 4;
/// Sets of positions that are kept.
const POSITIONS_MAX: usize = 2048;

type PositionKey = (PlanId, Quarter, Selection);
/// The place that the plan was last touched at, and what was worked out then.
type Made = (u64, Arc<Vec<Position>>);

#[derive(Default)]
pub(crate) struct Cache {
    known: Mutex<VecDeque<(u64, PlanId, Arc<State>)>>,
    positions: Mutex<FxHashMap<PositionKey, Made>>,
}

impl Cache {
    pub(crate) fn known(&self, place: u64, plan: PlanId) -> Option<Arc<State>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known
            .iter()
            .find(|(at, of, _)| *at == place && *of == plan)?;
        Some(found.2.clone())
    }

    pub(crate) fn keep_known(&self, place: u64, plan: PlanId, state: Arc<State>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.push_front((place, plan, state));
        known.truncate(KNOWN_MAX);
    }

    /// Positions made when the plan was last touched at `touched_at`.
    pub(crate) fn positions(
        &self,
        key: &PositionKey,
        touched_at: u64,
    ) -> Option<Arc<Vec<Position>>> {
        let positions = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (made_at, found) = positions.get(key)?;
        (*made_at == touched_at).then(|| found.clone())
    }

    pub(crate) fn keep_positions(
        &self,
        key: PositionKey,
        touched_at: u64,
        made: Arc<Vec<Position>>,
    ) {
        let mut positions = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if positions.len() >= POSITIONS_MAX {
            positions.clear();
        }
        positions.insert(key, (touched_at, made));
    }
}
