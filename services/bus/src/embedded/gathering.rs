//! Decided batches on their way to the storer.
//!
//! What is decided while a batch is being synced is gathered into one, so that
//! the next sync is for all of it: handed over one by one, the batches would be
//! as small as the decider is quick.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::decider::{BATCH_BYTES_MAX, BATCH_COMMANDS_MAX, Batch};

/// The decider's and the storer's end.
pub(super) fn gathering() -> (Giver, Taker) {
    let shared = Arc::new(Shared::default());
    (Giver(shared.clone()), Taker(shared))
}

/// The decider's end.
pub(super) struct Giver(Arc<Shared>);

/// The storer's end.
pub(super) struct Taker(Arc<Shared>);

/// What the storer gets when it asks.
pub(super) enum Taken {
    /// All that was decided since it took the last.
    Batch(Batch),
    /// Nothing was decided for the time it waited.
    Nothing,
    /// Nothing more is to come.
    Ended,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    given: Condvar,
    taken: Condvar,
}

#[derive(Default)]
struct State {
    batch: Option<Batch>,
    bytes: usize,
    storer_waits: bool,
    /// One of the ends is gone.
    ended: bool,
}

impl Giver {
    /// Adds a batch to what waits, once there is room; false when nobody takes
    /// any more.
    pub(super) fn give(&self, batch: Batch) -> bool {
        let bytes = batch.lines.iter().map(|line| line.bytes.len()).sum();
        let mut state = self.0.lock();
        while !state.ended && !state.has_room(&batch, bytes) {
            state = wait(&self.0.taken, state);
        }
        if state.ended {
            return false;
        }
        state.bytes += bytes;
        match &mut state.batch {
            Some(waiting) => {
                waiting.lines.extend(batch.lines);
                waiting.commits.extend(batch.commits);
                waiting.replies.extend(batch.replies);
                waiting.end = batch.end;
            }
            none => *none = Some(batch),
        }
        if state.storer_waits {
            self.0.given.notify_one();
        }
        true
    }
}

impl Taker {
    /// Takes what waits, or waits for it: for so long, or until there is some.
    pub(super) fn take(&self, at_most: Option<Duration>) -> Taken {
        let mut state = self.0.lock();
        if state.batch.is_none() && !state.ended {
            state.storer_waits = true;
            let nothing = |state: &mut State| state.batch.is_none() && !state.ended;
            state = match at_most {
                Some(time) => {
                    let waited = self.0.given.wait_timeout_while(state, time, nothing);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => {
                    let waited = self.0.given.wait_while(state, nothing);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
            state.storer_waits = false;
        }
        state.bytes = 0;
        match state.batch.take() {
            Some(batch) => {
                drop(state);
                self.0.taken.notify_one();
                Taken::Batch(batch)
            }
            None if state.ended => Taken::Ended,
            None => Taken::Nothing,
        }
    }
}

impl Drop for Giver {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Drop for Taker {
    fn drop(&mut self) {
        self.0.end();
        // Whoever waits for an answer learns that there will be none.
        self.0.lock().batch = None;
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change of the state is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self) {
        self.lock().ended = true;
        self.given.notify_one();
        self.taken.notify_one();
    }
}

impl State {
    /// Whether a batch may join those that wait. What was decided before and
    /// after a failure was seen is never mixed.
    fn has_room(&self, batch: &Batch, bytes: usize) -> bool {
        self.batch.as_ref().is_none_or(|waiting| {
            waiting.failures == batch.failures
                && waiting.replies.len() + batch.replies.len() <= BATCH_COMMANDS_MAX
                && self.bytes + bytes <= BATCH_BYTES_MAX
        })
    }
}

fn wait<'a>(taken: &Condvar, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
    taken.wait(state).unwrap_or_else(PoisonError::into_inner)
}
