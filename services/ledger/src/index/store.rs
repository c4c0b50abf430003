//! Where blocks and snapshots are kept: sled, or memory.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::RwLock;
use std::time::Duration;

use crate::{read_lock, write_lock};

/// A key and its value.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// An ordered map of bytes. Failures are texts: whatever they are, the answer
/// is to build anew.
pub(crate) trait Store: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String>;
    /// The last pair whose key is below `key`.
    fn below(&self, key: &[u8]) -> Result<Option<Pair>, String>;
    /// The first pair whose key is `key` or above.
    fn from(&self, key: &[u8]) -> Result<Option<Pair>, String>;
    fn put(&self, pairs: Vec<Pair>) -> Result<(), String>;
    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), String>;
    fn flush(&self) -> Result<(), String>;
}

/// A map in memory.
#[derive(Default)]
pub(crate) struct Memory {
    map: RwLock<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Store for Memory {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
        Ok(read_lock(&self.map).get(key).cloned())
    }

    fn below(&self, key: &[u8]) -> Result<Option<Pair>, String> {
        let map = read_lock(&self.map);
        let pair = map
            .range::<[u8], _>((Bound::Unbounded, Bound::Excluded(key)))
            .next_back();
        Ok(pair.map(|(key, value)| (key.clone(), value.clone())))
    }

    fn from(&self, key: &[u8]) -> Result<Option<Pair>, String> {
        let map = read_lock(&self.map);
        let pair = map
            .range::<[u8], _>((Bound::Included(key), Bound::Unbounded))
            .next();
        Ok(pair.map(|(key, value)| (key.clone(), value.clone())))
    }

    fn put(&self, pairs: Vec<Pair>) -> Result<(), String> {
        write_lock(&self.map).extend(pairs);
        Ok(())
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), String> {
        write_lock(&self.map).retain(|key, _| !key.starts_with(prefix));
        Ok(())
    }

    fn flush(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Sled. It may answer with an error where its files are damaged, and it may
/// panic; both come out as an error here.
pub(crate) struct Sled {
    /// There until this is dropped.
    db: Option<sled::Db>,
}

/// How long sled may take to write what it holds. On a full disk it waits for
/// ever, holding nothing that could not be built again.
const WRITTEN_WITHIN: Duration = Duration::from_secs(5);

impl Drop for Sled {
    fn drop(&mut self) {
        // The last handle of a database writes it when it goes, so it goes on a
        // thread of its own.
        let db = self.db.take();
        if let Err(reason) = in_time(move || drop(db)) {
            tracing::warn!(
                reason,
                "the indexes were not closed; the next start looks at them"
            );
        }
    }
}

/// Runs something of sled that may wait for ever.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    let (told, done) = std::sync::mpsc::sync_channel(1);
    let thread = std::thread::Builder::new().name("sled-writes".to_owned());
    let started = thread.spawn(move || told.send(work()));
    started.map_err(|error| error.to_string())?;
    let waited = done.recv_timeout(WRITTEN_WITHIN);
    waited.map_err(|_| "sled does not answer".to_owned())
}

/// Bytes that sled may cache.
const CACHE_BYTES: u64 = 4 << 20;

impl Sled {
    pub(crate) fn open(dir: &Path) -> Result<Self, String> {
        let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES);
        let db = guarded(|| config.open())?;
        Ok(Self { db: Some(db) })
    }

    fn db(&self) -> &sled::Db {
        self.db.as_ref().expect("it is taken out only when dropped")
    }
}

impl Store for Sled {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, String> {
        Ok(guarded(|| self.db().get(key))?.map(|value| value.to_vec()))
    }

    fn below(&self, key: &[u8]) -> Result<Option<Pair>, String> {
        Ok(guarded(|| self.db().get_lt(key))?.map(|(key, value)| (key.to_vec(), value.to_vec())))
    }

    fn from(&self, key: &[u8]) -> Result<Option<Pair>, String> {
        let pair = guarded(|| self.db().range(key..).next().transpose())?;
        Ok(pair.map(|(key, value)| (key.to_vec(), value.to_vec())))
    }

    fn put(&self, pairs: Vec<Pair>) -> Result<(), String> {
        guarded(|| {
            pairs
                .into_iter()
                .try_for_each(|(key, value)| self.db().insert(key, value).map(drop))
        })
    }

    fn remove_prefix(&self, prefix: &[u8]) -> Result<(), String> {
        guarded(|| {
            self.db()
                .scan_prefix(prefix)
                .keys()
                .try_for_each(|key| self.db().remove(key?).map(drop))
        })
    }

    fn flush(&self) -> Result<(), String> {
        let db = self.db().clone();
        in_time(move || guarded(|| db.flush()).map(drop))?
    }
}

fn guarded<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err("sled panicked".to_owned()),
    }
}
