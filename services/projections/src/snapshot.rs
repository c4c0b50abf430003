//! Snapshots of the state, kept with the indexes of the log and ignored when
//! they do not fit it.

use quarterday_domain::State;
use quarterday_ledger::Ledger;

use crate::error::Error;

const NAME: &str = "state";

/// Version of the state's shape and of the rules that make it: a snapshot of
/// another is ignored. Raise the number with each change of either.
pub(crate) const CODE_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+13");

/// The last one saved.
pub(crate) fn load(ledger: &Ledger) -> Option<State> {
    load_as(ledger, NAME)
}

/// The one of a name.
pub(crate) fn load_as(ledger: &Ledger, name: &str) -> Option<State> {
    let snapshot = ledger.load_snapshot(name, CODE_VERSION)?;
    match serde_json::from_slice::<State>(&snapshot.bytes) {
        Ok(state) if state.head() == snapshot.place => Some(state),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!(%error, "the snapshot cannot be read and is made anew");
            None
        }
    }
}

/// Saves the state in the place of the last one saved.
pub(crate) fn save(ledger: &Ledger, state: &State) -> Result<(), Error> {
    let place = state.head();
    if place == 0 {
        return Ok(());
    }
    save_as(ledger, NAME, place, &encode(state)?)
}

pub(crate) fn encode(state: &State) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(state).map_err(Error::Snapshot)
}

/// Saves the encoded state of a place under a name.
pub(crate) fn save_as(ledger: &Ledger, name: &str, place: u64, bytes: &[u8]) -> Result<(), Error> {
    let root = ledger.root(place)?;
    ledger.save_snapshot(name, CODE_VERSION, place, root, bytes)?;
    Ok(())
}
