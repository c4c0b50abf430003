//! The event log of one council: commands go in, acknowledged commits come out,
//! in one order for everyone.
//!
//! [`EventLog`] is the contract; [`embedded`] keeps it with one process and one
//! disk, [`jetstream`] with many nodes and NATS between them. A writer decides each command against memory that includes its own
//! commits not yet on disk, so rules across subjects hold; nobody is answered,
//! and no reader sees a commit, before it is on disk.
//!
//! **Invariant:** nothing is acknowledged that could still be lost, and no rule
//! of the domain lives here: the rules come in by [`Rules`].

mod commit;
mod decider;
pub mod embedded;
mod error;
mod follow;
pub mod jetstream;
mod prepare;
mod rules;
mod stopped;
mod surroundings;

use std::future::Future;
use std::pin::Pin;

use quarterday_ledger::Ledger;
use quarterday_proto::answer::Accepted;
use quarterday_proto::command::Envelope;

pub use commit::{Assembler, Commit};
pub use decider::{BATCH_BYTES_MAX, BATCH_COMMANDS_MAX, UNCHANGED_MAX, WAITING_MAX};
pub use error::Error;
pub use follow::Follow;
pub use rules::{Decided, Rules, Views};
pub use stopped::Stopped;
pub use surroundings::{Broken, Surroundings};

/// The answer to a command, to come.
pub type Answer = Pin<Box<dyn Future<Output = Result<Accepted, Error>> + Send>>;

/// The log of one council.
pub trait EventLog: Send + Sync + 'static {
    /// Has a command decided and its commit stored. The answer comes once the
    /// commit is acknowledged and this process's own views show it.
    ///
    /// # Errors
    /// [`Error::Rejected`] by a rule, with nothing stored; [`Error::Busy`] when
    /// too much is waiting; the other errors when the log cannot take commits.
    fn append(&self, envelope: Envelope) -> Answer;

    /// Acknowledged commits, to read from a place, prove and query.
    fn ledger(&self) -> &Ledger;

    /// Acknowledged commits from a place on, those to come included.
    fn follow(&self, from: u64) -> Follow;

    /// Whether all that is shown is known to be acknowledged, so that it may be
    /// signed.
    fn knows_what_is_acknowledged(&self) -> bool {
        true
    }
}
