//! Snapshots of the state, kept with the indexes of the log and ignored when
//! they do not fit it.

use quarterday_domain::State;
use quarterday_ledger::Ledger;

use crate::error::Error;

const NAME: &str = "state";

/// Version of the state's shape and of the rules that make it: a snapshot of
/// another is ignored. Raise the number with each change of either.
const CODE_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "+1");

pub(crate) fn load(ledger: &Ledger) -> Option<State> {
    let snapshot = ledger.load_snapshot(NAME, CODE_VERSION)?;
    match serde_json::from_slice::<State>(&snapshot.bytes) {
        Ok(state) if state.head() == snapshot.place => Some(state),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!(%error, "the snapshot cannot be read and is made anew");
            None
        }
    }
}

pub(crate) fn save(ledger: &Ledger, state: &State) -> Result<(), Error> {
    let place = state.head();
    if place == 0 {
        return Ok(());
    }
    let root = ledger.root(place)?;
    let bytes = serde_json::to_vec(state).map_err(Error::Snapshot)?;
    ledger.save_snapshot(NAME, CODE_VERSION, place, root, &bytes)?;
    Ok(())
}
