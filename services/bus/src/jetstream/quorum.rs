//! Which places enough ledgers have on disk.

use std::collections::{HashMap, VecDeque};

use quarterday_proto::exchange::Report;
use quarterday_proto::id::NodeId;
use quarterday_proto::record::Hash;
use tokio::sync::watch;

use super::settings::Settings;

/// Reports of one node that wait until our own ledger is as far. Nodes report
/// each sync, so a node that lags by more hears of it again.
const REPORTS_WAITING_MAX: usize = 1024;

/// Which places enough ledgers have on disk, as far as this node knows.
pub(super) struct Quorum {
    own: Option<NodeId>,
    /// Whether our own ledger counts already.
    counts: watch::Receiver<bool>,
    ledgers: Vec<NodeId>,
    acknowledge: usize,
    peers: HashMap<NodeId, Peer>,
}

#[derive(Default)]
struct Peer {
    /// Greatest place that it reported with the leaf that our ledger has there.
    agreed: u64,
    ahead: VecDeque<(u64, Hash)>,
}

/// A node's ledger has something else at a place than ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Differs {
    pub(super) node: NodeId,
    pub(super) place: u64,
    pub(super) ours: Hash,
    pub(super) theirs: Hash,
}

impl Quorum {
    pub(super) fn new(settings: &Settings, counts: watch::Receiver<bool>) -> Self {
        Self {
            counts,
            own: settings.counts().then(|| settings.node.clone()),
            ledgers: settings.ledgers.clone(),
            acknowledge: settings.acknowledge,
            peers: HashMap::new(),
        }
    }

    /// Takes note of a report.
    pub(super) fn hear(&mut self, report: Report) {
        let known = report.counts && self.ledgers.contains(&report.node);
        if !known || self.own.as_ref() == Some(&report.node) {
            return;
        }
        let peer = self.peers.entry(report.node).or_default();
        if report.place <= peer.agreed || peer.ahead.back() == Some(&(report.place, report.leaf)) {
            return;
        }
        if peer.ahead.len() == REPORTS_WAITING_MAX {
            peer.ahead.pop_front();
        }
        peer.ahead.push_back((report.place, report.leaf));
    }

    /// Holds what was reported against our own ledger, which is on disk up to
    /// `stored`, and gives the place that enough ledgers have.
    ///
    /// # Errors
    /// What the leaf of a place could not be had for, or, inside, that a ledger
    /// has another history.
    pub(super) fn acknowledged<E>(
        &mut self,
        stored: u64,
        mut leaf_of: impl FnMut(u64) -> Result<Hash, E>,
    ) -> Result<Result<u64, Differs>, E> {
        for (node, peer) in &mut self.peers {
            while let Some(&(place, theirs)) = peer.ahead.front() {
                if place > stored {
                    break;
                }
                let ours = leaf_of(place)?;
                if ours != theirs {
                    let node = node.clone();
                    return Ok(Err(Differs {
                        node,
                        place,
                        ours,
                        theirs,
                    }));
                }
                peer.agreed = peer.agreed.max(place);
                peer.ahead.pop_front();
            }
        }
        let own = if *self.counts.borrow() { stored } else { 0 };
        let mut places: Vec<u64> = self
            .ledgers
            .iter()
            .map(|node| {
                if self.own.as_ref() == Some(node) {
                    own
                } else {
                    self.peers.get(node).map_or(0, |peer| peer.agreed)
                }
            })
            .collect();
        places.sort_unstable_by(|one, other| other.cmp(one));
        Ok(Ok(places[self.acknowledge - 1]))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    fn quorum(own: &str, ledgers: &[&str], acknowledge: usize) -> Quorum {
        let counts = watch::Sender::new(true).subscribe();
        let settings = Settings {
            node: own.parse().unwrap(),
            ledgers: ledgers.iter().map(|name| name.parse().unwrap()).collect(),
            acknowledge,
            replicas: 1,
            may_create: false,
            is_found: false,
        };
        Quorum::new(&settings, counts)
    }

    fn report(node: &str, place: u64, leaf: u8) -> Report {
        Report {
            node: node.parse().unwrap(),
            place,
            leaf: [leaf; 32],
            counts: true,
        }
    }

    fn at(quorum: &mut Quorum, stored: u64) -> Result<u64, Differs> {
        let leaf = |place: u64| Ok::<_, Infallible>([place as u8; 32]);
        let Ok(found) = quorum.acknowledged(stored, leaf);
        found
    }

    #[test]
    fn as_many_as_configured_must_have_it() {
        let mut quorum = quorum("a", &["a", "b", "c"], 2);
        assert_eq!(at(&mut quorum, 9), Ok(0));
        quorum.hear(report("b", 4, 4));
        assert_eq!(at(&mut quorum, 9), Ok(4));
        quorum.hear(report("c", 7, 7));
        assert_eq!(at(&mut quorum, 9), Ok(7));
        // What is ahead of us counts once we have it and it is the same.
        quorum.hear(report("b", 12, 12));
        assert_eq!(at(&mut quorum, 9), Ok(7));
        assert_eq!(at(&mut quorum, 11), Ok(7));
        assert_eq!(at(&mut quorum, 12), Ok(12));
        // Old news, and nodes that do not count, change nothing.
        quorum.hear(report("b", 3, 3));
        quorum.hear(report("x", 99, 99));
        quorum.hear(Report {
            counts: false,
            ..report("b", 15, 15)
        });
        assert_eq!(at(&mut quorum, 15), Ok(12));
    }

    #[test]
    fn a_node_that_does_not_count_learns_from_the_others() {
        let mut quorum = quorum("x", &["a", "b", "c"], 2);
        quorum.hear(report("a", 5, 5));
        assert_eq!(at(&mut quorum, 9), Ok(0));
        quorum.hear(report("b", 6, 6));
        assert_eq!(at(&mut quorum, 9), Ok(5));
    }

    #[test]
    fn another_history_is_seen() {
        let mut quorum = quorum("a", &["a", "b", "c"], 2);
        quorum.hear(report("b", 4, 9));
        assert_eq!(at(&mut quorum, 3), Ok(0));
        let differs = at(&mut quorum, 4).unwrap_err();
        assert_eq!((differs.place, differs.theirs), (4, [9; 32]));
    }
}
