//! Reminders: what is due is claimed, written, handed over and recorded.
//!
//! [`Reminders::tick`] does all that there is to do at a moment, takes no input
//! but the council, and can be run at any time, twice, and by any number of
//! schedulers at once: what keeps a reminder from being sent twice is the claim
//! in the log, not anything remembered here.

mod asks;
mod bounced;
mod links;
mod page;
mod post;
mod report;
mod report_page;
mod rounds;
mod sending;
mod template;
mod times;
mod why;

use std::sync::Arc;

use jiff::Timestamp;
use quarterday_bus::EventLog;
use quarterday_projections::View;
use quarterday_proto::id::{CouncilId, NodeId};

pub use bounced::bounced;
pub use post::{ByMail, Gate, Handed, Post, Written};
pub use report::Ticked;
pub use times::{Times, times};

/// Digests that are handed over at the same time.
pub const SENDS_MAX: usize = 16;
/// How long others leave a claimed digest to whoever claimed it.
const LEASE_MINUTES: i64 = 10;
/// Days after its first claim that a digest is given up as too late.
const LATE_DAYS: i64 = 3;
/// How often what was written is written anew because something was done
/// meanwhile.
const REWRITES_MAX: u32 = 3;

/// A council whose people are reminded.
#[derive(Clone)]
pub struct Council {
    /// Its id.
    pub id: CouncilId,
    /// Its log.
    pub log: Arc<dyn EventLog>,
    /// What is known of it.
    pub view: Arc<View>,
}

/// What a scheduler is given: time, randomness and where its links lead.
#[derive(Clone)]
pub struct Surroundings {
    /// The time.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// A fresh id for a command.
    pub new_id: Arc<dyn Fn() -> String + Send + Sync>,
    /// 32 random bytes that nobody can guess, for a link.
    pub secret: Arc<dyn Fn() -> [u8; 32] + Send + Sync>,
    /// What links begin with, for example `https://quarterday.council.example`.
    pub base: String,
}

/// A scheduler of reminders. Cheap to clone.
#[derive(Clone)]
pub struct Reminders {
    inner: Arc<Inner>,
}

struct Inner {
    node: NodeId,
    post: Arc<dyn Post>,
    surroundings: Surroundings,
}

impl Reminders {
    /// A scheduler under the name of its node.
    pub fn new(node: NodeId, post: Arc<dyn Post>, surroundings: Surroundings) -> Self {
        Self {
            inner: Arc::new(Inner {
                node,
                post,
                surroundings,
            }),
        }
    }

    /// Does all that is to be done for a council now: tries again what failed
    /// or was left, then what schedules ask for.
    pub async fn tick(&self, council: &Council) -> Ticked {
        let mut ticked = Ticked::default();
        let now = (self.inner.surroundings.now)();
        if council.view.state().council().is_err() {
            return ticked;
        }
        self.take_up(council, now, &mut ticked).await;
        self.rounds(council, now, &mut ticked).await;
        ticked
    }
}
