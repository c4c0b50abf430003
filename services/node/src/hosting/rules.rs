//! The domain and the view as the bus sees them.

use std::sync::Arc;

use jiff::Timestamp;
use quarterday_bus::{Commit, Decided, Rules, Views};
use quarterday_domain::{Context, State, decide};
use quarterday_projections::View;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::Envelope;
use quarterday_proto::event::{Event, Recorded};

/// The domain's rules with a state of their own, which is ahead of the view by
/// the commits that are not on disk yet.
pub struct DomainRules {
    state: State,
    view: Arc<View>,
}

impl DomainRules {
    /// Rules that go on from what the view knows.
    pub fn new(view: Arc<View>) -> Self {
        let state = view.state().clone();
        Self { state, view }
    }
}

impl Rules for DomainRules {
    fn decide(&self, envelope: &Envelope, now: Timestamp) -> Result<Decided, Rejection> {
        let decided = decide(&self.state, envelope, Context { now })?;
        Ok(Decided {
            events: decided.events,
            notes: decided.notes,
        })
    }

    fn evolve(&mut self, events: &[Event], recorded: Recorded) {
        for event in events {
            self.state.evolve(event, recorded);
        }
        self.state.advance(recorded);
    }

    fn go_back(&mut self) -> u64 {
        self.state = self.view.state().clone();
        self.state.head()
    }
}

/// The view, fed by the bus.
pub struct FeedView(pub Arc<View>);

impl Views for FeedView {
    fn take_in(&mut self, commits: &[Commit]) {
        self.0.take_in(
            commits
                .iter()
                .map(|commit| (commit.recorded, &commit.events[..])),
        );
    }
}
