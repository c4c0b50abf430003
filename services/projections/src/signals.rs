//! Signals of optimism: what the state shows by itself, and what was shown a
//! week before the quarter's end or its closing.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use quarterday_domain::lint::{Shown, printed_of, shown_by};
use quarterday_domain::{Selection, signals};
use quarterday_proto::api::{Signal, SignalKind};
use quarterday_proto::id::ItemId;
use quarterday_proto::position::QuarterState;
use quarterday_proto::quarter::Quarter;

use crate::error::Error;
use crate::known_at::KnownAt;
use crate::position::{PositionQuery, never_opened};
use crate::view::View;

/// How long before the end a change of colour is a late one.
const LATE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What was shown at two places of the log, and what the later one is.
struct Window {
    before: BTreeMap<String, Shown>,
    after: BTreeMap<String, Shown>,
    places: (u64, u64),
    end: &'static str,
}

impl View {
    /// The signals of a plan's quarter, by item in the plan's order; items
    /// without any are left out.
    ///
    /// # Errors
    /// `QD0006`, `QD0018`, `QD0033`, or when the log cannot be read.
    pub fn signals(
        &self,
        plan: &str,
        quarter: Quarter,
    ) -> Result<Vec<(ItemId, Vec<Signal>)>, Error> {
        let windows = self.windows(plan, quarter)?;
        let state = self.state();
        let plan = state.plan(plan)?;
        let shown = shown_by(&state, &printed_of(&state, plan, quarter));
        let mut found = Vec::new();
        for item in state.items_of(plan) {
            let reference = &item.version_as_at(quarter.last_day()).definition.reference;
            let Some(as_shown) = shown.get(reference) else {
                continue;
            };
            let mut signals = signals::of_item(item, quarter, *as_shown);
            let places: Vec<u64> = item.observations.iter().map(|known| known.place).collect();
            signals.extend(
                windows
                    .iter()
                    .find_map(|window| window.flip(reference, &places)),
            );
            if !signals.is_empty() {
                found.push((item.id, signals));
            }
        }
        Ok(found)
    }

    /// The weeks before the quarter's end and before its closing.
    fn windows(&self, plan: &str, quarter: Quarter) -> Result<Vec<Window>, Error> {
        let (ended, closed) = {
            let state = self.state();
            let known = state.plan(plan)?;
            let record = known.quarters.get(&quarter);
            let record = record.ok_or_else(|| never_opened(known, quarter))?;
            let zone = state.council()?.time_zone().clone();
            let ended = quarter.last_day().tomorrow().ok();
            let ended = ended.and_then(|day| day.to_zoned(zone).ok());
            let closed = record
                .closed_at
                .filter(|_| record.state != QuarterState::Open);
            (
                ended.map(|day| day.timestamp()),
                closed.map(|closed| (record.frozen_at, closed.at)),
            )
        };
        let mut windows = Vec::new();
        if let Some(end) = ended {
            let place = self.ledger.place_at(end)?;
            windows.extend(self.window(plan, quarter, (place, end), "the quarter's end")?);
        }
        if let Some(closed) = closed {
            windows.extend(self.window(plan, quarter, closed, "its closing")?);
        }
        Ok(windows)
    }

    /// What was shown a week before a time, and at the place of it.
    fn window(
        &self,
        plan: &str,
        quarter: Quarter,
        (place, at): (u64, Timestamp),
        end: &'static str,
    ) -> Result<Option<Window>, Error> {
        let before = self.ledger.place_at(at - LATE)?;
        Ok(
            match (
                self.shown_at(plan, quarter, before)?,
                self.shown_at(plan, quarter, place)?,
            ) {
                (Some(was), Some(after)) => Some(Window {
                    before: was,
                    after,
                    places: (before, place),
                    end,
                }),
                _ => None,
            },
        )
    }

    /// What was shown at a place; nothing where the plan was not known yet.
    fn shown_at(
        &self,
        plan: &str,
        quarter: Quarter,
        place: u64,
    ) -> Result<Option<BTreeMap<String, Shown>>, Error> {
        let query = PositionQuery {
            plan: plan.to_owned(),
            quarter,
            selection: Selection::default(),
            known_at: Some(KnownAt::Place(place)),
            unopened: true,
        };
        if place == 0 {
            return Ok(None);
        }
        match self.positions(&query) {
            Ok(positions) => Ok(Some(shown_by(&self.state(), &positions))),
            // There was nothing to be shown of it at that time.
            Err(Error::Rejected(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Window {
    /// Where an item was red or amber, and is shown as on track at the end.
    fn flip(&self, reference: &str, places: &[u64]) -> Option<Signal> {
        let (was, is) = (self.before.get(reference)?, self.after.get(reference)?);
        let colour = match was {
            Shown::Behind => "red",
            Shown::BehindOutside => "amber",
            Shown::OnTrack | Shown::Complete | Shown::Otherwise => return None,
        };
        let (from, to) = self.places;
        let trace = places
            .iter()
            .copied()
            .filter(|place| (from + 1..=to).contains(place));
        (*is == Shown::OnTrack).then(|| Signal {
            kind: SignalKind::LateFlip,
            detail: format!("{colour} a week before {}, and on track by then", self.end),
            trace: trace.collect(),
        })
    }
}
