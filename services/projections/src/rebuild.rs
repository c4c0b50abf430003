//! Reading the log into a state. Records are checked and decoded on all cores
//! and applied in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};

use quarterday_domain::State;
use quarterday_ledger::{Chunk, Ledger};
use quarterday_proto::event::{Data, Event, Recorded};
use quarterday_proto::id::PlanId;
use quarterday_proto::upcast;

use crate::error::Error;

/// Bytes of the log that one thread decodes at a time.
const CHUNK_BYTES: usize = 1 << 20;
/// Decoded chunks that wait to be applied; bounds the memory of a replay.
const CHUNKS_WAITING_MAX: usize = 8;

/// What to read.
pub(crate) struct Replay<'a> {
    /// Last place.
    pub(crate) to: u64,
    /// Only what bears on this plan: observations of other plans' items are
    /// passed over.
    pub(crate) only: Option<PlanId>,
    /// Told how many places of how many are read.
    pub(crate) progress: &'a (dyn Fn(u64, u64) + Sync),
}

type Decoded = Vec<(Recorded, Data)>;

/// Applies the commits after the state's own place, up to the one asked for.
pub(crate) fn replay(ledger: &Ledger, state: &mut State, what: &Replay<'_>) -> Result<(), Error> {
    let last = ledger.head().place.min(what.to);
    let from = state.head() + 1;
    if from > last {
        return Ok(());
    }
    let chunks = Mutex::new(ledger.chunks(from, CHUNK_BYTES).enumerate());
    let threads = std::thread::available_parallelism()
        .map_or(2, std::num::NonZero::get)
        .min(8);
    std::thread::scope(|scope| {
        let (sender, decoded) = sync_channel::<(usize, Result<Decoded, Error>)>(CHUNKS_WAITING_MAX);
        for _ in 0..threads {
            let (sender, chunks) = (sender.clone(), &chunks);
            scope.spawn(move || {
                loop {
                    let next = chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, chunk)) = next else { return };
                    let result = chunk
                        .map_err(Error::from)
                        .and_then(|chunk| decode(&chunk, last));
                    if sender.send((index, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut next = 0;
        while let Ok((index, result)) = decoded.recv() {
            early.insert(index, result?);
            while let Some(commits) = early.remove(&next) {
                next += 1;
                for (recorded, data) in commits {
                    apply(ledger, state, recorded, data, what.only)?;
                }
                (what.progress)(state.head(), last);
            }
        }
        Ok(())
    })
}

fn decode(chunk: &Chunk, last: u64) -> Result<Decoded, Error> {
    let mut decoded = Vec::with_capacity(chunk.bytes.len() / 512);
    let flow = chunk.for_each_data(|place, at, data| {
        if place > last {
            return ControlFlow::Break(Ok(()));
        }
        let data = match data.map_or_else(|| Ok(Data::default()), upcast::read) {
            Ok(data) => data,
            Err(error) => {
                let reason = error.to_string();
                return ControlFlow::Break(Err(Error::Unreadable { place, reason }));
            }
        };
        decoded.push((Recorded { place, at }, data));
        ControlFlow::Continue(())
    })?;
    match flow {
        ControlFlow::Break(Err(error)) => Err(error),
        _ => Ok(decoded),
    }
}

fn apply(
    ledger: &Ledger,
    state: &mut State,
    recorded: Recorded,
    data: Data,
    only: Option<PlanId>,
) -> Result<(), Error> {
    let events = match data.applied {
        None => data.events,
        Some(applied) => {
            let mut events = Vec::new();
            for place in applied.first..=applied.last {
                events.extend(chunk_events(ledger, place)?);
            }
            events
        }
    };
    for event in events {
        if only.is_none_or(|plan| concerns(state, &event, plan)) {
            state.evolve_owned(event, recorded);
        }
    }
    state.advance(recorded);
    Ok(())
}

/// The events of a staged chunk; none if it was redacted.
fn chunk_events(ledger: &Ledger, place: u64) -> Result<Vec<Event>, Error> {
    let record = ledger.read(place)?;
    let record = record.record();
    let Some(body) = &record.body else {
        return Ok(Vec::new());
    };
    let unreadable = |reason: String| Error::Unreadable { place, reason };
    let data = upcast::read(body.data).map_err(|error| unreadable(error.to_string()))?;
    data.staged
        .map(|staged| staged.events)
        .ok_or_else(|| unreadable("it holds no chunk of a commit".to_owned()))
}

/// Whether an event can bear on a plan's positions. Only observations are
/// passed over: they are nearly all of a log. Those of earlier years are kept,
/// because an item may be compared with the one that it descends from.
fn concerns(state: &State, event: &Event, plan: PlanId) -> bool {
    let Event::ItemObserved(event) = event else {
        return true;
    };
    let of = state.item_by_id(event.item).map(|item| item.plan);
    of == Some(plan)
        || of.and_then(|of| state.plan_by_id(of)).is_some_and(|of| {
            state
                .plan_by_id(plan)
                .is_none_or(|plan| of.details.year < plan.details.year)
        })
}
