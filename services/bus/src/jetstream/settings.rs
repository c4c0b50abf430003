//! What a node is told of its cluster.

use quarterday_proto::id::NodeId;

use super::error::Error;

/// What a node is told of its cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// This node.
    pub node: NodeId,
    /// The nodes whose ledgers count for acknowledgement. The same on all.
    pub ledgers: Vec<NodeId>,
    /// How many of them must have a commit on disk before it is acknowledged.
    pub acknowledge: usize,
    /// Servers that keep a copy of each stream.
    pub replicas: usize,
    /// Whether this node may create streams and the bucket of leases.
    pub may_create: bool,
    /// Whether the council was found by its stream. If that is gone before
    /// anything was read from it, it was someone else's and is not made again.
    pub is_found: bool,
}

impl Settings {
    /// A node alone, with one server.
    pub fn alone(node: NodeId) -> Self {
        Self {
            ledgers: vec![node.clone()],
            node,
            acknowledge: 1,
            replicas: 1,
            may_create: true,
            is_found: false,
        }
    }

    /// The majority of so many ledgers.
    pub fn majority(ledgers: usize) -> usize {
        ledgers / 2 + 1
    }

    /// Whether the numbers make sense together.
    ///
    /// # Errors
    /// [`Error::Settings`] says what does not.
    pub fn check(&self) -> Result<(), Error> {
        let faults = self.faults();
        if faults.is_empty() {
            return Ok(());
        }
        Err(Error::Settings(faults.join("; ")))
    }

    /// What makes no sense together, each in words.
    pub fn faults(&self) -> Vec<String> {
        let all = self.ledgers.len();
        let mut faults = Vec::new();
        let mut names: Vec<_> = self.ledgers.iter().collect();
        names.sort();
        names.dedup();
        if names.len() != all {
            faults.push("`bus.nats.ledgers` names a node twice".to_owned());
        }
        if all == 0 {
            faults.push("`bus.nats.ledgers` names no node".to_owned());
        } else if self.acknowledge > all || self.acknowledge < Self::majority(all) {
            faults.push(format!(
                "`bus.nats.acknowledge` is {}, but with {all} ledgers it must be from {} (a \
                 majority: two writers could otherwise each have enough) to {all}",
                self.acknowledge,
                Self::majority(all)
            ));
        }
        if !(1..=5).contains(&self.replicas) {
            faults.push(format!(
                "`bus.nats.replicas` is {}, but NATS keeps 1 to 5 copies of a stream",
                self.replicas
            ));
        }
        faults
    }

    /// Whether this node's ledger counts, and it may be the writer.
    pub fn counts(&self) -> bool {
        self.ledgers.contains(&self.node)
    }

    /// How many ledgers a would-be writer must have heard, so that at least one
    /// of them has everything that was ever acknowledged.
    pub fn heads_needed(&self) -> usize {
        self.ledgers.len() - self.acknowledge + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(ledgers: &[&str], acknowledge: usize) -> Settings {
        Settings {
            node: "a".parse().unwrap(),
            ledgers: ledgers.iter().map(|name| name.parse().unwrap()).collect(),
            acknowledge,
            replicas: 1,
            may_create: false,
            is_found: false,
        }
    }

    #[test]
    fn whoever_heard_enough_heard_one_that_acknowledged() {
        for all in 1..=7_usize {
            for acknowledge in Settings::majority(all)..=all {
                let names: Vec<_> = (0..all).map(|number| format!("n{number}")).collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                let settings = settings(&names, acknowledge);
                settings.check().unwrap();
                assert!(settings.heads_needed() + acknowledge > all);
            }
        }
    }

    #[test]
    fn what_could_lose_or_never_answer_is_refused() {
        for (ledgers, acknowledge) in [
            (&["a", "b", "c"][..], 1),
            (&["a", "b", "c"], 4),
            (&["a", "a", "b"], 2),
            (&[], 0),
            (&["a", "b"], 1),
        ] {
            assert!(settings(ledgers, acknowledge).check().is_err());
        }
        assert!(settings(&["a", "b", "c"], 2).counts());
        assert!(!settings(&["b", "c", "d"], 2).counts());
    }
}
