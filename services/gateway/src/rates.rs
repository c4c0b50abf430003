//! How often one may sign in, and how large a request may be.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use quarterday_proto::session;

use crate::client::Network;
use crate::limits::{COUNTED_KEYS_MAX, JSON_BYTES_MAX, SIGN_INS_PER_MINUTE_MAX};
use crate::problem::Problem;

/// The time in which requests for links of one person's address are counted:
/// as long as a link lasts.
const ADDRESS_WINDOW: SignedDuration = SignedDuration::from_mins(15);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// What an installation sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins that are begun in a minute, by anybody.
    pub sign_ins_per_minute: u32,
    /// Those that are begun in a minute from one address.
    pub sign_ins_per_client: u32,
    /// Links that are opened in a minute from one address.
    pub links_per_client: u32,
    /// Links to sign in by that are asked for in 15 minutes for one person.
    pub links_per_person: u32,
    /// Bytes of a request that imports no files.
    pub body_bytes: usize,
    /// Proxies that are believed whom they ask for.
    pub trusted_proxies: Vec<Network>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_ins_per_minute: SIGN_INS_PER_MINUTE_MAX,
            sign_ins_per_client: 30,
            links_per_client: 120,
            links_per_person: 5,
            body_bytes: JSON_BYTES_MAX,
            trusted_proxies: Vec::new(),
        }
    }
}

/// What is counted of these limits.
#[derive(Debug)]
pub(crate) struct Rates {
    all: Windows<()>,
    clients: Windows<IpAddr>,
    links: Windows<IpAddr>,
    /// By the hash of what was typed, so that no address is kept.
    people: Windows<String>,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            all: Windows::new(limits.sign_ins_per_minute, MINUTE),
            clients: Windows::new(limits.sign_ins_per_client, MINUTE),
            links: Windows::new(limits.links_per_client, MINUTE),
            people: Windows::new(limits.links_per_person, ADDRESS_WINDOW),
        }
    }

    /// Somebody begins to sign in. One who is over their own limit does not count
    /// towards everybody's.
    pub(crate) fn sign_in(&self, client: Option<IpAddr>, now: Timestamp) -> Result<(), Problem> {
        if let Some(client) = client {
            let passes = self.clients.passes(client, now);
            passes.map_err(|seconds| {
                too_many(
                    "many signed in from your address within the last minute",
                    seconds,
                )
            })?;
        }
        let passes = self.all.passes((), now);
        passes.map_err(|seconds| too_many("many signed in within the last minute", seconds))
    }

    /// Somebody asks for a link for a person's address, whether or not there is
    /// such a person.
    pub(crate) fn person(&self, email: &str, now: Timestamp) -> Result<(), Problem> {
        let key = session::hash(&email.trim().to_lowercase());
        let passes = self.people.passes(key, now);
        passes.map_err(|seconds| {
            too_many("many links were asked for, for this email address", seconds)
        })
    }

    /// Somebody opens a link.
    pub(crate) fn link(&self, client: Option<IpAddr>, now: Timestamp) -> Result<(), Problem> {
        let Some(client) = client else {
            return Ok(());
        };
        let passes = self.links.passes(client, now);
        passes.map_err(|seconds| {
            too_many(
                "many links were opened from your address within the last minute",
                seconds,
            )
        })
    }
}

fn too_many(why: &str, seconds: u32) -> Problem {
    let after = match seconds {
        0..=90 => "in a minute".to_owned(),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    };
    let detail = format!("{why}: try again {after}");
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail);
    problem.retry_after(seconds.max(1))
}

/// So many of a key in a time, and no more; of a limited number of keys.
#[derive(Debug)]
struct Windows<K> {
    max: u32,
    lasts: SignedDuration,
    counted: Mutex<HashMap<K, (Timestamp, u32)>>,
}

impl<K: Eq + Hash + Clone> Windows<K> {
    fn new(max: u32, lasts: SignedDuration) -> Self {
        Self {
            max,
            lasts,
            counted: Mutex::new(HashMap::new()),
        }
    }

    /// Whether one more may pass.
    ///
    /// # Errors
    /// Seconds until one may.
    fn passes(&self, key: K, now: Timestamp) -> Result<(), u32> {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let runs = |began: Timestamp| now >= began && now.duration_since(began) < self.lasts;
        if counted.len() >= COUNTED_KEYS_MAX && !counted.contains_key(&key) {
            counted.retain(|_, (began, _)| runs(*began));
            // With too many at once the oldest is forgotten: what all may do
            // together is limited, too.
            if counted.len() >= COUNTED_KEYS_MAX {
                let oldest = counted.iter().min_by_key(|(_, (began, _))| *began);
                if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                    counted.remove(&oldest);
                }
            }
        }
        let (began, count) = counted.entry(key).or_insert((now, 0));
        if !runs(*began) {
            (*began, *count) = (now, 0);
        }
        if *count < self.max {
            *count += 1;
            return Ok(());
        }
        let left = self.lasts - now.duration_since(*began);
        Err(u32::try_from(left.as_secs()).unwrap_or(0) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        let start: Timestamp = "2021-10-01T09:00:00Z".parse().unwrap();
        start + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn so_many_a_minute_of_each() {
        let limit = Windows::new(2, MINUTE);
        let check = |key: &'static str, seconds: i64, passes: Result<(), u32>| {
            assert_eq!(limit.passes(key, at(seconds)), passes, "{key} {seconds}");
        };
        check("a", 0, Ok(()));
        check("a", 30, Ok(()));
        check("a", 59, Err(2));
        check("b", 59, Ok(()));
        check("a", 60, Ok(()));
        check("a", 61, Ok(()));
        check("a", 62, Err(59));
        // A clock that was set back starts anew.
        check("a", -5, Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let limit = Windows::new(1, MINUTE);
        for key in 0..COUNTED_KEYS_MAX + 10 {
            limit.passes(key, at(0)).unwrap();
        }
        assert_eq!(limit.counted.lock().unwrap().len(), COUNTED_KEYS_MAX);
        limit.passes(usize::MAX, at(60)).unwrap();
        assert_eq!(limit.counted.lock().unwrap().len(), 1);
    }

    #[test]
    fn one_over_their_limit_does_not_use_up_everybodys() {
        let limits = Limits {
            sign_ins_per_minute: 3,
            sign_ins_per_client: 2,
            ..Limits::default()
        };
        let rates = Rates::new(&limits);
        let (a, b) = (Some([192, 0, 2, 1].into()), Some([192, 0, 2, 2].into()));
        let passes = |client| rates.sign_in(client, at(0)).is_ok();
        assert_eq!(
            [passes(a), passes(a), passes(a), passes(a)],
            [true, true, false, false]
        );
        assert_eq!([passes(b), passes(b)], [true, false]);
    }
}
