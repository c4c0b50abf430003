//! How far a node is with a council's stream, said honestly.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::error::Error;

/// Places that a node may lag and still count as up to date: what arrives while
/// the end of the stream is asked for.
pub(super) const LAG_MAX: u64 = 2_000;

/// How long a server that was started may take until it keeps streams.
const STARTS_WITHIN: Duration = Duration::from_secs(2);

/// Why a node should not be asked anything about a council yet.
#[derive(Debug, Clone)]
pub enum NotReady {
    /// Something failed, or is not as it must be.
    Failed(Arc<Error>),
    /// The stream ends before this node's ledger.
    TailLost(String),
    /// This node's ledger ends before the stream, or nothing is known of it yet.
    Behind(String),
    /// Too few ledgers tell that they have what this one has.
    Unconfirmed(String),
    /// No node writes, as far as this one hears.
    NoWriter(String),
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => error.fmt(f),
            Self::TailLost(words)
            | Self::Behind(words)
            | Self::Unconfirmed(words)
            | Self::NoWriter(words) => f.write_str(words),
        }
    }
}

/// How far a node is with a council's stream.
#[derive(Default)]
pub(super) struct Progress {
    now: Mutex<Now>,
}

#[derive(Default, Clone)]
struct Now {
    /// Last place of the stream when it was last looked at.
    stream_end: Option<u64>,
    /// Why the stream is not followed, if it is not.
    problem: Option<NotReady>,
    /// Since when it is not followed.
    since: Option<Instant>,
    /// When its state was last told.
    seen: Option<Instant>,
    /// The stream ended before our ledger when last looked at.
    tail_lost: bool,
    /// What the stream has and does not deliver, until a record comes.
    stalled: Option<Arc<Error>>,
}

impl Progress {
    pub(super) fn stream_ends_at(&self, place: u64) {
        let mut now = self.now();
        let stalled = now.stalled.take();
        *now = Now {
            stream_end: Some(place),
            // Whether it delivers shows only when a record comes; one that lost
            // what it did not deliver has nothing to deliver.
            stalled: stalled.filter(|error| is_before(error, place)),
            seen: Some(Instant::now()),
            ..Now::default()
        };
    }

    /// Records up to a place were read, so the stream has at least those.
    pub(super) fn read(&self, place: u64) {
        let mut now = self.now();
        now.stalled = None;
        if let Some(end) = &mut now.stream_end {
            *end = (*end).max(place);
        }
    }

    pub(super) fn tail_lost(&self, end: u64) {
        let mut now = self.now();
        now.stream_end = Some(end);
        now.seen = Some(Instant::now());
        now.tail_lost = true;
        now.problem = Some(NotReady::TailLost(format!(
            "the stream ends at {end}, before this node's ledger: its tail is lost and waits to \
             be healed"
        )));
    }

    /// The stream is not followed; whether that, or why, is news.
    pub(super) fn not_following(&self, error: Error) -> bool {
        let mut now = self.now();
        now.since.get_or_insert_with(Instant::now);
        let error = Arc::new(error);
        if matches!(*error, Error::NotDelivered { .. }) {
            now.stalled = Some(error.clone());
        }
        let before = now.problem.replace(NotReady::Failed(error.clone()));
        before.is_none_or(|before| before.to_string() != error.to_string())
    }

    /// How long the state of the stream was not told; nothing where it never was.
    pub(super) fn unseen_for(&self) -> Duration {
        let seen = self.now().seen;
        seen.map_or(Duration::ZERO, |seen| seen.elapsed())
    }

    /// Why the stream is not followed, if it is not.
    pub(super) fn problem(&self) -> Option<NotReady> {
        self.now().problem.clone()
    }

    /// Why nothing can be stored until somebody changes something.
    pub(super) fn obstacle(&self) -> Option<Arc<Error>> {
        let now = self.now();
        let Some(NotReady::Failed(error)) = &now.problem else {
            return None;
        };
        let stands = match **error {
            Error::Configuration { .. } | Error::NoStream { .. } | Error::NotPermitted { .. } => {
                true
            }
            Error::NoJetStream { .. } => now.since.is_some_and(|at| at.elapsed() > STARTS_WITHIN),
            _ => false,
        };
        stands.then(|| error.clone())
    }

