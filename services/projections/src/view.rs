//! The view of one council.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{RwLock, RwLockReadGuard};

use quarterday_domain::State;
use quarterday_ledger::Ledger;
use quarterday_proto::event::{Event, Recorded};

use crate::cache::Cache;
use crate::error::Error;
use crate::rebuild::{Replay, replay};
use crate::{past, snapshot};

/// Commits after which a snapshot is saved again.
const SNAPSHOT_EVERY: u64 = past::PAST_EVERY;

/// What is known of one council, up to the last acknowledged commit.
pub struct View {
    pub(crate) ledger: Ledger,
    state: RwLock<State>,
    pub(crate) cache: Cache,
    saved_at: AtomicU64,
}

impl View {
    /// The view of a log: from the last snapshot that fits, and the commits
    /// since. `progress` is told how many places of how many are read.
    ///
    /// # Errors
    /// When the log cannot be read or understood.
    pub fn open(ledger: Ledger, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Self, Error> {
        let state = snapshot::load(&ledger).unwrap_or_default();
        Self::from_state(ledger, state, progress)
    }

    /// The view of a log from its first commit on, whatever snapshots there
    /// are.
    ///
    /// # Errors
    /// As for [`View::open`].
    pub fn rebuild(ledger: Ledger, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Self, Error> {
        Self::from_state(ledger, State::default(), progress)
    }

    fn from_state(
        ledger: Ledger,
        mut state: State,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Self, Error> {
        let saved_at = state.head();
        replay(
            &ledger,
            &mut state,
            &Replay {
                to: u64::MAX,
                only: None,
                progress,
                stops: past::stops(saved_at, ledger.head().place),
                keep: &|state| past::keep(&ledger, &state),
            },
        )?;
        let view = Self {
            ledger,
            state: RwLock::new(state),
            cache: Cache::default(),
            saved_at: AtomicU64::new(saved_at),
        };
        view.save_if_due();
        Ok(view)
    }

    /// What is known now. Do not hold it across anything slow: commits wait.
    pub fn state(&self) -> RwLockReadGuard<'_, State> {
        // A panic while reading leaves the state whole; one while applying an
        // event is a bug that the next start would meet again.
        self.state
            .read()
            .unwrap_or_else(|poison| poison.into_inner())
    }

    /// The log behind it.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes in the next commits, in order.
    pub fn take_in<'a>(&self, commits: impl Iterator<Item = (Recorded, &'a [Event])>) {
        let mut state = self
            .state
            .write()
            .unwrap_or_else(|poison| poison.into_inner());
        for (recorded, events) in commits {
            for event in events {
                state.evolve(event, recorded);
            }
            state.advance(recorded);
        }
        let head = state.head();
        drop(state);
        if head - self.saved_at.load(Ordering::Relaxed).min(head) >= SNAPSHOT_EVERY {
            self.save_in_background(head);
        }
    }

    /// Saves a snapshot, so that the next start reads only what comes after.
    ///
    /// # Errors
    /// When it cannot be written; nothing but time is lost then.
    pub fn save(&self) -> Result<(), Error> {
        let state = self.state().clone();
        self.saved_at.store(state.head(), Ordering::Relaxed);
        snapshot::save(&self.ledger, &state)
    }

    fn save_if_due(&self) {
        let head = self.state().head();
        if head - self.saved_at.load(Ordering::Relaxed) >= SNAPSHOT_EVERY / 10
            && let Err(error) = self.save()
        {
            tracing::warn!(%error, "no snapshot was saved");
        }
    }

    fn save_in_background(&self, head: u64) {
        self.saved_at.store(head, Ordering::Relaxed);
        let state = self.state().clone();
        let ledger = self.ledger.clone();
        let saving = std::thread::Builder::new()
            .name("snapshot".to_owned())
            .spawn(move || {
                if let Err(error) = snapshot::save(&ledger, &state) {
                    tracing::warn!(%error, "no snapshot was saved");
                }
                past::keep(&ledger, &state);
            });
        if let Err(error) = saving {
            tracing::warn!(%error, "no thread to save a snapshot");
        }
    }
}
