//! How this node stands with NATS: why there is no connection, and what the
//! server does not let its user do.
//!
//! A server says that something is not permitted beside the answers, never as
//! one: whoever asked for it hears nothing and would only see that time is up.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use quarterday_proto::exchange;
use quarterday_proto::id::CouncilId;
use quarterday_proto::subject::{ROOT, stream_name};

use super::error::Error;
use super::lease::BUCKET;

/// What was not permitted is held for the cause of a failure for so long: a
/// request waits half of it.
const BLAMED_WITHIN: Duration = Duration::from_secs(10);
/// Refusals that are remembered; a node has fewer subjects than this a council.
const DENIED_MAX: usize = 64;

/// How this node stands with NATS.
pub(super) struct Standing {
    now: Mutex<Now>,
}

#[derive(Default)]
struct Now {
    /// Since when there is no connection.
    down_since: Option<Instant>,
    /// Since when there is one.
    up_since: Option<Instant>,
    /// Why there is none, as the client says it.
    problem: Option<String>,
    /// The same with its cause, once that is known.
    explained: Option<String>,
    denied: Vec<(Denied, Instant)>,
}

/// What a server does not let this node's user do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// Whether it is to subscribe, else to publish.
    pub to_subscribe: bool,
    /// The subject as it was asked for.
    pub subject: String,
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.to_subscribe {
            "subscribe"
        } else {
            "publish"
        };
        write!(f, "{what} to `{}`", self.subject)
    }
}

impl Denied {
    /// Reads what a server says, for example
    /// `Permissions Violation for Publish to "qd.rochdale.plan.x"`.
    fn of(text: &str) -> Option<Self> {
        let (what, rest) = text
            .split_once("Permissions Violation for ")?
            .1
            .split_once(" to \"")?;
        let (subject, _) = rest.split_once('"')?;
        Some(Self {
            to_subscribe: what.eq_ignore_ascii_case("subscription"),
            subject: subject.to_owned(),
        })
    }

    /// Whether a council may be without something for it. What names no council
    /// concerns all.
    fn concerns(&self, council: Option<&CouncilId>) -> bool {
        let Some(council) = council else { return true };
        let tokens: Vec<_> = self.subject.split('.').collect();
        if tokens[0] == ROOT || tokens[0] == exchange::ROOT {
            return tokens.get(1) == Some(&council.as_str());
        }
        if tokens.contains(&BUCKET) {
            return tokens.last() == Some(&council.as_str());
        }
        let (of_streams, own) = (format!("{ROOT}-"), stream_name(council));
        let mut streams = tokens.iter().filter(|token| token.starts_with(&of_streams));
        streams.all(|token| *token == own)
    }
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            now: Mutex::new(Now {
                down_since: Some(Instant::now()),
                ..Now::default()
            }),
        }
    }
}

impl Standing {
    /// A connection was lost.
    pub(super) fn is_down(&self) {
        let mut now = self.now();
        now.down_since.get_or_insert_with(Instant::now);
        now.up_since = None;
    }

    /// Whether there is a connection since so long.
    pub(super) fn is_up_for(&self, limit: Duration) -> bool {
        let since = self.now().up_since;
        since.is_some_and(|since| since.elapsed() >= limit)
    }

    /// Whether there is no connection since so long.
    pub(super) fn is_down_for(&self, limit: Duration) -> bool {
        let since = self.now().down_since;
        since.is_some_and(|since| since.elapsed() >= limit)
    }

    /// A connection was made. A server that changed its mind about what is
    /// permitted has ended the connection before.
    pub(super) fn is_up(&self) {
        *self.now() = Now {
            up_since: Some(Instant::now()),
            ..Now::default()
        };
    }

    /// A try to connect failed; whether that is news.
    pub(super) fn is_not_up(&self, problem: &str) -> bool {
        let mut now = self.now();
        now.down_since.get_or_insert_with(Instant::now);
        let is_news = now.problem.as_deref() != Some(problem);
        if is_news {
            now.explained = None;
        }
        now.problem = Some(problem.to_owned());
        is_news
    }

    /// The cause of a failed try to connect was found; whether that is news.
    pub(super) fn is_explained(&self, reason: &str) -> bool {
        let mut now = self.now();
        let is_news = now.problem.is_some() && now.explained.as_deref() != Some(reason);
        if now.problem.is_some() {
            now.explained = Some(reason.to_owned());
        }
        is_news
    }

    /// Why there is no connection, as far as it is known.
    pub(super) fn problem(&self) -> Option<String> {
        let now = self.now();
        now.explained.clone().or_else(|| now.problem.clone())
    }

    /// Takes note of what a server said; what it does not permit, if it is news.
    pub(super) fn hear(&self, text: &str) -> Option<Denied> {
        let denied = Denied::of(text)?;
        let mut now = self.now();
        let before = now.denied.len();
        now.denied.retain(|(known, _)| *known != denied);
        let is_news = now.denied.len() == before;
        if now.denied.len() == DENIED_MAX {
            now.denied.remove(0);
        }
        now.denied.push((denied.clone(), Instant::now()));
        is_news.then_some(denied)
    }

