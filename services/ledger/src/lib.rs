//! The append-only log of one council: segments of records, the Merkle tree
//! over them, checkpoints, proofs, and indexes that can always be rebuilt.
//!
//! [`Ledger::open`] gives a [`Ledger`], a cheap handle for readers, and the one
//! [`Appender`]. Readers see a commit only when it is on disk.
//!
//! **Invariant:** the segments are the truth and everything else can be made
//! again from them; no rule of the domain, no clock and no network live here,
//! and nothing that was acknowledged is ever cut away or overwritten, but for a
//! redaction, which leaves every hash as it was.

mod appender;
mod backup;
mod checkpoint;
mod commands;
pub mod cosign;
pub mod disk;
mod error;
mod find;
mod index;
mod keeper;
pub mod key;
mod ledger;
mod open;
mod options;
mod peek;
mod proofs;
mod read;
mod redact;
mod repair;
mod root_at;
mod scrub;
mod segment;
mod staged;
mod survey;
mod tiles;
pub mod tree;
mod verify;

use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use appender::Appender;
pub use backup::{backup, restore};
pub use checkpoint::{Checkpoint, CheckpointError, sign, verify_checkpoint};
pub use error::{Damage, Error};
pub use find::{FoundPlaces, Query};
pub use index::{Dimension, IndexKey, Keyed, Snapshot, head_keys};
pub use ledger::{Head, Ledger};
pub use options::{IndexPlace, Options, Progress};
pub use peek::time_and_data;
pub use read::{Chunk, Chunks, OwnedRecord};
pub use root_at::root_at;
pub use scrub::Scrubber;
pub use staged::StagedError;
pub use verify::{Report, verify};

// A thread that panicked while it held a lock leaves nothing half done here:
// every critical section only replaces or extends values whole.

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poison| poison.into_inner())
}

fn read_lock<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(|poison| poison.into_inner())
}

fn write_lock<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(|poison| poison.into_inner())
}
