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
pub mod disk;
mod error;
mod index;
pub mod key;
mod ledger;
mod open;
mod options;
mod peek;
mod read;
mod segment;
mod survey;
pub mod tree;

use std::sync::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub use appender::Appender;
pub use error::{Damage, Error};
pub use index::{Dimension, IndexKey, head_keys};
pub use ledger::{Head, Ledger};
pub use options::{IndexPlace, Options, Progress};
pub use read::{Chunk, Chunks, OwnedRecord};

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
