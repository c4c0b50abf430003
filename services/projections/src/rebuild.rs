//! Reading the log into a state. Records are checked and decoded on all cores
//! and applied in order.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

use quarterday_domain::State;
use quarterday_ledger::{Chunk, Ledger};
use quarterday_proto::event::{Data, Event, ItemObserved, Recorded};
use quarterday_proto::id::PlanId;
use quarterday_proto::{observed, upcast};

use crate::error::Error;

/// Bytes of the log that one thread decodes at a time: few enough to stay in
/// the processor's cache while they are checked and read.
const CHUNK_BYTES: usize = 256 << 10;
/// Decoded chunks that wait to be applied; bounds the memory of a replay.
const CHUNKS_WAITING_MAX: usize = 16;

/// What to read.
pub(crate) struct Replay<'a> {
    /// Last place.
    pub(crate) to: u64,
    /// Only what bears on this plan: observations of other plans' items are
    /// passed over.
    pub(crate) only: Option<PlanId>,
    /// Told how many places of how many are read.
    pub(crate) progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Places after which the state is handed to `keep`, in order.
    pub(crate) stops: Vec<u64>,
    /// Keeps a state on the way.
    pub(crate) keep: &'a (dyn Fn(State) + Sync),
}

impl<'a> Replay<'a> {
    /// Replays up to a place and keeps nothing on the way.
    pub(crate) fn up_to(to: u64, only: Option<PlanId>) -> Self {
        Self {
            to,
            only,
            progress: &|_, _| {},
            stops: Vec::new(),
            keep: &|_| {},
        }
    }
}

/// What one record holds.
enum Decoded {
    /// One observation, as nearly all do.
    Observed(Recorded, ItemObserved),
    /// Anything.
    Data(Recorded, Box<Data>),
}

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
        let (sender, decoded) =
            sync_channel::<(usize, Result<Vec<Decoded>, Error>)>(CHUNKS_WAITING_MAX);
        for _ in 0..threads {
            let (sender, chunks) = (sender.clone(), &chunks);
            let thread = std::thread::Builder::new().name("replay".to_owned());
            let spawned = thread.spawn_scoped(scope, move || {
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
            spawned.expect("the system starts a thread");
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut next = 0;
        let mut stops = what.stops.iter().peekable();
        let mut keeping: Option<ScopedJoinHandle<'_, ()>> = None;
        while let Ok((index, result)) = decoded.recv() {
            early.insert(index, result?);
            while let Some(commits) = early.remove(&next) {
                next += 1;
                for commit in commits {
                    apply(ledger, state, commit, what.only)?;
                }
                (what.progress)(state.head(), last);
                if stops.next_if(|stop| **stop <= state.head()).is_some() {
                    // One at a time, so that no more than one copy is held.
                    if let Some(before) = keeping.take() {
                        let _ = before.join();
                    }
                    let kept = state.clone();
                    keeping = Some(scope.spawn(move || (what.keep)(kept)));
                }
            }
        }
        Ok(())
    })
}

fn decode(chunk: &Chunk, last: u64) -> Result<Vec<Decoded>, Error> {
    let mut decoded = Vec::with_capacity(chunk.bytes.len() / 512);
    let flow = chunk.for_each_data(|place, at, data| {
        if place > last {
            return ControlFlow::Break(Ok(()));
        }
        let recorded = Recorded { place, at };
        if let Some(event) = data.and_then(observed::read) {
            decoded.push(Decoded::Observed(recorded, event));
            return ControlFlow::Continue(());
        }
        let data = match data.map_or_else(|| Ok(Data::default()), upcast::read) {
            Ok(data) => data,
            Err(error) => {
                let reason = error.to_string();
                return ControlFlow::Break(Err(Error::Unreadable { place, reason }));
            }
        };
        decoded.push(Decoded::Data(recorded, Box::new(data)));
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
    commit: Decoded,
    only: Option<PlanId>,
) -> Result<(), Error> {
    let mut evolve = |event: Event, recorded| {
        if only.is_none_or(|plan| concerns(state, &event, plan)) {
            state.evolve_owned(event, recorded);
        }
    };
    let recorded = match commit {
        Decoded::Observed(recorded, event) => {
            evolve(Event::ItemObserved(event), recorded);
            recorded
        }
        Decoded::Data(recorded, data) => {
            let events = match data.applied {
                None => data.events,
                Some(applied) => ledger.staged_events(&applied)?,
            };
            events.into_iter().for_each(|event| evolve(event, recorded));
            recorded
        }
    };
    state.advance(recorded);
    Ok(())
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
