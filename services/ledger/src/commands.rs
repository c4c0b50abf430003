//! Whether a command was accepted before.

use quarterday_proto::id::CommandId;

use crate::error::Error;
use crate::index::fingerprint;
use crate::ledger::Ledger;

impl Ledger {
    /// The place of the commit that a command made, if it made one. Cheap for a
    /// command that was never seen.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a record that may be it cannot be read, and
    /// [`Error::Index`] when the indexes fail and cannot be built anew.
    pub fn command_place(&self, command: &CommandId) -> Result<Option<u64>, Error> {
        let fingerprint = fingerprint(command.as_str().as_bytes());
        for place in self.with_index(|index| index.command_places(fingerprint))? {
            if self.read_synced(place)?.record().head.command == *command {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}
