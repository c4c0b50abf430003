//! Why nothing can be written at the moment, as this node's own tries to write
//! tell.
//!
//! A try says what is so now, not for how long. So what it said stands only until
//! a later one goes well, or for a while without any.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::{Duration, Instant};

use super::error::Error;

/// How long what failed is told without having failed again.
const STANDS_FOR: Duration = Duration::from_secs(30);

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Try {
    /// To take or renew the writer's place.
    Lease,
    /// To take over, and to have records stored.
    Publish,
}

/// What failed when this node last tried to write.
#[derive(Default)]
pub(super) struct Unwritable {
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    lease: Option<Failed>,
    publish: Option<Failed>,
}

struct Failed {
    error: Arc<Error>,
    at: Instant,
}

impl Now {
    fn of(&mut self, tried: Try) -> &mut Option<Failed> {
        match tried {
            Try::Lease => &mut self.lease,
            Try::Publish => &mut self.publish,
        }
    }

    fn standing(&self) -> impl Iterator<Item = &Arc<Error>> {
        let all = self.lease.iter().chain(&self.publish);
        all.filter(|failed| failed.at.elapsed() < STANDS_FOR)
            .map(|failed| &failed.error)
    }
}

impl Unwritable {
    /// A try failed; whether that is news.
    pub(super) fn failed(&self, tried: Try, error: Error) -> bool {
        let mut now = self.now();
        let last = now.of(tried);
        let said = error.to_string();
        let is_news = last
            .as_ref()
            .is_none_or(|last| last.at.elapsed() >= STANDS_FOR || last.error.to_string() != said);
        *last = Some(Failed {
            error: Arc::new(error),
            at: Instant::now(),
        });
        is_news
    }

    /// A try went well; whether that is news.
    pub(super) fn went_well(&self, tried: Try) -> bool {
        self.now().of(tried).take().is_some()
    }

    /// What no node could write for, until somebody changes something.
    pub(super) fn obstacle(&self) -> Option<Arc<Error>> {
        let now = self.now();
        let mut all = now.standing();
        let found = all.find(|error| {
            matches!(
                ***error,
                Error::NoBucket { .. } | Error::StorageFull { .. } | Error::NotPermitted { .. }
            )
        });
        found.cloned()
    }

    /// Whether the servers had no room when something was last to be stored, and
    /// that still stands.
    pub(super) fn is_full(&self) -> bool {
        let now = self.now();
        now.standing()
            .any(|error| matches!(**error, Error::StorageFull { .. }))
    }

    /// What failed last, whatever it was.
    pub(super) fn cause(&self) -> Option<Arc<Error>> {
        self.now().standing().next().cloned()
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Error {
        Error::StorageFull {
            reason: "insufficient resources".to_owned(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_failed_stands_until_it_goes_well_or_is_long_ago() {
        let unwritable = Unwritable::default();
        assert!(unwritable.obstacle().is_none() && unwritable.cause().is_none());
        assert!(unwritable.failed(Try::Publish, full()));
        assert!(!unwritable.failed(Try::Publish, full()));
        assert!(unwritable.obstacle().is_some());
        // That the place can be taken does not say that a record can be stored.
        assert!(!unwritable.went_well(Try::Lease));
        assert!(unwritable.obstacle().is_some());
        assert!(unwritable.went_well(Try::Publish));
        assert!(unwritable.obstacle().is_none());
        assert!(unwritable.failed(Try::Publish, full()));
        tokio::time::sleep(STANDS_FOR).await;
        assert!(unwritable.obstacle().is_none() && unwritable.cause().is_none());
        assert!(unwritable.failed(Try::Publish, full()));
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_by_itself_is_a_cause_and_no_obstacle() {
        let unwritable = Unwritable::default();
        let away = Error::Nats {
            action: "take the lease",
            reason: "timed out".to_owned(),
        };
        assert!(unwritable.failed(Try::Lease, away));
        assert!(unwritable.obstacle().is_none());
        assert!(unwritable.cause().is_some());
    }
}