    pub(super) fn is_unsuitable(&self) -> bool {
        let obstacle = self.obstacle();
        obstacle.is_some_and(|error| matches!(*error, Error::Configuration { .. }))
    }

    pub(super) fn stream_end(&self) -> Option<u64> {
        self.now().stream_end
    }

    /// Whether this node could become the writer: its ledger has all of the
    /// stream, or more.
    pub(super) fn may_take_over(&self, stored: u64) -> bool {
        let now = self.now();
        now.stream_end.is_some_and(|end| {
            let is_followed = now.problem.is_none() && now.stalled.is_none();
            now.tail_lost || (is_followed && stored + LAG_MAX >= end)
        })
    }

    /// How far the ledger is, in words.
    pub(super) fn how_far(&self, stored: u64) -> String {
        let now = self.now();
        if let Some(problem) = &now.problem {
            return problem.to_string();
        }
        match now.stream_end {
            None => "the stream was not looked at yet".to_owned(),
            Some(end) if stored < end => {
                format!("catching up with the stream: {stored} of {end} records")
            }
            Some(end) => format!("it has all {end} records of the stream"),
        }
    }

    /// Why this node should not be asked anything yet.
    pub(super) fn not_ready(&self, stored: u64, confirmed: u64) -> Option<NotReady> {
        let now = self.now();
        if now.problem.is_some() {
            return now.problem.clone();
        }
        if let Some(error) = &now.stalled {
            return Some(NotReady::Failed(error.clone()));
        }
        if now.stream_end.is_none_or(|end| stored + LAG_MAX < end) {
            drop(now);
            return Some(NotReady::Behind(self.how_far(stored)));
        }
        if confirmed + LAG_MAX < stored || (confirmed == 0 && stored > 0) {
            return Some(NotReady::Unconfirmed(format!(
                "too few ledgers confirm what is stored: {confirmed} of {stored} records"
            )));
        }
        None
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_before(error: &Error, end: u64) -> bool {
    matches!(error, Error::NotDelivered { place, .. } if *place < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_does_not_deliver_is_told_until_a_record_comes() {
        let progress = Progress::default();
        progress.stream_ends_at(12);
        assert!(progress.may_take_over(10));
        let stalled = || Error::NotDelivered { place: 10, end: 12 };
        assert!(progress.not_following(stalled()));
        assert!(!progress.not_following(stalled()));
        // Looked at anew, it is not better yet.
        progress.stream_ends_at(12);
        assert!(!progress.may_take_over(10));
        let reason = progress.not_ready(10, 10).unwrap().to_string();
        assert!(reason.contains("none after 10"), "{reason}");
        progress.read(11);
        assert!(progress.not_ready(11, 11).is_none());
        assert!(progress.may_take_over(11));
        progress.not_following(stalled());
        progress.stream_ends_at(10);
        assert!(progress.may_take_over(10));
    }

    #[test]
    fn a_node_is_ready_once_it_has_the_stream() {
        let progress = Progress::default();
        let not_ready = |stored, confirmed| {
            let reason = progress.not_ready(stored, confirmed);
            reason.map(|reason| reason.to_string())
        };
        assert!(not_ready(0, 0).is_some());
        assert!(progress.how_far(0).contains("not looked at"));
        progress.stream_ends_at(1_000_000);
        let reason = not_ready(10, 10).unwrap();
        assert!(reason.contains("10 of 1000000"), "{reason}");
        assert!(!progress.may_take_over(10));
        assert_eq!(not_ready(1_000_000, 999_000), None);
        assert!(progress.how_far(1_000_000).contains("all 1000000"));
        assert!(not_ready(1_000_000, 9).is_some());
        assert!(not_ready(5, 0).is_some());
        progress.not_following(Error::Settings("no connection".to_owned()));
        assert!(progress.obstacle().is_none() && !progress.is_unsuitable());
        assert_eq!(
            not_ready(1_000_000, 1_000_000).as_deref(),
            Some("no connection")
        );
        let (name, faults) = ("qd-x".to_owned(), Vec::new());
        progress.not_following(Error::Configuration { name, faults });
        assert!(progress.is_unsuitable());
        progress.tail_lost(900_000);
        assert!(progress.may_take_over(1_000_000));
        progress.stream_ends_at(1_000_000);
        assert_eq!(not_ready(1_000_000, 1_000_000), None);
    }
}
