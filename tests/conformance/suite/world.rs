//! What the bus gets from outside: time, salt, and rules that can be held up.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use jiff::Timestamp;
use quarterday_bus::{Decided, Rules, Views};
use quarterday_node::hosting::{DomainRules, FeedView};
use quarterday_projections::View;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::Envelope;
use quarterday_proto::event::{Event, Recorded};
use sha2::{Digest as _, Sha256};

/// The surroundings of a bus. Clones are the same world.
#[derive(Clone)]
pub(crate) struct World {
    clock: Arc<Mutex<Timestamp>>,
    salts: Arc<AtomicU64>,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            clock: Arc::new(Mutex::new(
                "2020-11-22T09:00:00.123456789Z".parse().unwrap(),
            )),
            salts: Arc::default(),
            gate: Arc::default(),
        }
    }

    /// Sets the clock.
    pub(crate) fn set(&self, at: &str) {
        *self.clock.lock().unwrap() = at.parse().unwrap();
    }

    /// Holds all decisions up until [`World::go_on`].
    pub(crate) fn hold_up(&self) {
        *self.gate.0.lock().unwrap() = true;
    }

    pub(crate) fn go_on(&self) {
        *self.gate.0.lock().unwrap() = false;
        self.gate.1.notify_all();
    }

    /// The clock, for a bus.
    pub(crate) fn now(&self) -> Box<dyn FnMut() -> Timestamp + Send> {
        let clock = self.clock.clone();
        Box::new(move || *clock.lock().unwrap())
    }

    /// Salts that are the same in every world, for a bus.
    pub(crate) fn salt(&self) -> Box<dyn FnMut() -> [u8; 32] + Send> {
        let salts = self.salts.clone();
        Box::new(move || Sha256::digest(salts.fetch_add(1, Ordering::Relaxed).to_le_bytes()).into())
    }

    /// The domain's rules, for a bus.
    pub(crate) fn rules(&self, view: &Arc<View>) -> impl Rules + use<> {
        HeldUp {
            rules: DomainRules::new(view.clone()),
            gate: self.gate.clone(),
        }
    }

    /// The view, for a bus to feed.
    #[allow(clippy::unused_self)]
    pub(crate) fn views(&self, view: &Arc<View>) -> impl Views + use<> {
        FeedView(view.clone())
    }
}

struct HeldUp {
    rules: DomainRules,
    gate: Arc<(Mutex<bool>, Condvar)>,
}

impl Rules for HeldUp {
    fn decide(&self, envelope: &Envelope, now: Timestamp) -> Result<Decided, Rejection> {
        let closed = self.gate.0.lock().unwrap();
        drop(self.gate.1.wait_while(closed, |closed| *closed).unwrap());
        self.rules.decide(envelope, now)
    }

    fn evolve(&mut self, events: &[Event], recorded: Recorded) {
        self.rules.evolve(events, recorded);
    }

    fn go_back(&mut self) -> u64 {
        self.rules.go_back()
    }
}