    /// What nodes tell each other about a council and this one may not: nothing
    /// fails for it here, but the others wait in vain.
    pub(super) fn silenced(&self, council: &CouncilId) -> Option<Denied> {
        let prefix = format!("{}.{council}.", exchange::ROOT);
        let now = self.now();
        let mut all = now.denied.iter().map(|(denied, _)| denied);
        all.find(|denied| denied.subject.starts_with(&prefix))
            .cloned()
    }

    /// The error with its cause, where something was not permitted meanwhile.
    pub(super) fn blame(&self, error: Error, council: Option<&CouncilId>, began: Instant) -> Error {
        let Error::Nats { action, reason } = error else {
            return error;
        };
        let now = self.now();
        // A subscription is refused once, however often it is waited at.
        let found = now.denied.iter().rev().find(|(denied, seen)| {
            let lately = *seen >= began && seen.elapsed() < BLAMED_WITHIN;
            (lately || denied.to_subscribe) && denied.concerns(council)
        });
        match found {
            Some((denied, _)) => Error::NotPermitted {
                action,
                denied: denied.clone(),
            },
            None => Error::Nats { action, reason },
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFO: &str =
        "nats: Permissions Violation for Publish to \"$JS.API.STREAM.INFO.qd-rochdale\"";

    fn timed_out() -> Error {
        Error::Nats {
            action: "look for the council's stream",
            reason: "request timed out".to_owned(),
        }
    }

    #[test]
    fn what_is_not_permitted_is_read() {
        let check = |text: &str, expected: Option<&str>| {
            let denied = Denied::of(text).map(|denied| denied.to_string());
            assert_eq!(denied.as_deref(), expected, "{text}");
        };
        check(INFO, Some("publish to `$JS.API.STREAM.INFO.qd-rochdale`"));
        check(
            "Permissions Violation for Subscription to \"qdx.derby.report\" using queue \"q\"",
            Some("subscribe to `qdx.derby.report`"),
        );
        check("nats: Stale Connection", None);
        check("Permissions Violation for Publish", None);
    }

    #[test]
    fn a_failure_is_blamed_on_what_concerns_it() {
        let council = |id: &str| id.parse::<CouncilId>().unwrap();
        let check = |said: &str, id: &str, expected: bool| {
            let (standing, began) = (Standing::default(), Instant::now());
            standing.hear(said);
            let blamed = standing.blame(timed_out(), Some(&council(id)), began);
            let permitted = !matches!(blamed, Error::NotPermitted { .. });
            assert_eq!(permitted, !expected, "{said} for {id}: {blamed}");
        };
        check(INFO, "rochdale", true);
        check(INFO, "derby", false);
        let publish = |subject: &str| format!("Permissions Violation for Publish to \"{subject}\"");
        check(&publish("qd.derby.plan.x"), "derby", true);
        check(&publish("qd.derby.plan.x"), "rochdale", false);
        check(&publish("qdx.derby.heads"), "rochdale", false);
        check(&publish("$JS.API.STREAM.NAMES"), "rochdale", true);
        check(&publish("$KV.qd-leases.derby"), "rochdale", false);
        check(&publish("$KV.qd-leases.derby"), "derby", true);
        check(
            &publish("$JS.API.STREAM.INFO.KV_qd-leases"),
            "rochdale",
            true,
        );
    }

    #[test]
    fn what_was_refused_before_is_no_cause_unless_it_is_a_subscription() {
        let standing = Standing::default();
        assert!(standing.hear(INFO).is_some());
        assert!(standing.hear(INFO).is_none());
        let later = Instant::now() + Duration::from_secs(1);
        let blamed = standing.blame(timed_out(), None, later);
        assert!(matches!(blamed, Error::Nats { .. }));
        standing.hear("Permissions Violation for Subscription to \"_INBOX.x.*\"");
        let blamed = standing.blame(timed_out(), None, later);
        assert!(blamed.to_string().contains("_INBOX.x.*"), "{blamed}");
        standing.is_up();
        let blamed = standing.blame(timed_out(), None, later);
        assert!(matches!(blamed, Error::Nats { .. }));
    }

    #[test]
    fn why_there_is_no_connection_is_news_once() {
        let standing = Standing::default();
        assert!(standing.is_not_up("IO error"));
        assert!(!standing.is_not_up("IO error"));
        assert!(standing.is_not_up("authorization violation"));
        assert_eq!(standing.problem().unwrap(), "authorization violation");
        assert!(standing.is_explained("refused"));
        assert!(!standing.is_explained("refused"));
        assert!(!standing.is_not_up("authorization violation"));
        assert_eq!(standing.problem().unwrap(), "refused");
        assert!(standing.is_down_for(Duration::ZERO));
        assert!(!standing.is_up_for(Duration::ZERO));
        standing.is_up();
        assert!(!standing.is_down_for(Duration::ZERO));
        assert!(standing.is_up_for(Duration::ZERO));
        assert!(!standing.is_up_for(Duration::from_secs(60)));
        // What is found out late is not true any more.
        assert!(!standing.is_explained("refused"));
        assert_eq!(standing.problem(), None);
    }
}
