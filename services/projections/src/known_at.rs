//! What was known at a time past: the longest prefix of the log recorded at or
//! before it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use quarterday_domain::{Code, State, reject};
use quarterday_proto::id::PlanId;

use crate::error::Error;
use crate::rebuild::{Replay, replay};
use crate::view::View;

/// A time past, as asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownAt {
    /// A place of the log.
    Place(u64),
    /// A moment.
    Moment(Timestamp),
    /// The end of a day in the council's time zone.
    Day(Date),
}

impl std::str::FromStr for KnownAt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(place) = text.parse() {
            return Ok(Self::Place(place));
        }
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            return Ok(Self::Day(day));
        }
        text.parse().map(Self::Moment).map_err(|_| {
            format!(
                "`{text}` is no time: give a place of the log (412), a day (2020-11-10) or a \
                 moment (2020-11-10T09:00:00Z)"
            )
        })
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
            KnownAt::Moment(moment) => moment,
            KnownAt::Day(day) => self.end_of(day)?,
        };
        Ok(self.ledger.place_at(moment)?)
    }

    /// What was known at a place, of one plan at least.
    pub(crate) fn known(&self, place: u64, plan: PlanId) -> Result<Arc<State>, Error> {
        if let Some(state) = self.cache.known(place, plan) {
            return Ok(state);
        }
        let mut state = State::default();
        replay(
            &self.ledger,
            &mut state,
            &Replay {
                to: place,
                only: Some(plan),
                progress: &|_, _| {},
            },
        )?;
        let state = Arc::new(state);
        self.cache.keep_known(place, plan, state.clone());
        Ok(state)
    }

    fn end_of(&self, day: Date) -> Result<Timestamp, Error> {
        let state = self.state();
        let zone = state.council().map_err(Error::from)?.time_zone().clone();
        let end = day.to_datetime(Time::MAX).to_zoned(zone);
        end.map(|end| end.timestamp()).map_err(|error| {
            let detail = format!("{day} is no day that can be asked for: {error}");
            let rejection = reject(Code::FutureDate, detail);
            Error::from(rejection)
        })
    }
}
