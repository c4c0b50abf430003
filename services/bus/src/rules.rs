//! What the bus needs of the domain and of read models, without knowing either.

use jiff::Timestamp;
use quarterday_proto::answer::Rejection;
use quarterday_proto::command::Envelope;
use quarterday_proto::event::{Event, Recorded};

use crate::commit::Commit;

/// What a command did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The events; none if nothing has to change.
    pub events: Vec<Event>,
    /// What the sender should know.
    pub notes: Vec<String>,
}

/// The rules, with the state that they decide against. Owned by the writer.
pub trait Rules: Send + 'static {
    /// Decides a command against the state, commits not yet on disk included.
    ///
    /// # Errors
    /// The rejection; the state is unchanged.
    fn decide(&self, envelope: &Envelope, now: Timestamp) -> Result<Decided, Rejection>;

    /// Takes over what was decided, before it is on disk.
    fn evolve(&mut self, events: &[Event], recorded: Recorded);

    /// Goes back to the state of the last commit that the views show, because
    /// a later one could not be stored; the place of that commit.
    fn go_back(&mut self) -> u64;
}

/// Read models, fed with commits in order once they are on disk.
pub trait Views: Send + 'static {
    /// Takes in commits. Commands are answered after this returns.
    fn take_in(&mut self, commits: &[Commit]);
}
