//! The handle for readers and what it shares with the appender.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use quarterday_proto::record::Hash;

use crate::disk::Disk;
use crate::error::{Damage, Error};
use crate::index::{Broken, Index};
use crate::keeper::Fault;
use crate::options::Options;
use crate::segment::Segment;
use crate::tree::{TileFiles, Tree};
use crate::{lock, read_lock, write_lock};

/// The end of the log, as far as it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Last place; 0 for an empty log.
    pub place: u64,
    /// Root of the Merkle tree over places 1 to `place`.
    pub root: Hash,
    /// Leaf of the last record; `PREV_OF_FIRST` for an empty log. The `prev`
    /// of the record to come.
    pub leaf: Hash,
    /// Recorded time of the last record.
    pub recorded: Option<Timestamp>,
}

/// A cheap handle on an open log, to read it from any thread.
#[derive(Clone)]
pub struct Ledger {
    pub(crate) shared: Arc<Shared>,
}

type Listener = Box<dyn Fn(&Head) + Send + Sync>;

/// What readers and the appender share.
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) disk: Arc<dyn Disk>,
    pub(crate) options: Options,
    pub(crate) segments: RwLock<Vec<Arc<Segment>>>,
    pub(crate) tree: RwLock<Tree>,
    pub(crate) tiles: TileFiles,
    pub(crate) head: Mutex<Head>,
    pub(crate) published: Condvar,
    pub(crate) listeners: RwLock<Vec<Listener>>,
    pub(crate) index: Index,
    pub(crate) fault: Fault,
}

impl Ledger {
    /// The end of the log: the last commit that is on disk.
    pub fn head(&self) -> Head {
        self.shared.head()
    }

    /// The folder of the log.
    pub fn dir(&self) -> &Path {
        &self.shared.dir
    }

    /// Waits until the log has a place, for at most `timeout`; the head if it
    /// has.
    pub fn wait_for(&self, place: u64, timeout: Duration) -> Option<Head> {
        let head = lock(&self.shared.head);
        let waited = self
            .shared
            .published
            .wait_timeout_while(head, timeout, |head| head.place < place);
        let (head, _) = waited.unwrap_or_else(|poison| poison.into_inner());
        (head.place >= place).then_some(*head)
    }

    /// Has a function called with each new head, by the appending thread after
    /// the sync; it should only pass the news on.
    pub fn on_publish(&self, listener: impl Fn(&Head) + Send + Sync + 'static) {
        write_lock(&self.shared.listeners).push(Box::new(listener));
    }

    /// The first fault found in stored bytes since the log was opened. A
    /// process that sees one must end: the next start names it.
    pub fn fault(&self) -> Option<Damage> {
        self.shared.fault.get().cloned()
    }

    /// Asks the indexes, and once more after building them anew where they
    /// fail.
    pub(crate) fn with_index<T>(
        &self,
        ask: impl Fn(&Index) -> Result<T, Broken>,
    ) -> Result<T, Error> {
        let index = &self.shared.index;
        match ask(index) {
            Ok(answer) => Ok(answer),
            Err(reason) => {
                tracing::warn!(reason, "the indexes failed and are built anew");
                index.rebuild(&self.shared, true)?;
                ask(index).map_err(|reason| self.index_error(reason))
            }
        }
    }
}

impl Shared {
    pub(crate) fn head(&self) -> Head {
        *lock(&self.head)
    }

    /// Makes a new end visible and tells those who wait.
    pub(crate) fn publish(&self, head: Head) {
        *lock(&self.head) = head;
        self.published.notify_all();
        for listener in read_lock(&self.listeners).iter() {
            listener(&head);
        }
    }

    /// The segment that holds a place which the log has.
    pub(crate) fn segment_of(&self, place: u64) -> Option<Arc<Segment>> {
        let segments = read_lock(&self.segments);
        let after = segments.partition_point(|segment| segment.first <= place);
        after.checked_sub(1).map(|at| Arc::clone(&segments[at]))
    }

    /// First place after a segment: of the next one, or yet to come.
    pub(crate) fn next_after(&self, first: u64) -> u64 {
        self.segment_after(first)
            .map_or_else(|| self.head().place + 1, |next| next.first)
    }

    /// The segment after one.
    pub(crate) fn segment_after(&self, first: u64) -> Option<Arc<Segment>> {
        let segments = read_lock(&self.segments);
        let at = segments.partition_point(|segment| segment.first <= first);
        segments.get(at).map(Arc::clone)
    }
}
