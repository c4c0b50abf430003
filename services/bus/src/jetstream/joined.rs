//! Whether this node's ledger counts.
//!
//! A ledger that was emptied, or put back from a backup, may have held records
//! that others count on it for. Heard as a head it would make a would-be writer
//! believe that those never were. So it counts only once it has been as far as
//! so many other ledgers that one of them has all that was ever acknowledged;
//! that is noted beside it, and goes away with it.

use std::path::{Path, PathBuf};

use quarterday_proto::exchange::Report;
use tokio::sync::watch;

use super::settings::Settings;

/// File in the ledger's folder.
const FILE: &str = "joined";

/// Whether this node's ledger counts.
pub(super) struct Joined {
    folder: PathBuf,
    counts: watch::Sender<bool>,
}

impl Joined {
    pub(super) fn of(folder: &Path, settings: &Settings) -> Self {
        // With no other ledger there is nothing to hear.
        let counts =
            settings.counts() && (others_needed(settings) == 0 || folder.join(FILE).exists());
        Self {
            folder: folder.to_owned(),
            counts: watch::Sender::new(counts),
        }
    }

    pub(super) fn counts(&self) -> bool {
        *self.counts.borrow()
    }

    pub(super) fn told(&self) -> watch::Receiver<bool> {
        self.counts.subscribe()
    }

    /// Notes that the ledger counts, if it has been as far as those that
    /// answered and these are enough; whether it does.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub(super) fn join(
        &self,
        settings: &Settings,
        stored: u64,
        heads: &[Report],
    ) -> std::io::Result<bool> {
        if !may_join(settings, stored, heads) {
            return Ok(false);
        }
        accept(&self.folder)?;
        self.counts.send_replace(true);
        Ok(true)
    }
}

/// Has a ledger count from the next start on, whatever others know: an
/// operator's word that those which cannot be heard are lost for good.
///
/// # Errors
/// When the note cannot be written.
pub fn accept(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::File::create(folder.join(FILE))?.sync_all()?;
    std::fs::File::open(folder)?.sync_all()
}

/// How many other ledgers must be heard: of what was acknowledged, all but one
/// of the ledgers that have it may be this one's former self and those unheard.
fn others_needed(settings: &Settings) -> usize {
    settings.heads_needed().min(settings.ledgers.len() - 1)
}

pub(super) fn may_join(settings: &Settings, stored: u64, heads: &[Report]) -> bool {
    let mut others: Vec<_> = heads
        .iter()
        .filter(|head| head.node != settings.node && settings.ledgers.contains(&head.node))
        .collect();
    others.sort_by(|one, other| one.node.cmp(&other.node));
    others.dedup_by(|one, other| one.node == other.node);
    others.len() >= others_needed(settings) && others.iter().all(|head| head.place <= stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(ledgers: &[&str]) -> Settings {
        Settings {
            node: "a".parse().unwrap(),
            ledgers: ledgers.iter().map(|name| name.parse().unwrap()).collect(),
            acknowledge: Settings::majority(ledgers.len()),
            replicas: 1,
            may_create: false,
            is_found: false,
        }
    }

    fn head(node: &str, place: u64) -> Report {
        Report {
            node: node.parse().unwrap(),
            place,
            leaf: [0; 32],
            counts: false,
        }
    }

    #[test]
    fn an_emptied_ledger_counts_once_it_is_as_far_as_enough_others() {
        let folder = tempfile::tempdir().unwrap();
        let three = settings(&["a", "b", "c"]);
        let joined = Joined::of(folder.path(), &three);
        assert!(!joined.counts());
        let join = |stored, heads: &[Report]| joined.join(&three, stored, heads).unwrap();
        assert!(!join(9, &[]));
        // One of the two that acknowledged may have been this ledger itself.
        assert!(!join(9, &[head("b", 5)]));
        assert!(!join(9, &[head("b", 5), head("b", 5)]));
        assert!(!join(9, &[head("b", 5), head("x", 5)]));
        assert!(!join(9, &[head("b", 5), head("c", 10)]));
        assert!(join(10, &[head("b", 5), head("c", 10)]));
        assert!(joined.counts());
        assert!(Joined::of(folder.path(), &three).counts());
        let elsewhere = tempfile::tempdir().unwrap();
        assert!(!Joined::of(elsewhere.path(), &three).counts());
        assert!(Joined::of(elsewhere.path(), &settings(&["a"])).counts());
        assert!(!Joined::of(elsewhere.path(), &settings(&["b"])).counts());
    }
}
