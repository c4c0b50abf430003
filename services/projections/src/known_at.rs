//! What was known at a time past: the longest prefix of the log recorded at or
//! before it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;
use quarterday_domain::{Code, State, reject};
use quarterday_proto::id::PlanId;
use quarterday_proto::when::When;

use crate::error::Error;
use crate::past;
use crate::rebuild::{Replay, replay};
use crate::view::View;

/// A time past, as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// A place of the log.
    Place(u64),
    /// A moment, or the end of a day; without a zone in that of the council.
    Time(When),
}

impl std::str::FromStr for KnownAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(place) = text.parse() {
            return Ok(Self::Place(place));
        }
        text.parse()
            .map(Self::Time)
            .map_err(|error: String| format!("{error}, and no place of the log (412)"))
    }
}

impl View {
    /// The last place of the log that was recorded at or before a time.
    ///
    /// # Errors
    /// When the log cannot be read, or the council is not set up.
    pub fn place_at(&self, known_at: KnownAt) -> Result<u64, Error> {
        let head = self.ledger.head().place;
        let moment = match known_at {
            KnownAt::Place(place) if place > head => {
                let detail = format!("the log has no place {place}: it ends at {head}");
                return Err(reject(Code::FutureDate, detail).into());
            }
            KnownAt::Place(place) => return Ok(place),
            KnownAt::Time(when) => self.end_of(when)?,
        };
        Ok(self.ledger.place_at(moment)?)
    }

    /// What was known at a place, of one plan at least.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn known(&self, place: u64, plan: PlanId) -> Result<Arc<State>, Error> {
        if let Some(state) = self.cache.known(place, plan) {
            return Ok(state);
        }
        // What a snapshot has of other plans bears on nothing.
        let mut state = past::nearest(&self.ledger, place).unwrap_or_default();
        replay(&self.ledger, &mut state, &Replay::up_to(place, Some(plan)))?;
        let state = Arc::new(state);
        self.cache.keep_known(place, plan, state.clone());
        Ok(state)
    }

    fn end_of(&self, when: When) -> Result<Timestamp, Error> {
        let state = self.state();
        let zone = state.council().map_err(Error::from)?.time_zone();
        when.moment(zone, Time::MAX).ok_or_else(|| {
            let detail = format!("{when:?} is no time that can be asked for");
            Error::from(reject(Code::FutureDate, detail))
        })
    }
}
