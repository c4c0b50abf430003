//! How a log is opened.

use std::sync::Arc;

use crate::disk::{Disk, FileSystem};
use crate::index::{IndexKey, Keyed, head_keys};

/// How a log is opened.
#[derive(Clone)]
pub struct Options {
    /// Size from which a segment is closed and another begun, in bytes; at
    /// most 2 GiB. One batch may go beyond it.
    pub segment_bytes_max: u64,
    /// A log of fewer bytes is verified whole at each start; of a larger one
    /// the last segment and the footers are.
    pub verify_all_below_bytes: u64,
    /// Which keys of the audit index a record has.
    pub index_keys: fn(&Keyed<'_>, &mut Vec<IndexKey>),
    /// Version of `index_keys`; blocks made by another are built anew.
    pub index_version: u32,
    /// Where the indexes are.
    pub index: IndexPlace,
    /// Whether closed segments are indexed by a thread of their own. Without
    /// it the append that closes a segment does that work.
    pub background: bool,
    /// What the log's files are on.
    pub disk: Arc<dyn Disk>,
    /// Told of each step of work that a start may take long over.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
}

/// Where the indexes are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexPlace {
    /// In sled, in the folder `index` of the log.
    Folder,
    /// In memory, made anew at each start; for tests and small logs.
    Memory,
}

/// How far a long piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub what: &'static str,
    /// Places done.
    pub done: u64,
    /// Places in all.
    pub total: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_bytes_max: 64 << 20,
            verify_all_below_bytes: 256 << 20,
            index_keys: head_keys,
            index_version: 1,
            index: IndexPlace::Folder,
            background: true,
            disk: Arc::new(FileSystem),
            progress: None,
        }
    }
}
