//! Which ledgers that count are there: each reports how far it is about once a
//! second, also when nothing happens.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use quarterday_proto::id::NodeId;
use tokio::time::{Duration, Instant};

use super::error::Error;
use super::settings::Settings;

/// A ledger that was not heard for so long is held for gone.
const GONE_AFTER: Duration = Duration::from_secs(10);

/// When each other ledger was heard last.
pub(super) struct Ledgers {
    began: Instant,
    heard: Mutex<BTreeMap<NodeId, Instant>>,
}

impl Ledgers {
    pub(super) fn new() -> Self {
        Self {
            began: Instant::now(),
            heard: Mutex::default(),
        }
    }

    pub(super) fn hear(&self, node: &NodeId) {
        self.heard().insert(node.clone(), Instant::now());
    }

    /// Whether too few are there for anything to be acknowledged. Ours counts for
    /// itself.
    pub(super) fn too_few(&self, settings: &Settings) -> Option<Error> {
        let heard = self.heard();
        let is_gone = |node: &&NodeId| {
            let last = heard.get(*node).copied().unwrap_or(self.began);
            **node != settings.node && last.elapsed() >= GONE_AFTER
        };
        let missing: Vec<_> = settings.ledgers.iter().filter(is_gone).cloned().collect();
        let there = settings.ledgers.len() - missing.len();
        (there < settings.acknowledge).then_some(Error::TooFewLedgers {
            heard: there,
            needed: settings.acknowledge,
            missing,
        })
    }

    fn heard(&self) -> MutexGuard<'_, BTreeMap<NodeId, Instant>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn too_few_are_named_after_a_while() {
        let node = |name: &str| name.parse::<NodeId>().unwrap();
        let settings = |name: &str| Settings {
            ledgers: ["a", "b", "c"].map(node).to_vec(),
            acknowledge: 2,
            ..Settings::alone(node(name))
        };
        let ledgers = Ledgers::new();
        let too_few = |name| ledgers.too_few(&settings(name)).map(|few| few.to_string());
        assert_eq!(too_few("a"), None);
        tokio::time::sleep(GONE_AFTER).await;
        assert!(too_few("a").unwrap().contains("1 of the 2"));
        assert!(too_few("a").unwrap().contains("missing: b, c"));
        assert!(too_few("d").unwrap().contains("missing: a, b, c"));
        ledgers.hear(&node("c"));
        assert_eq!(too_few("a"), None);
        assert!(too_few("d").unwrap().contains("missing: a, b"));
        tokio::time::sleep(GONE_AFTER).await;
        assert!(too_few("a").is_some());
    }
}
